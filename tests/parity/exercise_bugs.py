"""Each classic mistake, put into a solved exercise in both languages, and the name that the check gives it.

`python tests/parity/exercise_bugs.py` prints the confusion matrix: what was put in, and what was named.
"""

import re
import sys
from dataclasses import dataclass
from typing import Any

from bridge import R
from nnref.command.exercise import summary_of
from nnref.exercises.check import judge_work
from nnref.exercises.judge import EXPECTED_FUNCTIONS, run_source
from nnref.exercises.mistakes import fill_formula, read_catalogue
from nnref.exercises.starter import file_lines

CATALOGUE = {"Python": read_catalogue(), "R": R("read_catalogue")}
ENDING = {"Python": "py", "R": "R"}

R.environment["judge_text"] = R.evaluate(
    """
    function(text) {
      work <- run_source(text, "mine.R")
      expected <- if ("forward" %in% names(work)) EXPECTED_FUNCTIONS else character()
      summary_of(judge_work(work, "mine.R", expected))
    }
    """
)

R.environment["right_formula"] = R.evaluate(
    "function(quantity, activation) fill_formula(read_catalogue(), quantity, character(), activation)"
)
R.environment["wrong_formula"] = R.evaluate(
    """
    function(mistake, quantity) {
      catalogue <- read_catalogue()
      fill_formula(catalogue, quantity, catalogue$mistakes[[mistake]]$places[[quantity]])
    }
    """
)

# What a training's mistake looks like in the exercise's own training: what stands there, and what instead
TRAINING_BUGS = {
    "one epoch too few": (
        ("if epoch == epochs:", "if epoch >= epochs - 1:"),
        ("epochs + 1, 2", "epochs, 2", "if (epoch == epochs) {", "if (epoch >= epochs - 1) {"),
    ),
    "one epoch too many": (
        ("range(epochs + 1)", "range(epochs + 2)", "epoch == epochs", "epoch == epochs + 1"),
        ("epochs + 1, 2", "epochs + 2, 2", "0:epochs", "0:(epochs + 1)", "epoch == epochs", "epoch == epochs + 1"),
    ),
    "batch size ignored": (
        ("range(0, len(X), batch_size)", "[0]", "start + batch_size", "len(X)"),
        ("seq(1, nrow(X), batch_size)", "1", "min(start + batch_size - 1, nrow(X))", "nrow(X)"),
    ),
    "only the first batch seen": (
        ("range(0, len(X), batch_size)", "[0]"),
        ("seq(1, nrow(X), batch_size)", "1"),
    ),
    "last batch dropped": (
        ("range(0, len(X), batch_size)", "range(0, len(X) - batch_size + 1, batch_size)"),
        ("seq(1, nrow(X), batch_size)", "seq_len(nrow(X) %/% batch_size) * batch_size - batch_size + 1"),
    ),
    "batches one row too long": (
        ("start + batch_size)", "start + batch_size + 1)"),
        ("start + batch_size - 1", "start + batch_size"),
    ),
    "targets one row ahead": (
        ("y[rows]", "np.roll(y, -1, axis=0)[rows]"),
        ("y[rows, ", "y[rows %% nrow(y) + 1, "),
    ),
    "output of the initial parameters": (
        (
            '"output": output, "h',
            '"output": first, "h',
            "    history = []",
            "    first = forward(X, **parameters)['output']\n    history = []",
        ),
        (
            "output = output, history",
            "output = first, history",
            "  history <- m",
            "  first <- with(parameters, forward(X, wh, bh, wout, bout))$output\n  history <- m",
        ),
    ),
    "history shifted by one": (("[epoch, np", "[epoch + 1, np"), ("c(epoch, ", "c(epoch + 1, ")),
    "history of another error": (
        ("np.mean((y - output) ** 2) / 2", "np.mean(abs(y - output))"),
        ("mean((y - output)^2) / 2", "mean(abs(y - output))"),
    ),
    "each update from the initial parameters": (
        (
            "    history = []",
            "    initial = parameters\n    history = []",
            "forward(X[rows], **parameters)",
            "forward(X[rows], **initial)",
            'hidden, parameters["wout"]',
            'hidden, initial["wout"]',
            "d_output, **parameters",
            "d_output, **initial",
        ),
        (
            "  history <- m",
            "  initial <- parameters\n  history <- m",
            "with(parameters, forward(X_batch",
            "with(initial, forward(X_batch",
            "hidden, parameters$wout",
            "hidden, initial$wout",
            "c(parameters, deltas)",
            "c(initial, deltas)",
        ),
    ),
}
for kept in ("wh", "bh", "wout", "bout"):
    name = f"stale {'output' if 'out' in kept else 'hidden'} {'weights' if kept[0] == 'w' else 'bias'}"
    ends = ("learning_rate=learning_rate\n            )\n", "learning_rate)\n      )\n")
    TRAINING_BUGS[name] = (
        ("parameters = update", "after = update", ends[0], f"{ends[0]}            parameters = after | {{'{kept}': parameters['{kept}']}}\n"),
        ("parameters <- with", "after <- with", ends[1], f"{ends[1]}      parameters <- replace(after, '{kept}', parameters['{kept}'])\n"),
    )  # fmt: skip

