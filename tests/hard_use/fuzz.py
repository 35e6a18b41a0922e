"""Differential fuzzing of input: both commands accept it and agree, or both refuse it with the same line and status 2.

Hypothesis builds a spoilt folder or table and a command line, and shrinks what goes wrong to the least that does.
`python tests/hard_use/fuzz.py 100000` tries so many cases and goes on after a finding; tests/test_fuzz.py tries 2,000.
What was found is a named case in fixtures/bad/ once it is mended.
"""

import contextlib
import ctypes
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, Outcome, run_here
from hard_use import which_of_two, write_two_experiments
from nnref.checks.inputs import SETTINGS
from nnref.command.options import OPTIONS
from nnref.files.experiments import read_experiment, write_experiment

Draw = Callable[[st.SearchStrategy[Any]], Any]  # gives a value that the strategy chooses
RIGHTS = 1 << 1 | 1 << 2  # Linux calls them CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
SECURE_BITS, NO_FIXUP = 28, 1 << 2  # PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP: access() asks with them too


@dataclass
class Case:
    """What is there, by path, and the command that meets it."""

    arguments: list[str]
    files: dict[str, bytes] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    after: list[list[str]] = field(default_factory=list)  # what is asked next, of what the first command has left


# ---- What is spoilt ----


def stored(name: str, **more: bytes) -> dict[str, bytes]:
    """The files of an experiment: only the first line of each comment, so that most changes meet a row."""
    files = {}
    for file in sorted((ROOT / "fixtures" / name).glob("*.csv")):
        lines = file.read_text().splitlines(keepends=True)
        rows = [line for line in lines if not line.startswith("#")]
        files[file.name] = "".join(lines[:1] + rows).encode()
    return files | {f"{name}.csv": content for name, content in more.items()}


FOLDERS = [
    stored("article"),
    stored("article", X_held_back=b"1,1,0,0\n0,0,1,1\n", y_held_back=b"1\n0\n"),
    stored("walkthrough"),
    stored("log"),
    stored("neuron"),
    stored("perceptron_line"),
]
TABLE = b"height,width,kind\n0.5,1,small\n1.5,2e0,big\n2.5,0x1.8p+0,big\n0.25,3,small\n"
TABLES = [
    (TABLE, "kind"),
    (b'"height, in m","say ""kind""",width\r\n"0.5",yes,1\r\n1.5,"no, never",2\r\n2.5," yes",3\r\n', 'say "kind"'),
    (b"width,digit\n1,3\n2,7\n0,-0\n4,3.0\n", "digit"),
    (b"width,share\n1,0.25\n\n2,1\n4,-0\n", "share"),
    (b"colour,wet,size,kind\nred,TRUE,1.5,a\nblue,FALSE,2,b\nred,TRUE,0.5,a\ngreen,FALSE,3,b\n", "kind"),
    (b"size,colour,kind\n1.5,red,a\n,blue,b\n0.5,NA,a\n3,red,b\n2,blue,\n", "kind"),
    (b'"","size","kind"\n"1",1.5,"a"\n"2",2.5,"b"\n"3",0.5,"a"\n', "kind"),
    (b",name,size,kind\n0,x y,1.5,yes\n1,'z',2.5,no\n2,\"a, b\",0.5,yes\n", "kind"),
    (b"1.5,2,0\n2.5,1,1\n0.5,3,0\n", "column_3"),
]
TABLE_OPTIONS = [
    "--missing=drop",
    "--no-header",
    "--hold-out=0.3",
    "--drop=size",
    "--drop=colour,wet",
    "--scale=minmax",
]
NEW_ROWS = b"1,0,0,1\n0.5,0,1e0,0x1p-1\n"

