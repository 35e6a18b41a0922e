"""Portable arithmetic: equal bits in both languages, on this machine and on others, near the truth."""

import filecmp
import hashlib
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bounds import Matrix, Values
from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, run
from languages import LANGUAGES, PARAMETERS, R_LANGUAGE, Language, same
from networks import NAMED, drawn_networks, values
from nnref.fixtures import cut_rows, experiments_folder, read_experiment, read_lines, read_matrix
from nnref.portable_arithmetic import POWERS_OF_TWO, portable_exp, portable_log1p, portable_tanh
from portable_results import digest, portable_results

EXPERIMENTS = sorted(file.parent.parent.name for file in Path(experiments_folder()).glob("*/expected/portable.csv"))
LONG = {"moons", "blobs", "digits"}


def row(numbers: list[float] | Matrix) -> Matrix:
    """Numbers as a matrix of one row."""
    return np.array(numbers, dtype=float).reshape(1, -1)


def equal_or_both_nan(A: Matrix, B: Matrix) -> bool:
    """Whether two matrices hold the same bits; a NaN, which has many spellings, equals a NaN."""
    return same(np.where(np.isnan(A), 0, A), np.where(np.isnan(B), 0, B)) and bool((np.isnan(A) == np.isnan(B)).all())


def update(language: Language, network: Values) -> dict[str, Matrix]:
    """Every named quantity of one update in portable arithmetic."""
    made: dict[str, Matrix] = language.call(
        "train_batch",
        *(network[name] for name in ["X", "y", *PARAMETERS]),
        network["learning_rate"],
        arithmetic=language.get("portable"),
        hidden_activation=language.get("hidden_activations", network["activation"]),
    )
    return made


def differing(network: Values) -> list[str]:
    """The named quantities of one update that are not the same bits in Python and in R."""
    python, r = (update(language, network) for language in LANGUAGES)
    assert list(python) == list(r)
    return [name for name in python if not equal_or_both_nan(python[name], r[name])]


@pytest.mark.parametrize("network", NAMED.values(), ids=NAMED.keys())
def test_every_named_quantity_has_equal_bits(network: Values) -> None:
    assert differing(network) == []


@settings(max_examples=300, deadline=None)
@given(drawn_networks())
def test_every_named_quantity_of_any_network_has_equal_bits(network: Values) -> None:
    assert differing(network) == []


@settings(max_examples=30, deadline=None)
@given(drawn_networks(), st.integers(1, 40), st.sampled_from([None, 1, 2]), st.sampled_from([None, 0, 4294967295]))
def test_free_running_training_of_any_network_has_equal_bits(
    network: Values, epochs: int, batch_size: int | None, shuffle_seed: int | None
) -> None:
    trained = []
    for language in LANGUAGES:
        with np.errstate(all="ignore"):
            made = language.call(
                "train",
                *(network[name] for name in ["X", "y", *PARAMETERS]),
                network["learning_rate"],
                epochs,
                batch_size=batch_size,
                arithmetic=language.get("portable"),
                hidden_activation=language.get("hidden_activations", network["activation"]),
                shuffle_seed=shuffle_seed,
            )
        trained.append(made)
    python, r = trained
    assert [name for name in python if not equal_or_both_nan(python[name], r[name])] == []


# ---- The order, as fixtures/PORTABLE.md tells it, in scalar loops that share no line with either language ----


def sum_in_pairs(numbers: list[float]) -> float:
    """The first m plus the others, m being the largest power of two below their number."""
    if len(numbers) == 1:
        return numbers[0]
    m = 1
    while 2 * m < len(numbers):
        m *= 2
    return sum_in_pairs(numbers[:m]) + sum_in_pairs(numbers[m:])


