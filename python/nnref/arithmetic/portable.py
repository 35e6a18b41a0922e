"""The same operations from IEEE 754 steps in a fixed order, so that every language gives the same bits."""

from collections.abc import Callable

import numpy as np

from nnref.arithmetic.native import Arithmetic, Matrix, native, native_add_bias

# What is added to matrices or multiplied with them is an array here: NumPy is quicker with that than with a number
zero: Matrix = np.array(0.0)

# 32 / log(2), and log(2) / 32 in two parts: 36 bits, so that up to 2^16 times it is exact, and the rest
EXP_STEPS = np.array(float.fromhex("0x1.71547652b82fep+5"))
EXP_STEP_HIGH = np.array(float.fromhex("0x1.62e42fefap-6"))
EXP_STEP_LOW = np.array(float.fromhex("0x1.cf79abc9e3b3ap-45"))

# Added and taken away again, it leaves a whole number: beside it there is no room for a fraction
WHOLE = np.array(1.5 * 2.0**52)

# The same for multiples of the units of parts. Three parts of a left factor have 19 bits each, two of a right one 28;
# then sums of 256 products are exact, for 256 times 2^18 times 2^27 is 2^53
LEFT_WHOLE = [1.5 * 2.0 ** (54 - 19 * part) for part in (1, 2, 3)]
RIGHT_WHOLE = [1.5 * 2.0 ** (54 - 28 * part) for part in (1, 2)]
MOST_TERMS = 256

# 2^-1074 to 2^1023, exact because doubling and halving are; 2^k is entry k + 1074
POWERS_OF_TWO = np.concatenate([np.cumprod(np.full(1074, 0.5))[::-1], np.cumprod([1.0] + [2.0] * 1023)])

# 2^(i / 32) for i = 0 to 31, and what is missing from the double nearest to it
ROOTS = """
    0x1p+0 0x1.059b0d3158574p+0 0x1.0b5586cf9890fp+0 0x1.11301d0125b51p+0
    0x1.172b83c7d517bp+0 0x1.1d4873168b9aap+0 0x1.2387a6e756238p+0 0x1.29e9df51fdee1p+0
    0x1.306fe0a31b715p+0 0x1.371a7373aa9cbp+0 0x1.3dea64c123422p+0 0x1.44e086061892dp+0
    0x1.4bfdad5362a27p+0 0x1.5342b569d4f82p+0 0x1.5ab07dd485429p+0 0x1.6247eb03a5585p+0
    0x1.6a09e667f3bcdp+0 0x1.71f75e8ec5f74p+0 0x1.7a11473eb0187p+0 0x1.82589994cce13p+0
    0x1.8ace5422aa0dbp+0 0x1.93737b0cdc5e5p+0 0x1.9c49182a3f09p+0 0x1.a5503b23e255dp+0
    0x1.ae89f995ad3adp+0 0x1.b7f76f2fb5e47p+0 0x1.c199bdd85529cp+0 0x1.cb720dcef9069p+0
    0x1.d5818dcfba487p+0 0x1.dfc97337b9b5fp+0 0x1.ea4afa2a490dap+0 0x1.f50765b6e454p+0
"""
REST_OF_ROOTS = """
    0x0p+0 0x1.d73e2a475b465p-55 0x1.8a62e4adc610bp-54 -0x1.6c51039449b3ap-54
    -0x1.19041b9d78a76p-55 0x1.e016e00a2643cp-54 0x1.9b07eb6c70573p-54 0x1.612e8afad1255p-55
    0x1.6f46ad23182e4p-55 -0x1.63aeabf42eae2p-54 0x1.ada0911f09ebcp-55 0x1.89b7a04ef80dp-59
    0x1.d4397afec42e2p-56 -0x1.07abe1db13cadp-55 0x1.6324c054647adp-54 -0x1.383c17e40b497p-54
    -0x1.bdd3413b26456p-54 -0x1.16e4786887a99p-55 -0x1.41577ee04992fp-55 -0x1.d4c1dd41532d8p-54
    0x1.6e9f156864b27p-54 -0x1.75fc781b57ebcp-57 0x1.c7c46b071f2bep-56 -0x1.d2f6edb8d41e1p-54
    0x1.7a1cd345dcc81p-54 -0x1.5584f7e54ac3bp-56 0x1.11065895048ddp-55 0x1.503cbd1e949dbp-56
    0x1.2ed02d75b3707p-55 -0x1.1a5cd4f184b5cp-54 -0x1.e9c23179c2893p-54 0x1.9d3e12dd8a18bp-54
"""

# The same times 2^-1011 to 2^1011: 2^(j / 32) for j = -32352 to 32383
EXP_HIGH, EXP_LOW = (
    np.outer(POWERS_OF_TWO[1074 - 1011 : 1074 + 1012], [float.fromhex(root) for root in roots.split()]).ravel()
    for roots in (ROOTS, REST_OF_ROOTS)
)

