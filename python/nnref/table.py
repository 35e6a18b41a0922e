"""The user's own table: a CSV file with a header, one column of which is the target."""

import os
import re
from typing import Any

import numpy as np

from nnref.arithmetic import Matrix
from nnref.errors import InputError
from nnref.fixtures import read_lines
from nnref.numbers import parse_number, show_text


def split_row(line: str, where: str) -> list[str]:
    """The values of a line of a CSV file.

    Args:
        line: The line: values separated by commas; one that holds a comma or a quote is itself in double
            quotes, its quotes doubled.
        where: How to call the line in the error line.

    Returns:
        The values as text, without quotes and without spaces around.

    Raises:
        InputError: If a quote is not closed, or something follows it.

    Source:
        RFC 4180

    Example:
        >>> split_row('1, 2,"3,4"', where="line 1")
        ['1', '2', '3,4']
    """
    ended = line + ","  # so that each value is followed by a comma
    values = re.findall(r'(?:"(?:[^"]|"")*"|(?:[^",][^,]*)?),', ended)
    if "".join(values) != ended:
        raise InputError(f"{where}: expected each quote closed on its line, before a comma")
    values = [value[1:-2].replace('""', '"') if value[0] == '"' else value[:-1] for value in values]
    return [value.strip(" \t") for value in values]


def read_columns(file: str) -> dict[str, Any]:
    r"""Read a table as text.

    Args:
        file: Path of a CSV file: a header with the name of each column, then a row on each line.

    Returns:
        By name: names, one for each column; lines, the number of the line of each row; and rows, each a
        list of texts. Empty lines are left out.

    Raises:
        InputError: If the file cannot be read, has no header or no rows, names a column twice or not at
            all, or is not separated by commas; or if a row has more or fewer values than the header.

    Source:
        RFC 4180

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/table.csv"
        >>> _ = Path(file).write_text("size,kind\n1.5,big\n")
        >>> read_columns(file)
        {'names': ['size', 'kind'], 'lines': [2], 'rows': [['1.5', 'big']]}
    """
    filled = [(number, line) for number, line in enumerate(read_lines(file), start=1) if line.strip(" \t") != ""]
    if not filled:
        raise InputError(f"{file}: expected a header row, found nothing")
    header = f"{file} line {filled[0][0]}"
    names = split_row(filled[0][1], header)
    for separator, found in [(";", "semicolons"), ("\t", "tabs")]:
        if len(names) == 1 and separator in filled[0][1]:
            raise InputError(f"{header}: expected names separated by commas, found {found}")
    known: set[str] = set()
    for column, name in enumerate(names, start=1):
        if name == "":
            raise InputError(f"{header}: expected a name for each column, found none for column {column}")
        if name in known:
            raise InputError(f"{header}: expected each name once, found {show_text(name)} again")
        known.add(name)
    if len(filled) == 1:
        raise InputError(f"{file}: expected at least one row below the header, found none")
    rows = []
    for number, line in filled[1:]:
        values = split_row(line, f"{file} line {number}")
        if len(values) != len(names):
            raise InputError(
                f"{file} line {number}: expected as many values as in the header ({len(names)}), found {len(values)}"
            )
        rows.append(values)
    return {"names": names, "lines": [number for number, _ in filled[1:]], "rows": rows}


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


def encode_target(texts: list[str], where: list[str], column: str) -> dict[str, Any]:
    """The targets of a network from a column of a table.

    Args:
        texts: The values of the column.
        where: How to call each value in the error line.
        column: How to call the column in the error line.

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
        >>> encode_target(["b", "a"], ["row 1", "row 2"], "kind")
        {'y': array([[1.],
               [0.]]), 'classes': ['a', 'b']}
    """
    numbers = [parse_number(text) for text in texts]
    for text, place in zip(texts, where, strict=True):
        if text in ("", "NA", "NaN", "nan", "null"):
            raise InputError(f"{place}: expected a class or a number, found a missing value ({show_text(text)})")
    known = [number + 0.0 for number in numbers if number is not None]  # -0 is 0
    if len(known) == len(texts):
        if all(0 <= number <= 1 for number in known):
            return {"y": np.array([known]).T, "classes": []}
        if any(number != np.floor(number) for number in known):
            wrong = next(i for i, number in enumerate(known) if not 0 <= number <= 1)
            found = show_text(texts[wrong])
            raise InputError(f"{where[wrong]}: expected a class or a number from 0 to 1, found {found}")
        texts = [f"{number:.0f}" for number in known]
        classes = [f"{number:.0f}" for number in sorted(set(known))]
    else:
        classes = sorted(set(texts), key=os.fsencode)
    if len(classes) == 1:
        raise InputError(f"{column}: expected two classes or more, found only {show_text(classes[0])}")
    ones = classes[1:] if len(classes) == 2 else classes
    return {"y": np.array([[float(text == name) for name in ones] for text in texts]), "classes": classes}


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
    table = read_columns(file)
    names = table["names"]
    if target not in names:
        more = f" and {len(names) - 20} more" if len(names) > 20 else ""
        raise InputError(f"{file}: no column {show_text(target)}: expected one of {', '.join(names[:20])}{more}")
    if len(names) == 1:
        raise InputError(f"{file}: expected at least one column beside the target, found none")
    at = names.index(target)
    features = [column for column in range(len(names)) if column != at]
    X = np.empty((len(table["rows"]), len(features)))
    for i, (line, row) in enumerate(zip(table["lines"], table["rows"], strict=True)):
        for j, column in enumerate(features):
            number = parse_number(row[column])
            check_value(row[column], number, f"{file} line {line}, column {show_text(names[column])}")
            X[i, j] = number
    column_name = f"column {show_text(target)}"
    where = [f"{file} line {line}, {column_name}" for line in table["lines"]]
    encoded = encode_target([row[at] for row in table["rows"]], where, f"{file} {column_name}")
    if scale is not None:
        X = scale_minmax(X)
    return {"X": X, "y": encoded["y"], "classes": encoded["classes"]}
