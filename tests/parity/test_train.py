"""Training in both languages: what is recorded when, and how the samples are cut into batches."""

from typing import Any

import numpy as np
import pytest

from languages import LANGUAGES, PARAMETERS, PYTHON, Language, same
from networks import random_network
from nnref.arithmetic.native import Matrix
from nnref.train import train
from stages import parameters_of

NETWORK = random_network(1, 5, 4, 3, 2)
INPUTS = (NETWORK["X"], NETWORK["y"], parameters_of(NETWORK))
ASKED = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)


@ASKED
@pytest.mark.parametrize(
    ("epochs", "record_every", "recorded"),
    [
        (0, None, [0]),
        (5, None, [0, 1, 2, 3, 4, 5]),
        (25, None, [*range(0, 25, 2), 25]),
        (20, None, list(range(0, 21, 2))),
        (7, 3, [0, 3, 6, 7]),
        (6, 3, [0, 3, 6]),
        (2, 10, [0, 2]),
    ],
)
def test_errors_are_recorded_before_any_update_and_after_all(
    language: Language, epochs: int, record_every: int | None, recorded: list[int]
) -> None:
    trained = language.call("train", *INPUTS, 0.1, epochs, record_every=record_every)
    assert trained["history"][:, 0].tolist() == recorded
    assert trained["history"][-1, 1] == language.call("half_squared_error", NETWORK["y"], trained["output"])


@ASKED
def test_no_epochs_change_nothing(language: Language) -> None:
    trained = language.call("train", *INPUTS, 0.1, 0)
    assert [name for name in PARAMETERS if not same(trained[name], NETWORK[name])] == []
    assert same(trained["output"], language.call("forward", NETWORK["X"], *INPUTS[2].values())["output"])


@ASKED
def test_batches_are_consecutive_rows(language: Language) -> None:
    for batch_size, sizes in [(1, [1] * 5), (2, [2, 2, 1]), (4, [4, 1]), (5, [5]), (9, [5]), (None, [5])]:
        batches = language.call("split_batches", NETWORK["X"], NETWORK["y"], batch_size)
        pairs = [tuple(batch.values()) if isinstance(batch, dict) else batch for batch in batches]
        assert [len(X) for X, _ in pairs] == sizes
        assert same(np.vstack([X for X, _ in pairs]), NETWORK["X"])
        assert same(np.vstack([y for _, y in pairs]), NETWORK["y"])


@ASKED
def test_the_error_that_is_recorded_is_the_one_asked_for(language: Language) -> None:
    trained = language.call("train", *INPUTS, 0.1, 2, error_measure="mean_absolute_error")
    assert trained["history"][-1, 1] == language.call("mean_absolute_error", NETWORK["y"], trained["output"])


def test_each_record_is_told_with_the_parameters_of_its_moment() -> None:
    told: list[tuple[int, float, dict[str, Matrix]]] = []
    X, y, parameters = INPUTS
    trained = train(X, y, parameters, 0.1, 4, record_every=2, on_record=lambda *record: told.append(record))
    assert [[epoch, error] for epoch, error, _ in told] == trained.history.tolist()
    for (_, _, parameters), epochs in zip(told, (0, 2, 4), strict=True):
        then: dict[str, Any] = PYTHON.call("train", *INPUTS, 0.1, epochs)
        assert [name for name in PARAMETERS if not same(parameters[name], then[name])] == []
