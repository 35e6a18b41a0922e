"""The loop over the epochs: what is recorded on the way, and what ends it early."""

import contextlib
import ctypes
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.arithmetic import Matrix
from nnref.errors import StoppedError


def what_is_not_finite(parameters: dict[str, Matrix], error: float) -> list[str]:
    """What has become infinite, or not a number.

    Args:
        parameters: Weights and biases by name.
        error: The error that they give, a number.

    Returns:
        The names of the parameters that hold such a value, then `the error` if it is one.

    Source:
        nnref

    Example:
        >>> what_is_not_finite({"w": np.array([[1.0]])}, np.inf)
        ['the error']
    """
    values: dict[str, Any] = {**parameters, "the error": error}
    return [name for name, value in values.items() if not np.isfinite(value).all()]


def find_divergence(
    state: dict[str, Any],
    one_epoch: Callable[[dict[str, Any]], dict[str, Any]],
    measure_error: Callable[[dict[str, Matrix]], float],
) -> StoppedError:
    """The first epoch after which something is not finite, found by doing the epochs once more.

    Args:
        state: The training when all was finite, as repeat_epochs takes it.
        one_epoch: A function of the state that returns the state one epoch later.
        measure_error: A function of the parameters that returns the error to record.

    Returns:
        The error to be raised; it holds the parameters of the epoch before.

    Source:
        nnref

    Example:
        >>> start = {"epoch": 0, "parameters": {"w": np.array([[1e300]])}}
        >>> def grow(state): return {"epoch": state["epoch"] + 1, "parameters": {"w": state["parameters"]["w"] * 1e5}}
        >>> with np.errstate(over="ignore"): print(find_divergence(start, grow, lambda parameters: 0.0))
        diverged in epoch 2: w is not finite
    """
    last = state
    while not (what := what_is_not_finite(state["parameters"], measure_error(state["parameters"]))):
        last = state
        state = one_epoch(state)
    message = f"diverged in epoch {state['epoch']}: {what[0]} is not finite"
    return StoppedError(message, 3, last["epoch"], last["parameters"])


def repeat_epochs(
    state: dict[str, Any],
    one_epoch: Callable[[dict[str, Any]], dict[str, Any]],
    measure_error: Callable[[dict[str, Matrix]], float],
    epochs: int,
    record_every: int,
    on_record: Callable[[int, float, dict[str, Matrix]], None] | None = None,
) -> dict[str, Any]:
    """Do one epoch after the other, and record the error before the first, on the way and after the last.

    Args:
        state: By name: epoch, the number of epochs done; parameters, by name themselves; and whatever else
            an epoch hands on to the next.
        one_epoch: A function of the state that returns the state one epoch later.
        measure_error: A function of the parameters that returns the error to record.
        epochs: The number of epochs at which to stop, a whole number.
        record_every: Record the error each so many epochs, a whole number.
        on_record: Called with epoch, error and the parameters by name, each time an error is recorded.

    Returns:
        By name: the parameters after the last epoch, by name themselves; and the history, a row for each
        record: the number of epochs done, the error then.

    Raises:
        StoppedError: If the training is interrupted, or the parameters or the error are no longer finite;
            it holds the last finite parameters.

    Source:
        nnref

    Example:
        >>> start = {"epoch": 0, "parameters": {"w": np.array([[8.0]])}}
        >>> def halve(state): return {"epoch": state["epoch"] + 1, "parameters": {"w": state["parameters"]["w"] / 2}}
        >>> def size(parameters): return float(parameters["w"][0, 0])
        >>> repeat_epochs(start, halve, size, epochs=2, record_every=1)["history"].tolist()
        [[0.0, 8.0], [1.0, 4.0], [2.0, 2.0]]
    """
    # glibc gives the memory of large matrices back to the system, for each epoch to ask for it anew, page by page,
    # which can take longer than the epoch itself. So let it keep what is freed, up to 1 GiB, and map nothing smaller.
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # where another C library has no mallopt
            for trim_or_map_threshold in (-1, -3):
                ctypes.CDLL(None).mallopt(trim_or_map_threshold, 2**30)
    history = []
    recorded = state
    try:
        with np.errstate(all="ignore"):  # what overflows is found as not finite
            while True:
                epoch, parameters = state["epoch"], state["parameters"]
                is_last = epoch == epochs
                if epoch % record_every == 0 or is_last:
                    error = measure_error(parameters)
                    # What is not finite stays so: to look now and then is enough, and costs the loop nothing
                    if what_is_not_finite(parameters, error):
                        raise find_divergence(recorded, one_epoch, measure_error)
                    history.append((epoch, error))
                    if on_record is not None:
                        on_record(epoch, error, parameters)
                    recorded = state
                if is_last:
                    break
                state = one_epoch(state)  # at once, so that an interrupt leaves no half of an epoch
    except KeyboardInterrupt:
        last = recorded if what_is_not_finite(state["parameters"], 0) else state
        message = f"interrupted after {last['epoch']} of {epochs} epochs"
        raise StoppedError(message, 130, last["epoch"], last["parameters"]) from None
    return {"parameters": state["parameters"], "history": np.array(history)}
