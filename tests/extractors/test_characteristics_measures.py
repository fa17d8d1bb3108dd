"""Items, means and spreads of measures; and numbers of other people than the sample's."""

from dataclasses import replace

import pytest

from extractors.characteristics import Characterised, characteristics
from tests.papers import paper


def told(text: str, name: str) -> list[Characterised]:
    return [one for one in characteristics(paper(text)) if one.name == name]


def in_method(text: str, name: str) -> list[Characterised]:
    made = paper(text)
    passages = tuple(replace(passage, section="method") for passage in made.passages)
    return [one for one in characteristics(replace(made, passages=passages)) if one.name == name]


@pytest.mark.parametrize(
    ("text", "items", "measure"),
    [
        ("The Garden Attachment Scale was used to measure attachment. It consists of 17 items.", 17, "Attachment"),
        ("Fear of heights was measured with 9 items on a five-point scale.", 9, "Fear of heights"),
        ("The 12 items of the Tidiness Inventory were summed.", 12, "Tidiness Inventory"),
        ("For thirst, the 6 items formed an index.", 6, "thirst"),
    ],
)
def test_items_belong_to_the_measure_spoken_of(text: str, items: int, measure: str) -> None:
    (found,) = told(text, "items")
    assert found.value == items
    assert measure in found.variable


@pytest.mark.parametrize(
    "text",
    [
        "Two items were removed because of low loadings.",
        "Participants answered on a four-item Likert scale.",
        "The shop sold 20 items a day.",
    ],
)
def test_items_of_nothing_are_no_items_of_a_measure(text: str) -> None:
    assert told(text, "items") == []


def test_mean_and_spread_belong_to_the_measure_that_the_sentence_names() -> None:
    found = in_method("Mean scores on the Garden Attachment Scale were moderate (M = 3.21, SD = 0.84).", "mean")
    assert [(one.value, one.variable) for one in found] == [(3.21, "Garden Attachment Scale")]
    spoken = in_method("The mean of tidiness was 2.89 (SD = 0.66).", "sd")
    assert [(one.value, one.variable) for one in spoken] == [(0.66, "tidiness")]
    labelled = in_method("Participants scored high (thirst: M = 5.10, SD = 1.20).", "mean")
    assert [(one.value, one.variable) for one in labelled] == [(5.1, "thirst")]


def test_means_that_are_compared_are_no_description_of_a_measure() -> None:
    assert in_method("Women scored higher on tidiness (M = 3.2, SD = 0.8) than men (M = 2.9, SD = 0.7).", "mean") == []


@pytest.mark.parametrize(
    "text",
    [
        "The norm sample of the scale consisted of 525 adults (mean age 40.1 years, 33% female).",
        "Berg and de Vries (1998) studied 750 adults (87% women, mean age 43.2 years).",
        "de Vries and Berg (1998) studied 750 adults (87% women, mean age 43.2 years).",
    ],
)
def test_people_of_other_work_give_no_age_and_no_share(text: str) -> None:
    assert told(text, "mean_age") == []
    assert told(text, "percent_female") == []


@pytest.mark.parametrize(
    "text",
    [
        "The interviewers were 31.2 years old on average.",
        "Their partners were 36.9 years old on average (SD = 7.0).",
        "The children of our participants were 9.9 years old on average.",
        "Non-responders had a mean age of 51.0 years.",
        "The older third (mean age 61.3 years) scored higher.",
    ],
)
def test_the_age_of_people_around_the_sample_is_unlikely_its_own(text: str) -> None:
    (found,) = told(text, "mean_age")
    assert found.probability < 0.5
    assert found.group


def test_a_share_of_the_women_is_no_share_of_women() -> None:
    assert told("Of the women, 33% of the participants agreed.", "percent_female") == []


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Participants' ages varied between 34 and 70 years; the average was 51.3 (SD = 7.6).", [51.3]),
        ("On average, the students were 21.4 years of age.", [21.4]),
        ("Respondents were 44 to 57 years old, with an average of 49.4 years.", [49.4]),
        ("In all, 213 women between 18 and 40 years (M = 26.9, SD = 5.6) took part.", [26.9]),
    ],
)
def test_ages_are_read_in_other_words(text: str, ages: list[float]) -> None:
    assert [one.value for one in told(text, "mean_age")] == ages


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Respondents were 44 to 57 years old.", "44-57"),
        ("The youngest participant was 36 and the oldest 52 years old.", "36-52"),
    ],
)
def test_a_range_is_read_without_the_word_age(text: str, span: str) -> None:
    assert [one.value for one in told(text, "age_range")] == [span]


@pytest.mark.parametrize(
    ("text", "own", "others"),
    [
        ("In the original study, alpha was .80 (Berg, 2018); in ours it was .65 for the BTS.", 0.65, 0.8),
        ("While the manual of the Tidiness Scale gives α = .92, reliability in this study was α = .87.", 0.87, 0.92),
        ("For the BTS, Berg and Novak (1998) found α = .95; here, α was .84.", 0.84, 0.95),
        ("The authors of the Tidiness Scale report an alpha of .62; the value in our sample was .73.", 0.73, 0.62),
    ],
)
def test_of_two_reliabilities_the_studys_own_is_surer(text: str, own: float, others: float) -> None:
    sure = {one.value: one.probability for one in told(text, "reliability")}
    assert sure[own] > 0.7
    assert sure.get(others, 0.0) < 0.5


def test_a_clause_names_no_measure() -> None:
    text = "Participants were runners of a club. The reliability was α = .82."
    assert all("were" not in one.variable for one in told(text, "reliability"))


def test_a_panel_named_by_its_families_is_known_by_its_letters() -> None:
    found = told("We used data from the Longitudinal Study of Garden Owners (LSGO).", "panel")
    assert [one.value for one in found] == ["LSGO"]


def test_a_platform_that_is_only_compared_to_recruited_nobody() -> None:
    text = "Compared with Mechanical Turk, the panel has participants who are naive."
    assert all(one.value != "Amazon Mechanical Turk" for one in told(text, "recruitment"))


def test_a_translation_that_does_not_exist_is_no_language() -> None:
    assert told("A French translation was not available.", "language") == []
