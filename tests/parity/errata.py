"""The errors of the two articles, each computed: `make fixtures` writes them to fixtures/ERRATA.md."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import bridge
from bounds import Matrix
from languages import PYTHON
from nnref.files.experiments import read_experiment
from stages import data_of, matrices_of

PAGE = bridge.ROOT / "fixtures" / "ERRATA.md"
EPOCHS = [1, 10, 100, 1000, 5000]

# What the article's R listing computes, from given initial weights. Each bias is a matrix with a row for each sample,
# filled down its columns, and learns from the sums along the rows of the deltas.
LISTING = """
listing <- function(X, y, wh, bias_in, wout, bias_out, rate, epochs) {
  n <- nrow(X)
  bh <- matrix(rep(bias_in, n), nrow = n, byrow = FALSE)
  bout <- matrix(rep(bias_out, n), nrow = n, byrow = FALSE)
  for (epoch in seq_len(epochs)) {
    hidden <- sigmoid(X %*% wh + bh)
    output <- sigmoid(hidden %*% wout + bout)
    delta_out <- (y - output) * derivatives_sigmoid(output)
    delta_hidden <- (delta_out %*% t(wout)) * derivatives_sigmoid(hidden)
    wout <- wout + (t(hidden) %*% delta_out) * rate
    bout <- bout + rowSums(delta_out) * rate
    wh <- wh + (t(X) %*% delta_hidden) * rate
    bh <- bh + rowSums(delta_hidden) * rate
  }
  list(output = output, wh = wh, bh = bh, wout = wout, bout = bout)
}
apply_listing <- function(X, trained) {
  sigmoid(sigmoid(X %*% trained$wh + trained$bh) %*% trained$wout + trained$bout)
}
"""


@cache
def r_with_listing() -> bridge.RPackage:
    """A copy of the R package that has the article's R listing beside it."""
    package = bridge.RPackage(bridge.load())
    package.evaluate(LISTING + "NULL")
    return package


def run_listing(epochs: int) -> dict[str, Matrix]:
    """The article's R listing, run in R from the stored initial weights; its output is of the last forward pass."""
    X, y, wh, bh, wout, bout = matrices_of(read_experiment("article")).values()
    found: dict[str, Matrix] = r_with_listing()("listing", X, y, wh, bh, wout, bout, 0.1, epochs)
    return found


def apply_listing(X: Matrix, trained: dict[str, Matrix]) -> Matrix:
    """The trained listing applied to rows, in R."""
    output: Matrix = r_with_listing()("apply_listing", X, trained)
    return output


def run_corrected(epochs: int) -> Matrix:
    """The output of this project's R for the same forward pass: one update less than epochs."""
    output: Matrix = bridge.R("train", *data_of(read_experiment("article")), 0.1, epochs - 1)["output"]
    return output


def error_after(learning_rate: float, epochs: int) -> float:
    """The error of the article's network."""
    return float(PYTHON.call("train", *data_of(read_experiment("article")), learning_rate, epochs)["history"][-1, 1])


def first_update() -> dict[str, Matrix]:
    """Every named quantity of the article's first update."""
    made: dict[str, Matrix] = PYTHON.call("train_batch", *data_of(read_experiment("article")), 0.1)
    return made


def climb(epochs: int) -> list[float]:
    """The errors of the walkthrough's network when the gradient of the error is added, as the mathematics says."""
    X, y, wh, wout = matrices_of(read_experiment("walkthrough")).values()
    errors = []
    for _ in range(epochs):
        made = PYTHON.call("train_batch", X, y, {"wh": wh, "wout": wout}, 0.1, network="walkthrough")
        errors.append(PYTHON.call("half_squared_error", y, made["output"].T))
        wh = wh + 0.1 * made["error_wrt_wh"]
        wout = wout + 0.1 * made["error_wrt_wout"]
    return errors


def walkthrough_rows(learning_rate: float) -> list[str]:
    """The walkthrough's table at a learning rate."""
    data = data_of(read_experiment("walkthrough"))
    history = PYTHON.call("train", *data, learning_rate, 1000, network="walkthrough")["history"]
    return [f"{error:.5f}" for error in history[:10, 1]]