# 2^(j / 32) is entry WHOLE + j + EXP_0, where the bits of WHOLE + j are read as a whole number: they count as j does
EXP_0 = np.array(32 * 1011) - WHOLE.view(np.int64)

# 1 / j! for j = 6 to 1
EXP_COEFFICIENTS: list[Matrix] = [np.array(1 / divisor) for divisor in (720, 120, 24, 6, 2, 1)]

# 2 B(2j) / (2j)! for j = 1 to 6, B being the Bernoulli numbers; then 2 / (2j + 1) for j = 1 to 16
COTH_COEFFICIENTS = [np.array(c) for c in [1 / 6, -1 / 360, 1 / 15120, -1 / 604800, 1 / 23950080, -691 / 653837184000]]
LOG_COEFFICIENTS = [np.array(2 / (2 * j + 1)) for j in range(1, 17)]


# Pairs of numbers, and their sum, product and quotient; to 64 bits first and then to 53, each would be rounded to
# another double
TWICE = np.array(
    [
        [float.fromhex(x) for x in row.split()]
        for row in [
            "0x1p+0 0x1.002p-53 0x1.0000000000001p+0",
            "0x1.553cc14478675p+0 0x1.fe90499f131f9p+0 0x1.5447aeaabddbdp+1",
            "0x1.4243f0888b9f6p+0 0x1.3191ae1c54835p+0 0x1.0dfce4dcdf691p+0",
        ]
    ]
)


def rounds_once() -> bool:
    """Whether this machine rounds each result once, as IEEE 754 asks; the x87 registers of old processors do it twice.

    Returns:
        Whether a sum, a product and a quotient come out right, alone and in company.

    Source:
        fixtures/PORTABLE.md; D. Monniaux, "The pitfalls of verifying floating-point computations", 2008.

    Example:
        >>> rounds_once()
        True
    """
    for count in (1, 64):  # many at once may be computed in other registers
        x, y, nearest = np.repeat(TWICE.T[:, :, np.newaxis], count, axis=2)
        found = np.array([x[0] + y[0], x[1] * y[1], x[2] / y[2]])
        if (found != nearest).any():
            return False
    return True


def fold(A: Matrix) -> Matrix:
    """Add up the rows: the last half of them is added to the first half, until one is left.

    Args:
        A: Any matrix, k-by-n.

    Returns:
        The 1-by-n matrix of the sums over the k rows, none of them -0. Of an odd number of rows the one in the
        middle waits.

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> fold(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
        array([[ 9., 12.]])
    """
    k = len(A)
    while k > 1:
        half = k // 2
        sums = A[:half] + A[-half:]
        A = np.concatenate([sums, A[half : half + 1]]) if k % 2 else sums
        k -= half
    return A + zero


def largest_magnitude(A: Matrix) -> float:
    """The largest magnitude in a matrix.

    Args:
        A: Any matrix.

    Returns:
        The largest absolute value; no number if one of the values is none.

    Source:
        nnref

    Example:
        >>> largest_magnitude(np.array([[1.0, -5.0], [0.3, 0.2]]))
        5.0
    """
    return max(A.item(A.argmax()), -A.item(A.argmin()))  # quicker than A.max() and A.min()


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
    enlarged = largest_magnitude(A) * (2.0**52 + 1)
    return enlarged - enlarged * (1 - 2.0**-53)


def dot_of_parts(A: Matrix, B: Matrix, A_power: float, B_power: float, dot: Callable[..., Matrix]) -> Matrix:
    """A matrix product, from products of parts of so few bits that any BLAS computes them without rounding.

    Args:
        A: Left factor.
        B: Right factor.
        A_power: What power_below makes of A.
        B_power: What power_below makes of B.
        dot: The product to compute: a function of A and B. No entry of it has more than 256 terms.

    Returns:
        What dot returns; all is exact but the additions here, and what is left of values after their last part.

    Source:
        fixtures/PORTABLE.md; K. Ozaki, T. Ogita, S. Oishi, S. M. Rump, "Error-free transformations of matrix
        multiplication by using fast routines of matrix multiplication and its applications", 2012.

    Example:
        >>> dot_of_parts(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]), A_power=2, B_power=4, dot=np.dot)
        array([[11.]])
    """
    whole_1, whole_2 = np.array(B_power * RIGHT_WHOLE[0]), np.array(B_power * RIGHT_WHOLE[1])
    b1 = B + whole_1 - whole_1
    b2 = B - b1 + whole_2 - whole_2

    whole_1 = np.array(A_power * LEFT_WHOLE[0])
    a1 = A + whole_1 - whole_1
    rest = A - a1
    if rest.item(0) == 0 and not np.count_nonzero(rest):  # so few bits that a1 is all of A
        return dot(a1, b2) + zero + dot(a1, b1)
    whole_2, whole_3 = np.array(A_power * LEFT_WHOLE[1]), np.array(A_power * LEFT_WHOLE[2])
    a2 = rest + whole_2 - whole_2
    a3 = rest - a2 + whole_3 - whole_3
    return dot(a3, b1) + dot(a2, b2) + dot(a1, b2) + dot(a2, b1) + zero + dot(a1, b1)


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
    return fold(products.reshape(k, n * m)).reshape(n, m)


