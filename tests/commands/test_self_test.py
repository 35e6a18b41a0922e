"""The option --self-test: both commands compute what is stored anew, and say whether the bits are the same."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, run_both

SAME = "portable arithmetic: the same bits as everywhere\n"


@pytest.mark.slow
def test_here_are_the_same_bits_as_everywhere() -> None:
    done = run_both("--self-test")
    assert (done.status, done.stdout, done.stderr) == (0, SAME, "")


@pytest.mark.slow
def test_what_differs_is_named_by_both_in_the_same_lines(tmp_path: Path) -> None:
    """Two stored values are spoilt, one by its last bit and one by its sign."""
    shutil.copytree(ROOT / "python", tmp_path / "python")
    shutil.copytree(ROOT / "r", tmp_path / "r")
    for stored, value, spoilt in [("dot", None, ""), ("decimals", "-0x0p+0", "0")]:
        file = tmp_path / "r" / "inst" / "experiments" / "self_test" / f"{stored}.csv"
        lines = file.read_text().splitlines()
        if value is None:
            numbers = lines[-1].split(",")
            number = float.fromhex(numbers[5])
            lines[-1] = ",".join([*numbers[:5], (number * (1 + 2**-52)).hex(), *numbers[6:]])
        else:
            lines = [spoilt if line == value else line for line in lines]
        file.write_text("\n".join(lines) + "\n")
        shutil.copy(file, tmp_path / "python" / "nnref" / "experiments" / "self_test" / file.name)
    commands = {**COMMANDS, "R": ["Rscript", str(tmp_path / "r" / "train.R")]}
    for command in commands.values():
        environment = {**ENVIRONMENT, "PYTHONPATH": str(tmp_path / "python")}
        done = subprocess.run([*command, "--self-test"], env=environment, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.splitlines() == [
            "portable arithmetic: 1 of 576 values differ: dot",
            "portable arithmetic: 1 of 23 values differ: decimals",
        ]
