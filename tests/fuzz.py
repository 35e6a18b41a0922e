"""Differential fuzzing of input: both commands accept it and agree, or both refuse it with the same line and status 2.

`python tests/fuzz.py 100000` tries so many cases; tests/test_hard_use.py tries 900.
"""

import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bridge import ROOT
from commands import Outcome, run, run_here

ARTICLE = ROOT / "fixtures" / "article"
TABLE = "height,width,kind\n0.5,1,small\n1.5,2e0,big\n2.5,0x1.8p+0,big\n0.25,3,small\n"

# What a student, a spreadsheet or another program may put where a number should be.
VALUES = "".join(
    [
        "NaN nan Inf -Inf inf infinity -0 -0.0 +1 1. .5 . - + 1e5 1E5 1e 1e400 -1e400 1e-400 4.9e-324 ",
        "2.5e-324 1_000 1,5 0,5 0x10 0x1p3 0x1.8p-1 0X1p3 0x1P3 1p3 1.8p-1 0x 0x1.p0 0x1.00000000000001p+0 ",
        "0x1p99999 0x0.0000000000001p-1022 TRUE NA NULL None 1d5 1f 1L 1j 0b1 0o7 007 1e+05 1e05 1e00005 ",
        '1e000005 99999999999999999999 123456789012345678 0.1e1 1e1.5 "1" \'1\' 1" #1 1# 1%%2 1;2 1:2 c(1) [1] ',
        "1/2 2^2 5000.0 5e3 4294967295 4294967296 1000000000 1000000001 sigmoid relu Sigmoid moon ",
    ]
).split()
VALUES += [
    "",
    " ",
    "\t",
    "1 2",
    " 1 ",
    "\t1",
    "\u00a01",
    "1\u00a0",
    "\u22121",
    "\uff11",
    "\u0661",
    "\ufeff1",
    "e\u0301",
    "1\x1b",
    "1\v",
    "1\f",
]
VALUES += [
    "9" * 400,
    "0." + "3" * 500,
    "x" * 300,
    "%s",
    "%d%n",
    "\\",
    "\\n",
    "$(id)",
    "`id`",
    "system('id')",
    "__import__('os')",
]
LINES = [
    "",
    "#",
    "# comment",
    " # comment",
    "1,2 # comment",
    ",",
    ",,",
    "epochs,5",
    "epochs",
    "learning_rate,1,2",
    "#,1",
]
LINES += ['"a","b"', "\ufeff", "\ufeff# x", "1;0;1;0", "1\t0\t1\t0", "1 0 1 0", "network,neuron", "divide_input_by,3"]
NAMES = [*["X", "y", "wh", "bh", "wout", "bout"], "settings"]


def spoil_bytes(content: bytes, dice: random.Random) -> bytes:
    """One change to the content of a file."""
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    here = dice.randrange(len(lines))
    cells = lines[here].split(",")
    there = dice.randrange(len(cells))
    match dice.randrange(16):
        case 0 | 1 | 2 | 3 | 4:
            cells[there] = dice.choice(VALUES)
        case 5 | 6:
            cells[there : there + 1] = dice.choice([[], [dice.choice(VALUES), cells[there]], [f'"{cells[there]}"']])
        case 7:
            del lines[here]
            return "\n".join(lines).encode("utf-8", "surrogateescape")
        case 8:
            lines.insert(here, dice.choice([*LINES, lines[here]]))
            return "\n".join(lines).encode("utf-8", "surrogateescape")
        case 9:
            return content.replace(
                b"\n", dice.choice([b"\r\n", b"\r", b"\n\n", b"\n\r", b"\x0b", b"\xe2\x80\xa8", b""])
            )
        case 10:
            return content[: dice.randrange(len(content) + 1)]
        case 11:
            return dice.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb", b"#", b" ", b"\n"]) + content
        case 12:
            return content.decode("utf-8", "surrogateescape").encode("utf-16", "surrogatepass")
        case 13:
            place = dice.randrange(len(content) + 1)
            return content[:place] + bytes([dice.randrange(256)]) + content[place:]
        case 14:
            rows = [line.split(",") for line in lines if line and not line.startswith("#")]
            return "\n".join(",".join(column) for column in zip(*rows, strict=False)).encode("utf-8", "surrogateescape")
        case _:
            return content.replace(b",", dice.choice([b";", b"\t", b", ", b" ,", b",,", b"\xc2\xa0,"]))
    lines[here] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def spoil_place(file: Path, dice: random.Random) -> None:
    """Something else where a file should be."""
    file.unlink()
    match dice.randrange(4):
        case 0:
            file.mkdir()
        case 1:
            file.symlink_to("nowhere")
        case 2:
            file.symlink_to(file.name)
        case _:
            file.write_bytes(b"")


