"""The functions of the network in both languages, on examples worked by hand; r/tests/testthat has the same in R."""

from typing import Any

import numpy as np
import pytest

from bounds import Matrix, compare_activation
from languages import LANGUAGES, PARAMETERS, PYTHON, Language, failures, same
from networks import random_network
from stages import parameters_of

ASKED = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
SETS = pytest.mark.parametrize("arithmetic", ["native", "portable"])


def rows(*values: list[float]) -> Matrix:
    """A matrix by its rows."""
    return np.array(values, dtype=float)


def column(*values: float) -> Matrix:
    """A matrix of one column."""
    return np.array(values, dtype=float).reshape(-1, 1)


# ---- Arithmetic: on whole numbers every order of adding gives the same exact result ----


@ASKED
@SETS
def test_products_and_sums_are_exact_on_whole_numbers(language: Language, arithmetic: str) -> None:
    def ask(name: str, *matrices: Matrix) -> Any:
        return language.call("native_add_bias" if name == "add_bias" else f"{arithmetic}_{name}", *matrices)

    A, B = rows([1, 2, 3], [4, 5, 6]), rows([1, -1], [2, 0], [0, 3])
    expected = rows([5, 8], [14, 14])
    assert same(ask("dot", A, B), expected)
    assert same(ask("dot_at_b", A.T.copy(), B), expected)
    assert same(ask("dot_a_bt", A, B.T.copy()), expected)
    assert same(ask("add_bias", A, rows([10, 20, 30])), rows([11, 22, 33], [14, 25, 36]))
    assert same(ask("add_bias", np.zeros((3, 3)), rows([10, 20, 30])), rows([10, 20, 30], [10, 20, 30], [10, 20, 30]))
    assert same(ask("column_sums", A), rows([5, 7, 9]))
    assert ask("mean", A) == 3.5
    row, upright = rows([1, 2, 3]), column(1, 2, 3)
    assert same(ask("dot", row, upright), rows([14]))
    assert same(ask("dot", upright, row), np.outer([1.0, 2, 3], [1, 2, 3]))
    assert same(ask("dot_at_b", upright, upright), rows([14]))
    assert same(ask("dot_a_bt", row, row), rows([14]))
    assert same(ask("column_sums", row), row)
    assert same(ask("column_sums", upright), rows([6]))
    assert same(ask("exp", rows([0, 1000, -1000])), rows([1, np.inf, 0]))
    assert same(ask("tanh", rows([0, 1000, -1000])), rows([0, 1, -1]))
    assert same(ask("log1p", rows([0, 1e-30])), rows([0, 1e-30]))


# ---- Activations and losses ----


@ASKED
def test_activations_have_their_limits_and_known_values(language: Language) -> None:
    x = rows([-800, 0, 40, 800])
    assert same(language.call("sigmoid", x), rows([0, 0.5, 1, 1]))
    assert same(language.call("hyperbolic_tangent", x), rows([-1, 0, 1, 1]))
    assert same(language.call("relu", rows([-2, -0.0, 5e-324, 3])), rows([0, 0, 5e-324, 3]))
    known = {"sigmoid": [0.7310585786300049, 0.2689414213699951], "hyperbolic_tangent": [0.7615941559557649] * 2}
    for name, values in known.items():
        expected = rows([values[0], -values[1] if name == "hyperbolic_tangent" else values[1]])
        found = language.call(name, rows([1, -1]))
        assert not failures([compare_activation(name, expected, found, 1, name == "sigmoid")])


@ASKED
def test_slopes_are_those_of_the_activation(language: Language) -> None:
    assert same(language.call("derivatives_sigmoid", rows([0, 0.25, 0.5, 1])), rows([0, 0.1875, 0.25, 0]))
    assert same(language.call("derivatives_hyperbolic_tangent", rows([-1, 0, 0.5, 1])), rows([0, 1, 0.75, 0]))
    assert same(language.call("derivatives_relu", rows([0, 5e-324, 3])), rows([0, 1, 1]))


