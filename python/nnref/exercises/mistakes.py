"""The classic mistakes: what each computes, how it is explained, and how it is found in what a student computed."""

import csv
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.activations import (
    derivatives_hyperbolic_tangent,
    derivatives_relu,
    derivatives_sigmoid,
    hidden_activations,
    hyperbolic_tangent,
    relu,
    sigmoid,
)
from nnref.arithmetic.native import Matrix
from nnref.backward import backward
from nnref.exercises.bounds import U, written_bound
from nnref.files.experiments import experiments_folder
from nnref.files.matrices import read_lines
from nnref.forward import forward
from nnref.losses import half_squared_error, mean_absolute_error
from nnref.train import split_batches
from nnref.update_parameters import update_parameters


def read_catalogue() -> dict[str, Any]:
    """The quantities that are judged, and the mistakes that are known.

    Returns:
        By name: formulas, for each quantity its step, the function that returns it, the words and the code that say
        how it is written, and what is right in the code's slots; and mistakes, for each its kind, its sentence, its
        hint, and for each quantity in which it is made, what it puts into the slots.

    Source:
        fixtures/README.md, "The exercises".

    Example:
        >>> read_catalogue()["mistakes"]["sign of E"]["places"]
        {'E': {'all': 'output - y'}}
    """
    tables = {}
    for name in ("formulas", "mistakes", "places"):
        lines = read_lines(os.path.join(experiments_folder(), "exercises", f"{name}.csv"))
        tables[name] = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    formulas: dict[str, Any] = {
        row["quantity"]: {
            "step": row["step"],
            "function": row["function"],
            "words": row["words"],
            "code": row["python"],
            "slots": {},
        }
        for row in tables["formulas"]
    }
    mistakes: dict[str, Any] = {
        row["mistake"]: {"kind": row["kind"], "sentence": row["sentence"], "hint": row["hint"], "places": {}}
        for row in tables["mistakes"]
    }
    for row in tables["places"]:
        if row["mistake"] == "":
            slots = formulas[row["quantity"]]["slots"]
        else:
            slots = mistakes[row["mistake"]]["places"].setdefault(row["quantity"], {})
        slots[row["slot"]] = row["python"]
    return {"formulas": formulas, "mistakes": mistakes}


def fill_formula(catalogue: dict[str, Any], name: str, changes: dict[str, str], activation: str = "sigmoid") -> str:
    """The formula of a quantity, as code of this language.

    Args:
        catalogue: What read_catalogue returns.
        name: Name of the quantity.
        changes: What a mistake has put into its slots, by name; none for what is right.
        activation: Name of the activation of the hidden layer.

    Returns:
        The code.

    Source:
        fixtures/README.md, "The exercises".

    Example:
        >>> fill_formula(read_catalogue(), "d_output", {})
        'E * slope_output_layer'
        >>> fill_formula(read_catalogue(), "d_output", {"all": "E"})
        'E'
    """
    formula = catalogue["formulas"][name]
    slots = {**formula["slots"], **changes}
    chosen = hidden_activations[activation]
    if name == "hidden_layer_activations" and "activate" not in changes:
        slots["activate"] = chosen.activate.__name__
    if name == "slope_hidden_layer" and "slope" not in changes:
        slots["slope"] = chosen.slope.__name__
    text: str = slots.get("all", formula["code"])
    for slot, code in slots.items():
        text = text.replace("{" + slot + "}", code)
    return text


def evaluate_formula(text: str, v: dict[str, Any]) -> Any:
    """What a formula computes.

    Args:
        text: The formula, as fill_formula returns it.
        v: The values of its names; functions are nnref's own.

    Returns:
        The value, any matrix, number or list; nothing if the shapes do not fit, or there is no such
        name.

    Source:
        nnref

    Example:
        >>> evaluate_formula("E * 2", {"E": np.array([[1.0]])})
        array([[2.]])
    """
    hidden = hidden_activations[v.get("activation", "sigmoid")]
    functions = {
        "np": np,
        "sigmoid": sigmoid,
        "derivatives_sigmoid": derivatives_sigmoid,
        "hyperbolic_tangent": hyperbolic_tangent,
        "derivatives_hyperbolic_tangent": derivatives_hyperbolic_tangent,
        "relu": relu,
        "derivatives_relu": derivatives_relu,
        "hidden_activate": hidden.activate,
        "split_batches": split_batches,
        "practise": practise,
        "mean_absolute_error": mean_absolute_error,
    }
    try:
        with np.errstate(all="ignore"):
            return eval(text, {**functions, **v})
    except (ValueError, IndexError, NameError):
        return None


