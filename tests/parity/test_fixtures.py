"""The fixtures: written by `make fixtures` alone, and read and written by both languages without losing a bit."""

import gzip
import math
import os
import random
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bridge import ENVIRONMENT, ROOT, R
from languages import LANGUAGES, Language
from nnref.checks.errors import InputError
from nnref.checks.inputs import NETWORKS, SETTINGS
from nnref.files import matrices as matrix_files
from nnref.files.experiments import read_experiment, read_settings, write_settings
from nnref.files.matrices import read_blocks, read_lines, read_matrix, write_matrix
from nnref.files.numbers import format_number, parse_number
from stages import matrices_of

FIXTURES = ROOT / "fixtures"
ADDED = "Shape: .*|In decimals:|  .*|[a-z_]+ is [0-9].*"  # what write_matrix and write_settings add to a header
DIGESTS = "portable.csv"  # names and SHA-256, no matrix
EXPERIMENTS = sorted(folder.parent.parent.name for folder in FIXTURES.glob("*/expected/epoch_1"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder: its path there, and its bytes."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def bits(numbers: list[float]) -> list[int]:
    """The bits of each double; unlike numbers, they tell -0 from 0."""
    return [int(value) for value in np.array(numbers, dtype=float).view(np.int64)]


def parsed(texts: list[str]) -> list[float]:
    """What Python reads; NaN where it reads no number, which is what R gives then."""
    numbers = (parse_number(text) for text in texts)
    return [math.nan if number is None else number for number in numbers]


# ---- The files ----


@pytest.mark.slow
def test_making_the_fixtures_again_changes_no_byte(tmp_path: Path) -> None:
    tests = ROOT / "tests"
    command = [sys.executable, str(tests / "parity" / "make_fixtures.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, env={**ENVIRONMENT, "PYTHONPATH": f"{tests}/parity:{tests}/commands"})
    kept = {
        name: content
        for name, content in contents(FIXTURES).items()
        if not name.endswith(".md") and not name.startswith("exercises/")
    }
    made = contents(tmp_path)
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_file_is_as_the_format_says() -> None:
    for name, content in contents(FIXTURES).items():
        if name.endswith(".md") or name.startswith(("bad/", "exercises/")):
            continue
        text = content.decode("ascii")
        lines = text.split("\n")
        assert lines.pop() == "", f"{name}: no line feed at the end"
        assert "\r" not in text, name
        header = [line for line in lines if line.startswith("#")]
        rows = lines[len(header) :]
        assert "# Written by: make fixtures" in header, name
        assert not any(line.startswith("#") for line in rows), f"{name}: a comment among the rows"
        if Path(name).name == DIGESTS:
            assert rows and all(re.fullmatch("[a-z]+,[0-9a-f]{64}", row) for row in rows), name
            continue
        assert lines[0].startswith(f"# {Path(name).stem}"), name
        if Path(name).name != "settings.csv":
            assert f"# Shape: {len(rows)} x {rows[0].count(',') + 1}" in header, name
        values = [value for row in rows for value in row.split(",")]
        if Path(name).name == "settings.csv":
            settings = dict(row.split(",") for row in rows)
            values = [value for key, value in settings.items() if not SETTINGS[key].startswith("one of")]
        for value in values:
            number = parse_number(value)
            assert number is not None and format_number(number) == value, f"{name}: {value}"


@pytest.mark.slow
def test_both_languages_write_back_what_they_read(tmp_path: Path) -> None:
    for file in FIXTURES.rglob("*.csv"):
        if file.name == DIGESTS or file.relative_to(FIXTURES).parts[0] in ("bad", "exercises"):
            continue
        written = tmp_path / "Python" / file.relative_to(FIXTURES)
        written.parent.mkdir(parents=True, exist_ok=True)
        comments = own_comments(file)
        if file.name == "settings.csv":
            write_settings(read_settings(str(file)), str(written), comments)
        else:
            write_matrix(read_matrix(str(file)), str(written), comments)

    program = tmp_path / "write_back.R"
    program.write_text("""
        arguments <- commandArgs(trailingOnly = TRUE)
        added <- sprintf("^(%s)$", arguments[4])
        for (file in list.files(arguments[1], full.names = TRUE)) sys.source(file, environment())
        for (name in list.files(arguments[2], pattern = "[.]csv$", recursive = TRUE)) {
          if (basename(name) == arguments[5] || grepl("^(bad|exercises)/", name)) next
          file <- file.path(arguments[2], name)
          written <- file.path(arguments[3], name)
          dir.create(dirname(written), recursive = TRUE, showWarnings = FALSE)
          header <- sub("^# ", "", grep("^#", read_lines(file), value = TRUE))
          comments <- grep(added, header, value = TRUE, invert = TRUE)
          if (basename(name) == "settings.csv") {
            write_settings(read_settings(file), written, comments)
          } else {
            write_matrix(read_matrix(file), written, comments)
          }
        }
    """)
    arguments = [str(ROOT / "r" / "R"), str(FIXTURES), str(tmp_path / "R"), ADDED, DIGESTS]
    subprocess.run(["Rscript", str(program), *arguments], check=True, env=ENVIRONMENT)

    others = (".md", DIGESTS)
    files = contents(FIXTURES).items()
    kept = {name: content for name, content in files if not name.endswith(others)}
    kept = {name: content for name, content in kept.items() if not name.startswith(("bad/", "exercises/"))}
    assert kept
    for language in ["Python", "R"]:
        found = contents(tmp_path / language)
        assert sorted(found) == sorted(kept)
        assert [name for name in kept if found[name] != kept[name]] == [], language


def own_comments(file: Path) -> list[str]:
    """The header's lines without those that write_matrix and write_settings add themselves."""
    comments = [line[2:] for line in read_lines(str(file)) if line.startswith("#")]
    return [line for line in comments if not re.fullmatch(ADDED, line)]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_every_expected_matrix_has_the_shape_of_its_kind(experiment: str) -> None:
    folder = FIXTURES / experiment
    shapes = {name: read_matrix(str(folder / f"{name}.csv")).shape for name in ["X", "y", *NETWORKS["article"]]}
    n, h, q = shapes["X"][0], shapes["wh"][1], shapes["y"][1]
    hidden = ["hidden_layer_input", "hidden_layer_activations", "slope_hidden_layer"]
    hidden += ["error_at_hidden_layer", "d_hidden_layer"]
    of_output = ["output_layer_input", "output", "E", "slope_output_layer", "d_output"]
    shapes |= dict.fromkeys(hidden, (n, h)) | dict.fromkeys(of_output, (n, q))
    for file in (folder / "expected").glob("*/*.csv"):
        assert read_matrix(str(file)).shape == shapes[file.stem], file


def test_both_read_the_bytes_as_they_are(tmp_path: Path) -> None:
    """From a pipe too, whose size nobody knows; and without unpacking what is compressed."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for language in LANGUAGES:
        writer = threading.Thread(target=pipe.write_text, args=("# a comment\n1,2\n3,4\n",))
        writer.start()
        assert language.call("read_matrix", str(pipe)).tolist() == [[1, 2], [3, 4]]
        writer.join()
        packed = tmp_path / "packed.csv"
        packed.write_bytes(gzip.compress(b"1,2\n3,4\n", mtime=0))
        with pytest.raises(InputError, match=r"packed\.csv: expected plain text, found a zero byte$"):
            language.call("read_matrix", str(packed))


# ---- Block by block ----

TEXTS = {
    "line feeds": b"1,2\n3,4\n\n# five\n5,6\n",
    "carriage returns and a mark": b"\xef\xbb\xbf1,2\r3,4\r\r5,6",
    "both": b"\r\n1,2\r\n\r\n3,4\r\n5,6\r\n",
    "blanks": b" \t1 ,\t2\n\n3, 4\r\r\n5,6 ",
    "no number": b"1,2\n3,x\n5,6\n7\n",
    "ragged": b"1,2\n3\nx,6\n",
    "a zero byte, but later": b"1,2\n3,x\n5\n\0\n",
    "no row": b"\n# 1,2\r\n",
}
TABLES = {
    "two columns": b'a,b\r\n1,x\r\n\r\n"2","y"\r\n3,"x"\r\n',
    "a late header": b"\n\n \na,b\n1,x\n2,y",
    "a short row after a wrong value": b"a,b\nx,y\n1,x\n1\n",
    "a wrong value after a missing class": b"a,b\n1,\n1,x\nx,y\n",
    "an open quote": b'a,b\n1,x\n1,2,3\n1,"\n',
    "no such column": b"a,c\n1,x\nz,y\n",
    "only a header": b"a,b\n\n",
    "nothing": b"\n\n\n",
}


@pytest.fixture
def set_block(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """A function that sets how many bytes both languages read at a time."""
    whole = matrix_files.BLOCK

    def set_block(size: int) -> None:
        monkeypatch.setattr(matrix_files, "BLOCK", size)
        R.evaluate(f"BLOCK <- {size}")

    yield set_block
    R.evaluate(f"BLOCK <- {whole}")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_it_does_not_matter_how_much_is_read_at_a_time(
    language: Language, set_block: Callable[[int], None], tmp_path: Path
) -> None:
    def read(name: str, *arguments: str) -> Any:
        try:
            found = language.call(name, *arguments)
        except InputError as problem:
            return str(problem)
        values = found.values() if isinstance(found, dict) else [found]
        return [value.tolist() if isinstance(value, np.ndarray) else repr(value) for value in values]

    for texts, name, arguments in [
        (TEXTS, "read_matrix", []),
        (TABLES, "read_table", ["b"]),
        (TEXTS, "read_lines", []),
    ]:
        for case, text in texts.items():
            file = tmp_path / "text.csv"
            file.write_bytes(text)
            set_block(2**22)
            whole = read(name, str(file), *arguments)
            for size in [1, 2, 3, 5, 11, len(text) - 1]:
                set_block(max(1, size))
                assert read(name, str(file), *arguments) == whole, (case, size)


def test_the_whole_file_is_judged(tmp_path: Path) -> None:
    file = tmp_path / "text.csv"
    found = {}
    for case, text in TEXTS.items():
        file.write_bytes(text)
        outcomes = []
        for language in LANGUAGES:
            try:
                outcomes.append(language.call("read_matrix", str(file)).tolist())
            except InputError as problem:
                outcomes.append(str(problem).removeprefix(str(file)))
        assert outcomes[0] == outcomes[1], case
        found[case] = outcomes[0]
    assert [case for case, value in found.items() if value == [[1, 2], [3, 4], [5, 6]]] == list(TEXTS)[:4]
    assert list(found.values())[4:] == [
        " line 2, value 2: expected a finite number, found 'x'",
        " line 2: expected as many values as in the first row (2), found 1",
        ": expected plain text, found a zero byte",
        ": expected at least one row of numbers, found none",
    ]


def test_a_file_that_is_gone_before_all_of_it_is_read_is_refused(tmp_path: Path) -> None:
    """As when its folder is replaced meanwhile; r/tests/testthat asks R the same."""
    file = tmp_path / "text.csv"
    file.write_bytes(TEXTS["line feeds"])
    with pytest.raises(InputError, match=r"text\.csv: cannot be read$"):
        read_blocks(str(file), lambda lines, before, earlier: file.unlink())


@pytest.mark.slow
def test_large_matrices_are_written_as_small_ones_are(tmp_path: Path) -> None:
    """More values than are formatted at a time."""
    A = np.random.default_rng(1).normal(size=(2_100, 50))
    A[::3] = np.round(A[::3])
    files = []
    for language in LANGUAGES:
        files.append(tmp_path / f"{language.name}.csv")
        language.call("write_matrix", A, str(files[-1]), ["A"])
        assert np.array_equal(language.call("read_matrix", str(files[-1])), A)
    assert files[0].read_bytes() == files[1].read_bytes()


# ---- Saving ----


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_what_is_saved_is_read_again_and_replaced_as_a_whole(language: Language, tmp_path: Path) -> None:
    article = read_experiment("article")
    folder = tmp_path / "saved"
    more = {**matrices_of(article), "output": np.array([[0.5]])}
    language.call("write_experiment", str(folder), more, article.settings, origin=["A copy", "by hand"])
    assert (folder / "output.csv").read_text().splitlines()[1:3] == ["# A copy", "# by hand"]
    settings = {**article.settings, "epochs": 10}
    language.call("write_experiment", f"{folder}//", matrices_of(article), settings, origin=["Another"])
    assert os.listdir(tmp_path) == ["saved"]
    assert sorted(os.listdir(folder)) == sorted(f"{name}.csv" for name in [*matrices_of(article), "settings"])
    found = read_experiment(folder=str(folder))
    assert found.settings == settings
    for name, matrix in matrices_of(article).items():
        assert bits(matrices_of(found)[name].ravel().tolist()) == bits(matrix.ravel().tolist())


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_nothing_of_the_users_is_replaced(language: Language, tmp_path: Path) -> None:
    article = read_experiment("article")
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("years of work")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    refused = {
        tmp_path: "expected an empty folder, or one that nnref saved, found other files",
        thesis: "expected a folder to save in, found something else",
        tmp_path / "link": "expected a folder to save in, found something else",
        thesis / "below": "cannot be written",
    }
    for folder, line in refused.items():
        with pytest.raises(InputError) as problem:
            language.call("write_experiment", str(folder), matrices_of(article), article.settings, origin=["x"])
        assert str(problem.value) == f"{folder}: {line}"
    with pytest.raises(InputError, match=f"{thesis}/below: cannot be written"):
        language.call("check_save_place", f"{thesis}/below")
    assert sorted(os.listdir(tmp_path)) == ["link", "thesis.txt"]
    assert thesis.read_text() == "years of work"


# ---- The numbers ----


def some_doubles() -> list[float]:
    """Doubles of every kind: 20,000 random bit patterns, 2,000 subnormals, ordinary ones, whole ones, extremes."""
    draw = random.Random(42)
    patterns = [draw.getrandbits(64) for _ in range(20_000)]
    patterns += [draw.getrandbits(52) | draw.getrandbits(1) << 63 for _ in range(2_000)]
    numbers = [struct.unpack("<d", struct.pack("<Q", pattern))[0] for pattern in patterns]
    numbers += [draw.uniform(-1, 1) for _ in range(5_000)]
    numbers += [float(draw.randint(-(2**60), 2**60) >> draw.randint(0, 60)) for _ in range(2_000)]
    numbers += [sign * 2.0**power for power in range(-1074, 1024) for sign in (1, -1)]
    numbers += [0.0, -0.0, 5e-324, -5e-324, 2.2250738585072009e-308, 2.2250738585072014e-308]
    numbers += [sys.float_info.max, -sys.float_info.max, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, 0.550586532362976]
    return [number for number in numbers if math.isfinite(number)]


def test_hex_floats_keep_every_bit_and_have_one_spelling() -> None:
    numbers = some_doubles()
    assert len(numbers) > 30_000
    texts = [format_number(number) for number in numbers]
    column = np.array(numbers).reshape(-1, 1)
    assert [row[0] for row in R("format_number", column)] == texts
    assert bits(parsed(texts)) == bits(numbers)
    assert bits(R("parse_number", texts)) == bits(numbers)


def some_decimals() -> list[str]:
    """Decimals of 15 to 30 digits, the exact midpoints between doubles, and their neighbours."""
    draw = random.Random(7)
    texts = ["0.550586532362976", "1e23", "8.5e22", "9007199254740993", "0.1", "1e22", "1e-22", "1e-23"]
    texts += ["2.2250738585072011e-308", "2.4703282292062327e-324", "2.4703282292062328e-324", "5e-324", "1e-400"]
    texts += ["1.7976931348623157e308", "1.7976931348623158e308", "179769313486231580000e288"]
    for digits in (15, 16, 17):
        texts += [f"{draw.random():.{digits}g}" for _ in range(6_000)]
    for digits in (17, 20, 25, 30):
        texts += [f"0.{draw.randrange(10**digits):0{digits}d}" for _ in range(800)]
    texts += [f"{draw.randrange(10**17)}e{draw.randint(-320, 290)}" for _ in range(300)]
    for _ in range(300):
        number = draw.random() * 2.0 ** draw.randint(-20, 20)
        midpoint = (Fraction(number) + Fraction(math.nextafter(number, math.inf))) / 2
        places = midpoint.denominator.bit_length() - 1
        digits = midpoint.numerator * 10**places // midpoint.denominator
        texts += [f"{digits + step}e-{places}" for step in (-1, 0, 1)]
    for _ in range(1_000):  # the same anywhere, with all digits or cut off behind the first
        number = struct.unpack("<d", struct.pack("<Q", draw.randrange(0x7FE << 52)))[0]
        midpoint = (Fraction(number) + Fraction(math.nextafter(number, math.inf))) / 2
        places = midpoint.denominator.bit_length() - 1
        exact = str(midpoint.numerator * 10**places // midpoint.denominator)
        cut = min(len(exact), draw.choice([1, 16, 17, 18, 22, 40, 2000]))
        texts += [f"{int(exact[:cut]) + step}e{len(exact) - cut - places}" for step in (-1, 0, 1)]
    texts += [f"{digit}e{power}" for digit in (1, 9) for power in range(-340, 308)]
    late = ["", "0" * 900, "0" * 900 + "1", "9" * 3_000]  # what follows the 752 digits of this midpoint decides
    return texts + [f"{3 * 5**1075}{more}e-{1075 + len(more)}" for more in late]


@pytest.mark.slow
def test_decimals_are_read_to_the_nearest_double() -> None:
    texts = some_decimals()
    assert len(texts) > 20_000
    nearest = [float(Fraction(text)) for text in texts]  # Python divides whole numbers correctly rounded
    for found in [parsed(texts), R("parse_number", texts)]:
        cases = zip(texts, bits(found), bits(nearest), strict=True)
        assert [text for text, number, expected in cases if number != expected] == []


REFUSED = [
    *["", " ", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "one", "1_000", "1d5", "1L", "0b1", "\u0661"],
    *["NaN", "nan", "Inf", "-inf", "infinity", "NA", "TRUE"],
    *[
        "0x",
        "0x1",
        "0x10",
        "0x1.8",
        "0x2p0",
        "0x1.p0",
        "0X1p0",
        "0x1P0",
        "0x1.Ap0",
        "0x1.00000000000000p0",
        "0x1p",
    ],
    *["0x1p1024", "-0x1p1024", "0x1p9999", "1e309", "1.7976931348623159e308", "1e99999"],
]
TRAPS = {
    "10": 10.0,
    "-10": -10.0,
    "+3": 3.0,
    "-0": -0.0,
    "-0.0": -0.0,
    "-0x0p+0": -0.0,
    "0x0p0": 0.0,
    "007": 7.0,
    "1.": 1.0,
    ".5": 0.5,
    "1E3": 1000.0,
    "0x1p0010": 1024.0,
    "0x0.8p1": 1.0,
    "0x1p-1074": 5e-324,
    "0x0.0000000000001p-1022": 5e-324,
    "0x1p-1075": 0.0,
    "0x1.8p-1074": 1e-323,
    "-1e-400": -0.0,
}


def test_the_grammar_of_numbers_is_the_same() -> None:
    for found in [parsed(REFUSED), R("parse_number", REFUSED)]:
        assert [text for text, number in zip(REFUSED, found, strict=True) if not math.isnan(number)] == []
    expected = bits(list(TRAPS.values()))
    assert bits(parsed(list(TRAPS))) == expected
    assert bits(R("parse_number", list(TRAPS))) == expected


# ---- What is written, to the byte ----


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_what_is_written_is_what_the_format_says(language: Language, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    language.call("write_matrix", np.array([[0.5, -1.0], [2.0, 3.0]]), str(file), ["wh: weights", "By hand"])
    decimals = "# In decimals:\n#    0.50000000 -1.00000000\n#    2.00000000  3.00000000\n"
    assert file.read_text() == f"# wh: weights\n# By hand\n# Shape: 2 x 2\n{decimals}0x1p-1,-1\n2,3\n"
    language.call("write_matrix", np.array([[1.0, 0.0]]), str(file), ["y: targets"])
    assert file.read_text() == "# y: targets\n# Shape: 1 x 2\n1,0\n"
    language.call("write_settings", {"learning_rate": 0.1, "epochs": 7, "network": "neuron"}, str(file), ["settings"])
    rows = "learning_rate,0x1.999999999999ap-4\nepochs,7\nnetwork,neuron\n"
    assert file.read_text() == f"# settings\n# learning_rate is 0.1\n{rows}"
