"""The one neuron of the log: a weight for each feature, a bias, and binary cross-entropy."""

from nnref.activations import Activation, sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import NETWORKS
from nnref.losses import ErrorMeasure, binary_cross_entropy
from nnref.network import Network, Values, networks


def neuron_forward(X: Matrix, w: Matrix, b: Matrix, arithmetic: Arithmetic = native) -> dict[str, Matrix]:
    """Front propagation: weight, add the bias, squash.

    Args:
        X: Input, n_samples-by-n_features.
        w: Weights, n_features-by-1.
        b: Bias, 1-by-1.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: z (the pre-activation) and output, both n_samples-by-1.

    Source:
        The log, "Difference between Backpropagation & Frontpropagation".

    Example:
        >>> import numpy as np
        >>> neuron_forward(np.array([[100.0]]), np.array([[0.5]]), np.array([[-0.2]]))
        {'z': array([[49.8]]), 'output': array([[1.]])}
    """
    z = arithmetic.add_bias(arithmetic.dot(X, w), b)  # (n_samples, 1)
    output = sigmoid(z, arithmetic)  # (n_samples, 1)
    return {"z": z, "output": output}


def neuron_backward(X: Matrix, y: Matrix, output: Matrix, arithmetic: Arithmetic = native) -> dict[str, Matrix]:
    """The gradients of the binary cross-entropy, summed over the samples.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-1, each 0 or 1.
        output: Output of the neuron, n_samples-by-1.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: dw, shaped like w, and db, 1-by-1.

    Source:
        The log, "Math Alert". The slopes of loss and sigmoid cancel, so that output - y is left.

    Example:
        >>> import numpy as np
        >>> neuron_backward(np.array([[100.0]]), np.array([[0.0]]), np.array([[1.0]]))
        {'dw': array([[100.]]), 'db': array([[1.]])}
    """
    dz = output - y  # (n_samples, 1)
    dw = arithmetic.dot_at_b(X, dz)  # (n_features, 1)
    db = arithmetic.column_sums(dz)  # (1, 1)
    return {"dw": dw, "db": db}


def gradient_step(parameter: Matrix, gradient: Matrix, alpha: float) -> Matrix:
    """One step of gradient descent: against the gradient.

    Args:
        parameter: A weight or a bias, any matrix.
        gradient: The derivative of the loss with respect to it, shaped like parameter.
        alpha: The learning rate, a number.

    Returns:
        parameter - alpha times gradient.

    Source:
        The log, "w_new = w_old - alpha dw".

    Example:
        >>> import numpy as np
        >>> gradient_step(np.array([[0.5]]), np.array([[-10.0]]), alpha=0.01)
        array([[0.6]])
    """
    return parameter - alpha * gradient


def neuron_network(
    arithmetic: Arithmetic, hidden_activation: Activation, error_measure: ErrorMeasure | None = None
) -> Network:
    """The network of one neuron, trained on the binary cross-entropy.

    Args:
        arithmetic: The set of operations to compute with.
        hidden_activation: Of no use here, where there is no hidden layer.
        error_measure: Of no use here: what is recorded is the binary cross-entropy.

    Returns:
        The network; the log calls its learning rate alpha.

    Source:
        The log, "Difference between Backpropagation & Frontpropagation".

    Example:
        >>> import numpy as np
        >>> from nnref.network import choose_network
        >>> parameters = {"w": np.array([[0.5]]), "b": np.array([[-0.2]])}
        >>> choose_network("neuron").error(np.array([[100.0]]), np.array([[0.0]]), parameters)
        49.8
    """

    def forward(X: Matrix, parameters: Values) -> Values:
        return neuron_forward(X, parameters["w"], parameters["b"], arithmetic)

    def backward(X: Matrix, y: Matrix, values: Values, parameters: Values) -> Values:
        return neuron_backward(X, y, values["output"], arithmetic)

    def update(X: Matrix, values: Values, deltas: Values, parameters: Values, learning_rate: float) -> Values:
        w = gradient_step(parameters["w"], deltas["dw"], alpha=learning_rate)  # (n_features, 1)
        b = gradient_step(parameters["b"], deltas["db"], alpha=learning_rate)  # (1, 1)
        return {"w": w, "b": b}

    def predict(X: Matrix, parameters: Values) -> Matrix:
        return forward(X, parameters)["output"]

    def error(X: Matrix, y: Matrix, parameters: Values) -> float:
        return binary_cross_entropy(y, forward(X, parameters)["z"], arithmetic)

    return Network(
        name="neuron",
        arithmetic=arithmetic,
        hidden_activation=None,
        parameters=NETWORKS["neuron"],
        forward=forward,
        backward=backward,
        update=update,
        predict=predict,
        error=error,
    )


networks["neuron"] = neuron_network
