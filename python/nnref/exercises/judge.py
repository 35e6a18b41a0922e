"""How a student's functions are judged: called on right values, quantity by quantity, on several networks."""

import ast
import contextlib
import inspect
import io
import linecache
import re
import sys
import textwrap
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from nnref.activations import hidden_activations
from nnref.arithmetic.native import Matrix
from nnref.backward import backward
from nnref.checks.errors import InputError, escape_controls
from nnref.exercises.bounds import written_bound
from nnref.exercises.mistakes import evaluate_formula, fill_formula, find_mistakes, read_catalogue
from nnref.files.experiments import read_experiment
from nnref.files.matrices import matrix_lines, read_lines
from nnref.forward import forward
from nnref.random.stream import draw_uniform, uniform_stream
from nnref.update_parameters import update_parameters

ALIASES = {
    "hiddenlayer_activations": "hidden_layer_activations",
    "d_hiddenlayer": "d_hidden_layer",
    "Error_at_hidden_layer": "error_at_hidden_layer",
    "lr": "learning_rate",
}

NETWORKS_TRIED = {
    "whose sizes are all different": (5, 4, 3, 2, 1.0, "sigmoid"),
    "whose sizes are all equal": (4, 4, 4, 4, 1.0, "sigmoid"),
    "that is saturated": (5, 4, 3, 2, 8.0, "sigmoid"),
    "with one sample alone": (1, 3, 2, 2, 1.0, "sigmoid"),
    "with tanh": (5, 4, 3, 2, 1.0, "tanh"),
}

RETURN_NAMES = ["forward", "backward", "update_parameters", "train"]
EXPECTED_FUNCTIONS = ["sigmoid", "derivatives_sigmoid", "forward", "backward", "update_parameters"]


def exercise_cases() -> list[dict[str, Any]]:
    """The networks that a student's code is tried on, and every right value of them.

    Returns:
        For each network the values by name: the article's own, and others of which each tells what the article's
        cannot, since nothing should pass by symmetry.

    Source:
        nnref; weights and rows are draws of one stream, so that they are the same in both languages.

    Example:
        >>> [case["case"] for case in exercise_cases()][:2]
        ["the article's network", 'a network whose sizes are all different']
    """
    article = read_experiment("article")
    inputs: dict[str, Any] = {"X": article.X, "y": article.y, **article.parameters, "learning_rate": 0.1}
    cases = [{"case": "the article's network", "activation": "sigmoid", **inputs}]
    stream = uniform_stream(2017)
    for name, (n, d, h, q, scale, activation) in NETWORKS_TRIED.items():
        case: dict[str, Any] = {"case": f"a network {name}", "activation": activation}
        for key, (rows, columns) in {
            "X": (n, d),
            "y": (n, q),
            "wh": (d, h),
            "bh": (1, h),
            "wout": (h, q),
            "bout": (1, q),
        }.items():
            drawn = draw_uniform(stream, rows * columns)
            stream = drawn["stream"]
            values = drawn["values"].reshape(rows, columns)
            case[key] = values if key in ("X", "y") else (2 * values - 1) * scale
        cases.append({**case, "learning_rate": 0.5})
    return [add_right_values(case) for case in cases]


def add_right_values(case: dict[str, Any]) -> dict[str, Any]:
    """A network with all that one update makes of it.

    Args:
        case: The values X, y, wh, bh, wout, bout, learning_rate and activation by name.

    Returns:
        These, the named quantities, the updated parameters as new_wout and so on, and what functions of one argument
        are tried on, x and a.

    Source:
        The article, steps 2 to 11.

    Example:
        >>> one = np.array([[1.0]])
        >>> names = ["X", "y", "wh", "bh", "wout", "bout"]
        >>> add_right_values({**dict.fromkeys(names, one), "learning_rate": 0.1, "activation": "sigmoid"})["E"].shape
        (1, 1)
    """
    activation = hidden_activations[case["activation"]]
    parameters = {name: case[name] for name in ("wh", "bh", "wout", "bout")}
    values = forward(case["X"], **parameters, hidden_activation=activation)
    hidden = values["hidden_layer_activations"]
    deltas = backward(case["y"], values["output"], hidden, case["wout"], hidden_activation=activation)
    delta_hidden, delta_output = deltas["d_hidden_layer"], deltas["d_output"]
    updated = update_parameters(
        case["X"], hidden, delta_hidden, delta_output, **parameters, learning_rate=case["learning_rate"]
    )
    x, a = values["hidden_layer_input"].copy(), hidden.copy()
    x[0, 0] = a[0, 0] = 0  # where a derivative may be special
    made = {
        **case,
        **values,
        **deltas,
        **{f"new_{name}": value for name, value in updated.items()},
        "parameters": parameters,
        "epochs": 2,
        "batch_size": 2,
        "x": x,
        "a": a,
    }
    return made


