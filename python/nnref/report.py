"""Every line that a command prints."""

from typing import Any

import numpy as np

from nnref.arithmetic import Matrix
from nnref.fixtures import matrix_lines
from nnref.numbers import format_decimals

VERSION = "1.0.0"

OPTIONS = {
    "--experiment": ("NAME", "an experiment that comes with nnref; default: article"),
    "--fixture": ("DIR", "an experiment of your own: a folder in the fixture format"),
    "--data": ("FILE.csv", "a table of your own, with a header; learn the column --target"),
    "--target": ("NAME", "the column to learn: classes, or numbers from 0 to 1"),
    "--scale": ("NAME", "minmax: scale each feature of the table to 0 up to 1"),
    "--seed": ("N", "draw the initial weights from this seed; --data without it: 0"),
    "--hidden-neurons": ("N", "so many, with drawn weights (seed 0 if none); --data: 3"),
    "--shuffle-seed": ("N", "reorder the samples before each epoch, from this seed"),
    "--epochs": ("N", "train for N epochs instead of the stored number; --data: 5000"),
    "--learning-rate": ("F", "learn at this rate instead of the stored one; --data: 0.1"),
    "--batch-size": ("N", "update after each N samples; default: after all, 1 is SGD"),
    "--hidden-activation": ("NAME", "sigmoid, tanh or relu, instead of the stored one"),
    "--arithmetic": ("NAME", "native, the fastest, or portable, the same bits everywhere"),
    "--report-every": ("N", "print the error each N epochs; default: a tenth of the epochs"),
    "--trace": ("", "print every named quantity of the first update, by the article's step"),
    "--save": ("DIR", "write the trained parameters, the output and the errors"),
    "--plot": ("FILE", "draw the error curve: PNG, SVG or PDF, by the ending of FILE"),
    "--version": ("", "print the version"),
    "--help": ("", "print this help"),
}

STEPS = [
    ("0", "X", "the input"),
    ("0", "y", "the targets"),
    ("1", "wh", "initial weights of the hidden layer"),
    ("1", "bh", "initial biases of the hidden layer"),
    ("1", "wout", "initial weights of the output layer"),
    ("1", "bout", "initial biases of the output layer"),
    ("2", "hidden_layer_input", "dot(X, wh) + bh"),
    ("3", "hidden_layer_activations", "{activation}(hidden_layer_input)"),
    ("4", "output_layer_input", "dot(hidden_layer_activations, wout) + bout"),
    ("4", "output", "sigmoid(output_layer_input)"),
    ("5", "E", "y - output"),
    ("6", "slope_output_layer", "derivatives_sigmoid(output)"),
    ("6", "slope_hidden_layer", "derivatives_{activation}(hidden_layer_activations)"),
    ("7", "d_output", "E * slope_output_layer"),
    ("8", "error_at_hidden_layer", "dot(d_output, transpose(wout))"),
    ("9", "d_hidden_layer", "error_at_hidden_layer * slope_hidden_layer"),
    ("10", "wout", "wout + dot(transpose(hidden_layer_activations), d_output) * learning_rate"),
    ("10", "wh", "wh + dot(transpose(X), d_hidden_layer) * learning_rate"),
    ("11", "bout", "bout + column_sums(d_output) * learning_rate"),
    ("11", "bh", "bh + column_sums(d_hidden_layer) * learning_rate"),
]


def help_lines() -> list[str]:
    """What `--help` prints.

    Returns:
        The lines.

    Source:
        The table OPTIONS.

    Example:
        >>> help_lines()[:2]
        ['Usage: python -m nnref [OPTION] ...', '       Rscript r/train.R [OPTION] ...']
    """
    return [
        "Usage: python -m nnref [OPTION] ...",
        "       Rscript r/train.R [OPTION] ...",
        "",
        "Train the multi-layer perceptron of an experiment and print how its error falls.",
        "",
        *(f"  {option + ' ' + value:<26}{meaning}" for option, (value, meaning) in OPTIONS.items()),
    ]


