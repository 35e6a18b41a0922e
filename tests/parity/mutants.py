"""Every small change of the R core, one at a time, and whether the comparisons notice it.

`make mutants` runs this, and before it mutmut, which does the same to the Python core. An operator becomes its
neighbour, a number one more, TRUE FALSE; a condition is negated. A mutant that no comparison notices is printed: it
needs a test, or a reason in EQUIVALENT.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import bridge
from bounds import Comparison, Values, compare_exact
from comparisons import train
from languages import PYTHON, R_LANGUAGE, Language, R
from mutations import SQUARE, TOOL, first_failure, parity_comparisons
from networks import NAMED, random_network
from questions import ASKED, OF_THE_CORE

CORE = [
    "arithmetic-native",
    "arithmetic-portable",
    "activations",
    "losses",
    "forward",
    "backward",
    "update_parameters",
    "train",
    *ASKED,
]

SECONDS = 20  # of processor time, after which a mutant that is still running is noticed
SURVIVED = 3  # as the exit status of a child

# Mutants that nothing can notice, each with the reason
CHOICE = "only chooses between two ways that give the same bits"
EVEN = "an even number of units more, which changes no rounding"
NO_SIGN = "shows only with a BLAS that makes a negative zero"
EQUIVALENT = {
    "predicted_class: (output > 0.5) + 0 => (output > 0.5) - 0": "0 only makes a number of what is TRUE or FALSE",
    "confusion_matrix: table(true, predicted) + 0 => table(true, predicted) - 0": "0 only makes a matrix of a table",
    "uniform_stream: 624 => 625": "one word more, or a place in them behind the last, which R's generator never reads",
    "uniform_stream: 623 => 624": "one word more, which R's generator never reads",
    "uniform_stream: 16 => 17": "of the higher half one bit more, which modulo 2^32 takes away",
    "uniform_stream: words < 2^31 => words <= 2^31": "2^31 itself becomes NA in the next line",
    "derivatives_relu: (a > 0) + 0 => (a > 0) - 0": "0 only makes a number of what is TRUE or FALSE",
    "split_batches: batch_size >= n_samples => batch_size > n_samples": "one batch of all samples either way",
    "POWERS_OF_TWO: 1023 => 1024": "one power more, which is never asked for",
    "COTH_COEFFICIENTS: 653837184000 => 653837184001": "1e-8 of the last bit of the sum",
    "LOG_COEFFICIENTS: 16 => 17": "one coefficient more, which is never asked for",
    "LEFT_WHOLE: 51539607552 => 51539607553": EVEN,
    "LEFT_WHOLE: 98304 => 98305": EVEN,
    "RIGHT_WHOLE: 100663296 => 100663297": EVEN,
    "EXP_HIGH: 1011 => 1012": "one power more, which is never asked for",
    "EXP_LOW: 1011 => 1012": "one power more, which is never asked for",
    "FOLDS: 128 => 129": CHOICE,
    "fold: TRUE => FALSE": CHOICE,
    "fold: k <= length(FOLDS) => k < length(FOLDS)": CHOICE,
    "fold: FALSE => TRUE": "of drop: the other summand stays a matrix, and so does the sum",
    "dot_of_parts: rest[1] == 0 => rest[1] != 0": CHOICE,
    "dot_of_parts: 1 => 2": CHOICE,
    "dot_of_parts: 0 => 1": CHOICE,
    "dot_of_parts: rest == 0 => rest != 0": CHOICE,
    "dot_of_parts: dot(a1, b2) + 0 => dot(a1, b2) - 0": NO_SIGN,
    "dot_of_parts: dot(a3, b1) + dot(a2, b2) + dot(a1, b2)  => dot(a3, b1) + dot(a2, b2) + dot(a1, b2) ": NO_SIGN,
    "dot_of_products: if (k == 1 || n > 1 && n * m > 10 * k) { => if (!(k == 1 || n > 1 && n * m > 10 * k)": CHOICE,
    "dot_of_products: k == 1 || n > 1 && n * m > 10 * k => k == 1 && (n > 1 && n * m > 10 * k)": CHOICE,
    "dot_of_products: k == 1 => k != 1": CHOICE,
    "dot_of_products: 1 => 2": CHOICE,
    "dot_of_products: n > 1 && n * m > 10 * k => n > 1 || n * m > 10 * k": CHOICE,
    "dot_of_products: n > 1 => n >= 1": CHOICE,
    "dot_of_products: n * m > 10 * k => n * m >= 10 * k": CHOICE,
    "dot_of_products: n * m => n/m": CHOICE,
    "dot_of_products: 10 * k => 10/k": CHOICE,
    "dot_of_products: 10 => 11": CHOICE,
    "dot_of_products: if (m * k > 1000) { return(do.call(rbind => if (!m * k > 1000) { return(do.call(rbin": CHOICE,
    "dot_of_products: m * k > 1000 => m * k >= 1000": CHOICE,
    "dot_of_products: m * k => m/k": CHOICE,
    "dot_of_products: 1000 => 1001": CHOICE,
    "dot_of_products: add(1, 1) + 0 => add(1, 1) - 0": NO_SIGN,
    "portable_exp: drop(x %*% x) < 700^2 => drop(x %*% x) <= 700^2": CHOICE,
    "portable_exp: x %*% x => x * x": CHOICE,
    "portable_exp: 700^2 => 700 * 2": CHOICE,
    "portable_exp: 700 => 701": "as far as that the table reaches, except below, where it is noticed",
    "portable_exp: 746 => 747": "both underflow to 0",
    "portable_exp: 710 => 711": "both overflow to Inf",
    "portable_exp: 512L => 513": "another power of two, which the last step takes away again",
    "portable_exp: x < -700 => x <= -700": CHOICE,
    "portable_exp: x > 700 => x >= 700": CHOICE,
    "portable_tanh: abs(A) < 0.17 => abs(A) <= 0.17": CHOICE,
}

TOOL.environment["neighbours"] = TOOL.evaluate(
    """
    function(node) {
      swaps <- c(
        "+" = "-", "-" = "+", "*" = "/", "/" = "*", "^" = "*", "%*%" = "*", "%%" = "%/%", "%/%" = "%%",
        "<" = "<=", "<=" = "<", ">" = ">=", ">=" = ">", "==" = "!=", "!=" = "==",
        "&&" = "||", "||" = "&&", "&" = "|", "|" = "&"
      )
      if (is.numeric(node)) {
        return(list(node + 1))
      }
      if (is.logical(node) && !is.na(node)) {
        return(list(!node))
      }
      if (!is.call(node) || !is.name(node[[1]])) {
        return(list())
      }
      name <- as.character(node[[1]])
      if (name %in% c("-", "!") && length(node) == 2) {
        return(list(node[[2]]))
      }
      if (name == "if") {
        negated <- node
        negated[[2]] <- call("!", node[[2]])
        return(list(negated))
      }
      if (name %in% names(swaps) && length(node) == 3) {
        swapped <- node
        swapped[[1]] <- as.name(swaps[[name]])
        return(list(swapped))
      }
      list()
    }
    """
)
TOOL.environment["mutants"] = TOOL.evaluate(
    """
    function(file, chosen = 0) {
      count <- 0
      found <- character()
      where <- ""
      walk <- function(node) {
        for (neighbour in neighbours(node)) {
          count <<- count + 1
          shown <- function(part) gsub("[[:space:]]+", " ", paste(deparse(part, 500), collapse = " "))
          found <<- c(found, paste0(where, ": ", substr(shown(node), 1, 40), " => ", substr(shown(neighbour), 1, 40)))
          if (count == chosen) {
            return(neighbour)
          }
        }
        if (is.call(node)) {
          for (i in seq_along(node)) {
            if (is.call(node[[i]]) || is.numeric(node[[i]]) || is.logical(node[[i]])) {
              node[[i]] <- walk(node[[i]])
            }
          }
        }
        node
      }
      code <- parse(file, keep.source = FALSE)
      for (i in seq_along(code)) {
        where <- as.character(code[[i]][[2]])
        code[[i]] <- walk(code[[i]])
      }
      if (chosen > 0) {
        writeLines(unlist(lapply(code, deparse, control = c("keepNA", "keepInteger", "digits17"))), file)
      }
      found
    }
    """
)


EDGES = [-1e4, -746.0, -745.2, -701.4, -700.9, -0.17, -0.0, 0.0, 1e-300, 0.17, 700.9, 701.9, 709.5, 1e3]
TIES = (np.arange(400) + 0.5) * np.log(2) / 32  # many are halfway between two steps to the last bit
NUMBERS = np.random.RandomState(3).normal(size=3000)


def portable(language: Language, network: Values) -> dict[str, Any]:
    """A training in portable arithmetic, whose bits are the same everywhere."""
    return train(language, network, 2, arithmetic=language.get("portable"))


def portable_comparisons(faulty: Language) -> Iterator[tuple[str, list[Comparison]]]:
    """Portable arithmetic against Python's."""
    networks = [
        *SQUARE.values(),
        NAMED["saturated"],
        NAMED["ten outputs"],
        random_network(2, 13, 3, 7, 1),
        random_network(2, 6, 5, 4, 3, activation="tanh", scale=9.0),
    ]
    for network in networks:
        sound, found = portable(PYTHON, network), portable(faulty, network)
        yield "portable", [compare_exact(name, sound[name], found[name]) for name in sound]
    zeros = np.array([[-0.0, 0.0, -5e-324, 5e-324]])
    for function in ["relu", "fold"]:
        yield "portable", [compare_exact(function, PYTHON.call(function, zeros), faulty.call(function, zeros))]
    infinities = np.array([[np.inf, 1.0], [1.0, 2.0], [3.0, 4.0]])
    yield "portable", [compare_exact("fold", PYTHON.call("fold", infinities), faulty.call("fold", infinities))]
    for n_rows, n_columns in [(1, 1), (3, 4), (16, 3), (17, 3), (17, 30), (100, 2)]:
        A, B = NUMBERS[: n_rows * n_columns].reshape(n_rows, n_columns), NUMBERS[: n_rows * 20].reshape(n_rows, 20)
        for function, given in [("portable_dot_at_b", [A, B]), ("portable_column_sums", [A])]:
            yield "portable", [compare_exact(function, PYTHON.call(function, *given), faulty.call(function, *given))]
    A, B = NUMBERS[:2750].reshape(110, 25), NUMBERS[250:].reshape(110, 25)
    long = np.tile(NUMBERS, 12).reshape(1000, 36)
    infinite = A * 2.0 ** (np.arange(A.size).reshape(A.shape) % 61 - 30)  # where R's wider registers show
    infinite[:, 7] = np.inf
    for left, right in [
        (A, B),
        (infinite, B),
        (A, infinite),
        (A[:3], B[:3]),
        (infinite[:40], B[:40]),
        (zeros[:, :2], np.array([[1.0, np.inf, 2.0]])),
        (A[:1], B[:1]),
        (long, long[:, :1]),
        (long, long[:, :2]),
        (long[:301], long[:301, :1]),
    ]:
        with np.errstate(invalid="ignore"):
            sums = [language.call("dot_of_products", left, right) for language in (PYTHON, faulty)]
        yield "portable", [compare_exact("fold", sums[0], sums[1])]
    for largest in [0.9, 1.0, np.nextafter(2, 1), 2.0, np.nextafter(2, 3), 3.3]:
        powers = [language.call("power_below", np.array([[largest, -0.5]])) for language in (PYTHON, faulty)]
        yield "portable", [compare_exact("power_below", np.array([powers[:1]]), np.array([powers[1:]]))]
    C, E = A[:12, :12], -abs(B[:64, :24])
    D = B[:64, :20] * 16.0 ** -np.arange(20)  # where columns are small, a part less or a unit shows
    bits = [(E * 2.0**n).round() * 2.0**-n for n in (16, 17)]  # of magnitudes from 2 to 4: 19 bits, and 20
    first = np.where(np.arange(E.size).reshape(E.shape) == 0, -1.0, E)  # few bits in the first value only
    ends = [D * (2.0**n / 2.0 ** np.floor(np.log2(abs(D).max()))) for n in (-301, -300, 300, 301)]
    for factors in [
        (A, B),
        (A.round(1), B),
        (A.round(), B),
        (A * 0, B),
        (C, C),  # 4 products for each number, and no more
        (A[:13, :12], B[:13, :12]),
        (D, E),
        *((few, D) for few in bits),
        (first, D),
        *((end, E) for end in ends),
        *((E, end) for end in ends),
        (long[:256], long[:256]),
        (long[:257], long[:257]),
        (long[:517], long[:517]),
    ]:
        sums = [language.call("portable_dot_at_b", *factors) for language in (PYTHON, faulty)]
        yield "portable", [compare_exact("parts", sums[0], sums[1])]
    x = np.concatenate([NUMBERS, NUMBERS * 100, NUMBERS / 10, EDGES, TIES])
    functions = [("portable_exp", x), ("portable_tanh", x), ("portable_log1p", np.exp(-abs(x)))]
    for function, values in functions:
        row = values.reshape(1, -1)
        yield "portable", [compare_exact(function, PYTHON.call(function, row), faulty.call(function, row))]


