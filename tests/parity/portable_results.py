"""What an experiment ends with in portable arithmetic, and the hash of it: for make_fixtures.py and the tests."""

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref import train
from nnref.arithmetic.native import Matrix
from nnref.checks.inputs import network_of
from nnref.command.run import scale_input
from nnref.files.experiments import read_experiment


def python_train(name: str, *arguments: Any, **named: Any) -> dict[str, Any]:
    """Train by the Python package: the parameters, the output and the history by name."""
    trained = train(*arguments, **named)
    return {**trained.parameters, "output": trained.output, "history": trained.history}


def portable_results(
    call: Callable[..., Any], name: str, folder: str | None = None, **changed: Any
) -> dict[str, Matrix]:
    """Train an experiment by the functions of one language, some settings changed: parameters, output, errors."""
    experiment = read_experiment(name, folder)
    chosen = {**experiment.settings, **changed}
    trained = call(
        "train",
        scale_input(experiment.X, chosen),
        experiment.y,
        experiment.parameters,
        chosen["learning_rate"],
        chosen["epochs"],
        batch_size=chosen.get("batch_size"),
        record_every=chosen.get("report_every"),
        network=network_of(chosen),
        arithmetic="portable",
        hidden_activation=chosen.get("hidden_activation", "sigmoid"),
        error_measure=chosen.get("error_measure"),
    )
    results = {name: np.array(trained[name]) for name in [*experiment.parameters, "output"]}
    return {**results, "loss": np.array(trained["history"])}


def digest(A: Matrix) -> str:
    """The SHA-256 of a matrix: little-endian doubles, row by row."""
    return hashlib.sha256(np.ascontiguousarray(A, dtype="<f8").tobytes()).hexdigest()
