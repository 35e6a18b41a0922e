"""The multi-layer perceptron of two well-known articles, the same in Python and in R.

Begin with train, and with read_experiment for something to train on. The network itself is three functions,
forward, backward and update_parameters: one line for each step of the article. read_table takes a
table of your own, check says what is right in a solution of your own, and choose_network knows the other
networks of the articles.
"""

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if sys.argv[0] == "-m" and "nnref" in sys.orig_argv:  # in `python -m nnref`, which has found this package by now
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder of the user's data: a random.py in it is not the one that NumPy means
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # until main says what Ctrl-C ends

        def _end_quietly(number: int, frame: object) -> None:
            os.write(2, b"nnref: interrupted\n")
            os._exit(130)

        signal.signal(signal.SIGINT, _end_quietly)

from nnref.activations import (
    derivatives_hyperbolic_tangent,
    derivatives_relu,
    derivatives_sigmoid,
    hidden_activations,
    hyperbolic_tangent,
    relu,
    sigmoid,
)
from nnref.arithmetic.portable import arithmetics
from nnref.backward import backward
from nnref.checks.boundary import PUBLIC, checked
from nnref.checks.errors import InputError, StoppedError
from nnref.command import results as _results  # noqa: F401  # how a training is printed and drawn
from nnref.command.report import VERSION
from nnref.files.experiments import read_experiment, write_experiment
from nnref.files.matrices import read_matrix, write_matrix
from nnref.files.tables import encode_target, read_table, scale_minmax
from nnref.forward import forward
from nnref.losses import (
    binary_cross_entropy,
    confusion_matrix,
    half_squared_error,
    mean_absolute_error,
    predicted_class,
)
from nnref.network import choose_network
from nnref.networks import neuron as _neuron  # noqa: F401  # each adds itself to the table of networks
from nnref.networks import perceptron as _perceptron  # noqa: F401
from nnref.networks import single_layer as _single_layer  # noqa: F401
from nnref.networks import walkthrough as _walkthrough  # noqa: F401
from nnref.random.shuffle import shuffle_rows
from nnref.random.stream import draw_uniform, uniform_stream
from nnref.random.weights import initialize_weights
from nnref.train import train, train_batch
from nnref.update_parameters import update_parameters

if TYPE_CHECKING:
    from nnref.exercises.check import check

__version__ = VERSION

# Whoever calls a function from outside comes through the door: what is given is checked, and converted, first
for _name in PUBLIC:
    globals()[_name] = checked(globals()[_name], {"arithmetic": arithmetics, "hidden_activation": hidden_activations})


def __getattr__(name: str) -> Any:
    """The check of an exercise, read when it is first asked for: a training has no use for it."""
    if name == "check":
        from nnref.exercises.check import check  # noqa: PLC0415

        return check
    raise AttributeError(f"module 'nnref' has no attribute {name!r}")


__all__ = [
    "InputError",
    "StoppedError",
    "__version__",
    "backward",
    "binary_cross_entropy",
    "check",
    "choose_network",
    "confusion_matrix",
    "derivatives_hyperbolic_tangent",
    "derivatives_relu",
    "derivatives_sigmoid",
    "draw_uniform",
    "encode_target",
    "forward",
    "half_squared_error",
    "hyperbolic_tangent",
    "initialize_weights",
    "mean_absolute_error",
    "predicted_class",
    "read_experiment",
    "read_matrix",
    "read_table",
    "relu",
    "scale_minmax",
    "shuffle_rows",
    "sigmoid",
    "train",
    "train_batch",
    "uniform_stream",
    "update_parameters",
    "write_experiment",
    "write_matrix",
]
