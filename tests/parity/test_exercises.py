"""The check of the exercises: every mistake gets its own name, no right variant fails, both languages say the same."""

import re
from typing import Any

import numpy as np
import pytest

from bridge import R
from exercise_bugs import ALSO, CATALOGUE, ENDING, Injected, all_bugs, judged, solved, with_arguments
from mutations import BUGS
from nnref.exercises.bounds import written_bound
from nnref.exercises.judge import exercise_cases
from nnref.exercises.mistakes import evaluate_formula, fill_formula, read_catalogue

# Another way to write a quantity, right as well: other orders of summing, loops, other functions, other types
PYTHON_VARIANTS = {
    "sigmoid": [
        "np.exp(x) / (1 + np.exp(x))",
        "np.reciprocal(1 + np.exp(np.negative(x)))",
        "(1 + np.tanh(x / 2)) / 2",
        "1 / (1 + np.e ** -x)",
        "np.exp(-np.logaddexp(0, -x))",
        "np.array([[1 / (1 + np.exp(-v)) for v in row] for row in x])",
    ],
    "derivatives_sigmoid": ["a - a * a", "a - a**2", "np.multiply(a, 1 - a)", "-a * (a - 1)", "0.25 - (a - 0.5) ** 2"],
    "hidden_layer_input": [
        "bh + X @ wh",
        "np.dot(X, wh) + bh",
        "np.einsum('ij,jk->ik', X, wh) + bh",
        "(wh.T @ X.T + bh.T).T",
        "np.array([[sum(X[i, k] * wh[k, j] for k in range(len(wh))) + bh[0, j] for j in range(wh.shape[1])] for i in range(len(X))])",
        "np.hstack([X, np.ones((len(X), 1))]) @ np.vstack([wh, bh])",
        "sum(np.outer(X[:, k], wh[k]) for k in range(len(wh))) + bh",
        "(X[:, ::-1] @ wh[::-1]) + bh[0]",
    ],
    "hidden_layer_activations": ["1 / (1 + np.exp(-hidden_layer_input))", "sigmoid(hidden_layer_input).tolist()"],
    "output_layer_input": ["np.matmul(hidden_layer_activations, wout) + np.tile(bout, (len(X), 1))"],
    "output": ["0.5 * (1 + np.tanh(0.5 * output_layer_input))"],
    "E": ["-(output - y)", "np.subtract(y, output)", "y + -1 * output", "np.array([t - o for t, o in zip(y, output)])"],
    "slope_output_layer": ["output * (1 - output)", "output - output**2"],
    "slope_hidden_layer": ["hidden_layer_activations - hidden_layer_activations**2"],
    "d_output": [
        "slope_output_layer * E",
        "(y - output) * output * (1 - output)",
        "np.multiply(E, slope_output_layer)",
        "E * output - E * output * output",
        "np.einsum('ij,ij->ij', E, slope_output_layer)",
    ],
    "error_at_hidden_layer": [
        "np.dot(d_output, wout.T)",
        "(wout @ d_output.T).T",
        "np.einsum('iq,hq->ih', d_output, wout)",
        "np.inner(d_output, wout)",
        "np.sum(d_output[:, None, :] * wout[None, :, :], axis=2)",
    ],
    "d_hidden_layer": ["slope_hidden_layer * error_at_hidden_layer", "(d_output @ wout.T) * hidden_layer_activations * (1 - hidden_layer_activations)"],
    "new_wout": [
        "wout + learning_rate * (hidden_layer_activations.T @ d_output)",
        "wout + hidden_layer_activations.T @ (learning_rate * d_output)",
        "wout + learning_rate * np.einsum('ih,iq->hq', hidden_layer_activations, d_output)",
        "wout + sum(np.outer(hidden_layer_activations[i], d_output[i]) for i in range(len(X))) * learning_rate",
        "wout - (hidden_layer_activations.T @ -d_output) * learning_rate",
    ],
    "new_wh": ["wh + (d_hidden_layer.T @ X).T * learning_rate", "(wh / learning_rate + X.T @ d_hidden_layer) * learning_rate"],
    "new_bout": [
        "bout + np.sum(d_output, axis=0) * learning_rate",
        "bout + np.ones((1, len(X))) @ d_output * learning_rate",
        "bout + learning_rate * d_output.sum(0).reshape(1, -1)",
        "bout + np.mean(d_output, axis=0, keepdims=True) * len(X) * learning_rate",
    ],
    "new_bh": ["bh + sum(d_hidden_layer) * learning_rate", "bh + np.add.reduce(d_hidden_layer[::-1]) * learning_rate"],
}  # fmt: skip
R_VARIANTS = {
    "sigmoid": [
        "plogis(x)",
        "exp(x) / (1 + exp(x))",
        "(1 + tanh(x / 2)) / 2",
        "apply(x, c(1, 2), function(v) 1 / (1 + exp(-v)))",
        "structure(1 / (1 + exp(-x)), dimnames = list(NULL, letters[seq_len(ncol(x))]))",
    ],
    "derivatives_sigmoid": ["a - a^2", "a - a * a", "-a * (a - 1)", "0.25 - (a - 0.5)^2"],
    "hidden_layer_input": [
        'sweep(X %*% wh, 2, bh, "+")',
        "X %*% wh + matrix(bh, nrow(X), ncol(wh), byrow = TRUE)",
        "t(t(X %*% wh) + as.vector(bh))",
        "cbind(X, 1) %*% rbind(wh, bh)",
        "tcrossprod(X, t(wh)) + bh[rep(1, nrow(X)), ]",
        "outer(seq_len(nrow(X)), seq_len(ncol(wh)), Vectorize(function(i, j) sum(X[i, ] * wh[, j]) + bh[1, j]))",
        "X %*% wh + rep(bh, each = nrow(X))",
        "X[, rev(seq_len(ncol(X))), drop = FALSE] %*% wh[rev(seq_len(nrow(wh))), , drop = FALSE] + rep(bh, each = nrow(X))",
    ],
    "hidden_layer_activations": ["1 / (1 + exp(-hidden_layer_input))", "plogis(hidden_layer_input)"],
    "output_layer_input": ['sweep(hidden_layer_activations %*% wout, 2, bout, "+")'],
    "output": ["plogis(output_layer_input)", "as.data.frame(sigmoid(output_layer_input))", "structure(sigmoid(output_layer_input), dimnames = list(NULL, letters[seq_len(ncol(wout))]))"],
    "E": ["-(output - y)", "y + -1 * output", "structure(y - output, class = c('mine', 'matrix'))"],
    "slope_output_layer": ["output * (1 - output)", "output - output^2"],
    "slope_hidden_layer": ["hidden_layer_activations - hidden_layer_activations^2"],
    "d_output": [
        "slope_output_layer * E",
        "(y - output) * output * (1 - output)",
        "E * output - E * output * output",
        "mapply(`*`, as.data.frame(E), as.data.frame(slope_output_layer)) |> matrix(nrow(E))",
    ],
    "error_at_hidden_layer": [
        "tcrossprod(d_output, wout)",
        "t(wout %*% t(d_output))",
        "outer(seq_len(nrow(y)), seq_len(nrow(wout)), Vectorize(function(i, j) sum(d_output[i, ] * wout[j, ])))",
        "t(apply(d_output, 1, function(d) wout %*% d)) |> matrix(nrow(y))",
    ],
    "d_hidden_layer": ["slope_hidden_layer * error_at_hidden_layer", "(d_output %*% t(wout)) * hidden_layer_activations * (1 - hidden_layer_activations)"],
    "new_wout": [
        "wout + learning_rate * crossprod(hidden_layer_activations, d_output)",
        "wout + t(hidden_layer_activations) %*% (learning_rate * d_output)",
        "wout + learning_rate * Reduce(`+`, lapply(seq_len(nrow(X)), function(i) outer(hidden_layer_activations[i, ], d_output[i, ])))",
        "wout - t(hidden_layer_activations) %*% -d_output * learning_rate",
    ],
    "new_wh": ["wh + t(crossprod(d_hidden_layer, X)) * learning_rate", "(wh / learning_rate + t(X) %*% d_hidden_layer) * learning_rate"],
    "new_bout": [
        "bout + colSums(d_output) * learning_rate",
        "bout + rep(1, nrow(X)) %*% d_output * learning_rate",
        "bout + apply(d_output, 2, sum) * learning_rate",
        "bout + colMeans(d_output) * nrow(X) * learning_rate",
    ],
    "new_bh": ["bh + matrix(colSums(d_hidden_layer), nrow = 1) * learning_rate", "bh + Reduce(`+`, rev(split(d_hidden_layer, row(d_hidden_layer)))) * learning_rate"],
}  # fmt: skip
VARIANTS = [
    (language, quantity, code)
    for language, table in {"Python": PYTHON_VARIANTS, "R": R_VARIANTS}.items()
    for quantity, codes in table.items()
    for code in codes
]
WHOLE_VARIANTS = {
    "Python": [
        ('"hidden_layer_activations": hidden_layer_activations,', '"hiddenlayer_activations": hidden_layer_activations,'),
        ('"error_at_hidden_layer"', '"Error_at_hidden_layer"', '"d_hidden_layer"', '"d_hiddenlayer"'),
        ("bh, wout, bout, learning_rate):", "bh, wout, bout, lr):\n    learning_rate = lr"),
        ("    wout = wout +", "    wout = wout.copy()\n    wout +="),
        ("def backward(y, output, hidden_layer_activations, wout)", "def backward(y, output, wout, hiddenlayer_activations, X=None)", "    # Step 5", "    hidden_layer_activations = hiddenlayer_activations\n    # Step 5"),
        ("def forward(X, wh, bh, wout, bout):", "def forward(X, wh, bh, wout, bout):\n    print('forward')"),
    ],
    "R": [
        ("hidden_layer_activations = hidden_layer_activations,", "hiddenlayer_activations = hidden_layer_activations,"),
        ("error_at_hidden_layer = error", "Error_at_hidden_layer = error", "d_hidden_layer = d_hidden_layer\n", "d_hiddenlayer = d_hidden_layer\n"),
        ("bh, wout, bout, learning_rate) {", "bh, wout, bout, lr) {\n  learning_rate <- lr"),
        ("  wout <- wout +", "  old <- wout\n  wout[] <- old +"),
        ("backward <- function(y, output, hidden_layer_activations, wout)", "backward <- function(y, output, wout, hiddenlayer_activations, ...)", "  # Step 5", "  hidden_layer_activations <- hiddenlayer_activations\n  # Step 5"),
        ("forward <- function(X, wh, bh, wout, bout) {", "forward <- function(X, wh, bh, wout, bout) {\n  cat('forward\\n')"),
    ],
}  # fmt: skip


