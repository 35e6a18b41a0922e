"""Pictures of a training."""

import os

from nnref.arithmetic import Matrix
from nnref.errors import InputError


def check_plot_file(file: str) -> None:
    """Refuse a picture file that cannot be drawn.

    Args:
        file: Path of the picture, ending in .png, .svg or .pdf.

    Returns:
        Nothing.

    Raises:
        InputError: If the ending is another one, the folder is not there, or the drawing library is missing.

    Source:
        nnref; called before the training, so that no work is lost.

    Example:
        >>> check_plot_file("error.svg")
    """
    if not file.lower().endswith((".png", ".svg", ".pdf")):
        raise InputError(f"{file}: expected a file name that ends in .png, .svg or .pdf")
    folder = os.path.dirname(file) or "."
    if not os.path.isdir(folder):
        raise InputError(f"{folder}: no such folder")
    try:
        import matplotlib  # noqa: F401, PLC0415  # only --plot needs it
    except ImportError:
        raise InputError("--plot needs matplotlib: pip install 'nnref[plot]'") from None


def plot_error_curve(history: Matrix, title: str, file: str) -> None:
    """Draw how the error falls over the epochs.

    Args:
        history: A row for each record: the number of epochs done, the error then.
        title: Title of the picture.
        file: Path of the picture, ending in .png, .svg or .pdf.

    Returns:
        Nothing.

    Raises:
        InputError: If the file cannot be written.

    Source:
        The article, "plot a graph to visualize how the training went".

    Example:
        >>> import numpy as np, tempfile
        >>> plot_error_curve(np.array([[0, 0.3], [10, 0.1]]), "Example", tempfile.mkdtemp() + "/error.svg")
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  # no window, no global state

    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(history[:, 0], history[:, 1], color="black", linewidth=1.5)
    axes.set_ylim(bottom=0)
    axes.set_title(title)
    axes.set_xlabel("Epochs done")
    axes.set_ylabel("Error, mean over samples and outputs")
    axes.grid(color="0.85", linewidth=0.5)
    try:
        figure.savefig(file, dpi=150)
    except OSError:
        raise InputError(f"{file}: cannot be written") from None
