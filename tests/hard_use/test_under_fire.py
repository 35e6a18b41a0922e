"""Commands under fire: one clear line, the same from both, nothing lost; what would fail in the end never begins."""

import contextlib
import os
import random
import re
import shlex
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, Outcome, run_here
from nnref.files.experiments import read_experiment
from nnref.files.matrices import read_matrix

pytestmark = pytest.mark.slow

ARTICLE = ROOT / "fixtures" / "article"
LONG = ["--epochs", "1000000000000000"]  # thirty years, and yet a number of epochs
LIMIT = "ulimit -v 4000000; "


def each(
    place: Path, *arguments: str, make: str = "true", shell: str = "", **environment: str | None
) -> tuple[Outcome, list[set[str]]]:
    """What both commands do, each in a folder of its own that a shell has made ready; and what they leave there."""
    outcomes, left = [], []
    for language, command in COMMANDS.items():
        here = place / language
        here.mkdir()
        subprocess.run(["bash", "-c", make], cwd=here, check=True)
        known = {name: value for name, value in {**ENVIRONMENT, **environment}.items() if value is not None}
        line = [*command, *arguments] if not shell else ["bash", "-c", f'{shell} "$@"', "bash", *command, *arguments]
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "timeout": 90}
        done = subprocess.run(line, cwd=here, env=known, check=False, **quiet)
        texts = [stream.decode(errors="surrogateescape") for stream in (done.stdout, done.stderr)]
        outcomes.append(Outcome(done.returncode, *texts))
        left.append({str(path.relative_to(here)) for path in here.rglob("*")})
    assert outcomes[0] == outcomes[1]
    return outcomes[0], left


def refusal(place: Path, *arguments: str, make: str = "true", shell: str = "") -> str:
    """The line with which both refuse before they have begun: nothing is printed, nothing new lies there."""
    outcome, left = each(place, *arguments, make=make, shell=shell)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert re.fullmatch(r"nnref: [^\n]*\n", outcome.stderr)
    assert not [name for names in left for name in names if "nnref-" in name or name.endswith("settings.csv")]
    return outcome.stderr.removeprefix("nnref: ").rstrip("\n")


# ---- Places ----