SHAPES = [(1, 1, 1), (3, 4, 3), (2, 17, 5), (5, 100, 1), (1, 1000, 2), (25, 33, 30), (4, 16, 4), (40, 3, 40)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_sums_are_in_the_documented_order(language: Language, shape: tuple[int, int, int]) -> None:
    n, k, m = shape
    random = np.random.RandomState(n + k + m)
    A = random.normal(size=(n, k)) * 10.0 ** random.randint(-9, 9, size=(n, k))
    B = random.normal(size=(k, m))
    terms = [[[float(A[i, t]) * float(B[t, j]) for t in range(k)] for j in range(m)] for i in range(n)]
    expected = np.array([[sum_in_pairs(entry) for entry in row] for row in terms])
    assert same(language.call("portable_dot", A, B), expected)
    assert same(language.call("portable_dot_at_b", A.T.copy(), B), expected)
    assert same(language.call("portable_dot_a_bt", A, B.T.copy()), expected)
    sums = [sum_in_pairs([float(v) for v in column]) for column in B.T]
    assert same(language.call("portable_column_sums", B), row(sums))
    assert language.call("portable_mean", B) == sum_in_pairs(sums) / (k * m)


# ---- exp, tanh, log1p against the truth ----


def arguments_of_exp() -> dict[str, Matrix]:
    """Where exp may go wrong: everywhere, at its seams, where it overflows, where it underflows, near 0."""
    random = np.random.RandomState(7)
    middles = np.array([float((k + mpmath.mpf(1) / 2) * mpmath.log(2)) for k in range(-1076, 1025)])
    return {
        "anywhere": random.uniform(-745.2, 709.79, 20000),
        "ordinary": random.normal(size=20000) * 5,
        "seams": np.concatenate([middles + step * np.spacing(middles) for step in range(-3, 4)]),
        "overflow": 709.782712893384 + np.arange(-200, 200) * 2.0**-43,
        "underflow": random.uniform(-745.2, -708, 20000),
        "half the least": -745.1332191019412 + np.arange(-50, 50) * 2.0**-43,
        "near 0": random.choice([-1, 1], 5000) * 10.0 ** random.uniform(-320, 0, 5000),
    }


def worst_ulp(function: Callable[[Matrix], Matrix], exact: Callable[..., object], x: Matrix) -> float:
    """The largest distance from the exact value, in units of the last place of the double nearest to it."""
    worst = 0.0
    with mpmath.workprec(140):
        for value, found in zip(x.tolist(), function(row(x))[0].tolist(), strict=True):
            true = exact(mpmath.mpf(value))
            nearest = float(true)  # type: ignore[arg-type]
            if found != nearest or math.isfinite(nearest):
                top = mpmath.mpf(2) ** 1024
                got = mpmath.mpf(found) if math.isfinite(found) else top
                unit = math.ulp(nearest) if math.isfinite(nearest) else 2.0**971
                worst = max(worst, float(abs(got - true) / unit))
    return worst


@pytest.mark.parametrize("name", arguments_of_exp())
def test_exp_is_within_1_ulp(name: str) -> None:
    assert worst_ulp(portable_exp, mpmath.exp, arguments_of_exp()[name]) < 1


@pytest.mark.parametrize("name", arguments_of_exp())
def test_exp_has_equal_bits_and_never_falls(name: str) -> None:
    x = row(np.sort(arguments_of_exp()[name]))
    python, r = (language.call("portable_exp", x) for language in LANGUAGES)
    assert same(python, r)
    assert (python[0, :-1] <= python[0, 1:]).all()


SPECIAL = row([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 1.7e308, -1.7e308, 709.79, -745.14])


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_special_values(language: Language) -> None:
    e = [1, 1, np.inf, 0, np.nan, 1, 1, np.inf, 0, np.inf, 0]
    assert equal_or_both_nan(language.call("portable_exp", SPECIAL), row(e))
    t = [0.0, -0.0, 1, -1, np.nan, 5e-324, -5e-324, 1, -1, 1, -1]
    assert equal_or_both_nan(language.call("portable_tanh", SPECIAL), row(t))
    assert same(language.call("portable_log1p", row([0, 5e-324])), row([0, 5e-324]))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(values, st.floats()), min_size=1, max_size=40))
def test_exp_and_tanh_of_anything_have_equal_bits(numbers: list[float]) -> None:
    for name in ["portable_exp", "portable_tanh"]:
        python, r = (language.call(name, row(numbers)) for language in LANGUAGES)
        assert equal_or_both_nan(python, r)


def test_tanh_is_within_3_ulp_odd_and_of_equal_bits() -> None:
    random = np.random.RandomState(8)
    x = np.concatenate([random.uniform(-1, 1, 10000), random.uniform(-20, 20, 5000), random.uniform(0.1, 0.3, 10000)])
    assert worst_ulp(portable_tanh, mpmath.tanh, x) < 3
    assert same(portable_tanh(row(-x)), -portable_tanh(row(x)))
    assert same(portable_tanh(row(x)), R_LANGUAGE.call("portable_tanh", row(x)))