def portable_product(A: Matrix, B: Matrix, k: int, dot: Callable[..., Matrix], left: Matrix, right: Matrix) -> Matrix:
    """A matrix product by single products, or by parts where there are many.

    Args:
        A: Left factor.
        B: Right factor.
        k: How many terms each entry has, a whole number.
        dot: The product to compute: a function of A and B.
        left: A, turned so that it is k-by-n.
        right: B, turned so that it is k-by-m.

    Returns:
        The n-by-m matrix whose entry (i, j) is the sum of left[1, i] right[1, j], left[2, i] right[2, j], ...

    Source:
        fixtures/PORTABLE.md

    Example:
        >>> column = np.array([[1.0], [2.0]])
        >>> portable_product(column.T, column, k=2, dot=np.dot, left=column, right=column)
        array([[5.]])
    """
    n, m = A.size // k, B.size // k
    if n * k * m > 4 * (n * k + k * m + n * m):
        if k > MOST_TERMS:
            half = k // 2
            sums = portable_dot_at_b(left[:half], right[:half])
            return sums + portable_dot_at_b(left[half:], right[half:])
        A_power, B_power = power_below(A), power_below(B)
        if 2.0**-300 <= A_power <= 2.0**300 and 2.0**-300 <= B_power <= 2.0**300:
            return dot_of_parts(A, B, A_power, B_power, dot)
    return dot_of_products(left, right)


def portable_dot(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B.

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
    return portable_product(A, B, len(B), np.dot, left=A.T, right=B)


def portable_dot_at_b(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A transposed with B.

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
    return portable_product(A, B, len(B), lambda A, B: np.dot(A.T, B), left=A, right=B)


def portable_dot_a_bt(A: Matrix, B: Matrix) -> Matrix:
    """The matrix product of A with B transposed.

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
    return portable_product(A, B, B.shape[1], lambda A, B: np.dot(A, B.T), left=A.T, right=B.T)


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
    return fold(fold(A).T).item() / A.size


def coth_remainder(r: Matrix) -> Matrix:
    """By how much r times the hyperbolic cotangent of r / 2 exceeds 2.

    Args:
        r: Any matrix of values from -0.35 to 0.35.

    Returns:
        r coth(r / 2) - 2 of each value: r^2 / 6 - r^4 / 360 + r^6 / 15120 - ... to r^12, by Horner's rule.

    Source:
        fixtures/PORTABLE.md; tanh(r / 2) is r / (r coth(r / 2)).

    Example:
        >>> coth_remainder(np.array([[0.0]]))
        array([[0.]])
    """
    t = r * r
    series = COTH_COEFFICIENTS[-1] * t
    for coefficient in COTH_COEFFICIENTS[-2::-1]:
        series += coefficient  # in place: no new matrix for each step
        series *= t
    return series


def portable_exp(A: Matrix) -> Matrix:
    """The exponential of each value: 2^(j / 32) exp(r), where r is what is left of the value after j log(2) / 32.

    Args:
        A: Any matrix.

    Returns:
        The matrix of e to the power of each value, less than 1 ULP off; infinite above 709.78, zero below
        -745.13.

    Source:
        fixtures/PORTABLE.md; P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE
        floating-point arithmetic", 1989.

    Example:
        >>> portable_exp(np.array([[0.0, -1000.0]]))
        array([[1., 0.]])
    """
    extreme = not np.vdot(A, A) < 700**2  # then no value is beyond 700
    x = np.minimum(np.maximum(A, -746), 710) if extreme else A  # beyond, it is 0 or infinite all the same
    j = x * EXP_STEPS
    j += WHOLE
    index = (j.view(np.int64) + EXP_0).astype(np.intp, copy=False)  # as NumPy counts: in 32 bits on some machines
    j -= WHOLE
    r = x - j * EXP_STEP_HIGH
    r -= j * EXP_STEP_LOW
    y: Matrix = r * EXP_COEFFICIENTS[0]  # exp(r) - 1 by its series, with Horner's rule
    for coefficient in EXP_COEFFICIENTS[1:]:
        y += coefficient
        y *= r
    if extreme:  # by way of results that are neither subnormal nor infinite
        with np.errstate(invalid="ignore"):  # R compares with NaN without a word; so do we
            shift = 512 * (x < -700) - 512 * (x > 700)
        index += 32 * shift
    high = EXP_HIGH.take(index, mode="clip")
    y *= high
    y += EXP_LOW.take(index, mode="clip")
    y += high
    if extreme:
        with np.errstate(over="ignore"):  # R overflows to Inf without a word; so do we
            y *= POWERS_OF_TWO[1074 - shift]
    return y


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
    result[near_0] = x / (1 + coth_remainder(2 * x) / 2)
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
