"""Experiments as folders: data, initial weights and settings."""

import os
import re
from dataclasses import dataclass
from typing import Any

from nnref.checks.errors import InputError, escape_controls, show_text
from nnref.checks.inputs import (
    DRAWS,
    NETWORKS,
    SETTINGS,
    UNUSED_SETTINGS,
    Matrix,
    check_setting,
    check_shapes,
    check_used,
    network_of,
)
from nnref.files.matrices import cut_rows, read_lines, read_matrix, write_lines, write_matrix
from nnref.files.numbers import format_number, parse_number
from nnref.files.saving import follow_links, is_folder, read_undisturbed, replace_folder
from nnref.files.tables import Columns, columns_lines, feature_names, read_columns

DESCRIPTIONS = {
    "X": "input, a row for each sample, a column for each feature",
    "y": "targets, a row for each sample, a column for each output",
    "wh": "weights of the hidden layer, a row for each feature, a column for each hidden neuron",
    "bh": "biases of the hidden layer, a column for each hidden neuron",
    "wout": "weights of the output layer, a row for each hidden neuron, a column for each output",
    "bout": "biases of the output layer, a column for each output",
    "output": "output of the network, a row for each sample, a column for each output",
    "weights": "weights, a row for each feature, a column for each output",
    "bias": "biases, a column for each output",
    "w": "weights of the neuron, a row for each feature",
    "b": "bias of the neuron",
    "X_held_back": "input kept from the training, a row for each sample, a column for each feature",
    "y_held_back": "targets of the input kept from the training, a column for each output",
    "loss": "error by epoch: the number of epochs done, the error then",
}


def parse_setting(name: str, text: str, where: str) -> Any:
    """The value of a setting from its text.

    Args:
        name: Name of the setting.
        text: Its text, in a file or on the command line.
        where: How to call it in the error line.

    Returns:
        A number, or for a choice its text.

    Raises:
        InputError: If the text is not what the setting expects.

    Source:
        fixtures/README.md

    Example:
        >>> parse_setting("epochs", "5000", where="--epochs")
        5000
    """
    expected = {**SETTINGS, **DRAWS}[name]
    value: Any = text if expected.startswith("one of") else parse_number(text)
    check_setting(name, value, where, show_text(text))
    return int(value) if expected.startswith("a whole number") else value


def read_settings(file: str) -> dict[str, Any]:
    """Read the settings of an experiment.

    Args:
        file: Path of a file in the fixture format, with a name and a value on each line.

    Returns:
        The value of each setting by its name.

    Raises:
        InputError: If the file cannot be read, a setting is unknown, missing, given twice, or is not
            what it should be.

    Source:
        fixtures/README.md

    Example:
        >>> read_settings(experiment_folder("article") + "/settings.csv")
        {'learning_rate': 0.1, 'epochs': 5000}
    """
    settings: dict[str, Any] = {}
    rows = cut_rows(read_lines(file))
    for line, values in zip(rows["line"], rows["values"], strict=True):
        where = f"{file} line {line}"
        if len(values) != 2:
            raise InputError(f"{where}: expected a name and a value, found {len(values)} values")
        name, text = values
        if name not in SETTINGS:
            raise InputError(f"{where}: expected one of {', '.join(SETTINGS)}, found {show_text(name)}")
        if name in settings:
            raise InputError(f"{where}: {name} is given twice")
        settings[name] = parse_setting(name, text, f"{where}, {name}")
    network = network_of(settings)
    for name in ["learning_rate", "epochs"]:
        if name not in settings and name not in UNUSED_SETTINGS[network]:
            raise InputError(f"{file}: {name} is missing")
    for name in settings:
        check_used(network, name, f"{file}, {name}")
    if "shuffled_epochs" in settings and "shuffle_seed" not in settings:
        raise InputError(f"{file}: shuffled_epochs: expected together with shuffle_seed, found alone")
    return settings


def write_settings(settings: dict[str, Any], file: str, comments: list[str]) -> None:
    """Write the settings of an experiment.

    Args:
        settings: Value of each setting by its name.
        file: Path of the file to write.
        comments: Lines for its header.

    Returns:
        Nothing.

    Source:
        fixtures/README.md

    Example:
        >>> import tempfile
        >>> file = tempfile.mkdtemp() + "/settings.csv"
        >>> write_settings({"learning_rate": 0.5, "epochs": 100}, file, comments=["An example"])
        >>> read_lines(file)
        ['# An example', '# learning_rate is 0.5', 'learning_rate,0x1p-1', 'epochs,100']
    """
    texts = {name: value if isinstance(value, str) else format_number(value) for name, value in settings.items()}
    decimals = [f"{name} is {settings[name]:.15g}" for name, text in texts.items() if text.startswith("0x")]
    rows = [f"{name},{text}" for name, text in texts.items()]
    write_lines(["# " + escape_controls(line) for line in [*comments, *decimals]] + rows, file)