def test_log1p_is_within_2_ulp_and_of_equal_bits() -> None:
    random = np.random.RandomState(9)
    x = np.concatenate([random.uniform(0, 1, 20000), 10.0 ** random.uniform(-320, 0, 5000)])
    assert worst_ulp(portable_log1p, mpmath.log1p, x) < 2
    assert same(portable_log1p(row(x)), R_LANGUAGE.call("portable_log1p", row(x)))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_the_powers_of_two_are_exact(language: Language) -> None:
    expected = [math.ldexp(1.0, k) for k in range(-1074, 1024)]
    assert list(language.get("POWERS_OF_TWO")) == expected
    assert len(POWERS_OF_TWO) == len(expected)


# ---- Whole experiments, and other machines ----


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name not in LONG])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_an_experiment_ends_with_the_stored_bits(language: Language, name: str) -> None:
    results = portable_results(language.call, language.get, name)
    assert {key: digest(value) for key, value in results.items()} == stored_hashes(name)


def recorded(loss: Matrix, chosen: dict[str, Any]) -> Matrix:
    """Of the errors in a saved folder, which are those of a curve, those that a training records."""
    every = chosen.get("report_every", max(1, chosen["epochs"] // 10))
    done = loss[:, 0]
    return np.asarray(loss[(done % every == 0) | (done == chosen["epochs"])])


def stored_hashes(name: str) -> dict[str, str]:
    """The stored hash of each result of an experiment."""
    rows = cut_rows(read_lines(f"{experiments_folder()}/{name}/expected/portable.csv"))["values"]
    return {row[0]: row[1] for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_commands_save_the_stored_bits_in_the_same_bytes(name: str, tmp_path: Path) -> None:
    stored = stored_hashes(name)
    for language in COMMANDS:
        saved = tmp_path / language
        done = run(language, "--experiment", name, "--arithmetic", "portable", "--save", str(saved))
        assert (done.status, done.stderr) == (0, "")
        assert "portable arithmetic\n" in done.stdout
        results = {key: read_matrix(str(saved / f"{key}.csv")) for key in stored}
        results["loss"] = recorded(results["loss"], read_experiment(name)["settings"])
        assert {key: digest(value) for key, value in results.items()} == stored
    files = sorted(file.name for file in (tmp_path / "Python").iterdir())
    assert "loss.csv" in files
    assert files == sorted(file.name for file in (tmp_path / "R").iterdir())
    assert filecmp.cmpfiles(tmp_path / "Python", tmp_path / "R", files, shallow=False)[0] == files


# What NumPy would choose by the processor, under the names of this NumPy; all of it turned off leaves the plainest
DISPATCHED = " ".join(np._core._multiarray_umath.__cpu_dispatch__)  # type: ignore[attr-defined]

OTHER_MACHINES = {
    "without AVX-512 and AVX2": {"NPY_DISABLE_CPU_FEATURES": DISPATCHED},
    "with one thread of BLAS": {"OPENBLAS_NUM_THREADS": "1"},
    "with a BLAS kernel of old processors": {"OPENBLAS_CORETYPE": "Prescott"},
}


@pytest.mark.slow
@pytest.mark.parametrize("machine", OTHER_MACHINES)
@pytest.mark.parametrize("language", COMMANDS)
def test_the_bits_do_not_depend_on_the_machine(language: str, machine: str, tmp_path: Path) -> None:
    options = ["--experiment", "article", "--arithmetic", "portable", "--save", str(tmp_path / "saved")]
    environment = {**ENVIRONMENT, **OTHER_MACHINES[machine]}
    subprocess.run([*COMMANDS[language], *options], env=environment, check=True, capture_output=True, cwd=ROOT)
    stored = stored_hashes("article")
    saved = {name: read_matrix(str(tmp_path / "saved" / f"{name}.csv")) for name in [*PARAMETERS, "output"]}
    assert {name: digest(matrix) for name, matrix in saved.items()} == {name: stored[name] for name in saved}


@pytest.mark.slow
def test_turning_features_off_turns_them_off() -> None:
    """Or else the test above would show nothing: the native exp must not be able to use them either."""
    code = (
        "import numpy as np; f = np._core._multiarray_umath; print([f.__cpu_features__[x] for x in f.__cpu_dispatch__])"
    )
    environment = {**ENVIRONMENT, "NPY_DISABLE_CPU_FEATURES": DISPATCHED}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=environment, capture_output=True, check=True
    )
    assert done.stdout
    assert b"True" not in done.stdout


def test_the_digest_is_that_of_the_bytes() -> None:
    expected = hashlib.sha256(b"\0\0\0\0\0\0\xf0\x3f" + b"\0\0\0\0\0\0\0\x40").hexdigest()
    assert digest(np.array([[1.0, 2.0]])) == expected
    assert sys.float_info.mant_dig == 53
