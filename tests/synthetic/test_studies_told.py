"""Papers that tell of studies: what they print of them is true, and what is not theirs is not."""

from random import Random

import pytest

from corpus.evidence import Characterised, CharacteristicValue, Quote
from synthetic.studies_told import PARTS, Told, paper, told
from synthetic.studies_truth import Fact, is_right, measure_words

MADE = tuple(told(5, papers=12))


def proposal(name: str, value: CharacteristicValue, *, group: str = "", variable: str = "") -> Characterised:
    return Characterised(name, value, 1, Quote("", "", ()), "", 0.5, group=group, variable=variable)  # type: ignore[arg-type]


def text_of(made: Told) -> str:
    return " ".join(passage.text for passage in made.document.passages)


def test_the_same_seed_makes_the_same_paper() -> None:
    assert [text_of(made) for made in told(5, papers=12)] == [text_of(made) for made in MADE]


@pytest.mark.parametrize("name", ["mean_age", "sd_age", "reliability"])
def test_what_was_printed_stands_in_the_text(name: str) -> None:
    for made in MADE:
        for fact in made.printed:
            if fact.name == name:
                assert f"{fact.value:g}".removeprefix("0") in text_of(made)


def test_every_slot_is_filled() -> None:
    assert not any("{" in text_of(made) or "|" in text_of(made) for made in MADE)


def test_the_parts_share_no_wording() -> None:
    names = [{name for made in MADE if made.part == part for _, name in made.templates} for part in PARTS]
    assert all(names)
    assert not names[0] & names[1]
    assert not (names[0] | names[1]) & names[2]


def test_a_quote_leads_to_its_wording() -> None:
    made = paper(Random(1), part="seen")
    sentence, name = made.templates[-1]
    assert made.template(sentence) == name
    assert made.template("nobody said this") == "elsewhere"


FACTS = (
    Fact("mean_age", 34.2, study="Study 1"),
    Fact("mean_age", 21.9, study="Study 2"),
    Fact("reliability", 0.83, measure_words({"scale": "Brand Trust Scale", "short": "BTS", "construct": "trust"})),
    Fact("lag", "three months"),
    Fact("mean_age", 36.0, group="women"),
)


@pytest.mark.parametrize(
    ("one", "right"),
    [
        (proposal("mean_age", 34.2, group="Study 1"), True),
        (proposal("mean_age", 34.2, group="Study 2"), False),
        (proposal("mean_age", 34.2), True),
        (proposal("mean_age", 34.3), False),
        (proposal("mean_age", 36.0, group="women"), True),
        (proposal("mean_age", 36.0, group="men"), False),
        (proposal("reliability", 0.83, variable="BTS"), True),
        (proposal("reliability", 0.83, variable="Loneliness Scale"), False),
        (proposal("lag", "three-month"), True),
        (proposal("lag", "two weeks"), False),
        (proposal("country", "Norway"), False),
    ],
)
def test_a_proposal_is_right_where_value_measure_and_study_are(one: Characterised, right: bool) -> None:
    assert is_right(one, FACTS) is right
