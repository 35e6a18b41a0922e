"""The same operations from IEEE 754 steps in a fixed order, so that every language gives the same bits."""

import numpy as np

from nnref.arithmetic import Arithmetic, Matrix, native, native_add_bias

# log2(e), and the natural logarithm of 2 in two parts: 40 bits, so that up to 2048 times it is exact, and the rest
LOG2_E = float.fromhex("0x1.71547652b82fep+0")
LN2_HIGH = float.fromhex("0x1.62e42fefa2p-1")
LN2_LOW = float.fromhex("0x1.9ef35793c7673p-41")

# Added and taken away again, it leaves a whole number: beside it there is no room for a fraction
WHOLE = 1.5 * 2.0**52

# 2 to the power of -1074 to 1023, exact because doubling and halving are
POWERS_OF_TWO = np.concatenate([np.cumprod(np.full(1074, 0.5))[::-1], np.cumprod([1.0] + [2.0] * 1023)])

# 2 B(2j) / (2j)! for j = 1 to 6, B being the Bernoulli numbers; then 2 / (2j + 1) for j = 1 to 16
COTH_COEFFICIENTS = [1 / 6, -1 / 360, 1 / 15120, -1 / 604800, 1 / 23950080, -691 / 653837184000]
LOG_COEFFICIENTS = [2 / (2 * j + 1) for j in range(1, 17)]


def fold(A: Matrix) -> Matrix:
    """Add up the rows: the last half of them is added to the first, row by row, until one row is left.

    Args:
        A: Any matrix, n-by-h.

    Returns:
        The 1-by-h matrix of the sums over the n rows. Of an odd number the one in the middle waits.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> fold(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
        array([[ 9., 12.]])
    """
    A = A.copy()  # added up in place
    while len(A) > 1:
        half = len(A) // 2
        A[:half] += A[-half:]
        A = A[:-half]
    return A.copy()  # not the memory of all rows


def row_scales(A: Matrix) -> Matrix:
    """The power of two at or below the largest magnitude in each row.

    Args:
        A: Any matrix, n-by-k.

    Returns:
        The n-by-1 matrix of these powers, none below the smallest normal number. What is not finite, or above
        2^970, makes them useless: the largest is then not below 2^970.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> row_scales(np.array([[1.0, -5.0], [0.3, 0.2]]))
        array([[4.  ],
               [0.25]])
    """
    largest = np.maximum(np.abs(A).max(axis=1, keepdims=True), POWERS_OF_TWO[52])
    enlarged = largest * (2.0**52 + 1)
    return enlarged - enlarged * (1 - 2.0**-53)


def parts(A: Matrix, scales: Matrix, step: float) -> list[Matrix]:
    """Cut each value into parts of so few bits that sums of products of parts are exact.

    Args:
        A: Any matrix, n-by-k.
        scales: What row_scales makes of A.
        step: A power of two; each part is a whole number, from -step to step, times a power of two.

    Returns:
        One matrix or three, from large parts to small; added up and times the scales they give A, but for what
        is below 1 / step^3. One is enough where values have few bits.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> parts(np.array([[1.25]]), scales=np.array([[1.0]]), step=4)
        [array([[1.]]), array([[0.25]]), array([[0.]])]
    """
    rest = A / scales
    unit = 2 / step * WHOLE
    found = [rest + unit - unit]
    rest = rest - found[0]
    if rest.any():
        unit = unit / step
        found.append(rest + unit - unit)
        rest = rest - found[1]
        unit = unit / step
        found.append(rest + unit - unit)
    return found


def dot_of_parts(A: Matrix, B: Matrix, scales: list[Matrix]) -> Matrix:
    """The matrix product of A with B transposed, from products of parts that any BLAS computes without rounding.

    Args:
        A: Left factor, n-by-k.
        B: Right factor before it is transposed, m-by-k.
        scales: What row_scales makes of A, and of B.

    Returns:
        The n-by-m matrix; all is exact but the last three additions, and products of small parts left out.

    Source:
        fixtures/PORTABLE.md; K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
        multiplication by using fast routines of matrix multiplication and its applications", 2012.

    Example:
        >>> A, B = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])
        >>> dot_of_parts(A, B, [row_scales(A), row_scales(B)])
        array([[11.]])
    """
    n, k = A.shape
    step = 2.0 ** ((52 - (k - 1).bit_length()) // 2)  # the largest with k step^2 <= 2^52
    A_parts, B_parts = parts(A, scales[0], step), parts(B, scales[1], step)
    sums = np.zeros((3, n, len(B)))  # of products of like size, from large to small
    for i, a in enumerate(A_parts):
        for j, b in enumerate(B_parts[: 3 - i]):
            sums[i + j] += a @ b.T
    result: Matrix = (sums[0] + (sums[1] + sums[2])) * scales[0] * scales[1].T
    return result


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
    (k, n), m = A.shape, B.shape[1]
    if n * k * m >= 8 * (n * k + k * m + n * m):  # then the parts are faster
        scales = [row_scales(A.T), row_scales(B.T)]
        if all(scale.max() < 2.0**970 for scale in scales):
            return dot_of_parts(A.T, B.T, scales)
    if n * k * m > 2**16 and n > 1:  # never too many products at once
        return np.vstack([portable_dot_at_b(half, B) for half in np.array_split(A, 2, axis=1)])
    products = np.multiply(A[:, :, np.newaxis], B[:, np.newaxis, :], order="C")  # (k, n, m)
    return fold(products)[0]


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
    return fold(A)


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
        series += coefficient  # in place: no new matrix for each step
        series *= t
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
    x = np.minimum(np.maximum(A, -746.0), 710.0)  # beyond, the result is 0 or infinite all the same
    k = np.maximum(x * LOG2_E + WHOLE - WHOLE, -1073.0)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    y = coth_excess(r)  # from here on in place: no new matrix for each step
    np.subtract(r, y, out=y)  # c
    r *= y
    np.subtract(2.0, y, out=y)
    r /= y  # r c / (2 - c)
    r -= low
    r += high
    r += 1  # exp(r), since it is 1 + r + r c / (2 - c)
    k += 1073
    with np.errstate(over="ignore", invalid="ignore"):
        r += r
        r *= POWERS_OF_TWO.take(k.astype(np.intp), mode="clip")  # 2 y 2^(k - 1)
    return r


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
        series += coefficient  # in place: no new matrix for each step
        series *= t
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