# Where a formula uses what its function does not have, how it is made from what it has
MADE = {
    "Python": {
        "new_wout": "(wout + hidden_layer_activations.T @ d_output * learning_rate)",
        "error_at_hidden_layer": "(((y - output) * output * (1 - output)) @ wout.T)",
    },
    "R": {
        "new_wout": "(wout + t(hidden_layer_activations) %*% d_output * learning_rate)",
        "error_at_hidden_layer": "(((y - output) * output * (1 - output)) %*% t(wout))",
    },
}
ALSO = {
    "Python": "from nnref import derivatives_hyperbolic_tangent, hyperbolic_tangent, relu\n",
    "R": "hyperbolic_tangent <- tanh\nderivatives_hyperbolic_tangent <- function(a) 1 - a * a\n"
    "relu <- function(x) pmax(x, 0)\n",
}


@dataclass(frozen=True)
class Injected:
    """A mistake in one quantity of one language's solved exercise."""

    mistake: str
    quantity: str
    language: str
    text: str


def solved(language: str, changes: dict[str, str], train: bool = False) -> str:
    """A solved exercise with these formulas in it."""
    lines = file_lines(changes, train) if language == "Python" else R("file_lines", changes or R.evaluate("c()"), train)
    return "\n".join(lines) + "\n"