def read_work(file: str) -> dict[str, Any]:
    """Run a student's file, and take the functions that it defines.

    Args:
        file: Path of the file.

    Returns:
        The functions by name.

    Raises:
        InputError: If the file cannot be read, is not code of this language, stops, or has none of the functions.

    Source:
        nnref; a file under `if __name__ == "__main__":` is not run.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/mine.py"
        >>> _ = Path(file).write_text("def sigmoid(x): return x")
        >>> list(read_work(file))
        ['sigmoid']
    """
    return run_source("\n".join(read_lines(file)) + "\n", file)


def run_source(text: str, file: str, beside: bool = False) -> dict[str, Any]:
    """Run a student's code, and take the functions that it defines.

    Args:
        text: The code.
        file: What to call it in error lines.
        beside: Whether it stands beside the package's own code, whose names it may use.

    Returns:
        The functions by name.

    Raises:
        InputError: If it is not code of this language, stops, or has none of the functions.

    Source:
        nnref

    Example:
        >>> list(run_source("def sigmoid(x): return x", "mine.py"))
        ['sigmoid']
    """
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)  # so that tracebacks show its lines
    given: dict[str, Any] = {}
    if beside:
        for module in ("forward", "backward", "update_parameters"):
            given |= vars(sys.modules[f"nnref.{module}"])
    names = {"np": np, **given} if beside else {}
    names |= {"__name__": "exercise", "__file__": file}
    try:
        exec(compile(text, file, "exec"), names)
    except SyntaxError as problem:
        raise InputError(f"{file} line {problem.lineno}: not Python: {problem.msg}") from None
    except (Exception, SystemExit) as problem:
        where = find_stop(problem, file)
        raise InputError(f"{file} line {where['line']}: stops with {where['message']}") from None
    known = {formula["function"] for formula in read_catalogue()["formulas"].values()}
    mine = {name: value for name, value in names.items() if value is not given.get(name)}
    work = {name: value for name, value in mine.items() if name in known and callable(value)}
    if not work:
        raise InputError(f"{file}: expected functions, one or more of {', '.join(EXPECTED_FUNCTIONS)}; found none")
    return work


