"""Whether portable arithmetic gives the same bits on this machine as everywhere: the option --self-test."""

from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix
from nnref.arithmetic.portable import (
    portable_column_sums,
    portable_dot,
    portable_dot_a_bt,
    portable_dot_at_b,
    portable_exp,
    portable_log1p,
    portable_mean,
    portable_tanh,
    rounds_once,
)
from nnref.checks.inputs import network_of
from nnref.files.experiments import experiments_folder, read_experiment
from nnref.files.matrices import read_matrix
from nnref.files.numbers import parse_number
from nnref.random.shuffle import shuffle_rows
from nnref.random.stream import draw_uniform, uniform_stream
from nnref.train import train

# Decimals that are hard to read
DECIMALS = """
    0.550586532362976 29.6566800487510864314799619023688137531280517578125 1.2483902054349073e-293
    1.2345678901234567890e-300 1e23 8.5e22 9007199254740993 9007199254740993.00000000000000000001 9007199254740995
    2.4703282292062328e-324 5e-324 2.2250738585072011e-308 2.2250738585072014e-308 1.7976931348623157e308
    1.7976931348623158e308 179769313486231580000e288 0.1 1e-22 1e-23 123456789012345678e-40 -7.5e-1 -0 1e-400
"""


def self_test() -> dict[str, Any]:
    """Compute what is stored anew in portable arithmetic, and compare.

    Returns:
        By name: same, whether all has the stored bits; lines, which say so, or else what differs.

    Source:
        fixtures/PORTABLE.md; what is stored is the same on every processor that nnref was tried on.

    Example:
        >>> self_test()["lines"]
        ['portable arithmetic: the same bits as everywhere']
    """
    if not rounds_once():
        return {"same": False, "lines": ["portable arithmetic: this machine rounds results twice, as x87 registers do"]}
    folder = f"{experiments_folder()}/self_test"
    lines = []
    for name, found in self_test_values(folder).items():
        expected = read_matrix(f"{folder}/{name}.csv").ravel()
        equal = (found.ravel() == expected) & (np.signbit(found.ravel()) == np.signbit(expected))
        if not equal.all():
            lines.append(f"portable arithmetic: {np.sum(~equal)} of {len(equal)} values differ: {name}")
    return {"same": not lines, "lines": lines or ["portable arithmetic: the same bits as everywhere"]}


def self_test_values(folder: str) -> dict[str, Matrix]:
    """What the self-test computes: hard cases of each operation, decimals, seeds, and the article's training.

    Args:
        folder: Path of the folder with the arguments of exp and tanh.

    Returns:
        Each result by the name of the file that holds it.

    Source:
        nnref

    Example:
        >>> self_test_values(experiments_folder() + "/self_test")["output"].round(2)
        array([[0.98],
               [0.97],
               [0.04]])
    """
    x = read_matrix(f"{folder}/arguments.csv")
    drawn = draw_uniform(uniform_stream(4294967295), 7200)["values"]
    A = (2 * drawn - 1).reshape(300, 24)
    B = A[:24]
    article = read_experiment("article")
    settings = article.settings
    trained = train(
        article.X,
        article.y,
        article.parameters,
        settings["learning_rate"],
        settings["epochs"],
        network=network_of(settings),
        arithmetic="portable",
    )
    shuffled = shuffle_rows(A, A, uniform_stream(0))["X"]
    return {
        "exp": portable_exp(x),
        "tanh": portable_tanh(x),
        "log1p": portable_log1p(A[:8] * A[:8]),
        "dot": portable_dot(B * 1e-3, B),
        "dot_at_b": portable_dot_at_b(A, A),
        "dot_a_bt": portable_dot_a_bt(A[:2], B),
        "column_sums": portable_column_sums(A),
        "mean": np.array([[portable_mean(A)]]),
        "decimals": np.array([[parse_number(text)] for text in DECIMALS.split()], dtype=np.float64),
        "shuffled": shuffled[:20, :2],
        "parameters": np.concatenate([parameter.ravel() for parameter in trained.parameters.values()]).reshape(-1, 1),
        "output": trained.output,
        "errors": trained.history[:, 1:],
    }
