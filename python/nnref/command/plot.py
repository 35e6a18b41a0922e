"""Pictures of a training and of its result, readable without colour."""

import io
import os
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix
from nnref.checks.errors import InputError, escape_controls
from nnref.files.saving import follow_links, is_file, is_folder, replace_file
from nnref.losses import predicted_class

Panel = Callable[[Any], None]
LARGEST_DRAWN = 1e300


def check_plot_file(file: str) -> None:
    """Refuse a picture file that cannot be drawn.

    Args:
        file: Path of the picture, ending in .png, .svg or .pdf.

    Returns:
        Nothing.

    Raises:
        InputError: If the ending is another one, the folder is not there, something else than a file is in its place,
            or the drawing library is missing.

    Source:
        nnref; called before the training, so that no work is lost.

    Example:
        >>> check_plot_file("error.svg")
    """
    if not file.lower().endswith((".png", ".svg", ".pdf")):
        raise InputError(f"{file}: expected a file name that ends in .png, .svg or .pdf")
    folder = os.path.dirname(file) or "."
    if not is_folder(folder):
        raise InputError(f"{folder}: no such folder")
    place = follow_links(file)
    if not is_folder(os.path.dirname(place)):
        raise InputError(f"{file}: cannot be written")
    if os.path.lexists(place) and not is_file(place):
        raise InputError(f"{file}: expected a file, found {'a folder' if is_folder(place) else 'something else'}")
    backend = os.environ.pop("MPLBACKEND", None)  # no backend is needed, and a wrong name would end the import
    try:
        import matplotlib  # noqa: F401, PLC0415  # only --plot needs it
    except ImportError:
        raise InputError("--plot needs matplotlib: pip install 'nnref[plot]'") from None
    finally:
        os.environ.update({} if backend is None else {"MPLBACKEND": backend})


def draw_picture(panels: list[Panel], title: str, file: str) -> None:
    """Draw one panel beside the other into a file.

    Args:
        panels: What error_curve and the others returned.
        title: Title of the picture: what was trained.
        file: Path of the picture, ending in .png, .svg or .pdf.

    Returns:
        Nothing.

    Raises:
        InputError: If the file cannot be drawn or written; then an old one is as it was.

    Source:
        nnref

    Example:
        >>> import tempfile
        >>> curve = error_curve(np.array([[0, 0.3], [10, 0.1]]))
        >>> draw_picture([curve], "Example", tempfile.mkdtemp() + "/error.svg")
    """
    import matplotlib  # noqa: PLC0415  # as in check_plot_file

    picture = io.BytesIO()  # on a full disk, not all of matplotlib's formats end with the system's error
    moment = os.environ.get("SOURCE_DATE_EPOCH", "0")  # a date to write into the picture, as distributions want it
    if not re.fullmatch("[0-9]{1,11}", moment):
        del os.environ["SOURCE_DATE_EPOCH"]
    try:
        with matplotlib.rc_context({"text.usetex": False}):  # no LaTeX runs, whatever a matplotlibrc says
            figure = make_figure(panels, title)
            with warnings.catch_warnings(action="ignore"):  # a letter that the font lacks is drawn as a box
                figure.savefig(picture, format=file.lower().rpartition(".")[2], dpi=150)  # also of a file called .svg
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise InputError(f"{file}: cannot be drawn") from None
    finally:
        os.environ.update({"SOURCE_DATE_EPOCH": moment} if moment != "0" else {})

    def write(new: str) -> None:
        with open(new, "wb") as stream:
            stream.write(picture.getvalue())

    try:
        replace_file(follow_links(file), write)
    except OSError:
        raise InputError(f"{file}: cannot be written") from None


def make_figure(panels: list[Panel], title: str) -> Any:
    """Draw one panel beside the other.

    Args:
        panels: What error_curve and the others returned.
        title: Title of the picture: what was trained.

    Returns:
        The picture, as it is shown in a notebook.

    Source:
        nnref

    Example:
        >>> figure = make_figure([error_curve(np.array([[0, 0.3], [10, 0.1]]))], "Example")
    """
    from matplotlib.figure import Figure  # noqa: PLC0415  # no window, no global state

    figure = Figure(figsize=(6.5 * len(panels), 5), layout="constrained")
    figure.suptitle(escape_controls(title), parse_math=False)  # a dollar in a path is a dollar
    for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        panel(axes)
    return figure


