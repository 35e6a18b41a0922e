"""R and Python agree: each forward value, each slope and delta, each update, each whole epoch, each long training."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounds import STAGES, Values
from comparisons import (
    LOSSES,
    compare_each_stage,
    compare_losses,
    compare_training_with_its_updates,
    compare_update_with_its_stages,
    compare_whole_update,
    train,
)
from languages import (
    LANGUAGES,
    PARAMETERS,
    PYTHON,
    R_LANGUAGE,
    Language,
    compare_stages,
    failures,
    same,
    stage_by_stage,
    trace,
)
from networks import NAMED, drawn_networks, stored_network
from other_networks import OTHER_STAGES, compare_with_formulas, other_trace, random_other
from stages import parameters_of

NAMES = [stage.name for stage in STAGES]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_the_named_networks_reach_every_edge(language: Language) -> None:
    """One sample and 10,000, one hidden neuron, ten outputs; saturation, overflow, underflow, subnormal numbers."""
    traces = {name: trace(language, network) for name, network in NAMED.items()}
    sizes = [(*v["X"].shape, *v["wout"].shape) for v in traces.values()]
    n_samples, n_features, n_hidden, n_outputs = (set(size) for size in zip(*sizes, strict=True))
    assert {1, 10_000} <= n_samples
    assert 1 in n_hidden & n_features & n_outputs
    assert 10 in n_outputs
    for name in ["saturated", "huge weights"]:
        for activations in ["hidden_layer_activations", "output"]:
            assert {0.0, 1.0} <= set(traces[name][activations].ravel().tolist())
    assert (traces["huge weights"]["hidden_layer_input"] < -710).any()  # where exp(-x) overflows
    assert (np.abs(traces["tiny weights"]["new_wh"]) < 1e-150).all()
    small = traces["subnormal weights"]
    assert (np.abs(small["new_wh"]) < np.finfo(float).smallest_normal).all()
    assert small["new_wh"].any()
    factors = small["error_at_hidden_layer"] * 2.0**1000 * small["slope_hidden_layer"]
    assert ((small["d_hidden_layer"] == 0) & (factors != 0)).any()


@pytest.mark.parametrize("network", NAMED.values(), ids=NAMED.keys())
def test_each_stage_agrees_on_identical_inputs(network: Values) -> None:
    compared = compare_each_stage(PYTHON, R_LANGUAGE, network)
    assert [comparison.name for comparison in compared] == 2 * NAMES
    assert not failures(compared)


@settings(max_examples=300, deadline=None)
@given(drawn_networks())
def test_each_stage_agrees_on_any_network(network: Values) -> None:
    v = trace(PYTHON, network)
    assert not failures(compare_stages(v, stage_by_stage(PYTHON, v), stage_by_stage(R_LANGUAGE, v), sides=2))


@settings(max_examples=100, deadline=None)
@given(drawn_networks())
def test_a_whole_update_is_its_stages_one_after_the_other(network: Values) -> None:
    for language in LANGUAGES:
        compared = compare_update_with_its_stages(language, network)
        assert [comparison.name for comparison in compared] == NAMES
        assert not failures(compared)


@pytest.mark.parametrize("network", NAMED.values(), ids=NAMED.keys())
def test_a_whole_update_agrees_within_its_propagated_bound(network: Values) -> None:
    compared = compare_whole_update(PYTHON, R_LANGUAGE, network)
    assert sorted(comparison.name for comparison in compared) == sorted(NAMES)
    assert not failures(compared)


@settings(max_examples=100, deadline=None)
@given(drawn_networks())
def test_a_whole_update_of_any_network_agrees_within_its_propagated_bound(network: Values) -> None:
    assert not failures(compare_whole_update(PYTHON, R_LANGUAGE, network))


def test_5000_epochs_stay_together() -> None:
    """A ratchet, not a bound: what was measured (design: 8.9e-16), with room for another BLAS or libm."""
    network = stored_network("article")
    data = (network["X"], network["y"], parameters_of(network))
    trained = [language.call("train", *data, 0.1, 5000) for language in LANGUAGES]
    for name in [*PARAMETERS, "output"]:
        apart = np.abs(trained[0][name] - trained[1][name]).max()
        assert apart <= 4e-15, f"{name}: {apart}"
    assert trained[0]["history"].shape == (11, 2)
    assert same(trained[0]["history"][:, 0], trained[1]["history"][:, 0])


@pytest.mark.parametrize("batch_size", [1, 2, 3, None])
@pytest.mark.parametrize("name", ["ten outputs", "tanh", "relu"])
def test_batches_are_the_same_rows_in_the_same_order(name: str, batch_size: int | None) -> None:
    for language in LANGUAGES:
        compared = compare_training_with_its_updates(language, NAMED[name], 2, batch_size)
        assert [comparison.name for comparison in compared] == [*PARAMETERS, "output", "history"]
        assert not failures(compared)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_a_batch_of_one_row_or_one_column_is_a_matrix(language: Language) -> None:
    batches = language.call("split_batches", np.arange(10.0).reshape(5, 2), np.arange(5.0).reshape(5, 1), 2)
    matrices = [list(batch.values()) if isinstance(batch, dict) else list(batch) for batch in batches]
    assert [[A.shape for A in batch] for batch in matrices] == [[(2, 2), (2, 1)], [(2, 2), (2, 1)], [(1, 2), (1, 1)]]
    assert matrices[-1][0].tolist() == [[8.0, 9.0]]
    assert matrices[-1][1].tolist() == [[4.0]]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
@pytest.mark.parametrize(
    ("epochs", "every", "recorded"),
    [
        (0, None, [0]),
        (5, None, [0, 1, 2, 3, 4, 5]),
        (20, None, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]),
        (25, None, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 25]),
        (7, 3, [0, 3, 6, 7]),
    ],
)
def test_errors_are_recorded_each_tenth_of_the_way(
    language: Language, epochs: int, every: int | None, recorded: list[int]
) -> None:
    history = train(language, NAMED["ten outputs"], epochs, record_every=every)["history"]
    assert history[:, 0].tolist() == recorded


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_relu_knows_one_zero(language: Language) -> None:
    found = language.call("relu", np.array([[-0.0, 0.0, -5e-324, 5e-324]]))
    assert same(found, np.array([[0.0, 0.0, 0.0, 5e-324]]))


@pytest.mark.parametrize("measure", LOSSES)
@settings(max_examples=50, deadline=None)
@given(drawn_networks())
def test_losses_agree(measure: str, network: Values) -> None:
    """Sums of n q terms, each a few roundings: gamma of their number and 12 more, on the sum of magnitudes."""
    assert not failures(compare_losses(PYTHON, R_LANGUAGE, network, [measure]))


@pytest.mark.parametrize("network", OTHER_STAGES)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), *[st.integers(1, 9)] * 4)
def test_each_stage_of_the_other_networks_agrees_with_its_formula(
    language: Language, network: str, seed: int, n: int, d: int, h: int, q: int
) -> None:
    v = other_trace(language, network, random_other(network, seed, n=n, d=d, h=h, q=q))
    assert not failures(compare_with_formulas(network, v))
