"""Tests of the tests: each classic bug, put into a copy of either language, and the comparison that must catch it.

`python tests/parity/mutations.py` prints the table. A bug is an edit of the syntax tree: in a function, one expression
is replaced by another. The comparisons run on networks whose sizes are all 4, so that no shape gives a mistake away.
"""

import ast
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

import bridge
from bounds import Comparison, Matrix, Values, compare_update
from comparisons import (
    LOSSES,
    by_oracle,
    compare_each_stage,
    compare_each_stage_with_oracle,
    compare_losses,
    compare_losses_with_oracle,
    compare_training_with_its_updates,
    compare_training_with_oracle,
    compare_update_with_its_stages,
    compare_whole_update,
    train,
    train_by_oracle,
    whole_by_oracle,
)
from languages import LANGUAGES, PYTHON, R_LANGUAGE, Language, Python, R, trace
from networks import random_network, stored_network

# ---- The bugs ----

Edit = tuple[str, str, str]  # the function, the expression in it, what stands there instead


@dataclass(frozen=True)
class Bug:
    """A mistake of the exercises' catalogue as it is made in each language, and the comparison that must show it."""

    name: str
    caught_by: str
    python: list[Edit]
    r: list[Edit]


def bug(name: str, caught_by: str, function: str, python: tuple[str, str], r: tuple[str, str]) -> Bug:
    """A bug of one expression in one function."""
    return Bug(name, caught_by, [(function, *python)], [(function, *r)])


def alike(name: str, caught_by: str, function: str, old: str, new: str) -> Bug:
    """A bug of one expression that is spelled alike in both languages, but for the dots that are R's dollars."""
    r = [(function, old.replace("arithmetic.", "arithmetic$"), new.replace("arithmetic.", "arithmetic$"))]
    return Bug(name, caught_by, [(function, old, new)], r)


BACKWARD_IN_PYTHON = "backward(y, output, hidden_layer_activations, parameters['wout'], arithmetic, hidden_activation)"
BACKWARD_IN_R = "backward(y, output, hidden_layer_activations, parameters$wout, arithmetic, hidden_activation)"
MOVED_WOUT = "wout + arithmetic.dot_at_b(hidden_layer_activations, d_output) * 0.1"
WOUT_STEP = "arithmetic.dot_at_b(hidden_layer_activations, d_output)"
WH_STEP = "arithmetic.dot_at_b(X, d_hidden_layer)"
BOUT_STEP = "arithmetic.column_sums(d_output)"
BH_STEP = "arithmetic.column_sums(d_hidden_layer)"


def in_updates(name: str, caught_by: str, steps: dict[str, str], change: str) -> Bug:
    """A bug in the lines of update_parameters: {} in the change stands for parameter and step."""
    edits = [
        ("update_parameters", f"{p} + {step} * learning_rate", change.format(parameter=p, step=step))
        for p, step in steps.items()
    ]
    r = [
        (f, old.replace("arithmetic.", "arithmetic$"), new.replace("arithmetic.", "arithmetic$"))
        for f, old, new in edits
    ]
    return Bug(name, caught_by, edits, r)


WEIGHTS = {"wout": WOUT_STEP, "wh": WH_STEP}
BIASES = {"bout": BOUT_STEP, "bh": BH_STEP}

UPDATE = "update(X_batch, values, deltas, parameters, learning_rate)"
UPDATE_IN_R = "update(batch$X, values, deltas, parameters, learning_rate)"

