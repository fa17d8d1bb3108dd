"""Whose n a correlation has, and why."""

from dataclasses import replace

import pytest

from corpus.document import Document, Passage
from corpus.evidence import Candidate
from extractors import extract
from extractors.linking import link, main_size, same_group
from extractors.studies import has_several_studies, study_name, study_of_passages, study_of_tables
from tests.papers import paper, table


def linked(text: str) -> list[tuple[float, int | None, str]]:
    return [(c.r.value, c.n, c.n_source) for c in extract(paper(text)) if c.kind == "correlation"]


def parts(*texts: tuple[str, str, str]) -> Document:
    """Passages of (kind, section, text) in one document."""
    passages: tuple[Passage, ...] = ()
    for kind, section, text in texts:
        (passage,) = paper(text).passages
        passages += (replace(passage, kind=kind, section=section),)  # type: ignore[arg-type]
    return replace(paper("x"), passages=passages)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Pay and trust were related, r(61) = .3.", (0.3, 63, "df")),
        ("Pay and trust were related, r = .3, N = 90.", (0.3, 90, "sentence")),
        ("Pay and trust were related, r(N = 90) = .3.", (0.3, 90, "sentence")),
        ("In the control group (n = 64), pay and trust were related (r = .3).", (0.3, 64, "group")),
        ("At entry (n = 18), pay and trust were related (r = .3).", (0.3, 18, "sentence")),
        (
            "The correlations were computed for 35 nurses. Eight were late. Pay and trust were related (r = .3).",
            (0.3, 35, "sentence"),
        ),
        ("Ninety nurses took part.\n\nPay and trust were related (r = .3).", (0.3, 90, "paper")),
        ("Pay and trust were related (r = .3).", (0.3, None, "none")),
        ("Ninety nurses took part.\n\nPay and trust were related, partial r(60) = .3.", (0.3, None, "none")),
        ("Ninety nurses took part.\n\nPay and trust were related in men (r = .3).", (0.3, None, "none")),
        ("We had 90 nurses.\n\nWe had 120 clerks.\n\nPay and trust were related (r = .3).", (0.3, None, "none")),
    ],
)
def test_n_is_taken_from_the_nearest_that_is_sure(text: str, wanted: tuple[float, int | None, str]) -> None:
    assert linked(text) == [wanted]


def test_what_a_rule_linked_stays() -> None:
    (candidate,) = extract(paper("Pay and trust were related, r(61) = .3."))
    (again,) = link(paper("x"), [replace(candidate, n=12, n_source="cell")], [])
    assert (again.n, again.n_source) == (12, "cell")


TWO_STUDIES = parts(
    ("heading", "unknown", "Study 1"),
    ("text", "method", "Ninety nurses took part."),
    ("text", "results", "Pay and trust were related (r = .31). Table 1 has more."),
    ("text", "unknown", "Study 2"),
    ("text", "method", "A hundred and ten clerks took part."),
    ("text", "results", "Pay and trust were related (r = .22) in both sexes."),
    ("heading", "discussion", "General Discussion"),
    ("text", "discussion", "Pay and trust were related (r = .27)."),
)


def test_a_correlation_has_the_n_of_its_own_study() -> None:
    found = [(c.r.value, c.group, c.n, c.n_source) for c in extract(TWO_STUDIES)]
    assert found == [
        (0.31, "Study 1", 90, "study"),
        (0.22, "Study 2", 110, "study"),
        (0.27, "", None, "none"),
    ]


def test_studies_analysed_together_leave_results_to_none_of_them() -> None:
    document = parts(
        ("heading", "method", "Study 1"),
        ("text", "method", "Ninety nurses took part."),
        ("heading", "method", "Study 2"),
        ("text", "method", "A hundred and ten clerks took part."),
        ("text", "results", "Pay and trust were related (r = .31)."),
    )
    assert study_of_passages(document) == ["Study 1", "Study 1", "Study 2", "Study 2", ""]
    assert [(c.group, c.n) for c in extract(document)] == [("", None)]


def test_a_second_study_without_headings_leaves_n_open() -> None:
    text = (
        "Study 2 had 90 nurses. Study 2 was short. In Study 2, all went well.\n\nPay and trust were related (r = .3)."
    )
    assert has_several_studies(paper(text))
    assert linked(text) == [(0.3, None, "none")]


def test_a_table_belongs_to_the_study_that_speaks_of_it() -> None:
    (one,) = table("a | b", caption="Table 1. Correlations").tables
    (two,) = table("a | b", caption="Table 2. Correlations in Experiment 4").tables
    document = replace(TWO_STUDIES, tables=(one, two))
    assert study_of_tables(document) == {("Table 1", 1): "Study 1", ("Table 2", 1): "Experiment 4"}
    (candidate,) = extract(paper("Pay and trust were related (r = .3)."))
    in_table = replace(candidate, where="table", table="Table 1", n=None, n_source="none")
    samples = [s for s in _samples(document) if s.group]
    (done,) = link(document, [in_table], samples)
    assert (done.group, done.n, done.n_source) == ("Study 1", 90, "study")


def _samples(document: Document) -> list:  # type: ignore[type-arg]
    from extractors.sample_sizes import sample_sizes

    return [replace(s, quote=replace(s.quote, digest=document.digest)) for s in sample_sizes(document)]


def test_the_names_of_studies_have_one_spelling() -> None:
    assert [study_name(t) for t in ("STUDY Two", "experiment III", "Study 3a")] == [
        "Study 2",
        "Experiment 3",
        "Study 3a",
    ]


def test_groups_are_the_same_when_one_has_the_words_of_the_other() -> None:
    assert same_group("depressed", "the depressed group")
    assert same_group("nurses", "Nurse")
    assert not same_group("women", "men")
    assert not same_group("the group", "men")


def test_the_most_frequent_size_is_the_main_one_unless_it_has_a_rival() -> None:
    (sample,) = _samples(paper("The final sample comprised 90 nurses."))
    larger, smaller = replace(sample, n=120), replace(sample, n=40)
    assert main_size([sample]) == 90
    assert main_size([sample, sample, smaller]) == 90
    assert main_size([sample, sample, larger]) is None
    assert main_size([sample, sample, sample, sample, larger]) == 90
    assert main_size([sample, smaller]) is None
    assert main_size([replace(sample, role="excluded")]) is None


def test_a_candidate_without_a_quote_is_linked_all_the_same() -> None:
    (candidate,) = extract(paper("Pay and trust were related (r = .3)."))
    bare: Candidate = replace(candidate, quotes=())
    (done,) = link(paper("Ninety nurses took part."), [bare], _samples(paper("Ninety nurses took part.")))
    assert (done.n, done.n_source) == (90, "paper")
