"""The tests, tested: each bug is caught, in either language and in both, by the quantity that is named for it."""

import pytest

from comparisons import compare_whole_update
from languages import LANGUAGES, PYTHON, R_LANGUAGE, failures
from mutations import (
    BUGS,
    SQUARE,
    Bug,
    both_with,
    change_of_final_output,
    final_output,
    first_failure,
    oracle_comparisons,
    parity_comparisons,
    python_copy,
    r_copy,
    rows_of,
    stage_comparisons,
)

pytestmark = pytest.mark.slow

NAMED = {bug.name: bug for bug in BUGS}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_is_caught_by_what_is_named_for_it(bug: Bug) -> None:
    with both_with(bug) as copies:
        rows = rows_of(bug, copies)
        assert [row.language for row in rows] == [language.name for language in LANGUAGES]
        for row in rows:
            assert row.caught is not None, f"survived in {row.language}"
            assert row.caught.by == bug.caught_by, f"{row.language}: {row.caught}"
        # The same mistake in both languages: they agree with each other, and with the oracle neither does
        python, r = copies
        for name, network in SQUARE.items():
            if (bug.name, name) == ("hidden slope always that of sigmoid", "relu"):
                continue  # the bound of relu's slope, 0 or 1, says nothing of the sigmoid's slope of what relu gives
            assert not failures(compare_whole_update(python, r, network))
        for row in rows:
            assert row.caught_by_oracle is not None, f"survived the oracle in {row.language}"
            assert row.caught_by_oracle.by == bug.caught_by, f"{row.language}: {row.caught_by_oracle}"


def test_no_bug_is_listed_twice() -> None:
    assert len(NAMED) == len(BUGS)
    for edits in ([str(bug.python) for bug in BUGS], [str(bug.r) for bug in BUGS]):
        assert len(set(edits)) == len(BUGS)


def test_a_copy_without_a_bug_is_not_accused() -> None:
    sound = Bug("none", "nothing", [], [])
    with both_with(sound) as copies:
        assert [(row.caught, row.caught_by_oracle) for row in rows_of(sound, copies)] == [(None, None)] * 2
    for language, other in ((PYTHON, R_LANGUAGE), (R_LANGUAGE, PYTHON)):
        assert first_failure(parity_comparisons(other, language)) is None
        assert first_failure(oracle_comparisons(language)) is None


def test_an_edit_that_replaces_nothing_is_an_error() -> None:
    for function, old in [("sigmoid", "1 + 2"), ("no_such_function", "1"), ("forward", "y - output")]:
        with pytest.raises(AssertionError, match="replaced 0 times"), python_copy([(function, old, "0")]):
            pass
        with pytest.raises(AssertionError, match="replaced 0 times"), r_copy([(function, old, "0")]):
            pass


def test_a_copy_leaves_the_package_as_it_was() -> None:
    bug = NAMED["sign of E"]
    with both_with(bug) as (python, r):
        assert first_failure(stage_comparisons(PYTHON, R_LANGUAGE)) is None
        assert first_failure(stage_comparisons(python, r)) is None
        assert first_failure(stage_comparisons(python, R_LANGUAGE)) is not None


def test_a_look_at_the_final_output_would_miss_what_the_stages_find() -> None:
    """Updating wout before error_at_hidden_layer moves the article's final output by 1.4e-5: nobody would see that."""
    bug = NAMED["wout updated before error_at_hidden_layer"]
    with both_with(bug) as copies:
        for row, faulty, sound in zip(rows_of(bug, copies), copies, LANGUAGES, strict=True):
            change = change_of_final_output(faulty, final_output(sound))
            assert change is not None
            assert 1e-5 < change < 2e-5
            assert row.caught is not None
            assert row.caught.margin > 1e9
