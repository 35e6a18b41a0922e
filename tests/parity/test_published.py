"""Every figure that the two articles print comes out to its last digit, in both languages, or it is shown why not."""

import pytest

import published
from commands import run_here
from languages import LANGUAGES
from published import FIRST_ROWS, LAST_ROWS, NUDGED, WALKTHROUGH_ROWS, Figure, nudged_moons


def differing(figures: list[Figure]) -> list[Figure]:
    """Those that do not come out as they were printed."""
    return [figure for figure in figures if figure.verdict != "equal"]


@pytest.mark.parametrize("experiment", ["perceptron", "walkthrough", "log", "neuron"])
def test_all_figures_come_out(experiment: str) -> None:
    figures = getattr(published, experiment)()
    assert all(set(figure.ours) == {"Python", "R"} for figure in figures)
    assert figures and differing(figures) == []


def test_the_unseeded_run_of_the_article_ends_near_its_figures() -> None:
    assert {figure.verdict for figure in published.article()} <= {"equal", "near"}


@pytest.mark.slow
def test_all_figures_of_moons_come_out_but_the_last_three() -> None:
    figures = published.moons()
    assert [figure.published for figure in figures] == FIRST_ROWS + LAST_ROWS
    assert differing(figures[:7]) == []
    assert {figure.verdict for figure in figures[7:]} <= {"equal", "not reproducible"}


@pytest.mark.slow
def test_one_ulp_in_one_weight_changes_the_last_three_rows_of_moons_and_no_other() -> None:
    tables = [nudged_moons(weight) for weight in NUDGED]
    tables.append([f"{error:.5f}" for error in published.trained("Python", "moons")["history"][:10, 1]])
    assert all(table[:7] == FIRST_ROWS for table in tables)
    for row in (7, 8, 9):
        assert len({table[row] for table in tables}) > 1


def test_a_figure_that_is_wrong_is_called_different() -> None:
    assert Figure("walkthrough", "", "0.11553", {"Python": "0.11553", "R": "0.11554"}).verdict == "DIFFERENT"
    assert Figure("article", "", "0.05", {"Python": "0.04", "R": "0.50"}).verdict == "DIFFERENT"
    assert Figure("moons", "", "0.05129", {"Python": "0.05129", "R": "0.05128"}).verdict == "DIFFERENT"


@pytest.mark.parametrize("language", [language.name for language in LANGUAGES])
def test_the_walkthrough_prints_its_table_in_the_form_of_the_article(language: str) -> None:
    outcome = run_here(language, "--experiment", "walkthrough")
    assert outcome.status == 0
    lines = [line for line in outcome.stdout.splitlines() if line.startswith("Error at epoch")]
    assert lines[:10] == [f"Error at epoch {100 * row} is {error}" for row, error in enumerate(WALKTHROUGH_ROWS)]