def experiments_folder() -> str:
    """The folder of the experiments that come with nnref.

    Returns:
        The path of the folder.

    Source:
        fixtures/README.md

    Example:
        >>> os.path.basename(experiments_folder())
        'experiments'
    """
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "experiments")


def experiment_folder(name: str) -> str:
    """The folder of an experiment that comes with nnref.

    Args:
        name: Name of the experiment.

    Returns:
        The path of its folder.

    Raises:
        InputError: If there is no such experiment.

    Source:
        fixtures/README.md

    Example:
        >>> os.path.basename(experiment_folder("article"))
        'article'
    """
    experiments = experiments_folder()
    names = sorted(n for n in os.listdir(experiments) if os.path.isfile(f"{experiments}/{n}/X.csv"))
    if name not in names:
        raise InputError(f"no experiment {show_text(name)}: expected one of {', '.join(names)}")
    return f"{experiments}/{name}"


@dataclass(frozen=True, eq=False)
class Experiment:
    """An experiment: data, initial weights and settings.

    Args:
        title: What to call it.
        X: Input as it is stored, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Initial weights and biases by name.
        settings: Settings by name; network among them if it is not the article's.
        held_back: X_held_back and y_held_back by name, the samples that its training does not see; none in most.
        columns: What is remembered of the columns of a table; none if X does not come from a table.

    Returns:
        The experiment.

    Source:
        fixtures/README.md

    Example:
        >>> read_experiment("article").title
        'experiment article'
    """

    title: str
    X: Matrix
    y: Matrix
    parameters: dict[str, Matrix]
    settings: dict[str, Any]
    held_back: dict[str, Matrix]
    columns: Columns | None = None


def read_experiment(name: str = "article", folder: str | None = None) -> Experiment:
    """Read an experiment: data, initial weights and settings.

    Args:
        name: Name of an experiment that comes with nnref.
        folder: Path of any folder in the fixture format; if given, the name is not looked up.

    Returns:
        The experiment:
        title: What to call it.
        X: Input as it is stored, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        parameters: Initial weights and biases by name.
        settings: Settings by name; network among them if it is not the one of the article.
        held_back: The samples X_held_back and y_held_back by name, which the training does not see; none in most.
        columns: What is remembered of the columns of a table; none if X does not come from a table.

    Raises:
        InputError: If a file is missing or wrong, or shapes do not fit.

    Source:
        fixtures/README.md

    Example:
        >>> read_experiment("article").X
        array([[1., 0., 1., 0.],
               [1., 0., 1., 1.],
               [0., 1., 0., 1.]])
    """
    title = f"experiment {name}" if folder is None else f"fixture {folder}"
    if folder is None:
        folder = experiment_folder(name)

    def read(folder: str) -> Experiment:
        if not is_folder(folder):
            raise InputError(f"{folder}: no such folder")
        settings = read_settings(f"{folder}/settings.csv")
        network = network_of(settings)
        names = ["X", "y", *NETWORKS[network]]
        matrices = {name: read_matrix(f"{folder}/{name}.csv") for name in names}
        check_shapes(NETWORKS[network], matrices, folder)
        held_back = read_held_back(folder, matrices["X"].shape[1], matrices["y"].shape[1])
        X, y = matrices.pop("X"), matrices.pop("y")
        columns = None
        if os.path.exists(f"{folder}/columns.csv"):
            columns = read_columns(f"{folder}/columns.csv")
            n_features = len(feature_names(columns))
            if n_features != X.shape[1]:
                found = f"expected a row for each column of X ({X.shape[1]}), found {n_features}"
                raise InputError(f"{folder}/columns.csv: {found}")
        return Experiment(title, X, y, matrices, settings, held_back, columns)

    experiment: Experiment = read_undisturbed(folder.rstrip("/") or "/", read)
    return experiment


