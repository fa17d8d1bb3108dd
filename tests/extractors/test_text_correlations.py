"""Sentences of many fields, in many typographies: what is printed is found, with its fields."""

from dataclasses import replace

import pytest

from corpus.evidence import Candidate
from extractors import extract
from tests.papers import paper


def correlations(text: str) -> list[Candidate]:
    return [c for c in extract(paper(text)) if c.kind == "correlation"]


def values(text: str) -> list[float]:
    return [c.r.value for c in correlations(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Pain and sleep were related, r(61) = .34.", 0.34),
        ("Pain and sleep were related, r = 0.34.", 0.34),
        ("Pain and sleep were related (r=·34, p=0·01).", 0.34),
        ("Pain and sleep were related: r = 0,34; p = 0,01.", 0.34),
        ("Pain and sleep were related (r = ,34).", 0.34),
        ("Pain and sleep were related, r = −.34.", -0.34),
        ("Pain and sleep were related, r = –.34.", -0.34),
        ("Pain and sleep were related, r = - .34.", -0.34),
        ("Pain and sleep were related, r ⫽ ⫺.34, p ⬍ .01.", -0.34),
        ("Pain and sleep were related, r ¼ .34, p ¼ .01.", 0.34),
        ("Pain and sleep were related (r D .34, p D .01).", 0.34),
        ("Pain and sleep were related, r = .\n34, p = .01.", 0.34),
        ("Pain and sleep were related, r [61] = .34.", 0.34),
        ("Pain and sleep were related (an r of .34).", 0.34),
        ("Pain and sleep were related, r\n(61) = .34.", 0.34),
        ("Pain and sleep were related, r: 0.34; p: 0.01.", 0.34),
    ],
)
def test_every_typography_of_a_correlation_is_read(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("Rank and age were related, rs(40) = .31.", "spearman"),
        ("Rank and age were related, r_s = .31.", "spearman"),
        ("Rank and age were related (rₛ = .31).", "spearman"),
        ("Rank and age were related (rho = .31).", "spearman"),
        ("Rank and age were related (ρ = .31).", "spearman"),
        ("Rank and age were related (Spearman's r = .31).", "spearman"),
        ("Rank and age were related (Pearson rho = .31).", "pearson"),
        ("Rank and age were related (τ = .31).", "kendall"),
        ("Kendall's tau-b between rank and age was .31.", "kendall"),
        ("The partial correlation of rank and age was pr = .31.", "partial"),
        ("Rank and age were related, partial r(40) = .31.", "partial"),
        ("The semipartial correlation of rank and age was sr = .31.", "semipartial"),
        ("A point-biserial correlation showed that sex and age were related, r(40) = .31.", "point_biserial"),
        ("Sex and age were related, rpb = .31.", "point_biserial"),
        ("Rank and age were related (polychoric r = .31).", "unknown"),
        ("The latent correlation between rank and age was r = .31.", "latent"),
        ("Rank and age were related (r = .31).", "pearson"),
        ("The correlation (rho) of .31 between rank and age held.", "spearman"),
        ("The correlation (tau) of .31 between rank and age held.", "kendall"),
        ("The partial Spearman correlation of rank and age was r = .31.", "partial"),
    ],
)
def test_the_word_beats_the_symbol_and_the_symbol_has_its_convention(text: str, statistic: str) -> None:
    assert [c.statistic for c in correlations(text)] == [statistic]


def test_a_partial_rank_correlation_keeps_its_base() -> None:
    (found,) = correlations("Controlling for age, the partial correlation of rank and pay was τ = .34, p = .004.")
    assert (found.statistic, found.base) == ("partial", "kendall")


def test_every_field_beside_a_correlation_has_its_quote_and_place() -> None:
    text = "Grit and marks were related, r(1,204) = .17**, 99% CI [.09, .24], p < .001."
    (found,) = correlations(text)
    assert found.df is not None
    assert (found.df.value, found.n, found.n_source) == (1204, 1206, "df")
    assert found.p is not None
    assert (found.p.op, found.p.value.value) == ("<", 0.001)
    assert found.ci is not None
    assert ([end.value for end in found.ci], found.ci_level, found.stars) == ([0.09, 0.24], 0.99, "**")
    quotes = dict(found.fields)
    assert {name: quotes[name].text for name in ("ci", "p", "df")} == {
        "ci": "99% CI [.09, .24]",
        "p": "p < .001",
        "df": "1,204",
    }
    assert all(quote.boxes for quote in quotes.values())
    assert found.value_boxes


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Use and mood: r = .29, 95% CI: .11–.45, p = .002.", 0.11, 0.45),
        ("Use and mood: r = -.31, 95% CI -0.42 to -0.19.", -0.42, -0.19),
        ("Use and mood: r = -.43, 95% CI = [-.36, -.49].", -0.49, -0.36),
        ("Use and mood: r = .29 [.11, .45].", 0.11, 0.45),
        ("Use and mood: r = .29, 95% confidence interval (CI) = [.11, .45].", 0.11, 0.45),
    ],
)
def test_an_interval_is_read_low_to_high_in_every_form(text: str, low: float, high: float) -> None:
    (found,) = correlations(text)
    assert found.ci is not None
    assert (found.ci[0].value, found.ci[1].value) == (low, high)


