"""Mean ages in sentences of many fields."""

import pytest

from corpus.document import Document, Passage
from extractors.characteristics import characteristics
from tests.papers import paper


def told(text: str, name: str = "mean_age") -> list[object]:
    return [found.value for found in characteristics(paper(text)) if found.name == name and found.probability >= 0.5]


@pytest.mark.parametrize(
    ("sentence", "means", "spreads"),
    [
        ("The mean age of the 120 participants was 34.2 years (SD = 11.3).", [34.2], [11.3]),
        ("We recruited 212 nurses (181 women; Mage = 41.7, SD = 9.8).", [41.7], [9.8]),
        ("Patients ranged in age from 19 to 77 years (M = 52.31, SD = 12.4).", [52.31], [12.4]),
        ("Players were 23.4 ± 3.1 years old and had trained for 9.2 ± 2.0 years.", [23.4], [3.1]),
        ("The mean (SD) age was 61.5 (8.9) years in the cohort of 340 patients.", [61.5], [8.9]),
        ("Employees were on average 44.6 years old (SD = 10.2) and 58% were men.", [44.6], [10.2]),
        ("Their age ranged from 21 to 66 with an average of 39.9.", [39.9], []),
        ("Pupils (mean age: 10.2 years; 51% girls) attended 14 schools.", [10.2], []),
        ("The average age was 21 years.", [21.0], []),
        ("Mean age at enrolment was 63 years (SD, 9) among the patients.", [63.0], [9.0]),
        ("Seventeen male swimmers aged 16.2 (1.4) years participated.", [16.2], [1.4]),
        ("The average teacher was 43.2 years old and had taught for 15.1 years.", [43.2], []),
        ("Eighty participants (57 female, age range = 18-45, mean = 23.06, SD = 5.2) came.", [23.06], [5.2]),
        ("The 60 dancers were aged 29.4 years on average (SD = 3.9).", [29.4], [3.9]),
        ("The sample had 229 pilots (mean age at Time 1 30.2 years, SD = 3.3).", [30.2], [3.3]),
        ("A total of 98 runners (age 35.1 ± 7.7 years, 40% female) took part.", [35.1], [7.7]),
        ("Participants were mostly college aged (M = 20.1, SD = 1.4).", [20.1], [1.4]),
        ("Mean age was 38⋅5 years (range: 19–86, SD = 14⋅0) in the sample.", [38.5], []),
        ("Infants had a mean age of 9.4 months (SD = 0.8).", [9.4], [0.8]),
        ("Respondents' mean age in years was 47.0 (SD 13.1).", [47.0], [13.1]),
    ],
)
def test_a_mean_age_is_read_with_its_spread(sentence: str, means: list[float], spreads: list[float]) -> None:
    assert told(sentence) == means
    assert told(sentence, "sd_age") == spreads


@pytest.mark.parametrize(
    "sentence",
    [
        "Mean job tenure was 12.3 years (SD = 4.4) among the employees.",
        "The mean age at onset was 24.1 years in these patients.",
        "The faces were similar in age (mean age for smiling faces = 5.01 years).",
        "Smith et al. (2014) studied pupils with a mean age of 14.2 years.",
        "Participants had to be aged 18 to 65 years.",
        "Age correlated with income, M = 3.41.",
        "Mean gestational age was 38.9 weeks.",
        "On average 12.4 years of schooling were completed.",
    ],
)
def test_other_means_are_no_ages(sentence: str) -> None:
    assert told(sentence) == []


def test_each_group_has_its_own_mean_age() -> None:
    text = (
        "Separate samples were recruited online (Study 3a: n = 180; mean age = 33.1 years, SD = 11.5; "
        "Study 3b: n = 198; mean age = 34.5 years, SD = 13.3)."
    )
    found = [c for c in characteristics(paper(text)) if c.name == "mean_age"]
    assert [(c.group, c.value) for c in found] == [("Study 3a", 33.1), ("Study 3b", 34.5)]


def test_patients_and_controls_are_told_apart() -> None:
    text = (
        "Eighteen patients (11 females; mean age = 34 years, SD = 13) and a control group of 18 volunteers "
        "(10 females; mean age = 37 years, SD = 14) took part."
    )
    found = [c for c in characteristics(paper(text)) if c.name == "mean_age"]
    assert [(c.group, c.value) for c in found] == [("patients", 34.0), ("control group", 37.0)]


def test_a_range_is_kept_as_printed() -> None:
    assert told("The 56 volunteers (34 females; mean age = 23.9 years, age range 19–35) were paid.", "age_range") == [
        "19-35"
    ]


def test_months_are_the_unit_of_infants() -> None:
    (found,) = [c for c in characteristics(paper("The mean age of infants was 7.2 months.")) if c.name == "mean_age"]
    assert found.unit == "months"


def test_a_method_after_the_discussion_is_read_and_a_discussion_is_not() -> None:
    def of(text: str) -> list[object]:
        document = Document("d", (), (Passage(text, 1, section="discussion"),), (), "plain.v1")
        return [c.value for c in characteristics(document) if c.name == "mean_age"]

    assert of("In all, 191 subjects were included in the analysis (mean age = 7.5 y).") == [7.5]
    assert of("Our patients had a mean age of 44.1 years, which limits the results.") == []
    assert of("Earlier participants were recruited late (mean age = 7.5 y; Lee, 2010).") == []


def test_the_group_may_stand_after_its_mean() -> None:
    (found,) = [c for c in characteristics(paper("The mean age was 31.2 years in Study 2.")) if c.name == "mean_age"]
    assert found.group == "Study 2"


def test_groups_of_a_study_are_named_with_it() -> None:
    text = (
        "Study 1\n\nAdults at Wave 1 had a mean age of 31.2 years. Results were fine.\n\nStudy 2\n\n"
        "The mean age of participants was 25.5 years."
    )
    found = {c.group for c in characteristics(paper(text)) if c.name == "mean_age"}
    assert any("Wave 1" in group for group in found)


def test_a_bin_is_no_range() -> None:
    assert told("Of the participants, 24% were between the ages of 18 and 24.", "age_range") == []
