"""The multi-layer perceptron of two well-known articles, the same in Python and in R."""

import sys

if sys.argv[0] == "-m" and not sys.flags.safe_path:  # in `python -m nnref`, which has found this package by now
    del sys.path[0]  # the folder of the user's data: a random.py in it is not the one that NumPy means

from nnref.activations import (
    derivatives_hyperbolic_tangent,
    derivatives_relu,
    derivatives_sigmoid,
    hidden_activations,
    hyperbolic_tangent,
    relu,
    sigmoid,
)
from nnref.arithmetic.native import native
from nnref.arithmetic.portable import arithmetics, portable
from nnref.backward import backward
from nnref.checks.errors import InputError
from nnref.command.report import VERSION
from nnref.files.experiments import read_experiment, write_experiment
from nnref.files.matrices import read_matrix, write_matrix
from nnref.files.tables import read_table
from nnref.forward import forward
from nnref.losses import binary_cross_entropy, half_squared_error, mean_absolute_error
from nnref.random.shuffle import shuffle_rows
from nnref.random.stream import draw_uniform, uniform_stream
from nnref.random.weights import initialize_weights
from nnref.train import predict_output, train, train_batch
from nnref.update_parameters import update_parameters

__version__ = VERSION

__all__ = [
    "InputError",
    "__version__",
    "arithmetics",
    "backward",
    "binary_cross_entropy",
    "derivatives_hyperbolic_tangent",
    "derivatives_relu",
    "derivatives_sigmoid",
    "draw_uniform",
    "forward",
    "half_squared_error",
    "hidden_activations",
    "hyperbolic_tangent",
    "initialize_weights",
    "mean_absolute_error",
    "native",
    "portable",
    "predict_output",
    "read_experiment",
    "read_matrix",
    "read_table",
    "relu",
    "shuffle_rows",
    "sigmoid",
    "train",
    "train_batch",
    "uniform_stream",
    "update_parameters",
    "write_experiment",
    "write_matrix",
]
