"""The errors that nnref raises: for input that it cannot use, and for a training that stops early."""

from typing import Any


class InputError(ValueError):
    """An error in what the user gave: one line that says what, where, and what was expected.

    Args:
        message: The line, without the leading program name.

    Returns:
        The error, to be raised.

    Source:
        nnref; the command prints it as `nnref: <message>` and ends with exit status 2.

    Example:
        >>> str(InputError("X.csv: no such file"))
        'X.csv: no such file'
    """


class StoppedError(ValueError):
    """An error that ends a training early, with all that is needed to go on from the last whole epoch.

    Args:
        message: The line that says why, without the leading program name.
        status: The exit status of the command: 3 if the training diverged, 130 if it was interrupted.
        epoch: How many epochs were done when the parameters were these.
        parameters: Weights and biases by name, all finite.

    Returns:
        The error, to be raised.

    Source:
        nnref; 130 is what a shell gives for an interrupted command.

    Example:
        >>> StoppedError("interrupted", 130, 7, {}).epoch
        7
    """

    def __init__(self, message: str, status: int, epoch: int, parameters: dict[str, Any]) -> None:
        super().__init__(message)
        self.status = status
        self.epoch = epoch
        self.parameters = parameters