BUGS = [
    # Arithmetic
    bug(
        "row sums for column sums",
        "stage new_bout",
        "native_column_sums",
        python=("np.ones((1, len(A))) @ A", "A.sum(axis=1)[np.newaxis]"),
        r=("rep.int(1, nrow(A)) %*% A", "matrix(rowSums(A), nrow = 1)"),
    ),
    bug(
        "mean for sum, biases",
        "stage new_bout",
        "native_column_sums",
        python=("np.ones((1, len(A)))", "np.ones((1, len(A))) / len(A)"),
        r=("rep.int(1, nrow(A)) %*% A", "rep.int(1 / nrow(A), nrow(A)) %*% A"),
    ),
    bug(
        "mean for sum, weights",
        "stage new_wout",
        "native_dot_at_b",
        python=("A.T @ B", "A.T @ B / len(A)"),
        r=("crossprod(A, B)", "crossprod(A, B) / nrow(A)"),
    ),
    bug(
        "bias recycled down the columns",
        "stage hidden_layer_input",
        "native_add_bias",
        python=("A + b", "A + np.resize(b, A.T.shape).T"),
        r=("A + rep.int(b, rep.int(nrow(A), ncol(A)))", "A + as.vector(b)"),
    ),
    bug(
        "inputs not transposed in the update",
        "stage new_wout",
        "native_dot_at_b",
        python=("A.T @ B", "A @ B"),
        r=("crossprod(A, B)", "A %*% B"),
    ),
    bug(
        "elementwise for matrix product",
        "stage hidden_layer_input",
        "native_dot",
        python=("A @ B", "A * B"),
        r=("A %*% B", "A * B"),
    ),
    bug(
        "exp to the base 2",
        "stage hidden_layer_activations",
        "native_exp",
        python=("np.exp(A)", "np.exp2(A)"),
        r=("exp(A)", "2^A"),
    ),
    bug(
        "e to nine decimals",
        "stage hidden_layer_activations",
        "native_exp",
        python=("np.exp(A)", "2.718281828**A"),
        r=("exp(A)", "2.718281828^A"),
    ),
    # Activations
    alike(
        "sigmoid without its minus",
        "stage hidden_layer_activations",
        "sigmoid",
        "arithmetic.exp(-x)",
        "arithmetic.exp(x)",
    ),
    alike(
        "a small number added for safety",
        "stage hidden_layer_activations",
        "sigmoid",
        "1 + arithmetic.exp(-x)",
        "1 + arithmetic.exp(-x) + 1e-12",
    ),
    alike(
        "slope of sigmoid: that of tanh", "stage slope_output_layer", "derivatives_sigmoid", "a * (1 - a)", "1 - a * a"
    ),
    alike(
        "slope of sigmoid: sigmoid applied twice",
        "stage slope_output_layer",
        "derivatives_sigmoid",
        "a * (1 - a)",
        "sigmoid(a) * (1 - sigmoid(a))",
    ),
    alike(
        "slope of tanh: that of sigmoid",
        "stage slope_hidden_layer",
        "derivatives_hyperbolic_tangent",
        "1 - a * a",
        "a * (1 - a)",
    ),
    alike("slope of tanh: not squared", "stage slope_hidden_layer", "derivatives_hyperbolic_tangent", "a * a", "a"),
    alike("slope of relu: 1 at 0", "stage slope_hidden_layer", "derivatives_relu", "a > 0", "a >= 0"),
    bug(
        "relu that leaks",
        "stage hidden_layer_activations",
        "relu",
        python=("np.where(x <= 0, 0.0, x)", "np.where(x <= 0, 0.01 * x, x)"),
        r=("x[x <= 0] <- 0", "x[x <= 0] <- 0.01 * x[x <= 0]"),
    ),
    # Forward
    bug(
        "hidden weights transposed",
        "stage hidden_layer_input",
        "forward",
        python=("dot(X, wh)", "dot(X, wh.T)"),
        r=("dot(X, wh)", "dot(X, t(wh))"),
    ),
    bug(
        "output weights transposed",
        "whole update output_layer_input",
        "forward",
        python=("dot(hidden_layer_activations, wout)", "dot(hidden_layer_activations, wout.T)"),
        r=("dot(hidden_layer_activations, wout)", "dot(hidden_layer_activations, t(wout))"),
    ),
    alike("hidden bias forgotten", "stage hidden_layer_input", "forward", "add_bias(dot(X, wh), bh)", "dot(X, wh)"),
    alike(
        "output bias forgotten",
        "whole update output_layer_input",
        "forward",
        "add_bias(dot(hidden_layer_activations, wout), bout)",
        "dot(hidden_layer_activations, wout)",
    ),
    alike(
        "hidden bias added to the output",
        "whole update output_layer_input",
        "forward",
        "add_bias(dot(hidden_layer_activations, wout), bout)",
        "add_bias(dot(hidden_layer_activations, wout), bh)",
    ),
    alike(
        "hidden layer not activated",
        "whole update hidden_layer_activations",
        "forward",
        "activate(hidden_layer_input, arithmetic)",
        "hidden_layer_input",
    ),
    alike(
        "output not activated",
        "whole update output",
        "forward",
        "sigmoid(output_layer_input, arithmetic)",
        "output_layer_input",
    ),
    alike(
        "output activated like the hidden layer",
        "whole update output",
        "forward",
        "sigmoid(output_layer_input, arithmetic)",
        "activate(output_layer_input, arithmetic)",
    ),
    # Backward
    alike("sign of E", "stage E", "backward", "y - output", "output - y"),
    alike("E squared", "stage E", "backward", "y - output", "(y - output) * (y - output)"),
    bug(
        "slope of the input instead of the activation",
        "whole update slope_hidden_layer",
        "article_network",
        python=(
            BACKWARD_IN_PYTHON,
            BACKWARD_IN_PYTHON.replace("hidden_layer_activations", "values['hidden_layer_input']"),
        ),
        r=(BACKWARD_IN_R, BACKWARD_IN_R.replace("hidden_layer_activations", "values$hidden_layer_input")),
    ),
    alike(
        "slope of the error instead of the output",
        "stage slope_output_layer",
        "backward",
        "derivatives_sigmoid(output)",
        "derivatives_sigmoid(E)",
    ),
    bug(
        "hidden slope always that of sigmoid",
        "stage slope_hidden_layer",
        "backward",
        python=("hidden_activation.slope(hidden_layer_activations)", "derivatives_sigmoid(hidden_layer_activations)"),
        r=("hidden_activation$slope(hidden_layer_activations)", "derivatives_sigmoid(hidden_layer_activations)"),
    ),
    alike("output delta without the slope", "stage d_output", "backward", "E * slope_output_layer", "E + 0"),
    alike(
        "hidden delta without the slope",
        "stage d_hidden_layer",
        "backward",
        "error_at_hidden_layer * slope_hidden_layer",
        "error_at_hidden_layer + 0",
    ),
    alike(
        "error at hidden layer from E",
        "stage error_at_hidden_layer",
        "backward",
        "arithmetic.dot_a_bt(d_output, wout)",
        "arithmetic.dot_a_bt(E, wout)",
    ),
    alike(
        "output weights not transposed on the way back",
        "stage error_at_hidden_layer",
        "backward",
        "arithmetic.dot_a_bt(d_output, wout)",
        "arithmetic.dot(d_output, wout)",
    ),
    alike(
        "wout updated before error_at_hidden_layer",
        "stage error_at_hidden_layer",
        "backward",
        "arithmetic.dot_a_bt(d_output, wout)",
        f"arithmetic.dot_a_bt(d_output, {MOVED_WOUT})",
    ),
    # Update
    in_updates("learning rate missing, weights", "stage new_wout", WEIGHTS, "{parameter} + {step}"),
    in_updates("learning rate missing, biases", "stage new_bout", BIASES, "{parameter} + {step}"),
    in_updates(
        "learning rate squared",
        "stage new_wout",
        {"wout": WOUT_STEP},
        "{parameter} + {step} * learning_rate * learning_rate",
    ),
    in_updates(
        "climbing instead of descending (E4)",
        "stage new_wout",
        {**WEIGHTS, **BIASES},
        "{parameter} - {step} * learning_rate",
    ),
    alike("hidden bias given the output delta (E2)", "stage new_bh", "update_parameters", BH_STEP, BOUT_STEP),
    alike(
        "hidden weights given the output delta",
        "stage new_wh",
        "update_parameters",
        WH_STEP,
        "arithmetic.dot_at_b(X, d_output)",
    ),
    alike(
        "hidden weights updated from the activations",
        "stage new_wh",
        "update_parameters",
        WH_STEP,
        "arithmetic.dot_at_b(hidden_layer_activations, d_hidden_layer)",
    ),
    in_updates("gradient in place of the parameter", "stage new_wh", {"wh": WH_STEP}, "{step} * learning_rate"),
    in_updates("parameter never updated", "stage new_bout", {"bout": BOUT_STEP}, "{parameter} + 0"),
    # Training
    bug(
        "stale hidden bias",
        "training bh",
        "train",
        python=(UPDATE, f"{{**{UPDATE}, 'bh': parameters['bh']}}"),
        r=(UPDATE_IN_R, f"replace({UPDATE_IN_R}, 'bh', parameters['bh'])"),
    ),
    bug(
        "stale hidden weights",
        "training wh",
        "train",
        python=(UPDATE, f"{{**{UPDATE}, 'wh': parameters['wh']}}"),
        r=(UPDATE_IN_R, f"replace({UPDATE_IN_R}, 'wh', parameters['wh'])"),
    ),
    bug(
        "output of the initial parameters",
        "training output",
        "train",
        python=("chosen.predict(X, done['parameters'])", "chosen.predict(X, parameters)"),
        r=("chosen$predict(X, done$parameters)", "chosen$predict(X, parameters)"),
    ),
    bug(
        "batches one row too long",
        "training wh",
        "split_batches",
        python=(
            "(X[start : start + batch_size], y[start : start + batch_size])",
            "(X[start : start + batch_size + 1], y[start : start + batch_size + 1])",
        ),
        r=("start + batch_size - 1", "start + batch_size"),
    ),
    bug(
        "targets one row ahead",
        "training wh",
        "split_batches",
        python=("y[start : start + batch_size]", "y[list(range(start + 1, min(start + batch_size, n_samples))) + [0]]"),
        r=("y[rows, , drop = FALSE]", "y[rows %% n_samples + 1, , drop = FALSE]"),
    ),
    bug(
        "last batch dropped",
        "training wh",
        "split_batches",
        python=("range(0, n_samples, batch_size)", "range(0, n_samples - batch_size + 1, batch_size)"),
        r=("seq(1, n_samples, by = batch_size)", "seq(1, n_samples - batch_size + 1, by = batch_size)"),
    ),
    alike("batch size ignored", "training wh", "train", "split_batches(X, y, batch_size)", "split_batches(X, y)"),
    bug(
        "only the first batch seen",
        "training wh",
        "train",
        python=("split_batches(X, y, batch_size)", "split_batches(X, y, batch_size)[:1]"),
        r=("split_batches(X, y, batch_size)", "split_batches(X, y, batch_size)[1]"),
    ),
    alike("one epoch too few", "training wh", "repeat_epochs", "epoch == epochs", "epoch >= epochs - 1"),
    bug(
        "hidden activation not passed on",
        "whole update hidden_layer_activations",
        "article_network",
        python=(
            "forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)",
            "forward(X, wh, bh, wout, bout, arithmetic)",
        ),
        r=(
            "forward(X, wh, bh, wout, bout, arithmetic, hidden_activation)",
            "forward(X, wh, bh, wout, bout, arithmetic)",
        ),
    ),
    bug(
        "history shifted by one",
        "training history",
        "repeat_epochs",
        python=("history.append((epoch, error))", "history.append((epoch + 1, error))"),
        r=("c(epoch, error)", "c(epoch + 1, error)"),
    ),
    alike(
        "history of another error",
        "training history",
        "article_network",
        "measure(y, predict(X, parameters), arithmetic)",
        "half_squared_error(y, predict(X, parameters), arithmetic)",
    ),
    # Losses
    alike(
        "half forgotten",
        "loss half_squared_error",
        "half_squared_error",
        "arithmetic.mean(E * E) / 2",
        "arithmetic.mean(E * E)",
    ),
    alike(
        "absolute value forgotten", "loss mean_absolute_error", "mean_absolute_error", "abs(y - output)", "y - output"
    ),
    bug(
        "sum for mean, loss",
        "loss half_squared_error",
        "native_mean",
        python=("A.mean()", "A.sum()"),
        r=("sum(A) / length(A)", "sum(A)"),
    ),
    alike(
        "sign in the cross-entropy",
        "loss binary_cross_entropy",
        "binary_cross_entropy",
        "relu(z) - y * z",
        "relu(z) + y * z",
    ),
]