def count_text(number: int, noun: str) -> str:
    """A number and what it counts.

    Args:
        number: How many, a whole number.
        noun: Of what, in the singular.

    Returns:
        Both, the noun in the plural unless there is one.

    Source:
        nnref

    Example:
        >>> count_text(1, "sample"), count_text(3, "sample")
        ('1 sample', '3 samples')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def heading_lines(title: str, matrices: dict[str, Matrix], settings: dict[str, Any], arithmetic: str) -> list[str]:
    r"""What is trained, and how: the first lines of a report.

    Args:
        title: What is trained.
        matrices: X, y, wh, bh, wout and bout, by name.
        settings: Settings by name.
        arithmetic: Name of the set of operations.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> from nnref.fixtures import read_experiment
        >>> print("\n".join(heading_lines("experiment article", **read_experiment(), arithmetic="native")))
        nnref 1.0.0: experiment article
        3 samples, 4 features, 3 hidden neurons (sigmoid), 1 output
        5000 epochs, learning rate 0.1, full batch, native arithmetic
    """
    n_samples, n_features = matrices["X"].shape
    n_hidden, n_outputs = matrices["wout"].shape
    batch_size = settings.get("batch_size")
    batches = "full batch" if batch_size is None else "batches of " + count_text(batch_size, "sample")
    activation = settings.get("hidden_activation", "sigmoid")
    return [
        f"nnref {VERSION}: {title}",
        f"{count_text(n_samples, 'sample')}, {count_text(n_features, 'feature')}, "
        f"{count_text(n_hidden, 'hidden neuron')} ({activation}), {count_text(n_outputs, 'output')}",
        f"{count_text(settings['epochs'], 'epoch')}, learning rate {settings['learning_rate']:.15g}, "
        f"{batches}, {arithmetic} arithmetic",
    ]


def class_lines(target: str | None, classes: list[str]) -> list[str]:
    """What the outputs stand for when the target of a table is a class.

    Args:
        target: Name of the target; none without a table.
        classes: Names of the classes in order; none if the target is a number.

    Returns:
        The line, or none.

    Source:
        nnref

    Example:
        >>> class_lines("kind", ["big", "small"])
        ['target kind: 0 is big, 1 is small']
    """
    if not classes:
        return []
    if len(classes) == 2:
        return [f"target {target}: 0 is {classes[0]}, 1 is {classes[1]}"]
    return [f"target {target}: a column each for {', '.join(classes)}"]


def trace_lines(matrices: dict[str, Matrix], trained: dict[str, Matrix], activation: str) -> list[str]:
    """Every named quantity of one update, by the article's step.

    Args:
        matrices: X, y, wh, bh, wout and bout before the update, by name.
        trained: What train_batch returned for them.
        activation: Name of the activation of the hidden layer.

    Returns:
        The lines: for each quantity its step, name, shape and formula, then its values.

    Source:
        The article, "Visualization of steps".

    Example:
        >>> from nnref.fixtures import read_experiment
        >>> from nnref.train import train_batch
        >>> matrices = read_experiment()["matrices"]
        >>> print(trace_lines(matrices, train_batch(**matrices, learning_rate=0.1), "sigmoid")[1])
        Step 0   X (3 x 4): the input
    """
    lines = []
    for step, name, formula in STEPS:
        given = step in ("0", "1")
        A = matrices[name] if given else trained[name]
        relation = ": " if given else " = "
        shape = f"({A.shape[0]} x {A.shape[1]})"
        lines += [
            "",
            f"Step {step:<3} {name} {shape}{relation}{formula.format(activation=activation)}",
            *("    " + line for line in matrix_lines(A, exact=given)),
        ]
    return lines


def error_line(epoch: int | str, error: float | str) -> str:
    """A line of the table of errors.

    Args:
        epoch: The number of epochs done, or the heading of that column.
        error: The error then, or the heading of that column.

    Returns:
        The line.

    Source:
        The article, "Error at epoch".

    Example:
        >>> error_line(500, 0.125)
        '       500    0.12500000'
    """
    text = error if isinstance(error, str) else format_decimals(np.array([[error]]))[0][0]
    return f"{epoch!s:>10}  {text:>12}"


def output_lines(y: Matrix, output: Matrix) -> list[str]:
    """The output of the network beside the targets.

    Args:
        y: Targets, n_samples-by-n_outputs.
        output: Output of the network, n_samples-by-n_outputs.

    Returns:
        The lines: for each of the first 10 samples the targets, then the outputs.

    Source:
        The article, "my result is close to actual target values".

    Example:
        >>> output_lines(np.array([[1.0]]), np.array([[0.5]]))
        ['target  output', '1       0.50000000']
    """
    targets = ["target", *matrix_lines(y, exact=True)]
    width = max(6, *(len(line) for line in targets)) + 2
    outputs = ["output", *matrix_lines(output)]
    if len(y) > 10:
        outputs[-1] = ""
    return [f"{left:<{width}}{right}".rstrip() for left, right in zip(targets, outputs, strict=True)]


def progress_line(epoch: int, epochs: int, error: float, seconds: float) -> str:
    """How far a long training is.

    Args:
        epoch: The number of epochs done.
        epochs: The number of epochs to do.
        error: The error now.
        seconds: The time taken so far, in seconds.

    Returns:
        The line, with a bar of 30 characters and the seconds left at the pace so far.

    Source:
        nnref

    Example:
        >>> progress_line(2500, 5000, 0.125, 3.0)
        '[###############               ] epoch 2500 of 5000, error 0.12500000, 3 s left'
    """
    bar = "#" * (30 * epoch // epochs)
    left = round(seconds * (epochs - epoch) / max(1, epoch))
    error_text = format_decimals(np.array([[error]]))[0][0]
    return f"[{bar:<30}] epoch {epoch} of {epochs}, error {error_text}, {left} s left"
