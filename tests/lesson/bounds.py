"""How far apart a value of Python and the same value of R may be, from the formula that made it.

The bound of a cell has two parts. `own` is what this step's rounding may add on identical inputs: nothing for
cell-by-cell arithmetic; 8 ULP for the sigmoid (exp to 1 ULP, an addition and a division to a half, in both
languages); 2 * gamma_k * (|A| . |B|) for a sum of k roundings, with gamma_k = k u / (1 - k u) and u = 2**-53.
`carried` is what the differences that are already in the inputs become in this step. All in exact fractions.
"""

import math
from fractions import Fraction
from typing import Any, NamedTuple

Tree = list[Any]
Values = dict[str, list[list[float]]]

UNIT = Fraction(1, 2**53)


class Spread(NamedTuple):
    """What is known of a value in both languages."""

    size: Fraction  # no less than its magnitude, all terms taken positive
    carried: Fraction  # how far apart exact arithmetic would be, from the inputs alone
    roundings: int  # the longest chain of roundings on the way to it


def gamma(k: int) -> Fraction:
    """The relative error that k roundings can add up to."""
    return k * UNIT / (1 - k * UNIT)


def kind(tree: Tree) -> str:
    """The class of a formula: exact, ulp or gauge."""
    operator = tree[0]
    if operator in ("dot", "column_sums"):
        return "gauge"
    if operator == "call" and not tree[1].startswith("derivatives_") and tree[1] != "relu":
        return "ulp"
    inner = [kind(part) for part in tree[1:] if isinstance(part, list)]
    return next((name for name in ("gauge", "ulp") if name in inner), "exact")


def spread(tree: Tree, i: int, j: int, python: Values, r: Values) -> Spread:
    """Size, carried difference and roundings of cell (i, j) of a formula."""
    operator = tree[0]
    if operator == "name":
        row = 0 if len(python[tree[1]]) == 1 else i
        p, q = (Fraction(values[tree[1]][row][j]) for values in (python, r))
        return Spread(max(abs(p), abs(q)), abs(p - q), 0)
    if operator == "number":
        return Spread(abs(Fraction(tree[2])), Fraction(0), 0)
    if operator == "transpose":
        return spread(tree[1], j, i, python, r)
    if operator == "dot":
        n = inner_size(tree[1], python)
        terms = [
            multiply(spread(tree[1], i, k, python, r), spread(tree[2], k, j, python, r)) for k in range(n)
        ]
        return total(terms)
    if operator == "column_sums":
        return total([spread(tree[1], k, j, python, r) for k in range(len(python[tree[1][1]]))])
    if operator == "call":
        return called(tree[1], spread(tree[2], i, j, python, r))
    a, b = (spread(part, i, j, python, r) for part in tree[1:])
    return multiply(a, b) if operator == "*" else total([a, b])


def inner_size(tree: Tree, values: Values) -> int:
    """The number of columns of a factor."""
    return len(values[tree[1][1]]) if tree[0] == "transpose" else len(values[tree[1]][0])


def multiply(a: Spread, b: Spread) -> Spread:
    """The spread of a product."""
    carried = a.carried * b.size + a.size * b.carried
    return Spread(a.size * b.size, carried, a.roundings + b.roundings + 1)


def total(terms: list[Spread]) -> Spread:
    """The spread of a sum, in whatever order it is added up."""
    size, carried = sum((term.size for term in terms), Fraction(0)), sum((term.carried for term in terms), Fraction(0))
    return Spread(size, carried, max(term.roundings for term in terms) + len(terms) - 1)


def called(function: str, a: Spread) -> Spread:
    """The spread of an activation or its derivative, by the steepest slope that it has."""
    if function == "sigmoid":
        return Spread(Fraction(1), a.carried / 4, 0)
    if function in ("tanh", "relu"):
        return Spread(a.size, a.carried, 0)
    if function == "derivatives_sigmoid":  # a (1 - a), for a from 0 to 1
        return Spread(a.size, a.carried, 2)
    if function == "derivatives_tanh":
        return Spread(1 + a.size**2, 2 * a.size * a.carried, 2)
    if function == "derivatives_relu":
        return Spread(Fraction(1), a.carried and Fraction(1), 0)
    raise ValueError(f"no bound is known for {function}")


def cell_bound(tree: Tree, i: int, j: int, python: Values, r: Values, value: float) -> tuple[Fraction, Fraction]:
    """The bound of a cell: what its own rounding may add, and what its inputs carry in."""
    found = spread(tree, i, j, python, r)
    if kind(tree) == "ulp":
        return 8 * Fraction(math.ulp(value)), found.carried
    if kind(tree) == "exact" and found.carried == 0:
        return Fraction(0), Fraction(0)
    return 2 * gamma(found.roundings) * found.size, found.carried


def short(bound: Fraction) -> str:
    """A bound in two digits, rounded up."""
    if bound == 0:
        return "0"
    exponent = math.floor(math.log10(bound))
    digits = math.ceil(bound / Fraction(10) ** (exponent - 1))
    return f"{digits / 10:.1f}e{exponent}" if digits < 100 else f"1.0e{exponent + 1}"
