"""What is shown of a training while it runs, and how often."""

import math
import sys
from typing import Any

import numpy as np

from nnref.checks.errors import escape_controls
from nnref.files.numbers import format_decimals


def progress_line(epoch: int, epochs: int, error: float, seconds: float) -> str:
    """How far a long training is.

    Args:
        epoch: The number of epochs done.
        epochs: The number of epochs to do.
        error: The error now.
        seconds: The time taken so far, in seconds.

    Returns:
        The line, with a bar of 30 characters and, after the first epoch, the seconds left at the pace so far.

    Source:
        nnref

    Example:
        >>> progress_line(2500, 5000, 0.125, 3.0)
        '[###############               ] epoch 2500 of 5000, error 0.12500000, 3 s left'
    """
    bar = "#" * (30 * epoch // epochs)
    error_text = format_decimals(np.array([[error]]))[0][0]
    line = f"[{bar:<30}] epoch {epoch} of {epochs}, error {error_text}"
    return line if epoch == 0 else f"{line}, {round(seconds * (epochs - epoch) / epoch)} s left"


def record_interval(options: dict[str, Any], settings: dict[str, Any], watched: bool) -> int:
    """How often to record the error: at each report and each checkpoint, and often enough for what is seen of it.

    Args:
        options: Options by name, as read_options returns them.
        settings: Settings of the experiment by name.
        watched: Whether a bar shows how far the training is.

    Returns:
        The number of epochs from one record to the next.

    Source:
        nnref; each record costs as much as a third of an epoch.

    Example:
        >>> record_interval({}, {"epochs": 5000}, watched=False), record_interval({}, {"epochs": 5000}, watched=True)
        (500, 100)
    """
    epochs = settings["epochs"]
    interval: int = settings.get("report_every", max(1, epochs // 10))
    drawn = "save" in options or "plot" in options
    if drawn or watched:
        points = 200 if drawn else 50  # enough for a smooth curve; for a bar that moves
        interval = finer_interval(interval, max(1, epochs // points))
    return common_interval(interval, options.get("checkpoint_every", 0))


def finer_interval(interval: int, wanted: int) -> int:
    """The largest interval, not above the one wanted, at which the given one is met too.

    Args:
        interval: A number of epochs.
        wanted: The number of epochs that would be fine enough.

    Returns:
        The largest divisor of interval that is not above wanted.

    Source:
        nnref

    Example:
        >>> finer_interval(500, 30)
        25
    """
    return max(d for d in range(1, min(interval, wanted) + 1) if interval % d == 0)


def common_interval(interval: int, other: int) -> int:
    """The largest interval at which both are met: their greatest common divisor.

    Args:
        interval: A number of epochs.
        other: Another; 0 if there is none.

    Returns:
        The number of epochs.

    Source:
        Euclid's algorithm.

    Example:
        >>> common_interval(500, 300)
        100
    """
    return math.gcd(interval, other)


def show_progress(line: str) -> None:
    """Show a line on the terminal, in the place of the one that was shown before; nothing where there is no terminal.

    Args:
        line: The line; an empty one leaves nothing.

    Returns:
        Nothing.

    Source:
        nnref; ECMA-48, "erase in line".

    Example:
        >>> show_progress("half")
    """
    if sys.stderr.isatty():
        print(f"\r\033[K{escape_controls(line)}", end="", file=sys.stderr, flush=True)
