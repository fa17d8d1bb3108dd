"""Which two things correlate, and in whom."""

import pytest

from extractors import extract
from tests.papers import paper


def pairs(text: str) -> list[tuple[str, str]]:
    return [c.pair for c in extract(paper(text)) if c.kind == "correlation"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Grip strength was related to bone density, r(60) = .34.", [("Grip strength", "bone density")]),
        (
            "The correlation between grip strength and bone density was weak (r = .11).",
            [("grip strength", "bone density")],
        ),
        ("The correlation of grip strength with bone density was .34.", [("grip strength", "bone density")]),
        ("We found a correlation of .34 between grip strength and bone density.", [("grip strength", "bone density")]),
        ("Grip strength and bone density were correlated, r = .34.", [("Grip strength", "bone density")]),
        ("Grip strength and bone density correlated with each other, r = .34.", [("Grip strength", "bone density")]),
        ("Grip strength had a strong correlation with bone density, r = .34.", [("Grip strength", "bone density")]),
        ("Grip strength predicted bone density (r = .34).", [("Grip strength", "bone density")]),
        ("Grip strength and bone density: rs(31) = .17; p = .3.", [("Grip strength", "bone density")]),
        (
            "Furthermore, in men, grip strength was related to bone density, r = .34.",
            [("grip strength", "bone density")],
        ),
        ("We found r(96) = .08, ns, for grip strength and bone density.", [("grip strength", "bone density")]),
        ("Although dose, age and pain were each high, age and pain were correlated at r = .85.", [("age", "pain")]),
        (
            "Burnout was related to workload (r = .31) and, negatively, to pay (r = −.22).",
            [("Burnout", "workload"), ("Burnout", "pay")],
        ),
        (
            "Burnout was unrelated to age (r = .03), tenure (r = −.02), and pay (r = .08).",
            [("Burnout", "age"), ("Burnout", "tenure"), ("Burnout", "pay")],
        ),
        (
            "Posting was linked with lower mood (r = –.16) and reading was not (r = .02).",
            [("Posting", "lower mood"), ("reading", "lower mood")],
        ),
        (
            "Voice was related to trust, r = .3, as was silence, r = -.2.",
            [("Voice", "trust"), ("silence", "trust")],
        ),
        (
            "Correlations of burnout with pay, age and tenure were .2, .3 and .4, respectively.",
            [("burnout", "pay"), ("burnout", "age"), ("burnout", "tenure")],
        ),
        (
            "The factors were correlated (trust and voice, r = .37; trust and pay, r = .21; voice, pay: r = .36).",
            [("trust", "voice"), ("trust", "pay"), ("voice", "pay")],
        ),
        ("There was no link between the networks: ALE-ORI (r = −.21).", [("ALE", "ORI")]),
        (
            "Damage was related to intensity (r = .56 for injuries, r = .76 for losses).",
            [("Damage", "intensity (injuries)"), ("Damage", "intensity (losses)")],
        ),
        (
            "Self-control correlated with these personality dimensions: neuroticism: r = -.38; extraversion: r = .44.",
            [("Self-control", "neuroticism"), ("Self-control", "extraversion")],
        ),
        (
            "Those with higher pay had significantly higher trust, r(44) = .40.",
            [("higher pay", "significantly higher trust")],
        ),
        (
            "Regressions of income and trust were linear. The relationship was positive (r = .25).",
            [("income", "trust")],
        ),
        ("Income and trust were measured. It rained (r = .25).", [("", "")]),
        ("The two motives (work and school) were correlated with each other, r = .35.", [("work", "school")]),
        (
            "The correlations for total voice (trust, r = .16) were greater than those for silence (trust, r = -.05).",
            [("total voice", "trust"), ("silence", "trust")],
        ),
        ("The correlation analysed was age and pay, r = .21.", [("age", "pay")]),
        (
            (
                "Results showed that burnout was related to pay, r(9) = .58, "
                "but was not significantly related to age, r(9) = .08."
            ),
            [("burnout", "pay"), ("burnout", "age")],
        ),
        ("Dose was significantly correlated at a similar strength to pain (r = .37).", [("Dose", "pain")]),
        (
            "In the wards, pay and trust (r = .2) and pay and voice (r = .3) went together.",
            [("pay", "trust"), ("pay", "voice")],
        ),
        (
            "Pay and age correlated with trust (r = .08 and r = .05, respectively).",
            [("Pay", "trust"), ("age", "trust")],
        ),
        ("The correlation between pay and trust was r = .50, pr = .39.", [("pay", "trust"), ("pay", "trust")]),
        ("Pay and trust were measured. It was related to voice (r = .25).", [("", "voice")]),
        (
            "Pay was related to trust, r = .4. It also correlated with voice (r = .25).",
            [("Pay", "trust"), ("Pay", "voice")],
        ),
        (
            "Trust was related to pay in both conditions (open: r = .32; closed: r = -.07).",
            [("Trust", "pay"), ("Trust", "pay")],
        ),
        ("The link of pay with trust was found (early: r = .3; late: r = .2).", [("pay", "trust"), ("pay", "trust")]),
        ("Pay and trust were linearly independent of each other (r = -.02).", [("Pay", "trust")]),
    ],
)
def test_the_pair_is_read_from_the_clause(text: str, wanted: list[tuple[str, str]]) -> None:
    assert pairs(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Pay was related to trust in women (r = .24) but not in men (r = .05).", ["women", "men"]),
        ("Pay and trust were correlated both before, r = .58, and after, r = .60, the merger.", ["before", "after"]),
        ("Pay and trust were correlated (Cohort 1: r = .18; Cohort 2: r = .21).", ["Cohort 1", "Cohort 2"]),
        ("Pay and trust were correlated, r = .8 for nurses and r = .7 for surgeons.", ["nurses", "surgeons"]),
        ("In the control group, pay and trust were correlated (r = .18).", ["control group"]),
        ("This held for both wards (r = .18) and clinics (r = .21).", ["wards", "clinics"]),
        ("In this sample, pay and trust were correlated (r = .18).", [""]),
    ],
)
def test_the_group_is_named(text: str, wanted: list[str]) -> None:
    assert [c.group for c in extract(paper(text)) if c.kind == "correlation"] == wanted


