"""Hard use: what is killed, full, read-only or not ours loses nothing, and says so in one line, the same from both."""

import contextlib
import os
import pty
import re
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, Outcome, run, run_here
from hard_use import kill_saves, race, read_one_of_two, which_of_two, write_two_experiments
from languages import LANGUAGES, PARAMETERS, Language, same
from nnref.files.experiments import Experiment, read_experiment, write_experiment
from nnref.files.matrices import read_matrix
from stages import data_of, matrices_of

pytestmark = pytest.mark.slow

ARTICLE = ROOT / "fixtures" / "article"


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of each file."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def refusals(*arguments: str, status: int = 2) -> str:
    """The line with which both refuse, each in a process of its own."""
    outcomes = [run(language, *arguments) for language in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].status == status
    assert outcomes[0].stderr.startswith("nnref: ")
    assert outcomes[0].stderr.count("\n") == 1
    return outcomes[0].stderr.removeprefix("nnref: ").rstrip("\n")


# ---- Saving ----


@pytest.mark.parametrize("language", COMMANDS)
def test_a_killed_save_leaves_the_old_folder_or_the_new(language: str, tmp_path: Path) -> None:
    seen = kill_saves(language, 20, tmp_path)
    assert sum(seen.values()) == 20
    assert min(seen.values()) > 0  # both the old and the new have been seen


@pytest.mark.slow
def test_savers_and_readers_at_once_each_find_a_whole_experiment(tmp_path: Path) -> None:
    assert all(number > 0 for _, _, number in race(3, tmp_path))


@pytest.mark.parametrize("language", COMMANDS)
def test_what_a_killed_save_left_is_read_and_then_removed(language: str, tmp_path: Path) -> None:
    """Killed between its two renamings, while it wrote, and while it removed."""
    write_two_experiments(tmp_path)
    (tmp_path / "ones").rename(tmp_path / "mine.nnref-1a.old")
    (tmp_path / "zeros").rename(tmp_path / "mine.nnref-2b.old")
    os.utime(tmp_path / "mine.nnref-2b.old", (1, 1))  # long replaced
    others = [
        "mine.old",
        "mine.nnref-x.old",
        "mine.nnref-1.olds",
        "minemine",
        "my.mine.nnref-1a.old",
        "mine.nnref-5.new",
    ]
    for name in ["mine.nnref-3c.new", "mine.nnref-4d.gone", *others]:
        (tmp_path / name).mkdir()
    two_days_ago = time.time() - 2 * 86400
    os.utime(tmp_path / "mine.nnref-3c.new", (two_days_ago, two_days_ago))
    assert read_one_of_two(tmp_path) == 1
    outcome = run_here(language, "--fixture", str(tmp_path / "mine"), "--epochs", "1")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert run_here(language, "--epochs", "3", "--save", str(tmp_path / "mine")).status == 0
    assert sorted(os.listdir(tmp_path)) == sorted(["mine", *others])
    assert "epochs,3" in (tmp_path / "mine" / "settings.csv").read_text()