def test_there_are_enough_right_variants() -> None:
    for language in CATALOGUE:
        assert sum(one[0] == language for one in VARIANTS) + len(WHOLE_VARIANTS[language]) >= 40


@pytest.mark.parametrize(("language", "quantity", "code"), VARIANTS, ids=lambda value: str(value)[:40])
def test_a_right_variant_passes(language: str, quantity: str, code: str) -> None:
    text = solved(language, {quantity: code})
    text = with_arguments(text, CATALOGUE[language]["formulas"][quantity]["function"], code, [])
    said = judged(Injected("", quantity, language, text))
    assert (said["status"], said["text"]) == (0, ""), code
    assert said["right"] == 16


@pytest.mark.parametrize("language", list(CATALOGUE))
def test_a_file_written_in_another_way_passes(language: str) -> None:
    for edits in WHOLE_VARIANTS[language]:
        text = solved(language, {}, train=False)
        for old, new in zip(edits[::2], edits[1::2], strict=True):
            assert old in text, old
            text = text.replace(old, new)
        assert judged(Injected("", "", language, text))["text"] == "", text
    said = judged(Injected("", "", language, solved(language, {}, train=True)))
    assert (said["status"], said["right"]) == (0, 17)


def test_a_formula_gives_what_the_package_gives() -> None:
    """So that neither the table of formulas nor what is called the right line can drift from the package."""
    for case in exercise_cases():
        for name, formula in read_catalogue()["formulas"].items():
            if formula["function"] not in ("forward", "backward", "update_parameters"):
                continue
            plain = {key: value for key, value in case.items() if isinstance(value, np.ndarray | str | float)}
            found = {
                "Python": evaluate_formula(fill_formula(CATALOGUE["Python"], name, {}, case["activation"]), case),
                "R": R("evaluate_formula", R("right_formula", name, case["activation"]), plain),
            }
            for language, value in found.items():
                assert (np.abs(value - case[name]) <= written_bound(name, case, case[name])).all(), (name, language)


