"""Numbers as text and back: in hex without losing a bit, in decimals for people."""

import contextlib
import math
import re

import numpy as np

from nnref.checks.inputs import Matrix

HEX = re.compile(r"[+-]?0x[01](?:\.[0-9a-f]{1,13})?p[+-]?[0-9]{1,4}")
DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def nearest_double(text: str) -> float:
    """The double nearest to a decimal number, ties to even.

    Args:
        text: The number, such as 3, -0.75 or 7.5e-1.

    Returns:
        The nearest double, infinite from 1.7976931348623159e308 on.

    Source:
        IEEE 754-2019, 5.12; W. D. Clinger, How to read floating point numbers accurately, 1990.

    Example:
        >>> nearest_double("0.550586532362976")
        0.550586532362976
    """
    return float(text)


def parse_number(text: str) -> float | None:
    """The double that a number's text stands for, correctly rounded.

    Args:
        text: A C99 hex float such as 0x1.8p-1, or a decimal such as 3, -0.75 or 7.5e-1.

    Returns:
        The number, or none if the text is no number or not a finite one.

    Source:
        C99 7.20.1.3 for hex; IEEE 754-2019 5.12 for correct rounding.

    Example:
        >>> parse_number("0x1.8p-1"), parse_number("3"), parse_number("three")
        (0.75, 3.0, None)
    """
    if DECIMAL.fullmatch(text):
        number = nearest_double(text)
        return number if math.isfinite(number) else None
    if HEX.fullmatch(text):
        with contextlib.suppress(OverflowError):
            return float.fromhex(text)
    return None


def format_number(number: float) -> str:
    """The one text of a number in a fixture.

    Args:
        number: Any finite number.

    Returns:
        Plain digits if it is whole and below 2 to the power of 53, else a C99 hex float without
        trailing zeros.

    Source:
        fixtures/README.md

    Example:
        >>> format_number(3.0), format_number(0.75), format_number(-0.0)
        ('3', '0x1.8p-1', '-0x0p+0')
    """
    whole = f"{number:.0f}"
    if number == math.floor(number) and abs(number) < 2**53 and whole != "-0":
        return whole
    mantissa, exponent = float(number).hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.')}p{exponent}"


def format_decimals(A: Matrix, exact: bool = False) -> list[list[str]]:
    """A matrix in decimals for people: rounded to the same places, so that columns line up.

    Args:
        A: Any matrix.
        exact: Whether A is input, and so may be shown as whole numbers if it holds nothing else. A
            computed value that is whole in one language can be one ULP away from it in the other.

    Returns:
        The text of each value, row by row: 8 decimals, with an exponent if a value is 1,000,000 or more.

    Source:
        nnref; 8 decimals hide the rounding in which two correct programs may differ.

    Example:
        >>> format_decimals(np.array([[0.5, -1e-12]]))
        [['0.50000000', '0.00000000']]
    """
    finite = A[np.isfinite(A)]
    largest = abs(finite).max(initial=0)
    if exact and len(finite) == A.size and largest < 1e6 and (finite == np.floor(finite)).all():
        style = "%.0f"
    else:
        style = "%.8f" if largest < 1e6 else "%.8e"
    rows = [[(style % value).replace("inf", "Inf").replace("nan", "NaN") for value in row] for row in A.tolist()]
    return [[re.sub(r"^-(0(\.0*)?)$", r"\1", text) for text in row] for row in rows]