def spoilt_fixture(place: Path, dice: random.Random) -> list[str]:
    """A fixture folder with one to three changes, and the arguments that train it."""
    name = dice.choice(["mine", "a b", "k\u00e4se", "it's", 'q"', "a\nb", "%s", "*", "[x]", "a;b"])
    shutil.copytree(ARTICLE, place / name, ignore=shutil.ignore_patterns("expected"))
    for _ in range(dice.choice([1, 1, 2, 3])):
        file = place / name / f"{dice.choice(NAMES)}.csv"
        if dice.random() < 0.05 and file.is_file():
            spoil_place(file, dice)
        elif file.is_file():
            file.write_bytes(spoil_bytes(file.read_bytes(), dice))
    return ["--fixture", str(place / name) + dice.choice(["", "", "/", "//", "/.", "/../" + name])]


def spoilt_table(place: Path, dice: random.Random) -> list[str]:
    """A table with one to three changes, and the arguments that train on it."""
    content = TABLE.encode()
    for _ in range(dice.choice([0, 1, 1, 2, 3])):
        content = spoil_bytes(content, dice) or b"\n"
    file = place / dice.choice(["t.csv", "t\u00e4 b.csv", "t'.csv", "t\n.csv"])
    file.write_bytes(content)
    if dice.random() < 0.03:
        spoil_place(file, dice)
    target = dice.choice(["kind"] * 6 + ["height", "Kind", " kind", "width", "nothing", '"kind"'])
    return ["--data", str(file), "--target", target, *dice.choice([[], [], ["--scale", "minmax"]])]


def spoilt_options(dice: random.Random) -> list[str]:
    """Options with values that may make no sense."""
    names = [
        "--learning-rate",
        "--batch-size",
        "--report-every",
        "--seed",
        "--hidden-neurons",
        "--shuffle-seed",
        "--trace",
    ]
    names += [
        "--hidden-activation",
        "--arithmetic",
        "--experiment",
        "--checkpoint-every",
        "--scale",
        "--predict",
        "--epohcs",
    ]
    arguments = []
    for _ in range(dice.choice([0, 0, 1, 2])):
        name = dice.choice(names)
        value = dice.choice([*VALUES, "1", "2", "3", "0", "0.5", "portable", "tanh"])
        if value in ("99999", "1000000000") and name == "--hidden-neurons":
            value = "7"
        arguments += dice.choice([[name, value], [f"{name}={value}"], [name], [value], [name, "3"]])
    return arguments


def one_case(seed: int, place: Path) -> tuple[list[str], Outcome, Outcome]:
    """The arguments of a case, and what both commands did with it."""
    dice = random.Random(seed)
    match dice.randrange(5):
        case 0 | 1:
            arguments = spoilt_fixture(place, dice)
        case 2 | 3:
            arguments = spoilt_table(place, dice)
        case _:
            arguments = []
    arguments += spoilt_options(dice)
    arguments += ["--epochs", "2"] if dice.random() < 0.97 else ["--epochs", dice.choice(VALUES[:60])]
    arguments = [argument.replace("\0", "") for argument in arguments]
    try:
        outcomes = [run_here(language, *arguments) for language in ("Python", "R")]
    except ValueError:  # rpy2 cannot hand on bytes that are no UTF-8
        outcomes = [run(language, *arguments) for language in ("Python", "R")]
    return arguments, outcomes[0], outcomes[1]


def as_r_shows_bytes(text: str) -> str:
    """A text as R's text connections have it: bytes that are no UTF-8 as <ff>; R's own process writes the bytes."""
    return re.sub("[\udc80-\udcff]", lambda byte: f"<{ord(byte[0]) - 0xDC00:02x}>", text)


def complaint(arguments: list[str], python: Outcome, r: Outcome) -> str:
    """What is wrong with how both took a case; nothing if all is well."""
    python, r = (
        Outcome(done.status, as_r_shows_bytes(done.stdout), as_r_shows_bytes(done.stderr)) for done in (python, r)
    )
    if python.status != r.status or python.stderr != r.stderr:
        return f"differ: {arguments!r}\n  Python {python.status} {python.stderr!r}\n  R      {r.status} {r.stderr!r}"
    if python.status == 2 and not (re.fullmatch(r"nnref: [^\n]*\n", python.stderr) and python.stdout == ""):
        return f"not one line: {arguments!r} {python!r}"
    if python.status not in (0, 2, 3):
        return f"status: {arguments!r} {python!r}"
    if python.stdout != r.stdout:
        return f"print: {arguments!r}\n{python.stdout}\n{r.stdout}"
    return ""


def fuzz(first: int, number: int, stop: bool = True) -> Counter[str]:
    """Try so many cases; how many were accepted, refused, and gone wrong."""
    counts: Counter[str] = Counter()
    home = os.getcwd()
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as place:
            os.chdir(place)
            try:
                arguments, python, r = one_case(seed, Path(place))
                wrong = complaint(arguments, python, r)
            except Exception as problem:
                wrong = f"escaped: {type(problem).__name__}: {problem}"
                python = Outcome(-1, "", "")
            finally:
                os.chdir(home)
        counts["wrong" if wrong else {0: "accepted", 2: "refused", 3: "diverged"}[python.status]] += 1
        if wrong:
            print(f"seed {seed}: {wrong}".encode("ascii", "backslashreplace").decode(), flush=True)
            assert not stop, wrong
    return counts


if __name__ == "__main__":
    print(dict(fuzz(int(sys.argv[2]) if len(sys.argv) > 2 else 0, int(sys.argv[1]), stop=False)))
