"""Results that a named formula makes a correlation: which are found, of which two variables, and which are left out."""

from __future__ import annotations

import pytest

from corpus.evidence import Candidate
from extractors import extract
from extractors.convertible import convertible
from extractors.findings import found, paper_shape
from models.triage import score
from tests.papers import paper


def seen(text: str) -> list[Candidate]:
    return list(convertible(paper(text)))


def one(text: str) -> Candidate:
    (candidate,) = seen(text)
    return candidate


def numbers(candidate: Candidate) -> dict[str, str]:
    return {name: value.text for name, value in candidate.source}


@pytest.mark.parametrize(
    ("text", "formula", "x", "y"),
    [
        (
            "Nurses scored higher than porters on fatigue, t(98) = 2.31, p = .02, d = 0.46.",
            "t", "Nurses vs porters", "fatigue",
        ),
        (
            "Nurses (M = 3.2, SD = 1.1) reported more fatigue than porters (M = 2.9, SD = 1.0), t(98) = 2.31.",
            "t", "Nurses vs porters", "fatigue",
        ),
        (
            "Fatigue was higher among nurses than among porters, t(98) = 2.31.",
            "t", "nurses vs porters", "Fatigue",
        ),
        (
            "There was a significant main effect of shift on fatigue, F(1, 96) = 5.30, p = .02.",
            "F1", "shift", "fatigue",
        ),
        (
            "The effect of shift on trust was significant, F(1, 96) = 5.30.",
            "F1", "shift", "trust",
        ),
        (
            "Gender differences were found in fatigue, F(1, 88) = 4.2, p = .04.",
            "F1", "Gender", "fatigue",
        ),
        (
            "Owners and tenants differed in thrift, t(120.4) = 3.1, p = .002.",
            "t", "Owners vs tenants", "thrift",
        ),
        (
            "The difference between owners and tenants in thrift was significant (t(120) = 3.1).",
            "t", "owners vs tenants", "thrift",
        ),
        (
            "Differences in thrift between owners and tenants were not significant, t(88) = 0.4.",
            "t", "owners vs tenants", "thrift",
        ),
        (
            "Owners had higher scores on thrift than tenants (d = 0.35).",
            "d", "Owners vs tenants", "thrift",
        ),
        (
            "Owners had higher scores on thrift than tenants (Hedges' g = 0.35).",
            "d", "Owners vs tenants", "thrift",
        ),
        (
            "Thrift predicted savings (β = .23, p < .01).",
            "peterson_brown", "Thrift", "savings",
        ),
        (
            "Thrift was a significant predictor of savings, β = .31, p < .001.",
            "peterson_brown", "Thrift", "savings",
        ),
        (
            "In a simple regression, thrift predicted savings (β = .31, p < .001).",
            "beta", "thrift", "savings",
        ),
        (
            "Tenure was associated with membership, χ2(1, N = 200) = 5.3, p = .02.",
            "chi2_1", "Tenure", "membership",
        ),
        (
            "Thrift was associated with higher odds of saving (OR = 1.80, 95% CI [1.2, 2.7]).",
            "or", "Thrift", "saving",
        ),
        (
            "The correlation between thrift and age was significant (p = .003).",
            "p", "thrift", "age",
        ),
        (
            "The correlation between thrift and age was not significant (p = .34).",
            "p", "thrift", "age",
        ),
        (
            "Thrift was not related to age.",
            "bounds", "Thrift", "age",
        ),
        (
            "There was no significant correlation between thrift and age (p > .05).",
            "bounds", "thrift", "age",
        ),
        (
            "Thrift and age were not significantly correlated (ns).",
            "bounds", "Thrift", "age",
        ),
        (
            "Thrift was unrelated to age.",
            "bounds", "Thrift", "age",
        ),
    ],
)  # fmt: skip
def test_a_statistic_of_two_named_things_is_convertible(text: str, formula: str, x: str, y: str) -> None:
    candidate = one(text)
    assert (candidate.kind, candidate.formula, candidate.x, candidate.y) == ("convertible", formula, x, y)
    assert candidate.statistic == "unknown"
    assert candidate.quotes[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "Thrift correlated with age, r(98) = .25, t(98) = 2.56, p = .01.",  # the test of a correlation
        "There was an interaction of time and group, F(1, 96) = 5.3, p = .02.",
        "Fatigue rose from baseline to follow-up, t(98) = 2.3.",  # the same people twice
        "It was higher, t(98) = 2.3.",
        "The effect of shift on fatigue was significant, F(2, 96) = 5.30.",
        "Brown and Ito (2004) found that thrift predicted savings (β = .23, p < .01).",
        "Thrift predicted savings (B = 2.3, SE = 0.4).",
        "Thrift predicted savings (β = 2.31, p < .01).",  # not standardised
        "Thrift predicted savings (median β = .23).",
        "The indirect effect of thrift on savings was β = .12.",
        "Thrift predicted savings in the model, t(98) = 2.3.",  # t of one of several predictors
        "Odds were OR = 0.",
        "We expected that thrift was not related to age.",
        "Thrift was not related to age when controlling for income.",
        "Thrift was not related to age but was related to income, r = .30.",
        "Neither thrift nor income was related to it.",
        "Thrift was not related to age (β = 0, p = .98).",
        "People who perceive patterns hold unrelated beliefs.",
        "Thrift and savings had no association.",
        "The correlation between thrift and age was significant (p < .05).",  # no exact p
        "Thrift was not correlated with age (p = .30) and income (p = .20).",  # whose p is which
        "Thrift was not correlated with age (p < .05).",
        "Thrift was largely unrelated to age.",
        "Nurses (M = 3, SD = 1, n = 9) had more debts than porters (M = 2, SD = 1, n = 9), cooks (M = 1, SD = 1).",
    ],
)
def test_what_is_not_said_plainly_is_left_out(text: str) -> None:
    assert [c for c in seen(text) if c.formula != "peterson_brown" or "model" in text] == []