def read_held_back(folder: str, n_features: int, n_outputs: int) -> dict[str, Matrix]:
    """Read the samples of an experiment that its training does not see.

    Args:
        folder: Path of the folder of the experiment.
        n_features: Columns of its X.
        n_outputs: Columns of its y.

    Returns:
        By name: X_held_back and y_held_back; nothing if the experiment holds no samples back.

    Raises:
        InputError: If one of the two files is missing or wrong, or shapes do not fit.

    Source:
        fixtures/README.md

    Example:
        >>> read_held_back(experiment_folder("article"), n_features=4, n_outputs=1)
        {}
    """
    X_file = f"{folder}/X_held_back.csv"
    y_file = f"{folder}/y_held_back.csv"
    if not os.path.exists(X_file) and not os.path.exists(y_file):
        return dict[str, Matrix]()
    X = read_new_rows(X_file, n_features)
    y = read_matrix(y_file)
    if y.shape != (len(X), n_outputs):
        found = f"{y.shape[0]} x {y.shape[1]}"
        raise InputError(f"{y_file}: expected {len(X)} x {n_outputs} values, found {found}")
    return {"X_held_back": X, "y_held_back": y}


def read_new_rows(file: str, n_features: int) -> Matrix:
    """Read input that no training has seen.

    Args:
        file: Path of a file of numbers, a row for each sample, separated by commas.
        n_features: How many numbers a row must have: the features of the network.

    Returns:
        The input, n_samples-by-n_features.

    Raises:
        InputError: If the file cannot be read, or does not hold such rows.

    Source:
        fixtures/README.md

    Example:
        >>> read_new_rows(experiment_folder("article") + "/y.csv", n_features=1).shape
        (3, 1)
    """
    X = read_matrix(file)
    if X.shape[1] != n_features:
        raise InputError(f"{file}: expected columns: {n_features} (the features of the network), found {X.shape[1]}")
    return X


def check_save_folder(folder: str) -> None:
    """Refuse to save over a folder that nnref did not write.

    Args:
        folder: Path of the folder to write.

    Returns:
        Nothing.

    Raises:
        InputError: If there is something else at that path.

    Source:
        nnref; called before the training, so that no work is lost.

    Example:
        >>> check_save_folder("a-new-folder")
    """
    for back in re.finditer(r"/\.\.?(?=/|$)", folder):  # else `out/../..` would be taken for what is two folders up
        if not is_folder(folder[: back.start()] or "/"):
            raise InputError(f"{folder[: back.start()]}: no such folder")
    if not is_folder(folder):
        if os.path.lexists(folder) and not is_folder(folder):  # by now: another save may just have put it there
            raise InputError(f"{folder}: expected a folder to save in, found something else")
        return
    try:
        files = os.listdir(folder)
    except FileNotFoundError:  # another save has just put it aside
        return
    except OSError:
        raise InputError(f"{folder}: cannot be read") from None
    ours = [f"{name}.csv" for name in ["settings", "columns", *DESCRIPTIONS]]
    others = [name for name in files if name not in ours or os.path.isdir(f"{folder}/{name}")]
    if files and ("settings.csv" not in files or others):
        raise InputError(f"{folder}: expected an empty folder, or one that nnref saved, found other files")


def write_experiment(
    folder: str,
    matrices: dict[str, Matrix],
    settings: dict[str, Any],
    origin: list[str],
    columns: Columns | None = None,
) -> None:
    """Write an experiment, or the result of one, so that it can be read as an experiment again.

    Args:
        folder: Path of the folder to write; what nnref saved there before is replaced as a whole.
        matrices: X, y and the parameters, and any others, by name.
        settings: Settings by name.
        origin: Where the matrices come from: lines for the header of each file.
        columns: What is to be remembered of the columns of a table, if X comes from one.

    Returns:
        Nothing.

    Raises:
        InputError: If the folder cannot be written, or holds other files.

    Source:
        fixtures/README.md

    Example:
        >>> import tempfile
        >>> folder = tempfile.mkdtemp() + "/copy"
        >>> article = read_experiment("article")
        >>> matrices = {"X": article.X, "y": article.y, **article.parameters}
        >>> write_experiment(folder, matrices, article.settings, origin=["A copy"])
        >>> sorted(os.listdir(folder))
        ['X.csv', 'bh.csv', 'bout.csv', 'settings.csv', 'wh.csv', 'wout.csv', 'y.csv']
    """
    folder = folder.rstrip("/") or "/"
    check_save_folder(folder)

    def write(new: str) -> None:
        for name, matrix in matrices.items():
            write_matrix(matrix, f"{new}/{name}.csv", [f"{name}: {DESCRIPTIONS[name]}", *origin])
        write_settings(settings, f"{new}/settings.csv", ["settings: name,value", *origin])
        if columns is not None:
            comments = ["columns: what it is,its name,its level,its smallest value,its largest", *origin]
            lines = ["# " + escape_controls(line) for line in comments]
            write_lines(lines + columns_lines(columns), f"{new}/columns.csv")

    try:
        replace_folder(follow_links(folder), write, check=lambda: check_save_folder(folder))
    except OSError:
        raise InputError(f"{folder}: cannot be written") from None
