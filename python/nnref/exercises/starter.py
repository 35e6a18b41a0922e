"""The starter of an exercise: the package's own functions, with what is to be written left blank."""

import inspect
import os
import re
from collections.abc import Callable
from typing import Any

from nnref.backward import backward
from nnref.checks.errors import InputError, nearest_name, show_text
from nnref.exercises.judge import EXPECTED_FUNCTIONS
from nnref.exercises.mistakes import fill_formula, read_catalogue
from nnref.files.matrices import write_lines
from nnref.forward import forward
from nnref.update_parameters import update_parameters

LEVELS = {
    "line": ["error_at_hidden_layer"],
    "function": ["backward"],
    "steps": EXPECTED_FUNCTIONS,
    "everything": [*EXPECTED_FUNCTIONS, "train"],
}

SENTENCES = {
    "sigmoid": "Step 3: squash each value into the interval from 0 to 1: the logistic function",
    "derivatives_sigmoid": "Step 6: the derivative of the sigmoid, from the activation that the sigmoid returned",
}

SHAPES = [
    "X (n_samples, n_features), y (n_samples, n_outputs), learning_rate a number",
    "wh (n_features, n_hidden), bh (1, n_hidden), wout (n_hidden, n_outputs), bout (1, n_outputs)",
]

TRAINING = [
    "Steps 1 to 11, for each batch of batch_size rows in order, epochs times; the last batch may be smaller",
    "the four parameters by name, after the last update",
    "the output for all rows of X that they give",
    "a row for each epoch from 0 on: its number, and the half squared error of all rows then",
]


def blanks_of(level: str) -> list[str]:
    """The quantities that a level leaves blank.

    Args:
        level: One of line, function, steps and everything; or the name of a quantity or of a function.

    Returns:
        Their names.

    Raises:
        InputError: If there is no such level.

    Source:
        nnref

    Example:
        >>> blanks_of("forward")
        ['hidden_layer_input', 'hidden_layer_activations', 'output_layer_input', 'output']
    """
    formulas = read_catalogue()["formulas"]
    names = {name.removeprefix("new_"): name for name in formulas if formulas[name]["function"] in LEVELS["everything"]}
    known = [*LEVELS, *dict.fromkeys([*LEVELS["everything"], *names])]
    if level not in known:
        near = nearest_name(level, known) or "; or the name of a quantity or function"
        raise InputError(f"level {show_text(level)}: expected one of {', '.join(LEVELS)}{near}")
    chosen = LEVELS.get(level, [level])
    return [name for shown, name in names.items() if shown in chosen or formulas[name]["function"] in chosen]


def exercise_lines(level: str = "steps") -> list[str]:
    """A file to fill in.

    Args:
        level: How much is blank, as blanks_of takes it.

    Returns:
        The lines of the file.

    Raises:
        InputError: If there is no such level.

    Source:
        The package's own forward, backward and update_parameters: what they return, the steps, the names and the
        shapes are cut from them.

    Example:
        >>> [line for line in exercise_lines("d_output") if "..." in line][-1]
        '    d_output = ...  # (n_samples, n_outputs)'
    """
    return file_lines(dict.fromkeys(blanks_of(level), "..."), train=level in ("everything", "train"))


def file_lines(changes: dict[str, str], train: bool = False) -> list[str]:
    """A file of the exercise, with some lines in place of the right ones.

    Args:
        changes: For each quantity that is not right, what stands there.
        train: Whether the training belongs to it.

    Returns:
        The lines of the file.

    Source:
        nnref

    Example:
        >>> [line for line in file_lines({"E": "output - y"}) if "E = " in line]
        ['    E = output - y  # (n_samples, n_outputs)']
    """
    catalogue = read_catalogue()

    def code(name: str) -> str:
        return changes.get(name, fill_formula(catalogue, name, {}))

    lines = [
        "# An exercise of nnref: put code in the place of each ... and look what is right with",
        "#     python -m nnref --check mine.py",
        "# where mine.py is this file.",
        *[f"# Shapes: {SHAPES[0]};", f"#     {SHAPES[1]}"],
        "",
        "import numpy as np",
    ]
    for name, argument in {"sigmoid": "x", "derivatives_sigmoid": "a"}.items():
        lines += ["", "", f"def {name}({argument}):", f"    # {SENTENCES[name]}"]
        lines += [f"    return {code(name)}  # shaped like {argument}"]
    for function in (forward, backward, update_parameters):
        lines += ["", "", *cut_function(function, code, function.__name__)]
    if train:
        lines += ["", "", "def train(X, y, parameters, learning_rate, epochs, batch_size):", f"    # {TRAINING[0]}"]
        if "train" in changes:
            for name, words in zip(("parameters", "output", "history"), TRAINING[1:], strict=True):
                lines += [f"    {name} = ...  # {words}"]
            lines += ['    return {"parameters": parameters, "output": output, "history": history}']
        else:
            lines += solved_training()
    return lines