# What a student, a spreadsheet or another program may put where a number should be.
VALUES = "".join(
    [
        "1 0 0.5 NaN nan Inf -Inf inf infinity -0 -0.0 +1 1. .5 . - + 1e5 1E5 1e 1e400 -1e400 1e-400 4.9e-324 ",
        "2.5e-324 1_000 1,5 0,5 0x10 0x1p3 0x1.8p-1 0X1p3 0x1P3 1p3 1.8p-1 0x 0x1.p0 0x1.00000000000001p+0 ",
        "0x1p99999 0x0.0000000000001p-1022 TRUE NA NULL null None 1d5 1f 1L 1j 0b1 0o7 007 1e+05 1e05 1e00005 ",
        '1e000005 99999999999999999999 123456789012345678 0.1e1 1e1.5 1" #1 1# 1%%2 1;2 1:2 c(1) [1] 1/2 2^2 ',
        "5000.0 5e3 4294967295 4294967296 1000000000 1000000001 sigmoid relu Sigmoid moon portable tanh minmax ",
        "0.550586532362976 1.7976931348623158e308 2.2250738585072011e-308 %s %d%n \\ \\n $(id) `id` $x$ <b> & ",
    ]
).split()
VALUES += [*['"1"', "'1'", '"1', '"1""2"', ' "1"', '"1" ', '"1,5"', '"'], "", " ", "\t", "1 2", " 1 ", "\t1"]
VALUES += [
    *["\u00a01", "1\u00a0", "\u22121", "\uff11", "\u0661", "\ufeff1", "e\u0301", "1\u200b", "1\u2028", "\u202e1"]
]
VALUES += [*["1\x1b[2J", "1\v", "1\f", "1\x7f", "\x9b2J", "1\udcff", "\udce9t\udce9", "caf\u00e9", "\U0001f600"]]
VALUES += [*["9" * 400, "0." + "3" * 900, "0" * 900 + "1", "x" * 300, "system('id')", "__import__('os').abort()"]]
HUGE = ["9" * 10**6, "0." + "3" * 10**6, "x" * 10**6, ",".join("0" * 10**5), '"' + '""' * 10**5 + '"']

LINES = [
    "",
    "#",
    "# comment",
    " # comment",
    "1,2 # comment",
    "#,1",
    ",",
    ",,",
    '"a","b"',
    "\ufeff",
    "\ufeff# x",
    "epochs",
]
LINES += ["1;0;1;0", "1\t0\t1\t0", "1 0 1 0", "learning_rate,1,2", *(f"{name},1" for name in SETTINGS)]
LINES += [f"{name},{value}" for name in ("network", "error_measure") for value in SETTINGS[name][7:].split(", ")]

values = st.one_of(
    st.sampled_from(VALUES),
    st.text("0123456789.+-eExXpPaf_, ", max_size=8),
    st.floats().map(repr),
    st.floats(allow_nan=False, allow_infinity=False).map(float.hex),
    st.text(max_size=4).filter(lambda text: "\0" not in text),
)


