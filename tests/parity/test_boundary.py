"""The package's door in both languages: what is given is taken as doubles, exactly, or refused in the same words."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import nnref
from bridge import ENVIRONMENT, ROOT, R
from languages import same
from networks import random_network
from nnref.checks.boundary import ARGUMENTS, PUBLIC
from nnref.checks.errors import InputError
from stages import PARAMETERS

NETWORK = random_network(3, 5, 4, 3, 2)
FORWARD = {name: NETWORK[name] for name in ["X", *PARAMETERS]}


def r_object(code: str) -> Any:
    """What this code makes, as R has it."""
    return R.evaluate(f"function() {code}")()


R.environment["outside"] = R.evaluate(
    "function(name, given) do.call(checked(get(name), list(arithmetic = arithmetics, "
    "hidden_activation = hidden_activations)), given)"
)


def python_says(name: str, given: dict[str, Any]) -> Any:
    """What Python gives from outside, or the line of its refusal."""
    try:
        return getattr(nnref, name)(**given)
    except InputError as problem:
        return str(problem)


def r_says(name: str, given: dict[str, Any]) -> Any:
    """The same of R."""
    try:
        return R("outside", name, given)
    except InputError as problem:
        return str(problem)


def test_every_public_function_that_takes_matrices_is_called_through_the_door() -> None:
    takes = {*ARGUMENTS, "parameters"}
    exported = R.evaluate(f"parseNamespaceFile('r', {str(ROOT)!r})$exports")
    formals = {name: R.evaluate(f"if (is.function({name})) names(formals({name}))") or [] for name in exported}
    assert sorted(PUBLIC) == sorted(
        name for name, names in formals.items() if name != "StoppedError" and takes & set(np.atleast_1d(names))
    )
    assert sorted(PUBLIC) == R.evaluate("sort(PUBLIC)")
    assert set(exported) == set(nnref.__all__) - {"__version__"}
    for name in PUBLIC:
        assert hasattr(getattr(nnref, name), "__wrapped__"), name


KINDS = {
    "int8": np.array([[1, 0, -3, 7]], np.int8),
    "uint16": np.array([[1, 0, 3, 7]], np.uint16),
    "int64": np.array([[1, 0, -3, 2**53 - 1]]),
    "bool": np.array([[True, False, True, True]]),
    "float16": np.array([[0.1, 0.2, 0.3, 0.4]], np.float16),
    "float32": np.array([[0.1, 0.2, 0.3, 0.4]], np.float32),
    "big-endian": np.array([[0.1, 0.2, 0.3, 0.4]], ">f8"),
    "Fortran order": np.asfortranarray(np.arange(8.0).reshape(2, 4)),
    "a view": np.arange(32.0).reshape(4, 8)[::2, ::2],
    "objects": np.array([[1, 0.5, 2, True]], object),
    "np.matrix": np.ndarray.__new__(np.matrix, (1, 4), buffer=np.arange(4.0)),
    "masked, nothing hidden": np.ma.array([[1.0, 2, 3, 4]]),
    "rows": [[1, 2, 3, 4]],
    "long doubles": np.array([[1, 2, 3, 4]], np.longdouble),
}


@pytest.mark.parametrize("arithmetic", ["native", "portable"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_any_kind_of_number_gives_what_its_doubles_give(kind: str, arithmetic: str) -> None:
    given = KINDS[kind]
    doubles = np.array(given, dtype=np.float64, subok=False)
    for name in ("forward", "train_batch"):
        rest: dict[str, Any] = {key: NETWORK[key] for key in PARAMETERS}
        if name == "train_batch":
            rest = {"y": np.tile(NETWORK["y"][:1], (len(doubles), 1)), "parameters": rest, "learning_rate": 1}
        one = python_says(name, {"X": given, **rest, "arithmetic": arithmetic})
        other = python_says(name, {"X": doubles, **rest, "arithmetic": arithmetic})
        theirs = r_says(name, {"X": doubles, **rest, "arithmetic": arithmetic})
        for key, value in one.items():
            assert value.dtype == np.float64
            assert same(value, other[key])
            if arithmetic == "portable":
                assert same(value, theirs[key])


class Frame:
    """A data frame as far as the door looks at it, so that no test needs one of the libraries that make them."""

    def __init__(self, **columns: Any) -> None:
        """Columns by name."""
        self.values = {name: np.array(values) for name, values in columns.items()}
        self.columns = list(columns)

    def __getitem__(self, name: str) -> Any:
        """A column."""
        return self.values[name]

    def to_numpy(self, dtype: Any = None) -> Any:
        """All columns."""
        return np.column_stack([self.values[name] for name in self.columns]).astype(dtype)


def test_data_frames_of_numbers_are_taken_and_others_refused_by_the_name_of_the_column() -> None:
    frame = Frame(a=[1, 2], b=[True, False], c=[0.5, 1.5], d=[3, 4])
    plain = np.array([[1, 1, 0.5, 3], [2, 0, 1.5, 4]])
    ours = python_says("forward", {**FORWARD, "X": frame})
    assert same(ours["output"], python_says("forward", {**FORWARD, "X": plain})["output"])
    frame_in_r = r_object("data.frame(a = 1:2, b = c(TRUE, FALSE), c = c(0.5, 1.5), d = c(3, 4))")
    theirs = r_says("forward", {**FORWARD, "X": frame_in_r})
    assert same(theirs["output"], r_says("forward", {**FORWARD, "X": plain})["output"])
    says = "X: column 'kind': expected numbers, found "
    assert python_says("forward", {**FORWARD, "X": Frame(kind=["x", "y"])}).startswith(says)
    for code in ("factor(c('x', 'y'))", "c('x', 'y')", "as.Date(c('2020-01-01', '2020-01-02'))"):
        assert r_says("forward", {**FORWARD, "X": r_object(f"data.frame(kind = {code})")}).startswith(says)


def test_a_label_column_that_looks_like_numbers_as_text_is_refused() -> None:
    assert python_says("sigmoid", {"x": np.array([["1", "2"]])}) == "x: expected a matrix of numbers, found text"
    assert r_says("sigmoid", {"x": r_object("cbind('1', '2')")}) == "x: expected a matrix of numbers, found text"


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "y is a vector": ("train_batch", {"y": NETWORK["y"][:, 0]}),
    "bias is a vector": ("forward", {"bh": NETWORK["bh"][0]}),
    "bias of another size": ("forward", {"bh": np.ones((1, 4))}),
    "bias is a column": ("forward", {"bh": NETWORK["bh"].T}),
    "X is transposed": ("forward", {"X": NETWORK["X"].T}),
    "X has NaN": ("forward", {"X": np.where(NETWORK["X"] == NETWORK["X"][2, 1], np.nan, NETWORK["X"])}),
    "a weight is infinite": ("forward", {"wout": np.full((3, 2), np.inf)}),
    "no rows": ("forward", {"X": np.ones((0, 4))}),
    "another learning rate": ("train_batch", {"learning_rate": -1.0}),
    "another arithmetic": ("forward", {"arithmetic": "portabel"}),
    "another activation": ("forward", {"hidden_activation": "tahn"}),
    "no such network": ("train_batch", {"network": "articel"}),
    "a number for a network": ("train_batch", {"network": 0.1}),
    "a parameter is missing": ("train_batch", {"parameters": {"wh": NETWORK["wh"]}}),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_does_not_fit_is_refused_in_the_same_words(case: str) -> None:
    name, changed = REFUSED[case]
    base: dict[str, Any] = dict(FORWARD)
    if name == "train_batch":
        parameters = {key: NETWORK[key] for key in PARAMETERS}
        base = {"X": NETWORK["X"], "y": NETWORK["y"], "parameters": parameters, "learning_rate": 0.1}
    given = {**base, **changed}
    ours = python_says(name, given)
    vectors = {key: r_object(f"c({', '.join(map(repr, A.tolist()))})") for key, A in given.items() if np.ndim(A) == 1}
    theirs = r_says(name, {**given, **vectors})
    assert isinstance(ours, str)
    assert isinstance(theirs, str)
    assert re.sub("; write .*", "", ours) == re.sub("; write .*", "", theirs)


def test_no_array_of_the_callers_is_changed_or_handed_out() -> None:
    parameters = {key: NETWORK[key].copy() for key in PARAMETERS}
    before = {key: value.copy() for key, value in parameters.items()}

    def spoil(epoch: int, error: float, parameters: dict[str, Any]) -> None:
        for value in parameters.values():
            value[:] = 0

    for epochs in (0, 3):
        plain = nnref.train(NETWORK["X"], NETWORK["y"], parameters, 0.1, epochs, record_every=1)
        spoiled = nnref.train(NETWORK["X"], NETWORK["y"], parameters, 0.1, epochs, record_every=1, on_record=spoil)
        for key in PARAMETERS:
            assert same(plain.parameters[key], spoiled.parameters[key])
            plain.parameters[key][:] = 7
            assert same(parameters[key], before[key])
    trained = nnref.train(NETWORK["X"], NETWORK["y"], parameters, 0.1, 1)
    assert not np.shares_memory(trained.X, NETWORK["X"])


def test_importing_leaves_the_process_as_it_was() -> None:
    python = (
        "import sys, warnings, os, random, numpy as np; before = (list(sys.path), list(warnings.filters), "
        "dict(os.environ), random.getstate(), np.geterr(), str(np.random.get_state())); import nnref; after = "
        "(list(sys.path), list(warnings.filters), dict(os.environ), random.getstate(), np.geterr(), "
        "str(np.random.get_state())); assert before == after; assert 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", python], env=ENVIRONMENT, check=True, cwd=ROOT)


def things(generator: np.random.Generator) -> Iterator[Any]:
    """Anything that a caller might hand in where a matrix is meant."""
    kinds: list[Any] = [np.float64, np.float32, np.float16, np.int8, np.uint8, np.int64, np.uint64, bool, object, "<U3"]
    while True:
        shape = tuple(int(n) for n in generator.integers(0, 4, generator.integers(0, 4)))
        A = generator.normal(size=shape) * 3
        choice = int(generator.integers(0, 14))
        if choice < 10:
            with np.errstate(all="ignore"):
                yield A.astype(kinds[choice])
        elif choice == 10:
            yield A.tolist()
        elif choice == 11:
            yield generator.choice(np.array([None, "text", 3, {}, [[1], [1, 2]], object()], object))
        elif choice == 12:
            yield np.where(A > 2, np.nan, A) + 0 * np.inf if A.size else A
        else:
            yield np.ma.array(A, mask=A > 1)


def test_whatever_is_handed_in_is_computed_or_refused() -> None:
    """3,000 calls of every kind: an InputError in one line, or doubles; never another error, never a warning."""
    generator = np.random.default_rng(8)
    handed = things(generator)
    refused = 0
    for _ in range(3000):
        name = str(generator.choice([one for one in PUBLIC if one != "write_matrix"]))
        given: dict[str, Any] = {}
        for argument in list(nnref.__dict__[name].__wrapped__.__annotations__):
            if argument in ARGUMENTS:
                given[argument] = next(handed)
        if "parameters" in nnref.__dict__[name].__wrapped__.__annotations__:
            given["parameters"] = {key: next(handed) for key in PARAMETERS}
        if "learning_rate" in nnref.__dict__[name].__wrapped__.__annotations__:
            given["learning_rate"] = generator.choice(np.array([0.1, 1, True, "0.1", None, np.float32(0.5)], object))
        if name == "train":
            given["epochs"] = 2
        if name == "shuffle_rows":
            given["stream"] = nnref.uniform_stream(1)
        try:
            getattr(nnref, name)(**given)
        except InputError as problem:
            refused += 1
            assert "\n" not in str(problem)
        except nnref.StoppedError:
            pass
    assert 1000 < refused < 3000
