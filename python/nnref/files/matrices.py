"""Matrices as files, read and written without losing a bit."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.checks.errors import InputError, escape_controls, show_text
from nnref.checks.inputs import Matrix
from nnref.files.numbers import format_decimals, format_number, parse_number
from nnref.files.saving import is_folder

BLOCK = 2**22


def read_blocks(file: str, use: Callable[[list[str], int, list[Any]], Any]) -> list[Any]:
    """Read a text file block by block, so that no more of it is in memory at once.

    Args:
        file: Path of the file.
        use: A function of the lines of a block, without their ends (line feed, carriage return, or both) and
            without a leading byte-order mark; of the number of lines before them; and of a list of what it
            returned for the blocks before.

    Returns:
        The list of what use returned for each block.

    Raises:
        InputError: If the file cannot be read, or is not plain text, or if use raises it.

    Source:
        fixtures/README.md

    Example:
        >>> from nnref.files.experiments import experiment_folder
        >>> read_blocks(experiment_folder("article") + "/settings.csv", lambda lines, before, earlier: lines[-1])
        ['epochs,5000']
    """
    if is_folder(file):
        raise InputError(f"{file}: expected a file, found a folder")
    if not os.path.exists(file):
        raise InputError(f"{file}: no such file")
    results: list[Any] = []
    problem = None
    size = before = 0
    rest = b""
    try:
        with open(file, "rb") as stream:
            while True:
                content = stream.read(BLOCK)
                size += len(content)
                if b"\0" in content:
                    raise InputError(f"{file}: expected plain text, found a zero byte")
                is_last = content == b""
                content = rest + content
                if before == 0:
                    content = content.removeprefix(b"\xef\xbb\xbf")
                # a carriage return at the end may be half of a line's end
                end = len(content) if is_last else max(content.rfind(b"\n"), content.rfind(b"\r", 0, -1)) + 1
                content, rest = content[:end], content[end:]
                text = os.fsdecode(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
                lines = text.removesuffix("\n").split("\n") if text else []
                try:
                    if lines and problem is None:
                        results.append(use(lines, before, results))
                except InputError as found:
                    problem = found  # unless there is a zero byte further on
                before += len(lines)
                if is_last:
                    break
        if size < os.path.getsize(file):
            raise OSError(f"{file}: the disk gave too little")  # R is not told of it in another way
    except OSError:
        raise InputError(f"{file}: cannot be read") from None
    if problem is not None:
        raise problem
    return results


def read_lines(file: str) -> list[str]:
    """The lines of a text file, whatever ends them.

    Args:
        file: Path of the file.

    Returns:
        The lines without their ends (line feed, carriage return, or both) and without a leading
        byte-order mark.

    Raises:
        InputError: If the file cannot be read, or is not plain text.

    Source:
        fixtures/README.md

    Example:
        >>> from nnref.files.experiments import experiment_folder
        >>> read_lines(experiment_folder("article") + "/settings.csv")[-1]
        'epochs,5000'
    """
    return [line for lines in read_blocks(file, lambda lines, before, earlier: lines) for line in lines]


def cut_rows(lines: list[str], before: int = 0) -> dict[str, Any]:
    """The rows among the lines of a fixture, without comments and empty lines, cut at the commas.

    Args:
        lines: The lines.
        before: How many lines of the file are before them.

    Returns:
        By name: line, the number of each row's line, from 1; values, each row's values as text,
        without spaces around.

    Source:
        fixtures/README.md

    Example:
        >>> cut_rows(["# one row", "1, 2"])
        {'line': [2], 'values': [['1', '2']]}
    """
    rows = [
        (number, [value.strip(" \t") for value in line.split(",")])
        for number, line in enumerate(lines, start=before + 1)
        if not line.startswith("#") and line.strip(" \t") != ""
    ]
    return {"line": [number for number, _ in rows], "values": [values for _, values in rows]}


def read_matrix(file: str) -> Matrix:
    """Read a matrix.

    Args:
        file: Path of a file in the fixture format: a row on each line, values separated by commas.

    Returns:
        The matrix, bit for bit as it was written.

    Raises:
        InputError: If the file cannot be read, is ragged or empty, or holds what is no finite number.

    Source:
        fixtures/README.md

    Example:
        >>> from nnref.files.experiments import experiment_folder
        >>> read_matrix(experiment_folder("article") + "/y.csv")
        array([[1.],
               [1.],
               [0.]])
    """

    def read_rows(lines: list[str], before: int, earlier: list[Matrix]) -> Matrix:
        rows = cut_rows(lines, before)
        n_columns = next((A.shape[1] for A in earlier if len(A) > 0), len((rows["values"] or [[]])[0]))
        numbers = []
        for line, values in zip(rows["line"], rows["values"], strict=True):
            if len(values) != n_columns:
                expected = f"expected as many values as in the first row ({n_columns})"
                raise InputError(f"{file} line {line}: {expected}, found {len(values)}")
            for j, value in enumerate(values):
                number = parse_number(value)
                if number is None:
                    raise InputError(
                        f"{file} line {line}, value {j + 1}: expected a finite number, found {show_text(value)}"
                    )
                numbers.append(number)
        return np.array(numbers).reshape(len(rows["line"]), n_columns)

    blocks = [A for A in read_blocks(file, read_rows) if len(A) > 0]
    if not blocks:
        raise InputError(f"{file}: expected at least one row of numbers, found none")
    return np.concatenate(blocks)


def write_matrix(A: Matrix, file: str, comments: list[str]) -> None:
    """Write a matrix.

    Args:
        A: Any matrix of finite numbers.
        file: Path of the file to write.
        comments: Lines for its header: what it is and where it comes from.

    Returns:
        Nothing; the file has the header, the shape, up to 10 rows and columns in decimals for people,
        and then the matrix, a row on each line.

    Source:
        fixtures/README.md

    Example:
        >>> import tempfile
        >>> file = tempfile.mkdtemp() + "/A.csv"
        >>> write_matrix(np.array([[0.5, 2.0]]), file, comments=["An example"])
        >>> read_lines(file)
        ['# An example', '# Shape: 1 x 2', '# In decimals:', '#   0.50000000 2.00000000', '0x1p-1,2']
    """
    lines = [*comments, f"Shape: {A.shape[0]} x {A.shape[1]}"]
    if (np.floor(A) != A).any():
        lines += ["In decimals:", *("  " + line for line in matrix_lines(A))]
    write_lines(["# " + escape_controls(line) for line in lines], file)
    size = max(1, 100000 // A.shape[1])  # rows at a time, so that not all texts are in memory at once
    for start in range(0, len(A), size):
        rows = A[start : start + size].tolist()
        write_lines([",".join(map(format_number, row)) for row in rows], file, append=True)


def matrix_lines(A: Matrix, exact: bool = False) -> list[str]:
    """A matrix as lines for people, its columns lined up.

    Args:
        A: Any matrix.
        exact: Whether A is input, and so may be shown as whole numbers if it holds nothing else.

    Returns:
        A line for each of the first 10 rows, with the first 10 columns, and how much is left out.

    Source:
        nnref

    Example:
        >>> matrix_lines(np.array([[1.0, 0.0]]), exact=True)
        ['1 0']
    """
    n_rows, n_columns = A.shape
    text = format_decimals(A[:10, :10], exact)
    width = max(len(value) for row in text for value in row)
    more = f" ... {n_columns - 10} more columns" if n_columns > 10 else ""
    lines = [" ".join(value.rjust(width) for value in row) + more for row in text]
    return [*lines, f"... {n_rows - 10} more rows"] if n_rows > 10 else lines


def write_lines(lines: list[str], file: str, append: bool = False) -> None:
    """Write lines to a text file, each ended by a line feed.

    Args:
        lines: The lines.
        file: Path of the file to write.
        append: Whether what the file holds stays before them.

    Returns:
        Nothing.

    Source:
        fixtures/README.md

    Example:
        >>> import tempfile
        >>> file = tempfile.mkdtemp() + "/lines.csv"
        >>> write_lines(["# two", "lines"], file)
        >>> read_lines(file)
        ['# two', 'lines']
    """
    with open(file, "ab" if append else "wb") as stream:
        stream.write(os.fsencode("".join(line + "\n" for line in lines)))