def text_of(content: bytes) -> str:
    """Any bytes as text, each that is no UTF-8 as a surrogate."""
    return content.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The bytes of such a text."""
    return text.encode("utf-8", "surrogateescape" if not re.search("[\ud800-\udc7f\udd00-\udfff]", text) else "replace")


def spoil_value(draw: Draw, content: bytes) -> bytes:
    """Another value, one more, one less, or one in quotes."""
    lines = text_of(content).split("\n")
    here = draw(st.sampled_from([n for n, line in enumerate(lines) if line[:1] not in ("", "#")] or [0]))
    cells = lines[here].split(",")
    there = draw(st.integers(0, len(cells) - 1))
    change = draw(st.sampled_from(["replace", "replace", "replace", "drop", "insert", "quote"]))
    if change == "drop":
        del cells[there]
    elif change == "quote":
        cells[there] = f'"{cells[there]}"'
    else:
        cells[there : there + (change == "replace")] = [draw(values)]
    lines[here] = ",".join(cells)
    return bytes_of("\n".join(lines))


def spoil_line(draw: Draw, content: bytes) -> bytes:
    """A line less, one more, or one twice."""
    lines = text_of(content).split("\n")
    here = draw(st.integers(0, len(lines) - 1))
    lines[here : here + draw(st.integers(0, 1))] = draw(
        st.sampled_from([[], [lines[here]] * 2, *([line] for line in LINES)])
    )
    return bytes_of("\n".join(lines))


def spoil_characters(draw: Draw, content: bytes) -> bytes:
    """Other characters between lines or values, as another program writes them."""
    old, new = draw(
        st.sampled_from(
            [
                *[(b"\n", end) for end in (b"\r\n", b"\r", b"\n\n", b"\n\r", b"\r\r\n", b"\v", b"\xe2\x80\xa8", b"")],
                *[(b",", mark) for mark in (b";", b"\t", b", ", b" ,", b",,", b"\xc2\xa0,", b" , ")],
                *[(b".", b","), (b"0x", b""), (b"0x", b"0X"), (b"-", b"\xe2\x88\x92"), (b"1", b"\xef\xbc\x91")],
            ]
        )
    )
    return content.replace(old, new)


def spoil_bytes(draw: Draw, content: bytes) -> bytes:
    """A truncated file, or one with a byte too many or before its beginning."""
    place = draw(st.integers(0, len(content)))
    start = st.sampled_from(
        [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb", b"#", b" ", b"\n", b"\xef\xbb\xbf" * 2]
    )
    spoilt: bytes = draw(
        st.one_of(
            st.just(content[:place]),
            st.binary(min_size=1, max_size=3).map(lambda more: content[:place] + more + content[place:]),
            start.map(lambda mark: mark + content),
        )
    )
    return spoilt


def spoil_encoding(draw: Draw, content: bytes) -> bytes:
    """Another encoding, with and without a byte-order mark, or a packed file."""
    encoding = draw(st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "gzip"]))
    if encoding == "gzip":
        return b"\x1f\x8b\x08\x00" + content
    return text_of(content).encode(encoding, "replace")


def spoil_shape(draw: Draw, content: bytes) -> bytes:
    """Rows and columns exchanged, or the rows in one line, or each value on its own."""
    lines = text_of(content).split("\n")
    rows = [line.split(",") for line in lines if line and not line.startswith("#")]
    change = draw(st.sampled_from(["transpose", "one row", "one column", "twice", "none"]))
    shapes = {
        "transpose": [list(column) for column in zip(*rows, strict=False)],
        "one row": [[cell for row in rows for cell in row]],
        "one column": [[cell] for row in rows for cell in row],
        "twice": [row * 2 for row in rows],
        "none": [],
    }
    return bytes_of("".join(",".join(row) + "\n" for row in shapes[change]))


def spoil_hugely(draw: Draw, content: bytes) -> bytes:
    """A value of a million characters, or a hundred thousand columns."""
    if draw(st.integers(0, 30)) < 30:
        return spoil_value(draw, content)
    lines = text_of(content).split("\n")
    lines[draw(st.integers(0, len(lines) - 1))] = draw(st.sampled_from(HUGE))
    return bytes_of("\n".join(lines))


SPOILS = [*[spoil_value] * 4, spoil_line, spoil_line, spoil_characters, spoil_bytes, spoil_encoding, spoil_shape]
SPOILS += [spoil_hugely]


def spoil_place(draw: Draw, case: Case, path: str) -> None:
    """Something else where a file should be, or nothing."""
    what = draw(st.sampled_from(["nothing", "empty", "folder", "unreadable", "dangling", "loop", "device", "no file"]))
    if what == "unreadable":
        case.unreadable.append(path)
        return
    del case.files[path]
    if what == "empty":
        case.files[path] = b""
    elif what == "folder":
        case.folders.append(path)
    elif what != "nothing":
        target = {
            "dangling": "nowhere",
            "loop": os.path.basename(path),
            "device": "/dev/null",
            "no file": "/proc/self/mem",
        }
        case.links[path] = target[what]


# ---- Cases ----

PLACES = [
    "mine",
    "a b",
    "k\u00e4se",
    "it's",
    'q"',
    "a\nb",
    "%s",
    "100%",
    "*",
    "[x]",
    "a;b",
    "$x$",
    "~",
    "-",
    "\x9b",
    "a,b",
]
EPOCHS = ["2"] * 30 + ["0", "1", "1e400", "-0", "1e1", "0x1p3", "+3", " 3", "3 ", "3.0", "-1", "1_0", "x", "\udcff"]
NAMES = [
    name
    for name in OPTIONS
    if name not in ("--epochs", "--fixture", "--data", "--target", "--save", "--plot", "--watch")
]
SAVES = [
    "out",
    "out/",
    "new/er/est",
    "..",
    ".",
    "../up",
    "out/../..",
    "a b",
    "a\nb",
    "k\u00e4se",
    "*",
    "100%",
    "~",
    "~/out",
]
SAVES += [
    "http://out",
    "file:///tmp/nnref",
    "stdin",
    "/proc/nope",
    "/dev/null",
    "/dev/null/x",
    "x" * 250,
    "x" * 5000,
    "\udcff",
]
PICTURES = [
    "a.png",
    "a.SVG",
    "a.pdf",
    "%d.png",
    "100%.svg",
    "$x$.svg",
    "a.gif",
    "none/a.png",
    ".svg",
    "mine.svg/",
    "\udcff.png",
]


@st.composite
def options(draw: Draw, files: list[str], case: Case) -> list[str]:
    """Options with values that may make no sense."""
    arguments = []
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 3]))):
        name = draw(st.sampled_from(NAMES))
        value = draw(
            st.one_of(values, st.sampled_from([*files, *VALUES[:3], "", "--", "-1", "--seed", "article", "log"]))
        )
        if name == "--hidden-neurons" and re.fullmatch(r"\+?0*[0-9.]{5,}|.*e.*|0x.*", value):
            value = "7"  # a million neurons are no mistake, but slow
        arguments += draw(st.sampled_from([[name, value], [f"{name}={value}"], [name], [value], [name, "3"]]))
    if draw(st.integers(0, 19)) == 19:
        case.folders += ["out"] if draw(st.booleans()) else []
        arguments += ["--save", draw(st.sampled_from([*SAVES, *files]))]
    if draw(st.integers(0, 99)) == 99:
        arguments.append(f"--plot={draw(st.sampled_from(PICTURES))}")
    if draw(st.integers(0, 29)) == 29:
        arguments += draw(st.sampled_from([arguments, ["--"], ["--epochs"], [""], ["-"]]))
    return arguments


@st.composite
def cases(draw: Draw) -> Case:
    """A folder or a table with up to three changes, or none of the user's own; and the command."""
    case = Case([])
    kind = draw(st.sampled_from(["folder", "table", "options", "rows"]))
    place = draw(st.sampled_from(PLACES))
    path = "./" + place
    if kind == "folder":
        files = draw(st.sampled_from(FOLDERS))
        case.files = {f"{path}/{name}": content for name, content in files.items()}
        ending = draw(st.sampled_from(["", "", "", "/", "//", "/.", f"/../{place}", "/X.csv", "x"]))
        case.arguments = ["--fixture", draw(st.sampled_from([path, place])) + ending]
    elif kind == "table":
        content, target = draw(st.sampled_from(TABLES))
        case.files = {f"{path}.csv": content}
        others = ["height", "width", "Kind", " kind", "nothing", '"kind"', "ki\udce9"]
        target = draw(st.sampled_from([*[target] * 8, *others]))
        case.arguments = ["--data", f"{draw(st.sampled_from([path, place]))}.csv", "--target", target]
        case.arguments += draw(st.lists(st.sampled_from(TABLE_OPTIONS), max_size=2, unique=True))
    elif kind == "rows":
        case.files = {f"{path}.csv": NEW_ROWS}
        case.arguments = ["--predict", f"{path}.csv"]
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3]))):
        spoilt = draw(st.sampled_from([*sorted(case.files), ""]))
        if not spoilt:
            break
        if draw(st.integers(0, 19)) == 19:
            spoil_place(draw, case, spoilt)
        else:
            case.files[spoilt] = draw(st.sampled_from(SPOILS))(draw, case.files[spoilt])
    if kind == "folder" and draw(st.integers(0, 39)) == 39:
        case.unreadable.append(path)
    is_followed = kind in ("folder", "table") and draw(st.integers(0, 3)) == 3
    if not is_followed:
        case.arguments += draw(options([path, *case.files], case))
    if not any("perceptron" in text_of(content) for content in case.files.values()):
        case.arguments += ["--epochs", draw(st.sampled_from(EPOCHS))]
    if is_followed:
        case.arguments.append("--save=saved")  # and the result is trained on, and applied to what it came from
        rows = path + (".csv" if kind == "table" else "/X.csv")
        case.after = [["--fixture", "saved", "--predict", rows], ["--fixture=saved", "--epochs=1", "--save=saved"]]
    case.arguments = [argument.replace("\0", "") for argument in case.arguments]
    return case


