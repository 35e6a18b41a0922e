"""Where agreement ends: a last-bit difference stays one in the article's network, and grows without limit in moons.

No tolerance is asserted between the languages on moons, since there is none to assert: what is shown is that one
language does not agree with itself there, once a single weight is moved by one unit in the last place.
"""

import pytest

from languages import LANGUAGES, PYTHON, R_LANGUAGE
from parity_report import drift
from stages import Language

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_the_article_forgets_a_difference(language: Language) -> None:
    _, apart = drift("article", language, language, nudge=True)
    assert apart[0] > 0
    assert max(apart) <= 4e-15  # the ratchet of test_parity.py


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: str(language.name))
def test_the_moons_enlarge_a_difference_until_nothing_agrees(language: Language) -> None:
    done, apart = drift("moons", language, language, nudge=True)
    assert 0 < apart[0] <= 2.0**-52
    assert max(apart) > 1e9 * apart[0]
    assert apart[done.index(7000)] > 1e-9  # from here on the article's printed digits cannot be had again
    assert max(apart[done.index(7000) :]) > 1e-3


def test_so_the_two_languages_part_on_the_moons_and_stay_on_the_article() -> None:
    assert max(drift("article", PYTHON, R_LANGUAGE)[1]) <= 4e-15
    assert max(drift("moons", PYTHON, R_LANGUAGE)[1]) > 1e-3
