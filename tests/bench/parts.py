"""The four parts of the benchmark: whole commands, epochs, growth, start-up."""

import contextlib
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.measure import Series, Worker, interleave, run, scratch, turns_for
from bench.peers import Matrix
from bench.targets import BARE, GROWTH_N, LARGEST, PEERS, WHOLE_JOBS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EPOCHS = {"article": 5_000, "moons": 10_000}
CHECKED_EPOCHS = 5_000  # the moons enlarge every difference later on, and are the same to eight digits until then
TOLERANCE = 2e-8  # printed results are rounded to eight decimals, half a unit on either side
ENOUGH = 100  # iterations that a peer which stops by itself must have done for its time to count
SAME_JOB = ["nnref", "bare NumPy", "bare R", "PyTorch", "JAX"]
MODULES = {"scikit-learn": "sklearn", "PyTorch": "torch", "JAX": "jax"}
NOTES = {
    "scikit-learn": "MLPRegressor: the output is not squashed, weights and step are its own",
    "nnet": "BFGS: other steps to the same end",
    "neuralnet": "algorithm = backprop, and biases always",
    "RSNNS": "BackpropBatch from weights of its own, and biases always",
}


@dataclass
class Effort:
    """How much is measured."""

    rounds: int
    turn: float  # seconds of one turn of a contender's epochs
    patience: float  # seconds that one contender may take in one job, beyond its first turn
    slow_peers: bool  # also those that need half a minute for the largest size


FULL = Effort(rounds=5, turn=0.2, patience=30, slow_peers=True)
QUICK = Effort(rounds=3, turn=0.05, patience=5, slow_peers=False)
SLOW_PEERS = ["neuralnet", "RSNNS"]


class WrongJobError(Exception):
    """A contender came to another result: to compare its time would be worthless."""


def say(text: str) -> None:
    """Tell on stderr how far the benchmark is."""
    print(f"nnref: {text}", file=sys.stderr, flush=True)


def is_here(language: str, name: str, environment: dict[str, str]) -> bool:
    """Whether a contender can be run at all."""
    if name not in PEERS[language]:
        return True
    if language == "Python":
        return importlib.util.find_spec(MODULES[name]) is not None
    asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"]
    return subprocess.run(asked, env=environment, capture_output=True, check=False).returncode == 0


# ---- Whole commands, and start-up ----


def whole_command(language: str, name: str, job: str, epochs: int) -> list[str]:
    """The command with which a contender does a job."""
    folder = str(ROOT / "fixtures" / job)
    interpreter, ending = (sys.executable, "py") if language == "Python" else ("Rscript", "R")
    if name == "nnref":
        start = [sys.executable, "-m", "nnref"] if language == "Python" else ["Rscript", str(ROOT / "r" / "train.R")]
        return [*start, "--experiment", job, "--epochs", str(epochs)]
    if name == BARE[language]:
        return [interpreter, str(HERE / f"bare_{job}.{ending}"), folder, str(epochs)]
    return [interpreter, str(HERE / f"command.{ending}"), name, folder, str(epochs)]


def outputs(name: str, stdout: str) -> list[float]:
    """The outputs that a command printed, or the first of them."""
    lines = stdout.splitlines()
    if name != "nnref":
        return [float(line) for line in lines]
    start = next(i for i, line in enumerate(lines) if line.split() == ["target", "output"])
    rows = [line.split() for line in lines[start + 1 :] if not line.startswith("...")]
    return [float(row[1]) for row in rows]


def check_outputs(job: str, name: str, expected: list[float], found: list[float]) -> None:
    """Refuse another result."""
    differences = [abs(a - b) for a, b in zip(expected, found, strict=False)]
    if not differences or not max(differences) <= TOLERANCE:
        raise WrongJobError(f"{name} does another job than nnref: {job} ends with {found[:5]}, not {expected[:5]}")


def done_epochs(stdout: str) -> int:
    """How many epochs a peer of R's did."""
    return int(stdout.split(maxsplit=1)[0])