def noticed(faulty: Language, expected: list[str], file: str) -> str | None:
    """What notices a mutant; none if nothing does."""
    if file not in ASKED:
        caught = first_failure(parity_comparisons(PYTHON, faulty)) or first_failure(portable_comparisons(faulty))
        if caught:
            return caught.by
    for ask, sound in zip(questions(file), expected, strict=True):
        if repr(ask(faulty)) != sound:
            return "an answer"
    return None


def questions(file: str) -> list[Callable[[Language], Any]]:
    """What is asked about a file."""
    return ASKED.get(file, OF_THE_CORE)


def fate(file: str, number: int, expected: list[str]) -> str | None:
    """Make one mutant, or for number 0 a sound copy; what notices it, none if nothing does."""
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(bridge.ROOT / "r", Path(scratch) / "r", symlinks=True)
        (Path(scratch) / "fixtures").symlink_to(bridge.ROOT / "fixtures")
        TOOL("mutants", str(Path(scratch) / "r" / "R" / f"{file}.R"), number)
        return noticed(R(bridge.RPackage(bridge.load(Path(scratch)))), expected, file)


def in_a_child(work: Callable[[], str | None]) -> str | None:
    """Do it in a process of its own, since a mutant may never end, or take R down with it."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            by = work()
        except Exception as problem:  # whatever it is, a sound copy has none
            by = f"stops: {problem}"
        os._exit(SURVIVED if by is None else 0)
    _, status = os.waitpid(child, 0)
    return None if os.WIFEXITED(status) and os.WEXITSTATUS(status) == SURVIVED else "noticed"


def main() -> int:
    """Make every mutant of the files named, or of all, and print those that nothing notices."""
    assert first_failure(portable_comparisons(R_LANGUAGE)) is None
    survived = 0
    for file in sys.argv[1:] or CORE:
        expected = [repr(ask(R_LANGUAGE)) for ask in questions(file)]
        source = bridge.ROOT / "r" / "R" / f"{file}.R"
        all_mutants = TOOL("mutants", str(source))
        all_mutants = [all_mutants] if isinstance(all_mutants, str) else all_mutants
        assert in_a_child(partial(fate, file, 0, expected)) is None, "a copy without a change is accused"
        unnoticed = []
        for i, change in enumerate(all_mutants, start=1):
            by = in_a_child(partial(fate, file, i, expected))
            if by is None and change not in EQUIVALENT:
                unnoticed.append(change)
        equivalent = sum(change in EQUIVALENT for change in all_mutants)
        print(f"{file}: {len(all_mutants)} mutants, {equivalent} equivalent, {len(unnoticed)} not noticed", flush=True)
        for change in unnoticed:
            print(f"    {change}", flush=True)
        survived += len(unnoticed)
    return survived


if __name__ == "__main__":
    sys.exit(min(main(), 1))