# ---- A copy of a package with a bug in it ----


def replace_in_python(source: str, function: str, old: str, new: str) -> tuple[str, int]:
    """A source file with an expression of a function replaced, and how often that was done."""
    pattern = ast.dump(ast.parse(old, mode="eval").body)
    count = 0

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            nonlocal count
            if isinstance(node, ast.expr) and ast.dump(node) == pattern:
                count += 1
                return ast.parse(new, mode="eval").body
            return self.generic_visit(node)

    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            Replace().visit(node)
    return ast.unparse(tree), count


@contextmanager
def python_copy(edits: list[Edit]) -> Iterator[Python]:
    """The Python package from a copy of its files, as modules of their own, with these edits."""
    mine = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "nnref"}
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(bridge.ROOT / "python" / "nnref", Path(scratch) / "nnref", symlinks=True)
        for edit in edits:
            count = 0
            for file in (Path(scratch) / "nnref").rglob("*.py"):
                changed, times = replace_in_python(file.read_text(), *edit)
                if times > 0:
                    file.write_text(changed)
                    count += times
            assert count == 1, f"replaced {count} times, not once, in Python: {edit}"
        for name in mine:
            del sys.modules[name]
        sys.path.insert(0, scratch)
        importlib.invalidate_caches()
        try:
            copy = Python()
            assert copy.objects["train"].__code__.co_filename.startswith(scratch)
        finally:
            sys.path.remove(scratch)
            for name in [name for name in sys.modules if name.split(".")[0] == "nnref"]:
                del sys.modules[name]
            sys.modules.update(mine)
        yield copy


