"""The bad input of fixtures/bad/: what a user may get wrong, and the line with which both languages must refuse it.

Each case is a folder with the files that are wrong, and `case.txt`: why it is here, what else is to be done before it
can be tried, the arguments of the command, and the line that it must print. fixtures/README.md has the format, and
make_fixtures.py writes it from the table CASES. What the fuzzing finds becomes a case here.
"""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from nnref.checks.inputs import SETTINGS
from nnref.command.report import VERSION


@dataclass(frozen=True)
class BadCase:
    """A command, what it meets, and what it must say: one line on stderr with status 2, or among others on stdout."""

    reason: str
    arguments: list[str]
    error: str = ""
    prints: str = ""
    base: str = ""  # an experiment, a copy of which is the folder `mine`
    files: dict[str, bytes] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)  # what git cannot keep


def escape(text: str) -> str:
    """A text as one word of printable ASCII."""
    return "".join(chr(b) if 32 < b < 127 and b != 92 else f"\\x{b:02x}" for b in os.fsencode(text))


def unescape(word: str) -> str:
    """The text of such a word."""
    return os.fsdecode(re.sub(rb"\\x([0-9a-f]{2})", lambda byte: bytes.fromhex(byte[1].decode()), os.fsencode(word)))


def write_case(case: BadCase, folder: Path, comment: str) -> None:
    """Write a case."""
    rows = [f"# {comment}", f"reason: {case.reason}"]
    rows += [f"base: {case.base}"] if case.base else []
    rows += [f"step: {step}" for step in case.steps]
    rows += [f"argument: {escape(argument)}" for argument in case.arguments]
    rows += [f"error: {case.error}"] if case.error else [f"prints: {case.prints}"]
    folder.mkdir(parents=True)
    (folder / "case.txt").write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    for path, content in case.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def read_case(folder: Path) -> BadCase:
    """Read a case, without its files."""
    rows: dict[str, list[str]] = {}
    for row in (folder / "case.txt").read_text(encoding="utf-8").split("\n")[:-1]:
        if not row.startswith("#"):
            key, _, value = row.partition(": ")
            rows.setdefault(key, []).append(value)
    reason, error, prints, base = (rows.get(key, [""])[0] for key in ("reason", "error", "prints", "base"))
    arguments = [unescape(word) for word in rows["argument"]]
    return BadCase(reason, arguments, error, prints, base, steps=rows.get("step", []))


def lay_out(folder: Path, case: BadCase, place: Path) -> None:
    """Put all that a case needs into an empty folder, in which its command is to be run."""
    if case.base:
        ignored = shutil.ignore_patterns("expected")
        shutil.copytree(folder.parent.parent / case.base, place / "mine", ignore=ignored)
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("case.txt"), dirs_exist_ok=True)
    for step in case.steps:
        verb, path, *more = (unescape(word) for word in step.split(" "))
        match verb:
            case "remove":
                (place / path).unlink()
            case "folder":
                (place / path).mkdir()
            case "rename":
                (place / path).rename(place / more[0])
            case "link":
                (place / path).symlink_to(more[0])
            case "append":
                with (place / path).open("ab") as stream:
                    stream.write(os.fsencode(more[1]) * int(more[0]))
            case _:
                raise ValueError(f"{folder}: no such step: {step}")


def spoilt(reason: str, file: str, content: bytes, error: str = "", prints: str = "") -> BadCase:
    """The article's experiment with this one file changed."""
    return BadCase(reason, ["--fixture", "mine"], error, prints, base="article", files={f"mine/{file}": content})


def table(reason: str, content: bytes, *arguments: str, error: str = "", prints: str = "") -> BadCase:
    """A table: its target, `kind` if not given, and further arguments."""
    given = ["--data", "table.csv", "--target", *(arguments or ["kind"])]
    return BadCase(reason, given, error, prints, files={"table.csv": content})


def command(reason: str, *arguments: str, error: str = "", prints: str = "") -> BadCase:
    """Arguments alone."""
    return BadCase(reason, list(arguments), error, prints)


