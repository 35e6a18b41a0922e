"""Activation functions, each beside its derivative written in terms of its own result."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnref.arithmetic.native import Arithmetic, Matrix, native


class Activation(NamedTuple):
    """An activation function and its derivative; the network takes one as `hidden_activation`."""

    name: str
    activate: Callable[[Matrix, Arithmetic], Matrix]
    slope: Callable[[Matrix], Matrix]


def sigmoid(x: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """Squash each value into the interval from 0 to 1: the logistic function.

    Args:
        x: Pre-activations, any matrix.
        arithmetic: The set of operations to compute with.

    Returns:
        1 / (1 + exp(-x)) of each value, shaped like x.

    Source:
        The article, step 3.

    Example:
        >>> sigmoid(np.array([[0.0, 1000.0]]))
        array([[0.5, 1. ]])
    """
    return 1 / (1 + arithmetic.exp(-x))


def derivatives_sigmoid(a: Matrix) -> Matrix:
    """The derivative of the sigmoid, from the activation that the sigmoid returned.

    Args:
        a: Activations, any matrix of values from 0 to 1.

    Returns:
        a times (1 - a) of each value, shaped like a.

    Source:
        The article, step 6, where a is called x.

    Example:
        >>> derivatives_sigmoid(np.array([[0.5, 1.0]]))
        array([[0.25, 0.  ]])
    """
    return a * (1 - a)


def hyperbolic_tangent(x: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """Squash each value into the interval from -1 to 1: the hyperbolic tangent.

    Args:
        x: Pre-activations, any matrix.
        arithmetic: The set of operations to compute with.

    Returns:
        tanh(x) of each value, shaped like x.

    Source:
        The article, "What is an activation function?".

    Example:
        >>> hyperbolic_tangent(np.array([[0.0, 1000.0]]))
        array([[0., 1.]])
    """
    return arithmetic.tanh(x)


def derivatives_hyperbolic_tangent(a: Matrix) -> Matrix:
    """The derivative of the hyperbolic tangent, from the activation that it returned.

    Args:
        a: Activations, any matrix of values from -1 to 1.

    Returns:
        1 - a times a of each value, shaped like a.

    Source:
        The derivative of tanh is 1 - tanh squared.

    Example:
        >>> derivatives_hyperbolic_tangent(np.array([[0.0, 0.5, 1.0]]))
        array([[1.  , 0.75, 0.  ]])
    """
    return 1 - a * a


def relu(x: Matrix, arithmetic: Arithmetic = native) -> Matrix:
    """Keep each positive value and set every other to 0: the rectified linear unit.

    Args:
        x: Pre-activations, any matrix.
        arithmetic: The set of operations to compute with; none of them is needed here.

    Returns:
        The larger of x and 0 for each value, shaped like x.

    Source:
        The article, "What is an activation function?".

    Example:
        >>> relu(np.array([[-2.0, 3.0]]))
        array([[0., 3.]])
    """
    return np.where(x <= 0, 0.0, x)


def derivatives_relu(a: Matrix) -> Matrix:
    """The derivative of the rectified linear unit, from the activation that it returned.

    Args:
        a: Activations, any matrix of values from 0 up.

    Returns:
        1 where a is positive, 0 where it is 0, shaped like a.

    Source:
        The slope at exactly 0 is taken as 0, as is usual.

    Example:
        >>> derivatives_relu(np.array([[0.0, 3.0]]))
        array([[0., 1.]])
    """
    return np.where(a > 0, 1.0, 0.0)


hidden_activations = {
    "sigmoid": Activation("sigmoid", sigmoid, derivatives_sigmoid),
    "tanh": Activation("tanh", hyperbolic_tangent, derivatives_hyperbolic_tangent),
    "relu": Activation("relu", relu, derivatives_relu),
}
