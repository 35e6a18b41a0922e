"""The package's door: what a caller gives becomes matrices of doubles that fit together, or is refused in one line."""

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnref.checks.errors import InputError, show_text
from nnref.checks.inputs import NETWORKS, Matrix, check_fit, check_setting, choose

# What the rows and columns of an argument stand for, by its name; those that stand for the same must be as many
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "X": ("sample", "feature"),
    "y": ("sample", "output"),
    **NETWORKS["article"],
    "output_layer_input": ("sample", "output"),
    "output": ("sample", "output"),
    "hidden_layer_activations": ("sample", "hidden neuron"),
    "d_output": ("sample", "output"),
    "d_hidden_layer": ("sample", "hidden neuron"),
    "low": ("one value", "feature"),
    "high": ("one value", "feature"),
    "x": ("any shape",),
    "a": ("any shape",),
    "A": ("any row", "any column"),
}

# The public functions that take matrices: from outside, each is called through the door
PUBLIC = [
    "backward",
    "binary_cross_entropy",
    "confusion_matrix",
    "derivatives_hyperbolic_tangent",
    "derivatives_relu",
    "derivatives_sigmoid",
    "forward",
    "half_squared_error",
    "hyperbolic_tangent",
    "mean_absolute_error",
    "predicted_class",
    "relu",
    "scale_minmax",
    "shuffle_rows",
    "sigmoid",
    "train",
    "train_batch",
    "update_parameters",
    "write_matrix",
]


def as_matrix(value: Any, where: str, any_shape: bool = False) -> Matrix:
    """A matrix of doubles from whatever holds one.

    Args:
        value: A matrix of any numbers or truth values, in any order of memory; a data frame of such columns; or,
            where the language has them, rows of numbers.
        where: How to call it in the error line.
        any_shape: Whether a number, a vector or an array of more dimensions will do as well.

    Returns:
        The matrix: a copy, whose every value is exactly that of the caller's.

    Raises:
        InputError: If it is no matrix, is empty, or has a value that is no finite number or no double; the line says
            what was found, and where it helps what to write.

    Source:
        nnref

    Example:
        >>> as_matrix([[1, 2]], "X")
        array([[1., 2.]])
    """
    A = as_array(value, where)
    if A.dtype.kind not in "biuf":
        others = [item for item in A.ravel().tolist() if not isinstance(item, int | float)] or [value]
        kinds = {"c": "complex numbers", "S": "text", "U": "text"}
        kind = kinds.get(A.dtype.kind, "text" if isinstance(others[0], str) else type(others[0]).__name__)
        raise InputError(f"{where}: expected a matrix of numbers, found {kind}")
    if A.ndim != 2 and not any_shape:
        found = {0: "a number", 1: f"a vector of {A.size}"}.get(A.ndim, f"{A.ndim} dimensions")
        write = f"; write {where}.reshape(-1, 1) for a column, {where}.reshape(1, -1) for a row" if A.ndim == 1 else ""
        raise InputError(f"{where}: expected a matrix, found {found}{write}")
    if A.size == 0 and not any_shape:
        raise InputError(f"{where}: expected at least one row and one column")
    with np.errstate(all="ignore"):
        doubles = np.array(A, dtype=np.float64, order="C", subok=False)
    bad = np.isnan(doubles) if any_shape else ~np.isfinite(doubles)  # sigmoid(inf) is 1
    if bad.any():
        cell = [int(index) + 1 for index in np.argwhere(bad)[0]]
        place = f" in row {cell[0]}, column {cell[1]}" if len(cell) == 2 else ""
        found = "expected numbers, found NaN" if any_shape else "expected finite numbers, found NaN or an infinity"
        raise InputError(f"{where}: {found}{place}")
    large = A.dtype.kind in "iu" and A.dtype.itemsize == 8 and np.abs(doubles).max(initial=0) >= 2.0**53
    if large or (A.dtype.itemsize > 8 and (doubles.astype(A.dtype) != A).any()):
        raise InputError(f"{where}: expected doubles, found {A.dtype} with more digits; write {where}.astype(float)")
    return doubles


