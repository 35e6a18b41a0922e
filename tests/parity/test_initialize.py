"""Weights and orders from a seed: NumPy's stream in both languages, bit for bit, and R's own left alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge import R
from commands import COMMANDS, run, run_here
from languages import LANGUAGES, PARAMETERS, Language, same
from nnref.checks.errors import InputError
from nnref.checks.inputs import NETWORKS
from nnref.files.experiments import read_experiment
from nnref.files.matrices import read_matrix
from nnref.random.shuffle import shuffle_rows, shuffle_stream
from nnref.random.stream import draw_uniform, uniform_stream
from nnref.random.weights import initialize_weights
from stages import data_of, matrices_of

MANY_SEEDS = np.random.RandomState(2026).randint(0, 2**32, size=300, dtype=np.uint64).tolist()
SEEDS = [0, 1, 42, 623, 624, 2**31 - 1, 2**31, 2**32 - 1, *MANY_SEEDS]


# A state of R's generator stays in R: the bridge gives back numbers, and R keeps one of its words as NA.
R.environment["draws_in_steps"] = R.evaluate(
    """
    function(seed, sizes) {
      stream <- uniform_stream(seed)
      values <- numeric()
      for (size in strsplit(sizes, " ")[[1]]) {
        drawn <- draw_uniform(stream, as.numeric(size))
        values <- c(values, drawn$values)
        stream <- drawn$stream
      }
      values
    }
    """
)
R.environment["shuffled"] = R.evaluate("function(X, seed) shuffle_rows(X, X, uniform_stream(seed))$X")


def test_hundreds_of_seeds_give_numpys_stream_past_the_refill_of_624_words() -> None:
    for seed in SEEDS:
        assert list(R("draws_in_steps", seed, "2000")) == np.random.RandomState(seed).uniform(size=2000).tolist(), seed


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_a_stream_goes_on_where_it_was(seed: int, sizes: list[int]) -> None:
    expected = np.random.RandomState(seed).uniform(size=sum(sizes)).tolist()
    stream = uniform_stream(seed)
    found: list[float] = []
    for size in sizes:
        made = draw_uniform(stream, size)
        found += made["values"].tolist()
        stream = made["stream"]
    assert found == expected
    in_r = R("draws_in_steps", seed, " ".join(map(str, sizes)))
    assert list(np.atleast_1d(in_r)) == expected


def test_words_that_are_special_in_r() -> None:
    """A word of only a sign bit is NA in R; a word of 0 is lifted by R to half a step above 0, so that log works."""
    words = np.arange(624, dtype=np.uint32)
    words[1:5] = [0, 0, 2**31, 2**32 - 1]
    words[397] = 0
    numpy = np.random.RandomState(0)
    numpy.set_state(("MT19937", words, 1, 0, 0.0))
    signed = [int(word) - 2**32 if word > 2**31 else int(word) for word in words]
    text = ", ".join("NA" if word == 2**31 else f"{word}" for word in signed)
    found = R.evaluate(f"draw_uniform(as.integer(c(10403, 1, {text})), 311)$values")
    assert list(found) == numpy.uniform(size=311).tolist()


@pytest.mark.parametrize("kind", ["Mersenne-Twister", "Wichmann-Hill", "L'Ecuyer-CMRG", "Knuth-TAOCP-2002"])
def test_rs_own_random_state_is_left_as_it_was(kind: str) -> None:
    code = f"""
    local({{
      on.exit(RNGkind("Mersenne-Twister", "Inversion", "Rejection"))
      RNGkind("{kind}", "Box-Muller", "Rejection")
      set.seed(5)
      expected <- c(runif(3), rnorm(1))
      set.seed(5)
      found <- runif(1)
      before <- .Random.seed
      shuffle_rows(diag(3), diag(3), uniform_stream(1))
      stopifnot(identical(before, .Random.seed))
      found <- c(found, runif(2), rnorm(1))
      rm(".Random.seed", envir = globalenv())
      kinds <- RNGkind()
      draw_uniform(uniform_stream(1), 5)
      identical(found, expected) && !exists(".Random.seed", globalenv()) && identical(kinds, RNGkind())
    }})
    """
    assert R.evaluate(code) is True


def test_numpys_own_random_state_is_left_as_it_was() -> None:
    np.random.seed(5)
    expected = np.random.uniform(size=2).tolist()
    np.random.seed(5)
    found = [np.random.uniform()]
    initialize_weights("article", 3, 3, 3, 1)
    assert [*found, np.random.uniform()] == expected


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_seed_42_draws_the_stored_weights(language: Language) -> None:
    stored = matrices_of(read_experiment("article"))
    made = language.call("initialize_weights", "article", 4, 3, 1, 42)
    assert list(made) == PARAMETERS
    assert all(same(made[name], stored[name]) for name in PARAMETERS)
    first = matrices_of(read_experiment("walkthrough_first"))
    made = language.call("initialize_weights", "walkthrough", 4, 3, 1, 42)
    assert all(same(made[name], first[name]) for name in ["wh", "wout"])


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(list(NETWORKS)), st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1)
)
def test_initial_weights_are_equal_bits(network: str, d: int, h: int, q: int, seed: int) -> None:
    python, r = (language.call("initialize_weights", network, d, h, q, seed) for language in LANGUAGES)
    assert list(python) == list(r)
    assert all(same(python[name], r[name]) for name in python)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_shuffling_is_the_same_order_and_loses_nothing(n: int, seed: int) -> None:
    X = np.arange(2.0 * n).reshape(n, 2)
    made = shuffle_rows(X, X[:, :1], uniform_stream(seed))
    assert same(made["X"][:, :1], made["y"])
    orders = [made["X"], R("shuffled", X, seed)]
    assert same(*orders)
    expected = X[np.argsort(np.random.RandomState(seed).uniform(size=n), kind="stable")]
    assert same(orders[0], expected)
    assert sorted(map(tuple, orders[0])) == list(map(tuple, X))


def test_a_training_that_goes_on_goes_on_in_the_order_of_its_seed() -> None:
    """The order of an epoch is made of the draws that come after those of the epochs before it."""
    X = np.arange(30.0).reshape(15, 2)
    draws = np.random.RandomState(7).uniform(size=(3, 15))
    for done in range(3):
        expected = X[np.argsort(draws[done])]
        assert same(shuffle_rows(X, X, shuffle_stream(7, 15, done))["X"], expected)
        assert same(
            R.evaluate(f"shuffle_rows(X <- matrix(0:29 + 0, 15, byrow = TRUE), X, shuffle_stream(7, 15, {done}))$X"),
            expected,
        )
    first = X[np.argsort(draws[0])]
    assert same(shuffle_rows(X, X, shuffle_stream(7, 15))["X"], first)
    assert same(R.evaluate("shuffle_rows(X <- matrix(0:29 + 0, 15, byrow = TRUE), X, shuffle_stream(7, 15))$X"), first)


def test_equal_numbers_keep_their_order() -> None:
    assert R.evaluate("order(c(0.5, 0.25, 0.5, 0.25))") == [2, 4, 1, 3]
    assert np.argsort([0.5, 0.25, 0.5, 0.25], kind="stable").tolist() == [1, 3, 0, 2]


def test_training_on_shuffled_rows_can_be_continued_by_hand() -> None:
    """Epoch 2 reorders the given rows by draws n + 1 to 2 n, whatever epoch 1 did."""
    matrices = matrices_of(read_experiment("moons"))
    X, y = matrices["X"][:50], matrices["y"][:50]
    weights = initialize_weights("article", 2, 3, 1, 9)
    orders = [np.argsort(row, kind="stable") for row in np.random.RandomState(8).uniform(size=(2, 50))]
    for language in LANGUAGES:
        whole = language.call("train", X, y, weights, 0.5, 2, 7, arithmetic="portable", shuffle_seed=8)
        parameters = weights
        for order in orders:
            one = language.call("train", X[order], y[order], parameters, 0.5, 1, 7, arithmetic="portable")
            parameters = {name: one[name] for name in PARAMETERS}
        assert all(same(whole[name], parameters[name]) for name in PARAMETERS)


@pytest.mark.slow
def test_the_commands_draw_and_save_the_initial_weights(tmp_path: Path) -> None:
    options = ["--seed", "4294967295", "--hidden-neurons", "50", "--epochs", "0"]
    outcomes = [run(language, *options, "--save", str(tmp_path / language)) for language in COMMANDS]
    assert outcomes[0] == outcomes[1]
    assert "experiment article, weights from seed 4294967295\n" in outcomes[0].stdout
    assert "50 hidden neurons" in outcomes[0].stdout
    draws = np.random.RandomState(2**32 - 1).uniform(size=4 * 50 + 50 + 50 + 1)
    for language in COMMANDS:
        saved = [read_matrix(str(tmp_path / language / f"{name}.csv")).ravel() for name in PARAMETERS]
        assert np.concatenate(saved).tolist() == draws.tolist()
    for file in (tmp_path / "R").iterdir():
        assert file.read_bytes() == (tmp_path / "Python" / file.name).read_bytes()


CASES = {
    "only a seed": ["--seed", "7"],
    "only hidden neurons": ["--hidden-neurons", "5"],
    "a shuffled training": ["--shuffle-seed", "3", "--batch-size", "2", "--trace"],
    "all of them": [
        "--experiment",
        "moons",
        "--epochs",
        "3",
        "--seed",
        "1",
        "--shuffle-seed",
        "0",
        "--batch-size",
        "99",
    ],
    "another network": ["--experiment", "log", "--seed", "1", "--shuffle-seed", "2", "--batch-size", "1"],
    "no hidden layer": ["--experiment", "log", "--hidden-neurons", "4"],
    "not trained": ["--experiment", "perceptron", "--shuffle-seed", "4"],
    "a seed too large": ["--seed", "4294967296"],
    "half a seed": ["--seed", "0.5"],
    "no seed": ["--shuffle-seed", "-1"],
    "no neurons": ["--hidden-neurons", "0"],
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_commands_say_the_same(case: str) -> None:
    options = [*CASES[case], "--arithmetic", "portable"]
    python, r = (run_here(language, *options) for language in COMMANDS)
    assert python == r
    refused = {"no hidden layer", "not trained", "a seed too large", "half a seed", "no seed", "no neurons"}
    assert python.status == (2 if case in refused else 0)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_seed_that_is_none_is_refused(language: Language) -> None:
    article = data_of(read_experiment("article"))
    with pytest.raises(InputError, match="shuffle_seed: expected a whole number from 0 to 4294967295, found"):
        language.call("train", *article, 0.1, 1, shuffle_seed=-1)