TOOL = bridge.RPackage(bridge.R.evaluate("new.env(parent = baseenv())"))
TOOL.environment["replace_in_r"] = TOOL.evaluate(
    """
    function(file, name, old, new) {
      old <- str2lang(old)
      new <- str2lang(new)
      count <- 0
      replaced <- function(node) {
        if (identical(node, old)) {
          count <<- count + 1
          return(new)
        }
        if (is.call(node)) {
          for (i in seq_along(node)) {
            if (is.call(node[[i]]) || identical(node[[i]], old)) {
              node[[i]] <- replaced(node[[i]])
            }
          }
        }
        node
      }
      code <- parse(file, keep.source = FALSE)
      for (i in seq_along(code)) {
        if (identical(code[[i]][[1]], quote(`<-`)) && identical(code[[i]][[2]], as.name(name))) {
          code[[i]] <- replaced(code[[i]])
        }
      }
      if (count > 0) {
        writeLines(unlist(lapply(code, deparse, control = c("keepNA", "keepInteger", "digits17"))), file)
      }
      count
    }
    """
)


@contextmanager
def r_copy(edits: list[Edit]) -> Iterator[R]:
    """The R package from a copy of its files, in an environment of its own, with these edits."""
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(bridge.ROOT / "r", Path(scratch) / "r", symlinks=True)
        for edit in edits:
            files = (Path(scratch) / "r" / "R").glob("*.R")
            count = sum(int(TOOL("replace_in_r", str(file), *edit)) for file in files)
            assert count == 1, f"replaced {count} times, not once, in R: {edit}"
        yield R(bridge.RPackage(bridge.load(Path(scratch))))


