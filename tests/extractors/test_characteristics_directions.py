"""What high scores mean, in the words of the paper."""

import pytest

from extractors.directions import directions, directions_told
from tests.papers import paper


@pytest.mark.parametrize(
    ("text", "sign", "what"),
    [
        ("Higher scores indicate greater burnout.", 1, "burnout"),
        ("Higher scores indicate fewer symptoms.", -1, "symptoms"),
        ("On the Sleep Scale, lower scores reflect better sleep.", -1, "sleep"),
        ("Lower values represent less pain.", 1, "pain"),
        ("Scores range from 0 to 40, with higher scores indicating more severe fatigue.", 1, "severe fatigue"),
        (
            "Items were summed such that high scores meant worse functioning, and lower scores better.",
            -1,
            "functioning",
        ),
        ("Higher total scores on the test are indicative of lower anxiety.", -1, "anxiety"),
        ("Higher numbers correspond to higher levels of trust in leaders.", 1, "trust in leaders"),
    ],
)
def test_the_direction_is_read(text: str, sign: int, what: str) -> None:
    (found,) = directions(paper(text))
    assert (found.sign, found.what) == (sign, what)
    assert found.quote.boxes


@pytest.mark.parametrize(
    "text", ["Higher scores were found for women.", "Scores indicate the mean.", "Higher incomes mean more taxes."]
)
def test_other_sentences_tell_no_direction(text: str) -> None:
    assert directions(paper(text)) == []


def test_the_measure_is_named_in_the_sentence_or_before() -> None:
    (here,) = directions(paper("The Fatigue Scale was used, higher scores indicating more fatigue."))
    (before,) = directions(paper("The Fatigue Scale (FS) has nine items. Higher scores indicate more fatigue."))
    (nowhere,) = directions(paper("Higher scores indicate more fatigue."))
    assert here.measure == "Fatigue Scale"
    assert before.measure == "Fatigue Scale (FS)"
    assert nowhere.measure == ""
    assert here.probability > before.probability > nowhere.probability


def test_a_recoded_scale_is_marked_but_reversed_items_are_not() -> None:
    (scale,) = directions(paper("Scores were reverse coded so that higher scores indicate more support."))
    (items,) = directions(paper("Three items were reverse scored. Higher scores indicate more support."))
    assert scale.recoded
    assert not items.recoded


def test_a_direction_is_told_of_its_measure_with_what_it_means_and_a_warning_where_the_scale_was_turned() -> None:
    (told,) = directions_told(paper("On the Sleep Scale, lower scores reflect better sleep."))
    assert (told.name, told.value, told.variable) == ("direction", "-", "Sleep Scale")
    assert told.derived == "high scores: less sleep"
    (turned,) = directions_told(paper("Scores were reverse coded so that higher scores indicate more support."))
    assert "before or after" in turned.derived
