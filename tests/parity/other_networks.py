"""The other networks of the two articles as stages, each with its formula once more in plain NumPy.

Each language's own values of the earlier steps are put into the formula, and the result is judged against the
language's own value: the inputs are identical, and two programs (the formula and the language) may differ by the bound
of tests/parity/bounds.py for two programs. Both languages agree with one and the same formula, so they agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bounds import Comparison, Matrix, Values, column_sums, judge
from languages import Language
from nnref.exercises.bounds import activation_bound, gauge_bound

PARAMETERS = {"walkthrough": ["wh", "wout"], "single_layer": ["weights"], "neuron": ["w", "b"]}


def sigmoid(x: Matrix) -> Matrix:
    """The logistic function."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-x)))


def exactly(v: Values) -> Matrix:
    """No error at all."""
    return np.zeros((1, 1))


def of_sigmoid(result: str) -> Callable[[Values], Matrix]:
    """The bound of a sigmoid with this result."""
    return lambda v: activation_bound(v[result], 2, True)


def of_sum(k: Callable[[Values], int], gauge: Callable[[Values], Matrix]) -> Callable[[Values], Matrix]:
    """The bound of a sum of k products; of a sum of q products inside each, where k counts them too."""
    return lambda v: gauge_bound(k(v), gauge(v), k(v) * max(1.0, v["learning_rate"]), 2)


@dataclass(frozen=True)
class OtherStage:
    """A named quantity: its class, its formula, and its bound."""

    name: str
    kind: str
    formula: Callable[[Values], Matrix]
    bound: Callable[[Values], Matrix] = exactly


def error_wrt_Z2(v: Values) -> Matrix:  # the article's name
    """A product that the walkthrough uses without giving it back: a single operation, hence exact."""
    return np.asarray(v["error_wrt_output"] * v["output_wrt_Z2"])


