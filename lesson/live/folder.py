"""build/live: the lesson, both engines, and nnref in both languages, as a folder for any web server."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from lesson.build import build_page, prepare_lesson
from lesson.live.engines import HERE, PYODIDE, WEBR, bundle, fetch_engines, sha256
from lesson.sources import ROOT
from nnref import write_experiment
from nnref.command.report import VERSION

EXPERIMENTS = ["article", "blobs", "digits", "log", "moons", "neuron", "walkthrough", "walkthrough_first"]
BESIDE = ["exercises"]  # what the check of a student's code knows
WORKERS = ["packed.js", "python-worker.js", "webr-worker.js"]


def collect_sources(language: str, own: Path) -> str:
    """Nnref in one language, and the experiments, as one text: a line `@@ path` before each file."""
    files: dict[str, str] = {}
    if language == "python":
        for file in sorted((ROOT / "python/nnref").rglob("*.py")):
            files[f"nnref/{file.relative_to(ROOT / 'python/nnref')}"] = file.read_text()
        files["lesson_live_session.py"] = (HERE / "session.py").read_text()
    else:
        for file in sorted((ROOT / "r/R").glob("*.R")):
            files[f"R/{file.name}"] = file.read_text()
        files["session.R"] = (HERE / "session.R").read_text()
    for folder in [*(ROOT / "fixtures" / name for name in [*EXPERIMENTS, *BESIDE]), *own.glob("lesson")]:
        for file in sorted(folder.glob("*.csv")):
            files[f"fixtures/{folder.name}/{file.name}"] = file.read_text()
    return "".join(f"@@ {path}\n{text.rstrip()}\n" for path, text in files.items())


def write_own_experiment(own: Path, arguments: list[str]) -> None:
    """The experiment of a lesson that is not the article's, as a folder of its own."""
    if not arguments:
        return
    experiment = prepare_lesson(arguments).experiment
    matrices = {"X": experiment.X, "y": experiment.y, **experiment.parameters}
    write_experiment(str(own / "lesson"), matrices, experiment.settings, [experiment.title])


def collect_experiments(own: Path) -> dict[str, dict[str, str]]:
    """What the page must know of each experiment: its settings as texts, and the hashes of its stored results."""
    known = {}
    for folder in [*own.glob("lesson"), *(ROOT / "fixtures" / name for name in EXPERIMENTS)]:
        rows: dict[str, str] = {}
        for file in (folder / "settings.csv", folder / "expected/portable.csv"):
            for line in file.read_text().splitlines() if file.exists() else []:
                if line and not line.startswith("#"):
                    key, _, value = line.partition(",")
                    rows[key] = str(float.fromhex(value)) if value.startswith("0x") else value
        known[folder.name] = rows
    return known


README = """# The live lesson

The lesson of nnref {version} with R ({webr}) and Python ({pyodide}) in the browser: a folder for any web server.
Nothing in it talks to another server, and nothing that a student types leaves the page.

Three ways to publish it:

1. **On this machine**: in this folder, `python3 -m http.server --bind 127.0.0.1 8000` (or `python3 serve.py`, which is
   that one line and goes along on a USB stick), then open http://127.0.0.1:8000. A page opened as a file shows the
   recorded lesson and does not run live: browsers let no file start an engine.
2. **GitHub Pages**: put the content of this folder into a repository, and choose its branch under Settings, Pages.
3. **A school's web space**: copy the folder there as it is. No special headers are needed; over https the second visit
   works without a network.

`manifest.json` lists every file with its size and SHA-256.

## Licences

nnref is under the MIT licence (`LICENSE`). R as WebAssembly (webR {webr}) is under the GNU General Public License,
version 3, whose text is `live/engines/r/LICENSE.md`; its source is at https://github.com/r-wasm/webr (tag v{webr}) and
https://cran.r-project.org/src/base. Pyodide {pyodide} is under the Mozilla Public License 2.0, its source at
https://github.com/pyodide/pyodide (tag {pyodide}); CPython's and NumPy's licences are inside their archives.
The notices of what the page's script was bundled with are in `live/live.js.LEGAL.txt`.
"""
SERVE = (
    "from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer as S; "
    "print('http://127.0.0.1:8000'); S(('127.0.0.1', 8000), SimpleHTTPRequestHandler).serve_forever()\n"
)


def write_files(folder: Path, arguments: list[str]) -> None:
    """Write everything into an empty folder."""
    live = folder / "live"
    live.mkdir()
    for path, content in fetch_engines().items():
        file = live / "engines" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for name in WORKERS[:2]:
        shutil.copy(HERE / "scripts" / name, live)
    # webR starts the worker of this name; ours counts and unpacks what it loads, and then goes on to webR's own
    worker = live / "engines/r/webr-worker.js"
    own = worker.with_name("webr-worker.js.packed")
    worker.with_name("webr-own-worker.js.packed").write_bytes(own.read_bytes())
    own.unlink()
    shutil.copy(HERE / "scripts/webr-worker.js", worker)
    with tempfile.TemporaryDirectory() as place:
        own = Path(place)
        write_own_experiment(own, arguments)
        for language in ("python", "r"):
            (live / f"nnref-{language}.txt").write_text(collect_sources(language, own))
        checks = all((ROOT / file).exists() for file in ("python/nnref/exercises/check.py", "r/R/exercises-check.R"))
        (live / "known.json").write_text(json.dumps({"experiments": collect_experiments(own), "checks": checks}))
    bundle(HERE / "scripts/live.js", live / "live.js")
    shutil.copy(HERE / "scripts/service-worker.js", folder)
    shutil.copy(ROOT / "LICENSE", folder)
    versions = {"version": VERSION, "webr": WEBR[1], "pyodide": PYODIDE[1]}
    (folder / "README.md").write_text(README.format(**versions))
    (folder / "serve.py").write_text(SERVE)
    (folder / "index.html").write_text(build_page(arguments=arguments))
    files = {
        str(file.relative_to(folder)): {"bytes": file.stat().st_size, "sha256": sha256(file.read_bytes())}
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16]
    manifest = {
        **versions,
        "build": version,
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


def build_folder(output: Path, arguments: list[str]) -> dict[str, int]:
    """Build the folder as a whole or leave what was there; what comes back is its size by part."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as place:
        new, old = Path(place, "new"), Path(place, "old")
        new.mkdir(mode=0o755)
        write_files(new, arguments)
        if output.exists():
            os.rename(output, old)
        os.rename(new, output)
    sizes = {"python": 0, "r": 0, "page": 0}
    for file in output.rglob("*"):
        if file.is_file():
            part = file.relative_to(output).parts
            key = part[2] if part[:2] == ("live", "engines") else "page"
            sizes[key] += file.stat().st_size
    return sizes
