"""Each language alone passes the same stored expectations, by the same names and with the same strength."""

import csv
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_alone import CASES

from bounds import Values, compare_activation, compare_exact, compare_sum, compare_with_oracle
from bridge import ENVIRONMENT, ROOT, RPackage, load
from languages import PYTHON, stage_by_stage, trace
from networks import NAMED

HELPERS = ROOT / "r" / "tests" / "testthat"


def path_without(hidden: str, folder: Path) -> str:
    """A PATH with all commands of this one, except those whose name matches."""
    folder.mkdir()
    for place in ENVIRONMENT["PATH"].split(os.pathsep):
        for command in Path(place).glob("*"):
            link = folder / command.name
            if not re.fullmatch(hidden, command.name) and not link.is_symlink():
                link.symlink_to(command)
    return str(folder)


def passed_by_python(folder: Path) -> list[str]:
    """The cases that tests/alone/test_alone.py passes where there is no R and no rpy2."""
    hidden = folder / "hidden"
    (hidden / "rpy2").mkdir(parents=True)
    (hidden / "rpy2" / "__init__.py").write_text("raise ImportError('hidden')\n")
    environment = {name: value for name, value in ENVIRONMENT.items() if name not in ("R_HOME", "LD_LIBRARY_PATH")}
    environment |= {"PATH": path_without("R|Rscript", folder / "bin"), "PYTHONPATH": str(hidden)}
    alone = [sys.executable, "-c", "import rpy2"]
    assert "hidden" in subprocess.run(alone, env=environment, capture_output=True, text=True, check=False).stderr
    report = folder / "python.xml"
    command = [sys.executable, "-m", "pytest", "-c", "python/pyproject.toml", "--rootdir=.", "-p", "no:cacheprovider"]
    command += [f"--junit-xml={report}", "tests/alone/test_alone.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    found = ElementTree.parse(report).iter("testcase")
    named = {str(case.get("name")): len(case) for case in found}
    assert not any(named.values()), "none fails and none is skipped"
    return [name for case in named for name in re.findall(r"^test_stored\[(.*)\]$", case)]


def passed_by_r(folder: Path) -> tuple[list[str], int]:
    """The cases that test-alone.R passes where there is no Python, and how many expectations R's tests have in all."""
    environment = {**ENVIRONMENT, "PATH": path_without("python.*|pip.*", folder / "bin-of-r"), "NOT_CRAN": "true"}
    report = folder / "r.csv"
    library = folder / "library"
    library.mkdir()
    install = ["R", "CMD", "INSTALL", f"--library={library}", "r"]
    subprocess.run(install, cwd=ROOT, env=ENVIRONMENT, capture_output=True, check=True)
    environment["R_LIBS"] = str(library)
    program = """
        report <- commandArgs(TRUE)
        if (any(nzchar(Sys.which(c("python", "python3"))))) stop("there is Python")
        tests <- as.data.frame(testthat::test_check("nnref", reporter = "list", stop_on_failure = FALSE))
        write.csv(tests[c("file", "test", "nb", "failed", "skipped", "error", "warning")], report, row.names = FALSE)
    """
    command = ["Rscript", "-e", program, str(report)]
    place = ROOT / "r" / "tests"
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with report.open(newline="") as lines:
        tests = list(csv.DictReader(lines))
    good = {"failed": "0", "skipped": "FALSE", "error": "FALSE", "warning": "0"}
    assert [test for test in tests if good.items() - test.items() or int(test["nb"]) == 0] == []
    alone = [test["test"] for test in tests if test["file"] == "test-alone.R"]
    return alone, sum(int(test["nb"]) for test in tests)


@pytest.mark.slow
def test_both_languages_alone_pass_the_same_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    python = passed_by_python(tmp_path)
    r, expectations = passed_by_r(tmp_path)
    assert python == CASES
    assert len(python) > 0
    assert sorted(python) == sorted(r)
    assert len(set(python)) == len(python)
    with capsys.disabled():  # to stderr, which reaches the terminal from a worker of pytest-xdist too
        print(
            f"\n{len(python)} stored expectations passed by each language alone; R's tests: {expectations} in all",
            file=sys.stderr,
        )


def test_each_r_file_has_its_own_tests() -> None:
    sources = {f"test-{file.stem}.R" for file in (ROOT / "r" / "R").glob("*.R") if file.stem != "nnref-package"}
    assert sources
    assert sources - {file.name for file in HELPERS.glob("test-*.R")} == set()


# ---- The comparator of R's tests is that of tests/parity/bounds.py ----


@pytest.fixture(scope="module")
def comparator() -> RPackage:
    """A copy of the R package with the helper that its tests compare with."""
    package = RPackage(load())
    package.evaluate(f"sys.source({str(HELPERS / 'helper-bounds.R')!r}, environment())")
    package.environment["compare_all"] = package.evaluate(
        """
        function(values, expected, found) {
          lapply(STAGES, function(name) compare_with_oracle(name, values, expected[[name]], found[[name]]))
        }
        """
    )
    return package


@pytest.mark.parametrize("network", NAMED.values(), ids=NAMED.keys())
def test_both_comparators_say_the_same(network: Values, comparator: RPackage) -> None:
    """Of results moved a little and a lot: the same share of the same bound of the same cell, in the same words."""
    v = trace(PYTHON, network)
    expected = stage_by_stage(PYTHON, v)
    random = np.random.RandomState(1)
    failed = 0
    for size in (0, 2.0**-52, 2.0**-48, 1e-3):
        found = {name: A * (1 + size * random.randint(-3, 4, size=A.shape)) for name, A in expected.items()}
        compared = compare_with_oracle(v, expected, found)
        for one, other in zip(compared, comparator("compare_all", v, expected, found), strict=True):
            assert (one.name, one.kind, one.count) == (other["name"], other["kind"], other["count"])
            assert one.error == other["error"]
            # each language adds up the gauge in its own order
            assert one.share == pytest.approx(other["share"], rel=1e-9)
            assert one.message == other["message"]
            failed += one.share > 1
    assert failed > 14


SPECIAL = [0.0, 5e-324, 2.0**-1022 - 5e-324, 2.0**-1022, 1 - 2.0**-53, 1.0, 1.0 + 2.0**-52, 1e300, math.inf, math.nan]
doubles = st.one_of(st.floats(-1e300, 1e300), st.sampled_from([*SPECIAL, *(-x for x in SPECIAL)]))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(doubles, doubles), min_size=2, max_size=2), st.booleans())
def test_both_judge_any_numbers_in_the_same_words(
    comparator: RPackage, pairs: list[tuple[float, float]], overflows: bool
) -> None:
    expected, found = (np.array([column]) for column in zip(*pairs, strict=True))
    judged = [
        (compare_exact("E", expected, found), comparator("compare_exact", "E", expected, found)),
        (
            compare_activation("output", expected, found, 1, overflows),
            comparator("compare_activation", "output", expected, found, overflows),
        ),
        (
            compare_sum("wh", expected, found, 5, abs(expected), 2, sides=1),
            comparator("compare_sum", "wh", expected, found, 5, abs(expected), 2),
        ),
    ]
    for one, other in judged:
        assert one.message == other["message"]
        assert (one.error, one.share) == (other["error"], other["share"])


def test_both_refuse_another_shape_in_the_same_words(comparator: RPackage) -> None:
    A = np.array([[1.0, 2.0, 3.0]])
    one, other = compare_exact("bh", A, A.T), comparator("compare_exact", "bh", A, A.T)
    assert one.message == other["message"] == "bh: expected shape (1, 3), found (3, 1)"
    assert one.share == other["share"] == math.inf
