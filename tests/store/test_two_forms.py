"""A paper as PDF and as JATS XML: one report, the facts of the XML, the places of the PDF."""

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.evidence import Candidate, Quote
from corpus.identity import doi_in
from corpus.reading import read_document
from corpus.store import Store
from tests.store.evidence import candidate, document, scored

pytestmark = pytest.mark.usefixtures("dialect")


def test_a_file_names_its_own_doi_and_none_that_it_cites(tmp_path: Path) -> None:
    text = "Scores were related, r(98) = .25, p &lt; .05, as expected from the theory that was tested here. " * 3
    ids = '<article-id pub-id-type="pmid">1</article-id><article-id pub-id-type="doi"> 10.1234/abc.5 </article-id>'
    cited = "<related-article><article-meta/></related-article>"
    (tmp_path / "a.xml").write_text(
        f"<article><front><article-meta>{ids}<title-group><article-title>Use</article-title></title-group>{cited}"
        f"</article-meta></front><body><p>{text}</p></body></article>"
    )  # fmt: skip
    head = '<head><title>Use</title><meta name="citation_doi" content="10.1234/abc.6"></head>'
    (tmp_path / "b.html").write_text(
        f"<!DOCTYPE html><html>{head}<body><article><h1>Use</h1>{f'<p>{text}</p>' * 20}</article></body></html>"
    )
    assert read_document(tmp_path / "a.xml").doi == "10.1234/abc.5"
    assert read_document(tmp_path / "b.html").doi == "10.1234/abc.6"


def with_doi(name: str, doi: str, *, printed: bool) -> Document:
    made = document(name)
    return (
        replace(made, pages=(replace(made.pages[0], text=f"See https://doi.org/{doi}."),))
        if printed
        else replace(made, doi=doi)
    )


@pytest.mark.parametrize(
    ("printed", "same"),
    [((".31", "-.12"), True), ((), True), ((".77", "-.12"), True), ((".77", "-.78"), False)],
)
def test_files_of_one_doi_are_one_report_unless_their_results_are_others(printed: tuple[str, ...], same: bool) -> None:
    with Store.in_memory() as store:
        first = [candidate(".31", "1", "2"), candidate("-.12", "1", "3", row=1)]
        other = [candidate(r, "Use", "CES-D", row) for row, r in enumerate(printed)]
        store.add(with_doi("pdf", "10.1234/ABC.5", printed=True), scored(*first), [], name="berg.pdf", rules="1")
        xml = with_doi("xml", "10.1234/abc.5", printed=False)
        report = store.add(xml, scored(*other), [], name="PMC1.xml", rules="1").report
        assert (report == "R1") is same
        assert store.add(with_doi("c", "10.1234/c", printed=True), [], [], name="c.pdf", rules="1").report != "R1"


XML = "jats.v1 lxml"


def both(store: Store, paged: Candidate, exact: Candidate) -> list[str]:
    """The ids of one result in the PDF and in the XML of a paper."""
    title = "Help seeking in online groups and depressive symptoms"
    shared = candidate(".77", "Sleep", "Grades", 5)
    pdf = store.add(document("pdf", title), scored(paged, shared), [], name="berg2019.pdf", rules="1")
    marked = replace(document("xml", title), parser=XML)
    xml = store.add(marked, scored(exact, shared), [], name="berg2019.xml", rules="1")
    return [pdf.ids[0], xml.ids[0]]


def test_another_n_in_the_other_form_is_a_hard_flag_and_is_quoted_from_where_it_stands() -> None:
    paged = candidate(n=200, fields=(("n", Quote("pdf", "N = 200", ())), ("x", Quote("pdf", "CES-D", ()))))
    exact = candidate(n=212, fields=(("n", Quote("xml", "N = 212", ())),))
    with Store.in_memory() as store:
        assert both(store, paged, exact) == ["C1", "C1"]
        item = store.candidate("C1")
        assert [(flag.code, flag.severity) for flag in item.scored.candidate.flags] == [("files_disagree_on_n", "hard")]
        assert item.disputed
        assert item.scored.candidate.n == 212
        assert {name: quote.text for name, quote in item.scored.candidate.fields} == {"n": "N = 212", "x": "CES-D"}


@pytest.mark.parametrize(("words", "same"), [("were related in all of them", True), ("of other people", False)])
def test_a_sentence_is_known_again_in_the_other_form_by_its_words(words: str, same: bool) -> None:
    quote = Quote("pdf", "CES-D and use of groups were related in all of them, r = .31", ())
    paged = candidate(x="Depres- sion", where="text", table="", quotes=(quote,), value_boxes=())
    told = (replace(quote, text=f"CES-D and use of groups {words}, r = .31" if same else words),)
    with Store.in_memory() as store:
        ids = both(store, paged, replace(paged, x="CES-D", quotes=told))
        assert (len(set(ids)) == 1) is same


@pytest.mark.parametrize(("text", "doi"), [("doi:10.1234/AB(c)2.", "10.1234/ab(c)2"), ("v10.12/x, 10.1/y", "")])
def test_a_doi_is_compared_without_the_marks_around_it(text: str, doi: str) -> None:
    assert doi_in(text) == doi
