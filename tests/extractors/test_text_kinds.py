"""What a coefficient is: of this study or not, a correlation or something else."""

import pytest

from corpus.evidence import Candidate
from extractors import extract
from tests.papers import paper


def kinds(text: str) -> list[str]:
    return [c.kind for c in extract(paper(text))]


def only(text: str) -> Candidate:
    (found,) = extract(paper(text))
    return found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wards with more nurses had fewer falls, t(38) = 2.41, p = .02, r = .36.", "effect_size_r"),
        ("A Mann-Whitney test showed higher ranks, U = 245.5, z = -2.31, p = .021, r = .29.", "effect_size_r"),
        ("Schools differed, F(1, 98) = 4.51, p = .036, 95% CI [.01, .30], r = .21.", "effect_size_r"),
        ("The effect size was r = .19.", "effect_size_r"),
        ("The intervention lowered threat (weighted p = .003, rpartial = −.41).", "effect_size_r"),
        ("Whitney et al. (2011) found that symptom duration was related to disability (r = .33).", "cited"),
        ("Earlier studies found a small association (r = .08; Meyer & Olsen, 2015).", "cited"),
        ("The scale has been shown to have good validity (r = .68) in nurses (Kim, 2012).", "cited"),
        ("The index showed convergent validity (r = .68) with the sleep diary [14].", "cited"),
        ("A power analysis assumed a correlation of r = .30.", "benchmark"),
        ("Correlations of r = .10, .30 and .50 are considered small, medium and large (Cohen, 1988).", "benchmark"),
        ("Correlations between the facets ranged from r = .12 to r = .38.", "benchmark"),
        ("Mood and pay were related in all plants (rs = .51-.58).", "benchmark"),
        ("The pooled correlation over all trials was r = .21.", "pooled_of_review"),
        ("The average correlation among the items was r = .31.", "other"),
        ("where r = 0.35 is the learning rate", "other"),
        ("The canonical correlation was r = .46.", "other"),
        ("The rate was estimated at ρ = .512, SD = .26.", "other"),
        ("Two-week test–retest reliability was r = .84.", "reliability"),
        ("Inter-rater agreement for the essays was r = .91.", "reliability"),
        ("Split-half reliability was r = .79.", "reliability"),
        ("In our sample, duration was related to disability (r = .33), as in Whitney et al. (2011).", "correlation"),
        ("As in earlier work (Meyer, 2015), dose and relief were correlated, r(61) = .33, p = .008.", "correlation"),
    ],
)
def test_a_kind_is_proposed_from_the_words_around(text: str, kind: str) -> None:
    assert set(kinds(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "In the manual (Kim, 2012), the norms were based on nurses, α = .88.",
        "Kim et al. (2012) reported α = .88.",
        "The index is reliable (α = .88; Kim, 2012).",
    ],
)
def test_a_reliability_of_other_work_is_cited(text: str) -> None:
    assert kinds(text) == ["cited"]


def test_agreement_named_after_the_value_is_a_reliability() -> None:
    assert only("The scores were close, r = .93, for the two raters who had read them.").coefficient == "interrater"


def test_a_sentence_with_prior_work_twice_is_cited_even_with_a_p() -> None:
    text = "Previous studies, as original authors have shown, report r = .33, p < .01."
    assert kinds(text) == ["cited"]


def test_an_abstract_speaks_of_its_own_results() -> None:
    from dataclasses import replace

    document = paper("We confirmed the previously noted relationship between memory and marks (r = .50).")
    abstract = replace(document, passages=(replace(document.passages[0], section="abstract"),))
    assert [c.kind for c in extract(abstract)] == ["correlation"]


def test_an_introduction_speaks_of_others() -> None:
    from dataclasses import replace

    text = "Sleep matters (Meyer, 2015). In nurses it went with mood (r = .33)."
    document = paper(text)
    introduction = replace(document, passages=(replace(document.passages[0], section="introduction"),))
    assert [c.kind for c in extract(introduction)] == ["cited"]
    cited = paper("Sleep went with mood (r = .33) in nurses of Basel (Meyer, 2015) and elsewhere, p. 3.")
    introduction = replace(cited, passages=(replace(cited.passages[0], section="introduction"),))
    assert [c.kind for c in extract(introduction)] == ["cited"]


@pytest.mark.parametrize(
    ("text", "coefficient", "scale"),
    [
        ("The sleep index had good internal consistency (Cronbach's α = .89).", "alpha", "sleep index"),
        ("McDonald's omega was .91 for the voice scale in this sample.", "omega", "voice scale"),
        ("Cronbach’s alpha of the burnout inventory was .87.", "alpha", "burnout inventory"),
        ("Internal consistency was .84 for the trust scale.", "alpha", "trust scale"),
        ("The trust scale was reliable, reliability = .84.", "alpha", "trust scale"),
        ("The index of voice was reliable (α = .84).", "alpha", "voice"),
        ("KR-20 for the vocabulary test was .81.", "alpha", ""),
        ("Inter-rater reliability was high (r = .93).", "interrater", ""),
        ("Retest stability over a month was r = .71.", "test_retest", ""),
        ("Spearman-Brown corrected reliability was .79.", "split_half", ""),
    ],
)
def test_a_reliability_has_its_coefficient_and_scale(text: str, coefficient: str, scale: str) -> None:
    found = only(text)
    assert (found.kind, found.coefficient) == ("reliability", coefficient)
    if scale:
        assert found.x == scale


def test_several_reliabilities_of_one_symbol_are_told_apart() -> None:
    found = extract(paper("In this study, α was .83 for help seeking and .77 for trust."))
    assert [(c.r.value, c.x) for c in found] == [(0.83, "help seeking"), (0.77, "trust")]


@pytest.mark.parametrize(
    "text",
    [
        "We set α = .05 and used two-tailed tests.",
        "The adjusted α = .006 was used.",
        "Agreement between coders was substantial (κ = .76).",
        "ICC(2,1) = .88 for the two raters.",
        "R(12) = .3, p < .05",
    ],
)
def test_levels_of_significance_and_agreement_are_no_reliability(text: str) -> None:
    assert not {"reliability", "correlation"} & set(kinds(text))


def test_a_capital_r_counts_where_the_words_say_correlation() -> None:
    assert kinds("Pay and mood showed a correlation of R = .31, p = .01.") == ["correlation"]