# ---- What both do ----


@contextlib.contextmanager
def without_rights() -> Iterator[None]:
    """Without root's right to read and write everything; a user who is not root has no such right anyway.

    Still as root: somebody else could not read a checkout in root's home.
    """
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this thread
    before, now = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    for rights in (before, now):
        assert libc.capget(header, rights) == 0
    now[0] &= ~RIGHTS  # of those that are in effect
    assert libc.prctl(SECURE_BITS, NO_FIXUP) == 0
    assert libc.capset(header, now) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0
        assert libc.prctl(SECURE_BITS, 0) == 0


def build(case: Case, place: Path) -> None:
    """Put there what the case says; anybody may write beside it."""
    for folder in case.folders:
        (place / folder).mkdir(parents=True, exist_ok=True)
    for path, content in case.files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    for path, target in case.links.items():
        (place / path).symlink_to(target)
    place.chmod(0o777)
    for shut in closed(case, place):
        shut.chmod(0)


def closed(case: Case, place: Path) -> list[Path]:
    """What nobody may read there; another change may have taken it away."""
    return [place / path for path in case.unreadable if (place / path).exists()]


def left_behind(place: Path) -> dict[str, bytes]:
    """Each file and folder, and the bytes of those whose bits do not depend on the language."""
    found = {}
    for folder, folders, files in os.walk(place):
        for name in folders + files:
            path = Path(folder) / name
            exact = name in ("settings.csv", "X.csv", "y.csv") and path.is_file() and not path.is_symlink()
            found[str(path.relative_to(place))] = path.read_bytes() if exact else b""
    return found


