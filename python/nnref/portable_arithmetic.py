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
    """Add up the rows: the last half of them is added to the first half, row by row, until one row is left.

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


def power_below(A: Matrix) -> float:
    """The power of two at or below the largest magnitude in a matrix.

    Args:
        A: Any matrix.

    Returns:
        That power; or a number outside 2^-300 to 2^300 if all of A is smaller or something is larger, or no
        number if something is none.

    Source:
        fixtures/PORTABLE.md; S. M. Rump, "Error estimation of floating-point summation and dot product", 2012.

    Example:
        >>> power_below(np.array([[1.0, -5.0], [0.3, 0.2]]))
        4.0
    """
    enlarged = max(float(A.max()), -float(A.min())) * (2.0**52 + 1)
    return enlarged - enlarged * (1 - 2.0**-53)


def parts(A: Matrix, unit: float, step: float, count: int) -> list[Matrix]:
    """Cut each value into parts of so few bits that sums of products of parts are exact.

    Args:
        A: Any matrix.
        unit: A power of two: the first part is a whole number times this.
        step: A power of two: each part is a whole number times the unit of the part before, divided by this.
        count: How many parts, a whole number.

    Returns:
        That many matrices, which added up give A, but for at most half a unit of the last.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> parts(np.array([[1.25]]), unit=0.5, step=2, count=2)
        [array([[1.]]), array([[0.25]])]
    """
    whole = unit * WHOLE
    found: list[Matrix] = []
    while True:
        part = A + whole
        part -= whole
        found.append(part)
        if len(found) == count:
            return found
        A = A - part
        whole /= step


def dot_of_parts(A: Matrix, B: Matrix, A_power: float, B_power: float) -> Matrix:
    """The matrix product of A transposed with B, from products of parts that any BLAS computes without rounding.

    Args:
        A: Left factor before it is transposed, k-by-n.
        B: Right factor, k-by-m.
        A_power: What power_below makes of A.
        B_power: What power_below makes of B.

    Returns:
        The n-by-m matrix; all is exact but the last two additions, and products of small parts left out.

    Source:
        fixtures/PORTABLE.md; K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
        multiplication by using fast routines of matrix multiplication and its applications", 2012.

    Example:
        >>> dot_of_parts(np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]]), A_power=2, B_power=4)
        array([[11.]])
    """
    bits = 52 - (len(A) - 1).bit_length()  # what both parts of a product may have: k 2^bits <= 2^52
    if np.array_equal(A, parts(A, A_power / 128, 1, 1)[0]):  # 8 bits are all of A, which leaves more for B
        step = 2.0 ** (bits - 8)
        b1, b2 = parts(B, 2 * B_power / step, step, 2)
        return A.T @ b1 + (A.T @ b2 + 0)  # + 0, for then no zero is negative
    step = 2.0 ** (bits // 2)
    a1, a2, a3 = parts(A, 2 * A_power / step, step, 3)
    b1, b2, b3 = parts(B, 2 * B_power / step, step, 3)
    third = a1.T @ b3 + a2.T @ b2 + a3.T @ b1 + 0
    second = a1.T @ b2 + a2.T @ b1
    return a1.T @ b1 + (second + third)


def dot_of_products(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A transposed with B, from the products of single values, which are added up by fold.

    Args:
        A: Left factor before it is transposed, k-by-n.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum of A[1, i] B[1, j], A[2, i] B[2, j], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> dot_of_products(np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    (k, n), m = A.shape, B.shape[1]
    if n > m:  # what is last has the inner loop, which had better be long
        return dot_of_products(B, A).T
    if n * k * m > 2**16 and m > 1:  # never too many products at once
        return np.hstack([dot_of_products(A, half) for half in np.array_split(B, 2, axis=1)])
    products = np.multiply(A[:, :, np.newaxis], B[:, np.newaxis, :], order="C")  # (k, n, m)
    sums: Matrix = fold(products)[0]
    return sums


def portable_dot(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B, added up by fold, or from parts where it has many terms.

    Args:
        A: Left factor, n-by-k.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum of A[i, 1] B[1, j], A[i, 2] B[2, j], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_dot(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    return portable_dot_at_b(A.T, B)


def portable_dot_at_b(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A transposed with B, added up by fold, or from parts where it has many terms.

    Args:
        A: Left factor before it is transposed, k-by-n.
        B: Right factor, k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum of A[1, i] B[1, j], A[2, i] B[2, j], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_dot_at_b(np.array([[1.0], [2.0]]), np.array([[3.0], [4.0]]))
        array([[11.]])
    """
    (k, n), m = A.shape, B.shape[1]
    if n * k * m > 6 * (n * k + k * m + n * m):  # many products: the parts are faster
        powers = power_below(A), power_below(B)
        if all(2.0**-300 <= power <= 2.0**300 for power in powers):
            return dot_of_parts(A, B, *powers)
    return dot_of_products(A, B)


def portable_dot_a_bt(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B transposed, added up by fold, or from parts where it has many terms.

    Args:
        A: Left factor, n-by-k.
        B: Right factor before it is transposed, m-by-k.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum of A[i, 1] B[j, 1], A[i, 2] B[j, 2], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_dot_a_bt(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]))
        array([[11.]])
    """
    return portable_dot_at_b(A.T, B.T)


def portable_column_sums(A: Matrix) -> Matrix:
    """Add up each column, by fold.

    Args:
        A: Any n-by-h matrix.

    Returns:
        The 1-by-h matrix of the sums over the n rows.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> portable_column_sums(np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([[4., 6.]])
    """
    return fold(A)


def portable_mean(A: Matrix) -> float:
    """The mean of all values: the column sums, added up by fold, and divided.

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
