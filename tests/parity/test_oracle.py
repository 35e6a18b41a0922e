"""The oracle, tested by witnesses of its own; and each language alone, held against the oracle."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from mpmath import mp, mpf
from sklearn.neural_network import MLPClassifier

import oracle
from bounds import Values, compare_with_oracle
from bridge import ROOT
from commands import COMMANDS, run
from comparisons import by_oracle, compare_losses_with_oracle, for_oracle
from languages import LANGUAGES, PARAMETERS, PYTHON, failures, stage_by_stage, trace
from networks import NAMED, drawn_networks, random_network
from nnref.files.matrices import read_matrix

EXPECTED = ROOT / "fixtures" / "article" / "expected"
ACTIVATIONS = ["sigmoid", "tanh", "relu"]


def total_error(measure: str, values: dict[str, Any]) -> Any:
    """The error summed over samples and outputs, at the precision now set."""
    whole = oracle.train_batch(values)
    return oracle.call_stage(measure, whole)[0][0] * len(values["y"]) * len(values["y"][0])


# ---- Witnesses for the oracle ----


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_its_update_is_minus_the_gradient_by_central_differences(activation: str) -> None:
    """(f(w + h) - f(w - h)) / 2h is the derivative up to h^2 / 6 times the third one.

    With h = 10^-15 that is 10^-30 times a number that is below 10^6 for weights and inputs below 5; a missing or
    wrong term is some 10^25 times as large. At 50 digits rounding adds no more than 10^-33.
    """
    network = random_network(1, 4, 3, 3, 2, activation=activation)
    with mp.workdps(50):
        values = {name: oracle.from_double(value) for name, value in for_oracle(network).items()}
        updated = oracle.train_batch({**values, "learning_rate": mpf(1)})
        h, checked = mpf(10) ** -15, 0
        for name in PARAMETERS:
            for i, row in enumerate(values[name]):
                for j, weight in enumerate(row):
                    error = {}
                    for step in (-h, h):
                        moved = [list(r) for r in values[name]]
                        moved[i][j] = weight + step
                        error[step] = total_error("half_squared_error", {**values, name: moved})
                    gradient = (error[h] - error[-h]) / (2 * h)
                    change = updated[name][i][j] - weight
                    assert abs(change + gradient) < mpf(10) ** -24, (name, i, j)
                    checked += 1
        assert checked == 3 * 3 + 3 + 3 * 2 + 2


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_its_update_is_minus_the_gradient_in_random_directions(activation: str) -> None:
    """All four parameters at once, moved along a line; at most 100 times the third derivative."""
    network = random_network(2, 5, 4, 3, 2, activation=activation)
    random = np.random.RandomState(3)
    with mp.workdps(50):
        values = {name: oracle.from_double(value) for name, value in for_oracle(network).items()}
        updated = oracle.train_batch({**values, "learning_rate": mpf(1)})
        h = mpf(10) ** -15
        for _ in range(5):
            direction = {name: random.uniform(-1, 1, size=network[name].shape) for name in PARAMETERS}
            cells = [(name, i, j) for name in PARAMETERS for i, j in np.ndindex(network[name].shape)]
            error = {}
            for step in (-h, h):
                moved = {name: [list(row) for row in values[name]] for name in PARAMETERS}
                for name, i, j in cells:
                    moved[name][i][j] += step * mpf(float(direction[name][i][j]))
                error[step] = total_error("half_squared_error", {**values, **moved})
            gradient = (error[h] - error[-h]) / (2 * h)
            change = mpf(0)
            for name, i, j in cells:
                change = change + (updated[name][i][j] - values[name][i][j]) * mpf(float(direction[name][i][j]))
            assert abs(change + gradient) < mpf(10) ** -22


@pytest.mark.parametrize("n_outputs", [1, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_scikit_learn_makes_the_same_update_from_the_same_delta(activation: str, n_outputs: int) -> None:
    """scikit-learn trains this network on binary cross-entropy, whose delta at the output is E itself.

    So the oracle's stages, given a slope of 1 at the output, must make scikit-learn's one step of plain gradient
    descent, which averages over the samples. It works in doubles: a few hundred roundings of numbers below 10.
    """
    network = random_network(5, 6, 4, 3, n_outputs, activation=activation)
    network["y"] = (network["y"] > 0.5).astype(float)
    n = len(network["X"])
    name = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}[activation]
    witness = MLPClassifier(
        (3,), name, solver="sgd", alpha=0, momentum=0, learning_rate_init=0.1, batch_size=n, shuffle=False
    )
    targets = network["y"].astype(int)
    witness.partial_fit(network["X"], targets if n_outputs > 1 else targets[:, 0], classes=range(max(2, n_outputs)))
    for held, parameter in zip([*witness.coefs_, *witness.intercepts_], ["wh", "wout", "bh", "bout"], strict=True):
        held[:] = network[parameter] if held.ndim == 2 else network[parameter][0]
    witness.partial_fit(network["X"], targets if n_outputs > 1 else targets[:, 0])

    with mp.workdps(50):
        values = {name: oracle.from_double(value) for name, value in for_oracle(network).items()}
        values["learning_rate"] = mpf("0.1") / n
        for stage in oracle.STAGES:
            values[stage] = oracle.call_stage(stage, values)
            if stage == "slope_output_layer":
                values[stage] = [[mpf(1) for _ in row] for row in values[stage]]
        updated = {parameter: np.array(oracle.to_double(values[parameter])) for parameter in PARAMETERS}
        loss = oracle.compute_stage("binary_cross_entropy", trace(PYTHON, network))[0][0]
    for held, parameter in zip([*witness.coefs_, *witness.intercepts_], ["wh", "wout", "bh", "bout"], strict=True):
        moved = np.abs(updated[parameter] - network[parameter]).max()
        assert moved > 1e-4, parameter
        assert np.abs(np.atleast_2d(held) - updated[parameter]).max() < 1000 * 10 * 2.0**-53, parameter
    assert abs(witness.loss_ / n_outputs - loss) < 1000 * 10 * 2.0**-53


@pytest.mark.parametrize("batch_size", [None, 2])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_fifty_digits_are_enough(activation: str, batch_size: int | None) -> None:
    values = for_oracle(random_network(6, 5, 3, 4, 2, activation=activation))
    assert oracle.train(values, [0, 50], batch_size) == oracle.train(values, [0, 50], batch_size, digits=70)


def test_batches_are_consecutive_rows_in_order() -> None:
    values = for_oracle(random_network(6, 5, 3, 4, 2))
    trained = oracle.train(values, [1], batch_size=2)[1]
    with mp.workdps(50):
        exact = {name: oracle.from_double(value) for name, value in values.items()}
        for rows in (slice(0, 2), slice(2, 4), slice(4, 5)):
            batch = oracle.train_batch({**exact, "X": exact["X"][rows], "y": exact["y"][rows]})
            exact.update({name: batch[name] for name in PARAMETERS})
        assert [oracle.to_double(exact[name]) for name in PARAMETERS] == [trained[name] for name in PARAMETERS]


def test_rounding_is_to_the_nearest_double() -> None:
    with mp.workdps(1000):
        one, tiny = mpf(1), mpf(2) ** -1074
        cases = [
            (one + mpf(2) ** -53, 1.0),  # halfway: to even
            (one + 3 * mpf(2) ** -53, 1 + 2.0**-51),
            (one + mpf(2) ** -53 + mpf(2) ** -900, 1 + 2.0**-52),
            (tiny / 2, 0.0),
            (-tiny * 3 / 2, -1e-323),
            (tiny / 2 + tiny / 1000, 5e-324),
            (mpf(2) ** -1023 + tiny / 2, 2.0**-1023),  # a subnormal, where rounding to 53 bits first would err
            (mpf(2) ** -1023 + tiny * 3 / 2, 2.0**-1023 + 2 * 2.0**-1074),
            (mpf(2) ** 1024 - mpf(2) ** 970, np.inf),
            (mpf(2) ** 1024 - mpf(2) ** 970 - 1, np.finfo(float).max),
            (mpf(10) ** 4000, np.inf),
            (-(mpf(10) ** -4000), 0.0),
        ]
        assert [oracle.nearest_double(x) for x, _ in cases] == [expected for _, expected in cases]


# ---- Each language alone against the oracle, on one side of its bound ----


NAMED_SMALL = {name: network for name, network in NAMED.items() if name not in ("many samples", "wide")}
NAMED_LARGE = {name: network for name, network in NAMED.items() if name not in NAMED_SMALL}


@pytest.mark.parametrize("network", NAMED_SMALL.values(), ids=NAMED_SMALL.keys())
def test_each_stage_is_within_its_bound_of_the_exact_value(network: Values) -> None:
    for language in LANGUAGES:
        v = trace(language, network)
        assert not failures(compare_with_oracle(v, by_oracle(v), stage_by_stage(language, v)))


@pytest.mark.slow
@pytest.mark.parametrize("network", NAMED_LARGE.values(), ids=NAMED_LARGE.keys())
def test_each_stage_of_a_large_network_is_within_its_bound(network: Values) -> None:
    v = trace(PYTHON, network)
    exact = by_oracle(v)
    for language in LANGUAGES:
        assert not failures(compare_with_oracle(v, exact, stage_by_stage(language, v)))


@settings(max_examples=200, deadline=None)
@given(drawn_networks())
def test_each_stage_of_any_network_is_within_its_bound(network: Values) -> None:
    v = trace(PYTHON, network)
    exact = by_oracle(v)
    for language in LANGUAGES:
        assert not failures(compare_with_oracle(v, exact, stage_by_stage(language, v)))


@settings(max_examples=100, deadline=None)
@given(drawn_networks())
def test_each_loss_is_within_its_bound_of_the_exact_value(network: Values) -> None:
    v = trace(PYTHON, network)
    for language in LANGUAGES:
        assert not failures(compare_losses_with_oracle(language, v))


# ---- The commands against the stored end of the training; test_alone.py has all that is stored ----


@pytest.mark.slow
def test_5000_epochs_end_within_1e_13_of_the_exact_parameters(tmp_path: Path) -> None:
    """The bound of the project's promise; what was measured is less than a tenth of it."""
    for language in COMMANDS:
        for epochs in (100, 1000, 5000):
            folder = tmp_path / f"{language}-{epochs}"
            outcome = run(language, "--experiment", "article", "--epochs", str(epochs), "--save", str(folder))
            assert outcome.status == 0, outcome.stderr
            for name in [*PARAMETERS, "output"]:
                exact = read_matrix(str(EXPECTED / f"after_{epochs}" / f"{name}.csv"))
                apart = np.abs(read_matrix(str(folder / f"{name}.csv")) - exact).max()
                assert apart <= 1e-13, f"{language}, {name} after {epochs} epochs: {apart}"
