"""Both languages refuse each case of fixtures/bad/ with its line, or take it; and what git cannot keep.

r/tests/testthat/test-bad_input.R asks R alone for the same cases.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bad_cases import CASES, escape, lay_out, read_case, unescape
from bridge import ROOT
from commands import COMMANDS, Outcome, run, run_here
from fuzz import TABLE, Case, build, stored, without_rights

BAD = ROOT / "fixtures" / "bad"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", COMMANDS)
def test_bad_input(language: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case(BAD / name)
    lay_out(BAD / name, case, tmp_path)
    monkeypatch.chdir(tmp_path)
    outcome = run_here(language, *case.arguments)
    if case.error:
        assert (outcome.status, outcome.stderr) == (2, f"nnref: {case.error}\n")
    else:
        assert (outcome.status, outcome.stderr) == (0, "")
        assert case.prints in outcome.stdout.splitlines()


def test_the_cases_are_those_of_the_table() -> None:
    assert sorted(os.listdir(BAD)) == sorted(CASES)
    for name, case in CASES.items():
        assert case.error or case.prints
        assert read_case(BAD / name) == type(case)(**{**vars(case), "files": {}})
        assert unescape(escape(name)) == name


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_in_a_process_of_its_own_it_is_the_same_line(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is no UTF-8, one with everything in it, and an empty argument, through a real command line."""
    for name in ("option_not_utf8", "name_with_everything", "argument_empty"):
        (tmp_path / name).mkdir()
        lay_out(BAD / name, CASES[name], tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        outcome = run(language, *CASES[name].arguments)
        assert (outcome.status, outcome.stderr) == (2, f"nnref: {CASES[name].error}\n")


@pytest.mark.slow
@pytest.mark.parametrize("language", COMMANDS)
def test_a_huge_argument_is_refused(language: str) -> None:
    """Above what any system takes for a path, and in the middle of what it may take for an argument."""
    line = "nnref: --save: expected UTF-8 text of at most 1000 bytes, found '" + "x" * 37 + "...'\n"
    assert run(language, "--save", "x" * 100_000) == Outcome(2, "", line)
    assert run_here(language, "--fixture", "x" * 1000) == Outcome(2, "", f"nnref: {'x' * 1000}: no such folder\n")


# ---- No permission ----


@pytest.fixture
def place() -> Iterator[Path]:
    """The article's experiment as the folder `mine`, and a table, where anybody may write."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        build(Case([], {f"mine/{name}": content for name, content in stored("article").items()}), Path(folder))
        home = os.getcwd()
        os.chdir(folder)
        yield Path(folder)
        os.chdir(home)


@pytest.mark.parametrize("language", COMMANDS)
def test_what_one_may_not_read_or_write_is_named(language: str, place: Path) -> None:
    """Root may do everything, so this is asked without its rights."""

    def refuse(*arguments: str) -> str:
        with without_rights():
            outcome = run_here(language, *arguments)
        assert outcome.status == 2
        return outcome.stderr

    def closed(path: str, *arguments: str) -> str:
        (place / path).chmod(0)
        line = refuse(*arguments)
        (place / path).chmod(0o700)
        return line

    fixture = ["--fixture", "mine", "--epochs", "1"]
    assert run_here(language, *fixture).status == 0
    assert closed("mine/X.csv", *fixture) == "nnref: mine/X.csv: cannot be read\n"
    assert closed("mine", *fixture) == "nnref: mine/settings.csv: no such file\n"
    assert closed("mine", "--epochs", "1", "--save", "mine") == "nnref: mine: cannot be read\n"
    assert closed("mine", "--epochs", "1", "--save", "mine/new") == "nnref: mine/new: cannot be written\n"
    place.chmod(0o555)
    assert refuse("--epochs", "1", "--save", "new") == "nnref: new: cannot be written\n"
    assert refuse("--epochs", "1", "--plot", "new.svg") == "nnref: new.svg: cannot be written\n"
    assert sorted(os.listdir(place)) == ["mine"]


@pytest.mark.parametrize("language", COMMANDS)
def test_a_file_that_ends_early_is_not_taken_for_a_short_one(language: str) -> None:
    """As on a disk that fails. Linux says that its files about processors have 4096 bytes, and gives fewer."""
    files = [file for file in ("/sys/devices/system/cpu/online", "/sys/class/net/lo/mtu") if Path(file).exists()]
    assert files or sys.platform != "linux"
    for file in files:
        assert run_here(language, "--predict", file) == Outcome(2, "", f"nnref: {file}: cannot be read\n")


# ---- Home ----


@pytest.mark.parametrize("language", COMMANDS)
def test_a_tilde_that_the_shell_has_left_is_the_home_folder(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--data=~/mine.csv`: no shell replaces it there. A `~` elsewhere, or of somebody else, is a letter."""
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    (home / "mine.csv").write_bytes(TABLE)
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    trained = run_here(language, "--data=~/mine.csv", "--target=kind", "--epochs=1", "--save=~/out")
    assert (trained.status, trained.stderr) == (0, "")
    assert f"table {home}/mine.csv, " in trained.stdout
    assert sorted(os.listdir(home)) == ["mine.csv", "out"]
    assert os.listdir(here) == []
    for path in ("~root/mine.csv", "./~/mine.csv", "~mine.csv"):
        outcome = run_here(language, "--data", path, "--target", "kind")
        assert outcome == Outcome(2, "", f"nnref: {path}: no such file\n")
    monkeypatch.setenv("HOME", "")
    for path in ("~", "~/mine.csv"):
        assert run_here(language, "--fixture", path).stderr == f"nnref: {path}: no such folder\n"
