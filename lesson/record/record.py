"""What the Python package really computes, written down for the lesson. Its twin is record.R."""

import nnref
from lesson.live.session import advance, begin, matrix_line
from nnref.arithmetic.native import Matrix
from nnref.files.experiments import Experiment
from nnref.files.numbers import format_number


def record_epochs(arguments: list[str], arithmetic: str, epochs: list[int], marks: list[int]) -> list[str]:
    """Train; of each epoch wanted write down every named quantity, of each marked one the error."""
    session, lines = begin([*arguments, "--arithmetic", arithmetic], changes=[], code="", window=None)
    lines = [line for line in lines if line.startswith("0 ")]
    return lines + advance(session, epochs, marks, done=max(epochs))


def record_boundary(experiment: Experiment, grid: Matrix, record_every: int, frame_every: int) -> list[str]:
    """Train any network; now and then write down its error and parameters, and its output for the points of a grid."""
    settings = experiment.settings
    network = nnref.choose_network(settings["network"])
    lines = []

    def on_record(epoch: int, error: float, parameters: dict[str, Matrix]) -> None:
        lines.append(f"{epoch} error 1 1 {format_number(error)}")
        lines.extend(matrix_line(epoch, name, A, None) for name, A in parameters.items())
        if epoch % frame_every == 0:
            lines.append(matrix_line(epoch, "output", network.predict(grid, parameters), None))

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
