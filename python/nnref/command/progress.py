"""What is shown of a training while it runs, and how often."""

import signal
import sys
import threading
from collections.abc import Callable
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


def record_intervals(options: dict[str, Any], settings: dict[str, Any], watched: bool) -> list[int]:
    """How often to record the error: at each report and each checkpoint, and often enough for what is seen of it.

    Args:
        options: Options by name, as read_options returns them.
        settings: Settings of the experiment by name.
        watched: Whether a bar shows how far the training is.

    Returns:
        The numbers of epochs at whose multiples to record.

    Source:
        nnref; each record costs as much as a third of an epoch.

    Example:
        >>> record_intervals({}, {"epochs": 5000}, watched=False), record_intervals({}, {"epochs": 5000}, watched=True)
        ([500], [500, 100])
    """
    epochs = settings["epochs"]
    intervals: list[int] = [settings.get("report_every", max(1, epochs // 10))]
    drawn = "save" in options or "plot" in options
    if drawn or watched:
        points = 200 if drawn else 50  # enough for a smooth curve; for a bar that moves
        intervals.append(max(1, epochs // points))
    if "checkpoint_every" in options:
        intervals.append(options["checkpoint_every"])
    return intervals


def allow_one_interrupt(work: Callable[[], int]) -> int:
    """Do what Ctrl-C may end, once: a second one is not to destroy what is saved after the first.

    Args:
        work: A function that does it.

    Returns:
        What it returns.

    Source:
        nnref

    Example:
        >>> allow_one_interrupt(lambda: 3)
        3
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        return work()  # none comes here, or it is ignored as in a job that runs in the background

    def leave_it(number: int, frame: Any) -> None:
        """Of one that is ignored by SIG_IGN instead while it is on its way, Python prints a traceback."""

    def stop_once(number: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, leave_it)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop_once)
    try:
        return work()
    finally:  # nothing is left for the command to do but to end
        signal.signal(signal.SIGINT, before if before is signal.default_int_handler else leave_it)


def hold_interrupts(work: Callable[[], None]) -> None:
    """Do what Ctrl-C must not cut short.

    Args:
        work: A function that does it.

    Returns:
        Nothing.

    Source:
        nnref; so that what took long to train is not lost in the moment in which it is saved.

    Example:
        >>> hold_interrupts(lambda: print("saved"))
        saved
    """
    if threading.current_thread() is not threading.main_thread():  # no other is interrupted
        work()
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        work()
    finally:
        signal.signal(signal.SIGINT, before)


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