def test_two_threads_of_one_process_save_beside_each_other(tmp_path: Path) -> None:
    """Python alone has threads that run R's or Python's code; R's own processes are in the race above."""
    write_two_experiments(tmp_path)
    contents = [read_experiment(folder=str(tmp_path / name)) for name in ("zeros", "ones")]
    problems: list[Exception] = []

    def save(content: Experiment) -> None:
        matrices = {"X": content.X, "y": content.y, **content.parameters, **content.held_back}
        for _ in range(100):
            try:
                write_experiment(str(tmp_path / "mine"), matrices, content.settings, origin=["A save"])
            except Exception as problem:
                problems.append(problem)

    savers = [threading.Thread(target=save, args=[content]) for content in contents * 2]
    for saver in savers:
        saver.start()
    while not (tmp_path / "mine").exists():
        time.sleep(0.001)
    while any(saver.is_alive() for saver in savers):
        which_of_two(vars(read_experiment(folder=str(tmp_path / "mine"))))
    assert problems == []
    read_one_of_two(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["mine", "ones", "zeros"]


def run_with_little_room(language: str, *arguments: str) -> Outcome:
    """Run a command that cannot write a file of more than 512 bytes, which fails as on a full disk."""
    shell = ["sh", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"]
    done = subprocess.run(
        [*shell, *COMMANDS[language], *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("language", COMMANDS)
def test_a_full_disk_leaves_the_old_content(language: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert run(language, "--epochs", "3", "--save", str(mine)).status == 0
    before = content(mine)
    outcome = run_with_little_room(language, "--epochs", "900", "--save", str(mine))  # its loss.csv is too long
    assert (outcome.status, outcome.stderr) == (2, f"nnref: {mine}: cannot be written\n")
    assert content(mine) == before
    assert os.listdir(tmp_path) == ["mine"]


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("language", COMMANDS)
def test_a_full_disk_leaves_the_old_picture(language: str, ending: str, tmp_path: Path) -> None:
    picture = tmp_path / f"100%d.{ending}"
    picture.write_text("old")
    arguments = ["--epochs", "3", "--plot", str(picture)]
    outcome = run_with_little_room(language, *arguments)
    assert (outcome.status, outcome.stderr) == (2, f"nnref: {picture}: cannot be written\n")
    assert (os.listdir(tmp_path), picture.read_text()) == ([picture.name], "old")
    if ending == "svg":
        assert run_here(language, *arguments).status == 0
        assert picture.read_bytes().startswith(b"<?xml")
        assert os.listdir(tmp_path) == [picture.name]


def test_a_folder_with_files_that_are_not_ours_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(ARTICLE, mine)  # with its folder expected/
    (mine / "thesis.txt").write_text("years of work")
    expected = "expected an empty folder, or one that nnref saved, found other files"
    assert refusals("--save", str(mine)) == f"{mine}: {expected}"
    assert (mine / "thesis.txt").read_text() == "years of work"
    (tmp_path / "link").symlink_to("nowhere")
    assert (
        refusals("--save", f"{tmp_path}/link") == f"{tmp_path}/link: expected a folder to save in, found something else"
    )
    assert os.readlink(tmp_path / "link") == "nowhere"


@pytest.mark.parametrize(
    ("option", "place"),
    [
        ("--save", "/proc/mine"),
        ("--save", "/proc/new/mine"),
        ("--save", "/dev/null/mine"),
        ("--plot", "/proc/mine.svg"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_refused_before_a_long_training(option: str, place: str) -> None:
    assert refusals("--epochs", "1000000000", option, place) == f"{place}: cannot be written"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_look_at_the_place_leaves_nothing_there(language: Language, tmp_path: Path) -> None:
    for path in ["mine", "mine/", "new/folders/mine"]:
        language.call("check_save_place", f"{tmp_path}/{path}")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("language", COMMANDS)
def test_a_link_to_a_folder_stays_one_and_a_strange_name_is_a_name(language: str, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    (tmp_path / "link").symlink_to("place")
    (tmp_path / "mine.1.tmp").mkdir()
    for name in ["link", "link", "*", "mine.?.tmp", "a b'\"", "käse", "new/er/est"]:
        done = subprocess.run(
            [*COMMANDS[language], "--epochs", "3", "--save", name],
            env=ENVIRONMENT,
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert (tmp_path / name / "settings.csv").is_file()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "mine.1.tmp").is_dir()


# ---- Interrupts, closed pipes, checkpoints ----


def interrupt(language: str, place: Path, *arguments: str) -> tuple[int, str, float]:
    """Press Ctrl-C in a training that would take days, once it has printed its first error, under a pipe."""
    started = subprocess.Popen(
        [*COMMANDS[language], "--epochs", "1000000000", *arguments],
        env=ENVIRONMENT,
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    while "0.11306133" not in started.stdout.readline():
        assert started.poll() is None
    time.sleep(0.3)
    pressed = time.monotonic()
    started.send_signal(signal.SIGINT)
    _, stderr = started.communicate()
    return started.returncode, stderr, time.monotonic() - pressed


@pytest.mark.parametrize("language", COMMANDS)
def test_an_interrupt_says_where_saves_and_can_be_gone_on_from(language: str, tmp_path: Path) -> None:
    status, stderr, _ = interrupt(language, tmp_path)
    assert status == 130
    assert re.fullmatch(r"nnref: interrupted after \d+ of 1000000000 epochs\n", stderr)
    status, stderr, seconds = interrupt(language, tmp_path, "--save", "mine")
    assert status == 130
    named = {one.name: one for one in LANGUAGES}
    said = re.fullmatch(
        r"nnref: interrupted after (\d+) of 1000000000 epochs; mine holds what was trained in \1 epochs\n", stderr
    )
    assert said
    assert seconds < 10  # within a second on a machine that has nothing else to do
    saved = read_experiment(folder=str(tmp_path / "mine"))
    done = int(said[1])
    assert saved.settings["epochs"] == 1000000000 - done
    assert os.listdir(tmp_path) == ["mine"]
    assert done > 0
    trained = named[language].call("train", *data_of(read_experiment()), learning_rate=0.1, epochs=done)
    for name in PARAMETERS:
        assert same(matrices_of(saved)[name], trained[name]), name


@pytest.mark.parametrize("language", COMMANDS)
def test_a_closed_pipe_is_no_error(language: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$@" | head -n 1', "sh", *COMMANDS[language], "--epochs", "20000", "--save", "mine"],
        env=ENVIRONMENT,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("nnref 2.0.0.dev: experiment article\n", "")
    assert "epochs,20000" in (tmp_path / "mine" / "settings.csv").read_text()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_going_on_from_a_checkpoint_changes_no_bit(language: Language, tmp_path: Path) -> None:
    """The training is killed, and only its last checkpoint is left."""
    mine = tmp_path / "mine"
    arguments = ["--epochs", "1000000000", "--batch-size", "2", "--checkpoint-every", "300", "--save"]
    started = subprocess.Popen(
        [*COMMANDS[language.name], *arguments, str(mine)], env=ENVIRONMENT, stdout=subprocess.DEVNULL
    )
    while not mine.exists():
        assert started.poll() is None
        time.sleep(0.01)
    started.kill()
    started.communicate()
    left = read_experiment(folder=str(mine)).settings["epochs"]
    done = 1000000000 - left
    assert done > 0
    assert done % 300 == 0
    outcome = run_here(language.name, "--fixture", str(mine), "--epochs", "77", "--save", str(mine))
    assert (outcome.status, outcome.stderr) == (0, "")
    data = data_of(read_experiment())
    whole = language.call("train", *data, learning_rate=0.1, epochs=done + 77, batch_size=2)
    for name in [*PARAMETERS, "output"]:
        assert same(read_matrix(f"{mine}/{name}.csv"), whole[name]), name
    assert sorted(os.listdir(tmp_path)) == ["mine"]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_a_shuffled_training_goes_on_with_the_next_shuffle(language: Language, tmp_path: Path) -> None:
    shuffled = ["--batch-size", "2", "--shuffle-seed", "5"]
    for name, arguments in {
        "half": [*shuffled, "--epochs", "7"],
        "rest": ["--fixture", f"{tmp_path}/half", "--epochs", "5"],
        "whole": [*shuffled, "--epochs", "12"],
        "anew": ["--fixture", f"{tmp_path}/half", "--epochs", "5", "--shuffle-seed", "5"],
    }.items():
        assert run_here(language.name, *arguments, "--save", f"{tmp_path}/{name}").status == 0
    rest, whole, anew = (read_experiment(folder=f"{tmp_path}/{name}") for name in ("rest", "whole", "anew"))
    for name in PARAMETERS:
        assert same(matrices_of(rest)[name], matrices_of(whole)[name]), name
        assert not same(matrices_of(anew)[name], matrices_of(whole)[name]), name
    assert [one.settings["shuffled_epochs"] for one in (rest, whole, anew)] == [12, 12, 5]
    traced = [
        run_here(language.name, "--trace", "--epochs", "0", "--fixture", f"{tmp_path}/{name}").stdout.partition("X (2")[
            2
        ]
        for name in ("rest", "whole")
    ]
    assert traced[0] == traced[1] != ""


def test_checkpoints_need_a_place() -> None:
    assert refusals("--checkpoint-every", "5") == "--checkpoint-every: expected together with --save, found alone"


# ---- Progress ----


@pytest.mark.parametrize("language", COMMANDS)
def test_a_terminal_sees_how_far_it_is_and_nothing_else_does(language: str, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,x\n2,y\n")
    arguments = ["--data", str(table), "--target", "b", "--epochs", "4000", "--save", str(tmp_path / "mine")]
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [*COMMANDS[language], *arguments], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=theirs, text=True
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while more := os.read(ours, 4096):
            shown += more
    stdout, _ = started.communicate()
    os.close(ours)
    plain = run(language, *arguments)
    assert (started.returncode, stdout, plain.stderr) == (plain.status, plain.stdout, "")
    lines = shown.decode().split("\r\x1b[K")
    assert lines[0] == lines[-1] == ""
    assert lines.count(f"reading {table}") == lines.count(f"saving {tmp_path}/mine") == 1
    bars = [line for line in lines if line.startswith("[")]
    assert len(bars) >= 10
    assert re.fullmatch(r"\[ {30}\] epoch 0 of 4000, error 0\.\d{8}", bars[0])
    done = re.fullmatch(r"\[(#+) *\] epoch (\d+) of 4000, error 0\.\d{8}, \d+ s left", bars[-1])
    assert done  # at each report, and in between as often as there is time
    assert 3600 <= int(done[2]) < 4000
    assert len(done[1]) == 30 * int(done[2]) // 4000


# ---- Diverging training ----


def neuron(folder: Path, y: str) -> list[str]:
    """The arguments of a training of one neuron that learns at a rate far too large."""
    folder.mkdir()
    settings = "network,neuron\nlearning_rate,1e306\nepochs,500\n"
    for name, text in {"X": "1\n", "y": y, "w": "0\n", "b": "0\n", "settings": settings}.items():
        (folder / f"{name}.csv").write_text(text)
    return ["--fixture", str(folder)]


@pytest.mark.parametrize("arithmetic", ["portable", "native"])
@pytest.mark.parametrize("language", COMMANDS)
def test_a_diverging_training_says_in_which_epoch(language: str, arithmetic: str, tmp_path: Path) -> None:
    """However seldom one looks, it is the first: weight and bias grow by 1e306 in each epoch, towards a target of 2.

    The pre-activation is 2e306 times the epoch, the error twice that: above the largest double, 1.798e308, in epoch 45.
    """
    mine = tmp_path / "mine"
    arguments = [*neuron(tmp_path / "far", "2\n"), "--arithmetic", arithmetic, "--save", str(mine)]
    for report_every in ["1", "7", "100", "500"]:
        outcome = run_here(language, *arguments, "--report-every", report_every)
        assert outcome.status == 3
        assert outcome.stderr == (
            f"nnref: diverged in epoch 45: the error is not finite; {mine} holds what was trained in 44 epochs\n"
        )
        saved = read_experiment(folder=str(mine))  # which refuses what is not finite
        assert saved.settings["epochs"] == 456
        assert matrices_of(saved)["w"][0, 0] > 4.3e307


OVERFLOWING: dict[str, tuple[list[str], dict[str, str], str]] = {
    "the first error": ([], {"y": "1e300\n-1e300\n0\n"}, "epoch 0: the error"),
    "the first update": (
        ["--learning-rate", "1e308", "--shuffle-seed", "3", "--batch-size", "1"],
        {"y": "100\n-1000\n100000\n"},
        "epoch 1: wh",
    ),
    "an infinity minus another": (
        ["--arithmetic", "portable"],
        {"X": "1e308,1e308,-1e308,1\n1,0,1,1\n0,1,0,1\n", "wh": "10,-10,5\n" * 4},
        "epoch 0: the error",
    ),
}


@pytest.mark.parametrize("case", OVERFLOWING)
def test_both_stop_at_what_overflows(case: str, tmp_path: Path) -> None:
    options, files, reason = OVERFLOWING[case]
    shutil.copytree(ARTICLE, tmp_path / "far", ignore=shutil.ignore_patterns("expected"))
    for name, text in files.items():
        (tmp_path / "far" / f"{name}.csv").write_text(text)
    line = refusals("--fixture", str(tmp_path / "far"), *options, status=3)
    assert line == f"diverged in {reason} is not finite"


def test_saturated_activations_train_to_the_end(tmp_path: Path) -> None:
    """Nothing moves any more, but all is finite: that is a result, if a poor one."""
    shutil.copytree(ARTICLE, tmp_path / "far", ignore=shutil.ignore_patterns("expected"))
    (tmp_path / "far" / "wh.csv").write_text("1e300,-1e300,1000\n" * 4)
    outcomes = [run(language, "--fixture", str(tmp_path / "far"), "--epochs", "20") for language in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0].status, outcomes[0].stderr) == (0, "")
