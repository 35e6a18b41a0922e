"""A training piece by piece, for the lesson's record and for the live page. Its twin is session.R.

Everything goes in and comes out as lines of text, so that both languages can be asked in the same words. A line of a
matrix is: epoch, name, rows, columns, and the values row by row. A window keeps its first rows and columns alone.
"""

import contextlib
import io
import re
import traceback
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

import nnref.network
from nnref.arithmetic.native import Matrix
from nnref.checks.errors import InputError, StoppedError
from nnref.checks.inputs import check_shapes, network_of
from nnref.command.options import read_options
from nnref.command.run import prepare_job
from nnref.files.numbers import format_number, parse_number
from nnref.losses import half_squared_error
from nnref.network import Network
from nnref.random.weights import initialize_weights
from nnref.train import repeat_epochs, split_batches

NEVER = 10**15  # as an interval of epochs
MOST_PRINTED = 200  # lines that a student's code may print
FUNCTIONS = ["forward", "backward", "update_parameters"]
ORIGINAL = {name: getattr(nnref.network, name) for name in FUNCTIONS}
SHAPES = {
    "hidden_layer_input": ("samples", "hidden"),
    "hidden_layer_activations": ("samples", "hidden"),
    "output_layer_input": ("samples", "outputs"),
    "output": ("samples", "outputs"),
    "E": ("samples", "outputs"),
    "slope_output_layer": ("samples", "outputs"),
    "slope_hidden_layer": ("samples", "hidden"),
    "d_output": ("samples", "outputs"),
    "error_at_hidden_layer": ("samples", "hidden"),
    "d_hidden_layer": ("samples", "hidden"),
    "wout": ("hidden", "outputs"),
    "wh": ("features", "hidden"),
    "bout": ("one", "outputs"),
    "bh": ("one", "hidden"),
}


@dataclass
class Session:
    """What is being trained, and how far it has come."""

    network: Network
    X: Matrix
    y: Matrix
    batches: list[tuple[Matrix, Matrix]]
    settings: dict[str, Any]
    state: dict[str, Any]
    window: int | None
    own_code: bool


def matrix_line(epoch: int, name: str, A: Matrix, window: int | None) -> str:
    """One matrix as a line."""
    shown = A[:window, :window]
    values = ",".join(format_number(value) for value in shown.ravel().tolist())
    return f"{epoch} {name} {A.shape[0]} {A.shape[1]} {values}"


def change_matrices(matrices: dict[str, Matrix], change: str) -> dict[str, Matrix]:
    """Do one change to X, y, wh, bh, wout and bout.

    `wh[2,1]=0.5` sets a cell, counted from 1; `samples+`, `features+` and `hidden+` add a row or a column of zeros,
    `samples-3` takes the third away; `draw=42` draws the weights anew.
    """
    along = {
        "samples": {"X": 0, "y": 0},
        "features": {"X": 1, "wh": 0},
        "hidden": {"wh": 1, "bh": 1, "wout": 0},
    }
    matrices = dict(matrices)
    if found := re.fullmatch(r"(\w+)\[(\d+),(\d+)\]=(.+)", change):
        name, i, j, value = found[1], int(found[2]) - 1, int(found[3]) - 1, parse_number(found[4])
        if name not in matrices or i >= matrices[name].shape[0] or j >= matrices[name].shape[1]:
            raise InputError(f"{change}: there is no such cell")
        if value is None:
            raise InputError(f"{name}, row {i + 1}, column {j + 1}: expected a finite number, found {found[4]}")
        matrices[name] = matrices[name].copy()
        matrices[name][i, j] = value
    elif (found := re.fullmatch(r"(samples|features|hidden)(\+|-(\d+))", change)) is not None:
        for name, axis in along[found[1]].items():
            A = matrices[name]
            if found[2] == "+":
                zeros = np.zeros((1, A.shape[1]) if axis == 0 else (A.shape[0], 1))
                matrices[name] = np.concatenate([A, zeros], axis=axis)
            else:
                if A.shape[axis] == 1:
                    raise InputError(f"{found[1]}: expected one at least")
                matrices[name] = np.delete(A, int(found[3]) - 1, axis=axis)
    elif found := re.fullmatch(r"draw=(\d+)", change):
        sizes = (matrices["X"].shape[1], matrices["wh"].shape[1], matrices["y"].shape[1])
        matrices |= initialize_weights("article", *sizes, seed=int(found[1]))
    else:
        raise InputError(f"{change}: no such change")
    return matrices