def test_a_sentence_that_a_figure_interrupts_is_read_from_its_start() -> None:
    from dataclasses import replace

    first = paper(
        "The wards were compared in the second year of the study, and the three outcomes were all correlated with"
    )
    second = paper(
        "the age of the nurses who had answered (for trust, r = .36; for voice, r = .43; and for pay, r = .23)."
    )
    footnote = paper(
        "1 This footnote stands between them and says nothing of any interest to anyone at all, however long it is"
    )
    figure = replace(paper("Figure 2 shows the wards").passages[0], kind="caption")
    passages = (first.passages[0], footnote.passages[0], figure, second.passages[0])
    found = extract(replace(first, passages=passages))
    assert [c.pair for c in found] == [
        ("age of the nurses", "trust"),
        ("age of the nurses", "voice"),
        ("age of the nurses", "pay"),
    ]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The use of online support groups was related to empowerment, r(310) = .28.", ""),
        ("Distress was associated with help seeking in online groups, r(310) = .18.", ""),
        ("Distress was associated with help seeking in the groups, r(310) = .18.", "groups"),
        ("Distress was associated with help seeking in both groups, r(310) = .18.", "groups"),
        ("Distress was associated with help seeking among women, r(310) = .18.", "women"),
        ("Distress was associated with help seeking in the control group, r(310) = .18.", "control group"),
        ("In the forum, posting was related to age in the forum (r = .21).", ""),
    ],
)
def test_groups_that_are_measured_are_not_taken_for_the_people_who_were_asked(text: str, group: str) -> None:
    (found,) = extract(paper(text))
    assert found.group == group