def error_curve(history: Matrix) -> Panel:
    """How the error falls over the epochs.

    Args:
        history: A row for each record: the number of epochs done, the error then.

    Returns:
        A panel for draw_picture.

    Source:
        The article, "plot a graph to visualize how the training went".

    Example:
        >>> panel = error_curve(np.array([[0, 0.3], [10, 0.1]]))
    """

    def draw(axes: Any) -> None:
        axes.plot(history[:, 0], history[:, 1], color="black", linewidth=1.5)
        axes.set_ylim(0, 1.04 * history[:, 1].max())
        axes.set_title("Training error", fontsize="medium")
        axes.set_xlabel("Epochs done")
        axes.set_ylabel("Error, mean over samples and outputs")
        axes.grid(color="0.85", linewidth=0.5)

    return draw


def sample_points(X: Matrix, y: Matrix, classes: list[str]) -> Panel:
    """The samples in the plane: a mark and a shade of grey for each class.

    Args:
        X: Input, n_samples-by-2.
        y: Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
        classes: Names of the classes in order; if there are none, `target 0` and so on.

    Returns:
        A panel for draw_picture, or to be drawn over another.

    Source:
        The article, "visualize the performance by plotting the decision boundary".

    Example:
        >>> panel = sample_points(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[0.0], [1.0]]), classes=[])
    """
    names = class_names(y, classes)
    found = predicted_class(y)[:, 0]
    size = 14 if len(X) > 100 else 60

    def draw(axes: Any) -> None:
        look = {"edgecolors": "black", "linewidths": 0.6, "s": size, "zorder": 3}
        for number in reversed(range(len(names))):
            shade = str(1 - 0.75 * number / (len(names) - 1))  # from white to dark grey
            name, mark = escape_controls(names[number]), "^osDvP*X<>"[number % 10]
            axes.scatter(*X[found == number].T, marker=mark, color=shade, label=name.replace("$", r"\$"), **look)
        axes.set_xlabel("x1, no unit")
        axes.set_ylabel("x2, no unit")
        axes.legend(loc="upper right", framealpha=1)

    return draw


def class_names(y: Matrix, classes: list[str]) -> list[str]:
    """The names of the classes in a picture.

    Args:
        y: Targets, n_samples-by-n_outputs.
        classes: Names of the classes in order; none if they have none.

    Returns:
        The names; `target 0` and so on where there are none.

    Source:
        nnref

    Example:
        >>> class_names(np.array([[1.0]]), [])
        ['target 0', 'target 1']
    """
    return classes or [f"target {number}" for number in range(max(2, y.shape[1]))]


def decision_boundary(X: Matrix, y: Matrix, predict_points: Callable[[Matrix], Matrix], classes: list[str]) -> Panel:
    """Where the network says which class, under the samples.

    Args:
        X: Input, n_samples-by-2.
        y: Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
        predict_points: A function of rows like those of X that returns the output for each.
        classes: Names of the classes in order; none if they have none.

    Returns:
        A panel for draw_picture.

    Source:
        The article, "visualize the performance by plotting the decision boundary".

    Example:
        >>> corners = np.array([[0.0, 0.0], [1.0, 1.0]])
        >>> panel = decision_boundary(corners, np.array([[0.0], [1.0]]), lambda X: X[:, :1], classes=[])
    """
    low, high = X.min(axis=0), X.max(axis=0)
    size, width = np.maximum(abs(low), abs(high)), high / 2 - low / 2
    has_width = (width > 1e-9 * size) & (size > 1e-290)  # enough for 200 numbers; a constant feature is given one
    margin = np.where(has_width, 0.12 * width, np.maximum(1.0, 0.1 * size))
    x1, x2 = (np.linspace(low[j] - margin[j], high[j] + margin[j], 200) for j in (0, 1))
    points = np.column_stack([np.repeat(x1, 200), np.tile(x2, 200)])
    output = predict_points(points)
    count = max(2, y.shape[1])
    levels = [-1, 0.5, 2] if count == 2 else [number - 0.5 for number in range(count + 1)]
    height = (output if output.shape[1] == 1 else predicted_class(output)).reshape(200, 200)  # a row for each x1

    def draw(axes: Any) -> None:
        shades = [str(1 - 0.36 * number / (count - 1)) for number in range(count)]
        axes.contourf(x1, x2, height.T, levels=levels, colors=shades)
        axes.contour(x1, x2, height.T, levels=levels[1:-1], colors="black", linewidths=1.5)
        sample_points(X, y, classes)(axes)
        above = "grey where the output is above 0.5" if count == 2 else "a shade of grey for each class"
        axes.set_title(f"Decision boundary: {above}", fontsize="medium")

    return draw


