"""The perceptron: a weighted sum that is or is not above a threshold. It is not trained."""

import numpy as np

from nnref.activations import Activation
from nnref.arithmetic.native import Arithmetic, Matrix, native
from nnref.checks.inputs import NETWORKS
from nnref.losses import ErrorMeasure, mean_absolute_error
from nnref.network import Network, Values, networks


def weighted_sum(X: Matrix, weights: Matrix, bias: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """What the perceptron compares with its threshold.

    Args:
        X: Input, n_samples-by-n_features.
        weights: How much each input counts, n_features-by-n_outputs; all 1 for the plain sum.
        bias: What is added to the sum, 1-by-n_outputs; 0 for none.
        arithmetic: The set of operations to compute with.

    Returns:
        The weighted sums plus the bias, n_samples-by-n_outputs.

    Source:
        The article, "w1*x1 + w2*x2 + w3*x3 + 1*b".

    Example:
        >>> weighted_sum(np.array([[0.0, 1.0, 1.0]]), np.array([[2.0], [3.0], [4.0]]), np.array([[-4.5]]))
        array([[2.5]])
    """
    return arithmetic.add_bias(arithmetic.dot(X, weights), bias)


def perceptron(X: Matrix, weights: Matrix, bias: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """The output of a perceptron with the threshold 0.

    Args:
        X: Input, n_samples-by-n_features.
        weights: How much each input counts, n_features-by-n_outputs; all 1 for the plain sum.
        bias: What is added to the sum, 1-by-n_outputs; 0 for none. It is minus the threshold.
        arithmetic: The set of operations to compute with.

    Returns:
        1 where the weighted sum plus the bias is above 0, else 0, n_samples-by-n_outputs.

    Source:
        The article, "Multi-Layer Perceptron and its basics".

    Example:
        >>> X, ones, none = np.array([[0.0, 1.0, 1.0]]), np.ones((3, 1)), np.zeros((1, 1))
        >>> perceptron(X, ones, none)
        array([[1.]])
    """
    return (weighted_sum(X, weights, bias, arithmetic) > 0).astype(np.float64)


def perceptron_forms(X: Matrix, weights: Matrix, bias: Matrix, arithmetic: Arithmetic = native) -> dict[str, Matrix]:
    """The output of the article's three forms of a perceptron, each with the threshold 0.

    Args:
        X: Input, n_samples-by-n_features.
        weights: How much each input counts, n_features-by-n_outputs.
        bias: What is added to the sum, 1-by-n_outputs.
        arithmetic: The set of operations to compute with.

    Returns:
        By name: plain (of the sum of the inputs), weighted (without the bias) and biased, each
        n_samples-by-n_outputs.

    Source:
        The article, "three ways of creating input-output relationships".

    Example:
        >>> perceptron_forms(np.array([[1.0]]), np.array([[2.0]]), np.array([[-3.0]]))["biased"]
        array([[0.]])
    """
    ones = weights * 0 + 1
    none = bias * 0
    return {
        "plain": perceptron(X, ones, none, arithmetic),
        "weighted": perceptron(X, weights, none, arithmetic),
        "biased": perceptron(X, weights, bias, arithmetic),
    }


def perceptron_network(
    arithmetic: Arithmetic, hidden_activation: Activation, error_measure: ErrorMeasure | None = None
) -> Network:
    """The network of perceptrons, which has weights and biases and is not trained.

    Args:
        arithmetic: The set of operations to compute with.
        hidden_activation: Of no use here, where there is no hidden layer.
        error_measure: What to measure: a function of y, output and arithmetic that returns a number; the mean
            absolute error, which is the share of wrong outputs, if not given.

    Returns:
        The network.

    Source:
        The article, "Multi-Layer Perceptron and its basics".

    Example:
        >>> from nnref.network import choose_network
        >>> ones, none = np.ones((3, 1)), np.zeros((1, 1))
        >>> choose_network("perceptron").predict(np.array([[0.0, 1.0, 1.0]]), {"weights": ones, "bias": none})
        array([[1.]])
    """
    measure = error_measure or mean_absolute_error

    def forward(X: Matrix, parameters: Values) -> Values:
        return {"output": perceptron(X, parameters["weights"], parameters["bias"], arithmetic)}

    def predict(X: Matrix, parameters: Values) -> Matrix:
        return forward(X, parameters)["output"]

    def error(X: Matrix, y: Matrix, parameters: Values) -> float:
        return measure(y, predict(X, parameters), arithmetic)

    return Network(
        name="perceptron",
        arithmetic=arithmetic,
        hidden_activation=None,
        parameters=NETWORKS["perceptron"],
        forward=forward,
        backward=None,
        update=None,
        predict=predict,
        error=error,
    )


networks["perceptron"] = perceptron_network
