import math

import numpy as np
import pytest

from corpus.errors import InvalidProtocol
from reports.design import design

COLUMNS = {"year": [2001.0, 2004.0, math.nan, 2010.0], "kind": ["forum", "app", "forum", None], "a": [1.0, 2, 3, 4]}


def test_numbers_stay_and_words_become_factors_against_the_first_level() -> None:
    made = design("a + kind", COLUMNS)
    assert made.names == ("intrcpt", "a", "kindforum")
    assert made.X[:3].tolist() == [[1, 1, 1], [1, 2, 0], [1, 3, 1]]


def test_a_row_without_a_moderator_keeps_its_place_and_holds_nothing() -> None:
    made = design("year", COLUMNS)
    assert np.isnan(made.X[2]).all()
    assert made.X.shape == (4, 2)


def test_interactions_are_products() -> None:
    made = design("a * kind", COLUMNS)
    assert made.names == ("intrcpt", "a", "kindforum", "a:kindforum")
    assert made.X[2].tolist() == [1, 3, 1, 3]


@pytest.mark.parametrize(("formula", "words"), [("yaer", "there is no column 'yaer'"), ("year +* 2", "no formula")])
def test_a_formula_that_cannot_be_used_is_named(formula: str, words: str) -> None:
    with pytest.raises(InvalidProtocol, match=words):
        design(formula, COLUMNS)
