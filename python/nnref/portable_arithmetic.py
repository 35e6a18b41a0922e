"""The same operations from IEEE 754 steps in a fixed order, so that every language gives the same bits."""

import numpy as np

from nnref.arithmetic import Arithmetic, Matrix, native, native_add_bias

# log2(e), and the natural logarithm of 2 in two parts: 40 bits, so that up to 2048 times it is exact, and the rest
LOG2_E = float.fromhex("0x1.71547652b82fep+0")
LN2_HIGH = float.fromhex("0x1.62e42fefa2p-1")
LN2_LOW = float.fromhex("0x1.9ef35793c7673p-41")

# 2 to the power of -1074 to 1023, exact because doubling and halving are
POWERS_OF_TWO = np.concatenate([np.cumprod(np.full(1074, 0.5))[::-1], np.cumprod([1.0] + [2.0] * 1023)])

# 2 B(2j) / (2j)! for j = 1 to 6, B being the Bernoulli numbers; then 2 / (2j + 1) for j = 1 to 16
COTH_COEFFICIENTS = [1 / 6, -1 / 360, 1 / 15120, -1 / 604800, 1 / 23950080, -691 / 653837184000]
LOG_COEFFICIENTS = [2 / (2 * j + 1) for j in range(1, 17)]


def portable_dot(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B, its terms added in pairs, as portable_column_sums does.

    Args:
        A: Left factor, n-by-k.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum in pairs of A[i, 1] B[1, j], A[i, 2] B[2, j], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_dot(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    return portable_dot_at_b(A.T, B)


def portable_dot_at_b(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A transposed with B, its terms added in pairs, as portable_column_sums does.

    Args:
        A: Left factor before it is transposed, k-by-n.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum in pairs of A[1, i] B[1, j], A[2, i] B[2, j], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_dot_at_b(np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    if len(A) > 16 and A.shape[1] * B.shape[1] < 500:  # many terms of few entries: faster column by column
        if A.shape[1] > B.shape[1]:
            return portable_dot_at_b(B, A).T
        return np.vstack([portable_column_sums(column[:, np.newaxis] * B) for column in A.T])
    sums: list[Matrix] = []  # of 2^a terms, 2^b terms, ..., each more than the next
    for k, (a, b) in enumerate(zip(A, B, strict=True), start=1):
        term = a[:, np.newaxis] * b  # (n, m)
        rest = k
        while rest % 2 == 0:  # this many terms were waiting for just as many
            term = sums.pop() + term
            rest //= 2
        sums.append(term)
    while len(sums) > 1:
        last = sums.pop()
        sums.append(sums.pop() + last)
    return sums[0]


def portable_dot_a_bt(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B transposed, its terms added in pairs, as portable_column_sums does.

    Args:
        A: Left factor, n-by-k.
        B: Right factor before it is transposed, m-by-k.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum in pairs of A[i, 1] B[j, 1], A[i, 2] B[j, 2], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_dot_a_bt(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]))
        array([[11.]])
    """
    return portable_dot_at_b(A.T, B.T)


def portable_column_sums(A: Matrix) -> Matrix:
    """Add up each column in pairs: row 1 and row 2, row 3 and row 4, ..., then the sums in the same way.

    Args:
        A: Any n-by-h matrix.

    Returns:
        The 1-by-h matrix of the sums over the n rows. A last row without a partner waits for the next round.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_column_sums(np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([[4., 6.]])
    """
    while len(A) > 1:
        pairs = A[:-1:2] + A[1::2]
        A = np.vstack([pairs, A[-1:]]) if len(A) % 2 == 1 else pairs
    return A


def portable_mean(A: Matrix) -> float:
    """The mean of all values: the column sums, added up in the same way, and divided.

    Args:
        A: Any n-by-q matrix.

    Returns:
        The sum of all n times q values, divided by their number.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_mean(np.array([[1.0, 2.0], [3.0, 4.0]]))
        2.5
    """
    return float(portable_column_sums(portable_column_sums(A).T)[0, 0]) / A.size


def coth_excess(r: Matrix) -> Matrix:
    """By how much r times the hyperbolic cotangent of r / 2 exceeds 2.

    Args:
        r: Any matrix of values from -0.35 to 0.35.

    Returns:
        r coth(r / 2) - 2 of each value: r^2 / 6 - r^4 / 360 + r^6 / 15120 - ... to r^12, by Horner's rule.

    Source:
        fixtures/PORTABLE.md; exp(r) is 1 + 2 r / (r coth(r / 2) - r), and tanh(r / 2) is r / (r coth(r / 2)).

    Example:
        >>> coth_excess(np.array([[0.0]]))
        array([[0.]])
    """
    t = r * r
    series = COTH_COEFFICIENTS[-1] * t
    for coefficient in COTH_COEFFICIENTS[-2::-1]:
        series = (series + coefficient) * t
    return series


def portable_exp(A: Matrix) -> Matrix:
    """The exponential of each value: 2^k exp(r), where r is what is left of the value after k times log(2).

    Args:
        A: Any matrix.

    Returns:
        The matrix of e to the power of each value, less than 1 ULP off; infinite above 709.78, zero below
        -745.13.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_exp(np.array([[0.0, -1000.0]]))
        array([[1., 0.]])
    """
    x = np.minimum(np.maximum(A, -746), 710)  # beyond, the result is 0 or infinite all the same
    k = np.maximum(np.floor(x * LOG2_E + 0.5), -1073)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    c = r - coth_excess(r)
    y = 1 + (high + (r * c / (2 - c) - low))  # exp(r), since it is 1 + r + r c / (2 - c)
    with np.errstate(over="ignore", invalid="ignore"):
        scale: Matrix = POWERS_OF_TWO.take((k + 1073).astype(np.intp), mode="clip")
        return (y + y) * scale  # 2 y 2^(k - 1)


def portable_tanh(A: Matrix) -> Matrix:
    """The hyperbolic tangent of each value: near 0 by a series, elsewhere from the exponential.

    Args:
        A: Any matrix.

    Returns:
        The matrix of hyperbolic tangents, each between -1 and 1 and less than 3 ULP off.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_tanh(np.array([[0.0, 1000.0]]))
        array([[0., 1.]])
    """
    with np.errstate(over="ignore"):
        e = portable_exp(-2 * abs(A))
    result = np.sign(A) * ((1 - e) / (1 + e))
    near_0 = abs(A) < 0.17
    x = A[near_0]
    result[near_0] = x / (1 + coth_excess(2 * x) / 2)
    return result


def portable_log1p(A: Matrix) -> Matrix:
    """The natural logarithm of 1 plus each value, by the series of the inverse hyperbolic tangent.

    Args:
        A: Any matrix of values from 0 to 1.

    Returns:
        The matrix of log(1 + a), each less than 2 ULP off.

    Source:
        fixtures/PORTABLE.md; log(1 + a) is 2 artanh(s) where s is a / (2 + a).

    Example:
        >>> portable_log1p(np.array([[0.0]]))
        array([[0.]])
    """
    s = A / (2 + A)
    t = s * s
    series = LOG_COEFFICIENTS[-1] * t
    for coefficient in LOG_COEFFICIENTS[-2::-1]:
        series = (series + coefficient) * t
    return A - s * (A - series)


portable = Arithmetic(
    name="portable",
    dot=portable_dot,
    dot_at_b=portable_dot_at_b,
    dot_a_bt=portable_dot_a_bt,
    add_bias=native_add_bias,  # one addition for each value: there is only one order
    column_sums=portable_column_sums,
    mean=portable_mean,
    exp=portable_exp,
    tanh=portable_tanh,
    log1p=portable_log1p,
)

arithmetics = {"native": native, "portable": portable}