# ---- What is compared, in this order; the first to fail is said to have caught the bug ----

SQUARE = {name: random_network(11, 4, 4, 4, 4, activation=name) for name in ("sigmoid", "tanh", "relu")}
TRAININGS = [(1, None), (2, None), (2, 3)]  # epochs and batch size: the last batch is a smaller one

Compared = Iterator[tuple[str, list[Comparison]]]


@dataclass(frozen=True)
class Catch:
    """The first comparison and quantity to fail, and by how many times its bound."""

    by: str
    margin: float


def first_failure(comparisons: Compared) -> Catch | None:
    """What caught a bug; none if nothing did."""
    with np.errstate(all="ignore"):
        for test, compared in comparisons:
            for comparison in compared:
                if comparison.share > 1:
                    return Catch(f"{test} {comparison.name}", comparison.share)
    return None


def stage_comparisons(one: Language, other: Language) -> Compared:
    """Each stage of two implementations with each other."""
    for network in SQUARE.values():
        yield "stage", compare_each_stage(one, other, network)


def parity_comparisons(sound: Language, faulty: Language) -> Compared:
    """What tests/test_parity.py compares."""
    yield from stage_comparisons(sound, faulty)
    for network in SQUARE.values():
        yield "whole update", compare_whole_update(sound, faulty, network)
        yield "whole update", compare_update_with_its_stages(faulty, network)
    for network in SQUARE.values():
        yield "loss", compare_losses(sound, faulty, network, LOSSES)
    for network in SQUARE.values():
        for epochs, batch_size in TRAININGS:
            yield "training", compare_training_with_its_updates(faulty, network, epochs, batch_size)