ELSE = "expected a folder to save in, found something else"
PLACES = {
    "a link to itself": ("ln -s mine mine", ["--save", "mine"], f"mine: {ELSE}"),
    "a pipe to save in": ("mkfifo mine", ["--save", "mine"], f"mine: {ELSE}"),
    "a folder to draw in": ("mkdir a.svg", ["--plot", "a.svg"], "a.svg: expected a file, found a folder"),
    "a pipe to draw in": ("mkfifo a.svg", ["--plot", "a.svg"], "a.svg: expected a file, found something else"),
    "a link to itself to draw in": (
        "ln -s a.svg a.svg",
        ["--plot", "a.svg"],
        "a.svg: expected a file, found something else",
    ),
    "a link to nowhere to draw in": ("ln -s none/a.svg a.svg", ["--plot", "a.svg"], "a.svg: cannot be written"),
    "one place for both": (
        "true",
        ["--save", "a.svg", "--plot", "./a.svg"],
        "--plot: expected another place than --save, found ./a.svg",
    ),
    "a picture above the folder": (
        "true",
        ["--save", "a.svg/mine", "--plot", "a.svg"],
        "--plot: expected another place than --save, found a.svg",
    ),
    "features too large to draw": (
        "printf 'a,b,k\\n1e308,0,0\\n-1e308,1,1\\n' > t.csv",
        ["--data", "t.csv", "--target", "k", "--plot", "a.svg"],
        "--plot: expected features up to 1e+300 to draw, found 1e+308",
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_what_cannot_be_written_is_refused_before_the_training(case: str, tmp_path: Path) -> None:
    make, arguments, line = PLACES[case]
    assert refusal(tmp_path, *LONG, *arguments, make=make) == line


def test_a_socket_and_a_block_device_are_no_folders(tmp_path: Path) -> None:
    """To R they are, as it looks at one bit of their kind only."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place, socket.socket(socket.AF_UNIX) as one:
        one.bind(f"{place}/a.svg")
        paths = [f"{place}/a.svg"]
        with contextlib.suppress(PermissionError):  # only root makes devices
            os.mknod(f"{place}/block", 0o60600, os.makedev(7, 250))
            paths.append(f"{place}/block")
        for number, path in enumerate(paths):
            (tmp_path / str(number)).mkdir()
            assert refusal(tmp_path / str(number), *LONG, "--save", path) == f"{path}: {ELSE}"
        (tmp_path / "plot").mkdir()
        line = f"{place}/a.svg: expected a file, found something else"
        assert refusal(tmp_path / "plot", *LONG, "--plot", f"{place}/a.svg") == line
        outcomes = [run_here(language, "--data", paths[0], "--target", "k") for language in COMMANDS]
        assert outcomes[0] == outcomes[1] == Outcome(2, "", f"nnref: {paths[0]}: cannot be read\n")


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A folder in which a file system is mounted, as for a memory stick."""
    place = tmp_path / "stick"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "none", str(place)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("needs the right to mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_the_place_of_a_disk_is_refused_and_a_folder_on_it_is_not(mounted: Path, tmp_path: Path) -> None:
    assert refusal(tmp_path, *LONG, "--save", str(mounted)) == f"{mounted}: cannot be written"
    for language in COMMANDS:
        assert run_here(language, "--epochs", "3", "--save", str(mounted / "mine")).status == 0
    assert os.listdir(mounted) == ["mine"]


def test_a_folder_of_somebody_else_where_only_owners_may_rename(tmp_path: Path) -> None:
    """As in /tmp: the folder may be written in, but not replaced."""
    if os.geteuid() != 0:
        pytest.skip("needs somebody else")
    with tempfile.TemporaryDirectory(dir="/tmp") as shared:
        os.chmod(shared, 0o1777)
        os.chown(shared, 4321, 4321)
        for name in ("mine", "a.svg"):
            subprocess.run(["mkdir" if name == "mine" else "touch", f"{shared}/{name}"], check=True)
            os.chown(f"{shared}/{name}", 1234, 1234)
            os.chmod(f"{shared}/{name}", 0o777)
        drop = "setpriv --inh-caps=-fowner --bounding-set=-fowner"
        for number, (option, name) in enumerate([("--save", "mine"), ("--plot", "a.svg")]):
            (tmp_path / str(number)).mkdir()
            line = refusal(tmp_path / str(number), *LONG, option, f"{shared}/{name}", shell=drop)
            assert line == f"{shared}/{name}: cannot be written"
        assert sorted(os.listdir(shared)) == ["a.svg", "mine"]


@pytest.mark.parametrize("more", [["--checkpoint-every", "10"], ["--plot", "a.svg"]], ids=" ".join)
def test_the_current_folder_is_saved_in_again_and_again(more: list[str], tmp_path: Path) -> None:
    outcome, left = each(tmp_path, "--epochs", "30", "--save", ".", *more)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert left[0] == left[1] >= {"settings.csv", "wh.csv", "loss.csv", *(more[1:] if "--plot" in more else [])}


def test_a_tilde_is_a_letter(tmp_path: Path) -> None:
    """R takes ~user for a home folder, and ~ for one even where HOME is unset."""
    (tmp_path / "user").mkdir()
    outcome, left = each(tmp_path / "user", "--epochs", "1", "--save", "~root/mine", make="mkdir '~root'")
    assert outcome.status == 0
    assert left[0] == left[1] >= {"~root/mine/settings.csv"}
    copy = f"mkdir '~'; cp -r {shlex.quote(str(ARTICLE))} '~/mine'; rm -r '~/mine/expected'"
    outcome, left = each(tmp_path, "--fixture", "~/mine", "--epochs", "1", "--save", "~/out", make=copy, HOME=None)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert left[0] == left[1] >= {"~/out/settings.csv"}


def test_a_current_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    here = os.fsencode(tmp_path) + b"/caf\xe9"
    outcomes = []
    for command in COMMANDS.values():
        os.mkdir(here)
        Path(os.fsdecode(here), "t.csv").write_text("a,b,k\n1,2,0\n0,3,1\n")
        arguments = ["--data", "t.csv", "--target", "k", "--epochs", "3", "--save", "mine", "--plot", "a.svg"]
        done = subprocess.run(
            [*command, *arguments], cwd=here, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        outcomes.append(Outcome(done.returncode, done.stdout, done.stderr))
        assert sorted(os.listdir(here)) == [b"a.svg", b"mine", b"t.csv"]
        subprocess.run([b"rm", b"-r", here], check=True)
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].status, outcomes[0].stderr) == (0, "")


@pytest.mark.parametrize("language", COMMANDS)
def test_what_is_replaced_keeps_its_permissions_and_a_link_stays_one(language: str, tmp_path: Path) -> None:
    for name, mode in (("mine", 0o2750), ("private", 0o700)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(mode)
        for epochs in ("1", "2"):
            assert run_here(language, "--epochs", epochs, "--save", str(tmp_path / name)).status == 0
        assert (tmp_path / name).stat().st_mode & 0o7777 == mode
    (tmp_path / "real.svg").write_text("old")
    (tmp_path / "real.svg").chmod(0o600)
    for name in ("link.svg", "new.svg"):
        (tmp_path / name).symlink_to("real.svg" if name == "link.svg" else "later.svg")
        assert run_here(language, "--epochs", "1", "--plot", str(tmp_path / name)).status == 0
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / name).read_bytes().startswith(b"<?xml")
    assert (tmp_path / "real.svg").stat().st_mode & 0o777 == 0o600


# ---- Pictures ----


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_picture_is_drawn_whatever_the_environment_says(ending: str, tmp_path: Path) -> None:
    nonsense = {"MPLBACKEND": "nonsense", "SOURCE_DATE_EPOCH": "abc"}
    outcome, left = each(tmp_path, "--epochs", "3", "--plot", f"a.{ending}", **nonsense)
    assert (outcome.status, outcome.stderr) == (0, "")
    assert left == [{f"a.{ending}"}] * 2


TABLES = {
    "constant features": "1,0,0\n1,0,1\n",
    "a constant feature": "1,0,0\n1,5,1\n",
    "large constant features": "1e17,-1e299,0\n1e17,-1e299,1\n",
    "neighbours": "1,0x1p+0,0\n0x1.0000000000001p+0,1,1\n",
    "the smallest": "5e-324,0,0\n0,1e-310,1\n",
    "the largest that are drawn": "1e300,-1e300,0\n-1e300,1e300,1\n",
    "zeros": "0,0,0\n0,0,1\n",
}


@pytest.mark.parametrize("case", TABLES)
def test_features_of_any_size_are_drawn(case: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b,k\n" + TABLES[case])
    for language in COMMANDS:
        file = tmp_path / f"{language}.svg"
        arguments = ["--data", str(tmp_path / "t.csv"), "--target", "k", "--epochs", "2", "--plot", str(file)]
        outcome = run_here(language, *arguments)
        assert (outcome.status, outcome.stderr) == (0, "")
        assert file.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("y", ["1e154\n0\n0\n", "-1.3e154\n0\n0\n"])
def test_errors_of_any_size_are_drawn(y: str, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", str(ARTICLE), str(tmp_path / "far")], check=True)
    (tmp_path / "far" / "y.csv").write_text(y)
    arguments = ["--fixture", str(tmp_path / "far"), "--epochs", "0", "--plot", str(tmp_path / "a.svg")]
    outcomes = [run_here(language, *arguments) for language in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].status, outcomes[0].stderr) == (0, "")


@pytest.mark.parametrize(
    ("weights", "bias", "X"),
    [
        ("0\n0\n", "0\n", "0,0\n1,1\n"),
        ("0\n0\n", "1\n", "0,0\n1,1\n"),
        ("1e200\n1e200\n", "1\n", "0,0\n1,1\n"),
        ("1e-200\n1e-200\n", "-1e300\n", "0,0\n1,1\n"),
        ("1\n1\n", "-1\n", "1e300,0\n-1e300,1\n"),
        ("1\n0\n", "0\n", "5,5\n5,5\n"),
    ],
)
def test_a_perceptron_of_any_size_is_drawn(weights: str, bias: str, X: str, tmp_path: Path) -> None:
    folder = tmp_path / "line"
    subprocess.run(["cp", "-r", str(ROOT / "fixtures" / "perceptron_line"), str(folder)], check=True)
    for name, text in {"weights": weights, "bias": bias, "X": X, "y": "0\n1\n"}.items():
        (folder / f"{name}.csv").write_text(text)
    outcomes = [run_here(one, "--fixture", str(folder), "--plot", f"{tmp_path}/{one}.svg") for one in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].status, outcomes[0].stderr) == (0, "")
    assert sorted(os.listdir(tmp_path)) == ["Python.svg", "R.svg", "line"]


# ---- Numbers ----


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0x0p9999", 0.0),
        ("-0x0p+9999", -0.0),
        ("0x0.0000000000001p+1074", 2.0**1022),
        ("0x1p-9999", 0.0),
        ("0x0.8p+1024", 2.0**1023),
    ],
)
def test_a_hex_number_with_any_exponent_is_read(text: str, number: float, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", str(ARTICLE), str(tmp_path / "mine")], check=True)
    (tmp_path / "mine" / "bout.csv").write_text(f"{text}\n")
    for language in COMMANDS:
        saved = tmp_path / language
        outcome = run_here(language, "--fixture", str(tmp_path / "mine"), "--epochs", "0", "--save", str(saved))
        assert (outcome.status, outcome.stderr) == (0, "")
        assert read_matrix(str(saved / "bout.csv"))[0, 0].hex() == number.hex()


@pytest.mark.parametrize("arithmetic", ["native", "portable"])
def test_a_sum_of_errors_too_large_for_a_double_is_no_result_in_either(arithmetic: str, tmp_path: Path) -> None:
    """R's own mean adds in more digits than a double has, and so past its largest."""
    subprocess.run(["cp", "-r", str(ARTICLE), str(tmp_path / "far")], check=True)
    (tmp_path / "far" / "y.csv").write_text("1e154\n-1e154\n0\n")
    arguments = ["--fixture", str(tmp_path / "far"), "--epochs", "0", "--arithmetic", arithmetic]
    outcomes = [run_here(language, *arguments) for language in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].status, outcomes[0].stderr) == (3, "nnref: diverged in epoch 0: the error is not finite\n")


