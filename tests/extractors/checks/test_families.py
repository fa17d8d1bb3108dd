"""Each family of checks on results that a person can verify by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.document import Box, Document, Line, Page, Word
from corpus.evidence import Candidate, Flag, PValue, Quote, SampleSize
from extractors.checks import check, check_result
from extractors.checks.signs import direction_before
from extractors.numbers import printed
from synthetic.printed_results import cell, shown

NOWHERE = Quote("d", "", ())


def codes(flags: tuple[Flag, ...]) -> dict[str, str]:
    return {f.code: f.severity for f in flags}


def p(op: str, value: str) -> PValue:
    return PValue(op, printed(value))  # type: ignore[arg-type]


def in_text(text: str, r: str, value: float | None = None) -> Candidate:
    number = printed(r)
    number = number if value is None else replace(number, value=value)
    return Candidate("test", "correlation", "pearson", number, 1, "text", (Quote("d", text, ()),), x="a", y="b")


def test_a_correlation_above_one_is_impossible_and_one_of_rounding_is_not() -> None:
    assert codes(check_result(r=printed("-1.26"))) == {"impossible_r": "hard"}
    assert codes(check_result(r=printed("1.00"))) == {"perfect_r": "soft"}
    assert codes(check_result(r=printed("1.004"))) == {"impossible_r": "hard"}


def test_digits_without_a_point_have_lost_it() -> None:
    repaired = replace(printed("718"), value=0.718, decimals=3)
    assert codes(check_result(r=repaired)) == {"lost_decimal_point": "hard"}
    assert codes(check_result(r=printed("31"))) == {"lost_decimal_point": "hard"}


def test_a_p_that_decides_the_other_way_is_hard_where_n_stands_beside_r() -> None:
    r, wrong = printed(".05"), p("<", ".05")
    assert codes(check_result(r=r, n=100, p=wrong)) == {"p_decision_error": "hard"}
    assert codes(check_result(r=r, n=100, p=wrong, own=False)) == {"p_decision_error": "soft"}


def test_a_p_of_another_size_that_decides_the_same_is_soft() -> None:
    assert codes(check_result(r=printed(".30"), n=100, p=p("=", ".020"))) == {"p_mismatch": "soft"}


def test_half_a_p_is_a_one_tailed_one() -> None:
    assert codes(check_result(r=printed(".20"), n=100, p=p("=", ".023"))) == {"p_one_tailed": "soft"}


def test_a_p_many_times_too_small_is_hard_whatever_it_decides() -> None:
    assert codes(check_result(r=printed(".20"), n=100, p=p("<", ".0001"))) == {"p_decision_error": "hard"}


def test_p_of_kendall_and_of_partial_correlations_is_left_alone() -> None:
    assert check_result(r=printed(".05"), n=100, p=p("<", ".05"), statistic="kendall") == ()
    assert check_result(r=printed(".05"), n=100, p=p("<", ".05"), statistic="partial") == ()


@pytest.mark.parametrize(("df", "flag"), [("120", {"df_exceeds_n": "hard"}), ("98", {}), ("90", {"df_not_n": "soft"})])
def test_degrees_of_freedom_are_two_below_n(df: str, flag: dict[str, str]) -> None:
    assert codes(check_result(r=printed(".3"), n=100, df=printed(df))) == flag


def test_an_interval_holds_its_own_r() -> None:
    assert codes(check_result(r=printed(".31"), ci=(printed("-.05"), printed(".26")))) == {"ci_excludes_r": "hard"}


def test_an_interval_has_the_width_that_n_gives_it() -> None:
    right, wide = (printed("-.05"), printed(".27")), (printed("-.25"), printed(".45"))
    assert check_result(r=printed(".11"), n=150, ci=right) == ()
    assert codes(check_result(r=printed(".11"), n=150, ci=wide)) == {"ci_mismatch": "soft"}


def test_an_interval_without_n_is_centred_on_r() -> None:
    assert codes(check_result(r=printed(".11"), ci=(printed(".09"), printed(".45")))) == {"ci_off_centre": "soft"}


def test_an_interval_and_a_p_agree_about_zero() -> None:
    ci = (printed(".02"), printed(".28"))
    assert "ci_against_p" in codes(check_result(r=printed(".15"), ci=ci, p=p("=", ".30")))
    around = (printed("-.10"), printed(".38"))
    assert "ci_against_p" in codes(check_result(r=printed(".15"), ci=around, p=p("<", ".01")))


def test_stars_promise_no_smaller_p_than_the_exact_one_beside_them() -> None:
    starred = replace(cell("a", "b", shown(0.2), None, stars="**"), p=p("=", ".200"), evidence=())
    assert codes(check([starred], [])[0].flags) == {"stars_against_p": "hard"}


def test_a_single_value_that_its_stars_contradict_is_soft() -> None:
    cells = [cell(f"v{i}", "y", shown(0.30 + i / 100), 200, stars="***") for i in range(5)]
    cells.append(cell("w", "y", shown(0.02), 200, stars="*"))
    assert "stars_mismatch" in codes(check(cells, [])[-1].flags)


def test_stars_are_monotone_and_the_value_out_of_order_is_named() -> None:
    cells = [cell(f"v{i}", "y", shown(0.30 + i / 100), None, stars="**") for i in range(5)]
    cells += [cell(f"u{i}", "y", shown(0.03 + i / 100), None) for i in range(4)]
    cells.append(cell("w", "y", shown(0.55), None))
    flags = [codes(c.flags) for c in check(cells, [])]
    assert flags[-1] == {"stars_not_monotone": "hard"}
    assert not any(flags[:-1])


def test_rows_with_an_n_of_their_own_need_no_common_order_of_stars() -> None:
    cells = [cell("a", "y", shown(0.5), 12, source="row"), cell("b", "y", shown(0.2), 400, stars="***", source="row")]
    assert not any(c.flags for c in check(cells, []))


def test_a_mirrored_value_that_differs_is_flagged() -> None:
    one = cell("a", "b", shown(0.32), None)
    other = replace(one, evidence=(*one.evidence, ("mirror_value", -0.32)))
    assert codes(check([other], [])[0].flags) == {"mirror_conflict": "hard"}
    same = replace(one, evidence=(*one.evidence, ("mirror_value", 0.32)))
    assert check([same], [])[0].flags == ()


def square(values: dict[str, float]) -> list[Candidate]:
    return [cell(pair[0], pair[1], shown(value), None) for pair, value in values.items()]


def test_an_impossible_triple_names_its_cells() -> None:
    found = check(square({"ab": 0.9, "ac": 0.9, "bc": -0.9}), [])
    assert all(codes(c.flags) == {"impossible_triple": "hard"} for c in found)


def test_a_wrong_sign_in_a_tight_matrix_is_named_alone() -> None:
    found = check(square({"ab": 0.8, "ac": 0.8, "ad": 0.8, "bc": 0.8, "bd": 0.8, "cd": -0.8}), [])
    assert [codes(c.flags) for c in found][-1] == {"impossible_triple": "hard"}
    assert not any(c.flags for c in found[:-1])


def test_a_matrix_can_be_impossible_though_every_triple_is_possible() -> None:
    values = {
        "ab": 0.49,
        "ac": 0.49,
        "bc": 0.49,
        "ad": -0.49,
        "bd": -0.49,
        "cd": -0.49,
        "ae": 0.49,
        "be": -0.49,
        "ce": -0.49,
        "de": -0.49,
    }
    found = check(square(values), [])
    assert any("not_positive_semidefinite" in codes(c.flags) for c in found)


def test_two_equal_rows_may_be_copies() -> None:
    values = {"ab": 0.11, "ac": 0.23, "ad": 0.31, "ae": 0.17, "fb": 0.11, "fc": 0.23, "fd": 0.31, "fe": 0.17, "af": 0.4}
    found = check(square(values), [])
    assert sum("duplicated_row" in codes(c.flags) for c in found) == 8


def test_a_correlation_above_what_its_reliabilities_allow_is_soft() -> None:
    alphas = [replace(cell(name, "", shown(0.6), None), kind="reliability", coefficient="alpha", y="") for name in "ab"]
    found = check([*alphas, cell("a", "b", shown(0.75), None)], [])
    assert codes(found[-1].flags) == {"above_reliability_bound": "soft"}


@pytest.mark.parametrize(
    ("before", "direction"),
    [
        ("Help seeking was negatively correlated with mood, r = ", -1),
        ("There was a positive association between both (r = ", 1),
        ("It was not negatively correlated with mood, r = ", 0),
        ("Negative affect correlated with mood, r = ", 0),
        ("It was negatively related to x (r = -.20). Y and z correlated (r = ", 0),
        ("It was negatively related to x, r = -.20, and to z, r = ", 0),
    ],
)
def test_a_direction_speaks_of_the_next_value_only(before: str, direction: int) -> None:
    assert direction_before(before + ".30", len(before)) == direction


def test_a_sign_against_the_words_is_hard() -> None:
    text = "Loneliness was negatively correlated with income (r = .30)."
    assert codes(check([in_text(text, ".30")], [])[0].flags) == {"sign_against_words": "hard"}
    assert check([in_text(text, ".30", value=-0.30)], [])[0].flags == ()


def test_text_and_table_give_one_pair_one_value() -> None:
    table = replace(cell("Age", "Mood", shown(0.32), None))
    text = replace(in_text("Age and mood correlated, r = .23.", ".23"), x="mood", y="age")
    assert [codes(c.flags) for c in check([table, text], [])] == [{"text_against_table": "soft"}] * 2
    agreeing = replace(text, r=printed(".32"))
    assert not any(c.flags for c in check([table, agreeing], []))


def test_an_n_above_every_sample_of_the_paper_is_soft() -> None:
    named = [SampleSize(n, "analysed", 1, NOWHERE, "test") for n in (120, 140)]
    big = replace(in_text("r(998) = .30", ".30"), n=1000, n_source="df")
    assert codes(check([big], named)[0].flags) == {"n_exceeds_samples": "soft"}


def page_with(*words: Word) -> Document:
    line = Line(words, words[0].box)
    return Document("d", (Page(1, 600, 800, "", (line,)),), (), (), "test")


BOX = Box(1, 100, 100, 120, 110)


def with_box(r: str, *, where: str = "table") -> Candidate:
    return replace(cell("a", "b", printed(r), None), value_boxes=(BOX,), where=where)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "r", "code"),
    [
        (Word("\ufffd.31", BOX, unmapped=True), "-.31", "unmapped_glyph"),
        (Word("\ufffd.31", BOX, unmapped=True), ".31", "unmapped_glyph"),
        (Word("−.31", BOX, unmapped=True), "-.31", "sign_from_image"),
        (Word("¡.31", BOX, alternatives=("−.31",)), "-.31", "sign_from_image"),
        (Word(".31", BOX, ink_left=True), ".31", "sign_conflict"),
        (Word("-.31", BOX, minus_without_ink=True), "-.31", "sign_conflict"),
    ],
)
def test_a_doubtful_sign_is_hard(word: Word, r: str, code: str) -> None:
    found = check([with_box(r)], [], page_with(word))
    assert codes(found[0].flags) == {code: "hard"}


def test_ordinary_words_and_lost_stars_leave_a_sign_alone() -> None:
    plain = (Word("-.31", BOX), Word("·31", BOX, alternatives=(".31",)), Word(".31\ufffd", BOX, unmapped=True))
    for word in plain:
        assert check([with_box(word.text.rstrip("\ufffd"))], [], page_with(word))[0].flags == ()


def test_one_glyph_of_a_table_is_confirmed_once() -> None:
    other = Box(1, 200, 100, 220, 110)
    words = (Word("−.31", BOX, unmapped=True), Word("−.22", other, unmapped=True))
    cells = [with_box("-.31"), replace(with_box("-.22"), value_boxes=(other,), x="c")]
    assert [codes(c.flags) for c in check(cells, [], page_with(*words))] == [
        {"sign_from_image": "hard"},
        {"sign_from_image": "soft"},
    ]


def test_a_doubtful_word_elsewhere_on_the_page_says_nothing() -> None:
    far = Word("−.31", Box(1, 300, 300, 320, 310), unmapped=True)
    assert check([with_box("-.31")], [], page_with(far))[0].flags == ()


def test_flags_of_a_rule_are_kept_and_no_code_comes_twice() -> None:
    mark = Flag("own", "soft", "kept")
    one = replace(cell("a", "b", printed("-1.20"), None), flags=(mark, mark))
    assert codes(check([one], [])[0].flags) == {"own": "soft", "impossible_r": "hard"}
    assert len(check([one], [])[0].flags) == 2
