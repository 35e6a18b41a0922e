"""Lines of the report that no command of the other tests is long, wide or wrong enough to print, in both languages."""

from typing import Any

import numpy as np
import pytest

from bridge import R
from languages import LANGUAGES, PYTHON
from nnref import choose_network
from nnref.command.report import VERSION, heading_lines
from nnref.files.experiments import read_experiment


def asked(name: str, *arguments: Any) -> Any:
    """What both languages answer; a single line as a list."""
    one, other = (language.call(name, *arguments) for language in LANGUAGES)
    one, other = ([found] if isinstance(found, str) else list(found) for found in (one, other))
    assert one == other
    return one


@pytest.mark.parametrize("epoch", [0, 1, 83, 84, 2500, 4999, 5000])
def test_progress_is_a_bar_of_thirty_characters_and_the_seconds_left(epoch: int) -> None:
    (line,) = asked("progress_line", epoch, 5000, 0.125, 3.0)
    bar = "#" * (30 * epoch // 5000)
    left = "" if epoch == 0 else f", {round(3 * (5000 - epoch) / epoch)} s left"
    assert line == f"[{bar:<30}] epoch {epoch} of 5000, error 0.12500000{left}"


def test_one_is_singular_and_all_else_plural() -> None:
    assert [asked("count_text", number, "sample") for number in (0, 1, 2, 10**9)] == [
        ["0 samples"],
        ["1 sample"],
        ["2 samples"],
        ["1000000000 samples"],
    ]


@pytest.mark.parametrize("error", [0.0, 1e-12, 0.125, 999999.5, 1e6, 1.5e300])
def test_errors_stand_in_columns(error: float) -> None:
    (line,) = asked("error_line", 100000, error)
    assert line.startswith("    100000  ")


@pytest.mark.parametrize("shape", [(1, 1), (10, 10), (11, 10), (10, 11), (12, 13)])
@pytest.mark.parametrize("scale", [1.0, 1e7])
def test_matrices_are_cut_at_ten_rows_and_columns(shape: tuple[int, int], scale: float) -> None:
    A = np.random.RandomState(1).normal(size=shape) * scale
    lines = asked("matrix_lines", A)
    assert len(lines) == min(10, shape[0]) + (shape[0] > 10)
    assert lines[0].endswith("more columns") == (shape[1] > 10)
    assert asked("matrix_lines", np.round(A), True)
    assert len(asked("output_lines", np.round(A), A)) == len(lines) + 1


def test_numbers_are_whole_up_to_a_million_and_have_one_spelling_beyond_all() -> None:
    assert asked("matrix_lines", np.array([[999999.0, -2.0]]), True) == ["999999     -2"]
    assert asked("matrix_lines", np.array([[1e6, -2.0]]), True) == [" 1.00000000e+06 -2.00000000e+00"]
    assert asked("matrix_lines", np.array([[np.inf, -np.inf, np.nan, 0.5]])) == [
        "       Inf       -Inf        NaN 0.50000000"
    ]
    assert asked("matrix_lines", np.array([[np.inf, np.nan]]), True) == ["Inf NaN"]


def test_held_back_samples_are_counted_by_class() -> None:
    lines = asked("score_lines", "Held back", np.array([[1.0], [0.0], [1.0]]), np.array([[0.9], [0.2], [0.4]]), [])
    assert lines[0] == "Held back: 2 of 3 samples right, 66.7 percent"
    assert lines[2:] == ["         0    1", "    0    1    0", "    1    1    1"]


def test_texts_are_quoted_on_one_line() -> None:
    for text in ["", "1,5", "a b", "tab\t", "x" * 40, "x" * 41, "k\u00e4se", "a\nb\x1b[2J\x7f"]:
        (shown,) = asked("show_text", text)
        assert shown.isascii() and shown.isprintable() and len(shown) <= 42 + 3 * 40
        asked("escape_controls", text)
    assert asked("escape_controls", "a\n\x7f\x9b2J\u00a0\u00e4") == ["a\\x0a\\x7f\\xc2\\x9b2J\u00a0\u00e4"]
    # Bytes that are no UTF-8, which rpy2 cannot hand on; R's twin of this line is in test-numbers.R
    assert PYTHON.call("escape_controls", "k\udce4se\n") == "k\\xe4se\\x0a"


def test_classes_are_named_where_the_target_of_a_table_is_one() -> None:
    assert asked("class_lines", "kind", ["big", "small"]) == ["target kind: 0 is big, 1 is small"]
    assert asked("class_lines", "kind", ["a", "b", "c"]) == ["target kind: a column each for a, b, c"]
    assert asked("class_lines", "kind", []) == []


def test_the_heading_of_each_experiment_is_the_same() -> None:
    for name in ["article", "walkthrough", "log", "neuron", "perceptron", "digits"]:
        experiment = read_experiment(name)
        settings = experiment.settings
        given: list[Any] = [experiment.X, experiment.y, experiment.parameters, settings]
        network = settings.get("network", "article")
        python = heading_lines(f"experiment {name}", choose_network(network), *given)
        lines = R("heading_lines", f"experiment {name}", R.evaluate(f"list(choose_network('{network}'))")[0], *given)
        assert python == list(lines)
        assert lines[0] == f"nnref {VERSION}: experiment {name}"
        assert lines[1].startswith("" if name in ("article", "digits") else f"{network} network: ")
