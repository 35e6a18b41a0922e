"""How far the output is from the target: as one number, and as classes that are right or wrong."""

from collections.abc import Callable

import numpy as np

from nnref.activations import relu
from nnref.arithmetic.native import Arithmetic, Matrix, native

ErrorMeasure = Callable[[Matrix, Matrix, Arithmetic], float]


def half_squared_error(y: Matrix, output: Matrix, arithmetic: Arithmetic = native) -> float:
    """Half the squared error, averaged over samples and outputs.

    Args:
        y: Targets, n-by-q.
        output: Outputs of the network, n-by-q.
        arithmetic: The set of operations to compute with.

    Returns:
        The mean of (y - output) squared, halved.

    Source:
        The article, step 5; its derivative with respect to output is output - y.

    Example:
        >>> import numpy as np
        >>> half_squared_error(np.array([[1.0], [0.0]]), np.array([[0.5], [0.5]]))
        0.125
    """
    E = y - output  # (n_samples, n_outputs)
    return arithmetic.mean(E * E) / 2


def mean_absolute_error(y: Matrix, output: Matrix, arithmetic: Arithmetic = native) -> float:
    """The absolute error, averaged over samples and outputs.

    Args:
        y: Targets, n-by-q.
        output: Outputs of the network, n-by-q.
        arithmetic: The set of operations to compute with.

    Returns:
        The mean of the absolute value of y - output.

    Source:
        The log, which prints it each 1,000 epochs.

    Example:
        >>> import numpy as np
        >>> mean_absolute_error(np.array([[1.0], [0.0]]), np.array([[0.75], [0.5]]))
        0.375
    """
    return arithmetic.mean(abs(y - output))


def binary_cross_entropy(y: Matrix, output_layer_input: Matrix, arithmetic: Arithmetic = native) -> float:
    """The negative log-likelihood of 0-or-1 targets, averaged over samples and outputs.

    Args:
        y: Targets, n-by-q, each 0 or 1 or between.
        output_layer_input: Pre-activations of the output layer, n-by-q; not yet squashed.
        arithmetic: The set of operations to compute with.

    Returns:
        The mean of max(z, 0) - y z + log(1 + exp(-|z|)), where z is output_layer_input.

    Source:
        The log. From the output, -y log(output) - (1 - y) log(1 - output) is infinite as soon as
        the output rounds to the wrong target; from the pre-activation it is finite and accurate.

    Example:
        >>> import numpy as np
        >>> binary_cross_entropy(np.array([[0.0]]), np.array([[49.8]]))
        49.8
    """
    z = output_layer_input
    return arithmetic.mean(relu(z) - y * z + arithmetic.log1p(arithmetic.exp(-abs(z))))


error_measures: dict[str, ErrorMeasure] = {
    "half_squared_error": half_squared_error,
    "mean_absolute_error": mean_absolute_error,
}


def predicted_class(output: Matrix) -> Matrix:
    """The class of each sample: the output that is largest, or for a single output whether it is above a half.

    Args:
        output: Outputs or targets, n_samples-by-n_outputs.

    Returns:
        The class of each sample, n_samples-by-1: a whole number from 0; of equal outputs the first counts.

    Source:
        The log, "recognize handwritten digits".

    Example:
        >>> predicted_class(np.array([[0.1, 0.7, 0.2]]))
        array([[1.]])
    """
    if output.shape[1] == 1:
        return (output > 0.5).astype(np.float64)
    largest: Matrix = output.argmax(axis=1).astype(np.float64).reshape(-1, 1)
    return largest


def confusion_matrix(y: Matrix, output: Matrix) -> Matrix:
    """How often each class was taken for each other.

    Args:
        y: Targets, n_samples-by-n_outputs, 1 for the class of the sample and 0 elsewhere.
        output: Output of the network, n_samples-by-n_outputs.

    Returns:
        Counts: a row for each true class, a column for each predicted one.

    Source:
        The standard table of a classifier; its diagonal counts what is right.

    Example:
        >>> confusion_matrix(np.array([[1.0], [0.0], [1.0]]), np.array([[0.9], [0.2], [0.4]]))
        array([[1., 0.],
               [1., 1.]])
    """
    n_classes = max(2, y.shape[1])
    counts = np.zeros((n_classes, n_classes))
    for true, predicted in zip(predicted_class(y)[:, 0], predicted_class(output)[:, 0], strict=True):
        counts[int(true), int(predicted)] += 1
    return counts
