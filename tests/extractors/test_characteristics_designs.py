"""Designs, recruitment, years, languages and registrations in sentences of many fields."""

import pytest

from corpus.document import Document, Passage
from extractors.characteristics import characteristics
from tests.papers import paper


def told(text: str, name: str) -> list[object]:
    return [c.value for c in characteristics(paper(text)) if c.name == name and c.probability >= 0.5]


@pytest.mark.parametrize(
    ("text", "design"),
    [
        ("This cross-sectional study asked nurses about sleep.", "cross-sectional"),
        ("Participants completed an online survey about their work.", "cross-sectional"),
        ("Patients were randomly allocated to yoga or a waiting list.", "experiment"),
        ("We report a randomised controlled trial of tutoring.", "experiment"),
        ("Pupils were randomly assigned to one of two conditions. All completed a questionnaire.", "experiment"),
        ("Employees took part in a three-wave study.", "longitudinal"),
        ("We used longitudinal data of a household survey.", "longitudinal"),
        ("Athletes answered an experience sampling questionnaire for two weeks.", "longitudinal"),
        ("Time 2 took place six months later.", "longitudinal"),
        ("In a repeated-measures design, runners were tested. Experiment 2 was the same.", "experiment"),
        ("This was a quasi-experimental study of tutoring in schools.", "experiment"),
        ("Employees rated their stress at two points in time.", "longitudinal"),
        ("The design is cross-sectional, so that nothing can be said about cause.", "cross-sectional"),
        ("The cross-sectional nature of our data precludes causal conclusions.", "cross-sectional"),
        ("In the experiment, each trial began with a fixation cross. Experiment 2 was the same.", "experiment"),
    ],
)
def test_the_design_is_told_or_shown(text: str, design: str) -> None:
    assert told(text, "design") == [design]


@pytest.mark.parametrize(
    "text",
    [
        "Future longitudinal studies should test this.",
        "In a survey experiment of others this was found.",
        "Smith et al. (2010) conducted a randomised controlled trial of sleep.",
        "The mean was high.",
    ],
)
def test_designs_of_others_and_of_the_future_are_left(text: str) -> None:
    assert told(text, "design") == []


def test_a_title_alone_can_tell_the_design() -> None:
    text = Document("d", (), (Passage("Words.", 1),), (), "plain.v1", title="A longitudinal study of sleep")
    assert [(c.name, c.value) for c in characteristics(text)] == [("design", "longitudinal")]


def test_a_survey_in_an_experiment_stays_behind_it() -> None:
    text = "Students were randomly assigned to two groups. They completed a questionnaire and a survey."
    found = [c for c in characteristics(paper(text)) if c.name == "design"]
    assert [c.value for c in found] == ["experiment", "cross-sectional"]
    assert found[0].probability > 0.5 > found[1].probability


def test_one_word_of_an_experiment_does_not_outweigh_a_survey_called_so() -> None:
    text = "This cross-sectional survey was part of the experiment."
    assert told(text, "design") == ["cross-sectional"]


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("Participants were recruited via Prolific and paid.", "recruitment", ["Prolific"]),
        ("We recruited 90 participants from MTurk.", "recruitment", ["Amazon Mechanical Turk"]),
        ("Participants took part for course credit.", "recruitment", ["course credit"]),
        ("The sample comprised 77 outpatients of one clinic.", "sample_type", ["patients"]),
        ("Participants were 80 nursing students.", "sample_type", ["students"]),
        ("A representative adult sample was recruited.", "sample_type", ["representative"]),
        ("Data were collected between April 2009 and January 2014.", "data_year", [2011]),
        ("The survey took place in spring 2018.", "data_year", [2018]),
        ("Data collection took place from 2017/18 on.", "data_year", [2017]),
        ("Participants were recruited in 2016.", "data_year", [2016]),
        ("Invitations were posted in the spring of 2015.", "data_year", [2015]),
        ("In 2021, participants received a link by e-mail.", "data_year", [2021]),
        ("Participants born in 1950 were invited.", "data_year", []),
        ("Teachers filled out a questionnaire in November 2019.", "data_year", [2019]),
        ("Data come from wave 5 of the Health and Work Life in Denmark (HAWL) Survey.", "panel", ["HAWL"]),
        ("Prices rose in 2016.", "data_year", []),
        ("We used the Dutch version of the scale.", "language", ["Dutch"]),
        ("All items were translated into Polish.", "language", ["Polish"]),
        ("The study was preregistered at osf.io/abc12.", "preregistration", ["yes"]),
        ("This study was not preregistered.", "preregistration", ["no"]),
        ("The trial is registered (NCT01234567).", "preregistration", ["yes"]),
        ("We used data from the Health and Ageing Panel (HAP) of adults.", "panel", ["HAP"]),
        ("Diaries were kept and repeated 4 weeks later.", "lag", ["4 weeks"]),
    ],
)  # fmt: skip
def test_backgrounds_are_read(text: str, name: str, values: list[object]) -> None:
    assert told(text, name) == values


def test_yes_and_no_to_preregistration_leave_it_to_the_coder() -> None:
    text = "Study 1 was preregistered at osf.io/abc12. The second study was not preregistered."
    found = [c for c in characteristics(paper(text)) if c.name == "preregistration"]
    assert {c.value for c in found} == {"yes", "no"}
    assert all(c.probability < 0.5 for c in found)


def test_years_of_data_say_which() -> None:
    (found,) = [c for c in characteristics(paper("Data were collected from 2009 to 2014.")) if c.name == "data_year"]
    assert (found.value, found.derived) == (2011, "2009-2014")
