"""The user's own table: a CSV file with a header, one column of which is the target."""

import os
import re
from typing import Any

import numpy as np

from nnref.checks.errors import InputError, show_text
from nnref.checks.inputs import Matrix
from nnref.files.matrices import read_blocks
from nnref.files.numbers import parse_number


def split_rows(lines: list[str], numbers: list[int], file: str, n_columns: int | None = None) -> list[list[str]]:
    """The values of lines of a CSV file.

    Args:
        lines: The lines: values separated by commas; one that holds a comma or a quote is itself in double
            quotes, its quotes doubled.
        numbers: The number of each line, for the error line.
        file: Path of the file, for the error line.
        n_columns: How many values a line must have; any number if not given.

    Returns:
        A list for each line: its values as text, without quotes and without spaces around.

    Raises:
        InputError: If a quote is not closed, or something follows it, or there are more or fewer values.

    Source:
        RFC 4180

    Example:
        >>> split_rows(['1, 2,"3,4"'], [1], "a.csv")
        [['1', '2', '3,4']]
    """
    rows = []
    for line, number in zip(lines, numbers, strict=True):
        ended = line + ","  # so that each value is followed by a comma
        if '"' not in line:
            values = line.split(",")
        else:
            values = re.findall(r'(?:"(?:[^"]|"")*"|(?:[^",][^,]*)?),', ended)
            if "".join(values) != ended:
                raise InputError(f"{file} line {number}: expected each quote closed on its line, before a comma")
            values = [value[1:-2].replace('""', '"') if value[0] == '"' else value[:-1] for value in values]
        if len(values) != (n_columns or len(values)):
            expected = f"expected as many values as in the header ({n_columns})"
            raise InputError(f"{file} line {number}: {expected}, found {len(values)}")
        rows.append([value.strip(" \t") for value in values])
    return rows


def read_names(line: str, number: int, file: str) -> list[str]:
    """The names of the columns of a table, from its header.

    Args:
        line: The header.
        number: The number of its line, for the error line.
        file: Path of the file, for the error line.

    Returns:
        The names.

    Raises:
        InputError: If a column has no name, or that of another, or if the names are not separated by commas.

    Source:
        RFC 4180

    Example:
        >>> read_names('size,"kind"', 1, "a.csv")
        ['size', 'kind']
    """
    header = f"{file} line {number}"
    names = split_rows([line], [number], file)[0]
    for separator, found in [(";", "semicolons"), ("\t", "tabs")]:
        if len(names) == 1 and separator in line:
            raise InputError(f"{header}: expected names separated by commas, found {found}")
    known: set[str] = set()
    for column, name in enumerate(names, start=1):
        if name == "":
            raise InputError(f"{header}: expected a name for each column, found none for column {column}")
        if name in known:
            raise InputError(f"{header}: expected each name once, found {show_text(name)} again")
        known.add(name)
    return names


def check_value(text: str, number: float | None, where: str) -> None:
    """Refuse a value that is missing or no number.

    Args:
        text: The text of the value.
        number: What parse_number made of it.
        where: How to call the value in the error line.

    Returns:
        Nothing.

    Raises:
        InputError: If there is no number.

    Source:
        nnref; a missing value is for the user to fill in or to leave out, not for a network to guess.

    Example:
        >>> check_value("1.5", 1.5, where="line 1")
    """
    if text in ("", "NA", "NaN", "nan", "null"):
        raise InputError(f"{where}: expected a number, found a missing value ({show_text(text)})")
    if number is None and re.fullmatch(r"[+-]?[0-9]*,[0-9]+", text):
        raise InputError(f"{where}: expected a number with a decimal point, found {show_text(text)}")
    if number is None:
        raise InputError(f"{where}: expected a finite number, found {show_text(text)}")


