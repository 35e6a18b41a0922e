"""Every line that a command prints."""

from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix
from nnref.checks.errors import InputError, escape_controls, show_text
from nnref.files.matrices import matrix_lines
from nnref.files.numbers import format_decimals
from nnref.files.tables import Columns, quote_field
from nnref.losses import confusion_matrix, predicted_class
from nnref.network import Network, Values

VERSION = "2.0.0.dev"


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


TRACES = {
    "article": STEPS,
    "walkthrough": [
        ("Given", "X", "the input"),
        ("Given", "y", "the targets"),
        ("Given", "wh", "initial weights of the hidden layer"),
        ("Given", "wout", "initial weights of the output layer"),
        ("Forward", "Z1", "dot(transpose(wh), transpose(X))"),
        ("Forward", "hidden_layer_activations", "{activation}(Z1)"),
        ("Forward", "Z2", "dot(transpose(wout), hidden_layer_activations)"),
        ("Forward", "output", "sigmoid(Z2)"),
        ("Factor", "error_wrt_output", "-(transpose(y) - output)"),
        ("Factor", "output_wrt_Z2", "output * (1 - output)"),
        ("Factor", "Z2_wrt_wout", "hidden_layer_activations"),
        ("Product", "error_wrt_wout", "dot(Z2_wrt_wout, transpose(error_wrt_output * output_wrt_Z2))"),
        ("Factor", "Z2_wrt_hidden", "wout"),
        ("Factor", "hidden_wrt_Z1", "derivatives_{activation}(hidden_layer_activations)"),
        ("Factor", "Z1_wrt_wh", "transpose(X)"),
        ("Product", "error_wrt_wh", "the factors from error_wrt_output to Z1_wrt_wh, without Z2_wrt_wout"),
        ("Update", "wh", "wh - learning_rate * error_wrt_wh"),
        ("Update", "wout", "wout - learning_rate * error_wrt_wout"),
    ],
    "single_layer": [
        ("Given", "X", "the input"),
        ("Given", "y", "the targets"),
        ("Given", "weights", "initial weights"),
        ("Forward", "layer_output", "sigmoid(dot(X, weights))"),
        ("Back", "error", "y - layer_output"),
        ("Back", "adjustment", "error * derivatives_sigmoid(layer_output)"),
        ("Update", "weights", "weights + dot(transpose(X), adjustment) * learning_rate"),
    ],
    "neuron": [
        ("Given", "X", "the input"),
        ("Given", "y", "the targets"),
        ("Given", "w", "initial weights"),
        ("Given", "b", "initial bias"),
        ("Forward", "z", "dot(X, w) + b"),
        ("Forward", "output", "sigmoid(z)"),
        ("Back", "dw", "dot(transpose(X), output - y)"),
        ("Back", "db", "column_sums(output - y)"),
        ("Update", "w", "w - alpha * dw"),
        ("Update", "b", "b - alpha * db"),
    ],
}


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


def heading_lines(
    title: str, network: Network, X: Matrix, y: Matrix, parameters: Values, settings: dict[str, Any]
) -> list[str]:
    r"""What is trained, and how: the first lines of a report.

    Args:
        title: What is trained.
        network: The network.
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Weights and biases by name.
        settings: Settings by name.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> from nnref.network import choose_network
        >>> one = np.array([[1.0]])
        >>> lines = heading_lines("mine", choose_network("neuron"), one, one, {}, {"learning_rate": 1, "epochs": 2})
        >>> print("\n".join(lines))
        nnref 2.0.0.dev: mine
        neuron network: 1 sample, 1 feature, 1 output
        2 epochs, learning rate 1, full batch, native arithmetic
    """
    return [f"nnref {VERSION}: {title}", size_line(network, X, y, parameters), schedule_line(network, settings)]


def size_line(network: Network, X: Matrix, y: Matrix, parameters: Values) -> str:
    """How large a network is, and how much it is trained on.

    Args:
        network: The network.
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Weights and biases by name.

    Returns:
        The line: its name if it is not the article's, then samples, features, hidden neurons and outputs.

    Source:
        nnref

    Example:
        >>> from nnref.network import choose_network
        >>> parameters = {"wout": np.ones((3, 1))}
        >>> size_line(choose_network("article"), np.ones((2, 4)), np.ones((2, 1)), parameters)
        '2 samples, 4 features, 3 hidden neurons (sigmoid), 1 output'
    """
    named = "" if network.name == "article" else f"{network.name} network: "
    sizes = [count_text(len(X), "sample"), count_text(X.shape[1], "feature")]
    if network.hidden_activation is not None:
        hidden = count_text(len(parameters["wout"]), "hidden neuron")
        sizes.append(f"{hidden} ({network.hidden_activation.name})")
    sizes.append(count_text(y.shape[1], "output"))
    return named + ", ".join(sizes)


