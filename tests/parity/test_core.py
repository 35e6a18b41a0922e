"""Python alone, at the edges of the core: what the stored expectations do not reach. Needs no R."""

import dataclasses
import warnings
from typing import Any

import numpy as np
import pytest

from bounds import Matrix, Values
from comparisons import (
    by_oracle,
    compare_each_stage_with_oracle,
    compare_losses_with_oracle,
    compare_training_with_its_updates,
    compare_update_with_its_stages,
    train,
)
from networks import NAMED, random_network
from nnref.checks.errors import InputError, StoppedError
from nnref.network import choose_network
from nnref.random.shuffle import shuffle_rows
from nnref.random.stream import uniform_stream
from nnref.train import repeat_epochs
from nnref.train import train as train_network
from stages import PARAMETERS, PYTHON, failures, parameters_of, same, trace

SMALL = {name: NAMED[name] for name in ("article", "ten outputs", "tanh", "relu")}


@pytest.mark.parametrize("network", SMALL.values(), ids=SMALL.keys())
def test_core_training_is_its_updates(network: Values) -> None:
    assert not failures(compare_update_with_its_stages(PYTHON, network))
    for batch_size in (None, 1, 3):
        assert not failures(compare_training_with_its_updates(PYTHON, network, 2, batch_size))


@pytest.mark.parametrize("network", SMALL.values(), ids=SMALL.keys())
def test_core_stages_are_exact(network: Values) -> None:
    v = trace(PYTHON, network)
    assert not failures(compare_each_stage_with_oracle(PYTHON, v, by_oracle(v)))


def test_core_relu_knows_one_zero() -> None:
    found = PYTHON.call("relu", np.array([[-0.0, 0.0, -5e-324, 5e-324]]))
    assert same(found, np.array([[0.0, 0.0, 0.0, 5e-324]]))


def test_core_exp_overflows_without_a_word() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert PYTHON.call("native_exp", np.array([[1000.0, 709.0]])).tolist() == [[np.inf, np.exp(709.0)]]
        assert PYTHON.call("sigmoid", np.array([[-1000.0]])).tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("epochs", "recorded"), [(0, [0]), (5, [0, 1, 2, 3, 4, 5]), (25, [*range(0, 25, 2), 25]), (30, [*range(0, 31, 3)])]
)
def test_core_errors_are_recorded_each_tenth_of_the_way(epochs: int, recorded: list[int]) -> None:
    history = train(PYTHON, NAMED["ten outputs"], epochs, record_every=None)["history"]
    assert history[:, 0].tolist() == recorded


@pytest.mark.parametrize("network", SMALL.values(), ids=SMALL.keys())
def test_core_losses_are_exact(network: Values) -> None:
    assert not failures(compare_losses_with_oracle(PYTHON, trace(PYTHON, network)))


@pytest.mark.parametrize("arithmetic", ["native", "portable"])
def test_core_passes_the_arithmetic_on(arithmetic: str) -> None:
    """A set of operations that counts its calls: each of them is used, and no other set."""
    network = random_network(1, 5, 4, 3, 2, activation="tanh")
    chosen = PYTHON.get(arithmetic)
    calls: dict[str, int] = {}

    def counted(name: str) -> Any:
        def call(*arguments: Any) -> Any:
            calls[name] = calls.get(name, 0) + 1
            return getattr(chosen, name)(*arguments)

        return call

    counting = chosen._replace(**{name: counted(name) for name in chosen._fields if name != "name"})
    train(PYTHON, network, 2, arithmetic=counting)
    # Two updates, and the output computed four times more: at the epochs 0, 1 and 2, and at the end
    assert calls == {
        "dot": 2 * (2 + 4),
        "add_bias": 2 * (2 + 4),
        "tanh": 2 + 4,
        "exp": 2 + 4,
        "dot_a_bt": 2,
        "dot_at_b": 2 * 2,
        "column_sums": 2 * 2,
        "mean": 3,
    }


def test_core_tells_who_asks_of_each_record() -> None:
    network = NAMED["ten outputs"]
    told: list[tuple[int, float, dict[str, Any]]] = []
    data = (network["X"], network["y"], parameters_of(network))
    trained = train_network(
        *data, learning_rate=0.1, epochs=4, record_every=2, on_record=lambda *record: told.append(record)
    )
    assert [(epoch, error) for epoch, error, _ in told] == [tuple(row) for row in trained.history.tolist()]
    assert [epoch for epoch, _, _ in told] == [0, 2, 4]
    for _, _, parameters in told:
        assert list(parameters) == PARAMETERS
    assert told[0][2]["wh"].tolist() == network["wh"].tolist()
    assert told[-1][2]["bout"].tolist() == trained.parameters["bout"].tolist()