def practise(
    X: Matrix,
    y: Matrix,
    parameters: dict[str, Matrix],
    batches: list[tuple[Matrix, Matrix]],
    epochs: int,
    learning_rate: float,
    stale: str = "",
    restart: bool = False,
    output_of: dict[str, Matrix] | None = None,
    first: int = 0,
    measure: Callable[[Matrix, Matrix], float] = half_squared_error,
) -> dict[str, Matrix]:
    """The training of the exercise, with whatever mistake is wanted in it.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Initial weights and biases by name.
        batches: The rows of X and those of y of each batch.
        epochs: How many times to go through all batches, a whole number.
        learning_rate: Factor on every gradient, a number above 0.
        stale: Name of a parameter that never changes; none if empty.
        restart: Whether each update starts from the initial parameters again.
        output_of: The parameters that the output is computed with; the trained ones if not given.
        first: What the first epoch of the history is called.
        measure: The error to record, a function of y and output.

    Returns:
        By name: wh, bh, wout and bout after the training; output for all rows; and history, a row for each epoch
        from the first on: its number, and the error then.

    Source:
        The article, steps 1 to 11.

    Example:
        >>> one = np.array([[1.0]])
        >>> practise(one, one, {"wh": one, "bh": one, "wout": one, "bout": one}, [(one, one)], 0, 0.1)["wh"]
        array([[1.]])
    """

    def predict(parameters: dict[str, Matrix]) -> Matrix:
        return forward(X, parameters["wh"], parameters["bh"], parameters["wout"], parameters["bout"])["output"]

    trained = parameters
    history = [[first, measure(y, predict(trained))]]
    for epoch in range(1, epochs + 1):
        for X_batch, y_batch in batches:
            p = parameters if restart else trained
            values = forward(X_batch, p["wh"], p["bh"], p["wout"], p["bout"])
            hidden = values["hidden_layer_activations"]
            deltas = backward(y_batch, values["output"], hidden, p["wout"])
            delta_hidden, delta_output = deltas["d_hidden_layer"], deltas["d_output"]
            wh, bh, wout, bout = p["wh"], p["bh"], p["wout"], p["bout"]
            trained = update_parameters(X_batch, hidden, delta_hidden, delta_output, wh, bh, wout, bout, learning_rate)
            if stale:
                trained = {**trained, stale: parameters[stale]}
        history.append([first + epoch, measure(y, predict(trained))])
    results = {"output": predict(output_of or trained), "history": np.array(history)}
    return trained | results


def is_near(name: str, v: dict[str, Any], found: Any, value: Any) -> bool:
    """Whether a value is what a mistake gives, but for rounding errors.

    Args:
        name: Name of the quantity.
        v: The values it is made from, by name.
        found: What was computed: a matrix, a number, or such things by name; nothing if that stopped.
        value: What the mistake gives, likewise.

    Returns:
        True or false.

    Source:
        A mistake enlarges what a quantity is made from, and its rounding errors with it: 64 times the largest bound
        of the right value, and as many units of the largest value.

    Example:
        >>> v = {"y": np.array([[1.0]]), "output": np.array([[0.5]])}
        >>> is_near("E", v, np.array([[-0.5]]), v["output"] - v["y"])
        True
    """
    if found is None or value is None:
        return found is None and value is None
    if isinstance(value, dict):
        return isinstance(found, dict) and all(is_near(name, v, found[key], value[key]) for key in value)
    one, other = np.asarray(found, float), np.asarray(value, float)
    if one.shape != other.shape:
        return False
    finite = np.isfinite(other)
    if not np.array_equal(one[~finite], other[~finite], equal_nan=True):
        return False
    largest = float(np.max(np.abs(other[finite]), initial=0))
    with np.errstate(all="ignore"):
        bound = 64 * (np.max(written_bound(name, v, other)) + U * largest)
        return bool((np.abs(one - other) <= bound)[finite].all())


def find_mistakes(
    catalogue: dict[str, Any], name: str, cases: list[dict[str, Any]], found: list[Any]
) -> list[list[str]]:
    """The mistakes that give what was found.

    Args:
        catalogue: What read_catalogue returns.
        name: Name of the quantity that is wrong.
        cases: For each network that was tried, the values that the quantity is made from, by name.
        found: For each, what was computed: a matrix, a number, or such things by name; nothing if that stopped.

    Returns:
        Every mistake that gives all of it, alone; if there is none, every two that do so together; each as names in
        the catalogue.

    Source:
        nnref; each mistake is computed, and told by what it gives.

    Example:
        >>> v = {"y": np.array([[1.0]]), "output": np.array([[0.25]])}
        >>> find_mistakes(read_catalogue(), "E", [v], [np.array([[-0.75]])])
        [['sign of E']]
    """
    mistakes = catalogue["mistakes"]
    here = {one: mistakes[one]["places"][name] for one in mistakes if name in mistakes[one]["places"]}

    def gives(changes: dict[str, str]) -> bool:
        for v, value in zip(cases, found, strict=True):
            text = fill_formula(catalogue, name, changes, v.get("activation", "sigmoid"))
            if not is_near(name, v, value, evaluate_formula(text, v)):
                return False
        return any(value is not None for value in found)

    alone = [[one] for one, changes in here.items() if gives(changes)]
    if alone:
        return alone
    parts = [one for one, changes in here.items() if "all" not in changes]
    return [
        [one, other]
        for i, one in enumerate(parts)
        for other in parts[i + 1 :]
        if not set(here[one]) & set(here[other]) and gives({**here[one], **here[other]})
    ]