@dataclass(frozen=True)
class Exact:
    """What the oracle makes of a network."""

    values: Values  # of a sound language, from which the stages are made
    stages: dict[str, Matrix]
    whole_update: Values
    trainings: list[dict[str, Matrix]]


@cache
def exact(name: str) -> Exact:
    """What the oracle makes of one of the networks."""
    network = SQUARE[name]
    v = trace(PYTHON, network)
    trainings = [train_by_oracle(network, epochs, batch_size) for epochs, batch_size in TRAININGS]
    return Exact(v, by_oracle(v), whole_by_oracle(network), trainings)


def oracle_comparisons(faulty: Language) -> Compared:
    """What is compared with the oracle alone, so that a mistake of both languages shows."""
    for name in SQUARE:
        yield "stage", compare_each_stage_with_oracle(faulty, exact(name).values, exact(name).stages)
    for name, network in SQUARE.items():
        yield "whole update", compare_update(exact(name).whole_update, trace(faulty, network))
    for name in SQUARE:
        yield "loss", compare_losses_with_oracle(faulty, exact(name).values)
    for name, network in SQUARE.items():
        for (epochs, batch_size), expected in zip(TRAININGS, exact(name).trainings, strict=True):
            yield "training", compare_training_with_oracle(faulty, network, epochs, batch_size, expected)


# ---- The table ----


@dataclass(frozen=True)
class Row:
    """What became of a bug in a language."""

    bug: str
    language: str
    caught: Catch | None
    caught_by_oracle: Catch | None


@contextmanager
def both_with(bug: Bug) -> Iterator[list[Language]]:
    """A copy of each language that has the bug."""
    with python_copy(bug.python) as python, r_copy(bug.r) as r:
        yield [python, r]


def rows_of(bug: Bug, copies: list[Language]) -> list[Row]:
    """What becomes of a bug in each language, the other one being sound."""
    others: list[Language] = [R_LANGUAGE, PYTHON]
    return [
        Row(
            bug.name,
            faulty.name,
            first_failure(parity_comparisons(sound, faulty)),
            first_failure(oracle_comparisons(faulty)),
        )
        for sound, faulty in zip(others, copies, strict=True)
    ]


def final_output(language: Language) -> Matrix:
    """The output after the article's 5,000 epochs: all that one would see without stages."""
    with np.errstate(all="ignore"):
        return train(language, stored_network("article"), 5000, record_every=5000)["output"]


def change_of_final_output(faulty: Language, sound_output: Matrix) -> float | None:
    """The largest change of the final output; none if the article's network cannot be trained at all."""
    try:
        found = final_output(faulty)
    except (ValueError, RuntimeError):  # shapes that do not fit, in Python and in R
        return None
    return float(np.abs(found - sound_output).max()) if found.shape == sound_output.shape else None


def main() -> None:
    """Print the table."""
    columns = "{:45}  {:6}  {:39}  {:>8}  {:>12}  {:>20}"
    print(columns.format("bug", "in", "caught by", "margin", "by oracle", "final output changed"))
    sound = {language.name: final_output(language) for language in LANGUAGES}
    survivors, unseen = 0, 0
    for bug in BUGS:
        with both_with(bug) as copies:
            for row, faulty in zip(rows_of(bug, copies), copies, strict=True):
                change = change_of_final_output(faulty, sound[row.language])
                caught, by_oracle = row.caught, row.caught_by_oracle
                print(
                    columns.format(
                        row.bug,
                        row.language,
                        caught.by if caught else "SURVIVED",
                        f"{caught.margin:.1e}" if caught else "",
                        f"{by_oracle.margin:.1e}" if by_oracle else "SURVIVED",
                        "stops" if change is None else "none" if change == 0 else f"{change:.1e}",
                    )
                )
                survivors += caught is None or by_oracle is None
                unseen += change is not None and change < 0.005
    print(f"""
{len(BUGS)} bugs in each language, {survivors} survived.
margin: the error in bounds; inf where bits or shapes must be equal and are not.
by oracle: the same when both languages have the bug, and so agree with each other.
final output changed: after the article's 5,000 epochs; {unseen} of {2 * len(BUGS)} change no second decimal of it.""")


if __name__ == "__main__":
    main()
