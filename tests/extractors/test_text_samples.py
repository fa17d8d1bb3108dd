"""How many people there were: digits and words, roles, groups, and what is no sample of this study."""

import pytest

from corpus.evidence import SampleSize
from extractors.people import from_words
from extractors.sample_sizes import sample_sizes
from tests.papers import paper


def found(text: str) -> list[tuple[int, str]]:
    return [(s.n, s.role) for s in sample_sizes(paper(text))]


def groups(text: str) -> list[tuple[int, str]]:
    return [(s.n, s.group) for s in sample_sizes(paper(text))]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("twelve", 12),
        ("sixty-one", 61),
        ("two hundred and five", 205),
        ("Four hundred sixty-one", 461),
        ("one thousand and twelve", 1012),
        ("a hundred", 100),
        ("three thousand two hundred", 3200),
    ],
)
def test_numbers_in_words_are_understood(words: str, number: int) -> None:
    assert from_words(words) == number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Forty-two nurses took part.", [(42, "total")]),
        ("Participants were 1,204 pupils of nine schools.", [(1204, "total")]),
        ("The sample consisted of N = 1 204 adults.", [(1204, "total")]),
        ("A total of 88 outpatients completed the survey.", [(88, "total")]),
        ("We recruited 83 teachers online.", [(83, "recruited")]),
        ("A new sample of 20 pilots was recruited.", [(20, "recruited")]),
        ("We recruited managers (N = 201; 56.2% male).", [(201, "recruited")]),
        ("The final sample comprised two hundred and five midwives.", [(205, "analysed")]),
        ("This left a final N of 243.", [(243, "analysed")]),
        (
            "Of the 1,250 students invited, 612 responded, and 588 were analysed.",
            [(1250, "invited"), (612, "recruited"), (588, "analysed")],
        ),
        ("Twelve respondents were removed, leaving 134 participants.", [(12, "excluded"), (134, "analysed")]),
        ("We excluded 2 patients who withdrew.", [(2, "excluded")]),
        (
            "The final sample size was 1,513 (647 on the ward, 866 at home) before exclusions.",
            [(1513, "total"), (647, "subgroup"), (866, "subgroup")],
        ),
        ("Thirty nurses (18 women) took part.", [(30, "total"), (18, "subgroup")]),
        ("Thirty nurses took part, of whom 18 women worked at night.", [(30, "total"), (18, "subgroup")]),
        ("Thirty nurses took part, with 15 participants per ward.", [(30, "total"), (15, "subgroup")]),
        ("Thirty nurses took part, and 18 women stayed.", [(30, "total"), (18, "subgroup")]),
        ("Of the nurses, some (day shift: n = 18) stayed.", [(18, "subgroup")]),
        ("We surveyed 83 clerks (male = 40, female = 43).", [(83, "total"), (40, "subgroup"), (43, "subgroup")]),
        (
            "The sample consisted of 237 pupils, specifically 164 boarders and 73 controls.",
            [(237, "total"), (164, "subgroup"), (73, "subgroup")],
        ),
        (
            "At baseline n=430; attrition was 18.6% (n=80), leaving 350 participants.",
            [(430, "total"), (80, "excluded"), (350, "analysed")],
        ),
        ("Pay and trust were related, r = .31, N = 217.", [(217, "analysed")]),
        (
            "Pay and trust were related in 2005, r = .31, N = 217, and in 2008, r = .2, N = 180.",
            [(217, "subgroup"), (180, "subgroup")],
        ),
    ],
)
def test_a_count_of_people_has_its_role(text: str, wanted: list[tuple[int, str]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We surveyed 102 members of forum A and 97 members of forum B.", [(102, "forum A"), (97, "forum B")]),
        ("Sample 1 (n1 = 214) and Sample 2 (n2 = 198) were combined.", [(214, "Sample 1"), (198, "Sample 2")]),
        (
            "Pay and trust were related in women (r = .24, n = 180) but not in men (r = .05, n = 162).",
            [(180, "women"), (162, "men")],
        ),
        ("In the control group (n = 64) τ = −.15.", [(64, "control group")]),
        ("We ran two studies (Study 1: N = 118; Study 2: N = 238).", [(118, "Study 1"), (238, "Study 2")]),
        ("N = 72 and 128 in the two plants.", [(72, ""), (128, "")]),
    ],
)
def test_a_part_of_the_sample_has_its_name(text: str, wanted: list[tuple[int, str]]) -> None:
    assert groups(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "A survey of 472 students by Meyer and Olsen (2007) showed the same.",
        "Meyer (2015) found that 120 nurses slept badly.",
        "A power analysis indicated that 193 participants were needed.",
        "A meta-analysis of 12 studies with 900 patients (Kim, 2012) found none.",
        "A sample of 48 studies was coded.",
        "Participants were aged 18 to 43 years and had 12 months of tenure.",
        "Of the participants, 11.2% were managers; see Table 3.",
        "It had 10 items and 3 subscales, p < .05.",
    ],
)
def test_counts_of_others_or_other_things_are_no_sample(text: str) -> None:
    assert found(text) == []


def test_a_table_note_tells_who_was_analysed() -> None:
    from tests.papers import table

    document = table("a | b", caption="Table 2. Correlations", note="Note. N = 240. * p < .05.")
    assert [(s.n, s.role) for s in sample_sizes(document)] == [(240, "analysed")]
    document = table("a | b", caption="Table 2. Correlations", note="Note. Women: n = 150; men: n = 162.")
    assert [(s.n, s.role, s.group) for s in sample_sizes(document)] == [
        (150, "subgroup", "Women"),
        (162, "subgroup", "men"),
    ]


def test_a_sample_size_has_its_quote_and_place() -> None:
    (sample,) = sample_sizes(paper("In spring, forty-two nurses took part in the study."))
    assert isinstance(sample, SampleSize)
    assert "forty-two nurses" in sample.quote.text
    assert sample.quote.boxes
    assert sample.page == 1


def test_the_heads_of_a_table_name_groups_with_their_n() -> None:
    from tests.papers import table

    document = table(" | Users (n = 120) | Non-users, n = 118 | p = .03", "Age | 31.2 | 30.8 | .4")
    assert [(s.n, s.role, s.group) for s in sample_sizes(document)] == [
        (120, "subgroup", "Users"),
        (118, "subgroup", "Non-users"),
    ]
