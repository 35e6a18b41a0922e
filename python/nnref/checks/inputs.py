"""What must hold before the mathematics begins: shapes that fit, numbers that are numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnref.checks.errors import InputError, nearest_name, show_text

Matrix = NDArray[np.float64]

SETTINGS: dict[str, Any] = {
    "learning_rate": "a number above 0",
    "epochs": "a whole number from 0 to 1000000000000000",
    "batch_size": "a whole number from 1 to 1000000000",
    "report_every": "a whole number from 1 to 1000000000000000",
    "hidden_activation": "one of sigmoid, tanh, relu",
    "error_measure": "one of half_squared_error, mean_absolute_error",
    "network": "one of article, walkthrough, single_layer, neuron, perceptron",
    "divide_input_by": "a number above 0",
    "shuffle_seed": "a whole number from 0 to 4294967295",
    "shuffled_epochs": "a whole number from 0 to 1000000000000000",
}

DRAWS: dict[str, Any] = {
    "seed": "a whole number from 0 to 4294967295",
    "hidden_neurons": "a whole number from 1 to 1000000",
    "checkpoint_every": "a whole number from 1 to 1000000000000000",
    "hold_out": "a number above 0 and below 1",
}

NETWORKS: dict[str, dict[str, tuple[str, str]]] = {
    "article": {
        "wh": ("feature", "hidden neuron"),
        "bh": ("one bias", "hidden neuron"),
        "wout": ("hidden neuron", "output"),
        "bout": ("one bias", "output"),
    },
    "walkthrough": {"wh": ("feature", "hidden neuron"), "wout": ("hidden neuron", "output")},
    "single_layer": {"weights": ("feature", "output")},
    "neuron": {"w": ("feature", "output"), "b": ("one bias", "output")},
    "perceptron": {"weights": ("feature", "output"), "bias": ("one bias", "output")},
}

UNUSED_SETTINGS: dict[str, list[str]] = {
    "article": [],
    "walkthrough": [],
    "single_layer": ["hidden_activation", "hidden_neurons"],
    "neuron": ["hidden_activation", "error_measure", "hidden_neurons"],
    "perceptron": [name for name in {**SETTINGS, **DRAWS} if name not in ("network", "divide_input_by", "seed")],
}


def choose(value: Any, known: dict[str, Any], where: str) -> Any:
    """What a name stands for, where a choice is made.

    Args:
        value: The name of a choice; or such a thing itself, which is taken as it is.
        known: What there is to choose from, by name.
        where: How to call the choice in the error line.

    Returns:
        The thing that was chosen.

    Raises:
        InputError: If there is none of that name, or the value is neither a name nor such a thing.

    Source:
        nnref

    Example:
        >>> choose("native", {"native": "+", "portable": "-"}, where="arithmetic")
        '+'
    """
    if isinstance(value, str) and value in known:
        return known[value]
    if callable(value) or isinstance(value, tuple):
        return value
    near = nearest_name(value, list(known)) if isinstance(value, str) else ""
    found = show_text(value) if isinstance(value, str) else "no name"
    raise InputError(f"{where}: expected one of {', '.join(known)}, found {found}{near}")


def check_setting(name: str, value: Any, where: str | None = None, found: str | None = None) -> None:
    """Refuse a setting that makes no sense.

    Args:
        name: Name of the setting, one of the tables SETTINGS and DRAWS.
        value: Its value: a number, or the text of a choice.
        where: How to call it in the error line; its name if not given.
        found: How to show its value in the error line; the value itself if not given.

    Returns:
        Nothing.

    Raises:
        InputError: If the value is not what the setting expects.

    Source:
        nnref; each setting expects what its table says.

    Example:
        >>> check_setting("epochs", 5000)
    """
    expected = {**SETTINGS, **DRAWS}[name]
    if expected.startswith("one of"):
        fits = isinstance(value, str) and value in expected.removeprefix("one of ").split(", ")
    elif (
        isinstance(value, bool)
        or not isinstance(value, int | float | np.integer | np.floating)
        or not -np.inf < value < np.inf
    ):
        fits = False
    elif expected.startswith("a whole number"):
        lowest, highest = (int(word) for word in expected.split() if word.isdigit())
        fits = bool(value % 1 == 0 and lowest <= value <= highest)
    else:
        fits = bool(0 < value < (1 if expected.endswith("below 1") else np.inf))
    if not fits:
        shown = f"{value:.15g}" if isinstance(value, float | np.floating) else str(value)
        shown = {"inf": "Inf", "-inf": "-Inf", "nan": "NaN"}.get(shown, shown)  # as R has them
        raise InputError(f"{where or name}: expected {expected}, found {found or shown}")


def network_of(settings: dict[str, Any]) -> str:
    """The network that an experiment trains.

    Args:
        settings: Settings of the experiment by name.

    Returns:
        Its setting `network`; article if there is none.

    Source:
        fixtures/README.md

    Example:
        >>> network_of({"epochs": 5000})
        'article'
    """
    network: str = settings.get("network", "article")
    return network


def check_used(network: str, name: str, where: str) -> None:
    """Refuse a setting that a network has no use for.

    Args:
        network: Name of the network, one of the table NETWORKS.
        name: Name of the setting, one of the tables SETTINGS and DRAWS.
        where: How to call it in the error line.

    Returns:
        Nothing.

    Raises:
        InputError: If the network does not use the setting.

    Source:
        nnref; the table UNUSED_SETTINGS.

    Example:
        >>> check_used("walkthrough", "hidden_activation", "--hidden-activation")
    """
    if name in UNUSED_SETTINGS[network]:
        raise InputError(f"{where}: the {network} network has no use for it")


def check_matrix(A: Any, where: str) -> None:
    """Refuse what is not a matrix of finite numbers.

    Args:
        A: What should be a matrix.
        where: How to call it in the error line.

    Returns:
        Nothing.

    Raises:
        InputError: If A is no matrix of numbers, is empty, or holds NaN or an infinity.

    Source:
        nnref

    Example:
        >>> check_matrix(np.array([[1.0]]), "X")
    """
    if not isinstance(A, np.ndarray) or A.ndim != 2 or A.dtype.kind not in "fiu":
        raise InputError(f"{where}: expected a matrix of numbers")
    if A.size == 0:
        raise InputError(f"{where}: expected at least one row and one column")
    if not np.isfinite(A).all():
        raise InputError(f"{where}: expected finite numbers, found NaN or an infinity")


def check_shapes(parameters: dict[str, tuple[str, str]], matrices: dict[str, Any], folder: str | None = None) -> None:
    """Refuse matrices that do not fit together, or not this network.

    Args:
        parameters: What the rows and columns of each parameter stand for, as in the table NETWORKS.
        matrices: X, y and these parameters, by name.
        folder: Where the files of these names are, for the error line; none if they are not from files.

    Returns:
        Nothing.

    Raises:
        InputError: If one of them is no matrix of finite numbers, or a shape does not fit the others.

    Source:
        nnref; rows or columns that stand for the same have the same number.

    Example:
        >>> one = np.array([[1.0]])
        >>> check_shapes(NETWORKS["single_layer"], {"X": one, "y": one, "weights": one})
    """
    where = {name: f"{folder}/{name}.csv" if folder is not None else name for name in matrices}
    for name, matrix in matrices.items():
        check_matrix(matrix, where[name])
    check_fit({"X": ("sample", "feature"), "y": ("sample", "output"), **parameters}, matrices, where)


def check_fit(shapes: Mapping[str, Sequence[str]], matrices: Mapping[str, Matrix], where: Mapping[str, str]) -> None:
    """Refuse matrices whose rows or columns stand for the same and are not as many.

    Args:
        shapes: What the rows and columns of each matrix stand for, by its name; what begins with `one` is one.
        matrices: The matrices by name.
        where: How to call each in the error line.

    Returns:
        Nothing.

    Raises:
        InputError: If a shape does not fit those before it.

    Source:
        nnref

    Example:
        >>> check_fit({"bh": ("one bias", "hidden neuron")}, {"bh": np.ones((1, 3))}, {"bh": "bh"})
    """
    known: dict[str, tuple[int, str]] = {}
    for name, shape in shapes.items():
        if shape[0].startswith("one "):
            known[shape[0]] = (1, f"{shape[0]} for each {shape[1]}")
        for axis, kind in enumerate(("rows", "columns")):
            found = matrices[name].shape[axis]
            size, reason = known.setdefault(shape[axis], (found, f"the {kind} of {name}"))
            if found != size:
                raise InputError(f"{where[name]}: expected {kind}: {size} ({reason}), found {found}")
