"""What was found becomes values of the characteristics that a protocol declares."""

from typing import Any

from corpus.protocol import Protocol, parse_protocol
from extractors.characteristics import characteristics, propose
from tests.papers import paper

TEXT = (
    "Participants were recruited in Norway via Prolific. The mean age of the participants was 34.2 years (SD = 11.3). "
    "Of the participants, 61% were women. They completed an online survey and the forum questions. "
    "Data were collected in 2019. The study was preregistered at osf.io/abc12. "
    "The forum was led by nurses."
)


def protocol(**characteristics: dict[str, Any]) -> Protocol:
    return parse_protocol({"review": {"title": "t"}, "characteristics": characteristics})


def proposed(declared: Protocol, text: str = TEXT) -> dict[str, list[object]]:
    document = paper(text)
    found: dict[str, list[object]] = {}
    for one in propose(characteristics(document), declared, document=document):
        found.setdefault(one.characteristic, []).append(one.value)
    return found


def test_characteristics_are_found_by_their_names_and_labels() -> None:
    declared = protocol(
        mean_age={"label": "Mean age", "type": "number"},
        women={"label": "% female", "type": "number"},
        where={"label": "Country"},
        year={"label": "Year of data collection", "type": "number"},
        registered={"label": "Preregistered", "type": "yesno"},
    )
    assert proposed(declared) == {
        "mean_age": [34.2],
        "women": [61],
        "where": ["Norway"],
        "year": [2019],
        "registered": [True],
    }


def test_men_and_proportions_are_what_the_protocol_asks_for() -> None:
    declared = protocol(
        percent_female={"label": "Proportion of women", "type": "number"},
        gender={"label": "Men", "type": "number"},
        sex={"label": "Sex: % male", "type": "number"},
    )
    assert proposed(declared) == {"percent_female": [0.61], "gender": [39], "sex": [39]}


def test_a_choice_is_matched_by_code_label_term_or_stem() -> None:
    declared = protocol(
        design={
            "label": "Design",
            "type": "choice",
            "choices": {"x": "Cross-sectional", "l": "Longitudinal", "experimental": "Experimental"},
        },
        recruitment={"label": "Recruitment", "type": "choice", "choices": {"crowd": "Crowd", "lab": "Laboratory"}},
    )
    assert proposed(declared) == {"design": ["x"]}
    text = "Students were randomly assigned to two groups of an experiment in the laboratory subject pool."
    assert proposed(declared, text)["design"] == ["experimental"]


def test_a_choice_without_a_reader_is_looked_up_by_its_terms() -> None:
    declared = protocol(
        support={
            "label": "Kind of support",
            "type": "choice",
            "choices": {"forum": "Forum", "chat": "Chat"},
            "terms": {"forum": ["forum"], "chat": ["chat room"]},
        }
    )
    document = paper(TEXT)
    (one,) = propose(characteristics(document), declared, document=document)
    assert (one.value, one.rule) == ("forum", "terms.v1")
    assert 0 < one.probability < 0.9
    assert "forum" in one.quote.text
    assert one.quote.boxes
    assert propose(characteristics(document), declared) == []


def test_what_a_formula_derives_is_not_proposed() -> None:
    assert proposed(protocol(mean_age={"label": "Mean age", "type": "number", "formula": "2 * 20"})) == {}


def test_a_text_for_a_number_is_no_proposal() -> None:
    assert proposed(protocol(country={"label": "Country", "type": "number"})) == {}


def test_the_surest_value_stands_first() -> None:
    text = "Of the 90 employees in sample A, 40% were men. In total 45 employees (30 women, 15 men) were interviewed."
    document = paper(text)
    declared = protocol(percent_female={"label": "Female", "type": "number"})
    values = propose(characteristics(document), declared)
    assert [one.value for one in values] == [66.7, 60]
    assert values[0].derived == "30 of 45"


def test_two_countries_are_offered_together_too() -> None:
    declared = protocol(country={"label": "Country"})
    found = proposed(declared, "Participants were recruited in Norway and Iceland.")
    assert found["country"] == ["Norway", "Iceland", "Norway, Iceland"]
    apart = "Study 1\n\nNurses were recruited in Norway.\n\nStudy 2\n\nNurses were recruited in Iceland."
    assert "Norway" in proposed(declared, apart)["country"]
