"""A saved web page becomes the same document: the article alone, its tables with captions and notes."""

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import DamagedPaper, LimitExceeded, NotAPaper, UnreadablePaper
from corpus.reading import Limits, html
from corpus.reading.formats import parse
from extractors import extract
from synthetic import markup
from synthetic.hostile import mutated

FILLER = "<p>" + "The participants answered all questions in one session. " * 8 + "</p>"


def read(tmp_path: Path, text: str | bytes, *, name: str = "page.html") -> Document:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse(path, limits=Limits())


def page(body: str, *, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body><main>{body}{FILLER}</main></body></html>"
    )


def passages(tmp_path: Path, body: str) -> list[str]:
    document = read(tmp_path, page(body))
    return [p.text for p in document.passages if not p.text.startswith("The participants")]


@pytest.mark.parametrize("seed", range(16))
def test_every_cell_of_a_page_is_exact(tmp_path: Path, seed: int) -> None:
    paper = markup.html(seed)
    document = read(tmp_path, paper.data)
    (table,) = document.tables
    minus = str.maketrans("-–", "−−")
    cells = [(cell.text.translate(minus), cell.stars) for row in table.cells for cell in row]
    wanted = {(t.r, t.stars) for t in paper.table}
    assert sorted((t.r, t.stars) for t in paper.table) == sorted(c for c in cells if c in wanted)
    assert table.label == "Table 1"
    assert table.note.startswith("* p < .05. ** p < .01.")


def test_what_is_extracted_from_a_page_is_what_was_printed(tmp_path: Path) -> None:
    paper = markup.html(4, groups="one", minus="−")
    found = [c for c in extract(read(tmp_path, paper.data)) if c.kind == "correlation"]
    cells = {(frozenset((c.x.lower(), c.y.lower())), c.r.text, c.stars, c.n) for c in found if c.where == "table"}
    assert cells == {(frozenset((t.x.lower(), t.y.lower())), t.r, t.stars, t.n) for t in paper.table}
    told = [(c.r.value, place.section) for c in found for place in c.places if place.where == "text"]
    assert told == [(float(paper.sentence[0].r.replace("−", "-")), "results")]  # another place of a cell's result


def test_what_stands_around_the_article_is_left_out(tmp_path: Path) -> None:
    text = page(
        "<h1>Hope</h1><p>Kept.</p><nav>Menu</nav><script>r = .99</script>"
        "<p hidden>no</p><p style='display: none'>no</p>"
        "<button>Share</button><del>struck</del>"
    ).replace("<main>", "<header>Journal</header><main>")
    document = read(tmp_path, text)
    assert [p.text for p in document.passages][:2] == ["Hope", "Kept."]
    assert len(document.passages) == 3
    assert document.title == "Hope"


def test_the_title_of_the_citation_comes_first(tmp_path: Path) -> None:
    assert (
        read(tmp_path, page("<h1>Article</h1>", head='<meta name="citation_title" content="Hope  again">')).title
        == "Hope again"
    )
    assert read(tmp_path, page("")).title == ""


def test_sections_come_from_headings(tmp_path: Path) -> None:
    body = (
        "<h1>Hope</h1><p>Authors.</p><h2>Abstract</h2><h3>Results</h3><p>In short.</p>"
        "<h2>2 Method</h2><h3>Results of a pilot</h3>"
        "<p>Two.</p><h2>Results</h2><p>Three.</p><div class='references'><ol><li>Four.</li></ol></div>"
        "<h2>Odd</h2><p>Five.</p>"
    )
    document = read(tmp_path, page(body))
    found = {p.text: p.section for p in document.passages}
    assert found["Authors."] == "front"
    assert found["In short."] == "abstract"
    assert found["Two."] == "method"
    assert found["Three."] == "results"
    assert found["Four."] == "references"
    assert found["Five."] == "unknown"


def test_a_bare_label_takes_the_caption_after_it_and_links_between_are_kept_out(tmp_path: Path) -> None:
    body = (
        "<section><h4>Table 2.</h4><div class='caption'><p>Correlations (N = 80)</p></div><a>Open in a new tab</a>"
        "<div><table><tr><th></th><th>1</th></tr><tr><td>Hope</td><td>.25<sup>*</sup></td></tr></table></div>"
        "<div class='tw-foot'><p><sup>a</sup> Reversed.</p></div>"
        "<p>* p &lt; .05.</p></section><p>Then came the text.</p>"
    )
    document = read(tmp_path, page(body))
    (table,) = document.tables
    assert (table.label, table.caption) == ("Table 2", "Table 2. Correlations (N = 80)")
    assert table.note == "a Reversed. * p < .05."
    assert document.passages[2].text == "Then came the text."


def test_a_caption_below_its_table_and_one_inside_are_found(tmp_path: Path) -> None:
    rows = "<tr><td>Hope</td><td>.25</td></tr><tr><td>Fear</td><td>.31</td></tr>"
    body = (
        f"<figure><div><table>{rows}</table></div><figcaption>Table 1 Below</figcaption></figure>"
        f"<table><caption>Table 2 Inside</caption>{rows}"
        f"<tfoot><tr><td colspan=2>Note. All adults.</td></tr></tfoot></table>"
    )
    first, second = read(tmp_path, page(body)).tables
    assert (first.caption, second.caption) == ("Table 1 Below", "Table 2 Inside")
    assert second.note == "Note. All adults."
    assert len(second.cells) == 2