def misread_digits(X: Matrix, y: Matrix, output: Matrix) -> Panel:
    """The images that the network takes for another digit.

    Args:
        X: Input, n_samples-by-64: images of 8 by 8 pixels, row by row, 0 for white.
        y: Targets, n_samples-by-10, 1 for the digit and 0 elsewhere.
        output: Output of the network, n_samples-by-10.

    Returns:
        A panel for draw_picture, with at most 20 images.

    Source:
        The log, "recognize handwritten digits".

    Example:
        >>> panel = misread_digits(np.ones((1, 64)), np.eye(10)[:1], np.eye(10)[1:2])
    """
    true, predicted = predicted_class(y)[:, 0], predicted_class(output)[:, 0]
    wrong = np.flatnonzero(true != predicted)
    shown = wrong[:20]

    def draw(axes: Any) -> None:
        for place, i in enumerate(shown):
            left, top = 10 * (place % 5), -13 * (place // 5)
            extent = (left, left + 8, top - 8, top)
            image = X[i].reshape(8, 8)
            axes.imshow(image, cmap="gray_r", vmin=0, vmax=X.max(), extent=extent, interpolation="nearest")
            axes.add_patch(rectangle(extent))
            axes.text(left + 4, top + 0.5, f"{true[i]:.0f}, read as {predicted[i]:.0f}", ha="center", fontsize=8)
        axes.set_xlim(-1, 49)
        axes.set_ylim(-13 * max(1, -(-len(shown) // 5)) + 3, 3)
        axes.set_aspect("equal")
        axes.axis("off")
        first = "" if len(shown) == len(wrong) else f", the first {len(shown)}"
        axes.set_title(f"Misread: {len(wrong)} of {len(X)} held-back images{first}", fontsize="medium")

    def rectangle(extent: tuple[float, float, float, float]) -> Any:
        from matplotlib.patches import Rectangle  # noqa: PLC0415  # as in draw_picture

        left, right, bottom, top = extent
        return Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor="0.6", linewidth=0.5)

    return draw


def perceptron_line(X: Matrix, y: Matrix, weights: Matrix, bias: Matrix) -> Panel:
    """The line at which a perceptron changes its mind, with its bias and without.

    Args:
        X: Input, n_samples-by-2.
        y: Targets, n_samples-by-1, each 0 or 1.
        weights: How much each input counts, 2-by-1, not both 0.
        bias: What is added to the sum, 1-by-1.

    Returns:
        A panel for draw_picture.

    Source:
        The article, "Without b the line will always go through the origin (0, 0)".

    Example:
        >>> X = np.array([[0.0, 0.0], [1.0, 1.0]])
        >>> panel = perceptron_line(X, np.array([[0.0], [1.0]]), np.ones((2, 1)), np.array([[-1.5]]))
    """
    low, high = X.min(axis=0) - 0.5, X.max(axis=0) + 0.5

    def ends(b: float) -> tuple[Matrix, Matrix]:
        w1, w2 = weights[:, 0]
        foot = -b * weights[:, 0] / (w1 * w1 + w2 * w2)  # the point of the line that is next to the origin
        far = 2 * (np.abs(foot).max() + np.abs([low, high]).max()) / np.hypot(w1, w2)
        return foot[0] + far * np.array([-w2, w2]), foot[1] + far * np.array([w1, -w1])

    def draw(axes: Any) -> None:
        with_bias = axes.plot(*ends(bias[0, 0]), color="black", linewidth=1.5)
        without = axes.plot(*ends(0.0), color="black", linewidth=1.5, linestyle="--")
        names = ["with the bias", "without it"]
        axes.add_artist(axes.legend(with_bias + without, names, loc="lower left", framealpha=1))
        sample_points(X, y, [])(axes)
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])
        formula = f"{weights[0, 0]:+g} x1 {weights[1, 0]:+g} x2 {bias[0, 0]:+g} > 0"
        axes.set_title(f"Perceptron: 1 where {formula}", fontsize="medium")

    return draw