def use_code(code: str) -> None:
    """Let the network compute with a student's functions; with the original ones if there is no code."""
    for name, function in ORIGINAL.items():
        setattr(nnref.network, name, function)
    if code == "":
        return
    made: dict[str, Any] = {"__name__": "mine"}
    exec(compile(code, "mine.py", "exec"), made)
    for name in FUNCTIONS:
        if not callable(made.get(name)):
            raise InputError(f"mine.py: expected a function {name}, found none")
        setattr(nnref.network, name, made[name])


def check_values(session: Session, values: Any, names: list[str], n_samples: int) -> dict[str, Matrix]:
    """Refuse what a student's function returns where a quantity is missing or has another shape."""
    n_features, n_hidden = session.state["parameters"]["wh"].shape
    sizes = {"one": 1, "features": n_features, "hidden": n_hidden, "outputs": session.y.shape[1]}
    sizes["samples"] = n_samples
    for name in names:
        rows, columns = SHAPES[name]
        expected = f"{sizes[rows]} x {sizes[columns]}"
        if name not in values:
            raise InputError(f"{name}: expected in what the function returns, found {', '.join(values)}")
        shape = np.shape(values[name])
        if shape != (sizes[rows], sizes[columns]):
            raise InputError(f"{name}: expected {expected} values, found {' x '.join(map(str, shape)) or 'one number'}")
    return {name: np.asarray(values[name], dtype=np.float64) for name in names}


def begin(arguments: list[str], changes: list[str], code: str, window: int | None) -> tuple[Session, list[str]]:
    """Read what the arguments of the command name, change it, and tell what it is."""
    use_code("")
    job = prepare_job(read_options(arguments))
    settings = dict(job.experiment.settings)
    network, name = job.network, network_of(settings)
    if network.backward is None:
        raise InputError(f"the {name} network is not trained")
    if "shuffle_seed" in settings:
        raise InputError("shuffle_seed: expected samples in their given order, found shuffled ones")
    matrices = {"X": job.X, "y": job.experiment.y, **job.experiment.parameters}
    for change in changes:
        matrices = change_matrices(matrices, change)
    check_shapes(network.parameters, matrices)
    X, y = matrices.pop("X"), matrices.pop("y")
    batches = split_batches(X, y, settings.get("batch_size"))
    state = {"epoch": 0, "parameters": matrices}
    session = Session(network, X, y, batches, settings, state, window, code != "")
    lines = [f"network {name}", f"batches {len(batches)}"]
    lines += [f"setting {key} {value}" for key, value in settings.items()]
    lines += [f"note {note}" for note in job.notes]
    lines += [f"column {text}" for text in (job.experiment.columns.names if job.experiment.columns else [])]
    lines += [matrix_line(0, "X", batches[0][0], window), matrix_line(0, "y", batches[0][1], window)]
    lines += [matrix_line(0, key, A, window) for key, A in matrices.items()]
    use_code(code)
    return session, lines


def one_epoch(session: Session, state: dict[str, Any]) -> dict[str, Any]:
    """The state one epoch later."""
    parameters = state["parameters"]
    for X, y in session.batches:
        parameters = one_update(session, X, y, parameters)[1]
    return {"epoch": state["epoch"] + 1, "parameters": parameters}


def one_update(
    session: Session, X: Matrix, y: Matrix, parameters: dict[str, Matrix]
) -> tuple[dict[str, Matrix], dict[str, Matrix]]:
    """The values and deltas of one update, and the new parameters."""
    network = session.network
    assert network.backward and network.update

    def checked(values: Any, names: list[str]) -> dict[str, Matrix]:
        return check_values(session, values, names, len(X)) if session.own_code else values

    quantities = list(SHAPES)
    values = checked(network.forward(X, parameters), quantities[:4])
    deltas = checked(network.backward(X, y, values, parameters), quantities[4:10])
    updated = checked(network.update(X, values, deltas, parameters, session.settings["learning_rate"]), quantities[10:])
    return {**values, **deltas}, updated


