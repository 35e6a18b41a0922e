"""What the Python package really computes, written down for the lesson. Its twin is record.R."""

from collections.abc import Iterable
from typing import Any

import nnref
from nnref.arithmetic.native import Arithmetic, Matrix
from nnref.files.experiments import Experiment
from nnref.files.numbers import format_number

PARAMETERS = ["wh", "bh", "wout", "bout"]


def record_line(epoch: int, name: str, A: Matrix) -> str:
    """One matrix as a line: epoch, name, rows, columns, and the values row by row."""
    values = ",".join(format_number(value) for value in A.ravel().tolist())
    return f"{epoch} {name} {A.shape[0]} {A.shape[1]} {values}"


def record_epochs(
    matrices: dict[str, Matrix], settings: dict[str, Any], arithmetic: Arithmetic, epochs: Iterable[int]
) -> list[str]:
    """Train epoch by epoch; of each epoch wanted write down every named quantity, of each hundredth the error."""
    activation = settings.get("hidden_activation", "sigmoid")
    X, y = matrices["X"], matrices["y"]
    parameters = {name: matrices[name] for name in PARAMETERS}
    wanted = set(epochs)
    lines = [record_line(0, "X", X), record_line(0, "y", y)]
    for epoch in range(1, max(wanted) + 1):
        values = nnref.train_batch(
            X, y, parameters, settings["learning_rate"], arithmetic=arithmetic, hidden_activation=activation
        )
        if epoch in wanted or epoch % 100 == 0 or epoch < 100:
            error = nnref.half_squared_error(y, values["output"], arithmetic)
            lines.append(f"{epoch} error 1 1 {format_number(error)}")
        if epoch in wanted:
            lines += [record_line(epoch, name, parameters[name]) for name in PARAMETERS]
            lines += [record_line(epoch, name, A) for name, A in values.items() if name not in PARAMETERS]
            lines += [record_line(epoch, "new_" + name, values[name]) for name in PARAMETERS]
        parameters = {name: values[name] for name in PARAMETERS}
    return lines


def record_boundary(experiment: Experiment, grid: Matrix, record_every: int, frame_every: int) -> list[str]:
    """Train any network; now and then write down its error and parameters, and its output for the points of a grid."""
    settings = experiment.settings
    network = nnref.choose_network(settings["network"])
    lines = []

    def on_record(epoch: int, error: float, parameters: dict[str, Matrix]) -> None:
        lines.append(f"{epoch} error 1 1 {format_number(error)}")
        lines.extend(record_line(epoch, name, A) for name, A in parameters.items())
        if epoch % frame_every == 0:
            lines.append(record_line(epoch, "output", network.predict(grid, parameters)))

    nnref.train(
        experiment.X,
        experiment.y,
        experiment.parameters,
        settings["learning_rate"],
        settings["epochs"],
        record_every=record_every,
        on_record=on_record,
        network=network,
    )
    return lines
