"""How agreement is judged: three classes of comparison, and no other tolerance anywhere.

Write u = 2^-53 for the unit roundoff and tiny = 2^-1074 for the smallest subnormal.

exact  Quantities made from the same inputs by single IEEE 754 operations on single elements (+, -, x). IEEE 754 says
       what each returns, to the last bit, so both languages must return the same bits.

ulp    Activations. sigmoid(x) = 1 / (1 + exp(-x)) is one exp, one addition, one division. A good exp is less than 1 ULP
       off; an addition and a division are each at most 1/2 ULP off and carry an error on without enlarging it, but a
       result just below a power of two counts its ULPs twice as small as the value it came from. Together at most
       2 x (1 + 1/2 + 1/2) = 4 ULP of the truth, so two such programs are at most 8 ULP apart. The same 4 are granted to
       tanh, which both libraries state to be less than 3 ULP off. Where exp overflows (x < -709.78), sigmoid returns 0
       for a true value below 2^-1023, so below the smallest normal, 2^-1022, that much is granted besides.

gauge  Sums of k products, in whatever order, with or without fused operations. Higham, Accuracy and Stability of
       Numerical Algorithms, 2nd edition, (3.5): with gamma_k = k u / (1 - k u),

           |computed - exact| <= gamma_k (|A| |B|)

       for each entry; |A| |B| is the gauge. Each of the k products may also underflow and lose tiny. Each
       further rounding on the way (times learning_rate, plus the old value) counts as one more in k. So a program is
       within gamma_k gauge + k tiny of the truth, and two programs within twice that of each other. No ULP or relative
       tolerance can stand here: where the terms cancel, the result has no correct digit left and needs none.

Each bound is one-sided, against the truth; two programs may differ by twice as much (sides=2). The gauge itself is
computed in doubles, with a relative error below gamma_(k+2), and so is enlarged by 1 + 2^-20, which covers it up to
k = 10^9.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnref.exercises.bounds import (
    ACTIVATION_ULPS,
    ENLARGED,
    TINY,
    U,
    activation_bound,
    gamma_of,
    gauge_bound,
    sum_gauge,
)

Matrix = NDArray[np.float64]
Values = dict[str, Any]

PROMISE = 1e-13  # how far from the exact result a free run may end; test_alone.py says why


@dataclass(frozen=True)
class Comparison:
    """The outcome of comparing one quantity."""

    name: str
    kind: str
    count: int
    error: float  # the largest error, in the class's own unit
    share: float  # of the bound; above 1 is a failure
    message: str  # of the worst cell


def order(A: Matrix) -> NDArray[np.int64]:
    """The position of each double among all doubles, so that neighbours differ by one; both zeros are 0."""
    bits = np.ascontiguousarray(A).view(np.int64)
    return np.asarray(np.where(bits < 0, np.int64(-(2**63)) - bits, bits))


def ulps_apart(A: Matrix, B: Matrix) -> Matrix:
    """How many doubles one has to step over from each value of A to that of B."""
    apart = abs(order(A).astype(object) - order(B).astype(object))  # Python integers, which do not overflow
    return np.asarray(apart, dtype=float)


def same_bits(A: Matrix, B: Matrix) -> NDArray[np.bool_]:
    """Where two matrices hold the same double; -0 is not 0, but any NaN is NaN."""
    same = np.ascontiguousarray(A).view(np.int64) == np.ascontiguousarray(B).view(np.int64)
    return np.asarray(same | (np.isnan(A) & np.isnan(B)))


def judge(name: str, kind: str, expected: Matrix, found: Matrix, bound: Matrix, unit: str) -> Comparison:
    """Compare two matrices cell by cell, each with its own bound."""
    if expected.shape != found.shape:
        message = f"{name}: expected shape {expected.shape}, found {found.shape}"
        return Comparison(name, kind, expected.size, np.inf, np.inf, message)
    same = same_bits(expected, found)
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.where(same, 0.0, np.abs(expected - found))
        error = np.where(np.isnan(error), np.inf, error)  # NaN against a number is as wrong as can be
        error = np.where((error == 0) & ~same, np.inf, error) if kind == "exact" else error  # -0 against 0
        usable = np.isfinite(bound) & (bound > 0)  # an infinite bound says nothing
        share = np.where(error == 0, 0.0, np.where(usable, error / np.where(usable, bound, 1), np.inf))
    worst = np.unravel_index(int(share.argmax()), share.shape)
    ulps = ulps_apart(expected[worst].reshape(1, 1), found[worst].reshape(1, 1))[0, 0]
    cell = ", ".join(str(int(i) + 1) for i in worst)
    message = (
        f"{name}[{cell}]: expected {expected[worst]:.17g} ({expected[worst].hex()}), "
        f"found {found[worst]:.17g} ({found[worst].hex()}); error {error[worst]:.3g} ({ulps:.0f} ULP), "
        f"bound {bound[worst]:.3g} ({unit}), {share[worst]:.3g} times the bound"
    )
    largest = float(ulps_apart(expected, found).max()) if kind == "ulp" else float(error.max())
    return Comparison(name, kind, expected.size, largest, float(share.max()), message)


def compare_exact(name: str, expected: Matrix, found: Matrix) -> Comparison:
    """The class of single operations: equal bits."""
    return judge(name, "exact", expected, found, np.zeros(expected.shape), "equal bits")


def compare_activation(name: str, expected: Matrix, found: Matrix, sides: int, overflows: bool) -> Comparison:
    """The class of activations: a few ULP, counted at the larger of the two values."""
    larger = np.maximum(np.abs(expected), np.abs(found))
    unit = f"{sides * ACTIVATION_ULPS} ULP"
    return judge(name, "ulp", expected, found, activation_bound(larger, sides, overflows), unit)


def compare_sum(
    name: str, expected: Matrix, found: Matrix, k: int, gauge: Matrix, underflows: float, sides: int
) -> Comparison:
    """The class of sums of products: Higham's bound."""
    unit = f"{'2 ' if sides == 2 else ''}gamma_{k} gauge"
    return judge(name, "gauge", expected, found, gauge_bound(k, gauge, underflows, sides), unit)


