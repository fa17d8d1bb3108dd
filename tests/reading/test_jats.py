"""JATS XML becomes the same document as a PDF: cells, marks, notes, sections, formulas; hostile files are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document, Table
from corpus.errors import DamagedPaper, HostilePaper, LimitExceeded, NotAPaper, NoText, UnreadablePaper
from corpus.reading import Limits, read_document
from corpus.reading.formats import parse, sniffed
from extractors import extract
from synthetic import markup

NAMESPACES = 'xmlns:mml="http://www.w3.org/1998/Math/MathML" xmlns:xlink="http://www.w3.org/1999/xlink"'
DOCTYPE = '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.3//EN" "JATS-archivearticle1-3.dtd">'

DEFAULT = Limits()


def read(tmp_path: Path, text: str | bytes, *, name: str = "paper.xml", limits: Limits = DEFAULT) -> Document:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return parse(path, limits=limits)


def article(body: str, *, front: str = "", back: str = "") -> str:
    return f"{DOCTYPE}<article {NAMESPACES}><front>{front}</front><body>{body}</body><back>{back}</back></article>"


def text_of(tmp_path: Path, paragraph: str) -> str:
    return read(tmp_path, article(f"<p>{paragraph}</p>")).passages[0].text


def table_of(tmp_path: Path, inner: str) -> Table:
    document = read(tmp_path, article(f"<table-wrap><label>Table 1</label>{inner}</table-wrap>"))
    assert len(document.tables) == 1
    return document.tables[0]


def texts(table: Table, reading: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.readings[reading]]


@pytest.mark.parametrize("seed", range(24))
def test_every_cell_of_a_jats_matrix_is_exact(tmp_path: Path, seed: int) -> None:
    paper = markup.jats(seed)
    document = read(tmp_path, paper.data)
    (table,) = document.tables
    minus = str.maketrans("-–", "−−")
    cells = [(cell.text.translate(minus), cell.stars) for row in table.cells for cell in row]
    assert sorted((t.r, t.stars) for t in paper.table) == sorted(
        c for c in cells if c in {(t.r, t.stars) for t in paper.table}
    )
    assert table.label == "Table 1"
    assert table.caption.startswith("Table 1 Correlations among the study variables")
    assert table.note.replace("* p", "*p") == "*p < .05. **p < .01."
    assert len({len(row) for row in table.cells}) == 1


def test_authors_are_listed_and_editors_are_not(tmp_path: Path) -> None:
    front = (
        '<article-meta><contrib-group><contrib contrib-type="author"><name><surname>Berg</surname>'
        '<given-names>Kari</given-names></name></contrib><contrib contrib-type="editor"><name><surname>Lee</surname>'
        "</name></contrib></contrib-group></article-meta>"
    )
    assert read(tmp_path, article("<p>Some text.</p>", front=front)).authors == ("Berg, Kari",)


def test_what_is_extracted_from_jats_is_what_was_printed(tmp_path: Path) -> None:
    paper = markup.jats(3, groups="one", stacked="rows", minus="−", sentence="mathml")
    found = [c for c in extract(read(tmp_path, paper.data)) if c.kind == "correlation"]
    cells = {(frozenset((c.x.lower(), c.y.lower())), c.r.text, c.stars, c.n) for c in found if c.where == "table"}
    assert cells == {(frozenset((t.x.lower(), t.y.lower())), t.r, t.stars, t.n) for t in paper.table}
    (said,) = (c for c in found if c.where == "text")
    assert (said.r.text, said.n, said.section) == (paper.sentence[0].r, paper.sentence[0].n, "results")
    assert all(c.value_boxes and c.quotes[0].boxes for c in found)


def test_places_stay_the_same_and_never_share_a_page_spot(tmp_path: Path) -> None:
    paper = markup.jats(1)
    first, second = read(tmp_path, paper.data), read(tmp_path, paper.data)
    assert first == second
    assert "made-up places" in first.parser
    words = [word for page in first.pages for line in page.lines for word in line.words]
    assert len({(w.box.page, w.box.x0, w.box.top) for w in words}) == len(words)
    for passage in first.passages:
        for word, start in zip(passage.words, passage.starts, strict=True):
            if not word.superscript:
                assert passage.text[start : start + len(word.text)] == word.text


def test_sections_come_from_the_outermost_heading(tmp_path: Path) -> None:
    abstract = "<abstract><sec><title>Results</title><p>In short.</p></sec></abstract>"
    front = f"<article-meta><title-group><article-title>Hope</article-title></title-group>{abstract}</article-meta>"
    body = (
        "<sec><title>Introduction</title><p>One.</p></sec>"
        "<sec sec-type='methods'><title>Our study</title><sec><title>Results of a pilot</title><p>Two.</p></sec></sec>"
        "<sec><label>3</label><title>Results</title><p>Three.<fn><label>1</label><p>Four.</p></fn></p></sec>"
        "<sec><title>Odd</title><p>Five.</p><list><list-item><p>Six.</p></list-item></list></sec>"
    )
    back = (
        "<ack><p>Thanks.</p></ack><app-group><app><title>A</title><p>Seven.</p></app></app-group>"
        "<ref-list><title>References</title><ref><label>1</label><mixed-citation>Eight.</mixed-citation></ref></ref-list>"
    )
    document = read(tmp_path, article(body, front=front, back=back))
    found = {p.text: (p.section, p.kind) for p in document.passages}
    assert document.title == "Hope"
    assert found["In short."] == ("abstract", "text")
    assert found["One."] == ("introduction", "text")
    assert found["Two."] == ("method", "text")
    assert found["3 Results"] == ("results", "heading")
    assert found["Three."] == ("results", "text")
    assert found["1 Four."] == ("results", "footnote")
    assert found["Five."] == ("unknown", "text")
    assert found["Six."][0] == "unknown"
    assert found["Seven."][0] == "appendix"
    assert found["1 Eight."][0] == "references"


def test_reviews_rights_and_authors_are_left_out(tmp_path: Path) -> None:
    front = (
        "<article-meta><contrib-group><contrib><name><surname>Berg</surname></name></contrib></contrib-group>"
        "<permissions><license><license-p>Free.</license-p></license></permissions></article-meta>"
    )
    text = article("<p>Kept.</p>", front=front).replace(
        "</article>", "<sub-article><body><p>A reviewer saw r = .99.</p></body></sub-article></article>"
    )
    assert [p.text for p in read(tmp_path, text).passages] == ["Kept."]


@pytest.mark.parametrize(
    ("markup_", "plain"),
    [
        ("<italic>r</italic>(98) = −.25<sup>**</sup>", "r(98) = −.25**"),
        ("<italic>r</italic> = &minus;.25", "r = −.25"),
        ("<italic>r</italic> = <sup>−</sup>.25", "r = −.25"),
        ("r = .25<xref ref-type='bibr'>12</xref>, then", "r = .25¹², then"),
        ("r = .25<sup><xref ref-type='bibr'>12</xref></sup>", "r = .25¹²"),
        (("(<xref>Smith, 2010</xref>) [<xref>12</xref>] "
        "<xref ref-type='table'>Table 2</xref>"), "(Smith, 2010) [12] Table 2"),
        ("said [<xref>12</xref>,<xref>13</xref>-<xref>15</xref>]", "said [12,13-15]"),
        ("<italic>R</italic><sup>2</sup> = .06, <italic>r</italic><sub>s</sub> = .31", "R² = .06, rs = .31"),
        ("r = &madeup;.25", "r = \ufffd.25"),
        ("r = <inline-graphic xlink:href='a.gif'/>.25", "r = \ufffd.25"),
        ("r = <inline-graphic><alt-text>minus</alt-text></inline-graphic>.25", "r = −.25"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("one<break/>two", "one two"),
    ],
)  # fmt: skip
def test_inline_markup_becomes_plain_text(tmp_path: Path, markup_: str, plain: str) -> None:
    assert text_of(tmp_path, markup_) == plain


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("<mml:math><mml:mi>r</mml:mi><mml:mo>=</mml:mo><mml:mo>−</mml:mo><mml:mn>.25</mml:mn></mml:math>", "r = −.25"),
        (("<mml:math><mml:msup><mml:mi>χ</mml:mi><mml:mn>2</mml:mn></mml:msup>"
        "<mml:mo>&#x2264;</mml:mo><mml:mn>3</mml:mn></mml:math>"), "χ² ≤ 3"),
        ("<mml:math><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math>", "1/2"),
        ("<mml:math><mml:msqrt><mml:mi>n</mml:mi></mml:msqrt></mml:math>", "√n"),
        (("<mml:math><mml:mi>p</mml:mi><mml:mspace/>"
        "<mml:mfenced><mml:mi>a</mml:mi><mml:mi>b</mml:mi></mml:mfenced></mml:math>"), "p (a, b)"),
        (("<mml:math><mml:semantics><mml:mi>r</mml:mi>"
        "<mml:annotation>no</mml:annotation></mml:semantics></mml:math>"), "r"),
        ("<alternatives><tex-math>x</tex-math><mml:math><mml:mi>y</mml:mi></mml:math></alternatives>", "y"),
        (("<tex-math>\\documentclass{a}\\begin{document}$$ "
        "\\mathrm{r} = -.31, p \\leq .001 $$\\end{document}</tex-math>"), "r = -.31, p ≤ .001"),
        ("<tex-math>$\\beta_{1}^{2} = 5\\,\\%$</tex-math>", "β1² = 5 %"),
    ],
)  # fmt: skip
def test_formulas_become_plain_text(tmp_path: Path, formula: str, plain: str) -> None:
    assert text_of(tmp_path, f"<inline-formula>{formula}</inline-formula>") == plain


def test_a_picture_in_place_of_a_sign_is_marked_as_unknown(tmp_path: Path) -> None:
    document = read(tmp_path, article("<p>They correlated, r(98) = <inline-graphic/>.25.</p>"))
    assert [w.text for w in document.passages[0].words if w.unmapped] == ["\ufffd.25."]


def test_spans_are_spread_and_values_are_not_repeated(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "<table><thead><tr><th rowspan='2'>Name</th><th colspan='2'>Women</th></tr>"
        "<tr><th>r</th><th>p</th></tr></thead>"
        "<tbody><tr><td rowspan='2'>Hope</td><td>.25</td><td rowspan='2'>.04</td></tr><tr><td>.31</td></tr>"
        "<tr><td colspan='3'>Second study</td></tr><tr><td>Fear</td><td colspan='2'>−.20</td></tr></tbody></table>",
    )
    assert texts(table) == [
        ["Name", "Women", "Women"],
        ["Name", "r", "p"],
        ["Hope", ".25", ".04"],
        ["Hope", ".31", ""],
        ["Second study", "", ""],
        ["Fear", "−.20", ""],
    ]
    assert texts(table, 1)[0] == ["Name", "Women", ""]
    assert texts(table, 1)[3] == ["", ".31", ""]


def test_marks_are_split_from_numbers_and_labels(tmp_path: Path) -> None:
    cells = (
        "Depression<sup>a</sup>", ".25<sup>*</sup>", ".25**", "<sup>b</sup>.25", "R<sup>2</sup>",
        "10<sup>−3</sup>", ".31<sup>1</sup>",
        "− .42<sup>∗∗</sup>", ".5 <sup>†</sup>", "<sup>c</sup>", "(.80)<sup>*</sup>",
        "<sup>−</sup>.33<xref><sup>a,b</sup></xref>",
    )  # fmt: skip
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    table = table_of(tmp_path, f"<table><tr>{row}</tr><tr>{row}</tr></table>")
    assert [(cell.text, cell.stars) for cell in table.cells[0]] == [
        ("Depression", "a"), (".25", "*"), (".25", "**"), (".25", "b"), ("R²", ""), ("10⁻³", ""), (".31", "1"),
        ("−.42", "**"), (".5", "†"), ("c", ""), ("(.80)", "*"), ("−.33", "a,b"),
    ]  # fmt: skip


def test_a_column_of_stars_belongs_to_its_numbers(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "<table><tr><td></td><td colspan='2'>1</td></tr><tr><td>Hope</td><td>.25</td><td>**</td></tr>"
        "<tr><td>Fear</td><td>.05</td><td></td></tr></table>",
    )
    assert [[(c.text, c.stars) for c in row] for row in table.cells[1:]] == [
        [("Hope", ""), (".25", "**")],
        [("Fear", ""), (".05", "")],
    ]


def test_lines_stacked_in_one_cell_are_rows(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "<table><tr><th>Name</th><th>1</th></tr><tr><td>Hope<break/>Fear</td><td>.25<sup>*</sup><break/>−.31</td></tr>"
        "<tr><td>Long<break/>name</td><td>.25<break/>(p = .04)</td></tr></table>",
    )
    assert texts(table) == [["Name", "1"], ["Hope", ".25"], ["Fear", "−.31"], ["Long name", ".25 (p = .04)"]]
    assert [row[1].stars for row in table.cells] == ["", "*", "", ""]


def test_the_exchange_table_model_is_read(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "<table><tgroup cols='3'><colspec colname='a'/><colspec colname='b'/><colspec colname='c'/>"
        "<thead><row><entry morerows='1'>Name</entry><entry namest='b' nameend='c'>Women</entry></row>"
        "<row><entry colname='b'>1</entry><entry colname='c'>2</entry></row></thead>"
        "<tbody><row><entry>Hope</entry><entry colname='c'>.25</entry></row>"
        "<row><entry>Fear</entry><entry>.1</entry></row></tbody></tgroup></table>",
    )
    assert texts(table) == [["Name", "Women", "Women"], ["Name", "1", "2"], ["Hope", "", ".25"], ["Fear", ".1", ""]]


def test_a_label_of_a_note_is_not_that_of_the_table(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        "<caption><title>Means</title><p>All adults.</p></caption><alternatives>"
        "<graphic/><table><tr><td>a</td><td>.2</td></tr></table></alternatives>"
        "<table-wrap-foot><fn-group><fn><label>*</label><p>p &lt; .05.</p></fn>"
        "<fn><label>a</label><p>Reversed.</p></fn></fn-group><attrib>Source.</attrib></table-wrap-foot>",
    )
    assert (table.label, table.caption) == ("Table 1", "Table 1 Means All adults.")
    assert table.note == "*p < .05. a Reversed. Source."
    assert table.caption_boxes
    assert table.note_boxes
    assert table.box is not None


def test_a_paragraph_goes_on_after_a_table_inside_it(tmp_path: Path) -> None:
    wrap = "<table-wrap><table><tr><td>a</td><td>.25</td></tr></table></table-wrap>"
    document = read(
        tmp_path, article(f"<p>It rose {wrap}with age.</p><disp-formula><tex-math>y = 2</tex-math></disp-formula>")
    )
    assert [p.text for p in document.passages] == ["It rose with age.", "y = 2"]
    assert len(document.tables) == 1


def test_a_table_that_is_a_picture_is_a_warning(tmp_path: Path) -> None:
    document = read(
        tmp_path, article("<table-wrap><label>Table 2.</label><caption><p>r</p></caption><graphic/></table-wrap>")
    )
    assert document.warnings == ("Table 2 is a picture: nothing in it was read",)
    assert document.passages[0].kind == "caption"


def test_floats_at_the_end_and_long_papers_are_laid_on_pages(tmp_path: Path) -> None:
    paragraphs = "<p>" + "word " * 400 + "</p>"
    floats = "<floats-group><fig><label>Figure 1</label><caption><p>Paths.</p></caption></fig></floats-group>"
    text = article(paragraphs * 5).replace("</article>", floats + "</article>")
    document = read(tmp_path, text)
    assert len(document.pages) > 2
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    assert (document.passages[-1].text, document.passages[-1].kind) == ("Figure 1 Paths.", "caption")
    assert document.passages[-1].page == len(document.pages)


@pytest.mark.parametrize(("name", "make", "code"), markup.HOSTILE)
def test_hostile_xml_is_refused(tmp_path: Path, name: str, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(UnreadablePaper) as caught:
        read(tmp_path, make(), name=name)
    assert caught.value.code == code
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_child_reads_by_content_and_refuses_what_is_hostile(tmp_path: Path) -> None:
    paper, hostile = tmp_path / "paper.txt", tmp_path / "hostile.pdf"
    paper.write_bytes(markup.jats(2).data)
    hostile.write_bytes(markup.laughs())
    assert read_document(paper) == parse(paper, limits=DEFAULT)
    with pytest.raises(HostilePaper, match=r"hostile\.pdf declares entities of its own"):
        read_document(hostile)
    page = tmp_path / "page.html"
    page.write_bytes(markup.html(2).data)
    assert read_document(page).tables[0].label == "Table 1"


def test_a_sign_that_is_a_picture_is_a_hard_flag(tmp_path: Path) -> None:
    document = read(tmp_path, article("<p>Hope was related to fear, r(98) = <inline-graphic/>.25, p &lt; .05.</p>"))
    (found,) = extract(document)
    assert [(flag.code, flag.severity) for flag in found.flags if flag.severity == "hard"] == [
        ("unmapped_glyph", "hard")
    ]


def test_no_file_outside_is_ever_read(tmp_path: Path) -> None:
    (tmp_path / "JATS-archivearticle1-3.dtd").write_text("<!ENTITY minus 'loaded'>")
    assert text_of(tmp_path, "r = &minus;.25") == "r = −.25"


def test_too_many_characters_are_a_limit(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded, match="100 characters"):
        read(tmp_path, article("<p>" + "a " * 200 + "</p>"), limits=Limits(characters=100))


def test_another_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAPaper, match=r"paper\.xml is XML of the root <tei>, not a JATS <article>"):
        read(tmp_path, "<TEI><text/></TEI>")


def test_an_article_is_found_in_a_record_and_two_are_refused(tmp_path: Path) -> None:
    one = f"<article {NAMESPACES}><body><p>r(98) = .25</p></body></article>"
    record = f"<OAI-PMH><GetRecord><record><metadata>{one}</metadata></record></GetRecord></OAI-PMH>"
    assert read(tmp_path, record).passages
    with pytest.raises(NotAPaper, match="holds 2 articles"):
        read(tmp_path, f"<set>{one}{one}</set>")


def test_broken_xml_is_damaged_and_an_empty_article_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(DamagedPaper, match=r"paper\.xml is broken XML \(.*\); download it again"):
        read(tmp_path, article("<p>cut").removesuffix("</article>"))
    with pytest.raises(NoText, match=r"paper\.xml has no running text"):
        read(tmp_path, article(""))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><article>", "jats"),
        ("<?xml version='1.0' encoding='UTF-16'?><article>".encode("utf-16"), "jats"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "html"),
        (b"<!doctype html><html>", "html"),
        (b"  <HTML>", "html"),
        (b"<jats:article>", "jats"),
        (b"\x00\x01\x02", ""),
        (b"plain text", ""),
    ],
)
def test_a_format_is_known_by_its_content(head: bytes, kind: str) -> None:
    assert sniffed(head) == kind
