"""The third voice: the network in scalar loops of 50 digits, sharing no code with Python's or R's nnref.

It says who is wrong when the two disagree, and finds a mistake that both share. It runs in two ways:

- `compute_stage` computes one named quantity from given doubles and rounds the exact result to the nearest double;
- `train` runs whole epochs at 50 digits and rounds only at the end.

A matrix is a list of rows here. The functions bear the names of the quantities, and their arguments too.
"""

import inspect
import math
from collections.abc import Callable, Iterable
from typing import Any

from mpmath import mp, mpf

Real = Any  # a number of mpmath, which has no types to offer
Rows = list[list[Real]]

DIGITS = 50  # of a free run
DIGITS_EXACT = 2000  # hold every sum of products of up to three doubles (2^-3222 to 2^3072) without rounding
DIGITS_TRANSCENDENTAL = 100  # of exp, tanh and log within one stage: no rounding case is this close to a tie


# ---- The activation of one neuron, and its slope in terms of the activation ----


def sigmoid(x: Real) -> Real:
    return 1 / (1 + mp.exp(-x))


def slope_of_sigmoid(a: Real) -> Real:
    return a * (1 - a)


def tanh(x: Real) -> Real:
    return mp.tanh(x)


def slope_of_tanh(a: Real) -> Real:
    return 1 - a * a


def relu(x: Real) -> Real:
    return x if x > 0 else mpf(0)


def slope_of_relu(a: Real) -> Real:
    return mpf(1) if a > 0 else mpf(0)


ACTIVATIONS = {
    "sigmoid": (sigmoid, slope_of_sigmoid),
    "tanh": (tanh, slope_of_tanh),
    "relu": (relu, slope_of_relu),
}


# ---- Forward: steps 2 to 4 ----


def hidden_layer_input(X: Rows, wh: Rows, bh: Rows) -> Rows:
    return weighted_sums(X, wh, bh)


def hidden_layer_activations(hidden_layer_input: Rows, hidden_activation: str) -> Rows:
    activate, _ = ACTIVATIONS[hidden_activation]
    return [[activate(x) for x in row] for row in hidden_layer_input]


def output_layer_input(hidden_layer_activations: Rows, wout: Rows, bout: Rows) -> Rows:
    return weighted_sums(hidden_layer_activations, wout, bout)


def output(output_layer_input: Rows) -> Rows:
    return [[sigmoid(x) for x in row] for row in output_layer_input]


def weighted_sums(inputs: Rows, weights: Rows, biases: Rows) -> Rows:
    sums: Rows = []
    for row in inputs:
        sums.append([])
        for neuron in range(len(biases[0])):
            total = biases[0][neuron]
            for i in range(len(row)):
                total = total + row[i] * weights[i][neuron]
            sums[-1].append(total)
    return sums


# ---- Backward: steps 5 to 9 ----


def E(y: Rows, output: Rows) -> Rows:
    return [[y[s][o] - output[s][o] for o in range(len(y[s]))] for s in range(len(y))]


def slope_output_layer(output: Rows) -> Rows:
    return [[slope_of_sigmoid(a) for a in row] for row in output]


def slope_hidden_layer(hidden_layer_activations: Rows, hidden_activation: str) -> Rows:
    _, slope = ACTIVATIONS[hidden_activation]
    return [[slope(a) for a in row] for row in hidden_layer_activations]


def d_output(E: Rows, slope_output_layer: Rows) -> Rows:
    return [[E[s][o] * slope_output_layer[s][o] for o in range(len(E[s]))] for s in range(len(E))]


def error_at_hidden_layer(d_output: Rows, wout: Rows) -> Rows:
    errors: Rows = []
    for delta in d_output:
        errors.append([])
        for outgoing in wout:  # the weights that lead away from one hidden neuron
            total = mpf(0)
            for o in range(len(delta)):
                total = total + delta[o] * outgoing[o]
            errors[-1].append(total)
    return errors


def d_hidden_layer(error_at_hidden_layer: Rows, slope_hidden_layer: Rows) -> Rows:
    rows = range(len(error_at_hidden_layer))
    neurons = range(len(error_at_hidden_layer[0]))
    return [[error_at_hidden_layer[s][j] * slope_hidden_layer[s][j] for j in neurons] for s in rows]


# ---- Update: steps 10 and 11 ----


def update_wout(wout: Rows, hidden_layer_activations: Rows, d_output: Rows, learning_rate: Real) -> Rows:
    return updated_weights(wout, hidden_layer_activations, d_output, learning_rate)


def update_wh(wh: Rows, X: Rows, d_hidden_layer: Rows, learning_rate: Real) -> Rows:
    return updated_weights(wh, X, d_hidden_layer, learning_rate)


def update_bout(bout: Rows, d_output: Rows, learning_rate: Real) -> Rows:
    return updated_biases(bout, d_output, learning_rate)


def update_bh(bh: Rows, d_hidden_layer: Rows, learning_rate: Real) -> Rows:
    return updated_biases(bh, d_hidden_layer, learning_rate)


def updated_weights(weights: Rows, inputs: Rows, deltas: Rows, learning_rate: Real) -> Rows:
    updated: Rows = []
    for i in range(len(weights)):
        updated.append([])
        for j in range(len(weights[i])):
            total = mpf(0)
            for s in range(len(inputs)):
                total = total + inputs[s][i] * deltas[s][j]
            updated[-1].append(weights[i][j] + total * learning_rate)
    return updated


def updated_biases(biases: Rows, deltas: Rows, learning_rate: Real) -> Rows:
    updated = []
    for j in range(len(biases[0])):
        total = mpf(0)
        for delta in deltas:
            total = total + delta[j]
        updated.append(biases[0][j] + total * learning_rate)
    return [updated]


