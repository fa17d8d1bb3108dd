"""Per cent of women in sentences of many fields."""

import pytest

from corpus.document import Document, Passage
from extractors.characteristics import characteristics
from tests.papers import paper


def told(text: str) -> list[object]:
    return [c.value for c in characteristics(paper(text)) if c.name == "percent_female" and c.probability >= 0.5]


@pytest.mark.parametrize(
    ("sentence", "percents"),
    [
        ("Of the 212 nurses, 88.2% were female.", [88.2]),
        ("In all, 61.5% (131/213) of the participants were women.", [61.5]),
        ("The sample was mostly female (80%) and White (71%).", [80.0]),
        ("More than half of the respondents were female (56.5%).", [56.5]),
        ("Pupils (N = 420; 49% girls) attended 14 schools.", [49.0]),
        ("Participants were 52% male, 47% female and 1% nonbinary.", [47.0]),
        ("Roughly half of the employees were male (49.1%).", [50.9]),
        ("We recruited 118 participants (92 women, 26 men).", [78.0]),
        ("Fifty-nine volunteers (24 males, 35 females) took part.", [59.3]),
        ("A total of 30 healthy participants (17 women) were recruited.", [56.7]),
        ("The final sample included 206 participants (83 women, 122 men, 1 person who did not report gender).", [40.3]),
        ("Participants were 101 first-year students (14 men).", [86.1]),
        ("The final sample consisted of 264 patients, of whom 175 were women.", [66.3]),
        ("Respondents were 250 men and 250 women.", [50.0]),
        ("The percentage of women was 54.2% in the sample.", [54.2]),
        ("The sample of 446 persons comprised 229 women.", [51.3]),
        ("We analysed 391 students; 218 were women.", [55.8]),
        ("Their mean age was 41.7 years and 58.5% were women.", [58.5]),
        ("We studied 1,204 patients (mean age 58.3 years; 612 [50.8%] men).", [49.2]),
        ("Baseline mean age was 54.7 years and 72 (60%) were women.", [60.0]),
        ("Sixty-two percent of respondents were women.", [62.0]),
        ("All participants were female.", [100.0]),
        ("The 30 participants were students. All students were men.", [0.0]),
        ("Of all participants, 70 identified as women, 45 as men, and 5 as non-binary.", [58.3]),
        ("In total 40 players (female: 12, male: 28) took part.", [30.0]),
    ],
)
def test_the_share_of_women_is_read_or_computed(sentence: str, percents: list[float]) -> None:
    assert told(sentence) == percents


@pytest.mark.parametrize(
    "sentence",
    [
        "Women (M = 20.9) reported more symptoms than men (M = 17.7).",
        "The stimuli were 24 photos (12 women, 12 men) shown to participants.",
        "Abstinence was reported by 12 of 42 women (29%).",
        "At least 10% of women smoke in the population of these patients.",
        "We aimed for 600 men and 600 women as participants.",
        "Smith et al. (2014) recruited 100 students (60 women).",
        "In this sample, gender is coded as Male = 1 and Female = 2.",
        "We anticipated that 9% of pregnant women who are smokers stop smoking in the group.",
        "An equal proportion of men and women took part.",
    ],
)
def test_other_numbers_of_women_are_left(sentence: str) -> None:
    assert told(sentence) == []


def test_each_study_has_its_own_share() -> None:
    text = "Citizens were recruited (Study 3a: n = 180; 160 men, 20 women; Study 3b: n = 198; 167 men, 31 women)."
    found = [c for c in characteristics(paper(text)) if c.name == "percent_female"]
    assert [(c.group, c.value) for c in found] == [("Study 3a", 11.1), ("Study 3b", 15.7)]


def test_a_computed_share_says_how() -> None:
    (found,) = [c for c in characteristics(paper("We recruited 10 participants (4 women, 6 men).")) if c.unit == "%"]
    assert found.derived == "4 of 10"
    assert found.quote.text == "We recruited 10 participants (4 women, 6 men)."
    assert found.boxes


def test_a_share_turned_from_men_is_less_sure() -> None:
    (women,) = [c for c in characteristics(paper("Of the 90 employees, 40% were women.")) if c.unit == "%"]
    (men,) = [c for c in characteristics(paper("Of the 90 employees, 40% were men.")) if c.unit == "%"]
    assert men.probability < women.probability
    assert men.value == 60.0


def test_waves_have_the_whole_that_stands_before_their_bracket() -> None:
    text = "The final sample consisted of 200 pupils: 198 at Wave 1 (90 men) and 185 at Wave 2 (83 men)."
    found = [c for c in characteristics(paper(text)) if c.name == "percent_female"]
    assert [(c.group, c.value) for c in found] == [("Wave 1", 54.5), ("Wave 2", 55.1)]


def test_a_per_cent_belongs_to_the_word_before_it() -> None:
    assert told("Sample: Male 40.3% (n = 29) Female 59.7% (n = 43)") == [59.7]


def test_impossible_shares_are_left() -> None:
    assert told("Of the participants, 120% were women.") == []
    assert told("We recruited 20 participants (30 women).") == []
    assert told("We recruited 1 participant (1 woman, 0 men).") == []


def test_a_sentence_of_results_is_no_sample() -> None:
    text = "In the sample of 90 nurses (60 women, 30 men), p = .02."
    document = Document("d", (), (Passage(text, 1, section="results"),), (), "plain.v1")
    assert [c for c in characteristics(document) if c.name == "percent_female"] == []


def test_the_group_after_the_bracket_is_its_group() -> None:
    text = "Final samples were 59 (36 women, 23 men) in Experiment 2a and 66 (38 women, 28 men) in Experiment 2b."
    found = [c for c in characteristics(paper(text)) if c.name == "percent_female"]
    assert [(c.group, c.value) for c in found] == [("Experiment 2a", 61.0), ("Experiment 2b", 57.6)]


def test_patients_and_controls_have_their_own_shares() -> None:
    text = "Eighteen patients (11 females) and a control group of 20 volunteers (10 females) took part."
    found = [c for c in characteristics(paper(text)) if c.name == "percent_female"]
    assert [(c.group, c.value) for c in found] == [("patients", 61.1), ("control group", 50.0)]