# ---- Every named quantity as a stage, with the class that judges it ----


@dataclass(frozen=True)
class Stage:
    """A named quantity of the article: its step and its class.

    Values hold the inputs X, y, wh, bh, wout, bout and learning_rate, and the quantities of the earlier steps. The
    updated parameters are called new_wh and so on.
    """

    name: str
    step: str
    kind: str

    def compare(self, values: Values, expected: Matrix, found: Matrix, sides: int) -> Comparison:
        """Judge two results of this stage that were made from the same values."""
        if self.kind == "exact":
            return compare_exact(self.name, expected, found)
        if self.kind == "ulp":
            return compare_activation(self.name, expected, found, sides, overflows(self.name, values))
        parts = sum_gauge(self.name, values)
        return compare_sum(self.name, expected, found, parts["k"], parts["gauge"], parts["underflows"], sides)


def overflows(name: str, v: Values) -> bool:
    """Whether an activation is a sigmoid, whose exp overflows where it nears 0."""
    return name == "output" or v["activation"] == "sigmoid"


def column_sums(A: Matrix) -> Matrix:
    """The sums of the columns, as a row."""
    return np.asarray(A.sum(axis=0, keepdims=True))


STAGES = [
    Stage("hidden_layer_input", "2", "gauge"),
    Stage("hidden_layer_activations", "3", "ulp"),
    Stage("output_layer_input", "4", "gauge"),
    Stage("output", "4", "ulp"),
    Stage("E", "5", "exact"),
    Stage("slope_output_layer", "6", "exact"),
    Stage("slope_hidden_layer", "6", "exact"),
    Stage("d_output", "7", "exact"),
    Stage("error_at_hidden_layer", "8", "gauge"),
    Stage("d_hidden_layer", "9", "exact"),
    Stage("new_wout", "10", "gauge"),
    Stage("new_wh", "10", "gauge"),
    Stage("new_bout", "11", "gauge"),
    Stage("new_bh", "11", "gauge"),
]

STAGE = {stage.name: stage for stage in STAGES}

# ---- Whole updates: how far two programs may be apart that began with the same inputs ----