def test_both_languages_try_the_same_networks() -> None:
    ours, theirs = exercise_cases(), R("exercise_cases")
    assert [case["case"] for case in ours] == [case["case"] for case in theirs]
    for one, other in zip(ours, theirs, strict=True):
        for name in ("X", "y", "wh", "bh", "wout", "bout"):
            assert np.array_equal(one[name], other[name])


def test_a_mistake_computes_the_same_in_both_languages() -> None:
    """Each wrong formula, in both languages, on the network whose sizes are all equal."""
    case = {k: v for k, v in exercise_cases()[2].items() if isinstance(v, np.ndarray | float | str)}
    ours, theirs = CATALOGUE["Python"]["mistakes"], CATALOGUE["R"]["mistakes"]
    assert {k: [v[w] for w in ("kind", "sentence", "hint")] for k, v in ours.items()} == {
        k: [v[w] for w in ("kind", "sentence", "hint")] for k, v in theirs.items()
    }
    compared = 0
    for mistake, known in ours.items():
        for quantity, changes in known["places"].items():
            if (
                quantity == "train"
                or ("error" in quantity and quantity[0] != "e")
                or quantity == "binary_cross_entropy"
            ):
                continue
            one = evaluate_formula(fill_formula(CATALOGUE["Python"], quantity, changes), case)
            other = R("evaluate_formula", R("wrong_formula", mistake, quantity), case)
            assert (one is None) == (other is None), (mistake, quantity)
            if one is not None:
                assert np.allclose(one, other, rtol=1e-12, atol=1e-12, equal_nan=True), (mistake, quantity)
                compared += 1
    assert compared > 120