# ---- The error as one number, a matrix of one row and one column ----


def half_squared_error(y: Rows, output: Rows) -> Rows:
    return mean_over(y, output, lambda target, o: (target - o) * (target - o) / 2)


def mean_absolute_error(y: Rows, output: Rows) -> Rows:
    return mean_over(y, output, lambda target, o: abs(target - o))


def binary_cross_entropy(y: Rows, output_layer_input: Rows) -> Rows:
    def of_one(target: Real, z: Real) -> Real:  # -t log(sigmoid(z)) - (1 - t) log(1 - sigmoid(z))
        return target * mp.log1p(mp.exp(-z)) + (1 - target) * mp.log1p(mp.exp(z))

    return mean_over(y, output_layer_input, of_one)


def mean_over(A: Rows, B: Rows, function: Callable[[Real, Real], Real]) -> Rows:
    total = mpf(0)
    for s in range(len(A)):
        for o in range(len(A[s])):
            total = total + function(A[s][o], B[s][o])
    return [[total / (len(A) * len(A[0]))]]


# ---- One update, in the article's order: error_at_hidden_layer comes before wout moves ----

STAGES: dict[str, Callable[..., Rows]] = {
    "hidden_layer_input": hidden_layer_input,
    "hidden_layer_activations": hidden_layer_activations,
    "output_layer_input": output_layer_input,
    "output": output,
    "E": E,
    "slope_output_layer": slope_output_layer,
    "slope_hidden_layer": slope_hidden_layer,
    "d_output": d_output,
    "error_at_hidden_layer": error_at_hidden_layer,
    "d_hidden_layer": d_hidden_layer,
    "wout": update_wout,
    "wh": update_wh,
    "bout": update_bout,
    "bh": update_bh,
}
LOSSES: dict[str, Callable[..., Rows]] = {
    "half_squared_error": half_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "binary_cross_entropy": binary_cross_entropy,
}
PARAMETERS = ["wh", "bh", "wout", "bout"]
NEEDS = {name: list(inspect.signature(stage).parameters) for name, stage in {**STAGES, **LOSSES}.items()}


def call_stage(name: str, values: dict[str, Any]) -> Rows:
    """The named quantity from those of its arguments' names in `values`, at the precision now set."""
    stage = STAGES[name] if name in STAGES else LOSSES[name]
    return stage(**{argument: values[argument] for argument in NEEDS[name]})


def train_batch(values: dict[str, Any]) -> dict[str, Any]:
    """Steps 2 to 11 once: X, y, the parameters, learning_rate and hidden_activation, and every named quantity."""
    values = dict(values)
    for name in STAGES:
        values[name] = call_stage(name, values)
    return values


# ---- From doubles and back ----


def from_double(value: Any) -> Any:
    """Doubles as mpmath's numbers, exactly; a matrix row by row; a text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return [from_double(item) for item in value]
    return mpf(float(value))


def nearest_double(x: Real) -> float:
    """The double nearest to x, ties to even, also among the subnormals; infinite out of range, never -0."""
    mantissa, exponent = (int(part) for part in abs(x).man_exp)
    magnitude = mantissa.bit_length() + exponent  # x is below 2 to this power
    if magnitude > 1024 or magnitude < -1080:
        nearest = math.inf if magnitude > 1024 else 0.0
    else:
        try:  # Python divides whole numbers correctly rounded
            nearest = (mantissa << max(exponent, 0)) / (1 << max(-exponent, 0))
        except OverflowError:
            nearest = math.inf
    return -nearest if x < 0 and nearest > 0 else nearest


def to_double(rows: Rows) -> list[list[float]]:
    return [[nearest_double(x) for x in row] for row in rows]


# ---- The two ways to run it ----


def compute_stage(name: str, values: dict[str, Any]) -> list[list[float]]:
    """One named quantity, or loss, from given doubles: the exact result, rounded once.

    `values` has what the stage needs, by name; matrices as lists of rows or as arrays. hidden_activation is the
    sigmoid if not given. A zero has no sign here: it is 0, never -0.
    """
    given = {argument: values.get(argument, "sigmoid") for argument in NEEDS[name]}
    transcendental = name in ("hidden_layer_activations", "output", "binary_cross_entropy")
    with mp.workdps(DIGITS_TRANSCENDENTAL if transcendental else DIGITS_EXACT):
        return to_double(call_stage(name, {argument: from_double(value) for argument, value in given.items()}))


def train(
    values: dict[str, Any], at: list[int], batch_size: int | None = None, digits: int = DIGITS
) -> dict[int, dict[str, list[list[float]]]]:
    """Train freely, and give wh, bh, wout, bout and output after each number of epochs in `at`, rounded then.

    `values` has X, y, wh, bh, wout, bout, learning_rate and, if it is not the sigmoid, hidden_activation. Batches
    are consecutive rows in order, all rows in one if batch_size is not given.
    """
    found = {}
    with mp.workdps(digits):
        given = {name: from_double(value) for name, value in {"hidden_activation": "sigmoid", **values}.items()}
        X, y = given["X"], given["y"]
        parameters = {name: given[name] for name in PARAMETERS}
        step = batch_size or len(X)
        for epoch in range(max(at) + 1):
            if epoch in at:
                whole = train_batch({**given, **parameters})
                results = {**parameters, "output": whole["output"]}
                found[epoch] = {name: to_double(rows) for name, rows in results.items()}
            for start in range(0, len(X), step):
                batch = {"X": X[start : start + step], "y": y[start : start + step]}
                trained = train_batch({**given, **parameters, **batch})
                parameters = {name: trained[name] for name in PARAMETERS}
    return found