def timed(launcher: Worker, series: Series, command: list[str]) -> Callable[[], None]:
    """A turn: run the command and keep what it took."""

    def turn() -> None:
        measured = run(launcher, command)
        series.samples.append(measured.seconds)
        series.cpu.append(measured.cpu)
        series.memory = max(series.memory or 0, measured.memory)

    return turn


def whole(effort: Effort, environment: dict[str, str], launcher: Worker) -> list[Series]:
    """Part a: both jobs, from Enter to result. The run that checks the result warms up too."""
    everything = []
    for job in WHOLE_JOBS:
        say(f"whole commands: {job}")
        turns, counts = [], []
        expected: list[float] = []
        for language, peers in PEERS.items():
            for name in ["nnref", BARE[language], *peers]:
                series = Series("whole", job, language, name, note=NOTES.get(name, ""))
                everything.append(series)
                if not is_here(language, name, environment):
                    series.note = "not here"
                    continue
                checked = run(launcher, whole_command(language, name, job, CHECKED_EPOCHS))
                if name in SAME_JOB:
                    found = outputs(name, checked.stdout)
                    expected = expected or found
                    check_outputs(job, f"{name} ({language})", expected, found)
                elif language == "R" and done_epochs(checked.stdout) < CHECKED_EPOCHS:
                    series.note = f"stops by itself after {done_epochs(checked.stdout)} iterations: another job"
                    continue
                turns.append(timed(launcher, series, whole_command(language, name, job, EPOCHS[job])))
                needed = checked.seconds * EPOCHS[job] / CHECKED_EPOCHS
                counts.append(turns_for(needed, effort.rounds, effort.patience))
        interleave(turns, counts)
    return everything


def start(effort: Effort, launcher: Worker) -> list[Series]:
    """Part d: commands that have little to do."""
    say("start-up")
    least = {"Python": [sys.executable, "-c", "import numpy"], "R": ["Rscript", "-e", "0"]}
    names = {"Python": "python -c 'import numpy'", "R": "Rscript -e 0"}
    everything, turns = [], []
    for options in ["--help", "--version", "--epochs 1"]:
        for language in PEERS:
            command = whole_command(language, "nnref", "article", 1)[: 3 if language == "Python" else 2]
            for name, started in [("nnref", [*command, *options.split()]), (names[language], least[language])]:
                series = Series("start", options, language, name)
                run(launcher, started)
                everything.append(series)
                turns.append(timed(launcher, series, started))
    interleave(turns, [2 * effort.rounds] * len(turns))
    return everything


# ---- Epochs, and growth ----


def write_network(folder: Path, n: int, d: int, h: int, q: int) -> None:
    """Random data and weights, as bare doubles row by row."""
    random = np.random.RandomState(n + d + h + q)
    matrices = {
        "X": random.uniform(size=(n, d)),
        "y": random.uniform(size=(n, q)).round(),
        "wh": random.uniform(-1, 1, size=(d, h)) / d**0.5,
        "bh": np.zeros((1, h)),
        "wout": random.uniform(-1, 1, size=(h, q)) / h**0.5,
        "bout": np.zeros((1, q)),
    }
    for name, A in matrices.items():
        A.tofile(folder / f"{name}.bin")


@contextlib.contextmanager
def workers(names: dict[str, list[str]], environment: dict[str, str]) -> Iterator[dict[tuple[str, str], Worker]]:
    """A process for each contender that is here, ended afterwards."""
    started = {}
    try:
        for language, chosen in names.items():
            command = [sys.executable, str(HERE / "worker.py")] if language == "Python" else None
            for name in chosen:
                if is_here(language, name, environment):
                    start = command or ["Rscript", str(HERE / "worker.R")]
                    started[language, name] = Worker([*start, name], environment)
        yield started
    finally:
        for worker in started.values():
            worker.close()


def epochs_in(worker: Worker, seconds: float) -> int:
    """How many epochs take about so long: a power of two."""
    epochs = 1
    while worker.ask("train", epochs)["seconds"] < 0.7 * seconds:
        epochs *= 2
    return epochs