def run_quietly(run: Callable[[], Any]) -> dict[str, Any]:
    """Run a student's code, and keep what it prints.

    Args:
        run: A function without arguments that runs it.

    Returns:
        By name: value, what it returned; and printed, the lines that it printed.

    Source:
        nnref

    Example:
        >>> run_quietly(lambda: print("hello"))["printed"]
        ['hello']
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = run()
    return {"value": value, "printed": printed.getvalue().splitlines()}


def find_stop(problem: BaseException, file: str) -> dict[str, Any]:
    """Where and why code has stopped.

    Args:
        problem: What it stopped with.
        file: What its file is called.

    Returns:
        By name: line, the number of the last line of the file that was running, 0 if there is none; and message, one
        line.

    Source:
        nnref

    Example:
        >>> find_stop(ValueError("no"), "mine.py")
        {'line': 0, 'message': 'ValueError: no'}
    """
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == file]
    line = frames[-1].lineno if frames else 0
    message = " ".join(f"{type(problem).__name__}: {problem}".split())
    return {"line": line or 0, "message": escape_controls(message)}


def call_function(written: Callable[..., Any], name: str, case: dict[str, Any]) -> dict[str, Any]:
    """Call a student's function on the right values of a network.

    Args:
        written: The function.
        name: Its name.
        case: The values of the network by name.

    Returns:
        By name: values, what it returned or, where it stopped, had computed until then, by the names of the
        quantities; problem, why it stopped or what is wrong with what it returned, one line, empty if nothing is;
        line, where it stopped; traceback; and changed, the names of the arguments that it changed.

    Raises:
        InputError: If the function wants an argument that there is not.

    Source:
        nnref; the article's own spellings of names are taken, too.

    Example:
        >>> call_function(lambda y, output: {"E": y - output}, "backward", exercise_cases()[0])["values"]["E"].shape
        (3, 1)
    """
    known = {
        name: value for name, value in case.items() if not name.startswith("new_") and name not in ("case", "x", "a")
    }
    known["hidden_activation"] = hidden_activations[case["activation"]]
    parameters = list(inspect.signature(written).parameters.values())
    arguments: dict[str, Any] = {}
    if case_of_one_argument(name):
        given = case["a" if name.startswith("derivatives_") else "x"]
        arguments[parameters[0].name if parameters else "x"] = given.copy()
        parameters = parameters[1:]
    for parameter in parameters:
        key = ALIASES.get(parameter.name, parameter.name)
        if key in known:
            value = known[key]
            arguments[parameter.name] = (
                {k: v.copy() for k, v in value.items()}
                if isinstance(value, dict)
                else (value.copy() if isinstance(value, np.ndarray) else value)
            )
        elif parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            raise InputError(f"{name}: wants an argument '{parameter.name}', and there is no such quantity")
    outcome: dict[str, Any] = {"values": {}, "problem": "", "line": 0, "traceback": [], "changed": []}
    file = written.__code__.co_filename if hasattr(written, "__code__") else ""
    try:
        with np.errstate(all="ignore"):
            returned = written(**arguments)
        outcome.update(name_values(returned, name))
    except (Exception, SystemExit) as problem:
        stop = find_stop(problem, file)
        trace = problem.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code is getattr(written, "__code__", None) and name in RETURN_NAMES:
                local = {
                    key: value for key, value in trace.tb_frame.f_locals.items() if value is not arguments.get(key)
                }
                outcome["values"] = name_values(local, name)["values"]
            trace = trace.tb_next
        outcome.update(problem=f"stops with {stop['message']}", line=stop["line"])
        outcome["traceback"] = traceback.format_exc().splitlines()
    for key, value in arguments.items():
        given = known.get(ALIASES.get(key, key))
        if (
            isinstance(value, np.ndarray)
            and isinstance(given, np.ndarray)
            and not np.array_equal(value, given, equal_nan=True)
        ):
            outcome["changed"].append(key)
    return outcome


def call_on_cases(written: Callable[..., Any], name: str, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Call a student's function on several networks.

    Args:
        written: The function.
        name: Its name.
        cases: The values of each network by name.

    Returns:
        By name: value, what call_function returned for each; and printed, the lines that they printed.

    Raises:
        InputError: If the function wants an argument that there is not.

    Source:
        nnref

    Example:
        >>> call_on_cases(lambda x: x, "relu", exercise_cases()[:2])["printed"]
        []
    """
    return run_quietly(lambda: [call_function(written, name, case) for case in cases])


def case_of_one_argument(name: str) -> bool:
    """Whether a function is one of a single matrix: an activation, or the slope of one.

    Args:
        name: Name of the function.

    Returns:
        True or false.

    Source:
        The article, steps 3 and 6.

    Example:
        >>> case_of_one_argument("derivatives_sigmoid")
        True
    """
    return name in ("sigmoid", "hyperbolic_tangent", "relu") or name.startswith("derivatives_")


