"""Hard use: faults made on purpose. `python tests/hard_use.py kills 200` kills so many saves in each language."""

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bridge import ENVIRONMENT, ROOT
from languages import LANGUAGES, same
from nnref.fixtures import write_experiment

# Each saves one of two experiments over the other, again and again, until it is killed.
SAVERS = {
    "Python": [
        sys.executable,
        "-c",
        """
import sys
from nnref import read_experiment, write_experiment
folders = sys.argv[1:3]
contents = [read_experiment(folder=folder) for folder in folders]
print("ready", flush=True)
while True:
    for content in contents:
        write_experiment(sys.argv[3], content["matrices"], content["settings"], origin=["A save"])
""",
    ],
    "R": [
        "Rscript",
        "-e",
        f"""
for (file in list.files("{ROOT}/r/R", full.names = TRUE)) sys.source(file, globalenv())
folders <- commandArgs(TRUE)
contents <- lapply(folders[1:2], function(folder) read_experiment(folder = folder))
cat("ready\\n")
repeat for (content in contents) write_experiment(folders[3], content$matrices, content$settings, origin = "A save")
""",
    ],
}


def start_saver(language: str, place: Path) -> subprocess.Popen[bytes]:
    """A process that saves to place/mine, from when this returns until it is killed."""
    saver = subprocess.Popen(
        [*SAVERS[language], *(str(place / name) for name in ("zeros", "ones", "mine"))],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
    )
    assert saver.stdout is not None
    assert saver.stdout.readline() == b"ready\n"
    return saver


def write_two_experiments(place: Path) -> None:
    """Two experiments of the same shape, so that a mixture of both would be read without a complaint."""
    for name, value in [("zeros", 0.0), ("ones", 1.0)]:
        shapes = {"X": (9, 4), "y": (9, 2), "wh": (4, 5), "bh": (1, 5), "wout": (5, 2), "bout": (1, 2)}
        matrices = {matrix: np.full(shape, value) for matrix, shape in shapes.items()}
        write_experiment(str(place / name), matrices, {"learning_rate": 1 + value, "epochs": 1}, origin=["Made"])


def read_one_of_two(place: Path) -> float:
    """Which of the two experiments is in place/mine, read in both languages: whole, or this fails."""
    found = [language.call("read_experiment", "mine", str(place / "mine")) for language in LANGUAGES]
    value = float(found[0]["settings"]["learning_rate"]) - 1
    for content in found:
        for matrix in content["matrices"].values():
            assert same(matrix, np.full(matrix.shape, value))
    return value


def kill_saves(language: str, times: int, place: Path) -> dict[float, int]:
    """Kill a process at random moments while it saves; after each, the folder holds one experiment, whole."""
    write_two_experiments(place)
    subprocess.run(["cp", "-r", place / "zeros", place / "mine"], check=True)
    moments = random.Random(language)
    seen = {0.0: 0, 1.0: 0}
    for _ in range(times):
        saver = start_saver(language, place)
        time.sleep(moments.uniform(0, 0.2))
        saver.send_signal(signal.SIGKILL)
        saver.communicate()
        seen[read_one_of_two(place)] += 1
    return seen


def main() -> None:
    """Do what the arguments say."""
    match sys.argv[1:]:
        case ["kills", times]:
            for language in SAVERS:
                with tempfile.TemporaryDirectory() as place:
                    seen = kill_saves(language, int(times), Path(place))
                    print(
                        f"{language}: {times} saves killed; whole each time: {seen[0]} of one, {seen[1]} of the other"
                    )
        case _:
            sys.exit("usage: python tests/hard_use.py kills N")


if __name__ == "__main__":
    main()
