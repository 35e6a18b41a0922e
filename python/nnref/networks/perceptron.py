"""The perceptron: a weighted sum that is or is not above a threshold. It is not trained."""

import numpy as np

from nnref.arithmetic.native import Arithmetic, Matrix, native


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
