"""The options of the two commands, and how they are read."""

import os
import re
from typing import Any

from nnref.arithmetic.portable import arithmetics
from nnref.checks.errors import InputError, nearest_name, show_text
from nnref.checks.inputs import DRAWS, SETTINGS
from nnref.files.experiments import parse_setting

OPTIONS = {
    "--experiment": ("NAME", "an experiment that comes with nnref; default: article"),
    "--fixture": ("DIR", "an experiment of your own: a folder in the fixture format"),
    "--data": ("FILE.csv", "a table of your own, with a header; learn the column --target"),
    "--target": ("NAME", "the column to learn: classes, or numbers from 0 to 1"),
    "--scale": ("NAME", "minmax: scale each feature of the table to 0 up to 1"),
    "--drop": ("NAME,...", "leave these columns of the table out"),
    "--missing": ("NAME", "drop: leave rows of the table with a missing value out"),
    "--no-header": ("", "the table has none; its columns are column_1, column_2 and so on"),
    "--hold-out": ("F", "keep this share of the table's rows back, and report on them"),
    "--seed": ("N", "draw the initial weights from this seed; --data without it: 0"),
    "--hidden-neurons": ("N", "so many, with drawn weights (seed 0 if none); --data: 3"),
    "--shuffle-seed": ("N", "reorder the samples before each epoch, from this seed"),
    "--epochs": ("N", "train for N epochs instead of the stored number; --data: 5000"),
    "--learning-rate": ("F", "learn at this rate instead of the stored one; --data: 0.1"),
    "--batch-size": ("N", "update after each N samples; default: after all, 1 is SGD"),
    "--hidden-activation": ("NAME", "sigmoid, tanh or relu, instead of the stored one"),
    "--arithmetic": ("NAME", "native, the fastest; or portable, the same lines and bits everywhere"),
    "--report-every": ("N", "print the error each N epochs; default: a tenth of the epochs"),
    "--trace": ("", "print every named quantity of the first update, by the article's step"),
    "--step": ("N", "with --trace: of this step alone, as in --trace --step 8"),
    "--only": ("", "with --trace: do not train afterwards"),
    "--predict": ("FILE", "print the output for the rows of FILE; --data: after the training"),
    "--save": ("DIR", "write the trained parameters, the output and the errors"),
    "--checkpoint-every": ("N", "with --save: save each N epochs, so that --fixture can go on"),
    "--plot": ("FILE", "draw the error curve and the result: PNG, SVG or PDF, by the ending"),
    "--exercise": ("FILE", "write an exercise to fill in, mine.py or mine.R"),
    "--level": ("NAME", "of --exercise: line, function, steps or everything; default: steps"),
    "--check": ("FILE", "say what is right in a solution, or in each of a folder"),
    "--hint": ("N", "of --check: 1 the kind of mistake, 2 the line, 3 the answer"),
    "--verbose": ("", "of --check: print the values it was tried on, too"),
    "--watch": ("", "of --check: check again whenever the file is saved"),
    "--json": ("", "of --check: print a record for a program to read"),
    "--self-test": ("", "compute what is stored anew: portable, the same bits here as everywhere?"),
    "--version": ("", "print the version"),
    "--help": ("", "print this help"),
}

# The option before which each group of the help begins
GROUPS = {
    "--experiment": "What to train",
    "--seed": "How to train it",
    "--report-every": "What to see",
    "--save": "What to keep",
    "--exercise": "Your own code",
    "--self-test": "More",
}

# Options that are of use only with another
NEEDS = {
    "target": "data",
    "scale": "data",
    "drop": "data",
    "missing": "data",
    "no_header": "data",
    "hold_out": "data",
    "step": "trace",
    "only": "trace",
    "checkpoint_every": "save",
    "data": "target",
}

EXAMPLES = [
    ("python -m nnref --trace --step 8 --only", "see one step of the article's network, and no training"),
    ("Rscript r/train.R --experiment moons --plot moons.png", "draw the boundary between two moons"),
    (
        "python -m nnref --data mine.csv --target kind --save mine",
        "learn a table of your own, and keep what was learned",
    ),
]


def help_lines() -> list[str]:
    """What `--help` prints.

    Returns:
        The lines.

    Source:
        The tables OPTIONS, GROUPS and EXAMPLES.

    Example:
        >>> help_lines()[:2]
        ['Usage: python -m nnref [OPTION] ...', '       Rscript r/train.R [OPTION] ...']
    """
    lines = [
        "Usage: python -m nnref [OPTION] ...",
        "       Rscript r/train.R [OPTION] ...",
        "",
        "Train the multi-layer perceptron of an experiment and print how its error falls.",
        "",
        "Examples:",
        *(line for command, meaning in EXAMPLES for line in (f"  {command}", f"      {meaning}")),
    ]
    for option, (value, meaning) in OPTIONS.items():
        if option in GROUPS:
            lines += ["", f"{GROUPS[option]}:"]
        lines.append(f"  {option + ' ' + value:<26}{meaning}")
    return lines


