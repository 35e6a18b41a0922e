"""What an experiment ends with in portable arithmetic, and the hash of it: for make_fixtures.py and the tests."""

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix
from nnref.arithmetic.portable import portable
from nnref.checks.inputs import NETWORKS, UNUSED_SETTINGS, network_of
from nnref.command import choices
from nnref.command.choices import scale_input
from nnref.files.experiments import read_experiment

TRAINERS = {
    "article": "train",
    "walkthrough": "train_walkthrough",
    "single_layer": "train_single_layer",
    "neuron": "train_neuron",
}


def python_call(name: str, *arguments: Any, **named: Any) -> Any:
    """Call a function of the Python package that trains."""
    return getattr(choices, name)(*arguments, **named)


def python_get(name: str, key: str | None = None) -> Any:
    """A table of the Python package, or one entry of it; or the set of portable operations."""
    found: Any = portable if name == "portable" else getattr(choices, name)
    return found if key is None else found[key]


def portable_results(
    call: Callable[..., Any], get: Callable[..., Any], name: str, folder: str | None = None
) -> dict[str, Matrix]:
    """Train an experiment in full by the functions of one language: the parameters, the output, the errors."""
    experiment = read_experiment(name, folder)
    chosen = experiment["settings"]
    network = network_of(chosen)
    matrices = {**experiment["matrices"], "X": scale_input(experiment["matrices"]["X"], chosen)}
    choices = {}
    if "hidden_activation" not in UNUSED_SETTINGS[network]:
        choices["hidden_activation"] = get("hidden_activations", chosen.get("hidden_activation", "sigmoid"))
    if "error_measure" not in UNUSED_SETTINGS[network]:
        choices["error_measure"] = get("error_measures", chosen.get("error_measure", "half_squared_error"))
    trained = call(
        TRAINERS[network],
        *(matrices[name] for name in ["X", "y", *NETWORKS[network]]),
        chosen["learning_rate"],
        chosen["epochs"],
        batch_size=chosen.get("batch_size"),
        record_every=chosen.get("report_every"),
        arithmetic=get("portable"),
        **choices,
    )
    results = {name: np.array(trained[name]) for name in [*NETWORKS[network], "output"]}
    return {**results, "loss": np.array(trained["history"])}


def digest(A: Matrix) -> str:
    """The SHA-256 of a matrix: little-endian doubles, row by row."""
    return hashlib.sha256(np.ascontiguousarray(A, dtype="<f8").tobytes()).hexdigest()