COLUMNS = [f"x{number}" for number in range(1, 25)]

CASES = {
    # ---- Files that are not there, or not whole ----
    "missing_file": BadCase(
        "A file was left behind when the folder was copied.",
        arguments=["--fixture", "mine"],
        error="mine/bh.csv: no such file",
        base="article",
        steps=["remove mine/bh.csv"],
    ),
    "missing_folder": command(
        "A folder whose name is mistyped, or given from another place.",
        "--fixture",
        "mien/",
        error="mien: no such folder",
    ),
    "empty_file": spoilt(
        "A program that stopped before it wrote anything.",
        "X.csv",
        b"",
        error="mine/X.csv: expected at least one row of numbers, found none",
    ),
    "only_comments": spoilt(
        "A file that explains itself and holds nothing.",
        "X.csv",
        b"# X: to be filled in\n\n",
        error="mine/X.csv: expected at least one row of numbers, found none",
    ),
    "truncated_row": spoilt(
        "A copy that stopped in the middle of a row.",
        "X.csv",
        b"1,0,1,0\n1,0,1",
        error="mine/X.csv line 2: expected as many values as in the first row (4), found 3",
    ),
    "truncated_value": spoilt(
        "A copy that stopped in the middle of a number.",
        "bout.csv",
        b"0x1.ba4fcb82f",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '0x1.ba4fcb82f'",
    ),
    "folder_for_a_file": BadCase(
        "An archive that unpacked into a folder of the file's name.",
        arguments=["--fixture", "mine"],
        error="mine/X.csv: expected a file, found a folder",
        base="article",
        steps=["remove mine/X.csv", "folder mine/X.csv"],
    ),
    "file_for_a_folder": BadCase(
        "One file of the experiment given instead of its folder.",
        arguments=["--fixture", "mine/X.csv"],
        error="mine/X.csv: no such folder",
        base="article",
    ),
    "table_is_a_folder": BadCase(
        "The folder of the table given instead of the table.",
        arguments=["--data", "tables", "--target", "kind"],
        error="tables: expected a file, found a folder",
        steps=["folder tables"],
    ),
    "dangling_link": BadCase(
        "A link whose target has moved.",
        arguments=["--fixture", "mine"],
        error="mine/wh.csv: no such file",
        base="article",
        steps=["remove mine/wh.csv", "link mine/wh.csv ../elsewhere/wh.csv"],
    ),
    "link_to_itself": BadCase(
        "A link that goes round in a circle.",
        arguments=["--fixture", "mine"],
        error="mine/wh.csv: no such file",
        base="article",
        steps=["remove mine/wh.csv", "link mine/wh.csv wh.csv"],
    ),
    # ---- Bytes and characters ----
    "utf16": spoilt(
        "Excel's 'Unicode text': two bytes for each character, with a byte-order mark.",
        "X.csv",
        b"\xff\xfe1\x00,\x000\x00,\x001\x00,\x000\x00\n\x00",
        error="mine/X.csv: expected plain text, found a zero byte",
    ),
    "utf16_without_mark": table(
        "The same without a byte-order mark, from a program that knew better.",
        b"\x00h\x00e\x00i\x00g\x00h\x00t\x00,\x00k\x00i\x00n\x00d\x00\n\x001\x00,\x00a\x00\n\x002\x00,\x00b\x00\n",
        error="table.csv: expected plain text, found a zero byte",
    ),
    "packed_file": spoilt(
        "A compressed file: R's own reader unpacks it, Python's does not. Neither does nnref.",
        "X.csv",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x033\xd4\x01\x00",
        error="mine/X.csv: expected plain text, found a zero byte",
    ),
    "byte_order_mark_twice": spoilt(
        "Two programs that each put a byte-order mark before the text; one is dropped.",
        "X.csv",
        b"\xef\xbb\xbf\xef\xbb\xbf1,0,1,0\n1,0,1,1\n0,1,0,1\n",
        error="mine/X.csv line 1, value 1: expected a finite number, found '\\xef\\xbb\\xbf1'",
    ),
    "from_windows": spoilt(
        "A byte-order mark, carriage returns, tabs and spaces around values: another system's file, and good.",
        "X.csv",
        b"\xef\xbb\xbf1,\t0,1, 0\r\n1,0,1,1 \r\n0,1,0,1\r\n",
        prints="0       0.03605637",
    ),
    "carriage_returns_alone": table(
        "Line ends of old Macs, and of Excel's 'CSV (Macintosh)': good.",
        b"height,kind\r1,a\r2,b\r",
        "kind",
        "--epochs",
        "1",
        prints="1       0.64282157",
    ),
    "no_break_space": spoilt(
        "A space that a word processor put in, which looks like one and is none.",
        "X.csv",
        b"1,0,1,\xc2\xa00\n1,0,1,1\n0,1,0,1\n",
        error="mine/X.csv line 1, value 4: expected a finite number, found '\\xc2\\xa00'",
    ),
    "typographic_minus": spoilt(
        "A minus sign from a word processor.",
        "bout.csv",
        b"\xe2\x88\x924\n",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '\\xe2\\x88\\x924'",
    ),
    "other_digits": spoilt(
        "Digits of another script: Python's float() takes them, R's as.numeric() does not.",
        "X.csv",
        b"\xd9\xa1,0,1,0\n1,0,1,1\n0,1,0,1\n",
        error="mine/X.csv line 1, value 1: expected a finite number, found '\\xd9\\xa1'",
    ),
    "line_separator": spoilt(
        "A line end that only Unicode knows: Python's splitlines() would take it.",
        "y.csv",
        b"1\xe2\x80\xa81\xe2\x80\xa80\n",
        error="mine/y.csv line 1, value 1: expected a finite number, found '1\\xe2\\x80\\xa81\\xe2\\x80\\xa80'",
    ),
    "escape_sequence": spoilt(
        "A code that would clear the terminal on which the error is read.",
        "bout.csv",
        b"1\x1b[2J\n",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '1\\x1b[2J'",
    ),
    "escape_sequence_in_8_bits": table(
        "The same, begun with U+009B, in the name of a class.",
        b"height,kind\n1,a\xc2\x9b2J\n2,b\n",
        "kind",
        "--epochs",
        "1",
        prints="target kind: 0 is a\\xc2\\x9b2J, 1 is b",
    ),
    "latin1_class": table(
        "A name in Latin-1, which is no UTF-8: it is used as it is, and shown in ASCII.",
        b"height,kind\n1,gr\xfcn\n2,rot\n",
        "kind",
        "--epochs",
        "1",
        prints="target kind: 0 is gr\\xfcn, 1 is rot",
    ),
    # ---- Numbers ----
    "not_a_number": spoilt(
        "NaN, which one language's reader takes for a number.",
        "wh.csv",
        b"NaN,1,1\n1,1,1\n1,1,1\n1,1,1\n",
        error="mine/wh.csv line 1, value 1: expected a finite number, found 'NaN'",
    ),
    "infinity": spoilt(
        "An infinity, written as R writes it.",
        "wh.csv",
        b"1,1,1\n1,-Inf,1\n1,1,1\n1,1,1\n",
        error="mine/wh.csv line 2, value 2: expected a finite number, found '-Inf'",
    ),
    "too_large": spoilt(
        "A number above the largest double: it would be an infinity.",
        "bout.csv",
        b"1e400\n",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '1e400'",
    ),
    "hex_without_0x": spoilt(
        "A hex float without its 0x, which Python's float.fromhex() takes.",
        "bout.csv",
        b"1.ap-1\n",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '1.ap-1'",
    ),
    "hex_capital": spoilt(
        "A hex float in capitals, as R's format takes it and the format of fixtures does not.",
        "bout.csv",
        b"0X1.8P-1\n",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '0X1.8P-1'",
    ),
    "underscore": spoilt(
        "An underscore in a number, which Python's float() takes.",
        "bout.csv",
        b"1_000\n",
        error="mine/bout.csv line 1, value 1: expected a finite number, found '1_000'",
    ),
    "decimal_comma": spoilt(
        "Decimal commas: each number becomes two.",
        "bout.csv",
        b"0,5\n",
        error="mine/bout.csv: expected columns: 1 (the columns of y), found 2",
    ),
    "decimal_comma_in_quotes": table(
        "A decimal comma that a spreadsheet put in quotes.",
        b'height,kind\n"1,5",a\n2,b\n',
        error="table.csv line 2, column 'height': expected a number with a decimal point, found '1,5'",
    ),
    "separated_thousands": table(
        "A thousand with a separator, in quotes.",
        b'height,kind\n"1,500.5",a\n2,b\n',
        error="table.csv line 2, column 'height': expected a finite number, found '1,500.5'",
    ),
    "numbers_at_the_edge": table(
        "-0, the smallest subnormal, 1e5, 5000 places and leading zeros: all of them numbers.",
        b"height,width,kind\n-0,4.9e-324,a\n1e5,007,b\n1e-400,0x0.0000000000001p-1022,b\n",
        "kind",
        "--epochs",
        "1",
        prints="1       0.56844130",
    ),
    "million_digits": BadCase(
        "A number of a million digits is a number.",
        arguments=["--data", "table.csv", "--target", "kind", "--epochs", "1"],
        prints="1       0.61564976",
        files={"table.csv": b"height,kind\n1,a\n"},
        steps=["append table.csv 1 0.", "append table.csv 1000000 3", "append table.csv 1 ,b\\x0a"],
    ),
    "million_digits_too_large": BadCase(
        "A number of a million digits in front of the point is none that a double could hold.",
        arguments=["--fixture", "mine"],
        error="mine/bout.csv line 1, value 1: expected a finite number, found '" + "9" * 37 + "...'",
        base="article",
        steps=["remove mine/bout.csv", "append mine/bout.csv 1000000 9"],
    ),
    # ---- Rows, columns, shapes ----
    "trailing_comma": spoilt(
        "A comma at the end of one row.",
        "X.csv",
        b"1,0,1,0\n1,0,1,1,\n0,1,0,1\n",
        error="mine/X.csv line 2: expected as many values as in the first row (4), found 5",
    ),
    "missing_value": spoilt(
        "Two commas with nothing between them.",
        "X.csv",
        b"1,0,1,0\n1,0,,1\n0,1,0,1\n",
        error="mine/X.csv line 2, value 3: expected a finite number, found ''",
    ),
    "quoted_value": spoilt(
        "Quotes around a number; the fixture format has none.",
        "X.csv",
        b'"1",0,1,0\n1,0,1,1\n0,1,0,1\n',
        error="mine/X.csv line 1, value 1: expected a finite number, found '\"1\"'",
    ),
    "semicolons": spoilt(
        "Semicolons, as a spreadsheet writes where the comma is the decimal point.",
        "X.csv",
        b"1;0;1;0\n1;0;1;1\n0;1;0;1\n",
        error="mine/X.csv line 1, value 1: expected a finite number, found '1;0;1;0'",
    ),
    "comment_behind_values": spoilt(
        "A comment that does not begin its line.",
        "X.csv",
        b"1,0,1,0 # the first\n1,0,1,1\n0,1,0,1\n",
        error="mine/X.csv line 1, value 4: expected a finite number, found '0 # the first'",
    ),
    "indented_comment": spoilt(
        "A comment with a space before it is none.",
        "X.csv",
        b" # input\n1,0,1,0\n1,0,1,1\n0,1,0,1\n",
        error="mine/X.csv line 1, value 1: expected a finite number, found '# input'",
    ),
    "header_row": spoilt(
        "Names of columns in a file of the fixture format.",
        "X.csv",
        b"x1,x2,x3,x4\n1,0,1,0\n1,0,1,1\n0,1,0,1\n",
        error="mine/X.csv line 1, value 1: expected a finite number, found 'x1'",
    ),
    "transposed": spoilt(
        "Weights transposed: columns where rows should be.",
        "wh.csv",
        b"1,2,3,4\n1,2,3,4\n1,2,3,4\n",
        error="mine/wh.csv: expected rows: 4 (the columns of X), found 3",
    ),
    "one_bias_for_each_sample": spoilt(
        "The fault of the article's R listing, as a file.",
        "bh.csv",
        b"1,1,1\n1,1,1\n1,1,1\n",
        error="mine/bh.csv: expected rows: 1 (one bias for each hidden neuron), found 3",
    ),
    "fewer_targets_than_samples": spoilt(
        "A row of y lost.",
        "y.csv",
        b"1\n0\n",
        error="mine/y.csv: expected rows: 3 (the rows of X), found 2",
    ),
    "held_back_without_targets": spoilt(
        "Samples are held back, and their targets are not there.",
        "X_held_back.csv",
        b"1,0,1,0\n",
        error="mine/y_held_back.csv: no such file",
    ),
    "hundred_thousand_columns": BadCase(
        "A matrix in one row: a hundred thousand columns are read as fast as they come.",
        arguments=["--fixture", "mine"],
        error="mine/y.csv: expected rows: 1 (the rows of X), found 3",
        base="article",
        steps=["remove mine/X.csv", "append mine/X.csv 99999 0.25,", "append mine/X.csv 1 1"],
    ),
    "many_columns": table(
        "Twenty names are enough for an error line.",
        ",".join([*COLUMNS, "kind"]).encode() + b"\n" + b"1," * 24 + b"a\n",
        "Kind",
        error=f"table.csv: no column 'Kind': expected one of {', '.join(COLUMNS[:20])} and 5 more; did you mean kind?",
    ),
    # ---- Settings ----
    "setting_twice": spoilt(
        "A setting given twice, with different values: neither is taken.",
        "settings.csv",
        b"learning_rate,0.1\nepochs,1\nepochs,2\n",
        error="mine/settings.csv line 3: epochs is given twice",
    ),
    "setting_unknown": spoilt(
        "A setting of another library.",
        "settings.csv",
        b"learning_rate,0.1\nepochs,1\nmomentum,0.9\n",
        error=f"mine/settings.csv line 3: expected one of {', '.join(SETTINGS)}, found 'momentum'",
    ),
    "setting_missing": spoilt(
        "A setting without which nothing can be trained.",
        "settings.csv",
        b"epochs,1\n",
        error="mine/settings.csv: learning_rate is missing",
    ),
    "setting_with_a_decimal_comma": spoilt(
        "A decimal comma in the settings.",
        "settings.csv",
        b"learning_rate,0,1\nepochs,1\n",
        error="mine/settings.csv line 1: expected a name and a value, found 3 values",
    ),
    "setting_of_another_network": BadCase(
        "A setting for which the network has no use.",
        arguments=["--fixture", "mine"],
        error="mine/settings.csv, hidden_activation: the neuron network has no use for it",
        base="neuron",
        files={"mine/settings.csv": b"network,neuron\nlearning_rate,0.1\nepochs,1\nhidden_activation,tanh\n"},
    ),
    "setting_in_words": spoilt(
        "A number in words.",
        "settings.csv",
        b"learning_rate,fast\nepochs,1\n",
        error="mine/settings.csv line 1, learning_rate: expected a number above 0, found 'fast'",
    ),
    # ---- Tables ----
    "table_with_semicolons": table(
        "A spreadsheet's export where the comma is the decimal point.",
        b"height;kind\n1,5;a\n2,5;b\n",
        error="table.csv line 1: expected names separated by commas, found semicolons"
        ": write it anew from pandas.read_csv(file, sep=';') or read.csv(file, sep = ';')",
    ),
    "table_with_tabs": table(
        "A table copied from a spreadsheet.",
        b"height\tkind\n1.5\ta\n",
        error="table.csv line 1: expected names separated by commas, found tabs"
        ": write it anew from pandas.read_csv(file, sep='\\t') or read.csv(file, sep = '\\t')",
    ),
    "table_without_rows": table(
        "A header, and nothing below it.",
        b"height,kind\n",
        error="table.csv: expected at least one row below the header, found none",
    ),
    "table_names_a_column_twice": table(
        "Two columns of one name: which is meant?",
        b"height,height,kind\n1,2,a\n",
        error="table.csv line 1: expected each name once, found 'height' again",
    ),
    "table_column_without_a_name": table(
        "The column of row names that R writes by default.",
        b'"","height","kind"\n"1",1.5,"a"\n"2",2.5,"b"\n',
        prints="the first column has no name: its values are taken as names of the rows and left out",
    ),
    "table_ragged": table(
        "A row with a value too many: a comma in a text without quotes.",
        b"height,kind\n1,a\n2,big, very big\n",
        error="table.csv line 3: expected as many values as in the header (2), found 3",
    ),
    "table_open_quote": table(
        "A quote that is not closed on its line.",
        b'height,kind\n1,"a\n2,b"\n',
        error="table.csv line 2: expected each quote closed on its line, before a comma",
    ),
    "table_missing_value": table(
        "A missing value, as R writes it.",
        b"height,kind\nNA,a\n2,b\n",
        error="table.csv line 2, column 'height': expected a value, found a missing one ('NA'), "
        "as in 1 of 2 rows: --missing drop leaves them out",
    ),
    "table_missing_class": table(
        "A missing value in the target.",
        b"height,kind\n1,\n2,b\n",
        error="table.csv line 2, column 'kind': expected a value, found a missing one (''), "
        "as in 1 of 2 rows: --missing drop leaves them out",
    ),
    "table_one_class": table(
        "A target that is always the same.",
        b"height,kind\n1,a\n2,a\n",
        error="table.csv column 'kind': expected two classes or more, found only 'a'",
    ),
    "table_target_out_of_range": table(
        "A target of numbers that the output, from 0 to 1, cannot reach.",
        b"height,kind\n1,0.5\n2,1.5\n",
        error="table.csv line 3, column 'kind': expected a class or a number from 0 to 1, found '1.5'"
        ": scale it first: (t - min(t)) / (max(t) - min(t)), in pandas and in R",
    ),
    "table_no_such_target": table(
        "The target with a capital letter that the header does not have.",
        b"height,kind\n1,a\n2,b\n",
        "Kind",
        error="table.csv: no column 'Kind': expected one of height, kind; did you mean kind?",
    ),
    "table_words_among_numbers": table(
        "A column of words among the features.",
        b"height,colour,kind\n1,red,a\n2,blue,b\n",
        prints="column colour: a feature for each of blue, red",
    ),
    "predict_with_the_target": BadCase(
        "New rows that still hold the column of the target.",
        arguments=["--predict", "rows.csv"],
        error="rows.csv: expected columns: 4 (the features of the network), found 5",
        files={"rows.csv": b"1,0,0,1,1\n"},
    ),
    # ---- Names ----
    "name_of_a_stream": BadCase(
        "R's file() would read the standard input instead of the file of this name.",
        arguments=["--data", "stdin", "--target", "kind", "--epochs", "1"],
        prints="1       0.64282157",
        files={"stdin": b"height,kind\n1,a\n2,b\n"},
    ),
    "name_of_an_address": BadCase(
        "A path that looks like an address, where there is such a folder: nothing is fetched.",
        arguments=["--fixture", "http://mine"],
        error="http://mine/y.csv: no such file",
        base="article",
        steps=["folder http:", "rename mine http:/mine", "remove http:/mine/y.csv"],
    ),
    "name_with_everything": BadCase(
        "Spaces, quotes, an accent and a dollar sign in a name.",
        arguments=["--fixture", 'it\'s my "käse" $(id)'],
        error='it\'s my "käse" $(id)/y.csv: no such file',
        base="article",
        steps=[
            'rename mine it\'s\\x20my\\x20"k\\xc3\\xa4se"\\x20$(id)',
            'remove it\'s\\x20my\\x20"k\\xc3\\xa4se"\\x20$(id)/y.csv',
        ],
    ),
    "name_with_a_line_feed": BadCase(
        "A line feed in a name: the error is still one line.",
        arguments=["--fixture", "two\nlines"],
        error="two\\x0alines/y.csv: no such file",
        base="article",
        steps=["rename mine two\\x0alines", "remove two\\x0alines/y.csv"],
    ),
    "name_through_a_parent": BadCase(
        "A path that goes up and down again is a path.",
        arguments=["--fixture", "mine/../mine/./"],
        error="mine/../mine/./y.csv: no such file",
        base="article",
        steps=["remove mine/y.csv"],
    ),
    "save_two_folders_up": command(
        "`new/..` where there is no `new`: Python would take it for this folder, and replace it.",
        "--epochs",
        "1",
        "--save",
        "new/..",
        error="new: no such folder",
    ),
    "save_over_other_files": BadCase(
        "A folder that holds what nnref did not write.",
        arguments=["--epochs", "1", "--save", "mine"],
        error="mine: expected an empty folder, or one that nnref saved, found other files",
        files={"mine/thesis.txt": b"years of work\n"},
    ),
    # ---- The command line ----
    "option_unknown": command(
        "A mistyped option.",
        "--epohcs",
        "5",
        error="'--epohcs': no such option; did you mean --epochs?",
    ),
    "option_shortened": command(
        "An option shortened, as many parsers allow.",
        "--epoch",
        "5",
        error="'--epoch': no such option; did you mean --epochs?",
    ),
    "option_twice": command(
        "An option given twice, with different values.",
        "--epochs",
        "5",
        "--epochs=6",
        error="--epochs: given twice",
    ),
    "option_without_a_value": command(
        "Another option where the value should be.",
        "--epochs",
        "--trace",
        error="--epochs: expected a value, N",
    ),
    "step_that_is_none": command(
        "A step that the article does not have.",
        *["--trace", "--step", "12"],
        error="--step: expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, found '12'",
    ),
    "step_of_another_network": command(
        "A number where the parts of a network have names.",
        *["--experiment", "log", "--trace", "--step", "3"],
        error="--step: expected one of Given, Forward, Back, Update, found '3'",
    ),
    "step_without_trace": command(
        "A step, and nothing that would tell of it.",
        *["--step", "8"],
        error="--step: expected together with --trace, found alone",
    ),
    "only_and_save": command(
        "Nothing is trained, so there is nothing to save.",
        *["--trace", "--only", "--save", "mine"],
        error="--save: of no use with --only, which does not train",
    ),
    "option_with_an_empty_value": command(
        "A variable of the shell that was not set.",
        "--data=",
        "--target",
        "kind",
        error="--data: expected a value, FILE.csv",
    ),
    "option_with_a_value_too_many": command(
        "A value where none is taken.",
        "--trace=yes",
        error="--trace: expected no value, found 'yes'",
    ),
    "option_of_no_name": command(
        "The two hyphens that end the options of other programs.",
        "--",
        "mine",
        error="'--': no such option; --help lists them",
    ),
    "option_minus_zero": command(
        "-0 is 0: R's numbers keep the minus, Python's whole numbers do not.",
        *["--seed", "-0", "--epochs", "-0"],
        prints=f"nnref {VERSION}: experiment article, weights from seed 0",
    ),
    "option_negative": command(
        "A negative number is a value, not an option.",
        "--epochs",
        "-1",
        error="--epochs: expected a whole number from 0 to 1000000000000000, found '-1'",
    ),
    "option_underscore": command(
        "1_000, which Python's int() takes.",
        "--epochs",
        "1_000",
        error="--epochs: expected a whole number from 0 to 1000000000000000, found '1_000'",
    ),
    "option_not_utf8": command(
        "A name in Latin-1 on the command line.",
        "--data",
        "caf\udce9.csv",
        "--target",
        "kind",
        error="--data: expected UTF-8 text of at most 1000 bytes, found 'caf\\xe9.csv'",
    ),
    "option_for_another": command(
        "--target without a table.",
        "--target",
        "kind",
        error="--target: expected together with --data, found alone",
    ),
    "argument_empty": command(
        "An empty argument.",
        "",
        error="'': no such option; --help lists them",
    ),
}
