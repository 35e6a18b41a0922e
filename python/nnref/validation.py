"""What must hold before the mathematics begins: shapes that fit, numbers that are numbers."""

from typing import Any

import numpy as np

from nnref.errors import InputError

SETTINGS: dict[str, Any] = {
    "learning_rate": "a number above 0",
    "epochs": "a whole number from 0 to 1000000000",
    "batch_size": "a whole number from 1 to 1000000000",
    "report_every": "a whole number from 1 to 1000000000",
    "hidden_activation": "one of sigmoid, tanh, relu",
    "error_measure": "one of half_squared_error, mean_absolute_error",
    "shuffle_seed": "a whole number from 0 to 4294967295",
}

# Of the command only: what they draw is stored as matrices
DRAWS: dict[str, Any] = {
    "seed": "a whole number from 0 to 4294967295",
    "hidden_neurons": "a whole number from 1 to 1000000",
}


def check_setting(name: str, value: Any, where: str | None = None, found: str | None = None) -> None:
    """Refuse a setting that makes no sense.

    Args:
        name: Name of the setting: learning_rate, epochs, batch_size, report_every, hidden_activation
            or error_measure.
        value: Its value, a number, or a text for the last two.
        where: How to call it in the error line; its name if not given.
        found: How to show its value in the error line; the value itself if not given.

    Returns:
        Nothing.

    Raises:
        InputError: If the value is not what the setting expects.

    Source:
        nnref; each setting expects what the table SETTINGS says.

    Example:
        >>> check_setting("epochs", 5000)
    """
    expected = {**SETTINGS, **DRAWS}[name]
    if expected.startswith("one of"):
        fits = isinstance(value, str) and value in expected.removeprefix("one of ").split(", ")
    elif isinstance(value, bool) or not isinstance(value, int | float | np.number) or not np.isfinite(value):
        fits = False
    elif expected.startswith("a whole number"):
        lowest, highest = (int(word) for word in expected.split() if word.isdigit())
        fits = bool(value == np.floor(value) and lowest <= value <= highest)
    else:
        fits = bool(value > 0)
    if not fits:
        raise InputError(f"{where or name}: expected {expected}, found {found or value}")


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


def check_network(X: Any, y: Any, wh: Any, bh: Any, wout: Any, bout: Any, folder: str | None = None) -> None:
    """Refuse matrices that do not fit together.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        wh: Weights of the hidden layer, n_features-by-n_hidden.
        bh: Biases of the hidden layer, 1-by-n_hidden.
        wout: Weights of the output layer, n_hidden-by-n_outputs.
        bout: Biases of the output layer, 1-by-n_outputs.
        folder: Where the files of these names are, for the error line; none if they are not from files.

    Returns:
        Nothing.

    Raises:
        InputError: If one of them is no matrix of finite numbers, or a shape does not fit the others.

    Source:
        The article, steps 0 and 1.

    Example:
        >>> one = np.array([[1.0]])
        >>> check_network(one, one, one, one, one, one)
    """
    matrices = {"X": X, "y": y, "wh": wh, "bh": bh, "wout": wout, "bout": bout}
    where = {name: f"{folder}/{name}.csv" if folder is not None else name for name in matrices}
    for name, matrix in matrices.items():
        check_matrix(matrix, where[name])
    expected = [
        ("y", 0, X.shape[0], "the rows of X"),
        ("wh", 0, X.shape[1], "the columns of X"),
        ("bh", 0, 1, "one bias for each hidden neuron"),
        ("bh", 1, wh.shape[1], "the columns of wh"),
        ("wout", 0, wh.shape[1], "the columns of wh"),
        ("wout", 1, y.shape[1], "the columns of y"),
        ("bout", 0, 1, "one bias for each output"),
        ("bout", 1, wout.shape[1], "the columns of wout"),
    ]
    for name, axis, size, reason in expected:
        found = matrices[name].shape[axis]
        if found != size:
            kind = ("rows", "columns")[axis]
            raise InputError(f"{where[name]}: expected {kind}: {size} ({reason}), found {found}")