def advance(session: Session, wanted: list[int], marks: list[int], done: int) -> list[str]:
    """Train until so many epochs are done.

    Of each epoch wanted tell every named quantity, from its first batch; of each marked one the error before it.
    """
    lines: list[str] = []

    def error(parameters: dict[str, Matrix]) -> float:
        if session.network.name == "article":
            return half_squared_error(
                session.y, session.network.predict(session.X, parameters), session.network.arithmetic
            )
        return session.network.error(session.X, session.y, parameters)

    if session.own_code and session.state["epoch"] == 0:
        one_update(session, *session.batches[0], session.state["parameters"])  # looks at shapes before errors do
    stops = sorted({epoch - 1 for epoch in [*wanted, *marks] if session.state["epoch"] < epoch <= done + 1} | {done})
    for stop in stops:
        trained = repeat_epochs(
            session.state, lambda state: one_epoch(session, state), error, epochs=stop, intervals=[NEVER]
        )
        session.state = {"epoch": stop, "parameters": trained["parameters"]}
        if stop + 1 in wanted or stop + 1 in marks:
            lines.append(f"{stop + 1} error 1 1 {format_number(float(trained['history'][-1, 1]))}")
        if stop + 1 in wanted:
            lines += trace(session, stop + 1)
    return lines


def trace(session: Session, epoch: int) -> list[str]:
    """Every named quantity of the first update of the epoch that comes next."""
    parameters = session.state["parameters"]
    values, updated = one_update(session, *session.batches[0], parameters)
    lines = [matrix_line(epoch, name, A, session.window) for name, A in parameters.items()]
    lines += [matrix_line(epoch, name, A, session.window) for name, A in values.items()]
    return lines + [matrix_line(epoch, "new_" + name, A, session.window) for name, A in updated.items()]


def final_lines(session: Session) -> list[str]:
    """The parameters in full, and the output that they give."""
    parameters = session.state["parameters"]
    output = session.network.predict(session.X, parameters)
    epoch = session.state["epoch"]
    return [matrix_line(epoch, name, A, None) for name, A in {**parameters, "output": output}.items()]


def boundary_lines(session: Session, columns: int, rows: int) -> list[str]:
    """The output for the points of a grid around two features, as numbers from 0 to 63."""
    low, high = session.X.min(axis=0) - 0.04, session.X.max(axis=0) + 0.04
    across, down = (np.linspace(low[k], high[k], n) for k, n in enumerate((columns, rows)))
    grid = np.array([[a, d] for d in down for a in across])
    output = session.network.predict(grid, session.state["parameters"])
    levels = np.rint(output[:, 0] * 63).astype(int).tolist()
    corners = " ".join(format_number(float(value)) for value in [*low, *high])
    points = ",".join(format_number(float(value)) for value in np.hstack([session.X, session.y[:, :1]]).ravel())
    return [f"low_high {corners}", f"points {points}", f"levels {','.join(map(str, levels))}"]


# ---- What the page calls: it never raises, and tells what went wrong in one line ----

current: list[Session] = []


def student_line(problem: BaseException) -> int | None:
    """The line of the student's file in which a problem arose."""
    if isinstance(problem, SyntaxError):
        return problem.lineno if problem.filename == "mine.py" else None
    lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == "mine.py"]
    return lines[-1] if lines else None


def answer(request: dict[str, Any]) -> list[str]:
    """What the page asks for, as lines; `problem` or `stopped` begins a line that says what went wrong."""
    printed = io.StringIO()
    lines: list[str] = []
    try:
        with contextlib.redirect_stdout(printed):
            lines = answers(request)
    except StoppedError as stopped:
        lines = [f"stopped {stopped}"]
    except InputError as refused:
        lines = [f"problem {refused}"]
    except SyntaxError as wrong:
        lines = [f"problem {wrong.msg}", f"line {student_line(wrong)}"]
    except Exception as wrong:
        lines = [f"problem {type(wrong).__name__}: {' '.join(str(wrong).split())}"]
        if (line := student_line(wrong)) is not None:
            lines.append(f"line {line}")
    said = printed.getvalue().splitlines()
    return lines + [f"printed {text}" for text in said[:MOST_PRINTED]]


def answers(request: dict[str, Any]) -> list[str]:
    """The same, and may raise."""
    ask = request["ask"]
    if ask == "begin":
        current.clear()
        session, lines = begin(request["arguments"], request["changes"], request["code"], request["window"] or None)
        current.append(session)
        return lines
    if ask == "check":
        check_source = import_module("nnref.exercises.check").check_source
        return [f"checked {line}" for line in check_source(request["code"], request["hint"])]
    session = current[0]
    if ask == "advance":
        return advance(session, request["wanted"], request["marks"], request["done"])
    if ask == "final":
        return final_lines(session)
    if ask == "boundary":
        return boundary_lines(session, request["columns"], request["rows"])
    raise InputError(f"{ask}: no such request")
