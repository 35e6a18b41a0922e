"""The user's own table: a CSV file, one column of which is the target, and what must be remembered of it."""

import dataclasses
import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnref.checks.errors import InputError, nearest_name, show_text
from nnref.checks.inputs import Matrix
from nnref.checks.memory import check_memory
from nnref.files.matrices import read_blocks, read_lines
from nnref.files.numbers import DECIMAL, format_number, parse_number

MISSING = ["", "NA", "NaN", "nan", "null"]
MOST_LEVELS = 50
NUMBER_LIKE = re.compile(r"[+-]?(inf|infinity|nan)|[+-]?[0-9]*,[0-9]+", re.I)
DATE = re.compile(r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T].*)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}( .*)?")


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a table, as new rows need them: names, levels, classes, and how each feature is scaled.

    Args:
        names: Names of the columns that are features, in the table's order.
        levels: The texts of each column of texts, in the order of their bytes; a feature of the network each.
        target: Name of the column that is learned.
        classes: Names of its classes in order; none if it is a number.
        dropped: Names of the columns that are left out.
        low: The smallest value of each feature, 1-by-n_features; none if features are not scaled.
        high: The largest value of each feature, 1-by-n_features; none if features are not scaled.

    Returns:
        The columns.

    Source:
        fixtures/README.md, "A table that is remembered".

    Example:
        >>> feature_names(Columns(["size", "colour"], {"colour": ["blue", "red"]}, "kind", [], [], None, None))
        ['size', 'colour=blue', 'colour=red']
    """

    names: list[str]
    levels: dict[str, list[str]]
    target: str
    classes: list[str]
    dropped: list[str]
    low: Matrix | None
    high: Matrix | None


@dataclass(frozen=True, eq=False)
class Table:
    """A table as a network takes it.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        classes: Names of the classes in order; none for a target of numbers.
        columns: What must be remembered of its columns, so that new rows can be read as it was.
        notes: Lines that say what was made of the table beyond the plain reading of its numbers.

    Returns:
        The table.

    Source:
        nnref

    Example:
        >>> one = np.array([[1.0]])
        >>> Table(one, one, [], Columns(["size"], {}, "kind", [], [], None, None), []).columns.target
        'kind'
    """

    X: Matrix
    y: Matrix
    classes: list[str]
    columns: Columns
    notes: list[str]


def feature_names(columns: Columns) -> list[str]:
    """The name of each feature of the network that a table feeds.

    Args:
        columns: The columns of the table.

    Returns:
        The name of each column of numbers, and `column=level` for each level of a column of texts.

    Source:
        nnref

    Example:
        >>> feature_names(Columns(["size"], {}, "kind", [], [], None, None))
        ['size']
    """
    return [
        feature
        for name in columns.names
        for feature in ([f"{name}={level}" for level in columns.levels[name]] if name in columns.levels else [name])
    ]


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
        The names; the first is empty where rows have names of their own in a first column without a name.

    Raises:
        InputError: If another column has no name, or two have the same, or the names are not separated by commas.

    Source:
        RFC 4180

    Example:
        >>> read_names('size,"kind"', 1, "a.csv")
        ['size', 'kind']
    """
    header = f"{file} line {number}"
    if line.startswith("#"):
        advice = "delete it, or see comment='#' of pandas.read_csv and comment.char = '#' of read.csv"
        raise InputError(f"{header}: expected the names of the columns, found a comment: {advice}")
    outside = re.sub(r'"[^"]*"', '""', line)
    if "," not in outside:
        for separator, found, code in [(";", "semicolons", "';'"), ("\t", "tabs", "'\\t'"), ('" "', "spaces", "' '")]:
            if separator in (outside if separator != '" "' else line):
                advice = f"write it anew from pandas.read_csv(file, sep={code}) or read.csv(file, sep = {code})"
                raise InputError(f"{header}: expected names separated by commas, found {found}: {advice}")
    names = split_rows([line], [number], file)[0]
    known: set[str] = set()
    for column, name in enumerate(names, start=1):
        if name == "" and (column > 1 or len(names) == 1):
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
        nnref

    Example:
        >>> check_value("1.5", 1.5, where="line 1")
    """
    if text in MISSING:
        raise InputError(f"{where}: expected a number, found a missing value ({show_text(text)})")
    if number is None and re.fullmatch(r"[+-]?[0-9]*,[0-9]+", text):
        raise InputError(f"{where}: expected a number with a decimal point, found {show_text(text)}")
    if number is None and DATE.fullmatch(text):
        advice = "make a number of it (pandas: .dt.dayofyear, R: as.numeric(as.Date(...))), or leave the column out"
        raise InputError(f"{where}: expected a number, found a date ({show_text(text)}): {advice}")
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
        By name:
        y: The targets, n_samples-by-n_outputs. Numbers from 0 to 1 stay as they are, in one column. All else is a
            class: of two classes the second is 1 and the first 0; of more each has a column, 1 where it is the class.
        classes: The names of the classes, in the order of their values if all are whole numbers, or else of their
            bytes; none for numbers, unless these are 0 and 1.

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
        if text in MISSING:
            raise InputError(f"{where(i)}: expected a class or a number, found a missing value ({show_text(text)})")
    numbers = {text: parse_number(text) for text in set(texts)}
    known = {text: number + 0.0 for text, number in numbers.items() if number is not None}  # -0 is 0
    if len(known) == len(numbers):
        if all(0 <= number <= 1 for number in known.values()):
            classes = ["0", "1"] if set(known.values()) == {0, 1} else []
            return {"y": np.array([[known[text]] for text in texts]), "classes": classes}
        if any(number != np.floor(number) for number in known.values()):
            wrong = next(i for i, text in enumerate(texts) if not 0 <= known[text] <= 1)
            advice = "scale it first: (t - min(t)) / (max(t) - min(t)), in pandas and in R"
            found = show_text(texts[wrong])
            raise InputError(f"{where(wrong)}: expected a class or a number from 0 to 1, found {found}: {advice}")
        texts = [f"{known[text]:.0f}" for text in texts]
        classes = [f"{number:.0f}" for number in sorted(set(known.values()))]
    else:
        classes = sort_bytes(list(numbers))
    if len(classes) == 1:
        found = show_text(classes[0])
        raise InputError(f"{file} column {show_text(column)}: expected two classes or more, found only {found}")
    ones = classes[1:] if len(classes) == 2 else classes
    check_memory(2.0 * len(texts) * len(ones), f"{file} column {show_text(column)}: a target of {len(classes)} classes")
    y = np.zeros((len(texts), len(ones)))
    place = {name: j for j, name in enumerate(ones)}
    for i, text in enumerate(texts):
        if text in place:
            y[i, place[text]] = 1
    return {"y": y, "classes": classes}


def scale_minmax(X: Matrix, low: Matrix | None = None, high: Matrix | None = None) -> Matrix:
    """Scale each column to the interval from 0 to 1.

    Args:
        X: Input, n_samples-by-n_features.
        low: The value of each column that becomes 0, 1-by-n_features; its smallest if not given.
        high: The value of each column that becomes 1, 1-by-n_features; its largest if not given.

    Returns:
        (x - low) / (high - low) of each value; x - low in a column whose low and high are the same. Shaped
        like X.

    Source:
        nnref

    Example:
        >>> scale_minmax(np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0]]))
        array([[0. , 0. ],
               [0.5, 0. ],
               [1. , 0. ]])
    """
    X = np.asarray(X, dtype=np.float64)
    low = X.min(axis=0, keepdims=True) if low is None else low  # (1, n_features)
    high = X.max(axis=0, keepdims=True) if high is None else high  # (1, n_features)
    with np.errstate(over="ignore", invalid="ignore"):
        width = np.where(high > low, high - low, 1.0)  # (1, n_features)
        # half of each, where the whole difference is too large for a double
        scaled: Matrix = np.where(np.isinf(width), (X / 2 - low / 2) / (high / 2 - low / 2), (X - low) / width)
    return scaled


def scale_table(table: Table) -> Table:
    """Scale the features of a table to the interval from 0 to 1, and remember how.

    Args:
        table: The table.

    Returns:
        The same with X scaled, and with the smallest and largest value of each feature in its columns.

    Source:
        nnref

    Example:
        >>> columns = Columns(["size"], {}, "kind", [], [], None, None)
        >>> scale_table(Table(np.array([[1.0], [3.0]]), np.ones((2, 1)), [], columns, [])).columns.high
        array([[3.]])
    """
    low, high = table.X.min(axis=0, keepdims=True), table.X.max(axis=0, keepdims=True)
    columns = dataclasses.replace(table.columns, low=low, high=high)
    return dataclasses.replace(table, X=scale_minmax(table.X, low, high), columns=columns)


def read_header(line: str, number: int, file: str, header: bool, names: list[str] | None) -> dict[str, Any]:
    """The names of the columns of a table, from its first row.

    Args:
        line: The first row.
        number: The number of its line, for the error line.
        file: Path of the file, for the error line.
        header: Whether it is a header; columns without one are called column_1 and so on.
        names: Names that a header must hold; a row that holds none of them is no header, and the columns have
            these names. Any names if not given.

    Returns:
        By name: names, is_header, and notes, lines for the user.

    Raises:
        InputError: If it is a header and not what a header should be.

    Source:
        nnref

    Example:
        >>> read_header("1.5,big", 1, "a.csv", header=False, names=None)["names"]
        ['column_1', 'column_2']
    """
    values = [] if header and names is None else split_rows([line], [number], file)[0]
    is_header = header if names is None else not set(values).isdisjoint(names)
    if not is_header:
        found = names if names is not None else [f"column_{j + 1}" for j in range(len(values))]
        return {"names": found, "is_header": is_header, "notes": []}
    found = read_names(line, number, file)
    notes = []
    numeric = [name for name in found if parse_number(name) is not None]
    if numeric:
        notes.append(f"the header has numbers for names ({', '.join(numeric[:5])}): --no-header if the file has none")
    if found[0] == "":
        notes.append("the first column has no name: its values are taken as names of the rows and left out")
    return {"names": found, "is_header": is_header, "notes": notes}


def read_values(
    file: str,
    as_text: list[str],
    drop: list[str] | None = None,
    missing: str = "refuse",
    header: bool = True,
    names: list[str] | None = None,
) -> dict[str, Any]:
    r"""The values of a table, column by column.

    Args:
        file: Path of a CSV file: a header with the name of each column, then a row on each line.
        as_text: Names of columns whose values are texts, whatever they are.
        drop: Names of columns to leave out.
        missing: What to do with a row in which a value is missing: refuse it, or drop it.
        header: Whether the first row is a header; columns without one are called column_1 and so on.
        names: Names that a header must hold; a first row that holds none of them is no header. Any names if
            not given.

    Returns:
        By name: names, those of the columns that are kept; lines, the number of each row's line; values, those
        of each column by its name, as numbers if all are, else as texts; and notes, lines for the user.

    Raises:
        InputError: If the file is no such table, there is no such column, or a value is missing.

    Source:
        RFC 4180

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/table.csv"
        >>> _ = Path(file).write_text("size,kind\n1.5,big\n0.5,small\n")
        >>> read_values(file, as_text=["kind"])["values"]["kind"]
        ['big', 'small']
    """
    dropped = drop or []

    def read_rows(lines: list[str], before: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
        numbers = [number for number, line in enumerate(lines, before + 1) if line.strip(" \t") != ""]
        filled = [lines[number - before - 1] for number in numbers]
        top = next((block["top"] for block in earlier if block["top"]), None)
        if filled and top is None:
            top = read_header(filled[0], numbers[0], file, header, names)
            if top["is_header"]:
                filled, numbers = filled[1:], numbers[1:]
        block: dict[str, Any] = {"top": top, "lines": [], "values": {}, "gap": None, "gaps": 0}
        found = top["names"] if top else []
        rows = split_rows(filled, numbers, file, len(found))
        kept = [j for j, name in enumerate(found) if name != "" and name not in dropped]
        for row, number in zip(rows, numbers, strict=True):
            gap = next((j for j in kept if row[j] in MISSING), None)
            if gap is None:
                block["lines"].append(number)
            else:
                block["gap"] = block["gap"] or (number, found[gap], row[gap])
                block["gaps"] += 1
        whole = set(block["lines"])
        rows = [row for row, number in zip(rows, numbers, strict=True) if number in whole]
        for j in kept:
            texts = [row[j] for row in rows]
            parsed = None if found[j] in as_text else [parse_number(text) for text in texts]
            is_text = parsed is None or None in parsed
            block["values"][found[j]] = texts if is_text else np.array(parsed, dtype=np.float64)
        return block

    blocks = [block for block in read_blocks(file, read_rows) if block["top"]]
    if not blocks:
        raise InputError(f"{file}: expected a header row, found nothing")
    top = blocks[0]["top"]
    for name in dropped:
        if name not in top["names"]:
            raise InputError(f"{file}: no column {show_text(name)}: expected {list_names(top['names'], name)}")
    lines = [line for block in blocks for line in block["lines"]]
    gaps = sum(block["gaps"] for block in blocks)
    if gaps > 0 and missing != "drop":
        line, name, text = next(block["gap"] for block in blocks if block["gap"] is not None)
        where = f"{file} line {line}, column {show_text(name)}"
        share = f"as in {gaps} of {gaps + len(lines)} rows: --missing drop leaves them out"
        raise InputError(f"{where}: expected a value, found a missing one ({show_text(text)}), {share}")
    if not lines:
        what = "without a missing value" if gaps > 0 else "below the header"
        raise InputError(f"{file}: expected at least one row {what}, found none")
    notes = list(top["notes"])
    if gaps > 0:
        notes.append(f"left out for a missing value: {gaps} of {gaps + len(lines)} rows")
    kept = [name for name in top["names"] if name != "" and name not in dropped]
    values: dict[str, Any] = {}
    for name in kept:
        parts = [block["values"][name] for block in blocks if block["lines"]]
        all_numbers = all(isinstance(part, np.ndarray) for part in parts)
        values[name] = np.concatenate(parts) if all_numbers else [str(value) for part in parts for value in part]
    return {"names": kept, "lines": lines, "values": values, "notes": notes}


def list_names(names: list[str], wanted: str) -> str:
    """The names that there are, for the error line that misses one.

    Args:
        names: The names.
        wanted: The name that is missing.

    Returns:
        At most 20 of them, and how many more there are, and the nearest to the one that is missing.

    Source:
        nnref

    Example:
        >>> list_names(["size", "kind"], "Kind")
        'one of size, kind; did you mean kind?'
    """
    known = [name for name in names if name != ""]
    more = f" and {len(known) - 20} more" if len(known) > 20 else ""
    return f"one of {', '.join(known[:20])}{more}{nearest_name(wanted, known)}"


def encode_columns(values: dict[str, Any], lines: list[int], levels: dict[str, list[str]], file: str) -> Matrix:
    """The features of a network from the values of columns.

    Args:
        values: The values of each column, numbers or texts, by its name.
        lines: The number of the line of each value, for the error line.
        levels: The levels of each column of texts, by its name; all other columns are numbers.
        file: Path of the file, for the error line.

    Returns:
        The features, n_samples-by-n_features: a column of numbers as it is, a column of texts as one feature
        for each level, 1 where it is that level and 0 elsewhere.

    Raises:
        InputError: If a value is no number, or none of the levels.

    Source:
        nnref

    Example:
        >>> encode_columns({"x": ["1.5"], "colour": ["red"]}, [2], {"colour": ["blue", "red"]}, "a.csv")
        array([[1.5, 0. , 1. ]])
    """
    features = []
    wrong: list[tuple[int, int]] = []
    for j, (name, column) in enumerate(values.items()):
        if name in levels:
            wrong += [(i, j) for i, value in enumerate(column) if value not in levels[name]][:1]
            features += [np.array([value == level for value in column], dtype=np.float64) for level in levels[name]]
        else:
            numbers = column if isinstance(column, np.ndarray) else [parse_number(value) for value in column]
            wrong += [(i, j) for i, number in enumerate(numbers) if number is None][:1]
            features.append(np.array(numbers, dtype=np.float64))
    if wrong:
        i, j = min(wrong)
        name = list(values)[j]
        text = values[name][i]
        where = f"{file} line {lines[i]}, column {show_text(name)}"
        if name not in levels:
            check_value(text, None, where)
        raise InputError(f"{where}: expected {list_names(levels[name], text)}, found {show_text(text)}")
    return np.column_stack(features)


def find_levels(values: dict[str, Any], file: str) -> dict[str, list[str]]:
    """The levels of those columns that hold texts.

    Args:
        values: The values of each column, numbers or texts, by its name.
        file: Path of the file, for the error line.

    Returns:
        The levels of each column none of whose values is like a number or a date, in the order of their bytes.

    Raises:
        InputError: If such a column has more than 50 levels.

    Source:
        nnref; one number for each of several texts would give them an order that they do not have.

    Example:
        >>> find_levels({"size": ["1.5", "2"], "colour": ["red", "blue"]}, "a.csv")
        {'colour': ['blue', 'red']}
    """
    levels = {}
    for name, column in values.items():
        if isinstance(column, np.ndarray):
            continue
        distinct = set(column)
        if any(DECIMAL.fullmatch(v) or parse_number(v) is not None for v in distinct):
            continue
        if any(NUMBER_LIKE.fullmatch(value) or DATE.fullmatch(value) for value in distinct):
            continue
        if len(distinct) > MOST_LEVELS:
            found = f"found {len(distinct)} different texts: --drop leaves the column out"
            raise InputError(f"{file} column {show_text(name)}: expected at most {MOST_LEVELS} levels, {found}")
        levels[name] = sort_bytes(list(distinct))
    return levels


def sort_bytes(texts: list[str]) -> list[str]:
    """Texts in the order of their bytes, whatever the language of the system.

    Args:
        texts: The texts.

    Returns:
        The same, sorted.

    Source:
        nnref; the order of letters differs from one language to the next, that of bytes does not.

    Example:
        >>> sort_bytes(["b", "B", "a"])
        ['B', 'a', 'b']
    """
    return sorted(texts, key=os.fsencode)


def read_table(
    file: str,
    target: str,
    scale: str | None = None,
    drop: list[str] | None = None,
    missing: str = "refuse",
    header: bool = True,
) -> Table:
    r"""Read a table as input and targets.

    Args:
        file: Path of a CSV file: a header with the name of each column, then a row on each line.
        target: Name of the column that is the target; all others are features.
        scale: minmax to scale each feature to the interval from 0 to 1; as they are if not given.
        drop: Names of columns to leave out.
        missing: What to do with a row in which a value is missing: refuse it, or drop it.
        header: Whether the first row is a header; columns without one are called column_1 and so on.

    Returns:
        The table:
        X: Input, n_samples-by-n_features. A column of texts becomes one feature for each text, 1 where the row has it
            and 0 elsewhere.
        y: Targets, n_samples-by-n_outputs.
        classes: Names of the classes in order; none for a target of numbers.
        columns: What must be remembered of the columns, so that new rows can be read as this table was.
        notes: Lines that say what was made of the table beyond the plain reading of its numbers.

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
        >>> read_table(file, target="kind").X
        array([[1.5],
               [0.5]])
    """
    read = read_values(file, [target], drop, missing, header)
    values, lines, notes = read["values"], read["lines"], read["notes"]
    if target not in values:
        raise InputError(f"{file}: no column {show_text(target)}: expected {list_names(read['names'], target)}")
    targets = values.pop(target)
    if not values:
        raise InputError(f"{file}: expected at least one column beside the target, found none")
    levels = find_levels(values, file)
    X = encode_columns(values, lines, levels, file)
    encoded = encode_target(targets, lines, file, target)
    for name, found in levels.items():
        notes.append(f"column {name}: a feature for each of {list_names(found, '').removeprefix('one of ')}")
    count = len(encoded["classes"])
    is_many = count > 10 or count > max(2, len(lines) / 2)
    if is_many and all(parse_number(name) is not None for name in encoded["classes"]):
        notes.append(f"target {target}: {count} whole numbers, a class each; scale it to 0 up to 1 to learn a number")
    columns = Columns(list(values), levels, target, encoded["classes"], drop or [], None, None)
    table = Table(X, encoded["y"], encoded["classes"], columns, notes)
    return table if scale is None else scale_table(table)


def read_rows_of(file: str, columns: Columns) -> Matrix:
    r"""Read new rows of a table, as the network takes them.

    Args:
        file: Path of a CSV file, with a header or without.
        columns: The columns of the table that the network was trained on.

    Returns:
        The input, n_samples-by-n_features: columns found by their names, texts as their levels, numbers
        scaled as in the training.

    Raises:
        InputError: If a column is missing or unknown, or a value is not what it was in the training.

    Source:
        fixtures/README.md, "A table that is remembered".

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/new.csv"
        >>> _ = Path(file).write_text("kind,size\nbig,1.5\n")
        >>> read_rows_of(file, Columns(["size"], {}, "kind", [], [], None, None))
        array([[1.5]])
    """
    others = [columns.target, *columns.dropped]
    read = read_values(file, [*columns.levels, *others], names=columns.names)
    return encode_values(read["values"], read["lines"], columns, file)


def encode_values(values: dict[str, Any], lines: list[int], columns: Columns, file: str) -> Matrix:
    """The features of new rows, as the network takes them.

    Args:
        values: The values of each column, numbers or texts, by its name.
        lines: The number of the line of each value, for the error line.
        columns: The columns of the table that the network was trained on.
        file: Path of the file, for the error line.

    Returns:
        The input, n_samples-by-n_features.

    Raises:
        InputError: If a column is missing or unknown, or a value is not what it was in the training.

    Source:
        nnref

    Example:
        >>> encode_values({"size": ["1.5"]}, [1], Columns(["size"], {}, "kind", [], [], None, None), "new.csv")
        array([[1.5]])
    """
    for name in columns.names:
        if name not in values:
            raise InputError(f"{file}: no column {show_text(name)}: expected {', '.join(columns.names)}")
    for name in values:
        if name not in [*columns.names, columns.target, *columns.dropped]:
            raise InputError(f"{file}: unknown column {show_text(name)}: expected {list_names(columns.names, name)}")
    X = encode_columns({name: values[name] for name in columns.names}, lines, columns.levels, file)
    return X if columns.low is None else scale_minmax(X, columns.low, columns.high)


def quote_field(text: str) -> str:
    """A text as a value of a CSV file.

    Args:
        text: The text, on one line.

    Returns:
        The text, in double quotes where it could be taken for something else.

    Source:
        RFC 4180

    Example:
        >>> print(quote_field("size"), quote_field('5" pipe'))
        size "5"" pipe"
    """
    needs = text == "" or text != text.strip(" \t") or text.startswith("#") or any(mark in text for mark in ',"')
    return '"' + text.replace('"', '""') + '"' if needs else text


def columns_lines(columns: Columns) -> list[str]:
    """The columns of a table as the rows of a file.

    Args:
        columns: The columns.

    Returns:
        A row for each feature, then for the target, each class and each column that is left out: what it is,
        its name, its level, its smallest and its largest value; empty where there is none.

    Source:
        fixtures/README.md, "A table that is remembered".

    Example:
        >>> columns_lines(Columns(["size"], {}, "kind", ["big", "small"], [], None, None))
        ['number,size,,,', 'target,kind,,,', 'class,big,,,', 'class,small,,,']
    """
    rows: list[list[str]] = []
    features = [(name, level) for name in columns.names for level in columns.levels.get(name, [None])]
    for j, (name, level) in enumerate(features):
        ends = ["", ""]
        if columns.low is not None and columns.high is not None:
            ends = [format_number(A[0, j]) for A in (columns.low, columns.high)]
        field = "" if level is None else quote_field(level)
        rows.append(["number" if level is None else "level", quote_field(name), field, *ends])
    rows.append(["target", quote_field(columns.target), "", "", ""])
    rows += [["class", quote_field(name), "", "", ""] for name in columns.classes]
    rows += [["drop", quote_field(name), "", "", ""] for name in columns.dropped]
    return [",".join(row) for row in rows]


def read_columns(file: str) -> Columns:
    r"""Read what was remembered of the columns of a table.

    Args:
        file: Path of a file that holds the rows of columns_lines, below comments.

    Returns:
        The columns.

    Raises:
        InputError: If the file cannot be read, or does not hold such rows.

    Source:
        fixtures/README.md, "A table that is remembered".

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/columns.csv"
        >>> _ = Path(file).write_text("number,size,,1,3\ntarget,kind,,,\n")
        >>> read_columns(file).high
        array([[3.]])
    """
    content = [(i, line) for i, line in enumerate(read_lines(file), start=1) if line[:1] not in ("", "#")]
    lines = [i for i, _ in content]
    rows = split_rows([line for _, line in content], lines, file)
    kinds = ["number", "level", "target", "class", "drop"]
    for line, row in zip(lines, rows, strict=True):
        if len(row) != 5:
            raise InputError(f"{file} line {line}: expected 5 values, found {len(row)}")
        if row[0] not in kinds:
            raise InputError(f"{file} line {line}: expected one of {', '.join(kinds)}, found {show_text(row[0])}")
    features = [(line, row) for line, row in zip(lines, rows, strict=True) if row[0] in ("number", "level")]
    targets = [row[1] for row in rows if row[0] == "target"]
    if not features or len(targets) != 1:
        raise InputError(f"{file}: expected a row for each feature and one for the target")
    levels: dict[str, list[str]] = {}
    for _, row in features:
        if row[0] == "level":
            levels.setdefault(row[1], []).append(row[2])
    ends = []
    for line, row in features:
        for text in row[3:]:
            number = parse_number(text)
            if text != "" and number is None:
                raise InputError(f"{file} line {line}: expected a number, found {show_text(text)}")
            ends.append(number)
    is_scaled = None not in ends
    if not is_scaled and any(end is not None for end in ends):
        raise InputError(f"{file}: expected a smallest and a largest value for every feature or for none")
    low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T if is_scaled else (None, None)
    return Columns(
        names=list(dict.fromkeys(row[1] for _, row in features)),
        levels=levels,
        target=targets[0],
        classes=[row[1] for row in rows if row[0] == "class"],
        dropped=[row[1] for row in rows if row[0] == "drop"],
        low=None if low is None else low.reshape(1, -1),
        high=None if high is None else high.reshape(1, -1),
    )