@pytest.mark.slow
def test_every_mistake_gets_its_own_name_in_both_languages() -> None:
    said = {(bug.mistake, bug.quantity, bug.language): judged(bug) for bug in all_bugs()}
    for (mistake, quantity, language), one in said.items():
        assert (one["quantity"], one["mistake"]) == (quantity.removeprefix("new_"), mistake), (language, one)
        assert one["status"] == 1
        other = said[mistake, quantity, "R" if language == "Python" else "Python"]
        # Each language stops in words of its own, and one may compute what the other refuses
        if not any(text.startswith("stops") for text in (one["text"], other["text"])):
            assert re.sub(r" \(\[.*?\]\)", "", one["text"]) == re.sub(r" \(\[.*?\]\)", "", other["text"])


def test_two_mistakes_at_once_are_both_named() -> None:
    for language, code in {
        "Python": "wout - hidden_layer_activations.T @ d_output",
        "R": "wout - t(hidden_layer_activations) %*% d_output",
    }.items():
        said = judged(Injected("", "new_wout", language, solved(language, {"new_wout": code})))
        assert said["mistake"] == "learning rate missing, weights and climbing instead of descending (E4)"


def test_what_is_no_mistake_that_we_know_is_not_named() -> None:
    for language in CATALOGUE:
        said = judged(Injected("", "E", language, solved(language, {"E": "y - 0.9 * output"})))
        assert (said["quantity"], said["mistake"]) == ("E", "")


def test_the_bugs_of_the_tests_are_those_of_the_catalogue() -> None:
    """One list of bugs in the project: what the tests of the tests put in has its name, and its words, here."""
    assert {bug.name for bug in BUGS} <= set(read_catalogue()["mistakes"])
    assert set(ENDING) == set(ALSO) == set(CATALOGUE)


BROKEN: list[tuple[str, str, dict[str, str]]] = [
    ("nothing is returned", "backward", {"Python": "def backward(y): pass", "R": "backward <- function(y) NULL"}),
    ("a matrix is returned", "backward", {"Python": "def backward(y): return y", "R": "backward <- function(y) y"}),
    ("other names", "backward", {"Python": "def backward(y): return {'Z': y}", "R": "backward <- function(y) list(Z = y)"}),
    ("text", "relu", {"Python": "def relu(x): return 'x'", "R": "relu <- function(x) 'x'"}),
    ("another shape", "relu", {"Python": "def relu(x): return x[0]", "R": "relu <- function(x) x[1, ]"}),
    ("not finite", "relu", {"Python": "def relu(x): return x * float('nan')", "R": "relu <- function(x) x * NaN"}),
    ("it stops", "relu", {"Python": "def relu(x): raise ValueError('no')", "R": "relu <- function(x) stop('no')"}),
]  # fmt: skip
SAYS = {
    "nothing is returned": "returns nothing",
    "a matrix is returned": r"returns a \w+, expected a (dict|list) of the quantities by name",
    "other names": "is not among what is returned: Z",
    "text": r"expected a matrix of numbers, found \w+",
    "another shape": r"shape 3 \(a vector, not a matrix\), expected 3 x 3",
    "not finite": r"row 1, column 1 \(\[\d, \d\]\): yours is NaN, expected 0: it is not finite",
    "it stops": "stops with (ValueError|error): no",
}


@pytest.mark.parametrize(("what", "function", "codes"), BROKEN, ids=[one[0] for one in BROKEN])
def test_what_cannot_be_compared_is_said_in_one_line(what: str, function: str, codes: dict[str, str]) -> None:
    for language, code in codes.items():
        said: dict[str, Any] = judged(Injected("", function, language, code + "\n"))
        assert re.fullmatch(SAYS[what], said["text"]), (language, said)


def test_a_changed_argument_is_noticed() -> None:
    text = solved("Python", {}).replace("    wout = wout +", "    wout +=")
    said = judged(Injected("", "new_wout", "Python", text))
    assert said["text"].startswith("update_parameters changes its argument wout: compute a new matrix")


def test_an_argument_that_there_is_not_is_refused() -> None:
    for language, code in {"Python": "def relu(x, foo): return x", "R": "relu <- function(x, foo) x"}.items():
        said = judged(Injected("", "relu", language, code + "\n"))
        assert (said["status"], said["text"]) == (2, "relu: wants an argument 'foo', and there is no such quantity")
