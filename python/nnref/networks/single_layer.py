"""The network of the log: one layer of weights, no hidden layer, no bias, and no learning rate."""

from nnref.activations import Activation, derivatives_sigmoid, sigmoid
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import NETWORKS
from nnref.losses import ErrorMeasure, mean_absolute_error
from nnref.network import Network, Values, networks


def single_layer_forward(X: Matrix, weights: Matrix, arithmetic: Arithmetic = native) -> Values:
    """Feed the input forward: weight it and squash it.

    Args:
        X: Input, n_samples-by-n_features.
        weights: Weights of the layer, n_features-by-n_outputs.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: layer_output, n_samples-by-n_outputs, each value from 0 to 1.

    Source:
        The log, "Feed forward the input data".

    Example:
        >>> import numpy as np
        >>> single_layer_forward(np.array([[1.0, 0.0]]), np.array([[0.0], [1.0]]))
        {'layer_output': array([[0.5]])}
    """
    layer_output = sigmoid(arithmetic.dot(X, weights), arithmetic)  # (n_samples, n_outputs)
    return {"layer_output": layer_output}


def single_layer_backward(y: Matrix, layer_output: Matrix) -> Values:
    """How wrong the output is, and by how much to adjust it.

    Args:
        y: Targets, n_samples-by-n_outputs.
        layer_output: Output of the layer, n_samples-by-n_outputs.

    Returns:
        By name: error and adjustment (the delta), both n_samples-by-n_outputs.

    Source:
        The log, "Calculate the error" and "Calculate the adjustment".

    Example:
        >>> import numpy as np
        >>> single_layer_backward(np.array([[1.0]]), np.array([[0.5]]))["adjustment"]
        array([[0.125]])
    """
    error = y - layer_output  # (n_samples, n_outputs)
    adjustment = error * derivatives_sigmoid(layer_output)  # (n_samples, n_outputs)
    return {"error": error, "adjustment": adjustment}


def single_layer_network(
    arithmetic: Arithmetic, hidden_activation: Activation, error_measure: ErrorMeasure | None = None
) -> Network:
    """The network of the log: a single layer.

    Args:
        arithmetic: The set of operations to compute with.
        hidden_activation: Of no use here, where there is no hidden layer.
        error_measure: What to record: a function of y, output and arithmetic that returns a number; the mean
            absolute error if not given.

    Returns:
        The network; the log has no learning rate, which is a rate of 1.

    Source:
        The log, "Train the neural network".

    Example:
        >>> import numpy as np
        >>> from nnref.network import choose_network
        >>> choose_network("single_layer").predict(np.array([[0.0]]), {"weights": np.array([[2.0]])})
        array([[0.5]])
    """
    measure = error_measure or mean_absolute_error

    def forward(X: Matrix, parameters: Values) -> Values:
        return single_layer_forward(X, parameters["weights"], arithmetic)

    def backward(X: Matrix, y: Matrix, values: Values, parameters: Values) -> Values:
        return single_layer_backward(y, values["layer_output"])

    def update(X: Matrix, values: Values, deltas: Values, parameters: Values, learning_rate: float) -> Values:
        adjusted = arithmetic.dot_at_b(X, deltas["adjustment"])  # (n_features, n_outputs)
        return {"weights": parameters["weights"] + adjusted * learning_rate}  # (n_features, n_outputs)

    def predict(X: Matrix, parameters: Values) -> Matrix:
        return forward(X, parameters)["layer_output"]

    def error(X: Matrix, y: Matrix, parameters: Values) -> float:
        return measure(y, predict(X, parameters), arithmetic)

    return Network(
        name="single_layer",
        arithmetic=arithmetic,
        hidden_activation=None,
        parameters=NETWORKS["single_layer"],
        forward=forward,
        backward=backward,
        update=update,
        predict=predict,
        error=error,
    )


networks["single_layer"] = single_layer_network
