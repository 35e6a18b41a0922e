"""How far two right programs may be apart: the rounding errors that each named quantity can carry."""

from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix

U = 2.0**-53
TINY = 2.0**-1074
SMALLEST_NORMAL = 2.0**-1022
ACTIVATION_ULPS = 4
ENLARGED = 1 + 2.0**-20


def gamma_of(k: float) -> float:
    """The relative error that k roundings one after the other can add up to.

    Args:
        k: How many roundings.

    Returns:
        k u / (1 - k u), where u is 2^-53.

    Source:
        Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, (3.1).

    Example:
        >>> gamma_of(1) > 2.0**-53
        True
    """
    return k * U / (1 - k * U)


def gauge_bound(k: float, gauge: Matrix, underflows: float = 0, sides: int = 1) -> Matrix:
    """The absolute error granted to sums of k products.

    Args:
        k: How many products are added up; each further rounding on the way counts as one more.
        gauge: The same sums of the absolute values of these products, any matrix.
        underflows: How many of the products may underflow.
        sides: 1 against the exact value; 2 between two programs.

    Returns:
        The bound of each sum, shaped like the gauge; the gauge itself is computed with rounding errors, and so
        is enlarged a little.

    Source:
        Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, (3.5).

    Example:
        >>> gauge_bound(2, np.array([[0.0]]))
        array([[0.]])
    """
    return np.asarray(sides * (gamma_of(k) * gauge * ENLARGED + underflows * TINY))


def activation_bound(value: Matrix, sides: int = 1, overflows: bool = True) -> Matrix:
    """The absolute error granted to an activation.

    Args:
        value: The activations, any matrix.
        sides: 1 against the exact value; 2 between two programs.
        overflows: Whether they are sigmoids, whose exp overflows where they near 0.

    Returns:
        4 units in the last place of each value for each side, shaped like the value.

    Source:
        One exp, one addition and one division, and a result just below a power of two, whose units are half as large.

    Example:
        >>> activation_bound(np.array([[0.5]])) == 2.0**-51
        array([[ True]])
    """
    lost = np.where(np.abs(value) < SMALLEST_NORMAL, SMALLEST_NORMAL, 0) if overflows else 0
    return np.asarray(sides * (ACTIVATION_ULPS * np.spacing(np.abs(value)) + lost))


def sum_gauge(name: str, v: dict[str, Any]) -> dict[str, Any]:
    """What bounds the rounding error of a quantity that is made of sums of products.

    Args:
        name: Name of the quantity; an updated parameter is called new_wout, new_wh, new_bout or new_bh.
        v: The values it is made from, by name.

    Returns:
        By name: k, how many products and further roundings there are; gauge, the sums of the absolute values,
        shaped like the quantity; and underflows, how many of the products may underflow.

    Source:
        The article, steps 2, 4, 8, 10 and 11.

    Example:
        >>> one = np.array([[1.0]])
        >>> sum_gauge("hidden_layer_input", {"X": one, "wh": -one, "bh": one})
        {'k': 2, 'gauge': array([[2.]]), 'underflows': 1}
    """
    size = {key: np.abs(value) for key, value in v.items() if isinstance(value, np.ndarray)}
    if name in ("hidden_layer_input", "output_layer_input"):
        names = ("X", "wh", "bh") if name == "hidden_layer_input" else ("hidden_layer_activations", "wout", "bout")
        left, right, bias = (size[key] for key in names)
        return {"k": len(right) + 1, "gauge": left @ right + bias, "underflows": len(right)}
    if name == "error_at_hidden_layer":
        n_outputs = v["wout"].shape[1]
        return {"k": n_outputs, "gauge": size["d_output"] @ size["wout"].T, "underflows": n_outputs}
    n_samples, rate = len(v["X"]), float(v["learning_rate"])
    old = size[name.removeprefix("new_")]
    if name in ("new_wout", "new_wh"):
        made_from = ("hidden_layer_activations", "d_output") if name == "new_wout" else ("X", "d_hidden_layer")
        gauge = old + size[made_from[0]].T @ size[made_from[1]] * rate
        return {"k": n_samples + 2, "gauge": gauge, "underflows": n_samples * max(1.0, rate) + 1}
    delta = size["d_output" if name == "new_bout" else "d_hidden_layer"]
    return {"k": n_samples + 1, "gauge": old + delta.sum(axis=0, keepdims=True) * rate, "underflows": 1}


def written_bound(name: str, v: dict[str, Any], value: Any) -> Any:
    """How far a quantity may be from ours that a student has written in a way of her own.

    Args:
        name: Name of the quantity, or of a function that returns one.
        v: The values it is made from, by name.
        value: Our value, any matrix or number.

    Returns:
        The bound of each cell, shaped like the value.

    Source:
        Sums may be added in any order, and multiplied out: two roundings more for each product. Products of few
        factors may be multiplied out as well, so their gauge is the sum of the absolute values of all terms. An
        activation may be written by way of another, whose rounding errors are those of a number near 1. In a
        training of a few updates, each of which enlarges a difference less than tenfold, some hundred roundings
        grow to less than 10^6 u.

    Example:
        >>> written_bound("E", {"y": np.array([[1.0]]), "output": np.array([[0.5]])}, np.array([[0.5]])) < 1e-14
        array([[ True]])
    """
    value = np.asarray(value)
    of_layer = {"d_output": "output", "slope_output_layer": "output"}
    if name in ("sigmoid", "hyperbolic_tangent", "hidden_layer_activations", "output"):
        return activation_bound(value, 2) + gauge_bound(8, np.ones(value.shape), 2)
    if name == "E":
        return gauge_bound(2, np.abs(v["y"]) + np.abs(v["output"]), 2)
    if name.startswith("derivatives_"):
        return gauge_bound(4, 1 + v["x"] * v["x"], 2)
    if name in ("slope_output_layer", "slope_hidden_layer", "d_output", "d_hidden_layer"):
        a = np.abs(v[of_layer.get(name, "hidden_layer_activations")])
        factor = {"d_output": "E", "d_hidden_layer": "error_at_hidden_layer"}.get(name)
        return gauge_bound(8, (1 if factor is None else np.abs(v[factor])) * (1 + a + a * a), 2, 2)
    if name in ("half_squared_error", "mean_absolute_error", "binary_cross_entropy", "relu"):
        return gauge_bound(4 * len(v["X"]) + 8, 1 + np.abs(value), 2)
    if name == "train":
        return 2.0**20 * U * (1 + np.abs(value))
    parts = sum_gauge(name, v)
    return gauge_bound(parts["k"] + 2, parts["gauge"], parts["underflows"], 2)