def prepared(worker: Worker, series: Series, epochs: int, effort: Effort) -> tuple[Callable[[], None], int]:
    """A turn of so many epochs in one call, fewer if it is slow, after a warm-up; and how often it may be taken."""
    tried = 1
    needed: float = worker.ask("train", 1)["seconds"]
    if needed > effort.patience:
        series.samples.append(needed)
    while (
        tried < epochs and needed < effort.patience / 8
    ):  # what a call needs besides its epochs is to be shared by many
        tried = min(4 * tried, epochs)
        needed = worker.ask("train", tried)["seconds"]
    epochs = tried

    def turn() -> None:
        answer = worker.ask("train", epochs)
        if answer["epochs"] < min(epochs, ENOUGH):
            series.note = f"stops by itself after {answer['epochs']} iterations"
        else:
            series.samples.append(answer["seconds"] / answer["epochs"])

    return turn, 0 if series.samples else turns_for(needed, effort.rounds, effort.patience)


def output_of(size: str, worker: Worker, folder: str) -> Matrix:
    """What the network puts out after some epochs."""
    file = Path(folder, "output.bin")
    worker.ask("output", 2 if size == LARGEST else 50, file)
    return np.fromfile(file)


def epoch(effort: Effort, environment: dict[str, str], sizes: list[str]) -> list[Series]:
    """Part b: one epoch at each size. The languages one after the other, since the largest size takes much memory."""
    everything = []
    for size in sizes:
        expected = None
        epochs = 0
        for language, peers in PEERS.items():
            say(f"epochs of {size}, {language}")
            names = ["nnref", "floor", BARE[language], *peers]
            with scratch() as folder, workers({language: names}, environment) as running:
                write_network(Path(folder), *map(int, size.split("x")))
                turns, counts = [], []
                for name in names:
                    series = Series("epoch", size, language, name)
                    everything.append(series)
                    worker = running.get((language, name))
                    if worker is None:
                        series.note = "not here"
                        continue
                    if size == LARGEST and name in SLOW_PEERS and not effort.slow_peers:
                        series.note = "left out of a quick run"
                        continue
                    try:
                        worker.ask("load", folder, *size.split("x"))
                        epochs = epochs or epochs_in(worker, effort.turn)
                        turn, count = prepared(worker, series, epochs, effort)
                    except RuntimeError as problem:
                        series.note = f"does not run: {problem}"
                        continue
                    if name in SAME_JOB:
                        found = output_of(size, worker, folder)
                        expected = found if expected is None else expected
                        check_outputs(f"{size}", f"{name} ({language})", list(expected), list(found))
                    turns.append(turn)
                    counts.append(count)
                interleave(turns, counts)
    return everything


def growth(effort: Effort, environment: dict[str, str]) -> list[Series]:
    """Part c: n grows, then h grows, in both languages and beside the floor; and what an update holds."""
    everything = []
    grown = {f"n = {n}": (n, 2, 10, 1) for n in (10**3, 10**4, 10**5, 10**6)}
    grown |= {f"h = {h}": (GROWTH_N, 16, h, 1) for h in (8, 16, 32, 64, 128, 256, 512, 1024)}
    names = {language: ["nnref", "floor"] for language in PEERS}
    with workers(names, environment) as running:
        for job, size in grown.items():
            say(f"growth: {job}")
            turns, counts = [], []
            epochs = 0
            with scratch() as folder:
                write_network(Path(folder), *size)
                for (language, name), worker in running.items():
                    series = Series("growth", job, language, name)
                    everything.append(series)
                    worker.ask("load", folder, *size)
                    epochs = epochs or epochs_in(worker, effort.turn)
                    turn, count = prepared(worker, series, epochs, effort)
                    turns.append(turn)
                    counts.append(count)
                    if name == "nnref":
                        series.memory = worker.ask("memory")["bytes"]
            interleave(turns, counts)
    return everything