def schedule_line(network: Network, settings: dict[str, Any]) -> str:
    """How a network is trained.

    Args:
        network: The network.
        settings: Settings by name.

    Returns:
        The line: epochs, learning rate, batches and arithmetic; for a perceptron its threshold.

    Source:
        nnref

    Example:
        >>> from nnref.network import choose_network
        >>> schedule_line(choose_network("article"), {"learning_rate": 0.1, "epochs": 1, "batch_size": 2})
        '1 epoch, learning rate 0.1, batches of 2 samples, native arithmetic'
    """
    arithmetic = f"{network.arithmetic.name} arithmetic"
    if network.backward is None:
        return f"threshold 0, {arithmetic}"
    batch_size = settings.get("batch_size")
    batches = "full batch" if batch_size is None else "batches of " + count_text(batch_size, "sample")
    rate = f"learning rate {settings['learning_rate']:.15g}"
    return f"{count_text(settings['epochs'], 'epoch')}, {rate}, {batches}, {arithmetic}"


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
    if classes in ([], ["0", "1"]):  # 0 is 0, and 1 is 1
        return []
    if len(classes) == 2:
        return [f"target {target}: 0 is {classes[0]}, 1 is {classes[1]}"]
    return [f"target {target}: a column each for {', '.join(classes)}"]


def check_step(step: str, network: Network) -> None:
    """Refuse a step that a network does not have.

    Args:
        step: The step, as it was typed.
        network: The network.

    Returns:
        Nothing.

    Raises:
        InputError: If it is none of the network's steps.

    Source:
        The table TRACES.

    Example:
        >>> from nnref.network import choose_network
        >>> check_step("8", choose_network("article"))
    """
    known = list(dict.fromkeys(entry[0] for entry in TRACES[network.name]))
    if step not in known:
        raise InputError(f"--step: expected one of {', '.join(known)}, found {show_text(step)}")


def trace_lines(given: Values, traced: Values, network: Network, only_step: str | None = None) -> list[str]:
    """Every named quantity of one update, by the article's step.

    Args:
        given: X, y and the parameters before the update, by name.
        traced: What train_batch returned for them.
        network: The network.
        only_step: The one step to tell of; every step if not given.

    Returns:
        The lines: for each quantity its step, name, shape and formula, then its values.

    Source:
        The article, "Visualization of steps".

    Example:
        >>> from nnref.network import choose_network
        >>> from nnref.train import train_batch
        >>> one = np.array([[1.0]])
        >>> traced = train_batch(one, one, {"weights": one}, learning_rate=0.1, network="single_layer")
        >>> print(trace_lines({"X": one, "y": one, "weights": one}, traced, choose_network("single_layer"))[1])
        Given    X (1 x 1): the input
    """
    activation = "" if network.hidden_activation is None else network.hidden_activation.name
    lines = []
    for step, name, formula in TRACES[network.name]:
        if only_step not in (None, step):
            continue
        is_given = step in ("0", "1", "Given")
        label = f"Step {step:<3}" if step.isdigit() else f"{step:<8}"
        A = given[name] if is_given else traced[name]
        relation = ": " if is_given else " = "
        shape = f"({A.shape[0]} x {A.shape[1]})"
        lines += [
            "",
            f"{label} {name} {shape}{relation}{formula.format(activation=activation)}",
            *("    " + line for line in matrix_lines(A, exact=is_given)),
        ]
    return lines


def error_line(epoch: int | str, error: float | str, network: str = "article") -> str:
    """A line of the table of errors.

    Args:
        epoch: The number of epochs done, or the heading of that column.
        error: The error then, or the heading of that column.
        network: Name of the network; the walkthrough and the log print a sentence each.

    Returns:
        The line.

    Source:
        The article, "Error at epoch"; the log, "Error at iteration".

    Example:
        >>> error_line(100, 0.11082498, network="walkthrough")
        'Error at epoch 100 is 0.11082'

        >>> error_line(500, 0.125)
        '       500    0.12500000'
    """
    if network == "walkthrough":
        return f"Error at epoch {epoch} is {error:.5f}"
    text = error if isinstance(error, str) else format_decimals(np.array([[error]]))[0][0]
    if network == "single_layer":
        return f"Error at iteration {epoch}: {text}"
    return f"{epoch!s:>10}  {text:>12}"


def error_heading_lines(network: str) -> list[str]:
    """What stands above the errors.

    Args:
        network: Name of the network.

    Returns:
        The lines: an empty one, and the heading of the columns if there are columns.

    Source:
        nnref

    Example:
        >>> error_heading_lines("walkthrough")
        ['']
    """
    return [""] if network in ("walkthrough", "single_layer") else ["", error_line("epoch", "error")]


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


