"""How far apart a cell of Python and the same cell of R may be in two trainings that run on their own.

Two parts: `own`, what this step's rounding may add, by its class in tests/parity/bounds.py; and `carried`,
what the differences between the inputs, as they were recorded, become in exact arithmetic. The formula says both.
"""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from bounds import STAGE, overflows
from nnref.exercises.bounds import activation_bound, gamma_of, gauge_bound, sum_gauge

Tree = list[Any]
Values = dict[str, Any]


class Spread(NamedTuple):
    """What is known of a value in both languages."""

    size: Fraction  # no less than its magnitude, all terms taken positive
    carried: Fraction  # how far apart exact arithmetic would be, from the inputs alone
    roundings: int  # the longest chain of roundings on the way to it


def spread(tree: Tree, i: int, j: int, python: Values, r: Values) -> Spread:
    """Size, carried difference and roundings of cell (i, j) of a formula."""
    operator = tree[0]
    if operator == "name":
        p, q = (Fraction(A[0 if len(A) == 1 else i, j]) for A in (python[tree[1]], r[tree[1]]))
        return Spread(max(abs(p), abs(q)), abs(p - q), 0)
    if operator == "number":
        return Spread(abs(Fraction(tree[2])), Fraction(0), 0)
    if operator == "transpose":
        return spread(tree[1], j, i, python, r)
    if operator == "dot":
        left, right = tree[1:]
        n = python[left[1][1]].shape[0] if left[0] == "transpose" else python[left[1]].shape[1]
        return total([product(spread(left, i, k, python, r), spread(right, k, j, python, r)) for k in range(n)])
    if operator == "column_sums":
        return total([spread(tree[1], k, j, python, r) for k in range(len(python[tree[1][1]]))])
    if operator == "call":
        return called(tree[1], spread(tree[2], i, j, python, r))
    a, b = (spread(part, i, j, python, r) for part in tree[1:])
    return product(a, b) if operator == "*" else total([a, b])


def product(a: Spread, b: Spread) -> Spread:
    """The spread of a product."""
    carried = a.carried * b.size + a.size * b.carried
    return Spread(a.size * b.size, carried, a.roundings + b.roundings + 1)


def total(terms: list[Spread]) -> Spread:
    """The spread of a sum, in whatever order it is added up."""
    size = sum((term.size for term in terms), Fraction(0))
    carried = sum((term.carried for term in terms), Fraction(0))
    return Spread(size, carried, max(term.roundings for term in terms) + len(terms) - 1)


def called(function: str, a: Spread) -> Spread:
    """The spread of an activation or its derivative, by the steepest slope that it has."""
    spreads = {
        "sigmoid": Spread(Fraction(1), a.carried / 4, 0),
        "tanh": Spread(Fraction(1), a.carried, 0),
        "relu": Spread(a.size, a.carried, 0),
        "derivatives_sigmoid": Spread(a.size, a.carried, 2),  # a (1 - a), for a from 0 to 1
        "derivatives_tanh": Spread(1 + a.size**2, 2 * a.size * a.carried, 2),
        "derivatives_relu": Spread(Fraction(1), a.carried and Fraction(1), 0),
    }
    return spreads[function]


def bounds_of(key: str, tree: Tree, python: Values, r: Values) -> list[list[tuple[Fraction, Fraction]]]:
    """The bound of each cell of a quantity: what its own rounding may add, and what its inputs carry in."""
    stage = STAGE[key]
    larger = {name: np.maximum(abs(A), abs(r[name])) if isinstance(A, np.ndarray) else A for name, A in python.items()}
    shape = python[key].shape
    own = np.zeros(shape)
    if stage.kind == "ulp":
        own = activation_bound(larger[key], sides=2, overflows=overflows(key, python))
    elif stage.kind == "gauge":
        parts = sum_gauge(stage.name, larger)
        own = gauge_bound(parts["k"], parts["gauge"], parts["underflows"], sides=2)

    def cell(i: int, j: int) -> tuple[Fraction, Fraction]:
        found = spread(tree, i, j, python, r)
        if stage.kind == "exact" and found.carried > 0:  # other numbers are rounded otherwise
            return 2 * Fraction(gamma_of(found.roundings)) * found.size, found.carried
        return Fraction(own[i, j]), found.carried

    return [[cell(i, j) for j in range(shape[1])] for i in range(shape[0])]


def short(bound: Fraction) -> str:
    """A bound in two digits, rounded up."""
    if bound == 0:
        return "0"
    exponent = math.floor(math.log10(bound))
    digits = math.ceil(bound / Fraction(10) ** (exponent - 1))
    return f"{digits / 10:.1f}e{exponent}" if digits < 100 else f"1.0e{exponent + 1}"
