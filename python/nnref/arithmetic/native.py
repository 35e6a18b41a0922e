"""The few operations in which NumPy and R differ, gathered so that the network can be given them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


class Arithmetic(NamedTuple):
    """A set of these operations; the network takes one as its argument `arithmetic`."""

    name: str
    dot: Callable[[Matrix, Matrix], Matrix]
    dot_at_b: Callable[[Matrix, Matrix], Matrix]
    dot_a_bt: Callable[[Matrix, Matrix], Matrix]
    add_bias: Callable[[Matrix, Matrix], Matrix]
    column_sums: Callable[[Matrix], Matrix]
    mean: Callable[[Matrix], float]
    exp: Callable[[Matrix], Matrix]
    tanh: Callable[[Matrix], Matrix]
    log1p: Callable[[Matrix], Matrix]


def native_dot(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B.

    Args:
        A: Left factor, n-by-k.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum over k of A[i, k] times B[k, j].

    Source:
        The article, steps 2 and 4. The order of summing is the BLAS library's own.

    Example:
        >>> native_dot(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    return A @ B


def native_dot_at_b(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A transposed with B.

    Args:
        A: Left factor before it is transposed, k-by-n.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum over k of A[k, i] times B[k, j].

    Source:
        The article, step 10.

    Example:
        >>> native_dot_at_b(np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    return A.T @ B


def native_dot_a_bt(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B transposed.

    Args:
        A: Left factor, n-by-k.
        B: Right factor before it is transposed, m-by-k.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum over k of A[i, k] times B[j, k].

    Source:
        The article, step 8.

    Example:
        >>> native_dot_a_bt(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]))
        array([[11.]])
    """
    return A @ B.T


def native_add_bias(A: Matrix, b: Matrix) -> Matrix:
    """Add the bias row b to each row of A.

    Args:
        A: Weighted sums, n-by-h.
        b: One bias for each column of A, 1-by-h.

    Returns:
        The n-by-h matrix of A[i, j] + b[1, j].

    Source:
        The article, steps 2 and 4: one bias for each neuron, not one for each sample.

    Example:
        >>> native_add_bias(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, 20.0]]))
        array([[11., 22.],
               [13., 24.]])
    """
    return A + b  # NumPy stretches the single row of b down the rows of A


def native_column_sums(A: Matrix) -> Matrix:
    """Add up each column.

    Args:
        A: Any n-by-h matrix.

    Returns:
        The 1-by-h matrix of the sums over the n rows.

    Source:
        The article, step 11.

    Example:
        >>> native_column_sums(np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([[4., 6.]])
    """
    return np.ones((1, len(A))) @ A  # a row of ones times A; A.sum(axis=0) is slower


def native_mean(A: Matrix) -> float:
    """The mean of all values.

    Args:
        A: Any n-by-q matrix.

    Returns:
        The sum of all n times q values, divided by their number.

    Source:
        nnref; errors are reported as means over samples and outputs.

    Example:
        >>> native_mean(np.array([[1.0, 2.0], [3.0, 4.0]]))
        2.5
    """
    return float(A.mean())


@np.errstate(over="ignore")  # R overflows to Inf without a word; so do we
def native_exp(A: Matrix) -> Matrix:
    """The exponential of each value.

    Args:
        A: Any matrix.

    Returns:
        The matrix of e to the power of each value, infinite above 709.78, zero below -745.13.

    Source:
        The article, step 3.

    Example:
        >>> native_exp(np.array([[0.0, -1000.0]]))
        array([[1., 0.]])
    """
    return np.exp(A)


def native_tanh(A: Matrix) -> Matrix:
    """The hyperbolic tangent of each value.

    Args:
        A: Any matrix.

    Returns:
        The matrix of hyperbolic tangents, each between -1 and 1.

    Source:
        The article, "What is an activation function?".

    Example:
        >>> native_tanh(np.array([[0.0, 1000.0]]))
        array([[0., 1.]])
    """
    return np.tanh(A)


def native_log1p(A: Matrix) -> Matrix:
    """The natural logarithm of 1 plus each value.

    Args:
        A: Any matrix of values from 0 to 1.

    Returns:
        The matrix of log(1 + a), accurate where 1 + a would lose the digits of a.

    Source:
        The log's binary cross-entropy, written so that it stays finite.

    Example:
        >>> native_log1p(np.array([[0.0, 1e-30]]))
        array([[0.e+00, 1.e-30]])
    """
    return np.log1p(A)


native = Arithmetic(
    name="native",
    dot=native_dot,
    dot_at_b=native_dot_at_b,
    dot_a_bt=native_dot_a_bt,
    add_bias=native_add_bias,
    column_sums=native_column_sums,
    mean=native_mean,
    exp=native_exp,
    tanh=native_tanh,
    log1p=native_log1p,
)