def right_line(y: Matrix, output: Matrix) -> str:
    """How many samples the network is right on.

    Args:
        y: Targets, n_samples-by-n_outputs.
        output: Output of the network, n_samples-by-n_outputs.

    Returns:
        The line: their number, of how many, and their share.

    Source:
        nnref; an output is right if its class is that of the target.

    Example:
        >>> right_line(np.array([[1.0], [0.0]]), output=np.array([[0.9], [0.6]]))
        '1 of 2 samples right, 50.0 percent'
    """
    right = np.trace(confusion_matrix(y, output))
    return f"{right:.0f} of {count_text(len(y), 'sample')} right, {100 * right / len(y):.1f} percent"


def score_lines(what: str, y: Matrix, output: Matrix, classes: list[str]) -> list[str]:
    r"""How often the network is right, and which classes it takes for which.

    Args:
        what: Which samples these are.
        y: Targets, n_samples-by-n_outputs.
        output: Output of the network, n_samples-by-n_outputs.
        classes: Names of the classes in order; their numbers if there are none.

    Returns:
        The lines: the share that is right, then the confusion matrix.

    Source:
        The log, "classify new images of digits that it has not seen before".

    Example:
        >>> y = np.array([[1.0], [0.0], [1.0]])
        >>> print("\n".join(score_lines("Held back", y, np.array([[0.9], [0.2], [0.4]]), classes=[])))
        Held back: 2 of 3 samples right, 66.7 percent
        true class in rows, predicted class in columns
                 0    1
            0    1    0
            1    1    1
    """
    counts = confusion_matrix(y, output)
    names = [escape_controls(name) for name in classes] or [str(number) for number in range(len(counts))]
    width = max(5, *(len(name) + 2 for name in names))
    return [
        f"{what}: {right_line(y, output)}",
        "true class in rows, predicted class in columns",
        " " * width + "".join(f"{name:>{width}}" for name in names),
        *(
            f"{name:>{width}}" + "".join(f"{count:{width}.0f}" for count in row)
            for name, row in zip(names, counts, strict=True)
        ),
    ]


def hint_lines(network: Network, X: Matrix, parameters: Values, output: Matrix) -> list[str]:
    """What to try when a network has learned nothing.

    Args:
        network: The network.
        X: Input, n_samples-by-n_features.
        parameters: The trained weights and biases by name.
        output: The output that they give, n_samples-by-n_outputs.

    Returns:
        A line if all outputs are one value, or every hidden neuron is saturated; none otherwise.

    Source:
        nnref; a neuron is saturated where the slope of its activation is next to 0 for every sample.

    Example:
        >>> from nnref.network import choose_network
        >>> hint_lines(choose_network("neuron"), np.ones((2, 1)), {}, np.full((2, 1), 0.5))[0][:26]
        'All outputs are one value:'
    """
    advice = "try --scale minmax, another --seed, more --epochs or another --learning-rate"
    hints = []
    if network.hidden_activation is not None:
        slopes = network.hidden_activation.slope(network.forward(X, parameters)["hidden_layer_activations"])
        if slopes.max() < 1e-3:
            hints.append(f"Every hidden neuron is saturated: {advice}")
    if not hints and len(output) > 1 and (output.max(axis=0) - output.min(axis=0)).max() < 1e-4:
        hints.append(f"All outputs are one value: {advice}")
    return hints


def perceptron_lines(X: Matrix, y: Matrix, forms: dict[str, Matrix]) -> list[str]:
    """What the three forms of a perceptron say of each sample.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        forms: What perceptron_forms returned.

    Returns:
        The lines: for each of the first 10 samples the input, the three outputs and the target.

    Source:
        The article, "three ways of creating input-output relationships".

    Example:
        >>> one = np.array([[1.0]])
        >>> perceptron_lines(one, one, {"plain": one, "weighted": one, "biased": 0 * one})
        ['input  plain  weighted  biased  target', '1      1      1         0       1']
    """
    columns = [[name, *matrix_lines(A, exact=True)] for name, A in [("input", X), *forms.items(), ("target", y)]]
    widths = [max(len(text) for text in column) + 2 for column in columns]
    rows = zip(*columns, strict=True)
    return ["".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def predicted_lines(output: Matrix, columns: Columns | None = None) -> list[str]:
    """The output for new rows, and their classes where the network was trained on a table of classes.

    Args:
        output: Output of the network, n_samples-by-n_outputs.
        columns: What is remembered of the table's columns; none without a table.

    Returns:
        A line for each sample, its outputs separated by commas; with classes a header first, and the class
        before the outputs.

    Source:
        nnref

    Example:
        >>> predicted_lines(np.array([[0.5, 0.25]]))
        ['0.50000000,0.25000000']
    """
    rows = [",".join(row) for row in format_decimals(output)]
    if columns is None or not columns.classes:
        return rows
    shown = columns.classes[1:] if len(columns.classes) == 2 else columns.classes
    header = ",".join(quote_field(name) for name in [columns.target, *shown])
    found = [quote_field(columns.classes[int(number)]) for number in predicted_class(output)[:, 0]]
    return [header, *(f"{name},{row}" for name, row in zip(found, rows, strict=True))]