def attempt(case: Case) -> tuple[str, str]:
    """What both commands do with a case: accepted, refused, diverged or wrong; and what is wrong."""
    outcomes: list[Outcome] = []
    trees = []
    home = os.getcwd()
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="nnref-") as top:
        Path(top).chmod(0o777)
        place = Path(top) / "work"
        for language in COMMANDS:
            place.mkdir()
            build(case, place)
            os.chdir(place)
            try:
                with without_rights():
                    asked = [case.arguments, *case.after]
                    outcomes.append(in_turn([run_here(language, *arguments) for arguments in asked]))
            except Exception as problem:
                return "wrong", f"{language} escaped: {type(problem).__name__}: {problem}"
            finally:
                os.chdir(home)
                for shut in closed(case, place):
                    shut.chmod(0o700)
            trees.append(left_behind(Path(top)))
            for left in Path(top).iterdir():
                shutil.rmtree(left)
    wrong = complaint(*outcomes)
    if not wrong and trees[0] != trees[1]:
        apart = [path for path in sorted({**trees[0], **trees[1]}) if trees[0].get(path) != trees[1].get(path)]
        wrong = f"files: {apart}"
    return ("wrong" if wrong else {0: "accepted", 2: "refused", 3: "diverged"}[outcomes[0].status]), wrong


def in_turn(outcomes: list[Outcome]) -> Outcome:
    """What commands one after the other left behind, as one: the first status and line, then all that they printed."""
    said = [f"\nstatus {one.status}: {one.stderr}{one.stdout}" for one in outcomes[1:]]
    return Outcome(outcomes[0].status, outcomes[0].stdout + "".join(said), outcomes[0].stderr)


def complaint(python: Outcome, r: Outcome) -> str:
    """What is wrong with how both took a case; nothing if all is well."""
    if python.status != r.status or python.stderr != r.stderr:
        return f"differ: Python {python.status} {python.stderr[:500]!r}, R {r.status} {r.stderr[:500]!r}"
    if python.status not in (0, 2, 3):
        return f"status: {python.status} {python.stderr!r}"
    if python.status and not re.fullmatch(r"nnref: [^\n]*\n", python.stderr):
        return f"not one line: {python.stderr!r}"
    if python.status == 0 and python.stderr:
        return f"not silent: {python.stderr!r}"
    if python.stdout != r.stdout:
        lines = zip((python.stdout + "\n-").split("\n"), (r.stdout + "\n-").split("\n"), strict=False)
        return "print: Python {!r}, R {!r}".format(*next(pair for pair in lines if pair[0] != pair[1]))
    if not (python.stdout + python.stderr).isprintable() and re.search(
        "[\0-\x09\x0b-\x1f\x7f-\x9f\udc80-\udcff]", python.stdout + python.stderr
    ):
        return f"control characters: {python.stdout!r} {python.stderr!r}"
    return ""


# ---- What no single process shows: signals by twos, and threads that save at once ----