def encode_target(texts: list[str], lines: list[int], file: str, column: str) -> dict[str, Any]:
    """The targets of a network from a column of a table.

    Args:
        texts: The values of the column.
        lines: The number of the line of each value, for the error line.
        file: Path of the file, for the error line.
        column: Name of the column, for the error line.

    Returns:
        By name: y, the targets, n_samples-by-n_outputs; and classes, their names in order. Numbers from 0
        to 1 stay as they are, in one column, with no classes. All else is a class: of two classes the
        second is 1 and the first 0; of more each has a column, 1 where it is the class. Classes are in the
        order of their values if all are whole numbers, or else of their bytes.

    Raises:
        InputError: If a value is missing, if there is only one class, or if there are numbers that are
            neither whole nor from 0 to 1.

    Source:
        nnref

    Example:
        >>> encode_target(["b", "a"], [2, 3], "a.csv", "kind")
        {'y': array([[1.],
               [0.]]), 'classes': ['a', 'b']}
    """

    def where(i: int) -> str:
        return f"{file} line {lines[i]}, column {show_text(column)}"

    for i, text in enumerate(texts):
        if text in ("", "NA", "NaN", "nan", "null"):
            raise InputError(f"{where(i)}: expected a class or a number, found a missing value ({show_text(text)})")
    numbers = {text: parse_number(text) for text in set(texts)}
    known = {text: number + 0.0 for text, number in numbers.items() if number is not None}  # -0 is 0
    if len(known) == len(numbers):
        if all(0 <= number <= 1 for number in known.values()):
            return {"y": np.array([[known[text]] for text in texts]), "classes": []}
        if any(number != np.floor(number) for number in known.values()):
            wrong = next(i for i, text in enumerate(texts) if not 0 <= known[text] <= 1)
            found = show_text(texts[wrong])
            raise InputError(f"{where(wrong)}: expected a class or a number from 0 to 1, found {found}")
        texts = [f"{known[text]:.0f}" for text in texts]
        classes = [f"{number:.0f}" for number in sorted(set(known.values()))]
    else:
        classes = sorted(numbers, key=os.fsencode)
    if len(classes) == 1:
        found = show_text(classes[0])
        raise InputError(f"{file} column {show_text(column)}: expected two classes or more, found only {found}")
    ones = classes[1:] if len(classes) == 2 else classes
    y = np.zeros((len(texts), len(ones)))
    place = {name: j for j, name in enumerate(ones)}
    for i, text in enumerate(texts):
        if text in place:
            y[i, place[text]] = 1
    return {"y": y, "classes": classes}


def scale_minmax(X: Matrix) -> Matrix:
    """Scale each column to the interval from 0 to 1.

    Args:
        X: Input, n_samples-by-n_features.

    Returns:
        (x - min) / (max - min) of each value, with the smallest and largest value of its column; 0 in a
        column whose values are all the same. Shaped like X.

    Source:
        nnref

    Example:
        >>> scale_minmax(np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0]]))
        array([[0. , 0. ],
               [0.5, 0. ],
               [1. , 0. ]])
    """
    low = X.min(axis=0)
    high = X.max(axis=0)
    width = np.where(high > low, high - low, 1.0)  # (x - min) is 0 where all are the same
    scaled: Matrix = (X - low) / width
    return scaled


def read_table(file: str, target: str, scale: str | None = None) -> dict[str, Any]:
    r"""Read a table as input and targets.

    Args:
        file: Path of a CSV file: a header with the name of each column, then a row on each line.
        target: Name of the column that is the target; all others are features.
        scale: minmax to scale each feature to the interval from 0 to 1; as they are if not given.

    Returns:
        By name: X, the input, n_samples-by-n_features; y, the targets, n_samples-by-n_outputs; and
        classes, the names of the classes in order, none for a target of numbers.

    Raises:
        InputError: If the file is no such table, there is no such target, or a value is missing or not
            what it should be.

    Source:
        nnref; numbers are read by parse_number, to the same bits in both languages.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/table.csv"
        >>> _ = Path(file).write_text("size,kind\n1.5,big\n0.5,small\n")
        >>> read_table(file, target="kind")["X"]
        array([[1.5],
               [0.5]])
    """

    def read_rows(lines: list[str], before: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
        numbers = [number for number, line in enumerate(lines, before + 1) if line.strip(" \t") != ""]
        filled = [lines[number - before - 1] for number in numbers]
        names: list[str] = next((block["names"] for block in earlier if block["names"]), [])
        if filled and not names:
            names = read_names(filled.pop(0), numbers.pop(0), file)
        rows = split_rows(filled, numbers, file, len(names))
        block: dict[str, Any] = {"names": names, "lines": numbers, "X": [], "target": [], "problem": None}
        if target in names and len(names) > 1:
            at = names.index(target)
            block["target"] = [row.pop(at) for row in rows]
            values = [parse_number(text) for row in rows for text in row]
            if None in values:
                i, j = divmod(values.index(None), len(names) - 1)
                name = show_text([other for other in names if other != target][j])
                try:
                    check_value(rows[i][j], None, f"{file} line {numbers[i]}, column {name}")
                except InputError as problem:
                    block["problem"] = problem  # which counts if all rows have their values
            block["X"] = np.array(values, dtype=float).reshape(len(rows), len(names) - 1)
        return block

    blocks = [block for block in read_blocks(file, read_rows) if block["names"]]
    if not blocks:
        raise InputError(f"{file}: expected a header row, found nothing")
    names = blocks[0]["names"]
    lines = [line for block in blocks for line in block["lines"]]
    if not lines:
        raise InputError(f"{file}: expected at least one row below the header, found none")
    if target not in names:
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        raise InputError(f"{file}: no column {show_text(target)}: expected one of {', '.join(names[:20])}{more}")
    if len(names) == 1:
        raise InputError(f"{file}: expected at least one column beside the target, found none")
    for block in blocks:
        if block["problem"]:
            raise block["problem"]
    encoded = encode_target([text for block in blocks for text in block["target"]], lines, file, target)
    X = np.concatenate([block["X"] for block in blocks])
    if scale is not None:
        X = scale_minmax(X)
    return {"X": X, "y": encoded["y"], "classes": encoded["classes"]}
