"""Hard use: faults made on purpose.

`python tests/hard_use.py kills 200` kills so many saves in each language; `python tests/hard_use.py race 60` lets two
savers and a reader of each language use one folder for so many seconds.
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bridge import ENVIRONMENT, ROOT
from languages import LANGUAGES, same
from nnref.files.experiments import write_experiment
from stages import matrices_of

# Each saves one of two experiments over the other, or reads what is there, for so many seconds, without a pause.
PROGRAMS = {
    "Python": """
import sys, time
from nnref import read_experiment, write_experiment
task, seconds, mine, *folders = sys.argv[1:]
contents = [read_experiment(folder=folder) for folder in folders]
done = 0
end = time.monotonic() + float(seconds)
while time.monotonic() < end or done < 3:
    if done == 2:  # the first take longer
        print("ready", flush=True)
    if task == "save":
        content = contents[done % 2]
        matrices = {"X": content.X, "y": content.y, **content.parameters, **content.held_back}
        write_experiment(mine, matrices, content.settings, origin=["A save"])
    else:
        found = read_experiment(folder=mine)
        value = found.settings["learning_rate"] - 1
        assert len(found.held_back) == 2
        matrices = [found.X, found.y, *found.parameters.values(), *found.held_back.values()]
        assert all((matrix == value).all() for matrix in matrices)
    done += 1
print(done)
""",
    "R": f"""
for (file in list.files("{ROOT}/r/R", full.names = TRUE)) sys.source(file, globalenv())
arguments <- commandArgs(TRUE)
mine <- arguments[3]
contents <- lapply(arguments[4:5], function(folder) read_experiment(folder = folder))
done <- 0
end <- proc.time()[["elapsed"]] + as.numeric(arguments[2])
while (proc.time()[["elapsed"]] < end || done < 3) {{
  if (done == 2) cat("ready\\n")
  if (arguments[1] == "save") {{
    content <- contents[[done %% 2 + 1]]
    matrices <- c(content[c("X", "y")], content$parameters, content$held_back)
    write_experiment(mine, matrices, content$settings, origin = "A save")
  }} else {{
    found <- read_experiment(folder = mine)
    value <- found$settings$learning_rate - 1
    stopifnot(length(found$held_back) == 2, unlist(c(found[c("X", "y")], found$parameters, found$held_back)) == value)
  }}
  done <- done + 1
}}
cat(done, "\\n")
""",
}
RUN = {"Python": [sys.executable, "-c"], "R": ["Rscript", "-e"]}


def start(tasks: list[tuple[str, str]], seconds: float, place: Path) -> list[subprocess.Popen[str]]:
    """A process for each language and task, which saves to place/mine or reads it from when this returns on."""
    folders = [str(place / name) for name in ("mine", "zeros", "ones")]
    processes = [
        subprocess.Popen(
            [*RUN[language], PROGRAMS[language], task, str(seconds), *folders],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for language, task in tasks
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    return processes


def write_two_experiments(place: Path) -> None:
    """Two experiments of the same shape, so that a mixture of both would be read without a complaint."""
    for name, value in [("zeros", 0.0), ("ones", 1.0)]:
        shapes = {"X": (9, 4), "y": (9, 2), "wh": (4, 5), "bh": (1, 5), "wout": (5, 2), "bout": (1, 2)}
        shapes |= {"X_held_back": (3, 4), "y_held_back": (3, 2)}
        matrices = {matrix: np.full(shape, value) for matrix, shape in shapes.items()}
        write_experiment(str(place / name), matrices, {"learning_rate": 1 + value, "epochs": 1}, origin=["Made"])


def which_of_two(content: dict[str, Any]) -> float:
    """Which of the two experiments was read: whole, or this fails."""
    value = float(content["settings"]["learning_rate"]) - 1
    assert len(content["held_back"]) == 2
    for matrix in [*matrices_of(content).values(), *content["held_back"].values()]:
        assert same(matrix, np.full(matrix.shape, value))
    return value


def read_one_of_two(place: Path) -> float:
    """Which of the two experiments is in place/mine, read in both languages."""
    values = [which_of_two(one.call("read_experiment", "mine", str(place / "mine"))) for one in LANGUAGES]
    assert values[0] == values[1]
    return values[0]


def kill_saves(language: str, times: int, place: Path) -> dict[float, int]:
    """Kill a process at random moments while it saves; after each, the folder holds one experiment, whole."""
    write_two_experiments(place)
    subprocess.run(["cp", "-r", place / "zeros", place / "mine"], check=True)
    (saver,) = start([(language, "save")], 0.3, place)
    a_save = 0.3 / int(saver.communicate()[0])  # seconds, as busy as this machine is now
    moments = random.Random(language)
    seen = {0.0: 0, 1.0: 0}
    for _ in range(times):
        (saver,) = start([(language, "save")], 1000, place)
        time.sleep(moments.uniform(0, 6 * a_save))
        saver.send_signal(signal.SIGKILL)
        saver.communicate()
        seen[read_one_of_two(place)] += 1
    return seen


def race(seconds: float, place: Path) -> list[tuple[str, str, int]]:
    """Two savers and a reader of each language at once: each ends well, and then nothing is left but one experiment.

    Returns language, task and how often it was done for each process.
    """
    write_two_experiments(place)
    subprocess.run(["cp", "-r", place / "zeros", place / "mine"], check=True)
    tasks = [(language, task) for task in ("save", "save", "read") for language in PROGRAMS]
    processes = start(tasks, seconds, place)
    done = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    read_one_of_two(place)
    assert sorted(file.name for file in place.iterdir()) == ["mine", "ones", "zeros"]
    return [(*task, int(number)) for task, number in zip(tasks, done, strict=True)]


def main() -> None:
    """Do what the arguments say."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        match sys.argv[1:]:
            case ["kills", times]:
                for language in PROGRAMS:
                    (place / language).mkdir()
                    seen = kill_saves(language, int(times), place / language)
                    print(
                        f"{language}: {times} saves killed; whole each time: {seen[0]} of one, {seen[1]} of the other"
                    )
            case ["race", seconds]:
                for language, task, number in race(float(seconds), place):
                    print(f"{language}: {number} times {task}, all well")
            case _:
                sys.exit("usage: python tests/hard_use.py kills N | race SECONDS")


if __name__ == "__main__":
    main()
