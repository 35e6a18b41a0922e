"""The errors that nnref raises, and how they show what was found."""

import os
import re
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


def show_text(text: str) -> str:
    r"""What was found, as an error line quotes it.

    Args:
        text: Any text, of a file or of an argument.

    Returns:
        The text between quotes, no longer than 40 bytes, each byte that is not printable ASCII as
        its hex code.

    Source:
        nnref; a line that is one line whatever is in the file.

    Example:
        >>> print(show_text("1,5"), show_text("tab" + chr(9)))
        '1,5' 'tab\x09'
    """
    found = os.fsencode(text)
    if len(found) > 40:
        found = found[:37] + b"..."
    return "'" + "".join(chr(b) if 32 <= b < 127 else f"\\x{b:02x}" for b in found) + "'"


def escape_controls(text: str) -> str:
    r"""A text that stays on one line of a terminal, whatever it holds.

    Args:
        text: Any text.

    Returns:
        The text, each control character as its hex code, and all that is not ASCII where it is not UTF-8.

    Source:
        nnref; a path may hold a line feed, or a code that moves the cursor.

    Example:
        >>> print(escape_controls("a" + chr(10) + "b"))
        a\x0ab
    """
    found = os.fsencode(text)
    try:
        found.decode("utf-8")
        controls = rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]"  # the second kind is U+0080 to U+009F
    except UnicodeDecodeError:
        controls = rb"[^ -~]"
    return os.fsdecode(re.sub(controls, lambda control: b"".join(b"\\x%02x" % byte for byte in control[0]), found))


def nearest_name(found: str, known: list[str]) -> str:
    """The known name that somebody meant who typed another.

    Args:
        found: What was typed.
        known: The names that there are.

    Returns:
        The question `; did you mean X?` with the name that takes the fewest changes of a letter, the first of
        equally near ones; empty text if even that takes more than a third of its letters, or all.

    Source:
        V. I. Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966.

    Example:
        >>> nearest_name("mons", ["article", "moons"]), nearest_name("mons", ["article"])
        ('; did you mean moons?', '')
    """
    distances = [count_changes(found, name) for name in known] if 0 < len(found) <= 40 else []
    near = min(range(len(distances)), key=distances.__getitem__, default=0)
    is_near = bool(distances) and distances[near] <= max(1, len(known[near]) // 3) < len(known[near])
    return f"; did you mean {known[near]}?" if is_near else ""


def count_changes(a: str, b: str) -> int:
    """How many letters must be put in, taken out or replaced to make one text of another.

    Args:
        a: A text.
        b: Another.

    Returns:
        The smallest number of changes.

    Source:
        V. I. Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966.

    Example:
        >>> count_changes("mons", "moons")
        1
    """
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row, above = [i], row
        for j, other in enumerate(b, start=1):
            row.append(min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (letter != other)))
    return row[-1]
