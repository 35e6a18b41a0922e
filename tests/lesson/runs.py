"""Running the R scripts of the lesson, and reading what both languages have recorded."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np

from bounds import Matrix
from lesson.sources import FILES
from nnref.fixtures import read_lines
from nnref.numbers import parse_number

HERE = Path(__file__).resolve().parent

Trace = dict[str, list[list[str]]]


def start_r(script: str, out: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start an R script of the lesson, which writes its lines to a file."""
    return subprocess.Popen(["Rscript", "--vanilla", str(HERE / script), str(FILES["r"]), str(out), *arguments])


def run_r(script: str, *arguments: str) -> list[str]:
    """The lines that an R script of the lesson writes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.txt"
        process = start_r(script, out, *arguments)
        if process.wait() != 0:
            raise subprocess.CalledProcessError(process.returncode, process.args)
        return read_lines(str(out))


def read_record(lines: list[str]) -> tuple[dict[int, Trace], list[tuple[int, str]]]:
    """A record as matrices of texts, by epoch and name, and the errors by epoch."""
    epochs: dict[int, Trace] = {}
    errors = []
    for line in lines:
        epoch, name, rows, columns, values = line.split(" ")
        if name == "error":
            errors.append((int(epoch), values))
            continue
        texts = values.split(",")
        n = int(columns)
        epochs.setdefault(int(epoch), {})[name] = [texts[i * n : (i + 1) * n] for i in range(int(rows))]
    return epochs, errors


def matrices_of(trace: Trace) -> dict[str, Matrix]:
    """The matrices of a trace."""
    return {name: np.array([[parse_number(text) for text in row] for row in rows]) for name, rows in trace.items()}
