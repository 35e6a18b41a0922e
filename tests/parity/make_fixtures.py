"""The only writer of fixtures/: experiments, what the oracle expects of them, and bad input. `make fixtures` runs this.

It is deterministic: running it again changes no byte. To add an experiment, write a function that returns an
Experiment and enter it in EXPERIMENTS.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import experiments
import oracle
from bad_cases import CASES, write_case
from nnref.arithmetic.native import Matrix
from nnref.checks.inputs import network_of
from nnref.command.report import STEPS
from nnref.command.self_test import self_test_values
from nnref.files.experiments import DESCRIPTIONS, read_settings, write_settings
from nnref.files.matrices import write_lines, write_matrix
from portable_results import digest, portable_results, python_train

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
COMMAND = "Written by: make fixtures"
ARTICLE = '"Understanding and coding Neural Networks From Scratch in Python and R"'

FORMULAS = {name: (step, formula) for step, name, formula in STEPS if step not in ("0", "1")}


@dataclass(frozen=True)
class Experiment:
    """What a folder of fixtures/ holds, and how much of its training the oracle follows."""

    title: str
    matrices: dict[str, Matrix]  # X, y and the parameters of its network, by name
    origins: dict[str, str]  # where each of them comes from: seed, draws; "" for one that its title explains
    settings: dict[str, Any]
    epochs_in_full: int = 3  # so many first epochs with every named quantity; full batch only
    after: tuple[int, ...] = ()  # the parameters and the output after these numbers of epochs


def article() -> Experiment:
    """The article's network with biases: steps 0 to 11."""
    draw = np.random.RandomState(42).uniform  # frozen by NumPy's compatibility policy
    source = "numpy.random.RandomState(42).uniform(): {}"
    return Experiment(
        title=f"Experiment article, of {ARTICLE}",
        matrices={
            "X": np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]),
            "y": np.array([[1.0], [1.0], [0.0]]),
            "wh": draw(size=(4, 3)),
            "bh": draw(size=(1, 3)),
            "wout": draw(size=(3, 1)),
            "bout": draw(size=(1, 1)),
        },
        origins={
            "X": "the article, step 0",
            "y": "the article, step 0",
            "wh": source.format("draws 1 to 12, row by row"),
            "bh": source.format("draws 13 to 15"),
            "wout": source.format("draws 16 to 18"),
            "bout": source.format("draw 19"),
        },
        settings={"learning_rate": 0.1, "epochs": 5000},
        after=(100, 1000, 5000),
    )


def without_oracle(make: Callable[[], dict[str, Any]]) -> Callable[[], Experiment]:
    """One of the table in experiments.py, whose training the oracle does not follow."""
    return lambda: Experiment(**make(), epochs_in_full=0)


EXPERIMENTS: dict[str, Callable[[], Experiment]] = {
    "article": article,
    **{make.__name__: without_oracle(make) for make in experiments.EXPERIMENTS},
}


def write_inputs(experiment: Experiment, folder: Path) -> None:
    """X, y, the initial parameters and the settings: what a network is trained from."""
    for name in experiment.matrices:
        comments = [
            f"{name}: {DESCRIPTIONS[name]}",
            experiment.title,
            f"Source: {experiment.origins[name]}",
            COMMAND,
        ]
        write_matrix(experiment.matrices[name], str(folder / f"{name}.csv"), comments)
    comments = ["settings: name,value", experiment.title, COMMAND]
    write_settings(experiment.settings, str(folder / "settings.csv"), comments)


def write_expected_epochs(experiment: Experiment, folder: Path) -> None:
    """Every named quantity of the first epochs, each exact from the files before it, then rounded once."""
    if experiment.epochs_in_full and "batch_size" in experiment.settings:
        raise ValueError(f"{experiment.title}: an epoch of several updates has no one value of each quantity")
    values: dict[str, Any] = {**experiment.settings, **experiment.matrices}
    activation = values.setdefault("hidden_activation", "sigmoid")
    for epoch in range(1, experiment.epochs_in_full + 1):
        (folder / f"epoch_{epoch}").mkdir(parents=True)
        results: dict[str, Matrix] = {}
        for name in oracle.STAGES:
            step, formula = FORMULAS[name]
            # The updates come last and need the old parameters only, so none is replaced before the epoch ends
            results[name] = np.array(oracle.compute_stage(name, {**results, **values}))
            comments = [
                f"{name} in epoch {epoch}, step {step}: {formula.format(activation=activation)}",
                experiment.title,
                "Source: oracle; the exact result from the values in the files before it, rounded once",
                COMMAND,
            ]
            write_matrix(results[name], str(folder / f"epoch_{epoch}" / f"{name}.csv"), comments)
        values.update({name: results[name] for name in oracle.PARAMETERS})


