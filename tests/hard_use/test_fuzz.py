"""Spoilt folders, tables and options: both commands take them and agree, or refuse them with the same line.

`make fuzz` tries a hundred thousand. What was found so far is in fixtures/bad/.
"""

import random

import pytest

from commands import Outcome
from fuzz import Case, attempt, complaint, fuzz, press_twice, save_in_threads, signature


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_both_take_it_and_agree_or_refuse_with_the_same_line(part: int) -> None:
    """In parts, so that they can run side by side; the same cases each time."""
    counts, case, wrong = fuzz(600, first=part)
    assert case is None, f"{wrong}\n{case}"
    assert counts.total() >= 600
    assert counts["accepted"] > 60
    assert counts["refused"] > 300


@pytest.mark.slow
def test_signals_by_twos_and_threads_that_save_lose_nothing() -> None:
    for turn in range(3):
        moment = random.Random(turn)
        tried = [press_twice("Python", moment), press_twice("R", moment), save_in_threads(moment)]
        assert tried == ["", "", ""]


def test_the_fuzzing_sees_what_differs() -> None:
    """Another status, another line, two lines, a traceback, other output, control characters."""
    good = Outcome(2, "", "nnref: --epochs: given twice\n")
    assert complaint(good, good) == ""
    assert complaint(good, Outcome(1, "", good.stderr)).startswith("differ: ")
    assert complaint(good, Outcome(2, "", "nnref: --epochs: given once\n")).startswith("differ: ")
    for line in ("nnref: one\nnnref: two\n", "Traceback\n", ""):
        assert complaint(Outcome(2, "", line), Outcome(2, "", line)).startswith("not one line: ")
    assert complaint(Outcome(0, "", "a warning\n"), Outcome(0, "", "a warning\n")).startswith("not silent: ")
    assert complaint(Outcome(1, "", ""), Outcome(1, "", "")).startswith("status: ")
    assert complaint(Outcome(0, "0.5\n", ""), Outcome(0, "0.6\n", "")) == "print: Python '0.5', R '0.6'"
    assert complaint(Outcome(0, "\x9b2J\n", ""), Outcome(0, "\x9b2J\n", "")).startswith("control characters: ")
    assert signature("differ: Python 2 'a', R 0 ''") == signature("differ: Python 3 'b', R 1 ''")


def test_each_case_leaves_what_it_found() -> None:
    """A case is tried in a folder of its own, and says what became of it."""
    assert attempt(Case(["--epochs", "1", "--save", "out"])) == ("accepted", "")
    assert attempt(Case(["--fixture", "mine"], unreadable=["mine"], folders=["mine"])) == ("refused", "")
    assert attempt(Case(["--data", "t.csv", "--target", "k"], links={"t.csv": "t.csv"})) == ("refused", "")