def test_the_numbers_beside_each_other_are_one_result() -> None:
    candidate = one("Nurses scored higher than porters on fatigue, t(98) = 2.31, p = .02, d = 0.46.")
    assert numbers(candidate) == {"t": "2.31", "df": "98", "d": "0.46"}
    assert (candidate.r.text, candidate.n, candidate.n_source) == ("2.31", 100, "df")
    assert candidate.p is not None
    assert candidate.p.value.text == ".02"


def test_means_of_both_groups_stay_with_their_test() -> None:
    groups = "Nurses (M = 3.2, SD = 1.1, n = 60) reported more fatigue than porters (n = 40; M = 2.9, SD = 1.0)"
    text = groups + ", t(98) = 2.31."
    expected = {"m1": "3.2", "sd1": "1.1", "n1": "60", "m2": "2.9", "sd2": "1.0", "n2": "40", "t": "2.31", "df": "98"}
    assert numbers(one(text)) == expected


def test_means_without_a_test_need_the_sizes_of_both_groups() -> None:
    text = "Nurses (M = 3.2, SD = 1.1, n = 60) reported more fatigue than porters (M = 2.9, SD = 1.0, n = 40)."
    candidate = one(text)
    assert (candidate.formula, candidate.x, candidate.y) == ("means", "Nurses vs porters", "fatigue")
    assert seen(text.replace(", n = 40", "")) == []


def test_the_n_beside_a_test_is_its_own_and_the_interval_of_odds_stays_theirs() -> None:
    assert one("Tenure was associated with membership, χ2(1, N = 200) = 5.3.").n == 200
    assert one("Thrift predicted savings (β = .23, p < .01, N = 150).").n == 150
    odds = one("Thrift was associated with higher odds of saving (OR = 1.80, 95% CI [1.2, 2.7]).")
    assert numbers(odds) == {"or": "1.80", "ci_low": "1.2", "ci_high": "2.7"}
    assert odds.ci is None  # it is no interval of an r
    adjusted = one("Thrift was associated with higher odds of saving (aOR = 1.80).")
    assert dict(adjusted.evidence)["adjusted"] == 1.0


def test_a_second_result_of_a_sentence_has_a_pair_of_its_own_or_is_left_out() -> None:
    text = "Thrift was associated with savings, β = .30, p < .01, and with trust, β = .21, p = .02."
    assert [(c.x, c.y, c.r.text) for c in seen(text)] == [("Thrift", "savings", ".30"), ("Thrift", "trust", ".21")]
    same = "Thrift was associated with savings, β = .30, p < .01, or β = .21 for some."
    assert [c.r.text for c in seen(same)] == [".30"]


def test_results_of_other_sections_and_of_references_are_left_alone() -> None:
    from dataclasses import replace

    document = paper("Thrift predicted savings (β = .23, p < .01).")
    for section in ("introduction", "method", "references"):
        moved = replace(document, passages=tuple(replace(p, section=section) for p in document.passages))
        assert list(convertible(moved)) == []


def test_a_convertible_result_is_never_counted_as_a_correlation() -> None:
    text = (
        "We analysed 100 students. Thrift was correlated with age, p = .003. Nurses scored higher than porters on "
        "fatigue, t(98) = 2.31, p = .02. Thrift predicted savings, β = .31, p < .001."
    )
    document = paper(text)
    judged = score(extract(document))
    assert [s.kind for s in judged] == ["convertible"] * 3
    assert not [result for result in found(document, scored=judged) if result["type"] == "correlation"]


def test_what_is_told_without_a_number_bears_the_bounds_of_its_n() -> None:
    (candidate,) = extract(paper("We analysed 102 students. Thrift was not correlated with age."))
    (flag,) = candidate.flags
    assert (flag.code, flag.severity, candidate.n) == ("told_without_number", "soft", 102)
    assert dict(flag.numbers)["high"] == pytest.approx(0.1946, abs=1e-4)  # critical r of 100 degrees of freedom
    (bare,) = extract(paper("Thrift was not correlated with age."))
    assert bare.flags[0].numbers == ()


def test_what_a_program_reads_has_no_r_but_what_it_would_come_from() -> None:
    document = paper("Nurses scored higher than porters on fatigue, t(98) = 2.31, p = .02.")
    (other,) = paper_shape("berg", document, score(extract(document)), [])["other"]
    assert (other["kind"], other["r"], other["r_printed"]) == ("convertible", None, "2.31")
    assert other["conversion"] == {"formula": "t", "from": {"t": "2.31", "df": "98"}}