@ASKED
def test_losses_average_and_stay_finite_where_the_output_is_saturated(language: Language) -> None:
    y = rows([1, 0], [0, 1])
    assert language.call("half_squared_error", y, y - rows([1, 2], [3, 4])) == 30 / 8
    assert language.call("mean_absolute_error", y, y - rows([1, -2], [3, -4])) == 2.5
    for target, z, expected in [(0, 49.8, 49.8), (1, -1000, 1000), (1, 1000, 0), (0, -1000, 0), (0, 1e300, 1e300)]:
        assert language.call("binary_cross_entropy", column(target), column(z)) == expected


@ASKED
def test_classes_are_the_largest_outputs_and_are_counted(language: Language) -> None:
    one, several = column(0.9, 0.5, 0.4, 0.51, 0), rows([0.1, 0.7, 0.2], [0.4, 0.4, 0.2], [0, 0, 1], [0, 0.5, 0.5])
    assert same(language.call("predicted_class", one), column(1, 0, 0, 1, 0))
    assert same(language.call("predicted_class", several), column(1, 0, 2, 1))
    assert same(language.call("confusion_matrix", column(1, 1, 0, 1, 0), one), rows([2, 0], [1, 2]))
    y = rows([0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0])
    assert same(language.call("confusion_matrix", y, several), rows([0, 0, 0], [0, 2, 0], [1, 0, 1]))


# ---- Forward, backward, update ----


@ASKED
def test_a_worked_forward_pass_comes_out(language: Language) -> None:
    made = language.call(
        "forward", rows([1, 0], [0, 2]), rows([1, 2], [3, 4]), rows([10, -2]), column(2, -4), column(0)
    )
    assert same(made["hidden_layer_input"], rows([11, 0], [16, 6]))
    assert made["hidden_layer_activations"][0, 1] == 0.5
    assert same(made["output"], language.call("sigmoid", made["output_layer_input"]))


@ASKED
def test_a_worked_backward_pass_comes_out(language: Language) -> None:
    wout = rows([1, 2], [3, 4], [5, 6])
    made = language.call("backward", rows([1, 0]), rows([0.5, 0.75]), rows([0.5, 0.25, 1]), wout)
    expected = {
        "E": rows([0.5, -0.75]),
        "slope_output_layer": rows([0.25, 0.1875]),
        "slope_hidden_layer": rows([0.25, 0.1875, 0]),
        "d_output": rows([0.125, -0.140625]),
        "error_at_hidden_layer": rows([-0.15625, -0.1875, -0.21875]),
        "d_hidden_layer": rows([-0.15625 * 0.25, -0.1875 * 0.1875, -0.0]),
    }
    assert list(made) == list(expected)
    assert [name for name in expected if not same(made[name], expected[name])] == []


@ASKED
def test_a_worked_update_comes_out(language: Language) -> None:
    X, hidden = rows([1, 2], [3, 4]), rows([1, 0, 2], [0, 1, 2])
    deltas = rows([1, 2, 3], [4, 5, 6]), column(1, 2)
    before = np.zeros((2, 3)), rows([10, 20, 30]), column(1, 1, 1), column(5)
    made = language.call("update_parameters", X, hidden, *deltas, *before, 0.5)
    expected = {
        "wh": rows([13, 17, 21], [18, 24, 30]) / 2,
        "bh": rows([12.5, 23.5, 34.5]),
        "wout": column(1.5, 2, 4),
        "bout": column(6.5),
    }
    assert list(made) == PARAMETERS
    assert [name for name in PARAMETERS if not same(made[name], expected[name])] == []


def test_nothing_that_a_caller_can_see_is_changed() -> None:
    """In R no function can change its argument; in Python an array could be changed in place."""
    network = random_network(1, 5, 4, 3, 2)
    inputs = (network["X"], network["y"], parameters_of(network))
    for matrix in network.values():
        if isinstance(matrix, np.ndarray):
            matrix.flags.writeable = False  # so that a change is an error
    for activation in ("sigmoid", "tanh", "relu"):
        for arithmetic in ("native", "portable"):
            chosen: dict[str, Any] = {"arithmetic": arithmetic, "hidden_activation": activation}
            PYTHON.call("train_batch", *inputs, 0.1, **chosen)
            PYTHON.call("train", *inputs, 0.1, 3, 2, **chosen, shuffle_seed=1)
    for loss in ("half_squared_error", "mean_absolute_error", "binary_cross_entropy"):
        PYTHON.call(loss, network["y"], network["y"])