def write_expected_training(experiment: Experiment, folder: Path) -> None:
    """The parameters and the output after many epochs that were computed with 50 digits and rounded at the end."""
    if not experiment.after:
        return
    settings: dict[str, Any] = {"learning_rate": experiment.settings["learning_rate"]}
    settings["hidden_activation"] = experiment.settings.get("hidden_activation", "sigmoid")
    batch_size = experiment.settings.get("batch_size")
    trained = oracle.train({**experiment.matrices, **settings}, list(experiment.after), batch_size)
    for epochs, results in trained.items():
        (folder / f"after_{epochs}").mkdir(parents=True)
        for name, rows in results.items():
            comments = [
                f"{name} after {epochs} epochs: {DESCRIPTIONS[name]}",
                experiment.title,
                f"Source: oracle; all epochs computed with {oracle.DIGITS} digits, rounded once at the end",
                COMMAND,
            ]
            write_matrix(np.array(rows), str(folder / f"after_{epochs}" / f"{name}.csv"), comments)


def write_expected_portable(folder: Path) -> None:
    """The hashes of what the experiment ends with in portable arithmetic, the same in any language."""
    name = folder.name
    settings = read_settings(str(folder / "settings.csv"))
    if network_of(settings) == "perceptron":  # not trained
        return
    results = portable_results(python_train, name, str(folder))
    comments = [
        f"# Experiment {name} in portable arithmetic, all {settings['epochs']} epochs: name, SHA-256",
        "# of the doubles, little-endian, row by row; loss has the errors that are recorded by default",
        f"# {COMMAND}",
    ]
    (folder / "expected").mkdir(exist_ok=True)
    rows = [f"{key},{digest(value)}" for key, value in results.items()]
    write_lines(comments + rows, str(folder / "expected" / "portable.csv"))


def self_test_arguments() -> Matrix:
    """Where exp and tanh may go wrong: at seams, where a result is subnormal or nearly infinite, near 0, anywhere."""
    random = np.random.RandomState(18)
    seams = (random.randint(-32000, 32000, size=80) + 0.5) * (np.log(2) / 32)
    ends = np.concatenate([random.uniform(-745.2, -708, 40), 709.782712893384 - random.uniform(0, 1e-9, 20)])
    near_0 = np.ldexp(random.uniform(1, 2, 40) * random.choice([-1, 1], 40), random.randint(-1070, 0, 40))
    anywhere = np.concatenate([random.uniform(-700, 700, 40), random.uniform(-3, 3, 80)])
    return np.concatenate([seams, ends, near_0, anywhere]).reshape(-1, 10)


def write_self_test(folder: Path) -> None:
    """What --self-test computes anew: arguments, and what portable arithmetic makes of them everywhere."""
    folder.mkdir()
    title = "What --self-test compares, computed in portable arithmetic by the Python package"
    arguments = self_test_arguments()
    write_matrix(arguments, str(folder / "arguments.csv"), ["arguments of exp and tanh, for --self-test", COMMAND])
    for name, values in self_test_values(str(folder)).items():
        write_matrix(values, str(folder / f"{name}.csv"), [name, title, COMMAND])


def make_fixtures(names: list[str], into: Path) -> None:
    """Write the named experiments, all of them first to a temporary folder, and then replace those in `into`."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".making-") as temporary:
        for name in names:
            made = Path(temporary) / name
            if name == "self_test":
                write_self_test(made)
                continue
            if name == "bad":
                for case in CASES:
                    write_case(CASES[case], made / case, COMMAND)
                continue
            made.mkdir()
            experiment = EXPERIMENTS[name]()
            write_inputs(experiment, made)
            write_expected_epochs(experiment, made / "expected")
            write_expected_training(experiment, made / "expected")
            write_expected_portable(made)
        for name in names:
            if (into / name).exists():
                shutil.rmtree(into / name)
            os.rename(Path(temporary) / name, into / name)


def main() -> None:
    """Read the options and write."""
    parser = argparse.ArgumentParser(description="Write the fixtures: data, initial weights, expected results.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="experiments to write, bad or self_test; default: all")
    parser.add_argument("--into", type=Path, default=FIXTURES, metavar="DIR", help="write here; default: fixtures/")
    options = parser.parse_args()
    known = [*EXPERIMENTS, "bad", "self_test"]
    for name in options.names:
        if name not in known:
            parser.error(f"no experiment {name!r}: expected one of {', '.join(known)}")
    make_fixtures(options.names or known, options.into)


if __name__ == "__main__":
    main()
