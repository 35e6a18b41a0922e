"""Python alone against the stored expectations; needs neither R nor rpy2.

r/tests/testthat/test-alone.R asks R for the same cases by the same names; tests/alone/test_alone_twins.py shows that
the two lists are equal.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from bounds import STAGES, Matrix, Values, compare_with_oracle
from nnref.files.experiments import experiments_folder, read_experiment
from nnref.files.matrices import read_matrix
from nnref.train import train
from stages import PARAMETERS, PYTHON, by_name, data_of, failures, matrices_of, stage_by_stage

EXPERIMENTS = Path(experiments_folder())
CASES = sorted(
    f"{file.parts[-4]} {file.parts[-2]} {file.stem}" for file in EXPERIMENTS.glob("*/expected/*/*.csv")
)  # such as "article epoch_1 hidden_layer_input"


def stage_name(name: str) -> str:
    """What bounds.py calls the quantity of a file: the updated parameters are new_wh and so on."""
    return f"new_{name}" if name in PARAMETERS else name


@cache
def network_before(experiment: str, epoch: int) -> Values:
    """The inputs of an epoch: from the experiment's own files, the parameters from the epoch before it."""
    if epoch == 1:
        stored = read_experiment(experiment)
        settings = stored.settings
        activation = settings.get("hidden_activation", "sigmoid")
        return {**matrices_of(stored), "learning_rate": settings["learning_rate"], "activation": activation}
    folder = EXPERIMENTS / experiment / "expected" / f"epoch_{epoch - 1}"
    return {
        **network_before(experiment, epoch - 1),
        **{name: read_matrix(str(folder / f"{name}.csv")) for name in PARAMETERS},
    }


@cache
def stage_failures(experiment: str, folder: str) -> dict[str, str]:
    """For each quantity of an epoch, each from the stored inputs of its stage: what is wrong with it, if anything."""
    files = (EXPERIMENTS / experiment / "expected" / folder).glob("*.csv")
    expected = {stage_name(file.stem): read_matrix(str(file)) for file in files}
    assert sorted(expected) == sorted(stage.name for stage in STAGES)
    values = {**network_before(experiment, int(folder.removeprefix("epoch_"))), **expected}
    compared = compare_with_oracle(values, expected, stage_by_stage(PYTHON, values))
    return {comparison.name: failures([comparison]) for comparison in compared}


@cache
def trained(experiment: str, epochs: int) -> dict[str, Matrix]:
    """The network after so many epochs of free running."""
    stored = read_experiment(experiment)
    settings = stored.settings
    made = train(
        *data_of(stored),
        learning_rate=settings["learning_rate"],
        epochs=epochs,
        batch_size=settings.get("batch_size"),
        hidden_activation=settings.get("hidden_activation", "sigmoid"),
    )
    return by_name(vars(made))  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CASES)
def test_stored(case: str) -> None:
    """An epoch's quantities by the bounds of their stages; a free run within 1e-13, the project's promise.

    No useful bound of a free run can be derived: stage bounds, propagated, grow with every epoch. The 1e-13 is made
    plausible by counting. No parameter of the article's network reaches 8, so each update rounds it by 2^-51 = 4.4e-16
    at most. The errors of 5,000 updates, as independent as roundings are, add up to some 71 times that, 3e-14, where
    training does not damp them, which on the whole it does; three times that is 1e-13. A wrong formula is off by 1e-5.
    """
    experiment, folder, name = case.split()
    if folder.startswith("epoch_"):
        assert not stage_failures(experiment, folder)[stage_name(name)]
        return
    exact = read_matrix(str(EXPERIMENTS / experiment / "expected" / folder / f"{name}.csv"))
    found = trained(experiment, int(folder.removeprefix("after_")))[name]
    assert found.shape == exact.shape
    apart = np.abs(found - exact).max()
    assert apart <= 1e-13, f"{name}: {apart}"


def test_there_are_expectations() -> None:
    assert len(CASES) > 0