def name_values(returned: Any, name: str) -> dict[str, Any]:
    """What a function returned, by the names of the quantities.

    Args:
        returned: What it returned.
        name: Name of the function.

    Returns:
        By name: values, the quantities by name; and problem, what is wrong if they have no names, empty if nothing is.

    Source:
        nnref

    Example:
        >>> name_values({"d_hiddenlayer": 1}, "backward")["values"]
        {'d_hidden_layer': 1}
    """
    if name not in RETURN_NAMES:
        return {
            "values": {} if returned is None else {name: returned},
            "problem": "returns nothing" if returned is None else "",
        }
    if returned is None:
        return {"values": {}, "problem": "returns nothing"}
    if not isinstance(returned, dict):
        return {
            "values": {},
            "problem": f"returns a {type(returned).__name__}, expected a dict of the quantities by name",
        }
    values = {ALIASES.get(key, key): value for key, value in returned.items()}
    if name == "update_parameters":
        values = {f"new_{key}": value for key, value in values.items()}
    if name == "train":
        parameters = values.get("parameters")
        values = {"train": {**values, **(parameters if isinstance(parameters, dict) else {})}}
    return {"values": values, "problem": ""}


def judge_value(name: str, outcome: dict[str, Any], v: dict[str, Any], catalogue: dict[str, Any]) -> dict[str, Any]:
    """Judge a quantity on one network.

    Args:
        name: Name of the quantity.
        outcome: What call_function returned.
        v: The values that it is made from, by name.
        catalogue: What read_catalogue returns.

    Returns:
        By name: state, one of right, wrong and not written yet; value, the student's as matrix; text, what is wrong.

    Source:
        nnref; names, types, shapes and values that are not finite come before values.

    Example:
        >>> case = exercise_cases()[0]
        >>> outcome = call_function(lambda y, output: {"E": output - y}, "backward", case)
        >>> judge_value("E", outcome, case, read_catalogue())["text"]
        'row 1, column 1 ([0, 0]): yours is -0.2186, expected 0.2186: it has the other sign'
    """
    if name not in outcome["values"]:
        returned = ", ".join(key.removeprefix("new_") for key in outcome["values"])
        missing = f"is not among what is returned{': ' + returned if returned else ''}"
        return {"state": "wrong", "value": None, "text": outcome["problem"] or missing}
    expected = evaluate_formula(fill_formula(catalogue, name, {}, v["activation"]), v)
    found = outcome["values"][name]
    parts = {name: expected} if not isinstance(expected, dict) else expected
    values: dict[str, Any] = {}
    for part, right in parts.items():
        mine = found.get(part, None) if isinstance(expected, dict) else found
        where = "" if part == name else f"{part}: "
        if mine is Ellipsis:
            return {"state": "not written yet", "value": None, "text": ""}
        if mine is None:
            text = "is nothing" if part == name else f"returns no {part}"
            return {"state": "wrong", "value": None, "text": text}
        A = as_numbers(mine)
        if A is None:
            text = f"{where}expected a matrix of numbers, found {type(mine).__name__}"
            return {"state": "wrong", "value": None, "text": text}
        values[part] = A
        if A.shape != np.shape(right):
            text = f"{where}shape {shape_text(A)}, expected {shape_text(np.asarray(right))}"
            return {"state": "wrong", "value": values if isinstance(expected, dict) else A, "text": text}
    value = values if isinstance(expected, dict) else values[name]
    for part, right in parts.items():
        where = "" if part == name else f"{part}, "
        with np.errstate(all="ignore"):
            off = ~(np.abs(values[part] - right) <= written_bound(name, v, right))
        if off.any():
            return {"state": "wrong", "value": value, "text": where + cell_text(values[part], np.asarray(right), off)}
    return {"state": "right", "value": value, "text": ""}


def as_numbers(value: Any) -> Matrix | None:
    """A value as doubles.

    Args:
        value: What a student's function gives for a quantity: an array, a data frame, a list of rows, a number.

    Returns:
        The matrix or number; nothing if it is not made of numbers.

    Source:
        nnref

    Example:
        >>> as_numbers([[1, 2]])
        array([[1., 2.]])
    """
    try:
        A = np.asarray(value)
        return np.asarray(A, dtype=float) if A.dtype.kind in "bfiuO" else None
    except (TypeError, ValueError):
        return None


def shape_text(A: Matrix) -> str:
    """A shape, as an error line shows it.

    Args:
        A: An array of any number of dimensions.

    Returns:
        The sizes with an x between them, or what it is if it is no matrix.

    Source:
        nnref

    Example:
        >>> shape_text(np.zeros((3, 1))), shape_text(np.zeros(3))
        ('3 x 1', '3 (a vector, not a matrix)')
    """
    if A.ndim == 0:
        return "a single number"
    return " x ".join(str(n) for n in A.shape) + (" (a vector, not a matrix)" if A.ndim == 1 else "")


