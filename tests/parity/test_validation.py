"""What both languages refuse when their functions are called from a user's own code, in the same words."""

import math
from typing import Any

import numpy as np
import pytest

from languages import LANGUAGES, PARAMETERS, PYTHON
from networks import random_network
from nnref.checks.errors import InputError
from nnref.checks.inputs import NETWORKS, SETTINGS
from stages import parameters_of

NETWORK = random_network(1, 5, 4, 3, 2)
INPUTS = {name: NETWORK[name] for name in ["X", "y", *PARAMETERS]}


def refusals(name: str, *arguments: Any, **named: Any) -> set[str]:
    """The lines with which the languages refuse a call."""
    lines = set()
    for language in LANGUAGES:
        with pytest.raises(InputError) as problem:
            language.call(name, *arguments, **named)
        lines.add(str(problem.value))
    return lines


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("learning_rate", 0, "0"),
        ("learning_rate", -0.1, "-0.1"),
        ("learning_rate", -1.0, "-1"),
        ("learning_rate", "fast", "fast"),
        ("learning_rate", math.inf, "Inf"),
        ("learning_rate", -math.inf, "-Inf"),
        ("learning_rate", math.nan, "NaN"),
        ("epochs", math.inf, "Inf"),
        ("epochs", np.float64(-math.inf), "-Inf"),
        ("epochs", math.nan, "NaN"),
        ("epochs", -1, "-1"),
        ("epochs", 0.5, "0.5"),
        ("epochs", 1e9 + 1, "1000000001"),
        ("epochs", 1e300, "1e+300"),
        ("batch_size", 0, "0"),
        ("report_every", 0.0001, "0.0001"),
        ("hidden_activation", "softmax", "softmax"),
        ("hidden_activation", 1, "1"),
        ("error_measure", "binary_cross_entropy", "binary_cross_entropy"),
        ("network", "transformer", "transformer"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name: str, value: Any, found: str) -> None:
    assert refusals("check_setting", name, value) == {f"{name}: expected {SETTINGS[name]}, found {found}"}


@pytest.mark.parametrize("value", [None, True, [1.0], 10**400])
def test_what_is_no_number_is_no_setting(value: Any) -> None:
    with pytest.raises(InputError, match=r"^epochs: expected a whole number from 0 to 1000000000000000, found "):
        PYTHON.call("check_setting", "epochs", value)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_settings_at_the_ends_of_their_ranges_are_accepted(language: Any) -> None:
    good: dict[str, list[Any]] = {
        "learning_rate": [5e-324, 1e300],
        "epochs": [0, 10**15],
        "batch_size": [1, 10**9],
        "report_every": [1, 1e15],
        "hidden_activation": ["sigmoid", "tanh", "relu"],
        "error_measure": ["half_squared_error", "mean_absolute_error"],
        "network": list(NETWORKS),
    }
    for name, values in good.items():
        for value in values:
            language.call("check_setting", name, value)


def shape_refusals(matrices: dict[str, Any], **where: str) -> set[str]:
    """What both languages say to matrices of the article's network."""
    said = set()
    for language in LANGUAGES:
        with pytest.raises(InputError) as problem:
            language.call("check_shapes", language.get("NETWORKS", "article"), matrices, **where)
        said.add(str(problem.value))
    return said


@pytest.mark.parametrize(
    ("name", "shape", "line"),
    [
        ("y", (4, 2), "y: expected rows: 5 (the rows of X), found 4"),
        ("wh", (3, 3), "wh: expected rows: 4 (the columns of X), found 3"),
        ("bh", (5, 3), "bh: expected rows: 1 (one bias for each hidden neuron), found 5"),
        ("bh", (1, 4), "bh: expected columns: 3 (the columns of wh), found 4"),
        ("wout", (2, 2), "wout: expected rows: 3 (the columns of wh), found 2"),
        ("wout", (3, 1), "wout: expected columns: 2 (the columns of y), found 1"),
        ("bout", (5, 2), "bout: expected rows: 1 (one bias for each output), found 5"),
        ("bout", (1, 3), "bout: expected columns: 2 (the columns of y), found 3"),
    ],
)
def test_a_shape_that_does_not_fit_is_refused_with_its_reason(name: str, shape: tuple[int, int], line: str) -> None:
    spoilt = {**INPUTS, name: np.zeros(shape)}
    assert shape_refusals(spoilt) == {line}
    assert shape_refusals(spoilt, folder="mine") == {f"mine/{line.replace(':', '.csv:', 1)}"}
    assert refusals("train", spoilt["X"], spoilt["y"], parameters_of(spoilt), 0.1, 1) == {line}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_settings_name_the_network_or_mean_the_articles(language: Any) -> None:
    assert language.call("network_of", {"network": "neuron", "epochs": 5}) == "neuron"
    assert language.call("network_of", {"epochs": 5}) == "article"


def test_a_setting_that_a_network_has_no_use_for_is_refused() -> None:
    line = "--hidden-activation: the neuron network has no use for it"
    assert refusals("check_used", "neuron", "hidden_activation", "--hidden-activation") == {line}
    for language in LANGUAGES:
        language.call("check_used", "article", "hidden_activation", "--hidden-activation")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_matrix_that_is_not_finite_is_refused(value: float) -> None:
    line = "X: expected finite numbers, found NaN or an infinity"
    assert refusals("check_matrix", np.array([[1.0, value]]), "X") == {line}


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_an_empty_matrix_is_refused(shape: tuple[int, int]) -> None:
    assert refusals("check_matrix", np.zeros(shape), "X") == {"X: expected at least one row and one column"}


@pytest.mark.parametrize(
    "A", [np.zeros(3), np.zeros((1, 1, 1)), np.array([["1"]]), np.array([[True]]), [[1.0]], None, 1]
)
def test_what_is_no_matrix_of_numbers_is_refused(A: Any) -> None:
    with pytest.raises(InputError, match=r"^X: expected a matrix of numbers$"):
        PYTHON.call("check_matrix", A, "X")
