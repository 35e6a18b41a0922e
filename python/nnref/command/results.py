"""What a training looks like where it is printed or drawn."""

from typing import Any

import numpy as np

from nnref.checks.inputs import Matrix
from nnref.command.plot import Panel, check_plot_file, decision_boundary, draw_picture, error_curve, make_figure
from nnref.command.report import (
    VERSION,
    error_heading_lines,
    error_line,
    output_lines,
    right_line,
    schedule_line,
    size_line,
)
from nnref.files.matrices import matrix_lines
from nnref.files.tables import encode_values, read_rows_of
from nnref.train import Trained, predict_rows


def training_lines(trained: Trained) -> list[str]:
    """A training as it is printed: what was trained, how far it came, and the output beside the targets.

    Args:
        trained: What train returned.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> from nnref.train import train
        >>> one = np.array([[1.0]])
        >>> train(one, one, {"w": 0 * one, "b": 0 * one}, learning_rate=1, epochs=1, network="neuron")
        A network trained by nnref 2.0.0.dev
        neuron network: 1 sample, 1 feature, 1 output
        1 epoch, learning rate 1, full batch, native arithmetic
        error 0.69314718 before the first epoch, 0.31326169 after the last
        <BLANKLINE>
        target  output
        1       0.73105858
    """
    first, last = (error_line("", error)[12:].strip() for error in trained.history[[0, -1], 1])
    return [
        f"A network trained by nnref {VERSION}",
        size_line(trained.network, trained.X, trained.y, trained.parameters),
        schedule_line(trained.network, trained.settings),
        f"error {first} before the first epoch, {last} after the last",
        "",
        *output_lines(trained.y, trained.output),
    ]


def summary_lines(trained: Trained) -> list[str]:
    """A training in full: how the error fell, how many samples are right, and the trained parameters.

    Args:
        trained: What train returned.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> from nnref.train import train
        >>> one = np.array([[1.0]])
        >>> print(train(one, one, {"w": 0 * one, "b": 0 * one}, 1, epochs=1, network="neuron").summary())
        A network trained by nnref 2.0.0.dev
        neuron network: 1 sample, 1 feature, 1 output
        1 epoch, learning rate 1, full batch, native arithmetic
        <BLANKLINE>
             epoch         error
                 0    0.69314718
                 1    0.31326169
        <BLANKLINE>
        1 of 1 sample right, 100.0 percent
        <BLANKLINE>
        w (1 x 1)
            0.50000000
        b (1 x 1)
            0.50000000
    """
    lines = [*training_lines(trained)[:3], *error_heading_lines("article")]
    lines += [error_line(int(epoch), error) for epoch, error in trained.history]
    if np.isin(trained.y, (0, 1)).all():
        lines += ["", right_line(trained.y, trained.output)]
    lines.append("")
    for name, A in trained.parameters.items():
        lines += [f"{name} ({A.shape[0]} x {A.shape[1]})", *("    " + line for line in matrix_lines(A))]
    return lines


def training_panels(trained: Trained) -> list[Panel]:
    """What is drawn of a training: the error curve, and the decision boundary where there are two features.

    Args:
        trained: What train returned.

    Returns:
        The panels, for draw_picture.

    Source:
        The article, "visualize the performance by plotting the decision boundary".

    Example:
        >>> from nnref.train import train
        >>> one = np.array([[1.0]])
        >>> len(training_panels(train(one, one, {"w": one, "b": one}, 1, epochs=1, network="neuron")))
        1
    """
    panels = [error_curve(trained.history)]
    if trained.X.shape[1] == 2:
        classes = [] if trained.columns is None else trained.columns.classes
        panels.append(decision_boundary(trained.X, trained.y, trained.predict, classes))
    return panels


def plot_training(trained: Trained, file: str | None = None) -> Any:
    """Draw a training: its error curve, and the decision boundary where there are two features.

    Args:
        trained: What train returned.
        file: Path of the picture, ending in .png, .svg or .pdf; shown, not written, if not given.

    Returns:
        The picture if no file is given.

    Raises:
        InputError: If the file cannot be written.

    Source:
        The article, "plot a graph to visualize how the training went".

    Example:
        >>> import tempfile
        >>> from nnref.train import train
        >>> one = np.array([[1.0]])
        >>> trained = train(one, one, {"w": one, "b": one}, 1, epochs=1, network="neuron")
        >>> plot_training(trained, tempfile.mkdtemp() + "/error.svg")
    """
    title = f"{trained.network.name} network"
    if file is None:
        return make_figure(training_panels(trained), title)
    check_plot_file(file)
    draw_picture(training_panels(trained), title, file)
    return None


def predict_training(trained: Trained, data: Any) -> Matrix:
    """The output of a trained network for any rows, those of the training or new ones.

    Args:
        trained: What train returned.
        data: A matrix, n_samples-by-n_features, as the training was given X. After a training on a table also a
            data frame with the columns of the table, or the path of a CSV file with them.

    Returns:
        The output, n_samples-by-n_outputs.

    Raises:
        InputError: If the rows cannot be used.

    Source:
        The log, "make predictions on new inputs that it has not seen before".

    Example:
        >>> from nnref.train import train
        >>> one = np.array([[1.0]])
        >>> train(one, one, {"w": 0 * one, "b": 0 * one}, 1, epochs=0, network="neuron").predict([[7.0]])
        array([[0.5]])
    """
    columns = trained.columns
    if columns is None or not (isinstance(data, str) or hasattr(data, "columns")):
        return predict_rows(trained, data)
    if isinstance(data, str):
        X = read_rows_of(data, columns)
    else:
        values = {str(name): frame_values(data[name], columns.levels.get(str(name))) for name in data.columns}
        X = encode_values(values, list(range(1, len(data) + 1)), columns, "new rows")
    return trained.network.predict(X, trained.parameters)


def frame_values(column: Any, levels: list[str] | None) -> Any:
    """The values of a column of a data frame, as those of a file would be read.

    Args:
        column: The column.
        levels: The levels of the column in the training; none if it was a column of numbers.

    Returns:
        Numbers, or for a column of levels texts.

    Source:
        nnref; a truth value is TRUE or True in a file, as the language that wrote it has it.

    Example:
        >>> frame_values(np.array([True, False]), ["FALSE", "TRUE"])
        ['TRUE', 'FALSE']
    """
    values = np.asarray(column)
    if levels is None:
        return values.astype(np.float64) if values.dtype.kind in "fiub" else [str(value) for value in values]
    texts = [str(value) for value in values]
    return [text if text in levels else text.upper() for text in texts] if values.dtype.kind == "b" else texts


Trained.lines = training_lines
Trained.summary_lines = summary_lines
Trained.plot = plot_training
Trained.predict = predict_training