def cell_text(found: Matrix, expected: Matrix, off: Any) -> str:
    """The first cell that is wrong, in words.

    Args:
        found: The student's values, any matrix or number.
        expected: Ours, shaped like them.
        off: Where they differ by more than rounding errors.

    Returns:
        The cell by row and column, and as this language counts, both values, and how far they are apart.

    Source:
        nnref

    Example:
        >>> cell_text(np.array([[2.0]]), np.array([[1.0]]), np.array([[True]]))
        'row 1, column 1 ([0, 0]): yours is 2, expected 1: it is 2 times as large'
    """
    cell = tuple(int(i) for i in np.argwhere(off)[0]) if found.ndim else ()
    mine, right = float(found[cell]), float(expected[cell])
    digits = next((d for d in range(4, 17) if f"{mine:.{d}g}" != f"{right:.{d}g}"), 17)
    where = f"row {cell[0] + 1}, column {cell[1] + 1} ([{cell[0]}, {cell[1]}]): " if len(cell) == 2 else ""
    shown = "NaN" if np.isnan(mine) else f"{mine:.{digits}g}".replace("inf", "Inf")
    return f"{where}yours is {shown}, expected {right:.{digits}g}: {distance_text(mine, right)}"


def distance_text(found: float, expected: float) -> str:
    """How far a number is from what was expected, in words.

    Args:
        found: The number.
        expected: What was expected.

    Returns:
        The words.

    Source:
        nnref

    Example:
        >>> distance_text(0.5, -0.5), distance_text(1.0001, 1)
        ('it has the other sign', 'it is 0.01% too large')
    """
    if not np.isfinite(found):
        return "it is not finite"
    if expected == 0:
        return "it should be 0"
    ratio = found / expected
    if abs(ratio + 1) < 1e-9:
        return "it has the other sign"
    if ratio < 0:
        return f"it has the other sign, and is {abs(ratio):.2g} times as large"
    if ratio >= 1.5 or ratio <= 0.5:
        return f"it is {ratio:.2g} times as large" if ratio > 0 else "it is 0"
    share = abs(ratio - 1) * 100
    shown = f"{share:.0f}" if share >= 1 else f"{share:.1g}"
    return f"it is {shown}% too {'large' if abs(found) > abs(expected) else 'small'}"


def judge_quantity(
    written: Callable[..., Any],
    name: str,
    cases: list[dict[str, Any]],
    outcomes: list[dict[str, Any]],
    catalogue: dict[str, Any],
) -> dict[str, Any]:
    """Judge a quantity on every network; where it is right, what follows is made from it.

    Args:
        written: The student's function that returns it.
        name: Name of the quantity.
        cases: The values of each network by name.
        outcomes: What call_function returned for each.
        catalogue: What read_catalogue returns.

    Returns:
        By name: state, one of right, wrong and not written yet; finding, what is known of it, by name, empty if it is
        right; and cases, in which a value that is right has taken the place of ours.

    Source:
        nnref

    Example:
        >>> case = exercise_cases()[0]
        >>> written = lambda y, output: {"E": output - y}
        >>> outcome = call_function(written, "backward", case)
        >>> judge_quantity(written, "E", [case], [outcome], read_catalogue())["finding"]["mistakes"]
        [['sign of E']]
    """
    judged = [judge_value(name, o, v, catalogue) for v, o in zip(cases, outcomes, strict=True)]
    bad = [i for i, one in enumerate(judged) if one["state"] != "right"]
    changed = [(i, o["changed"]) for i, o in enumerate(outcomes) if o["changed"]]
    formula = catalogue["formulas"][name]
    if not bad and not changed:
        cases = [{**v, name: one["value"]} for v, one in zip(cases, judged, strict=True)]
        return {"state": "right", "finding": {}, "cases": cases}
    i = bad[0] if bad else changed[0][0]
    v, outcome, one = cases[i], outcomes[i], judged[i]
    if one["state"] == "not written yet":
        finding: dict[str, Any] = {"quantity": name, "state": "not written yet"}
        return {"state": "not written yet", "finding": finding, "cases": cases}
    own = find_line(written, name)
    text, mistakes = one["text"], []
    if changed and not outcome["problem"]:
        which = changed[0][1][0]
        text = (
            f"{formula['function']} changes its argument {which}: compute a new matrix, as in {which} = {which} + ..."
        )
    elif one["value"] is not None or outcome["problem"]:
        found = [
            None if o["problem"] and name not in o["values"] else j["value"]
            for o, j in zip(outcomes, judged, strict=True)
        ]
        mistakes = find_mistakes(catalogue, name, cases, found)
        if outcome["problem"]:
            own = {"line": outcome["line"] or own["line"], "code": own["code"]}
            own["code"] = source_line(written, own["line"]) or own["code"]
    needed = [key for key in v if key in formula["code"] or any(key in code for code in formula["slots"].values())]
    finding = {
        "quantity": name,
        "state": "wrong",
        "text": text,
        "case": "" if i == 0 else v["case"],
        "line": own["line"],
        "code": own["code"],
        "mistakes": mistakes,
        "answer": fill_formula(catalogue, name, {}),
        "inputs": {
            key: matrix_lines(np.atleast_2d(v[key]), exact=True) for key in needed if isinstance(v[key], np.ndarray)
        },
        "traceback": outcome["traceback"],
    }
    return {"state": "wrong", "finding": finding, "cases": cases}


