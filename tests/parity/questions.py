"""What mutants.py asks of R beside the comparisons of the core: each answer is text, numbers or a refusal.

Each question is a function of one language, so that it can be asked of a faulty copy.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from comparisons import train
from mutations import SQUARE
from networks import random_network
from nnref.checks.errors import InputError
from nnref.checks.inputs import NETWORKS
from nnref.files.experiments import read_experiment
from stages import PARAMETERS, Language, matrices_of
from test_command import ARTICLE, SPOILED
from test_fixtures import REFUSED, TRAPS, some_decimals, some_doubles
from test_table import EXCEL, TARGETS
from test_table import REFUSED as REFUSED_TABLES


def answer(language: Language, function: str, *arguments: Any, **named: Any) -> Any:
    """What a call gives, or with which words it is refused."""
    try:
        return plain(language.call(function, *arguments, **named))
    except InputError as problem:
        return f"refused: {problem}"


def plain(value: Any) -> Any:
    """An answer without arrays, which print only a part of themselves."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return (value.shape, value.tolist()) if isinstance(value, np.ndarray) else value


SETTINGS = [
    *[("learning_rate", value) for value in (0, -1, 0.5, float("inf"))],
    *[("epochs", value) for value in (-1, 0, 1, 2.5, 1e15, 1e15 + 1)],
    *[("batch_size", value) for value in (0, 1, 2.5, 1e9, 1e9 + 1)],
    *[("report_every", value) for value in (0, 1, 1e15, 1e15 + 1)],
    *[("hidden_activation", value) for value in ("tanh", "step", 1)],
]


def refusals(language: Language) -> list[str]:
    """What the validation says to settings and matrices, good and bad."""
    said = [answer(language, "check_setting", *setting, found="that") for setting in SETTINGS]
    said += [answer(language, "check_setting", *setting) for setting in SETTINGS]
    said += [answer(language, "check_setting", "epochs", value, found="that") for value in ("1", np.ones((1, 2)))]
    said.append(answer(language, "check_setting", "epochs", -1, where="here"))
    said += [language.call("network_of", settings) for settings in ({"epochs": 1}, {"network": "neuron"})]
    used = [("neuron", "error_measure"), ("article", "error_measure"), ("perceptron", "network")]
    said += [answer(language, "check_used", *names, "here") for names in used]
    network = random_network(1, 5, 4, 3, 2)
    names = ["X", "y", *PARAMETERS]
    for name in names:
        A = network[name]
        for spoiled in (A[:-1], A[:, :-1], A * np.inf, np.vstack([A, A]), 1.0, A):
            matrices = {n: spoiled if n == name else network[n] for n in names}
            said.append(answer(language, "check_shapes", language.get("NETWORKS", "article"), matrices))
            said.append(answer(language, "check_shapes", language.get("NETWORKS", "article"), matrices, folder="f"))
    return said


def numbers(language: Language) -> list[Any]:
    """Numbers read and written; test_fixtures.py tries 20,000 decimals, this some 300."""
    texts = [*TRAPS, *REFUSED, *some_decimals()[::67]]
    doubles = [*some_doubles()[::7], 0.0, -0.0, 1.0, 2.0**53, 2.0**53 - 1]
    tables = [
        np.array(row) for row in ([[0.5, -1e-12]], [[1.0, 2.0]], [[1e6, 1.0]], [[999999.0, 0.0]], [[-0.0], [0.25]])
    ]
    shown = ["1,5", "tab\t", "x" * 40, "x" * 41, " ~\x7f", "caf\u00e9", "\x1f\x20"]
    parsed = [language.call("parse_number", text) for text in texts]
    said: list[Any] = [repr(float("nan") if number is None else number) for number in parsed]
    said += [language.call("format_number", number) for number in doubles]
    for exact in (False, True):
        found = [language.call("format_decimals", table, exact) for table in tables]
        said += [np.array(texts).reshape(table.shape).tolist() for texts, table in zip(found, tables, strict=True)]
    return said + [language.call(function, text) for function in ("show_text", "escape_controls") for text in shown]


def batches(language: Language) -> list[Any]:
    """The batches of five rows, as matrices."""
    found = language.call("split_batches", np.arange(10.0).reshape(5, 2), np.arange(5.0).reshape(5, 1), 2)
    return [[(A.shape, A.tolist()) for A in (batch.values() if isinstance(batch, dict) else batch)] for batch in found]


