"""A paper as PDF and as JATS XML: one report, the facts of the XML, the places of the PDF."""

from pathlib import Path

from corpus.reading import read_document


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