def log_output(learning_rate: float, updates: int) -> str:
    """The log's outputs after some updates."""
    data = data_of(read_experiment("log"))
    output = PYTHON.call("train", *data, learning_rate, updates, network="single_layer")["output"]
    return column(output, 8)


def neuron_losses() -> dict[str, Any]:
    """The log's neuron: its loss by the formula in R, from the pre-activation, and after two ways of stepping."""
    X, y, w, b = matrices_of(read_experiment("neuron")).values()
    made = PYTHON.call("train_batch", X, y, {"w": w, "b": b}, 0.01, network="neuron")

    def loss(w: Matrix, b: Matrix) -> float:
        z = PYTHON.call("neuron_forward", X, w, b)["z"]
        return float(PYTHON.call("binary_cross_entropy", y, z))

    made_up = [PYTHON.call("gradient_step", p, np.array([[g]]), 0.01) for p, g in ((w, -10.0), (b, -5.0))]
    return {
        "formula": bridge.R.evaluate("-(0 * log(sigmoid(49.8)) + (1 - 0) * log(1 - sigmoid(49.8)))"),
        "before": loss(w, b),
        "made up": loss(*made_up),
        "real": loss(made["w"], made["b"]),
        "dw": float(made["dw"][0, 0]),
        "db": float(made["db"][0, 0]),
    }


def blobs_error(learning_rate: float) -> float:
    """The error of blobs after its epochs at a learning rate."""
    blobs = read_experiment("blobs")
    trained = PYTHON.call("train", *data_of(blobs), learning_rate, blobs.settings["epochs"], network="walkthrough")
    return float(trained["history"][-1, 1])


def r_error(function: str, *arguments: Any) -> str:
    """What R says when it refuses."""
    try:
        r_with_listing()(function, *arguments)
    except RuntimeError as problem:
        return str(problem).removeprefix(f"R: {function}: ")
    raise AssertionError("R did not refuse")


def column(A: Matrix, decimals: int = 5) -> str:
    """A column on one line."""
    return " ".join(f"{value:.{decimals}f}" for value in A[:, 0])


