"""Portable arithmetic: equal bits in both languages, on this machine and on others, near the truth."""

import filecmp
import hashlib
import math
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bounds import Matrix, Values
from bridge import ENVIRONMENT, ROOT
from commands import COMMANDS, run
from languages import LANGUAGES, PARAMETERS, R_LANGUAGE, Language, same
from networks import NAMED, drawn_networks, values
from nnref.arithmetic.portable import POWERS_OF_TWO, portable_exp, portable_log1p, portable_tanh
from nnref.exercises.bounds import U
from nnref.files.experiments import experiments_folder, read_experiment
from nnref.files.matrices import cut_rows, read_lines, read_matrix
from portable_results import digest, portable_results
from stages import parameters_of

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
        network["X"],
        network["y"],
        parameters_of(network),
        network["learning_rate"],
        arithmetic="portable",
        hidden_activation=network["activation"],
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
                network["X"],
                network["y"],
                parameters_of(network),
                network["learning_rate"],
                epochs,
                batch_size=batch_size,
                arithmetic="portable",
                hidden_activation=network["activation"],
                shuffle_seed=shuffle_seed,
            )
        trained.append(made)
    python, r = trained
    assert [name for name in python if not equal_or_both_nan(python[name], r[name])] == []


# ---- The order, as fixtures/PORTABLE.md tells it, in scalar loops that share no line with either language ----


def fold(numbers: list[float]) -> float:
    """The last half is added to the first half, until one is left; and at last 0 is added."""
    while len(numbers) > 1:
        half = len(numbers) // 2
        kept = len(numbers) - half
        numbers = [v + numbers[kept + i] if i < half else v for i, v in enumerate(numbers[:kept])]
    return numbers[0] + 0


def power(A: Matrix) -> Fraction:
    """The largest power of two that is not above the largest magnitude."""
    return Fraction(math.ldexp(0.5, math.frexp(abs(A).max())[1]))


def cut(value: float, power: Fraction, bits: int, count: int) -> list[Fraction]:
    """The parts of a value: multiples of the unit power 2^(2 - bits), then of 2^-bits times that, and so on."""
    unit = power * 4 / 2**bits
    rest, found = Fraction(value), []
    for _ in range(count):
        found.append(round(rest / unit) * unit)
        rest -= found[-1]
        unit /= 2**bits
    return found


def dot_by_parts(A: Matrix, B: Matrix) -> Matrix:
    """The product of A with B from parts, each exact sum as a fraction."""
    P, Q = power(A), power(B)
    rows = [[cut(v, P, 19, 3) for v in row] for row in A]
    columns = [[cut(v, Q, 28, 2) for v in column] for column in B.T]

    def entry(row: list[list[Fraction]], column: list[list[Fraction]]) -> float:
        def exact(i: int, j: int) -> float:
            total = sum((a[i - 1] * b[j - 1] for a, b in zip(row, column, strict=True)), Fraction())
            assert Fraction(float(total)) == total
            return float(total)

        return exact(3, 1) + exact(2, 2) + exact(1, 2) + exact(2, 1) + 0.0 + exact(1, 1)

    return np.array([[entry(row, column) for column in columns] for row in rows])


def has_many_products(A: Matrix, B: Matrix) -> bool:
    """Whether the product of A with B is made of parts."""
    (n, k), m = A.shape, B.shape[1]
    return bool(n * k * m > 4 * (n * k + k * m + n * m))


