"""R and Python agree: each forward value, each slope and delta, each update, each whole epoch, each long training."""

import numpy as np
import pytest
from hypothesis import given, settings

from bounds import STAGES, Values, compare_update
from languages import (
    LANGUAGES,
    PARAMETERS,
    PYTHON,
    R_LANGUAGE,
    compare_stages,
    failures,
    same,
    stage_by_stage,
    trace,
)
from networks import NAMED, drawn_networks, stored_network

NAMES = [stage.name for stage in STAGES]


@pytest.mark.parametrize("network", NAMED.values(), ids=NAMED.keys())
def test_each_stage_agrees_on_identical_inputs(network: Values) -> None:
    for language in LANGUAGES:  # on the values of either, so that neither is taken for right
        v = trace(language, network)
        compared = compare_stages(v, stage_by_stage(PYTHON, v), stage_by_stage(R_LANGUAGE, v), sides=2)
        assert [comparison.name for comparison in compared] == NAMES
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
        v = trace(language, network)
        stages = stage_by_stage(language, v)
        assert [name for name in NAMES if not same(v[name], stages[name])] == []


@pytest.mark.parametrize("network", NAMED.values(), ids=NAMED.keys())
def test_a_whole_update_agrees_within_its_propagated_bound(network: Values) -> None:
    compared = compare_update(trace(PYTHON, network), trace(R_LANGUAGE, network))
    assert sorted(comparison.name for comparison in compared) == sorted(NAMES)
    assert not failures(compared)


@settings(max_examples=100, deadline=None)
@given(drawn_networks())
def test_a_whole_update_of_any_network_agrees_within_its_propagated_bound(network: Values) -> None:
    assert not failures(compare_update(trace(PYTHON, network), trace(R_LANGUAGE, network)))


def test_5000_epochs_stay_together() -> None:
    """A ratchet, not a bound: what was measured (design: 8.9e-16), with room for another BLAS or libm."""
    network = stored_network("article")
    arguments = [network[name] for name in ["X", "y", *PARAMETERS]]
    trained = [language.call("train", *arguments, 0.1, 5000) for language in LANGUAGES]
    for name in [*PARAMETERS, "output"]:
        apart = np.abs(trained[0][name] - trained[1][name]).max()
        assert apart <= 4e-15, f"{name}: {apart}"
    assert trained[0]["history"].shape == (11, 2)
    assert same(trained[0]["history"][:, 0], trained[1]["history"][:, 0])


@pytest.mark.parametrize("batch_size", [1, 2, 3, None])
def test_batches_are_the_same_rows_in_the_same_order(batch_size: int | None) -> None:
    network = NAMED["ten outputs"]
    arguments = [network[name] for name in ["X", "y", *PARAMETERS]]
    for language in LANGUAGES:
        trained = language.call("train", *arguments, 0.1, 1, batch_size=batch_size)
        v = {**network}
        for start in range(0, len(network["X"]), batch_size or len(network["X"])):
            rows = slice(start, start + (batch_size or len(network["X"])))
            step = trace(language, {**v, "X": network["X"][rows], "y": network["y"][rows]})
            v.update({name: step[f"new_{name}"] for name in PARAMETERS})
        assert [name for name in PARAMETERS if not same(trained[name], v[name])] == []


@pytest.mark.parametrize("measure", ["half_squared_error", "mean_absolute_error", "binary_cross_entropy"])
@settings(max_examples=50, deadline=None)
@given(drawn_networks())
def test_losses_agree(measure: str, network: Values) -> None:
    """Sums of n q terms, each a few roundings: gamma of their number and 12 more, on the sum of magnitudes."""
    v = trace(PYTHON, network)
    given_to = v["output_layer_input"] if measure == "binary_cross_entropy" else v["output"]
    one, other = (language.call(measure, v["y"], given_to) for language in LANGUAGES)
    z = np.abs(given_to)
    gauge = (z + v["y"] * z + 1 if measure == "binary_cross_entropy" else np.abs(v["E"])).mean()
    k = z.size + 12
    assert abs(one - other) <= 2 * k * 2.0**-53 / (1 - k * 2.0**-53) * gauge + k * 2.0**-1074