def as_array(value: Any, where: str) -> Any:
    """The numbers of a matrix or data frame, as an array of the language's own.

    Args:
        value: What should hold a matrix.
        where: How to call it in the error line.

    Returns:
        The array.

    Raises:
        InputError: If a column of a data frame does not hold numbers, or a value is hidden or of another kind.

    Source:
        nnref

    Example:
        >>> as_array([[1, 2]], "X")
        array([[1, 2]])
    """
    if hasattr(value, "columns") and hasattr(value, "to_numpy"):
        for name in value.columns:
            dtype = value[name].dtype
            if not hasattr(dtype, "kind") or dtype.kind not in "biuf":
                raise InputError(f"{where}: column {show_text(str(name))}: expected numbers, found {dtype}")
        return value.to_numpy(dtype=float)
    if np.ma.is_masked(value):
        raise InputError(f"{where}: expected numbers, found masked values; write {where}.filled(...)")
    try:
        A = np.asarray(value.to_numpy() if hasattr(value, "to_numpy") else value)
    except (ValueError, TypeError):
        raise InputError(f"{where}: expected a matrix of numbers, found rows of unequal length") from None
    if A.dtype.kind == "O" and all(isinstance(item, int | float | np.number) for item in A.ravel().tolist()):
        return np.array(A.tolist(), dtype=float)
    return A


def take_parameters(parameters: Any, network: Any) -> dict[str, Matrix]:
    """The parameters of a network, each a matrix of doubles.

    Args:
        parameters: Weights and biases by name.
        network: Name of the network, or the network itself.

    Returns:
        The parameters of the network by name.

    Raises:
        InputError: If one is missing, or is no matrix of finite numbers.

    Source:
        nnref

    Example:
        >>> take_parameters({"weights": [[1]], "bias": [[0]]}, "perceptron")["bias"]
        array([[0.]])
    """
    known = NETWORKS.get(network, {}) if isinstance(network, str) else {}
    names = list(network.parameters if hasattr(network, "parameters") else known)
    if not hasattr(parameters, "keys"):
        raise InputError("parameters: expected weights and biases by name")
    for name in names:
        if name not in parameters:
            raise InputError(f"parameters: expected {', '.join(names)}, found no {name}")
    return {name: as_matrix(parameters[name], name) for name in names}


def take_arguments(given: dict[str, Any], choices: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The arguments of a call as the mathematics needs them.

    Args:
        given: The arguments by name.
        choices: What the name of a choice stands for, by the name of its argument.

    Returns:
        The arguments by name: matrices of doubles, numbers, and what names stand for.

    Raises:
        InputError: If one is not what was expected, or a shape does not fit the others.

    Source:
        The table ARGUMENTS.

    Example:
        >>> take_arguments({"X": [[1, 2]], "learning_rate": 1}, {})["X"]
        array([[1., 2.]])
    """
    taken = dict(given)
    shapes: dict[str, tuple[str, ...]] = {}
    if "parameters" in given:
        taken["parameters"] = take_parameters(given["parameters"], given.get("network", "article"))
    for name, value in given.items():
        if name in choices:
            taken[name] = choose(value, dict(choices[name]), name)
        if name == "learning_rate":
            number = value.item() if isinstance(value, np.ndarray) and value.size == 1 else value
            check_setting(name, number)
            taken[name] = float(number)
        if name not in ARGUMENTS or (value is None and name in ("low", "high")):
            continue
        taken[name] = as_matrix(value, name, any_shape=ARGUMENTS[name] == ("any shape",))
        if len(ARGUMENTS[name]) == 2:
            shapes[name] = ARGUMENTS[name]
    check_fit(shapes, taken, {name: name for name in shapes})
    return taken


def checked(bare: Callable[..., Any], choices: Mapping[str, Mapping[str, Any]]) -> Callable[..., Any]:
    """A function that takes its arguments through the door.

    Args:
        bare: The function, as the package uses it itself, where all has been checked before.
        choices: What the name of a choice stands for, by the name of its argument.

    Returns:
        A function of the same arguments, which are checked first.

    Source:
        nnref; training calls the functions of the network thousands of times, so inside nothing is checked twice.

    Example:
        >>> def double(x): return 2 * x
        >>> checked(double, {})([[1, 2]])
        array([[2., 4.]])
    """
    signature = inspect.signature(bare)

    @functools.wraps(bare)
    def outside(*arguments: Any, **named: Any) -> Any:
        given = signature.bind(*arguments, **named)
        return bare(**take_arguments(given.arguments, choices))

    return outside