def with_arguments(text: str, function: str, code: str, more: list[str]) -> str:
    """The exercise with what a formula needs among the arguments of its function."""
    head = re.search(rf"(?:def )?{function}(?: <- function)?\((.*?)\)", text)
    assert head
    given = head[1].split(", ")
    known = {"X", "y", "wh", "bh", "wout", "bout", "learning_rate", "hidden_layer_input", "output_layer_input"}
    known |= {"hidden_layer_activations", "output", "d_output", "E", "error_at_hidden_layer", "slope_output_layer"}
    body = text[head.end() :].split("\n\n\n" if "def " in text else "\n}\n", 1)[0]
    made = set(re.findall(r"^ +(\w+) (?:=|<-) ", body, flags=re.M))
    needed = [name for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", code)) if name in known - set(given) - made]
    return text.replace(head[0], head[0].replace(head[1], ", ".join([*given, *needed, *more])))


def injected(mistake: str, quantity: str, language: str) -> Injected:
    """A solved exercise with one mistake in it."""
    catalogue = CATALOGUE[language]
    formula = catalogue["formulas"][quantity]
    function = formula["function"]
    index = list(CATALOGUE).index(language)
    if function == "train":
        text = solved(language, {}, train=True)
        edits = TRAINING_BUGS[mistake][index]
        for old, new in zip(edits[::2], edits[1::2], strict=True):
            assert old in text, (mistake, old)
            text = text.replace(old, new)
        return Injected(mistake, quantity, language, text)
    places = catalogue["mistakes"][mistake]["places"][quantity]
    changes = places if isinstance(places, dict) else {}
    code = fill_formula(catalogue, quantity, changes) if language == "Python" else R("wrong_formula", mistake, quantity)
    if function not in EXPECTED_FUNCTIONS:
        arguments = (
            "x" if quantity in ("relu", "hyperbolic_tangent") else "a" if "derivatives" in quantity else "y, output"
        )
        arguments = "y, output_layer_input" if quantity == "binary_cross_entropy" else arguments
        head = (
            f"def {function}({arguments}): return {code}"
            if language == "Python"
            else f"{function} <- function({arguments}) {code}"
        )
        helper = ALSO[language].split("\n")[0] if language == "Python" and function == "binary_cross_entropy" else ""
        helper = "relu <- function(x) pmax(x, 0)" if language == "R" and function == "binary_cross_entropy" else helper
        lines = (
            ["import numpy as np", helper.replace("derivatives_hyperbolic_tangent, hyperbolic_tangent, ", "")]
            if language == "Python"
            else [helper]
        )
        return Injected(mistake, quantity, language, "\n".join([*lines, head, ""]))
    code = code.replace("new_bout", "bout") if quantity == "new_bh" else code  # there, bout has been updated already
    for name, made in MADE[language].items():
        if name == "new_wout" or quantity == "slope_hidden_layer":
            code = re.sub(rf"\b{name}\b", made, code)
    text = solved(language, {quantity: code})
    more = []
    dot = "." if language == "Python" else "$"
    if mistake in (
        "hidden activation not passed on",
        "hidden slope always that of sigmoid",
        "output activated like the hidden layer",
    ):
        more = ["hidden_activation"]
        text = text.replace("hidden_activate(", f"hidden_activation{dot}activate(")
        text = re.sub(r"(hidden_layer_activations (?:=|<-)) sigmoid\(", rf"\1 hidden_activation{dot}activate(", text)
        text = re.sub(r"(slope_hidden_layer (?:=|<-)) derivatives_sigmoid\(", rf"\1 hidden_activation{dot}slope(", text)
        if function == "backward":
            text = with_arguments(text, "forward", "", more)
        if function == "forward" and "hidden_activation" in text.split("backward", 1)[1]:
            text = with_arguments(text, "backward", "", more)
    text = with_arguments(text, function, code, more)
    if language == "Python":
        text = text.replace("import numpy as np\n", "import numpy as np\n" + ALSO["Python"])
        text = re.sub(r"^def (relu|hyperbolic_tangent)", r"def own_\1", text, flags=re.M)
    else:
        text += ALSO["R"]
    return Injected(mistake, quantity, language, text)


def judged(bug: Injected) -> dict[str, Any]:
    """What the check says of it, in a few words."""
    if bug.language == "R":
        summary: dict[str, Any] = R("judge_text", bug.text)
        return summary
    work = run_source(bug.text, "mine.py")
    work = {name: function for name, function in work.items() if function.__code__.co_filename == "mine.py"}
    return summary_of(judge_work(work, "mine.py", EXPECTED_FUNCTIONS if "forward" in work else []))


def all_bugs() -> list[Injected]:
    """Every mistake in every quantity in which it is made, in both languages."""
    return [
        injected(mistake, quantity, language)
        for mistake, known in CATALOGUE["Python"]["mistakes"].items()
        for quantity in known["places"]
        for language in CATALOGUE
    ]


def main() -> int:
    """Print what was put in and what was named; the status says whether each mistake got its own name."""
    off, named = [], 0
    for bug in all_bugs():
        said = judged(bug)
        if said["quantity"] == bug.quantity.removeprefix("new_") and said["mistake"] == bug.mistake:
            named += 1
        else:
            off.append(
                f"  {bug.language:<7}{bug.quantity:<25}{bug.mistake}: {said['quantity']}: {said['mistake'] or said['text']}"
            )
    mistakes = CATALOGUE["Python"]["mistakes"]
    print(f"{len(mistakes)} mistakes, in {named + len(off)} places of the two languages.")
    print(f"On the diagonal of the confusion matrix: {named}. Off it: {len(off)}.")
    print("\n".join(off))
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
