"""Numbers that repeat a result: tests beside it, the n that interval and p imply, whole counts, slipped rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.evidence import Candidate, PValue, Quote, SampleSize
from extractors import extract
from extractors.checks import check, check_result
from extractors.checks.grim import possible_mean, possible_percent
from extractors.numbers import printed
from pooling.effect_sizes import kendall_z, spearman_z
from pooling.tails import critical
from synthetic.printed_results import cell, shown
from tests.extractors.checks.test_families import codes, in_text, p
from tests.papers import paper


def flags_of(text: str) -> dict[str, str]:
    (found,) = [c for c in extract(paper(text)) if c.kind in ("correlation", "effect_size_r")]
    return codes(found.flags)


def interval(z: float, variance: float) -> tuple[str, str]:
    import math

    half = critical(0.95, None) * math.sqrt(variance)
    return f"{math.tanh(z - half):.2f}", f"{math.tanh(z + half):.2f}"


def test_an_interval_of_spearmans_rho_may_have_any_of_its_usual_variances() -> None:
    for variance in ("bonett_wright", "fieller"):
        z, v = spearman_z([0.8], [40], variance=variance)
        low, high = interval(float(z[0]), float(v[0]))
        assert check_result(r=printed(".80"), n=40, ci=(printed(low), printed(high)), statistic="spearman") == ()
    narrow = (printed(".79"), printed(".81"))
    assert codes(check_result(r=printed(".80"), n=40, ci=narrow, statistic="spearman")) == {"ci_mismatch": "soft"}


def test_an_interval_of_kendalls_tau_has_its_own_width() -> None:
    z, v = kendall_z([0.4], [60])
    low, high = interval(float(z[0]), float(v[0]))
    assert check_result(r=printed(".40"), n=60, ci=(printed(low), printed(high)), statistic="kendall") == ()
    pearsons = (printed(".16"), printed(".60"))
    assert codes(check_result(r=printed(".40"), n=60, ci=pearsons, statistic="kendall")) == {"ci_mismatch": "soft"}


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Envy was correlated with regret, r(98) = .25, t(98) = 2.56, p = .012.", {}),
        ("Envy was correlated with regret, r(98) = .25, t(98) = 5.56.", {"test_mismatch": "hard"}),
        ("Envy was correlated with regret, r(98) = .25, t(98) = −2.56.", {"sign_against_test": "hard"}),
        ("Envy was correlated with regret, r(98) = .25, F(1, 98) = 6.53, p = .012.", {}),
        ("Envy was correlated with regret, r(98) = .25, F(1, 98) = 16.53.", {"test_mismatch": "soft"}),
        ("Envy was correlated with regret, r(98) = .25, F(2, 98) = 16.53.", {}),
        ("Envy was correlated with regret, r(98) = .25, r2 = .06.", {}),
        ("Envy was correlated with regret, r(98) = .25, r2 = .26.", {"r2_mismatch": "hard"}),
        ("Envy was correlated with regret, r(98) = .25, R2 = .26.", {"r2_mismatch": "soft"}),
        ("Envy was correlated with regret, r(98) = .25, χ2(1) = 6.3.", {}),
        ("Envy was correlated with regret, r(98) = .25, χ2(1) = 26.3.", {"test_mismatch": "soft"}),
        ("Envy was correlated with regret, r(98) = .25, t(98) > 2.1.", {}),
        ("Men and women differed, t(98) = 2.56, p = .012, r = .25.", {}),
        ("Men and women differed, t(98) = 2.56, p = .012, r = .45.", {"test_mismatch": "soft"}),
    ],
)  # fmt: skip
def test_a_test_beside_r_gives_the_same_r(text: str, flags: dict[str, str]) -> None:
    assert flags_of(text) == flags


def test_a_value_that_a_quote_names_twice_is_held_against_no_test() -> None:
    twice = in_text("A and B, r = .25, t(98) = 9.9; C and D, r = .25", ".25")
    assert check([twice], [])[0].flags == ()
    assert check([replace(twice, quotes=())], [])[0].flags == ()


def linked(n: int, **fields: object) -> Candidate:
    return replace(in_text("A and B correlated, r = .30", ".30"), n=n, n_source="paper", **fields)  # type: ignore[arg-type]


def test_an_interval_or_an_exact_p_says_whether_the_linked_n_is_its_own() -> None:
    ci = (printed(".11"), printed(".47"))
    assert codes(check([linked(100, ci=ci)], [])[0].flags) == {}
    assert codes(check([linked(400, ci=ci)], [])[0].flags) == {"n_not_implied": "soft"}
    assert "n_not_implied" in codes(check([linked(100, p=p("=", ".035"))], [])[0].flags)
    assert codes(check([linked(100, p=p("=", ".002"))], [])[0].flags) == {}


def test_an_interval_and_a_p_that_agree_on_another_n_are_hard() -> None:
    wrong = linked(400, ci=(printed(".11"), printed(".47")), p=p("=", ".002"))
    flags = {flag.code: flag for flag in check([wrong], [])[0].flags}
    assert flags["n_not_implied"].severity == "hard"
    numbers = dict(flags["n_not_implied"].numbers)
    assert numbers["low"] <= 100 <= numbers["high"]


def test_a_p_of_a_correlation_near_zero_implies_no_n() -> None:
    near = replace(linked(100, p=p("=", ".90")), r=printed(".01"))
    assert "n_not_implied" not in codes(check([near], [])[0].flags)
    assert "n_not_implied" not in codes(check([linked(100, p=PValue("<", shown(0.05)))], [])[0].flags)
    same = (printed(".30"), printed(".30"))
    assert "n_not_implied" not in codes(check([linked(100, ci=same, p=None)], [])[0].flags)


def test_a_percent_and_a_mean_are_those_of_whole_people() -> None:
    assert possible_percent(printed("52.5"), 40)
    assert not possible_percent(printed("52.3"), 40)
    assert possible_mean(printed("3.45"), 20)
    assert not possible_mean(printed("3.47"), 20)
    assert possible_mean(printed("3.47"), 20, items=5)


@pytest.mark.parametrize(
    ("text", "codes_found"),
    [
        ("We analysed 40 students (52.5% female).", set()),
        ("We analysed 40 students (52.3% female).", {"percent_not_of_n"}),
        ("We analysed 40 students, mean age was 21.45 years.", set()),
        ("We analysed 40 students, mean age was 21.44 years.", {"mean_not_of_n"}),
        ("We analysed 40 students; 21 of the 40 (53.5%) were women.", {"percent_mismatch"}),
        ("We analysed 40 students; 21 of the 40 (52.5%) were women.", set()),
    ],
)
def test_counts_that_cannot_be_are_told_once(text: str, codes_found: set[str]) -> None:
    sample = SampleSize(40, "analysed", 1, Quote("d", text, ()), "test")
    results = [replace(linked(40), x=name) for name in "uvw"]
    flags = [codes(c.flags) for c in check(results, [sample])]
    assert set(flags[0]) == codes_found
    assert not any(flags[1:])


def test_a_quote_that_names_two_samples_says_nothing_about_shares_of_one() -> None:
    quote = Quote("d", "Of 45 students, 40 were analysed (52.3% female).", ())
    samples = [SampleSize(n, "analysed", 1, quote, "test") for n in (45, 40)]
    assert check([linked(40)], samples)[0].flags == ()


def row(name: str, values: list[float]) -> list[Candidate]:
    return [replace(cell(name, f"v{i}", shown(value), None), row=name) for i, value in enumerate(values)]


def test_a_row_that_slipped_by_one_column_is_told() -> None:
    values = [0.11, 0.23, 0.31, 0.17, 0.08]
    found = check([*row("a", values), *row("b", [0.42, *values[:4]])], [])
    assert [("shifted_row" in codes(c.flags)) for c in found] == [False] * 6 + [True] * 4
    other = check([*row("a", values), *row("b", [0.42, 0.01, 0.02, 0.03, 0.04])], [])
    assert not any(c.flags for c in other)


@pytest.mark.parametrize(
    ("recruited", "excluded", "analysed", "flags"),
    [
        (120, 20, 100, {}),
        (120, None, 100, {}),
        (120, 30, 100, {"ladder_mismatch": "soft"}),
        (90, None, 100, {"analysed_exceeds_recruited": "soft"}),
    ],
)
def test_who_was_recruited_less_who_was_excluded_is_who_was_analysed(
    recruited: int, excluded: int | None, analysed: int, flags: dict[str, str]
) -> None:
    steps = (("recruited", recruited), ("excluded", excluded), ("analysed", analysed))
    samples = [SampleSize(n, role, 1, Quote("d", role, ()), "test") for role, n in steps if n]  # type: ignore[arg-type]
    found = check([linked(100), linked(100)], samples)
    assert [codes(c.flags) for c in found] == [flags, {}]


def test_a_result_told_in_text_and_table_is_held_against_other_places() -> None:
    merged = replace(in_text("Age and mood correlated, r = .32.", ".32"), x="Age", y="Mood", table="Table 2")
    other = replace(in_text("Mood and age correlated, r = .23.", ".23"), x="mood", y="age")
    found = check([merged, other], [])
    assert [codes(c.flags) for c in found] == [{"text_against_table": "soft"}] * 2
    assert check([merged], [])[0].flags == ()
