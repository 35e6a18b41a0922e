"""The verdict of `make train`: right where the languages agree, and else the first value in which they do not."""

import shutil
import time
from pathlib import Path

import numpy as np
import pytest

import compare_training
from compare_training import Difference, Record, first_difference, largest_difference, verdict


def record(**changed: float) -> Record:
    """A small record, with some values changed."""
    values = {"1_E": 0.5, "1_wh": 2.0, "0_wh": 1.0, "0_bh": 1.0, "0_wout": 1.0, "0_bout": 1.0} | changed
    return {name: {key: np.array([[value]]) for key, value in values.items()} for name in ("native", "portable")}


def test_the_same_is_right() -> None:
    sentence, status = verdict(record(), record())
    assert sentence.startswith("Right: of 12 values compared, all agree")
    assert status == 0


def test_the_first_difference_is_named_with_its_cell_and_both_values() -> None:
    sentence, status = verdict(record(), record(**{"1_wh": -2.0, "0_wh": 3.0}))
    assert status == 1
    assert sentence == (
        "Not right: Python and R disagree, first in wh, epoch 1, row 1, column 1, in native arithmetic: "
        "2.0 (0x1.0000000000000p+1) in Python, -2.0 (-0x1.0000000000000p+1) in R."
    )


def test_portable_must_give_the_same_bits_and_native_need_not() -> None:
    near = record(**{"1_E": float(np.nextafter(0.5, 1))})
    assert first_difference(record(), near) == Difference("portable", 1, "E", 1, 1, 0.5, float(np.nextafter(0.5, 1)))
    assert first_difference(record(**{"1_E": 0.0}), record(**{"1_E": -0.0})) is not None
    assert first_difference(record(**{"1_E": float("nan")}), record()) is not None


def test_the_largest_difference_does_not_overflow() -> None:
    ours, theirs = record(**{"0_wh": 2.0})["native"], record(**{"0_wh": -2.0})["native"]
    assert largest_difference(ours, theirs, 0) == "9223372036854775808 ULP (4.0e+00)"
    assert largest_difference(ours, ours, 0) == "the same bits"


@pytest.mark.slow
def test_a_bug_in_one_language_is_found_and_a_sound_checkout_is_right(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    begun = time.monotonic()
    assert compare_training.main() == 0
    assert time.monotonic() - begun < 30  # it takes 3 seconds; on a machine that does much else, more
    assert capfd.readouterr().out.splitlines()[-1].startswith("Right: ")
    shutil.copytree(compare_training.ROOT / "r", tmp_path / "r", symlinks=False)
    file = tmp_path / "r" / "R" / "backward.R"
    file.write_text(file.read_text().replace("E <- y - output", "E <- (y - output) * 1.0001"))
    assert compare_training.main(tmp_path) == 1
    last = capfd.readouterr().out.splitlines()[-1]
    assert last.startswith(
        "Not right: Python and R disagree, first in E, epoch 1, row 1, column 1, in native arithmetic: "
    )