def split_arguments(arguments: list[str]) -> dict[str, str]:
    """Tell the options from their values, and refuse what is not an option.

    Args:
        arguments: The arguments of the command, as they were typed.

    Returns:
        The text of each option by its name, with underscores; empty for one that takes no value.

    Raises:
        InputError: If an option is unknown, lacks its value, has one too many, or is given twice.

    Source:
        nnref; a parser of each language's own would not refuse the same arguments in the same words.

    Example:
        >>> split_arguments(["--batch-size", "10", "--trace"])
        {'batch_size': '10', 'trace': ''}
    """
    options: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        name = "--help" if name == "-h" else name
        if name not in OPTIONS:
            near = nearest_name(name, list(OPTIONS))
            raise InputError(f"{show_text(name)}: no such option{near or '; --help lists them'}")
        key = name.removeprefix("--").replace("-", "_")
        if key in options:
            raise InputError(f"{name}: given twice")
        expected = OPTIONS[name][0]
        if expected == "" and equals:
            raise InputError(f"{name}: expected no value, found {show_text(value)}")
        if expected and not equals:
            value = rest.pop(0) if rest and not rest[0].startswith("--") else ""
        if expected and not value:
            raise InputError(f"{name}: expected a value, {expected}")
        options[key] = option_value(name, value)
    return options


def option_value(name: str, value: str) -> str:
    """The value of an option as it is meant.

    Args:
        name: Name of the option.
        value: Its value, as it was typed.

    Returns:
        The value; where a path begins with `~/`, which the shell leaves alone in `--data=~/mine.csv`, with the
        home folder in its place. A path that begins with another `~` begins with `./~`: it is a name like others.

    Raises:
        InputError: If the value is not UTF-8, or longer than what every system takes for a path.

    Source:
        nnref; R reads `~` and `~user` as a home folder everywhere, Python nowhere, and each needs another way to
        hold bytes that are no text.

    Example:
        >>> option_value("--data", "mine.csv")
        'mine.csv'
    """
    typed = os.fsencode(value)
    try:
        typed.decode("utf-8")
        is_text = len(typed) <= 1000
    except UnicodeDecodeError:
        is_text = False
    if not is_text:
        raise InputError(f"{name}: expected UTF-8 text of at most 1000 bytes, found {show_text(value)}")
    home = os.environ.get("USERPROFILE", os.environ.get("HOME", ""))  # Windows has the first
    is_path = OPTIONS[name][0].startswith(("DIR", "FILE"))
    if is_path and home and re.match("~(/|$)", value):
        return home + value[1:]
    return f"./{value}" if is_path and value.startswith("~") else value


def read_options(arguments: list[str]) -> dict[str, Any]:
    """Read the options of the command.

    Args:
        arguments: The arguments of the command, as they were typed.

    Returns:
        The value of each option by its name, with underscores; only of those given.

    Raises:
        InputError: If an option or its value is not what was expected.

    Source:
        The table OPTIONS.

    Example:
        >>> read_options(["--epochs", "10"])
        {'epochs': 10, 'experiment': 'article'}
    """
    options: dict[str, Any] = dict(split_arguments(arguments))
    for name in [*SETTINGS, *DRAWS]:
        if name in options:
            options[name] = parse_setting(name, options[name], "--" + name.replace("_", "-"))
    choices = {"arithmetic": list(arithmetics), "scale": ["minmax"], "missing": ["drop"], "hint": ["1", "2", "3"]}
    for name, known in choices.items():
        if name in options and options[name] not in known:
            near = nearest_name(options[name], known)
            raise InputError(f"--{name}: expected one of {', '.join(known)}, found {show_text(options[name])}{near}")
    if "hint" in options:
        options["hint"] = int(options["hint"])
    if "drop" in options:
        options["drop"] = options["drop"].split(",")
    check_together(options)
    options.setdefault("experiment", "article")
    return options


def check_together(options: dict[str, Any]) -> None:
    """Refuse options that exclude or need each other.

    Args:
        options: Options by name, as they were given.

    Returns:
        Nothing.

    Raises:
        InputError: If two of them name what to train or check, or one of a table or check stands without the others.

    Source:
        nnref

    Example:
        >>> check_together({"data": "table.csv", "target": "kind"})
    """
    for main, others in {"exercise": ["level"], "check": ["hint", "verbose", "watch", "json", "save"]}.items():
        for name in options if main in options else []:
            if name not in [main, *others]:
                raise InputError(f"--{name.replace('_', '-')}: of no use with --{main}")
        for name in others:
            if name in options and main not in options and name != "save":
                raise InputError(f"--{name}: expected together with --{main}, found alone")
    if "experiment" in options and "fixture" in options:
        raise InputError("--experiment: expected either --experiment or --fixture, found both")
    for name in ["experiment", "fixture"]:
        if name in options and "data" in options:
            raise InputError(f"--data: expected either --data or --{name}, found both")
    for name in ["save", "plot", "predict"]:
        if name in options and "only" in options:
            raise InputError(f"--{name}: of no use with --only, which does not train")
    for name, other in NEEDS.items():
        if name in options and other not in options:
            raise InputError(f"--{name.replace('_', '-')}: expected together with --{other}, found alone")