def page() -> str:
    """The page."""
    X = read_experiment("article").X
    after = run_listing(5000)
    in_order, turned = apply_listing(X, after), apply_listing(X[::-1].copy(), after)[::-1]
    update = first_update()
    matrices = matrices_of(read_experiment("article"))
    step = update["wout"] - matrices["wout"]
    by_letter = (update["hidden_layer_activations"] * matrices["wout"]).shape
    neuron = neuron_losses()
    climbing = climb(1001)
    lines = [
        "# Errata of the two articles",
        "",
        "Each number here is computed by `tests/parity/errata.py` and checked by its test; `make fixtures`",
        'writes this page. "The article" and "the log" are the two that this project implements.',
        "",
        "## E1: the article's R listing has one bias for each sample",
        "",
        "It makes `bh` and `bout` matrices with a row for each sample, filled down their columns, and adds `rowSums`",
        "to them. So each sample learns a bias of its own. Its Python listing has one bias for each neuron, and sums",
        "over the samples. From the same initial weights, the outputs of the forward pass of an epoch, both in R:",
        "",
        "| epoch | the listing as published | one bias for each neuron |",
        "|---:|---|---|",
        *(f"| {n} | {column(run_listing(n)['output'])} | {column(run_corrected(n))} |" for n in EPOCHS),
        "",
        "Both come near to the targets 1 1 0, so nobody notices. But the listing's network cannot be applied to a new",
        f"row: R says `{r_error('apply_listing', X[:1], after)}`. With as many rows as in training it runs, and",
        "the output of a row depends on its place: the three training rows give",
        f"{column(in_order)} in their order, and the same rows give {column(turned)} in the opposite order.",
        "",
        "## E2: step 11 gives the hidden bias the delta of the output layer",
        "",
        "Its words do; its formula does not. In the first epoch the column sum of `d_output` is",
        f"{update['d_output'].sum():.5f}, which NumPy would add to each hidden bias without a word. Those of",
        f"`d_hidden_layer`, which are minus the gradient, are {column(update['d_hidden_layer'].sum(axis=0)[:, None])}.",
        "",
        "## E3: the worked step 7 applies the learning rate once too often",
        "",
        "It multiplies `d_output` by the learning rate, and step 10 does so again: all gradients come out at the rate",
        f"0.1 times 0.1. The first change of `wout` is {column(step * 0.1, 6)}",
        f"and not {column(step, 6)};",
        f"after 5,000 epochs the error is {error_after(0.1 * 0.1, 5000):.5f} and not {error_after(0.1, 5000):.5f}.",
        "",
        "## E4: the mathematics climbs",
        "",
        "It writes W + eta dE/dW with E = (Y - t)^2 / 2, where it must be minus. The code is right because its E is",
        "y - output, minus the gradient. With the plus, the error of the walkthrough's network goes",
        f"from {climbing[0]:.5f} to {climbing[100]:.5f} in 100 epochs and to {climbing[1000]:.5f} in 1,000.",
        "",
        "## E5: the walkthrough's table is not from the learning rate 0.01",
        "",
        "The text sets 0.01. The table comes out to every digit with 0.1, and from the draws after those of the text:",
        "",
        f"- 0.1: {' '.join(walkthrough_rows(0.1))}",
        f"- 0.01: {' '.join(walkthrough_rows(0.01))}",
        "",
        "## E6: the last three rows of moons are noise",
        "",
        "From epoch 7000 on, one initial weight changed by one ULP changes the rows in the printed digits, and so does",
        "another processor. `make published` shows it. The first seven rows come out. With `--arithmetic portable` all",
        "rows are the same in both languages, to the last bit, but even they are not those that the article prints.",
        "",
        "## E7: the log's infinite loss is a rounding artefact",
        "",
        "sigmoid(49.8) rounds to 1, so the formula takes the logarithm of 0:",
        f"R gives {str(neuron['formula']).capitalize()}. From the pre-activation the loss is",
        f"log(1 + e^49.8) = {neuron['before']:.1f}.",
        "",
        "## E8: the log explains a learning rate and a bias that its code does not have",
        "",
        "No learning rate is a learning rate of 1. The outputs that it prints,",
        "",
        f"- come out with 1: {log_output(1, 9999)}",
        f"- and not with 0.1: {log_output(0.1, 9999)}",
        "",
        "There is no bias either; but the third input of every sample is 1, so the third weight does its work.",
        "",
        "## E9: the log's output after training is that before the last update",
        "",
        "The loop computes the output and then updates. After all 10,000 updates the outputs are",
        f"{log_output(1, 10000)}.",
        "",
        "## E10: the log's example of a step goes the wrong way",
        "",
        "It takes dw = -10 and db = -5 for a neuron whose output 1 should be 0. With them the loss rises",
        f"from {neuron['before']:.2f} to {neuron['made up']:.2f}. The gradients are dw = {neuron['dw']:g} and",
        f"db = {neuron['db']:g}; with them it falls to {neuron['real']:.2e}.",
        "",
        "## E11: the log calls -0.2 to -0.15 a decrease",
        "",
        "Its step raises b, as it raises w.",
        "",
        "## E12: step 4 writes an elementwise product",
        "",
        "`matrix_dot_product (hiddenlayer_activations * wout)`, taken by the letter, multiplies n-by-h by h-by-1",
        f"elementwise: R says `{r_error('*', update['hidden_layer_activations'], matrices['wout'])}`, but NumPy",
        f"makes a {by_letter[0]} x {by_letter[1]} matrix of it without a word.",
        "",
        "## E13: the exercise does not learn with the settings of moons",
        "",
        "The article proposes its implementation for blobs. With its learning rate, 0.1, and the gradient summed over",
        f"1,000 samples the network saturates: the error ends at {blobs_error(0.1):.5f}. With 0.01 it ends at",
        f"{blobs_error(0.01):.5f}.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(PAGE).write_text(page())
