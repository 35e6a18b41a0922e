"""What nnref runs on, shown by running it there: `make environments`, or `make environments ROWS="locales debian-13"`.

Each row sets up an environment and runs both commands in it. They must print what they print where nothing is set up,
and end with the stored bits in portable arithmetic. A row that cannot be set up on this machine says why, and proves
nothing. This imports nnref and NumPy alone, not the bridge to R, since it also runs inside systems that are bare.
"""

import contextlib
import csv
import functools
import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import numpy as np

from bridge import ROOT
from commands import COMMANDS
from nnref.arithmetic.native import Matrix
from nnref.files.matrices import read_matrix
from portable_results import digest

UV = ROOT / "build" / "uv" / "bin" / "uv"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))} | {
    "LC_ALL": "C.UTF-8"
}
# What an old OpenBLAS needs to know of a processor that is newer than itself, if somebody has told it
PROCESSOR = {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_CORETYPE")}
# Options with decimals, so that a decimal comma would show, and every line and file that a command makes.
EVERYTHING = ["--learning-rate", "0.25", "--epochs", "300", "--trace"]


class NotShownError(Exception):
    """An environment cannot be set up here; the text says why."""


def run(
    *command: str | Path, env: dict[str, str] = PLAIN, cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command; if this is interrupted, all that the command has started ends too."""
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words,
        env=env,
        cwd=cwd,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        stdout, stderr = process.communicate()
    except KeyboardInterrupt:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)


def succeed(*command: str | Path, env: dict[str, str] = PLAIN, cwd: Path | None = None) -> str:
    """What a command prints that must end well; if it does not, the end of what it said is the error."""
    done = run(*command, env=env, cwd=cwd)
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode == 0, f"{done.args}: status {done.returncode}: {said[-2000:]}"
    return done.stdout.decode(errors="surrogateescape").strip()


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A temporary folder."""
    with tempfile.TemporaryDirectory(prefix="nnref-environments-", ignore_cleanup_errors=True) as place:
        yield Path(place)


# ---- What is compared ----


def stored_hashes(experiment: str) -> dict[str, str]:
    """What an experiment must end with in portable arithmetic. How often errors are recorded depends on --save."""
    lines = (ROOT / "fixtures" / experiment / "expected" / "portable.csv").read_text().splitlines()
    return {name: value for name, value in csv.reader(line for line in lines if line[0] != "#") if name != "loss"}


def check_command(command: list[str], place: Path, experiments: tuple[str, ...], env: dict[str, str]) -> str:
    """Run one of the commands in all its ways; what it printed in native arithmetic."""

    def printed(*arguments: str) -> str:
        done = run(*command, *arguments, env=env)
        stderr = done.stderr.decode(errors="replace")
        assert (done.returncode, stderr) == (0, ""), f"{command} {arguments}: status {done.returncode}: {stderr}"
        return done.stdout.decode()

    mine, picture = place / "käse 'a'", place / "käse 'a'.svg"
    native = printed(*EVERYTHING, "--save", str(mine), "--plot", str(picture))
    assert picture.stat().st_size > 3000
    again = printed("--fixture", str(mine), "--epochs", "1")
    assert again.splitlines()[5].split()[1] == native.splitlines()[-6].split()[1]  # it goes on with the last error
    for experiment in experiments:
        printed("--experiment", experiment, "--arithmetic", "portable", "--save", str(mine))
        found = {name: digest(read_matrix(f"{mine}/{name}.csv")) for name in stored_hashes(experiment)}
        assert found == stored_hashes(experiment), f"{command}: portable arithmetic, {experiment}"
    return native


@functools.cache
def reference() -> str:
    """What the commands print where nothing is set up."""
    with scratch() as place:
        return check_command(COMMANDS["Python"], place, (), PLAIN)


def agree(
    commands: dict[str, list[str]] = COMMANDS, env: dict[str, str] = PLAIN, experiments: tuple[str, ...] = ("article",)
) -> str:
    """Both commands print the same as where nothing is set up, and end with the stored bits."""
    for language, command in commands.items():
        with scratch() as place:
            assert check_command(command, place, experiments, env) == reference(), f"{language} prints other lines"
    return f"{len(reference().splitlines())} lines equal; portable {', '.join(experiments)}: the stored bits"


def redirected(redirections: str) -> dict[str, list[str]]:
    """The commands, started by a shell with these redirections."""
    shell = ["sh", "-c", f'exec "$@" {redirections}', "sh"]
    return {language: [*shell, *command] for language, command in COMMANDS.items()}


def refuse(line: str, commands: dict[str, list[str]], *arguments: str, env: dict[str, str] = PLAIN) -> None:
    """Both commands end with status 2 and this line; without any line where that cannot be printed."""
    for command in commands.values():
        done = run(*command, *arguments, env=env)
        assert (done.returncode, done.stderr.decode()) == (2, line and f"nnref: {line}\n"), done
        assert b"nnref: " not in done.stdout


def versions(python: str = sys.executable, r: str = "Rscript") -> str:
    """What runs."""
    code = "import sys, numpy; print('Python %d.%d.%d' % sys.version_info[:3] + ', NumPy ' + numpy.__version__)"
    return succeed(python, "-c", code) + ", " + succeed(r, "-e", 'cat("R", format(getRversion()))')


# ---- The rows: what is set up, and what is seen there ----

Row = Iterator[tuple[str, Callable[[], str]]]


def here() -> Row:
    """This machine as it is, in all experiments that end soon in portable arithmetic."""
    yield f"this machine: {versions()}", lambda: agree(experiments=("article", "walkthrough", "log", "neuron", "blobs"))


def locales() -> Row:
    """Locales that write decimals with a comma, sort otherwise, or have other letters, made for this run alone."""
    for name in ["C", "C.UTF-8", "de_DE.UTF-8", "de_DE.ISO-8859-1", "tr_TR.UTF-8"]:

        def show(name: str = name) -> str:
            with scratch() as place:
                environment = PLAIN | {"LC_ALL": name}
                if not name.startswith("C"):
                    if not shutil.which("localedef"):
                        raise NotShownError("there is no localedef here")
                    language, charmap = name.split(".")
                    made = run("localedef", "-i", language, "-f", charmap, place / name)
                    if not (place / name).is_dir():
                        raise NotShownError(f"localedef cannot make it (Debian: the package locales): {made.stderr!r}")
                    environment |= {"LOCPATH": str(place)}
                    assert succeed("locale", "decimal_point", env=environment) == ","
                assert succeed("Rscript", "-e", 'cat(Sys.getlocale("LC_CTYPE"))', env=environment) == name
                return agree(env=environment)

        yield f"locale {name}", show


def blas() -> Row:
    """R with each BLAS that is installed, and with one thread. NumPy's wheels have their own."""
    libraries = sorted({file.parent for file in Path("/usr/lib").glob("*/*/libblas.so.3")})
    for wanted in ["blas", "openblas"]:
        if not any(library.name.startswith(wanted) for library in libraries):
            package = {"blas": "libblas3", "openblas": "libopenblas0-pthread"}[wanted]
            yield f"R with {wanted}", functools.partial(not_shown, f"not installed (Debian: {package})")
    for library in libraries:

        def show(library: Path = library) -> str:
            lapack = [library / "liblapack.so.3", library.parent / "lapack" / "liblapack.so.3"]
            loaded = [library / "libblas.so.3", *(file for file in lapack if file.exists())][:2]
            # R looks in the system's folder before LD_LIBRARY_PATH, so the libraries are loaded before all others
            environment = PLAIN | {"LD_PRELOAD": ":".join(map(str, loaded))}
            used = succeed("Rscript", "-e", 'cat(extSoftVersion()["BLAS"])', env=environment)
            assert used.startswith(str(library)), used
            return agree(env=environment)

        yield f"R with {library}", show
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]:
        yield f"{name}=1", functools.partial(agree, env=PLAIN | {name: "1"})


def bare() -> Row:
    """As little around the commands as can be."""
    path = os.pathsep.join([str(Path(shutil.which("Rscript") or "").parent), "/usr/bin", "/bin"])
    yield "no variable set but PATH", functools.partial(agree, env={"PATH": path} | PROCESSOR)
    missing = PLAIN | {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "TERM": "dumb", "NO_COLOR": "1"}
    yield "HOME and TMPDIR that are not there", functools.partial(agree, env=missing)
    strange = PLAIN | {"PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "ascii"}
    yield "Python -OO, its warnings as errors, its streams ASCII", functools.partial(agree, env=strange)

    def profile() -> str:
        with scratch() as place:
            (place / ".Rprofile").write_text(
                'options(OutDec = ",", digits = 3, scipen = -5, warn = 2, warnPartialMatchDollar = TRUE)\n'
            )
            return agree(env=PLAIN | {"R_PROFILE_USER": str(place / ".Rprofile")})

    yield "an .Rprofile with decimal commas, 3 digits, warnings as errors", profile


def streams() -> Row:
    """Standard input, output and error that are closed, or full."""
    yield "standard input closed", functools.partial(agree, redirected("<&-"))
    yield "standard output closed, or a full device", show_lost_output


def show_lost_output() -> str:
    """Status 2 and a line that says why; what can be saved is saved."""
    for redirections in [">&-", ">/dev/full"]:
        refuse("standard output: cannot be written", redirected(redirections), "--epochs", "3")
        refuse("'-x': no such option; --help lists them", redirected(redirections), "-x")
    for redirections in ["2>&-", "2>/dev/full", "<&- >&- 2>&-"]:
        refuse("", redirected(redirections), "-x")
    with scratch() as place:
        for language, command in redirected(">/dev/full").items():
            refuse("standard output: cannot be written", {language: command}, "--save", str(place / language))
            assert read_matrix(f"{place / language}/loss.csv")[-1, 0] == 5000
    return "status 2 and one line in both; --save saves"


def read_only() -> Row:
    """The checkout mounted read-only, in a mount namespace that ends with the command."""
    user = [] if os.geteuid() == 0 else ["--map-root-user"]
    mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"'
    prefix = ["unshare", "--mount", *user, "sh", "-c", mount, str(ROOT)]

    def show() -> str:
        if not shutil.which("unshare") or run(*prefix, "true").returncode != 0:
            raise NotShownError("unshare cannot mount anything here")
        environment = {name: value for name, value in PLAIN.items() if name != "PYTHONDONTWRITEBYTECODE"}
        commands = {language: [*prefix, *command] for language, command in COMMANDS.items()}
        said = agree(commands, environment)
        for option, name in [("--save", "mine"), ("--plot", "mine.svg")]:
            refuse(f"{name}: cannot be written", commands, "--epochs", "3", option, name)
        assert "the same bits" in succeed(*prefix, "make", "train")
        return f"{said}; what it cannot write: one line; make train"

    yield "a read-only checkout", show


def paths() -> Row:
    """A fresh clone of the last commit in a folder with spaces, accents, an apostrophe and a percent sign."""

    def show() -> str:
        with scratch() as place:
            clone = place / "a b ü" / "it's 50% ok" / "nn ref"
            succeed("git", "clone", "--quiet", ROOT, clone)
            assert "the same bits" in succeed("make", "train", cwd=clone)
            succeed(".ci/setup", "test", cwd=clone)
            pytest = [".venv/bin/python", "-m", "pytest", "-c", "python/pyproject.toml", "--rootdir=."]
            tested = succeed(*pytest, "tests/parity/test_bridge.py", "tests/hard_use/test_environments.py", cwd=clone)
            return f"make train; tests of the bridge and the environments: {tested.splitlines()[-1].strip('= ')}"

    yield "a path with spaces, accents, ' and %", show


def pythons() -> Row:
    """Each Python with the oldest and the newest NumPy and Matplotlib that python/pyproject.toml claims for it."""
    for minor in range(11, 16):
        for age in ["oldest", "newest"]:
            yield f"Python 3.{minor}, {age} NumPy", functools.partial(show_python, f"3.{minor}", age)


def show_python(version: str, age: str) -> str:
    """Python's own tests without R, and both commands."""
    if not UV.exists():
        raise NotShownError("make environments installs uv, and it is not here")
    found = [str(folder) for folder in sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin"))]
    environment = PLAIN | {"PATH": os.pathsep.join([*found, PLAIN["PATH"]]), "UV_HTTP_RETRIES": "0"}
    with scratch() as place:
        if run(UV, "venv", "--python", version, place, env=environment).returncode != 0:
            raise NotShownError(f"there is no Python {version} here, and uv cannot fetch it")
        python = str(place / "bin" / "python")
        install: list[str | Path] = [UV, "pip", "install", "--python", python, "--only-binary", ":all:"]
        resolution = {"oldest": "lowest-direct", "newest": "highest"}[age]
        claimed = ROOT / "python" / "pyproject.toml"
        done = run(*install, "-r", claimed, "--extra", "plot", "--resolution", resolution, env=environment)
        if done.returncode != 0:
            raise NotShownError(f"no NumPy or Matplotlib is ready for it: {done.stderr.decode().splitlines()[-1]}")
        succeed(*install, "pytest", "mpmath", env=environment)
        alone = PLAIN | {"PYTHONPATH": str(ROOT / "python")}
        # an old Matplotlib asks newer packages for what they will drop
        options = ["-p", "no:cacheprovider", "-W", "ignore::DeprecationWarning", "-c", "python/pyproject.toml"]
        tested = succeed(
            python,
            "-m",
            "pytest",
            *options,
            "--rootdir=.",
            "tests/alone/test_alone.py",
            "python/nnref",
            env=alone,
            cwd=ROOT,
        )
        said = agree(COMMANDS | {"Python": [python, "-m", "nnref"]}, env=alone)
        matplotlib = succeed(python, "-c", "import matplotlib; print(matplotlib.__version__)")
        passed = tested.splitlines()[-1].strip("= ").split(" in ")[0]
        return f"{versions(python)}, Matplotlib {matplotlib}: {passed} without R; {said}"


def debian(release: str, python: str = "python3", goal: str = "train") -> Row:
    """A Debian with nothing but git, make and Python, and a fresh clone of the last commit."""
    command = f"make {goal}" if python == "python3" else f"make {goal} PYTHON={python}"
    yield f"bare Debian {release}, {command}", functools.partial(show_debian, release, python, command)


def show_debian(release: str, python: str, command: str) -> str:
    """Made by mmdebstrap, which by itself mounts, and removes in the end, all that it needs."""
    if not shutil.which("mmdebstrap"):
        raise NotShownError("mmdebstrap is not installed")
    if os.geteuid() != 0 and not shutil.which("newuidmap"):
        raise NotShownError("without root mmdebstrap needs newuidmap (Debian: uidmap)")
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    system = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}
    with scratch() as place:
        clone, said = place / "nnref", place / "said"
        succeed("git", "clone", "--quiet", ROOT, clone)
        inside = f"cd /root/nnref && {command} && .venv/bin/python tests/hard_use/environments.py inside"
        hooks = [
            f'cp -r {shlex.quote(str(clone))} "$1/root"',
            f'! test -e {CERTIFICATES} || cp {CERTIFICATES} "$1{CERTIFICATES}"',  # a machine may have its own
            f'chroot "$1" sh -c "{inside}" >{shlex.quote(str(said))} 2>&1',
        ]
        # Namespaces of its own end all its processes and mounts at once when this is interrupted.
        namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        done = run(
            *(namespaces if os.geteuid() == 0 else []),
            "mmdebstrap",
            "--variant=apt",
            "--mode=root" if os.geteuid() == 0 else "--mode=unshare",
            f"--include=git,make,ca-certificates,{python}",
            '--aptopt=Acquire::Check-Valid-Until "false"',  # a mirror that lags behind will do
            *(f"--customize-hook={hook}" for hook in hooks),
            release,
            "/dev/null",
            env=system | proxies | PROCESSOR | {"TMPDIR": str(place), "PIP_CERT": str(CERTIFICATES)},
        )
        if not said.exists():
            raise NotShownError(f"mmdebstrap: {done.stderr.decode().strip().splitlines()[-1]}")
        lines = said.read_text().splitlines()
        assert done.returncode == 0, "\n".join(lines[-30:])
        *before, found, seen, printed = lines
        assert printed == hash_of_reference(), "other lines are printed there than here"
        summary = [line.strip("= ") for line in before if " passed" in line and line.startswith("=")]
        return "; ".join([found, *summary, seen])


# ---- Other processors, emulated ----

# Debian's name for it: the emulator's, that of its libraries' folders, and the release with the packages
PROCESSORS = {
    "arm64": ("aarch64", "aarch64-linux-gnu", "bookworm"),
    "s390x": ("s390x", "s390x-linux-gnu", "bookworm"),
    "ppc64el": ("ppc64le", "powerpc64le-linux-gnu", "bookworm"),
    "riscv64": ("riscv64", "riscv64-linux-gnu", "trixie"),
    "armhf": ("arm", "arm-linux-gnueabihf", "bookworm"),
    "i386": ("i386", "i386-linux-gnu", "bookworm"),
}
# Numbers that are hard to read: R and C read some of them by wider registers, or by none
TABLE = """a,b,c,kind
0.550586532362976,29.6566800487510864314799619023688137531280517578125,1.2483902054349073e-293,x
9007199254740993,1.2345678901234567890e-300,2.4703282292062328e-324,y
9007199254740993.00000000000000000000001,1e23,2.2250738585072011e-308,x
0.1,-8.5e22,-1.7976931348623157e308,y
"""
# What is trained: the article at full length, others in fewer epochs, seeds, and numbers that are hard to read
JOBS = {
    "article": [],
    "walkthrough, 300 epochs": ["--experiment", "walkthrough", "--epochs", "300"],
    "log, 1000": ["--experiment", "log", "--epochs", "1000"],
    "neuron": ["--experiment", "neuron"],
    "blobs, 5": ["--experiment", "blobs", "--epochs", "5"],
    "moons, 20": ["--experiment", "moons", "--epochs", "20"],
    "digits, 1": ["--experiment", "digits", "--epochs", "1"],
    "tanh": ["--hidden-activation", "tanh", "--epochs", "300"],
    "a seed, shuffled": ["--seed", "4294967295", "--hidden-neurons", "7", "--shuffle-seed", "7", "--epochs", "50"],
    "a table": ["--data", "table.csv", "--target", "kind", "--epochs", "3"],
}


def processor(name: str) -> Row:
    """One of them, with Debian's own Python, NumPy and R, and its reference BLAS."""
    yield f"{name}, emulated", functools.partial(show_processor, name)


def emulated(name: str, root: Path) -> dict[str, list[str | Path]]:
    """How to start Python and R in a folder of packages of another processor, without installing or mounting it."""
    emulator, triplet, _ = PROCESSORS[name]
    libraries = [root / folder / triplet for folder in ("lib", "usr/lib")]
    libraries += [root / "usr/lib" / triplet / folder for folder in ("blas", "lapack")]
    path = ":".join(map(str, [*libraries, root / "usr/lib/R/lib"]))
    start: list[str | Path] = [f"qemu-{emulator}-static", "-L", root, "-E", f"LD_LIBRARY_PATH={path}"]
    python: list[str | Path] = [
        "-E",
        f"PYTHONHOME={root}/usr",
        "-E",
        f"PYTHONPATH={ROOT}/python",
        root / "usr/bin/python3",
    ]
    r: list[str | Path] = ["-E", f"R_HOME={root}/usr/lib/R", root / "usr/lib/R/bin/exec/R", "--no-echo", "--no-restore"]
    return {"Python": [*start, *python], "R": [*start, *r]}


def extract(name: str, root: Path) -> None:
    """Fetch the packages and unpack them; none of their scripts runs, so this needs neither root nor a chroot."""
    emulator, triplet, release = PROCESSORS[name]
    for tool in ["mmdebstrap", f"qemu-{emulator}-static"]:
        if not shutil.which(tool):
            raise NotShownError(f"there is no {tool} here (Debian: mmdebstrap, qemu-user-static)")
    done = run(
        "mmdebstrap",
        "--mode=chrootless",
        "--variant=extract",
        f"--architectures={name}",
        "--include=python3-numpy,r-base-core,libblas3,liblapack3,libc-bin",
        '--aptopt=APT::Install-Recommends "false"',
        '--aptopt=Acquire::Check-Valid-Until "false"',
        release,
        root,
        f"deb http://deb.debian.org/debian {release} main",
    )
    if done.returncode != 0:
        raise NotShownError(f"mmdebstrap: {done.stderr.decode().strip().splitlines()[-1]}")
    for folder in ["bin", "lib", "lib64"]:
        if not (root / folder).exists() and (root / "usr" / folder).exists():
            (root / folder).symlink_to(f"usr/{folder}")  # as an installed Debian has it
    for loader in root.glob("lib*/ld*.so.*"):
        if loader.is_symlink() and str(loader.readlink()).startswith("/"):  # not this machine's, but the folder's
            target = root / "lib" / triplet / loader.readlink().name
            loader.unlink()
            loader.symlink_to(target)


def save_jobs(command: list[str | Path], arithmetic: str, place: Path, jobs: list[str]) -> None:
    """Train each of the jobs, and save it in a folder of its own."""
    (place / "table.csv").write_text(TABLE)
    for job in jobs:
        done = run(*command, *JOBS[job], "--arithmetic", arithmetic, "--save", job, cwd=place)
        assert (done.returncode, done.stderr) == (0, b""), f"{command} {JOBS[job]}: {done.stderr.decode()}"


def saved_files(place: Path) -> dict[str, bytes]:
    """All that is saved in a folder and below."""
    return {str(file.relative_to(place)): file.read_bytes() for file in sorted(place.rglob("*.csv"))}


def ulps(A: Matrix, B: Matrix) -> int:
    """How many doubles apart two matrices are at most."""
    a, b = (np.where(x < 0, -(x.view(np.int64) & 2**63 - 1), x.view(np.int64)) for x in (A + 0.0, B + 0.0))
    return int(abs(a - b).max())


def show_processor(name: str) -> str:
    """Each language of another processor against this one: bits in portable arithmetic, distance in native."""
    with scratch() as place:
        root = place / "root"
        extract(name, root)
        start = emulated(name, root)
        code = "import sys, struct; print(sys.byteorder + '-endian, pointers of', 8 * struct.calcsize('P'), 'bits')"
        said = [succeed(*start["Python"], "-c", code)]
        code = "import sys, numpy; print('Python %d.%d.%d' % sys.version_info[:3] + ', NumPy ' + numpy.__version__)"
        said.append(succeed(*start["Python"], "-c", code))
        code = (
            'cat("R ", format(getRversion()), ", long double of ", max(.Machine$longdouble.digits, 0), " bits", sep="")'
        )
        said.append(succeed(*start["R"], "-e", code))
        commands = {
            "Python": [*start["Python"], "-m", "nnref"],
            "R": [*start["R"], f"--file={ROOT / 'r' / 'train.R'}", "--args"],
        }
        for arithmetic in ["native", "portable"]:
            (place / arithmetic).mkdir()
            jobs = list(JOBS) if arithmetic == "portable" else ["article", "a table"]
            save_jobs([*COMMANDS["Python"]], arithmetic, place / arithmetic, jobs)
        for language, command in commands.items():
            tested = run(*command, "--self-test")
            said.append(f"{language}: {tested.stdout.decode().strip()}")
            (place / language).mkdir()
            if tested.returncode == 0:
                save_jobs(command, "portable", place / language, list(JOBS))
                here, there = saved_files(place / "portable"), saved_files(place / language)
                assert list(here) == list(there)
                assert (differing := [file for file in here if here[file] != there[file]]) == [], differing
                found = {
                    key: digest(read_matrix(f"{place}/{language}/article/{key}.csv"))
                    for key in stored_hashes("article")
                }
                assert found == stored_hashes("article")
                said.append(
                    f"the bytes of {len(here)} saved files ({'; '.join(JOBS)}) and the stored bits of the article"
                )
            else:
                refusal = "arithmetic: expected native, since this machine rounds results twice, found portable"
                refuse(refusal, {language: [str(word) for word in command]}, "--arithmetic", "portable")
                said.append("--arithmetic portable is refused in one line")
            (place / language / "native").mkdir()
            save_jobs(command, "native", place / language / "native", ["article", "a table"])
            tables = [place / "native" / "a table", place / language / "native" / "a table"]
            assert (tables[0] / "X.csv").read_bytes() == (tables[1] / "X.csv").read_bytes(), (
                "decimals are read otherwise"
            )
            distances = [
                ulps(
                    *(
                        read_matrix(f"{folder}/article/{key}.csv")
                        for folder in (place / "native", place / language / "native")
                    )
                )
                for key in ["wh", "bh", "wout", "bout", "output"]
            ]
            printed = succeed(*command)
            assert printed == succeed(*COMMANDS["Python"]), f"{language} prints other lines"
            again = succeed(*command, "--fixture", place / language / "native" / "article", "--epochs", "1")
            assert again == succeed(
                *COMMANDS["Python"], "--fixture", place / language / "native" / "article", "--epochs", "1"
            )
            said.append(f"native: the same lines, after 5,000 epochs at most {max(distances)} ULP from Python's here")
        return "\n        ".join(said)


def inside() -> None:
    """What is seen inside such a system, as its last three lines."""
    print(versions(), f"{agree()}; lost output: {show_lost_output()}", hash_of_reference(), sep="\n")


def hash_of_reference() -> str:
    """What is printed in native arithmetic, in short."""
    return hashlib.sha256(reference().encode()).hexdigest()


def not_shown(reason: str) -> str:
    """An environment that cannot be set up."""
    raise NotShownError(reason)


ROWS: dict[str, Callable[[], Row]] = {
    "here": here,
    "locales": locales,
    "bare": bare,
    "streams": streams,
    "read-only": read_only,
    "blas": blas,
    "pythons": pythons,
    "paths": paths,
    "debian-12": functools.partial(debian, "bookworm"),
    "debian-13": functools.partial(debian, "trixie"),
    "debian-sid": functools.partial(debian, "sid"),
    "debian-sid-3.15": functools.partial(debian, "sid", "python3.15"),
    "debian-13-test": functools.partial(debian, "trixie", goal="test"),
    **{name: functools.partial(processor, name) for name in PROCESSORS},
}


def main(names: list[str]) -> int:
    """Show the rows of these names, or all, and print the table."""
    if names == ["inside"]:
        inside()
        return 0
    if unknown := set(names) - set(ROWS):
        sys.exit(f"no such rows: {', '.join(sorted(unknown))}; expected some of {' '.join(ROWS)}")
    counts = {"shown": 0, "FAILED": 0, "not shown here": 0}
    for name in names or ROWS:
        for environment, show in ROWS[name]():
            start = time.monotonic()
            try:
                verdict, said = "shown", show()
            except NotShownError as reason:
                verdict, said = "not shown here", str(reason)
            except Exception as problem:
                verdict, said = "FAILED", f"{type(problem).__name__}: {problem}"
            counts[verdict] += 1
            print(f"{environment}\n    {verdict} ({time.monotonic() - start:.0f} s): {said}", flush=True)
    print(f"\n{', '.join(f'{count} {verdict}' for verdict, count in counts.items())}")
    return int(counts["FAILED"] > 0)


def end(number: int, frame: FrameType | None) -> None:
    """End as after Ctrl-C, so that all is cleaned up."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
