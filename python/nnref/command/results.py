"""What a training looks like where it is printed or drawn."""

from typing import Any

import numpy as np

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
from nnref.train import Trained


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
    if trained.X.shape[1] == 2 and trained.y.shape[1] == 1:
        panels.append(decision_boundary(trained.X, trained.y, trained.predict))
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


Trained.lines = training_lines
Trained.summary_lines = summary_lines
Trained.plot = plot_training