# ---- Sizes ----


@pytest.mark.parametrize("language", COMMANDS)
def test_a_record_now_and_then_costs_no_more_than_the_epochs(language: str, tmp_path: Path) -> None:
    """An interval that no smaller one divides, and a record in every epoch: neither is 50 times slower."""
    seconds = []
    for arguments in (["--save", "a"], ["--report-every", "19997", "--save", "b"], ["--report-every", "1"]):
        begun = time.monotonic()
        command = [*COMMANDS[language], "--epochs", "20000", *arguments]
        subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=True)
        seconds.append(time.monotonic() - begun)
    assert seconds[1] < 2 * seconds[0] + 1
    assert seconds[2] < 12 * seconds[0] + 1
    epochs = [read_matrix(f"{tmp_path}/{name}/loss.csv")[:, 0] for name in ("a", "b")]
    assert epochs[0].tolist() == [100 * k for k in range(201)]
    assert epochs[1].tolist() == sorted([*epochs[0].tolist(), 19997])


NETWORK_1000 = "the article network with 1437 samples, 64 features, 1000000 hidden neurons, 10 outputs"


def test_memory_that_is_not_there_is_refused_by_the_sizes(tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    arguments = ["--experiment", "digits", "--hidden-neurons", "1000000", "--epochs", "1"]
    line = refusal(tmp_path / "network", *arguments, shell=LIMIT)
    assert line == f"{NETWORK_1000}: expected to fit into memory, found that it needs 24.2 GB or more"
    table = "seq 20000 | sed '1i id' | paste -d, - <(seq 20000 | sed '1i a') > t.csv"
    line = refusal(tmp_path, "--data", "t.csv", "--target", "id", "--epochs", "1", make=table, shell=LIMIT)
    needs = "expected to fit into memory, found that it needs 6.4 GB or more"
    assert line == f"t.csv column 'id': a target of 20000 classes: {needs}"


def test_memory_that_runs_out_on_the_way_is_said_in_one_line(tmp_path: Path) -> None:
    """More than the sizes said at least: portable arithmetic needs more than native."""
    arguments = ["--experiment", "digits", "--hidden-neurons", "40000", "--epochs", "1", "--arithmetic", "portable"]
    outcome, _ = each(tmp_path, *arguments, shell="ulimit -v 2900000; OPENBLAS_NUM_THREADS=1")
    assert (outcome.status, outcome.stderr) == (2, "nnref: there is not enough memory\n")


# ---- Ctrl-C ----


def begin(command: list[str], place: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command whose output and errors can be read."""
    return subprocess.Popen(
        [*command, *arguments],
        cwd=place,
        env={**ENVIRONMENT, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("language", COMMANDS)
def test_a_second_interrupt_does_not_destroy_the_save_of_the_first(language: str, tmp_path: Path) -> None:
    pauses = random.Random(language)
    for turn in range(8):
        started = begin(COMMANDS[language], tmp_path, *LONG, "--save", "mine")
        assert started.stdout is not None
        while "0.11306133" not in started.stdout.readline():
            assert started.poll() is None
        time.sleep(0.05)
        for _ in range(2 + turn % 2):
            started.send_signal(signal.SIGINT)
            time.sleep(pauses.uniform(0, 0.02))
        _, stderr = started.communicate()
        said = re.fullmatch(
            r"nnref: interrupted after (\d+) of 10{15} epochs; mine holds what was trained in \1 epochs\n", stderr
        )
        assert said, stderr
        assert started.returncode == 130
        assert os.listdir(tmp_path) == ["mine"]
        assert read_experiment(folder=str(tmp_path / "mine")).settings["epochs"] == 10**15 - int(said[1])
        subprocess.run(["rm", "-r", "mine"], cwd=tmp_path, check=True)


def test_an_interrupt_while_python_imports_ends_quietly(tmp_path: Path) -> None:
    [python, *rest] = COMMANDS["Python"]
    for name in ("numpy", "nnref.files.matrices", "nnref.command.run"):
        started = begin([python, "-X", "importtime", *rest], tmp_path, *LONG)
        assert started.stderr is not None
        for line in started.stderr:
            if line.rpartition("|")[2].strip() == name:
                break
        started.send_signal(signal.SIGINT)
        _, stderr = started.communicate()
        lines = [line for line in stderr.splitlines() if not line.startswith("import time:")]
        assert lines in (["nnref: interrupted"], [f"nnref: interrupted after 0 of {10**15} epochs"]), stderr
        assert started.returncode == 130


def test_an_interrupt_while_r_reads_its_sources_ends_quietly(tmp_path: Path) -> None:
    """From the script's first line on; before that R itself says that it is halted."""
    (tmp_path / "profile").write_text('setHook(packageEvent("stats", "attach"), function(...) cat("begun\\n"))\n')
    for pause in (0.05, 0.1, 0.15, 0.2):
        started = begin(COMMANDS["R"], tmp_path, *LONG, R_PROFILE_USER=str(tmp_path / "profile"))
        assert started.stdout is not None
        assert started.stdout.readline() == "begun\n"
        time.sleep(pause)
        started.send_signal(signal.SIGINT)
        _, stderr = started.communicate()
        assert re.fullmatch(r"nnref: interrupted( after \d+ of 10{15} epochs)?\n", stderr)
        assert started.returncode == 130


PLANS: dict[str, Callable[[Path], list[str]]] = {
    "at the end": lambda place: ["--epochs", "20"],
    "at each checkpoint": lambda place: [*LONG, "--checkpoint-every", "1"],
}


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("language", COMMANDS)
def test_an_interrupt_while_it_saves_loses_nothing(language: str, plan: str, tmp_path: Path) -> None:
    """Whenever it comes: what is in the folder is whole, and the last line says what it is."""
    pauses = random.Random(plan)
    for _ in range(6):
        started = begin(COMMANDS[language], tmp_path, *PLANS[plan](tmp_path), "--save", "mine")
        assert started.stdout is not None
        while "0.11306133" not in started.stdout.readline():
            assert started.poll() is None
        time.sleep(pauses.uniform(0, 0.02))
        started.send_signal(signal.SIGINT)
        started.communicate()
        assert started.returncode in (0, 130)
        assert os.listdir(tmp_path) == ["mine"]
        read_experiment(folder=str(tmp_path / "mine"))
        subprocess.run(["rm", "-r", "mine"], cwd=tmp_path, check=True)
