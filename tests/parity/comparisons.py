"""What is compared on one network: two implementations with each other, one with itself, one with the oracle.

Each function takes the implementations that it compares, so that tests/parity/mutations.py can give it a faulty one.
"""

from typing import Any

import numpy as np

import oracle
from bounds import (
    PROMISE,
    STAGES,
    Comparison,
    Matrix,
    Values,
    compare_exact,
    compare_update,
    compare_with_oracle,
    judge,
)
from nnref.exercises.bounds import TINY, gamma_of
from stages import PARAMETERS, Language, compare_stages, parameters_of, stage_by_stage, trace

LOSSES = ["half_squared_error", "mean_absolute_error", "binary_cross_entropy"]
RECORDED = "mean_absolute_error"  # not the default, so that a training that ignores its argument is found out


def compare_each_stage(one: Language, other: Language, network: Values) -> list[Comparison]:
    """Each named quantity from the same values: those of the one, then those of the other, as neither is right."""
    compared = []
    for language in (one, other):
        v = trace(language, network)
        compared += compare_stages(v, stage_by_stage(one, v), stage_by_stage(other, v), sides=2)
    return compared


def compare_whole_update(one: Language, other: Language, network: Values) -> list[Comparison]:
    """Each named quantity of a whole update, by its propagated bound."""
    return compare_update(trace(one, network), trace(other, network))


def compare_update_with_its_stages(language: Language, network: Values) -> list[Comparison]:
    """A whole update must be its stages, one after the other, to the last bit."""
    v = trace(language, network)
    stages = stage_by_stage(language, v)
    return [compare_exact(stage.name, stages[stage.name], v[stage.name]) for stage in STAGES]


def train(language: Language, network: Values, epochs: int, **settings: Any) -> dict[str, Matrix]:
    """Train a network, with each error recorded if nothing else is said."""
    trained: dict[str, Matrix] = language.call(
        "train",
        network["X"],
        network["y"],
        parameters_of(network),
        network["learning_rate"],
        epochs,
        hidden_activation=network["activation"],
        **{"record_every": 1, **settings},
    )
    return trained


def compare_training_with_its_updates(
    language: Language, network: Values, epochs: int, batch_size: int | None
) -> list[Comparison]:
    """Epochs must be their updates, batch after batch of consecutive rows, and record each error, to the last bit."""
    found = train(language, network, epochs, batch_size=batch_size, error_measure=RECORDED)
    n_samples = len(network["X"])
    size = batch_size or n_samples
    v = {**network}
    history = []
    for epoch in range(epochs + 1):
        output = trace(language, v)["output"]
        history.append([epoch, language.call(RECORDED, v["y"], output)])
        for start in range(0, n_samples, size) if epoch < epochs else []:
            rows = slice(start, start + size)
            updated = trace(language, {**v, "X": network["X"][rows], "y": network["y"][rows]})
            v.update({name: updated[f"new_{name}"] for name in PARAMETERS})
    expected = {**{name: v[name] for name in PARAMETERS}, "output": output, "history": np.array(history)}
    return [compare_exact(name, value, found[name]) for name, value in expected.items()]


def loss_bound(measure: str, v: Values) -> tuple[Matrix, Matrix]:
    """What a loss is given besides y, and its bound: n q terms, each a few roundings.

    gamma of their number and 12 more, on the mean of the magnitudes that are added.
    """
    given_to = v["output_layer_input"] if measure == "binary_cross_entropy" else v["output"]
    z = np.abs(given_to)
    gauge = (z + v["y"] * z + 1 if measure == "binary_cross_entropy" else np.abs(v["E"])).mean()
    k = z.size + 12
    return given_to, np.array([[gamma_of(k) * gauge + k * TINY]])


def compare_losses(one: Language, other: Language, network: Values, measures: list[str]) -> list[Comparison]:
    """Each measure of the error, from the same output."""
    v = trace(one, network)
    compared = []
    for measure in measures:
        given_to, bound = loss_bound(measure, v)
        found = [np.array([[language.call(measure, v["y"], given_to)]]) for language in (one, other)]
        compared.append(judge(measure, "gauge", found[0], found[1], 2 * bound, "2 gamma gauge"))
    return compared


# ---- With the oracle: on one side of the bound ----


def for_oracle(network: Values) -> dict[str, Any]:
    """A network as the oracle takes it."""
    inputs = ["X", "y", *PARAMETERS, "learning_rate"]
    return {**{name: network[name] for name in inputs}, "hidden_activation": network["activation"]}


def by_oracle(values: Values) -> dict[str, Matrix]:
    """Every named quantity, exact from the values given for the steps before it, rounded once."""
    given_values = {**values, "hidden_activation": values["activation"]}
    exact = {name: np.array(oracle.compute_stage(name, given_values)) for name in oracle.STAGES}
    return {f"new_{name}" if name in PARAMETERS else name: value for name, value in exact.items()}


def whole_by_oracle(network: Values) -> Values:
    """A whole update by the oracle: each quantity exact from the oracle's own before it, rounded once."""
    v = for_oracle(network)
    made: dict[str, Matrix] = {}
    for name in oracle.STAGES:  # the updates come last and need the old parameters only
        made[name] = np.array(oracle.compute_stage(name, {**made, **v}))
    return {**network, **{f"new_{name}" if name in PARAMETERS else name: value for name, value in made.items()}}


def compare_each_stage_with_oracle(language: Language, v: Values, exact: dict[str, Matrix]) -> list[Comparison]:
    """Each named quantity from the values v, of which the oracle made the exact ones."""
    return compare_with_oracle(v, exact, stage_by_stage(language, v))


def compare_losses_with_oracle(language: Language, v: Values) -> list[Comparison]:
    """Each measure of the error of the values v; the oracle's own rounding is less than the 12 allowed for."""
    compared = []
    for measure in LOSSES:
        given_to, bound = loss_bound(measure, v)
        exact = np.array(oracle.compute_stage(measure, v))
        found = np.array([[language.call(measure, v["y"], given_to)]])
        compared.append(judge(measure, "gauge", exact, found, bound, "gamma gauge"))
    return compared


def train_by_oracle(network: Values, epochs: int, batch_size: int | None) -> dict[str, Matrix]:
    """Epochs of free running at 50 digits, with each error recorded."""
    trained = oracle.train(for_oracle(network), list(range(epochs + 1)), batch_size)
    history = [[epoch, oracle.compute_stage(RECORDED, {**network, **made})[0][0]] for epoch, made in trained.items()]
    return {**{name: np.array(rows) for name, rows in trained[epochs].items()}, "history": np.array(history)}


def compare_training_with_oracle(
    language: Language, network: Values, epochs: int, batch_size: int | None, exact: dict[str, Matrix]
) -> list[Comparison]:
    """Epochs of free running, which train_by_oracle made exact."""
    found = train(language, network, epochs, batch_size=batch_size, error_measure=RECORDED)
    return [
        judge(name, "promise", value, found[name], np.full(value.shape, PROMISE), "promise")
        for name, value in exact.items()
    ]
