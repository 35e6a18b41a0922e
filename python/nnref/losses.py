"""How far the output is from the target, as one number."""

from nnref.activations import relu
from nnref.arithmetic import Arithmetic, Matrix, native


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


error_measures = {
    "half_squared_error": half_squared_error,
    "mean_absolute_error": mean_absolute_error,
}