def recorded_epochs(language: Language) -> list[list[float]]:
    """At which epochs errors are recorded if nobody says so."""
    network = SQUARE["sigmoid"]
    return [
        train(language, network, epochs, record_every=every)["history"][:, 0].tolist()
        for epochs, every in [(0, None), (5, None), (20, None), (25, None), (7, 3)]
    ]


def classes(language: Language) -> list[Any]:
    """Classes of one output and of several, ties too, and how often they are right."""
    drawn = np.random.RandomState(5).randint(0, 3, size=(2, 9, 3)) / 2
    said = []
    for n_outputs in (1, 2, 3):
        y, output = (np.ascontiguousarray(A[:, :n_outputs]) for A in drawn)
        said += [answer(language, "predicted_class", A) for A in (y, output, output[:1])]
        said.append(answer(language, "confusion_matrix", y, output))
    return said


def seeds(language: Language) -> list[Any]:
    """Initial weights, and the order of the samples in a training that goes on after some epochs."""
    said = [
        answer(language, "initialize_weights", network, 4, 90, 2, seed)
        for network in NETWORKS
        for seed in (0, 7, 2**31, 2**32 - 1)
    ]
    for seed, done in [(3, 0), (3, 2), (2**32 - 1, 1)]:
        options = {"batch_size": 2, "shuffle_seed": seed, "shuffled_epochs": done}
        for network in (SQUARE["tanh"], random_network(1, 5, 1, 2, 1)):
            said.append(plain(train(language, network, 2, arithmetic="portable", **options)))
    return said


def in_a_folder(ask: Callable[[Language, Path], list[Any]]) -> Callable[[Language], str]:
    """A question that needs files: asked in a folder of its own, whose name is left out of the answer."""

    def asked(language: Language) -> str:
        with tempfile.TemporaryDirectory() as place:
            return repr(ask(language, Path(place))).replace(place, "PLACE")

    return asked