def cut_function(core: Callable[..., Any], code: Callable[[str], str], name: str) -> list[str]:
    """A function of the core as an exercise: its arguments, steps, names, shapes and result, other code in its lines.

    Args:
        core: The function.
        code: A function of the name of a quantity that returns what stands in its line.
        name: Name of the function.

    Returns:
        The lines.

    Source:
        nnref

    Example:
        >>> cut_function(forward, lambda name: "...", "forward")[:2]
        ['def forward(X, wh, bh, wout, bout):', '    # Step 2: linear transformation of the input']
    """
    parameters = inspect.signature(core).parameters.values()
    arguments = [p.name for p in parameters if p.default is p.empty]
    lines = [f"def {name}({', '.join(arguments)}):"]
    source = inspect.getsource(core).split('"""')[2].splitlines()
    returns = next(i for i, line in enumerate(source) if line.startswith("    return"))
    for line in source[:returns]:
        step = re.match(r"    # Step", line)
        quantity = re.match(r"    (\w+) = .*(  # \(.*\))$", line)
        if step:
            lines += ["", line] if len(lines) > 1 else [line]
        elif quantity:
            key = f"new_{quantity[1]}" if name == "update_parameters" else quantity[1]
            lines += [f"    {quantity[1]} = {code(key)}{quantity[2]}"]
    return [*lines, "", *source[returns:]]


def solved_training() -> list[str]:
    """The body of the exercise's training, solved.

    Returns:
        The lines.

    Source:
        The article, steps 1 to 11.

    Example:
        >>> solved_training()[0]
        '    history = []'
    """
    return """    history = []
    for epoch in range(epochs + 1):
        output = forward(X, **parameters)["output"]
        history.append([epoch, np.mean((y - output) ** 2) / 2])
        if epoch == epochs:
            break
        for start in range(0, len(X), batch_size):
            rows = slice(start, start + batch_size)
            values = forward(X[rows], **parameters)
            hidden = values["hidden_layer_activations"]
            deltas = backward(y[rows], values["output"], hidden, parameters["wout"])
            d_hidden_layer, d_output = deltas["d_hidden_layer"], deltas["d_output"]
            parameters = update_parameters(
                X[rows], hidden, d_hidden_layer, d_output, **parameters, learning_rate=learning_rate
            )
    return {"parameters": parameters, "output": output, "history": np.array(history)}""".splitlines()


def write_exercise(file: str, level: str = "steps") -> None:
    """Write a file to fill in; one that is there already is never overwritten.

    Args:
        file: Path of the file to write.
        level: How much is blank, as blanks_of takes it.

    Returns:
        Nothing.

    Raises:
        InputError: If there is such a file, it cannot be written, its ending is that of another language, or there is
            no such level.

    Source:
        nnref

    Example:
        >>> import tempfile
        >>> write_exercise(tempfile.mkdtemp() + "/mine.py")
    """
    lines = exercise_lines(level)
    if not file.endswith(".py"):
        raise InputError(f"{file}: expected a name that ends in .py")
    if os.path.lexists(file):
        raise InputError(f"{file}: is there already, and is not overwritten; give another name")
    try:
        write_lines(lines, file)
    except OSError:
        raise InputError(f"{file}: cannot be written") from None
