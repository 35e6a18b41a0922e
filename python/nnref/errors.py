"""The one error that nnref raises for input that it cannot use."""


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
