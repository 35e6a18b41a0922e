"""What nnref runs on: the cheap part of it. `make environments` shows the rest."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, run_both
from environments import redirected, refuse, run
from nnref.files.matrices import read_matrix


@pytest.mark.slow
@pytest.mark.parametrize("redirections", [">&-", ">/dev/full"])
def test_output_that_cannot_be_written_is_an_error_after_what_can_be_saved(redirections: str, tmp_path: Path) -> None:
    for language, command in redirected(redirections).items():
        mine = tmp_path / language
        refuse(
            "standard output: cannot be written",
            {language: command},
            "--epochs",
            "3",
            "--save",
            str(mine),
            env=ENVIRONMENT,
        )
        assert read_matrix(f"{mine}/loss.csv")[-1, 0] == 3


@pytest.mark.slow
def test_a_refusal_that_cannot_be_printed_is_still_one() -> None:
    refuse("", redirected("2>&-"), "-x", env=ENVIRONMENT)
    refuse("", redirected("<&- 2>/dev/full"), "-x", env=ENVIRONMENT)


@pytest.mark.slow
def test_with_nothing_set_but_a_path(tmp_path: Path) -> None:
    """No HOME, no LANG, no terminal, a temporary folder that is not there, and a name that is not ASCII."""
    shutil.copytree(ROOT / "fixtures" / "article", tmp_path / "käse")
    arguments = ["--fixture", str(tmp_path / "käse"), "--epochs", "3", "--learning-rate", "0.25", "--trace"]
    expected = run_both(*arguments).stdout
    path = os.pathsep.join([str(Path(shutil.which("Rscript") or "").parent), "/usr/bin", "/bin"])
    for command in COMMANDS.values():
        done = run(*command, *arguments, env={"PATH": path, "TMPDIR": "/nonexistent", "PYTHONIOENCODING": "ascii"})
        assert (done.returncode, done.stderr, done.stdout.decode()) == (0, b"", expected)


@pytest.mark.slow
def test_from_a_path_with_spaces_accents_and_signs(tmp_path: Path) -> None:
    place = tmp_path / "a b ü" / "it's 50% ok"
    for name in ["python", "r"]:
        shutil.copytree(ROOT / name, place / name)
    expected = run_both("--epochs", "3").stdout
    commands = {**COMMANDS, "R": ["Rscript", str(place / "r" / "train.R")]}
    for command in commands.values():
        done = run(*command, "--epochs", "3", env={**ENVIRONMENT, "PYTHONPATH": str(place / "python")})
        assert (done.returncode, done.stderr, done.stdout.decode()) == (0, b"", expected)


@pytest.mark.parametrize(
    ("name", "says", "line"),
    [
        ("R", "R version 4.1.3 (2022-03-10)", "R 4.2 or newer is needed, and R is R 4.1.3."),
        ("python3", "Python 3.10.13", "Python 3.11 or newer is needed, and .*/python3 is Python 3.10.13: .*"),
    ],
)
def test_the_setup_refuses_what_is_too_old(name: str, says: str, line: str, tmp_path: Path) -> None:
    """A checkout of its own, so that nothing here is set up anew."""
    (tmp_path / "checkout").mkdir()
    shutil.copytree(ROOT / ".ci", tmp_path / "checkout" / ".ci")
    old = tmp_path / name
    prints_itself = f'case "$2" in *realpath*) echo "$0";; *version_info*) exit 1;; *) echo "{says}";; esac'
    old.write_text(f"#!/bin/sh\n{prints_itself}\n")
    old.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "checkout" / ".ci" / "setup", "train"],
        env={**ENVIRONMENT, "PATH": f"{tmp_path}{os.pathsep}{ENVIRONMENT['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(f"nnref: {line}\n", done.stderr), done.stderr


def test_the_same_versions_are_claimed_everywhere() -> None:
    project = (ROOT / "python" / "pyproject.toml").read_text()
    description = (ROOT / "r" / "DESCRIPTION").read_text()
    table = (ROOT / "tests" / "hard_use" / "README.md").read_text()
    for name, text, claim in [
        ("Python", project, r'requires-python = ">=([\d.]+)"'),
        ("NumPy", project, r'"numpy>=([\d.]+)"'),
        ("Matplotlib", project, r'"matplotlib>=([\d.]+)"'),
        ("R", description, r"R \(>= ([\d.]+)\)"),
    ]:
        (oldest,) = re.findall(claim, text)
        assert f"| {name} | {oldest} to " in table, name