def source_line(written: Callable[..., Any], line: int) -> str:
    """A line of the file that a function stands in.

    Args:
        written: The function.
        line: The number of the line.

    Returns:
        The line without the spaces around it; empty if it is not to be had.

    Source:
        nnref

    Example:
        >>> source_line(source_line, 0)
        ''
    """
    file = written.__code__.co_filename if hasattr(written, "__code__") else ""
    return linecache.getline(file, line).strip()


def step_at(lines: list[str], of: str, line: int) -> str:
    """What a line of a student's function belongs to.

    Args:
        lines: The lines of the file.
        of: Name of the function.
        line: Number of the line.

    Returns:
        The quantity that is computed in it or next after it, with its step, and the line itself.

    Source:
        nnref

    Example:
        >>> step_at(["def backward(y, output):", "    while True: pass", "    E = y - output"], "backward", 2)
        'backward, on the way to E, step 5, line 2: while True: pass'
    """
    code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    formulas = read_catalogue()["formulas"]
    for name in [name for name in formulas if formulas[name]["function"] == of]:
        shown = name.removeprefix("new_")
        later = [i for i, text in enumerate(lines, start=1) if re.match(rf"\s*{shown}\s*=[^=]", text) and i >= line]
        if later and shown != of:
            return f"{of}, on the way to {shown}, step {formulas[name]['step']}, line {line}: {code}"
    return f"{of}, line {line}: {code}"


def find_line(written: Callable[..., Any], name: str) -> dict[str, Any]:
    """The line in which a student's function computes a quantity.

    Args:
        written: The function.
        name: Name of the quantity.

    Returns:
        By name: line, its number, 0 if it is not found; and code, the line.

    Source:
        nnref; the last assignment to the name, or else what is returned by that name.

    Example:
        >>> find_line(shape_text, "no such quantity")
        {'line': 0, 'code': ''}
    """
    spellings = [key for key, known in ALIASES.items() if known == name] + [name.removeprefix("new_")]
    found = 0
    with contextlib.suppress(OSError, TypeError, SyntaxError):
        lines, first = inspect.getsourcelines(written)
        for node in ast.walk(ast.parse(textwrap.dedent("".join(lines)))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AugAssign | ast.AnnAssign):
                targets = [node.target]
            if any(isinstance(t, ast.Name) and t.id in spellings for t in targets):
                found = max(found, node.lineno) if isinstance(node, ast.stmt) else found
            if isinstance(node, ast.Dict) and not found:
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in spellings and not isinstance(value, ast.Name):
                        found = value.lineno
            if isinstance(node, ast.Return) and case_of_one_argument(name):
                found = node.lineno
        if found:
            return {"line": first + found - 1, "code": lines[found - 1].strip()}
    return {"line": 0, "code": ""}
