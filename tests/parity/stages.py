"""An implementation asked for every named quantity, stage by stage. Knows Python's; languages.py adds R's."""

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

import nnref
from bounds import STAGES, Comparison, Matrix, Values
from nnref.files.experiments import Experiment

RECORDS = ("Trained", "Experiment", "Table", "Columns")  # by their names, since a copy of the package has its own


class Language(Protocol):
    """One implementation: call(name, ...) calls its function, get(path) finds an object such as native$name."""

    name: str

    def call(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call a function of the implementation."""

    def get(self, name: str, key: str | None = None) -> Any:
        """An object of the implementation, or one entry of it, to be passed on to a call."""

    def __hash__(self) -> int:
        """Its identity, so that what it computes can be kept."""


class Python:
    """The Python package."""

    name = "Python"

    def __init__(self) -> None:
        """Collect what the modules of the package define."""
        self.objects: dict[str, Any] = {}
        for module in pkgutil.walk_packages(nnref.__path__, "nnref."):
            self.objects.update(vars(importlib.import_module(module.name)))

    def call(self, name: str, *arguments: Any, **named: Any) -> Any:
        """Call a function of the package."""
        function: Callable[..., Any] = self.objects[name]
        result = function(*arguments, **named)
        is_record = type(result).__name__ in RECORDS
        return by_name(vars(result) if is_record else result)

    def get(self, name: str, key: str | None = None) -> Any:
        """An object of the package, or one entry of it."""
        return self.objects[name] if key is None else self.objects[name][key]


def by_name(result: Any) -> Any:
    """What a function returned; of a training its parameters, output and history by name."""
    if not isinstance(result, dict) or not {"network", "parameters", "output", "history"} <= set(result):
        return result
    return {**result["parameters"], "output": result["output"], "history": result["history"]}


def matrices_of(experiment: Experiment | dict[str, Any]) -> dict[str, Matrix]:
    """X, y and the parameters of an experiment by name."""
    items = experiment if isinstance(experiment, dict) else vars(experiment)
    return {"X": items["X"], "y": items["y"], **items["parameters"]}


def data_of(experiment: Experiment) -> tuple[Matrix, Matrix, dict[str, Matrix]]:
    """What every training begins with: X, y and the parameters."""
    return experiment.X, experiment.y, experiment.parameters


PYTHON = Python()

PARAMETERS = ["wh", "bh", "wout", "bout"]


def parameters_of(network: Values) -> dict[str, Matrix]:
    """The parameters among the values of a network."""
    return {name: network[name] for name in PARAMETERS}


def trace(language: Language, network: Values) -> Values:
    """One whole update by train_batch: the inputs and every named quantity, the new parameters as new_wh and so on."""
    made = language.call(
        "train_batch",
        network["X"],
        network["y"],
        parameters_of(network),
        network["learning_rate"],
        hidden_activation=network["activation"],
    )
    renamed = {f"new_{name}" if name in PARAMETERS else name: value for name, value in made.items()}
    return {**network, **renamed}


def stage_by_stage(language: Language, v: Values) -> dict[str, Matrix]:
    """Every named quantity by the language's own functions, each from the values given for the steps before it."""
    activation = language.get("hidden_activations", v["activation"])
    call = language.call
    first = call("forward", v["X"], v["wh"], v["bh"], v["wout"], v["bout"], hidden_activation=activation)
    activate = {"sigmoid": "sigmoid", "tanh": "hyperbolic_tangent", "relu": "relu"}[v["activation"]]
    deltas = call(
        "backward", v["y"], v["output"], v["hidden_layer_activations"], v["wout"], hidden_activation=activation
    )
    updated = call(
        "update_parameters",
        *(v[name] for name in ["X", "hidden_layer_activations", "d_hidden_layer", "d_output", *PARAMETERS]),
        v["learning_rate"],
    )
    # backward makes d_hidden_layer from its own error_at_hidden_layer. If it is that product, to the last bit, then
    # the product with the given one is what the language makes of it; if not, its own stands and will be found out.
    d_hidden_layer = deltas["d_hidden_layer"]
    if same(d_hidden_layer, deltas["error_at_hidden_layer"] * deltas["slope_hidden_layer"]):
        d_hidden_layer = v["error_at_hidden_layer"] * deltas["slope_hidden_layer"]
    weighted = call("native_dot", v["hidden_layer_activations"], v["wout"])
    return {
        "hidden_layer_input": first["hidden_layer_input"],
        "hidden_layer_activations": call(activate, v["hidden_layer_input"]),
        "output_layer_input": call("native_add_bias", weighted, v["bout"]),
        "output": call("sigmoid", v["output_layer_input"]),
        **{name: deltas[name] for name in ["E", "slope_output_layer", "slope_hidden_layer", "d_output"]},
        "error_at_hidden_layer": deltas["error_at_hidden_layer"],
        "d_hidden_layer": d_hidden_layer,
        **{f"new_{name}": updated[name] for name in PARAMETERS},
    }


def same(A: Matrix, B: Matrix) -> bool:
    """Whether two matrices hold the same bits."""
    return A.shape == B.shape and np.ascontiguousarray(A).tobytes() == np.ascontiguousarray(B).tobytes()


def compare_stages(
    values: Values, expected: dict[str, Matrix], found: dict[str, Matrix], sides: int
) -> list[Comparison]:
    """Judge each named quantity of two implementations, both made stage by stage from the same values."""
    return [stage.compare(values, expected[stage.name], found[stage.name], sides) for stage in STAGES]


def failures(comparisons: list[Comparison]) -> str:
    """What is to be said of those comparisons that exceed their bound; nothing if none does."""
    return "\n".join(comparison.message for comparison in comparisons if comparison.share > 1)