OTHER_STAGES: dict[str, list[OtherStage]] = {
    "walkthrough": [
        OtherStage(
            "Z1",
            "gauge",
            lambda v: v["wh"].T @ v["X"].T,
            of_sum(lambda v: v["X"].shape[1], lambda v: abs(v["wh"]).T @ abs(v["X"]).T),
        ),
        OtherStage(
            "hidden_layer_activations", "ulp", lambda v: sigmoid(v["Z1"]), of_sigmoid("hidden_layer_activations")
        ),
        OtherStage(
            "Z2",
            "gauge",
            lambda v: v["wout"].T @ v["hidden_layer_activations"],
            of_sum(lambda v: len(v["wout"]), lambda v: abs(v["wout"]).T @ v["hidden_layer_activations"]),
        ),
        OtherStage("output", "ulp", lambda v: sigmoid(v["Z2"]), of_sigmoid("output")),
        OtherStage("error_wrt_output", "exact", lambda v: -(v["y"].T - v["output"])),
        OtherStage("output_wrt_Z2", "exact", lambda v: v["output"] * (1 - v["output"])),
        OtherStage("Z2_wrt_wout", "exact", lambda v: v["hidden_layer_activations"]),
        OtherStage(
            "error_wrt_wout",
            "gauge",
            lambda v: v["Z2_wrt_wout"] @ error_wrt_Z2(v).T,
            of_sum(lambda v: len(v["X"]), lambda v: abs(v["Z2_wrt_wout"]) @ abs(error_wrt_Z2(v)).T),
        ),
        OtherStage("Z2_wrt_hidden", "exact", lambda v: v["wout"]),
        OtherStage(
            "hidden_wrt_Z1", "exact", lambda v: v["hidden_layer_activations"] * (1 - v["hidden_layer_activations"])
        ),
        OtherStage("Z1_wrt_wh", "exact", lambda v: v["X"].T),
        OtherStage(
            "error_wrt_wh",
            "gauge",
            lambda v: v["Z1_wrt_wh"] @ (v["hidden_wrt_Z1"] * (v["Z2_wrt_hidden"] @ error_wrt_Z2(v))).T,
            of_sum(
                lambda v: len(v["X"]) + v["wout"].shape[1] + 1,
                lambda v: abs(v["Z1_wrt_wh"]) @ (v["hidden_wrt_Z1"] * (abs(v["wout"]) @ abs(error_wrt_Z2(v)))).T,
            ),
        ),
        OtherStage("new_wh", "exact", lambda v: v["wh"] - v["learning_rate"] * v["error_wrt_wh"]),
        OtherStage("new_wout", "exact", lambda v: v["wout"] - v["learning_rate"] * v["error_wrt_wout"]),
    ],
    "single_layer": [
        OtherStage(  # the sum is not given back; the sigmoid carries its error on, with a slope of at most 1/4
            "layer_output",
            "gauge and ulp",
            lambda v: sigmoid(v["X"] @ v["weights"]),
            lambda v: (
                of_sigmoid("layer_output")(v)
                + of_sum(lambda v: v["X"].shape[1], lambda v: abs(v["X"]) @ abs(v["weights"]))(v) / 4
            ),
        ),
        OtherStage("error", "exact", lambda v: v["y"] - v["layer_output"]),
        OtherStage("adjustment", "exact", lambda v: v["error"] * (v["layer_output"] * (1 - v["layer_output"]))),
        OtherStage(
            "new_weights",
            "gauge",
            lambda v: v["weights"] + v["X"].T @ v["adjustment"] * v["learning_rate"],
            of_sum(
                lambda v: len(v["X"]) + 2,
                lambda v: abs(v["weights"]) + abs(v["X"]).T @ abs(v["adjustment"]) * v["learning_rate"],
            ),
        ),
    ],
    "neuron": [
        OtherStage(
            "z",
            "gauge",
            lambda v: v["X"] @ v["w"] + v["b"],
            of_sum(lambda v: v["X"].shape[1] + 1, lambda v: abs(v["X"]) @ abs(v["w"]) + abs(v["b"])),
        ),
        OtherStage("output", "ulp", lambda v: sigmoid(v["z"]), of_sigmoid("output")),
        OtherStage(
            "dw",
            "gauge",
            lambda v: v["X"].T @ (v["output"] - v["y"]),
            of_sum(lambda v: len(v["X"]), lambda v: abs(v["X"]).T @ abs(v["output"] - v["y"])),
        ),
        OtherStage(
            "db",
            "gauge",
            lambda v: column_sums(v["output"] - v["y"]),
            of_sum(lambda v: len(v["X"]), lambda v: column_sums(abs(v["output"] - v["y"]))),
        ),
        OtherStage("new_w", "exact", lambda v: v["w"] - v["learning_rate"] * v["dw"]),
        OtherStage("new_b", "exact", lambda v: v["b"] - v["learning_rate"] * v["db"]),
    ],
}


def other_trace(language: Language, network: str, values: Values) -> Values:
    """One whole update: the inputs and every named quantity, the new parameters as new_wh and so on."""
    parameters = PARAMETERS[network]
    given = {name: values[name] for name in parameters}
    made = language.call("train_batch", values["X"], values["y"], given, values["learning_rate"], network)
    return {**values, **{f"new_{name}" if name in parameters else name: value for name, value in made.items()}}


def compare_with_formulas(network: str, v: Values) -> list[Comparison]:
    """Judge each named quantity of one update by its formula."""
    stages = OTHER_STAGES[network]
    assert {stage.name for stage in stages} == set(v) - {"X", "y", "learning_rate", *PARAMETERS[network]}
    return [
        judge(stage.name, stage.kind, expected, v[stage.name], np.broadcast_to(stage.bound(v), expected.shape), "")
        for stage in stages
        for expected in [np.asarray(stage.formula(v))]
    ]


def random_other(network: str, seed: int, **sizes: Any) -> Values:
    """A network of ordinary values from a seed."""
    random = np.random.RandomState(seed)
    n, d, h, q = (sizes.get(name, default) for name, default in (("n", 5), ("d", 4), ("h", 3), ("q", 1)))
    shapes = {
        "walkthrough": {"wh": (d, h), "wout": (h, q)},
        "single_layer": {"weights": (d, q)},
        "neuron": {"w": (d, 1), "b": (1, 1)},
    }[network]
    y = random.uniform(size=(n, 1 if network == "neuron" else q))
    parameters = {name: random.normal(size=shape) for name, shape in shapes.items()}
    return {"X": random.normal(size=(n, d)), "y": y, **parameters, "learning_rate": 0.1}