@pytest.mark.parametrize(
    ("text", "op", "p"),
    [
        ("Use and mood: r = .2, P=.009", "=", 0.009),
        ("Use and mood: r = .2, p b .05", "<", 0.05),
        ("Use and mood: r = .2, p N .05", ">", 0.05),
        ("Use and mood: r = .2, p \\ .05", "<", 0.05),
        ("Use and mood: r = .2, p ≤ .05", "<=", 0.05),
        ("Use and mood: r = .2, p ≥ .05", ">=", 0.05),
        ("Use and mood: r = .2, p = 3.2 × 10−5", "=", 3.2e-05),
        ("Use and mood: r = .2, p = 2e-4", "=", 2e-04),
        ("Use and mood were correlated (p < .001; r = .2).", "<", 0.001),
    ],
)
def test_a_p_is_read_with_its_relation(text: str, op: str, p: float) -> None:
    (found,) = correlations(text)
    assert found.p is not None
    assert (found.p.op, found.p.value.value) == (op, pytest.approx(p))


def test_a_p_whose_relation_is_a_damaged_glyph_is_not_made_up() -> None:
    (found,) = correlations("Use and mood were related (r \ufffd .44, p \ufffd .01).")
    assert (found.r.value, found.p) == (0.44, None)


def test_a_damaged_sign_is_read_as_the_page_shows_it_where_its_shape_is_known() -> None:
    document = paper("Use and mood were related (r = \ufffd.44, p = .01).")
    (passage,) = document.passages
    for shape, value in (("−.44,", -0.44), (".44,", 0.44), ("?", -0.44)):
        words = tuple(replace(w, alternatives=(shape,)) if "\ufffd" in w.text else w for w in passage.words)
        (found,) = extract(replace(document, passages=(replace(passage, words=words),)))
        assert found.r.value == value


def test_a_second_n_or_p_belongs_to_the_next_result() -> None:
    (found,) = correlations("Use and mood: r = .2, df = 61, n = 63, n = 80, p = .1.")
    assert found.df is not None
    assert (found.df.value, found.n, found.p) == (61, 63, None)


def test_an_r_index_of_three_digits_is_its_degrees_of_freedom() -> None:
    (found,) = correlations("Use and mood were related, r112 = .26.")
    assert (found.n, found.n_source) == (114, "df")


def test_a_damaged_sign_is_read_as_a_minus_and_flagged() -> None:
    (found,) = correlations("Use and mood were related (r = \ufffd.44, p = .01).")
    assert found.r.value == -0.44
    assert "unmapped_glyph" in {flag.code for flag in found.flags}


def test_ns_is_kept_where_a_p_would_stand() -> None:
    (found,) = correlations("Use and mood were unrelated, r(96) = .08, ns.")
    assert found.p is None
    assert dict(found.evidence)["not_significant"] == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Dose correlated with pain (r = .21), nausea (.30) and sleep (−.12).", [0.21, 0.3, -0.12]),
        ("Marks correlated with interest (.14), effort (.18) and stress (-.11), all P<.05.", [0.14, 0.18, -0.11]),
        (
            "Correlations of voice with trust, tenure and pay were −.32, −.27 and −.35, respectively.",
            [-0.32, -0.27, -0.35],
        ),
        ("Trust and voice correlated at −.21 (p < .05).", [-0.21]),
        ("Hours on the ward and stress were correlated .23, p = .004.", [0.23]),
        ("We observed a correlation of −.31 (p < .001) between hope and pain.", [-0.31]),
        ("The correlation coefficient (0.27; 95% CI 0.15-0.38) between use and distress was significant.", [0.27]),
        ("The correlation between maternal weight and birth weight was 0.18 in boys and 0.24 in girls.", [0.18, 0.24]),
        ("Turnover intention correlated −.39 with support and −.27 with trust.", [-0.39, -0.27]),
        ("Walking distance was associated with oxygen uptake (correlation coefficient 0.71, p<0.0001).", [0.71]),
        ("Reading correlated with spelling (r's = .21, .34, and .40 in the three cohorts).", [0.21, 0.34, 0.40]),
        ("We found rs = .21 and .34 between pay and mood in the two plants, both ps < .01.", [0.21, 0.34]),
    ],
)
def test_lists_and_prose_give_one_candidate_a_value(text: str, wanted: list[float]) -> None:
    assert values(text) == wanted


def test_a_p_that_speaks_of_all_belongs_to_each() -> None:
    found = correlations("Pay correlated with mood (r = .56), trust (r = .76) and voice (r = .81, ps < .01).")
    assert [c.p and c.p.value.value for c in found] == [0.01, 0.01, 0.01]
    found = correlations("The correlation was positive (r = .59 for nurses and r = .55 for physicians; p < .005).")
    assert [c.p and c.p.value.value for c in found] == [0.005, 0.005]


@pytest.mark.parametrize(
    "text",
    [
        "r(16) = 26.05, p = .10",
        "r(28) = −59, p = .0008",
        "The model fitted well, R² = .34, F(3, 204) = 35.0.",
        "R 2 = .31; r2 = .09",
        "Dose predicted relief, β = .22, p = .003.",
        "The odds were higher (OR = 1.34, 95% CI [1.10, 1.63]).",
        "see p. 34; Vol. 12, pp. 245–261",
        "The mean was .45 (SD = .21).",
        "The multiple correlation was R = .58.",
        "Factor loadings ranged from .54 to .81.",
        "The correlation was r = .2.40 by mistake.",
        "The intraclass correlation was .12, so wards were modelled.",
        "Alphas ranged from .71 to .92.",
    ],
)
def test_what_is_no_correlation_is_not_reported_as_one(text: str) -> None:
    assert values(text) == []


def test_the_list_of_references_and_headings_are_not_read() -> None:
    document = paper("Pay and mood, r = .34.")

    for change in ({"section": "references"}, {"kind": "heading"}):
        passage = replace(document.passages[0], **change)
        assert extract(replace(document, passages=(passage,))) == []