def test_a_caption_without_a_table_and_that_of_a_figure_stay_captions(tmp_path: Path) -> None:
    document = read(
        tmp_path, page("<p>Table 3. Lost</p><h2>Results</h2><figure><figcaption>Figure 1. Paths</figcaption></figure>")
    )
    assert [(p.text, p.kind) for p in document.passages][:3] == [
        ("Table 3. Lost", "caption"),
        ("Results", "heading"),
        ("Figure 1. Paths", "caption"),
    ]


def test_blocks_far_from_a_caption_are_released_in_order(tmp_path: Path) -> None:
    assert passages(tmp_path, "<p>Table 3. Lost</p><p>a</p><p>b</p><p>c</p><p>d</p>") == [
        "Table 3. Lost",
        "a",
        "b",
        "c",
        "d",
    ]


def test_a_caption_that_was_never_closed_holds_its_table(tmp_path: Path) -> None:
    rows = "<tr><td>Hope</td><td>.25</td></tr><tr><td>Fear</td><td>.31</td></tr>"
    (table,) = read(tmp_path, page(f"<figure><figcaption>Table 1 Open<table>{rows}</table></figure>")).tables
    assert table.caption == "Table 1 Open"


def test_damaged_pages_and_files_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    outcomes = set()
    for seed in range(120):
        make = markup.html if seed % 2 else markup.jats
        try:
            outcomes.add(type(read(tmp_path, mutated(make(seed % 10).data, seed), name="page.txt")))
        except UnreadablePaper as error:
            outcomes.add(type(error))
    assert {Document, DamagedPaper} <= outcomes


def test_tables_that_lay_out_a_page_are_walked_through(tmp_path: Path) -> None:
    inner = "<table><tr><td>Hope</td><td>.25</td></tr><tr><td>Fear</td><td>.31</td></tr></table>"
    document = read(
        tmp_path,
        page(
            f"<table><tr><td>Left text.</td><td>{inner}</td></tr></table>"
            f"<table role=presentation><tr><td>x</td><td>y</td></tr></table>"
        ),
    )
    assert len(document.tables) == 1
    assert [p.text for p in document.passages][:3] == ["Left text.", "x", "y"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>r(98) = &minus;.25<sup>**</sup></p>", "r(98) = −.25**"),
        (
            "<p>depression<a href='#r12'>12</a> and (<a href='#r1'>Smith, 2010</a>)</p>",
            "depression¹² and (Smith, 2010)",
        ),
        ("<p>r = <img alt='−' src='m.gif'>.25</p>", "r = −.25"),
        ("<p>r =<img src='m.gif'>.25</p>", "r =\ufffd.25"),
        ("<p>seen <img alt='a photograph' src='p.jpg'> here</p>", "seen here"),
        (
            "<p><span><math><mi>r</mi><mo>=</mo><mn>.2</mn></math></span><span aria-hidden=true>r=.2</span></p>",
            "r = .2",
        ),
        ("text without a paragraph<br>and its end", "text without a paragraph and its end"),
    ],
)
def test_inline_markup_becomes_plain_text(tmp_path: Path, body: str, text: str) -> None:
    assert passages(tmp_path, body) == [text]


def test_the_largest_article_is_the_paper(tmp_path: Path) -> None:
    body = f"<article>{FILLER * 4}</article><article><p>A teaser.</p></article>"
    document = read(tmp_path, f"<html><body>{body}</body></html>")
    assert len(document.passages) == 4
    teasers = "".join(f"<article><p>{'Teaser words. ' * 20}</p></article>" for _ in range(4))
    assert len(read(tmp_path, f"<html><body>{teasers}</body></html>").passages) == 4


def test_a_log_in_page_is_no_paper(tmp_path: Path) -> None:
    with pytest.raises(NotAPaper, match=r"page\.html is a web page of 3 words, not a paper"):
        read(tmp_path, "<html><body>Please log in.</body></html>")
    with pytest.raises(NotAPaper):
        read(tmp_path, f"<html><body>{FILLER}<form><input type=password></form></body></html>")
    with pytest.raises(NotAPaper, match="web page"):
        read(tmp_path, "<html></html>")


def test_a_web_page_named_as_a_pdf_is_no_pdf(tmp_path: Path) -> None:
    with pytest.raises(NotAPaper, match=r"paper\.pdf is not a PDF"):
        read(tmp_path, page("<p>r(98) = .25</p>"), name="paper.pdf")


def test_a_page_that_is_too_deep_is_a_limit(tmp_path: Path) -> None:
    with pytest.raises((LimitExceeded, DamagedPaper)):
        read(tmp_path, page("<div>" * 900 + "<p>r(98) = .25</p>"))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffr = −.25".encode(), "\ufeffr = −.25"[1:]),
        ("r = −.25".encode("utf-16"), "r = −.25"),
        (b"<meta charset=iso-8859-1>r = \x96.25", "<meta charset=iso-8859-1>r = –.25"),
        (b"<meta charset='no-such'>caf\xc3\xa9", "<meta charset='no-such'>café"),
        (b"r = \x96.25", "r = –.25"),
        (b"r = \x81.25", "r = \ufffd.25"),
    ],
)
def test_characters_are_read_by_what_the_page_says_or_browsers_take(data: bytes, text: str) -> None:
    assert html.decoded(data) == text


def test_bytes_without_elements_are_no_paper(tmp_path: Path) -> None:
    with pytest.raises((NotAPaper, DamagedPaper)):
        html.tree(b"", "page.html")