def tables(language: Language, place: Path) -> list[Any]:
    """Tables of all kinds, and lines of them."""
    contents = [(content, "species") for content in EXCEL.values()]
    contents += [(content, "y") for content, *_ in TARGETS.values()]
    contents += [(content, "y") for content, _ in REFUSED_TABLES.values()]
    contents += [
        (",".join(f"x{i}" for i in range(count)) + "\n" + ",".join("1" * count) + "\n", "y") for count in (20, 21, 22)
    ]
    said: list[Any] = []
    for content, target in contents:
        (place / "table.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        for scale in (None, "minmax"):
            said.append(answer(language, "read_table", str(place / "table.csv"), target, scale))
    lines = ['a, "b,c" ,d', '"a ""b""",c', ' "a"', '"a" ,b', '"', '""', "a,,b", '"a"b,c', 'a"b,c', "\ta\t,b"]
    said += [answer(language, "read_names", line, 1, "table.csv") for line in lines]
    return said + [answer(language, "scale_minmax", A) for A in (np.array([[1.0, 7], [3, 7], [2, 7]]), np.ones((1, 2)))]


BYTES = [
    b"1,2\r\n3,4\r\n", b"1,2\r3,4\r", b"\xef\xbb\xbf1,2\n3,4\n", b" 1 ,\t2\n3,4", b"# 1,\xe4\n\n1,2\n \t\n3,4\n\n",
    b"", b"1\n2,3\n", b"1,2\n3\n", b"1,a\n2\n", b"1\n\0\n", b"x\n", b"1,2\n3,\n", b"#\n", b"0x1p-3,-0\n",
]  # fmt: skip

SETTINGS_FILES = [
    "learning_rate,1\n", "epochs,1\n", "learning_rate,1\nepochs,2\nepochs,3\n",
    "learning_rate,1\nepochs,2\nmomentum,3\n",
    "learning_rate,1\nepochs\n", "learning_rate,1\nepochs,1,2\n", "learning_rate,0\n", "epochs,1.5\n", "network,none\n",
    "learning_rate,0x1.8p-1\nepochs,37\nhidden_activation,tanh\nbatch_size,2\n", "network,perceptron\n",
    "network,log\nepochs,3\n", "network,perceptron\nepochs,3\n", "network,neuron\nepochs,3\nlearning_rate,2\n",
    "network,neuron\nepochs,3\nlearning_rate,2\nerror_measure,mean_absolute_error\n",
    "learning_rate,1\nepochs,2\nshuffled_epochs,3\n", "learning_rate,1\nepochs,2\nshuffled_epochs,3\nshuffle_seed,1\n",
]  # fmt: skip


def files(language: Language, place: Path) -> list[Any]:
    """Matrices, settings and experiments, good and bad: read, and written."""
    said: list[Any] = []
    file = place / "file.csv"
    for content in BYTES:
        file.write_bytes(content)
        said += [answer(language, function, str(file)) for function in ("read_matrix", "read_lines")]
        said.append(answer(language, "read_new_rows", str(file), 2))
    for text in SETTINGS_FILES:
        file.write_text(text)
        said.append(answer(language, "read_settings", str(file)))
    said += [answer(language, "read_lines", str(path)) for path in (place, place / "none.csv")]
    said += [
        answer(language, "parse_setting", *setting, "here")
        for setting in [("epochs", "5e3"), ("epochs", "x"), ("error_measure", "mean_absolute_error")]
    ]
    draws = np.random.RandomState(4).normal(size=(12, 11))
    for A in (draws, np.round(draws), draws[:1], draws[:, :1], draws[:10, :10], draws[:3, :4]):
        language.call("write_matrix", A, str(file), ["A: what it is", "two\nlines"])
        said.append(file.read_bytes())
        said += [answer(language, "matrix_lines", A, exact) for exact in (False, True)]
    language.call("write_settings", {"learning_rate": 0.1, "epochs": 7, "network": "neuron"}, str(file), ["settings"])
    said.append(file.read_bytes())
    said += [answer(language, "read_experiment", name) for name in ("article", "neuron", "perceptron", "none")]
    return said + experiments(language, place)


def experiments(language: Language, place: Path) -> list[Any]:
    """Folders of experiments: spoilt, with samples held back, missing, saved to."""
    said: list[Any] = []
    mine = place / "mine"

    def copy_article() -> None:
        shutil.rmtree(mine, ignore_errors=True)
        shutil.copytree(ARTICLE, mine, ignore=shutil.ignore_patterns("expected"))

    for change, _ in SPOILED.values():
        copy_article()
        change(mine)
        said.append(answer(language, "read_experiment", "mine", str(mine)))
    for X, y in [("1,0,1,0\n", "1\n"), ("1,0,1,0\n", "1\n0\n"), ("1,0,1,0\n", "1,0\n"), ("1,0\n", "1\n"), ("", "1\n")]:
        copy_article()
        (mine / "X_held_back.csv").write_text(X)
        (mine / "y_held_back.csv").write_text(y)
        said.append(answer(language, "read_experiment", "mine", f"{mine}//"))
    (mine / "X_held_back.csv").unlink()
    said += [answer(language, "read_experiment", "mine", str(folder)) for folder in (mine, place / "none")]
    copy_article()
    for name in ("mine", "new", "new/er", "file.csv", "none/..", "none/../x"):
        said.append(answer(language, "check_save_folder", f"{place}/{name}"))
    (mine / "thesis.txt").write_text("years of work")
    (place / "empty").mkdir()
    (place / "link").symlink_to("nowhere")
    (place / "place").symlink_to("empty")
    for name in ("mine", "empty", "link", "place"):
        said.append(answer(language, "check_save_folder", f"{place}/{name}"))
    article = read_experiment()
    for folder in ("saved", "saved/", "place", "mine", "file.csv/in"):
        said.append(
            answer(language, "write_experiment", f"{place}/{folder}", matrices_of(article), article.settings, ["By"])
        )
    for folder in ("saved", "empty"):
        said += [(file.name, file.read_bytes()) for file in sorted((place / folder).iterdir())]
    return said


ASKED: dict[str, list[Callable[[Language], Any]]] = {
    "checks-inputs": [refusals],
    "files-numbers": [numbers],
    "losses": [classes],
    "random-weights": [seeds],
    "files-tables": [in_a_folder(tables)],
    "files-experiments": [in_a_folder(files)],
}
OF_THE_CORE: list[Callable[[Language], Any]] = [refusals, batches, recorded_epochs]
