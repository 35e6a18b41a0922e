"""What portable arithmetic costs: whole trainings in it and in native arithmetic, by turns, in both languages."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from nnref import train
from nnref.arithmetic.portable import arithmetics
from nnref.checks.inputs import network_of
from nnref.command.run import scale_input
from nnref.files.experiments import read_experiment, write_experiment
from nnref.random.weights import initialize_weights
from stages import data_of, matrices_of

ROOT = Path(__file__).resolve().parents[2]
TURNS = 9

# Epochs that are long enough to measure and short enough to repeat, and what else is not as it is stored
CASES: dict[str, dict[str, Any]] = {
    "article": {"epochs": 4000},
    "moons": {"epochs": 200},
    "digits": {"epochs": 10},
    "digits, 100 hidden neurons, batches of 32": {"epochs": 10, "batch_size": 32, "hidden_neurons": 100},
    "digits, full batch": {"epochs": 10, "batch_size": 1437},
}

IN_R = """
arguments <- commandArgs(TRUE)
for (file in list.files(file.path(arguments[1], "r", "R"), full.names = TRUE)) source(file)
experiment <- read_experiment(folder = arguments[2])
chosen <- experiment$settings
train_in <- function(arithmetic) {
  start <- proc.time()
  train(
    experiment$X, experiment$y, experiment$parameters, chosen$learning_rate, chosen$epochs,
    batch_size = chosen$batch_size, record_every = chosen$epochs, network = network_of(chosen), arithmetic = arithmetic
  )
  sum((proc.time() - start)[1:2])
}
for (turn in seq_len(arguments[3])) cat(vapply(names(arithmetics), train_in, 0), "\\n")
"""


def seconds_in_python(folder: str) -> list[list[float]]:
    """The processor time of a training in each arithmetic, for each turn."""
    experiment = read_experiment(folder=folder)
    chosen = experiment.settings

    def train_in(name: str) -> float:
        start = time.process_time()
        train(
            *data_of(experiment),
            chosen["learning_rate"],
            chosen["epochs"],
            batch_size=chosen.get("batch_size"),
            record_every=chosen["epochs"],
            network=network_of(chosen),
            arithmetic=name,
        )
        return time.process_time() - start

    return [[train_in(name) for name in arithmetics] for _ in range(TURNS)]


def seconds_in_r(folder: str) -> list[list[float]]:
    """The same in R, in a process of its own."""
    command = ["Rscript", "-e", IN_R, str(ROOT), folder, str(TURNS)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [[float(time) for time in line.split()] for line in done.stdout.splitlines()]


def write_case(name: str, folder: str) -> None:
    """An experiment with what is changed in it."""
    changed = dict(CASES[name])
    experiment = read_experiment(name.split(",", maxsplit=1)[0])
    matrices, settings = matrices_of(experiment), experiment.settings
    matrices["X"] = scale_input(matrices["X"], settings)
    settings.pop("divide_input_by", None)
    if "hidden_neurons" in changed:
        n_hidden = changed.pop("hidden_neurons")
        drawn = initialize_weights("article", matrices["X"].shape[1], n_hidden, matrices["y"].shape[1], seed=0)
        matrices.update({name: (weights - 0.5) / 5 for name, weights in drawn.items()})
    write_experiment(folder, matrices, {**settings, **changed}, [name])


def main() -> None:
    """Print the median time of an epoch in each arithmetic, and the median of the ratios."""
    width = max(map(len, CASES)) + 2
    print(f"{'microseconds an epoch':<{width}}{'':<8}{'native':>12}{'portable':>12}{'ratio':>8}")
    for name in sys.argv[1:] or CASES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = str(Path(scratch) / "case")
            write_case(name, folder)
            for language, turns in {"Python": seconds_in_python, "R": seconds_in_r}.items():
                taken = turns(folder)
                native, portable = (
                    statistics.median(times) / CASES[name]["epochs"] for times in zip(*taken, strict=True)
                )
                ratio = statistics.median(slow / fast for fast, slow in taken)
                print(
                    f"{name:<{width}}{language:<8}{native * 1e6:>12,.0f}{portable * 1e6:>12,.0f}{ratio:>8.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