def test_core_shuffles_the_samples_before_each_epoch() -> None:
    network = NAMED["ten outputs"]
    trained = train(PYTHON, network, 2, batch_size=7, shuffle_seed=5)
    v, stream = {**network}, uniform_stream(5)
    for _ in range(2):
        shuffled = shuffle_rows(network["X"], network["y"], stream)
        stream = shuffled["stream"]
        epoch = train(PYTHON, {**v, "X": shuffled["X"], "y": shuffled["y"]}, 1, batch_size=7)
        v.update({name: epoch[name] for name in PARAMETERS})
    assert [name for name in PARAMETERS if not same(trained[name], v[name])] == []
    assert not same(trained["wh"], train(PYTHON, network, 2, batch_size=7)["wh"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("shuffle_seed", -1), ("batch_size", 0), ("record_every", 0), ("learning_rate", 0), ("epochs", -1), ("wh", None)],
)
def test_core_refuses_before_it_trains(name: str, value: float | None) -> None:
    network = NAMED["ten outputs"]
    inputs = {"X": network["X"], "y": network["y"], "parameters": parameters_of(network)}
    changed = {"parameters": {**parameters_of(network), "wh": value}} if name == "wh" else {name: value}
    shown = "report_every" if name == "record_every" else name
    with pytest.raises(InputError, match=f"^{shown}: expected"):
        train_network(**{**inputs, "learning_rate": 0.1, "epochs": 1, **changed})


def test_the_loop_takes_one_shuffle_after_the_other_and_goes_on_where_it_is_told() -> None:
    X = np.array([[1.0], [2.0], [3.0]])
    seen: list[list[float]] = []

    def look(X: Matrix, parameters: dict[str, Matrix]) -> dict[str, Matrix]:
        seen.append(X[:, 0].tolist())
        return watched.forward(X, parameters)

    watched = choose_network("neuron")
    watching = dataclasses.replace(watched, forward=look)
    start = {"w": np.zeros((1, 1)), "b": np.zeros((1, 1))}
    train_network(X, X, start, 1, epochs=3, network=watching, shuffle_seed=42)
    first, second, third = seen
    assert first == [1, 3, 2]  # by the draws 0.37, 0.95, 0.73
    assert second == [3, 2, 1]  # by 0.60, 0.16, 0.16
    seen.clear()
    train_network(X, X, start, 1, epochs=2, network=watching, shuffle_seed=42, shuffled_epochs=1)
    assert seen == [second, third]


def test_a_shuffled_training_in_two_parts_gives_the_same_bits_as_in_one() -> None:
    network = random_network(1, 5, 4, 3, 2)
    data, initial = [network["X"], network["y"]], parameters_of(network)
    whole = PYTHON.call("train", *data, initial, 0.1, 5, batch_size=2, shuffle_seed=3)
    half = PYTHON.call("train", *data, initial, 0.1, 2, batch_size=2, shuffle_seed=3)
    reached = parameters_of(half)
    rest = PYTHON.call("train", *data, reached, 0.1, 3, batch_size=2, shuffle_seed=3, shuffled_epochs=2)
    assert [name for name in PARAMETERS if not same(rest[name], whole[name])] == []


def test_an_interrupt_hands_on_nothing_that_is_not_finite() -> None:
    """It may come after the training has diverged, and before that is looked for: then the last record counts."""

    def grow(state: dict[str, Any]) -> dict[str, Any]:
        if state["epoch"] == 3:
            raise KeyboardInterrupt
        return {"epoch": state["epoch"] + 1, "parameters": {"w": state["parameters"]["w"] * 2.0**10}}

    for power, epoch in [(0, 3), (1000, 2)]:  # 2^1000, 2^1010, 2^1020, and then too large for a double
        start = {"epoch": 0, "parameters": {"w": np.array([[2.0**power]])}}
        with pytest.raises(StoppedError, match=rf"^interrupted after {epoch} of 9 epochs$") as stopped:
            repeat_epochs(start, grow, lambda parameters: 0.0, epochs=9, intervals=[2])
        assert stopped.value.parameters == {"w": np.array([[2.0 ** (power + 10 * epoch)]])}
