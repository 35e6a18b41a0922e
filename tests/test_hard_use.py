"""Hard use: what is killed, full, read-only or not ours loses nothing, and says so in one line, the same from both."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, Outcome, run, run_here
from hard_use import kill_saves, read_one_of_two, start_saver, write_two_experiments
from languages import LANGUAGES

ARTICLE = ROOT / "fixtures" / "article"
NO_PROCESS = 2**22 + 1  # above the largest number that Linux gives a process


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of each file."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def refusals(*arguments: str) -> str:
    """The line with which both refuse, each in a process of its own."""
    outcomes = [run(language, *arguments) for language in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].status == 2
    assert outcomes[0].stderr.startswith("nnref: ")
    assert outcomes[0].stderr.count("\n") == 1
    return outcomes[0].stderr.removeprefix("nnref: ").rstrip("\n")


# ---- Saving ----


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_a_killed_save_leaves_the_old_folder_or_the_new(language: str, tmp_path: Path) -> None:
    seen = kill_saves(language, 20, tmp_path)
    assert sum(seen.values()) == 20
    assert min(seen.values()) > 0  # both the old and the new have been seen


@pytest.mark.parametrize("language", COMMANDS)
def test_what_a_killed_save_left_is_read_and_then_removed(language: str, tmp_path: Path) -> None:
    """Killed between its two renamings, and while it wrote."""
    write_two_experiments(tmp_path)
    (tmp_path / "ones").rename(tmp_path / f"mine.{NO_PROCESS}.old")
    (tmp_path / "zeros").rename(tmp_path / f"mine.{NO_PROCESS}.tmp")
    (tmp_path / f"mine.{NO_PROCESS + 1}.tmp").mkdir()
    for name in ["mine.x.old", "mine.5.tmp.gz", "minemine"]:
        (tmp_path / name).mkdir()
    assert read_one_of_two(tmp_path) == 1
    outcome = run_here(language, "--fixture", str(tmp_path / "mine"), "--epochs", "1")
    assert (outcome.status, outcome.stderr) == (0, "")
    assert run_here(language, "--epochs", "3", "--save", str(tmp_path / "mine")).status == 0
    assert sorted(os.listdir(tmp_path)) == ["mine", "mine.5.tmp.gz", "mine.x.old", "minemine"]
    assert "epochs,3" in (tmp_path / "mine" / "settings.csv").read_text()


@pytest.mark.parametrize("language", COMMANDS)
def test_what_a_save_that_goes_on_needs_is_left_alone(language: str, tmp_path: Path) -> None:
    (tmp_path / f"mine.{os.getppid()}.tmp").mkdir()
    assert run_here(language, "--epochs", "3", "--save", str(tmp_path / "mine")).status == 0
    assert sorted(os.listdir(tmp_path)) == ["mine", f"mine.{os.getppid()}.tmp"]


def test_a_reader_beside_savers_sees_one_experiment_whole(tmp_path: Path) -> None:
    """Two savers at once, one in each language: each wins at times, and never is there a mixture of both."""
    write_two_experiments(tmp_path)
    shutil.copytree(tmp_path / "zeros", tmp_path / "mine")
    savers = [start_saver(language, tmp_path) for language in COMMANDS]
    try:
        end = time.monotonic() + 4
        while time.monotonic() < end:
            for language in LANGUAGES:
                found = language.call("read_experiment", "mine", str(tmp_path / "mine"))
                values = {float(value) for matrix in found["matrices"].values() for value in matrix.ravel()}
                assert values == {float(found["settings"]["learning_rate"]) - 1}
        assert all(saver.poll() is None for saver in savers)
    finally:
        for saver in savers:
            saver.send_signal(signal.SIGKILL)
            saver.communicate()
    read_one_of_two(tmp_path)
    assert run("R", "--epochs", "3", "--save", str(tmp_path / "mine")).status == 0
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


def test_a_place_where_nothing_can_be_written_is_named() -> None:
    assert refusals("--epochs", "3", "--save", "/proc/mine") == "/proc/mine: cannot be written"
    assert refusals("--epochs", "3", "--save", "/dev/null/mine") == "/dev/null/mine: cannot be written"


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
