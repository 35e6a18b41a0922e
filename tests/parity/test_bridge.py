"""The bridge itself: a round trip would hide a double mistake, so each side is asked what it received."""

import numpy as np
import pytest

from bridge import R, from_r, to_r
from nnref.checks.errors import InputError

A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def ask(function: str, value: object) -> object:
    """What R says of a value that was sent to it."""
    R.environment["sent"] = to_r(value)
    return R.evaluate(function)


def test_r_sees_the_rows_and_columns_that_python_sent() -> None:
    assert ask("dim(sent)", A) == [2, 3]
    assert ask("sent[1, 2]", A) == 2.0
    assert ask("sent[2, 1]", A) == 4.0
    assert ask("sent[[2]]", A) == 4.0  # R's own order: down the columns


def test_python_sees_the_rows_and_columns_that_r_made() -> None:
    B = R.evaluate("rbind(c(1, 2, 3), c(4, 5, 6))")
    assert B.shape == (2, 3)
    assert B[0, 1] == 2.0
    assert B[1, 0] == 4.0


def test_a_transposed_or_sliced_array_arrives_as_it_looks() -> None:
    assert ask("dim(sent)", A.T) == [3, 2]
    assert ask("sent[1, 2]", A.T) == 4.0
    assert ask("sent[1, 2]", A[:, ::2]) == 3.0


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1)])
def test_no_dimension_is_dropped(shape: tuple[int, int]) -> None:
    ones = np.ones(shape)
    assert ask("dim(sent)", ones) == list(shape)
    assert from_r(to_r(ones)).shape == shape


@pytest.mark.parametrize("value", [-0.0, 5e-324, 1.7976931348623157e308, 0.1, float("inf"), -float("inf")])
def test_no_bit_is_lost(value: float) -> None:
    text = ask("sprintf('%a', sent[1, 1])", np.array([[value]]))
    if np.isinf(value):
        assert text == ("Inf" if value > 0 else "-Inf")
    else:
        assert float.fromhex(str(text)).hex() == value.hex()
    back = from_r(to_r(np.array([[value]])))
    assert back.tobytes() == np.array([[value]]).tobytes()


def test_a_named_list_becomes_a_dict_in_order() -> None:
    made = R.evaluate("list(wh = rbind(c(1, 2)), epochs = 3, name = 'a', none = NULL)")
    assert list(made) == ["wh", "epochs", "name", "none"]
    assert made["wh"].tolist() == [[1.0, 2.0]]
    assert (made["epochs"], made["name"], made["none"]) == (3.0, "a", None)


def test_what_comes_back_is_a_copy() -> None:
    R.environment["kept"] = to_r(A)
    mine = from_r(R.environment["kept"])
    mine[0, 0] = 99.0
    assert R.evaluate("kept[1, 1]") == 1.0


def test_errors_of_r_come_back_as_errors() -> None:
    with pytest.raises(InputError, match="no-such-file: no such file"):
        R("read_lines", "no-such-file")
    with pytest.raises(RuntimeError, match="non-conformable"):
        R("native_dot", A, A)


def test_a_warning_in_r_is_an_error() -> None:
    R.environment["convert"] = R.evaluate("as.numeric")
    with pytest.raises(RuntimeError, match="NAs introduced by coercion"):
        R("convert", "text")