def propagate(one: Values, other: Values) -> dict[str, Matrix]:
    """For each named quantity, a bound on the difference between two updates from the same inputs, stage by stage.

    Write D for such a bound and M for the larger magnitude of the two. A quantity differs because what it is made from
    differs, carried on by the stage, and because each program rounds on its own:

    sum of products A B     D(A) M(B) + M(A) D(B) + D(A) D(B), and the gauge bound of the sum for two programs
    activation              D of its input times the largest slope (sigmoid 1/4, tanh 1, relu 1), and its ULP bound;
                            never more than the activation's whole range (sigmoid 1, tanh 2)
    E = y - output          D(output), and one rounding in each program
    slope a (1 - a)         (a - b)(1 - a - b) is at most |a - b|, since both are from 0 to 1; two roundings in each
    slope 1 - a a           (a - b)(a + b) is at most 2 |a - b|; two roundings in each
    slope of relu           0 where both activations are certain to be on one side of 0, else 1
    product x z             M(x) D(z) + M(z) D(x) + D(x) D(z), and one rounding in each program
    """
    larger = {
        name: np.maximum(np.abs(one[name]), np.abs(other[name])) if isinstance(one[name], np.ndarray) else one[name]
        for name in one
    }

    def rounding(name: str) -> Matrix:
        stage = STAGE[name]
        if stage.kind == "ulp":
            return activation_bound(larger[name], 2, overflows(name, one))
        parts = sum_gauge(name, larger)
        return gauge_bound(parts["k"], parts["gauge"], parts["underflows"], sides=2)

    def product(x: str, z: str, result: str) -> Matrix:
        carried = larger[x] * D[z] + larger[z] * D[x] + D[x] * D[z]
        return np.asarray(carried * ENLARGED + 2 * U * larger[result] + 2 * TINY)

    lipschitz, widest = {"sigmoid": (0.25, 1.0), "tanh": (1.0, 2.0), "relu": (1.0, np.inf)}[one["activation"]]
    rate = one["learning_rate"]
    wout = larger["wout"]
    D: dict[str, Matrix] = {}

    D["hidden_layer_input"] = rounding("hidden_layer_input")
    D["hidden_layer_activations"] = np.minimum(
        lipschitz * D["hidden_layer_input"] + rounding("hidden_layer_activations"), widest
    )
    D["output_layer_input"] = D["hidden_layer_activations"] @ wout * ENLARGED + rounding("output_layer_input")
    D["output"] = np.minimum(D["output_layer_input"] / 4 + rounding("output"), 1)

    D["E"] = D["output"] + 2 * U * larger["E"]
    D["slope_output_layer"] = D["output"] + 2 * gamma_of(2) * larger["slope_output_layer"] + 2 * TINY
    a, slope = D["hidden_layer_activations"], larger["slope_hidden_layer"]
    if one["activation"] == "sigmoid":
        D["slope_hidden_layer"] = a + 2 * gamma_of(2) * slope + 2 * TINY
    elif one["activation"] == "tanh":
        D["slope_hidden_layer"] = 2 * a + 2 * U * (1 + slope)
    else:
        D["slope_hidden_layer"] = np.where(larger["hidden_layer_activations"] <= a, 1.0, 0.0)
    D["d_output"] = product("E", "slope_output_layer", "d_output")
    D["error_at_hidden_layer"] = D["d_output"] @ wout.T * ENLARGED + rounding("error_at_hidden_layer")
    D["d_hidden_layer"] = product("error_at_hidden_layer", "slope_hidden_layer", "d_hidden_layer")

    hidden, delta = larger["hidden_layer_activations"], larger["d_output"]
    into_wout = a.T @ delta + hidden.T @ D["d_output"] + a.T @ D["d_output"]
    D["new_wout"] = into_wout * rate * ENLARGED + rounding("new_wout")
    D["new_wh"] = larger["X"].T @ D["d_hidden_layer"] * rate * ENLARGED + rounding("new_wh")
    D["new_bout"] = column_sums(D["d_output"]) * rate * ENLARGED + rounding("new_bout")
    D["new_bh"] = column_sums(D["d_hidden_layer"]) * rate * ENLARGED + rounding("new_bh")
    return D


def compare_update(one: Values, other: Values) -> list[Comparison]:
    """Judge each named quantity of two whole updates from the same inputs by its propagated bound."""
    bounds = propagate(one, other)
    for name, bound in bounds.items():
        assert np.isfinite(bound).all(), f"the bound of {name} says nothing"
    return [judge(name, "propagated", one[name], other[name], bounds[name], "propagated") for name in bounds]


# ---- The oracle's value is the truth, rounded once: a program may be one side of its bound away from the truth ----


def compare_with_oracle(values: Values, expected: dict[str, Matrix], found: dict[str, Matrix]) -> list[Comparison]:
    """Judge each named quantity of one program by the oracle's, both made stage by stage from the same values.

    single operations       E, d_output, d_hidden_layer, relu and its slope are correctly rounded, as the oracle's are:
                            equal bits, except that the oracle has no -0
    activations             4 ULP of the truth; the oracle's half ULP cannot make it 5, as doubles lie an ULP apart
    sums of products        the oracle's rounding is one more: |computed - oracle| <= gamma_(k+1) gauge + (k + 1) tiny
    slope a (1 - a)         two roundings and the oracle's: gamma_3 a (1 - a); one product that may underflow
    slope 1 - a a           a sum of 1 and a product, two roundings and the oracle's: gamma_3 (1 + a a)
    """

    def slope_gauge(name: str) -> Matrix:
        a = values["output" if name == "slope_output_layer" else "hidden_layer_activations"]
        tanh = name == "slope_hidden_layer" and values["activation"] == "tanh"
        return np.asarray(1 + a * a if tanh else np.abs(a * (1 - a)))

    single = {"E", "d_output", "d_hidden_layer"}
    if values["activation"] == "relu":
        single |= {"hidden_layer_activations", "slope_hidden_layer"}
    compared = []
    for stage in STAGES:
        name, one, other = stage.name, expected[stage.name], found[stage.name]
        if name in single:
            compared.append(compare_exact(name, one, other + 0.0))  # -0 + 0 is 0
        elif name in ("slope_output_layer", "slope_hidden_layer"):
            compared.append(compare_sum(name, one, other, 3, slope_gauge(name), 2, sides=1))
        elif stage.kind == "ulp":
            compared.append(compare_activation(name, one, other, 1, overflows(name, values)))
        else:
            parts = sum_gauge(name, values)
            k, underflows = parts["k"] + 1, parts["underflows"] + 1
            compared.append(compare_sum(name, one, other, k, parts["gauge"], underflows, sides=1))
    return compared
