"""Running the R scripts of the lesson, and reading what both languages have recorded."""

import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bounds import Matrix
from lesson.sources import FILES, LessonError
from nnref.files.matrices import read_lines
from nnref.files.numbers import parse_number

HERE = Path(__file__).resolve().parent

Trace = dict[str, list[list[str]]]


@contextmanager
def r_started(script: str, *arguments: str) -> Iterator[Callable[[], list[str]]]:
    """Start an R script of the lesson; what comes back waits for it and returns the lines that it has written."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.txt"
        command = ["Rscript", "--vanilla", str(HERE / script), str(FILES["r"]), str(out), *arguments]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:

            def lines() -> list[str]:
                said = " ".join(process.communicate()[1].split())
                if process.returncode != 0:
                    raise LessonError(f"{script} {arguments[0]}: expected R to run it, but it said: {said}")
                return read_lines(str(out))

            try:
                yield lines
            finally:
                if process.poll() is None:
                    process.kill()


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