def ordered(A: Matrix, B: Matrix) -> Matrix:
    """The product of A with B in the documented order."""
    if has_many_products(A, B):
        if (k := len(B)) > 256:
            return ordered(A[:, : k // 2], B[: k // 2]) + ordered(A[:, k // 2 :], B[k // 2 :])
        return dot_by_parts(A, B)
    return np.array([[fold([float(a) * float(b) for a, b in zip(x, y, strict=True)]) for y in B.T] for x in A])


SHAPES = [
    (1, 1, 1),
    (3, 4, 3),
    (2, 17, 5),
    (5, 100, 1),
    (1, 1000, 2),
    (4, 16, 4),
    (40, 3, 40),
    (10, 1, 500),
    (20, 5, 30),
    (2, 1000, 10),
    (6, 70, 8),
]
MANY = [(25, 33, 30), (16, 64, 32), (16, 32, 10), (13, 12, 13), (10, 200, 20), (9, 301, 10), (7, 260, 10)]


@pytest.mark.parametrize("shape", SHAPES + MANY, ids=str)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_sums_are_in_the_documented_order(language: Language, shape: tuple[int, int, int]) -> None:
    n, k, m = shape
    random = np.random.RandomState(n + k + m)
    B = random.normal(size=(k, m))
    wide = random.normal(size=(n, k)) * 10.0 ** random.randint(-9, 9, size=(n, k))
    few_bits = random.randint(-16, 17, size=(n, k)) / 16
    for A in (wide, few_bits):
        assert has_many_products(A, B) == (shape in MANY)
        expected = ordered(A, B)
        assert same(language.call("portable_dot", A, B), expected)
        assert same(language.call("portable_dot_at_b", A.T.copy(), B), expected)
        assert same(language.call("portable_dot_a_bt", A, B.T.copy()), expected)
    sums = [fold([float(v) for v in column]) for column in B.T]
    assert same(language.call("portable_column_sums", B), row(sums))
    assert language.call("portable_mean", B) == fold(sums) / (k * m)


# ---- Products of parts ----


def hard_factors() -> dict[str, tuple[Matrix, Matrix]]:
    """Where products of parts may go wrong: each is large enough for them."""
    random = np.random.RandomState(11)
    A, B = random.normal(size=(20, 40)), random.normal(size=(40, 24))
    spread = 10.0 ** random.uniform(-18, 18, size=A.shape)
    zeros = np.where(random.uniform(size=A.shape) < 0.9, 0.0, A)
    opposite = np.hstack([A[:, :20], -A[:, :20]]), np.vstack([B[:20], B[:20] * (1 + 2.0**-40)])
    most_bits = np.nextafter(A / A, 2) * np.sign(A), np.nextafter(B / B, 0)
    return {
        "ordinary": (A, B),
        "large beside small": (A * spread, B / spread.T[:, :1]),
        "terms that cancel": opposite,
        "mostly zeros": (zeros, -zeros.T[:, :20].copy()),
        "just above and below a power of two": most_bits,
        "few bits": (np.round(A * 32) / 32, B),
        "a first value of few bits": (np.where(np.arange(A.size).reshape(A.shape) == 0, 1.0, A), B),
        "few bits in both": (np.round(A * 32) / 32, np.round(B * 8)),
        "many samples": (random.normal(size=(7, 10_000)), random.normal(size=(10_000, 47))),
        "large": (A * 2.0**298, B * 2.0**298),
        "small": (A * 2.0**-297, B * 2.0**-297),
    }


@pytest.mark.parametrize("name", hard_factors())
def test_products_of_parts_are_within_their_bound_and_of_equal_bits(name: str) -> None:
    A, B = hard_factors()[name]
    (n, k), m = A.shape, B.shape[1]
    assert has_many_products(A, B)
    python, r = (language.call("portable_dot", A, B) for language in LANGUAGES)
    assert same(python, r)
    largest = Fraction(float(abs(A).max())) * Fraction(float(abs(B).max()))
    halvings = max(0, math.ceil(math.log2(k / 256)))
    roundings = Fraction(77, 100) + (halvings and halvings + 1)  # of all terms: of cutting, and of adding up the halves
    entries = [(i, j) for i in range(n) for j in range(m)]
    for i, j in entries if k < 1000 else entries[::40]:
        exact = sum(
            (Fraction(a) * Fraction(b) for a, b in zip(A[i].tolist(), B[:, j].tolist(), strict=True)), Fraction()
        )
        bound = Fraction(U) * (abs(exact) + roundings * k * largest)
        assert abs(Fraction(float(python[i, j])) - exact) <= bound


UNFIT = [np.inf, -np.inf, np.nan, 1.7e308, -1.7e308, 2.0**301, 2.0**300, -(2.0**300) * 1.99]


@pytest.mark.parametrize("value", [*UNFIT, "zeros", "subnormal", "all small", "small enough"], ids=str)
def test_what_does_not_fit_parts_has_equal_bits(value: float | str) -> None:
    scale = {"zeros": 0.0, "subnormal": 2.0**-1070, "all small": 2.0**-305, "small enough": 2.0**-299}
    for shape in [(20, 40, 24), (60, 70, 50)]:
        n, k, m = shape
        random = np.random.RandomState(12)
        A, B = random.normal(size=(n, k)), random.normal(size=(k, m))
        if isinstance(value, str):
            B *= scale[value]
        else:
            B[3, 5] = value
        with np.errstate(all="ignore"):
            for left, right in [(A, B), (B.T.copy(), A.T.copy())]:
                python, r = (language.call("portable_dot", left, right) for language in LANGUAGES)
                assert equal_or_both_nan(python, r)
                if not 2.0**-300 <= abs(B).max() < 2.0**301:
                    singles = fold_rows(left[:, :, np.newaxis] * right[np.newaxis])
                    assert equal_or_both_nan(python, singles)


def fold_rows(products: Matrix) -> Matrix:
    """The fold over the second of three dimensions."""
    while products.shape[1] > 1:
        half = products.shape[1] // 2
        kept = products.shape[1] - half
        added = products[:, :half] + products[:, kept:]
        products = np.concatenate([added, products[:, half:kept]], axis=1)
    return np.asarray(products[:, 0]) + 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(-330, 330), st.integers(0, 60), st.sampled_from([None, 5, 30]))
def test_products_of_parts_of_anything_have_equal_bits(seed: int, size: int, spread: int, bits: int | None) -> None:
    random = np.random.RandomState(seed)
    n, k, m = random.randint(14, 40, size=3)
    A = random.normal(size=(n, k)) * 2.0 ** random.randint(-spread, spread + 1, size=(n, k))
    A = A if bits is None else np.round(A * 2.0**bits / abs(A).max()) * 2.0**-bits
    A = A * 2.0**size
    B = random.normal(size=(k, m))
    python, r = (language.call("portable_dot", A, B) for language in LANGUAGES)
    assert same(python, r)


@pytest.mark.parametrize(
    "shape", [(16, 64, 32), (24, 24, 24), (100, 64, 32), (7, 10_000, 50), (300, 200, 100)], ids=str
)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_the_blas_here_is_exact_where_a_product_is(language: Language, shape: tuple[int, int, int]) -> None:
    """Whole numbers whose sums of products come up to 2^53: without this, products of parts could not be portable."""
    n, k, m = shape
    random = np.random.RandomState(sum(shape))
    limit = math.isqrt(2**53 // k)
    A, B = random.randint(-limit, limit + 1, size=(n, k)), random.randint(-limit, limit + 1, size=(k, m))
    A[0], B[:, 0] = limit, limit  # the largest sum there can be
    A[1], B[:, 1] = np.where(np.arange(k) % 2, limit, -limit), limit - 1
    exact = A @ B  # in 64-bit integers
    assert abs(exact).max() <= 2**53 < (limit + 1) ** 2 * k
    a, b = A.astype(float), B.astype(float)
    assert same(language.call("native_dot", a, b), exact.astype(float))
    assert same(language.call("native_dot_at_b", a.T.copy(), b), exact.astype(float))
    assert same(language.call("native_dot_a_bt", a, b.T.copy()), exact.astype(float))


# ---- exp, tanh, log1p against the truth ----


def seams(j: NDArray[np.int64]) -> Matrix:
    """Halfway between j and j + 1 times log(2) / 32, and three doubles to either side, in order."""
    middles = np.array([float((k + mpmath.mpf(1) / 2) * mpmath.log(2) / 32) for k in np.unique(j).tolist()])
    return np.concatenate([middles + step * np.spacing(middles) for step in range(-3, 4)])


def arguments_of_exp() -> dict[str, Matrix]:
    """Where exp may go wrong: everywhere, at its seams, where it overflows, where it underflows, near 0."""
    random = np.random.RandomState(7)
    near_0 = np.arange(-200, 200)
    middles = seams(np.concatenate([near_0, random.randint(-34500, 32800, size=2000)]))
    return {
        "anywhere": random.uniform(-745.2, 709.79, 20000),
        "ordinary": random.normal(size=20000) * 5,
        "seams": middles,
        "overflow": 709.782712893384 + np.arange(-200.0, 200.0) * 2.0**-43,
        "underflow": random.uniform(-745.2, -708, 20000),
        "half the least": -745.1332191019412 + np.arange(-50.0, 50.0) * 2.0**-43,
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


@pytest.mark.parametrize("name", [*arguments_of_exp(), "all seams"])
def test_exp_has_equal_bits_and_never_falls(name: str) -> None:
    given = arguments_of_exp() | {"all seams": seams(np.arange(-34500, 32800))}
    x = row(np.sort(given[name]))
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


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_the_table_of_exp_holds_powers_of_two_to_twice_the_digits(language: Language) -> None:
    high, low = (np.array(language.get(name)) for name in ["EXP_HIGH", "EXP_LOW"])
    assert len(high) == len(low) == 32 * 2023
    with mpmath.workprec(200):
        for i in range(32):
            exact = mpmath.mpf(2) ** (mpmath.mpf(i) / 32)
            nearest = float(exact)
            rest = float(exact - nearest)
            for k in range(-1011, 1012):
                entry = 32 * (k + 1011) + i
                assert (high[entry], low[entry]) == (math.ldexp(nearest, k), math.ldexp(rest, k))


# ---- Whole experiments, and other machines ----


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name not in LONG])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_an_experiment_ends_with_the_stored_bits(language: Language, name: str) -> None:
    results = portable_results(language.call, name)
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
        results["loss"] = recorded(results["loss"], read_experiment(name).settings)
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
def test_products_of_parts_do_not_depend_on_the_machine(language: str, machine: str, tmp_path: Path) -> None:
    options = ["--experiment", "digits", "--epochs", "1", "--arithmetic", "portable", "--save"]
    run("Python", *options, str(tmp_path / "here"))
    environment = {**ENVIRONMENT, **OTHER_MACHINES[machine]}
    command = [*COMMANDS[language], *options, str(tmp_path / "there")]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=ROOT)
    files = [f"{name}.csv" for name in [*PARAMETERS, "output", "loss"]]
    assert filecmp.cmpfiles(tmp_path / "here", tmp_path / "there", files, shallow=False)[0] == files


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