def press_twice(language: str, moment: random.Random) -> str:
    """Press Ctrl-C twice or more in a training that is saved; what is wrong then."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="nnref-") as place:
        arguments = [
            "--epochs",
            "1000000000000000",
            "--save",
            "mine",
            *moment.choice([[], ["--checkpoint-every", "9"]]),
        ]
        started = subprocess.Popen(
            [*COMMANDS[language], *arguments],
            cwd=place,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert started.stdout is not None
        while not started.stdout.readline().startswith(" " * 9 + "0"):
            assert started.poll() is None
        time.sleep(moment.uniform(0, 0.1))
        for _ in range(moment.choice([2, 2, 3])):
            started.send_signal(signal.SIGINT)
            time.sleep(moment.choice([0, 0.0003, 0.003, 0.03]) * moment.random())
        _, stderr = started.communicate()
        line = r"nnref: interrupted after (\d+) of 10{15} epochs; mine holds what was trained in \1 epochs\n"
        if started.returncode != 130 or not re.fullmatch(line, stderr):
            return f"{language} pressed twice: {started.returncode} {stderr!r}"
        if os.listdir(place) != ["mine"]:
            return f"{language} pressed twice: left {os.listdir(place)}"
        read_experiment(folder=f"{place}/mine")
        return ""


def save_in_threads(moment: random.Random) -> str:
    """Two or more threads save to one place, and one reads it; what is wrong then."""
    problems: list[str] = []
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="nnref-") as name:
        place = Path(name)
        write_two_experiments(place)
        contents = [read_experiment(folder=str(place / name)) for name in ("zeros", "ones")]

        def work(number: int) -> None:
            try:
                for _ in range(20):
                    content = contents[number % 2]
                    matrices = {"X": content.X, "y": content.y, **content.parameters, **content.held_back}
                    write_experiment(str(place / "mine"), matrices, content.settings, origin=["A save"])
                    which_of_two(vars(read_experiment(folder=str(place / "mine"))))
            except (AssertionError, OSError, ValueError) as problem:
                problems.append(f"threads: {type(problem).__name__}: {problem}")

        threads = [threading.Thread(target=work, args=[number]) for number in range(moment.choice([2, 3, 4]))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if sorted(os.listdir(place)) != ["mine", "ones", "zeros"]:
            problems.append(f"threads: left {sorted(os.listdir(place))}")
    return "; ".join(problems[:1])


# ---- The search ----


class WrongError(AssertionError):
    """A case that went wrong."""


def fuzz(number: int, first: int = 0, known: set[str] | None = None) -> tuple[Counter[str], Case | None, str]:
    """Try so many cases, up to one that goes wrong, which is then shrunk: how they went, that case, what is wrong."""
    counts: Counter[str] = Counter()
    worst: list[tuple[Case, str]] = []

    @seed(first)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(cases())
    def search(case: Case) -> None:
        kind, wrong = attempt(case)
        if not worst:  # what comes after is shrinking
            counts[kind] += 1
        if wrong and signature(wrong) not in (known or set()):
            worst[:] = [(case, wrong)]
            raise WrongError

    with contextlib.suppress(WrongError):
        search()
    return (counts, *worst[0]) if worst else (counts, None, "")


def signature(wrong: str) -> str:
    """What findings of one kind have in common: their words, not what they quote or count."""
    return re.sub(r"'[^']*'|[0-9]+|\S*/\S*", "_", wrong)[:200]


def main(number: int, first: int = 0) -> None:
    """Try so many cases, and print how they went and each kind of finding once, shrunk."""
    counts: Counter[str] = Counter()
    known: set[str] = set()
    start = time.monotonic()
    while (done := counts.total() - counts["signals and threads"]) < number:
        more, case, wrong = fuzz(min(1000, number - done), first + done, known)
        counts += more
        findings = [(wrong, str(case))] if case else []
        for turn in range(3):  # these take a second each
            moment = random.Random(first + done + turn)
            tried = [press_twice("Python", moment), press_twice("R", moment), save_in_threads(moment)]
            findings += [(wrong, f"seed {first + done + turn}") for wrong in tried if wrong]
            counts["signals and threads"] += len(tried)
        for wrong, what in findings:
            if signature(wrong) not in known:
                known.add(signature(wrong))
                print(f"{wrong}\n  {what}\n".encode("ascii", "backslashreplace").decode(), flush=True)
    counts["kinds of findings"] = len(known)
    print(f"{number} cases in {time.monotonic() - start:.0f} s: {dict(counts)}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
