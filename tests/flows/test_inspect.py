"""`stook inspect`: what was read stands where it is printed, upright, turned, and on made-up pages."""

import io
from pathlib import Path

import pytest
import typer
from PIL import Image, ImageChops
from typer.testing import CliRunner

from corpus.document import Document
from corpus.evidence import Scored
from corpus.reading import read_document
from extractors import extract
from extractors.findings import proposed
from flows import draw_page
from flows.commands.inspect_page import inspect
from flows.draw_page import FOUND, HARD, SCALE, TABLES, WORDS
from synthetic import markup

COLUMNS = (60, 220, 280, 340)
ROWS = (
    ("Table 1",),
    ("Correlations among the variables (N = 120)",),
    ("Variable", "1", "2", "3"),
    ("1. Hope", "-"),
    ("2. Fear", "-.21*", "-"),
    ("3. Anger", ".33**", "-.45**", "-"),
    ("4. Pride", "-.38**", "1.27", ".14"),
)
PROSE = "Hope was related to fear, r(118) = -.21, p < .05, in all groups of the study."

app = typer.Typer()
app.command()(inspect)


def paper(tmp_path: Path, *, turned: int = 0) -> Path:
    """One typed page with a sentence and a matrix; one coefficient is impossible."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(500, 500))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 460, PROSE)
    canvas.translate(250, 250)
    canvas.rotate(turned)
    canvas.translate(-250, -250)
    for i, row in enumerate(ROWS):
        for x, text in zip(COLUMNS, row, strict=False):
            canvas.drawString(x, 380 - 16 * i, text)
    canvas.save()
    path = tmp_path / "Prüf ung.pdf"
    path.write_bytes(out.getvalue())
    return path


def read(path: Path) -> tuple[Document, list[Scored]]:
    document = read_document(path)
    return document, proposed(extract(document))


def colors(picture: Image.Image) -> set[object]:
    counted = picture.getcolors(picture.width * picture.height)
    assert counted is not None
    return {color for _, color in counted}


@pytest.mark.parametrize("turned", [0, 90, 270])
def test_candidates_are_drawn_on_the_ink_of_their_values(tmp_path: Path, turned: int) -> None:
    path = paper(tmp_path, turned=turned)
    document, scored = read(path)
    marks = draw_page.marks_of(scored, 1)
    values = [mark for mark in marks if mark.candidate.where == "table"]
    assert {m.candidate.r.text.replace("−", "-") for m in values} >= {"-.21", ".33", "-.45", "-.38", ".14"}
    ground = draw_page._ground(path, document.pages[0])
    for mark in values:
        inside = ground.crop([round(edge) for edge in draw_page._edges(mark.boxes[0])])
        assert inside.getextrema()[0][0] < 128  # ink under the box
        assert (inside.width > inside.height) == (turned == 0)
    drawn = draw_page.draw_page(path, document, scored, 1)
    assert {FOUND, TABLES, WORDS, HARD} <= colors(drawn)


def test_the_legend_says_what_was_found_and_grows_with_it(tmp_path: Path) -> None:
    path = paper(tmp_path)
    document, scored = read(path)
    few = draw_page.draw_page(path, document, [], 1)
    many = draw_page.draw_page(path, document, scored * 12, 1)
    assert few.size == (round(500 * SCALE) + draw_page.LEGEND_WIDTH, round(500 * SCALE))
    assert many.height > few.height
    texts = [text for _, text in draw_page._legend(document, document.pages[0], draw_page.marks_of(scored, 1))]
    assert any(text.startswith("Table 1: 5 x 4") for text in texts)
    assert any("r = " in text and "Fear" in text and "Hope" in text for text in texts)


def test_long_lines_of_the_legend_are_wrapped() -> None:
    lines = list(draw_page._wrapped([(WORDS, "word " * 30), (WORDS, "x" * 100)]))
    assert all(len(text) <= draw_page.LONGEST for _, text in lines)
    assert "".join(text for _, text in lines).replace(" ", "") == "word" * 30 + "x" * 100


def test_numbers_of_marks_run_down_the_page(tmp_path: Path) -> None:
    _, scored = read(paper(tmp_path))
    marks = draw_page.marks_of(list(reversed(scored)), 1)
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    assert [m.boxes[0].top for m in marks] == sorted(m.boxes[0].top for m in marks)
    assert draw_page.marks_of(scored, 2) == []


def test_a_paper_without_pages_is_drawn_on_made_up_ones(tmp_path: Path) -> None:
    path = tmp_path / "paper.xml"
    path.write_bytes(markup.jats(5).data)
    document, scored = read(path)
    drawn = draw_page.draw_page(path, document, scored, 1)
    page = document.pages[0]
    assert drawn.height >= round(page.height * SCALE)
    word = document.tables[0].cells[-1][0].words[0]
    edges = [round(edge) for edge in draw_page._edges(word.box)]
    blank = Image.new("RGB", (edges[2] - edges[0], edges[3] - edges[1]), draw_page.PAPER)
    assert ImageChops.difference(draw_page._ground(path, page).crop(edges), blank).getbbox()


def test_a_huge_page_is_drawn_within_the_limit_of_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = paper(tmp_path)
    document, _ = read(path)
    monkeypatch.setattr(draw_page.pdf, "MOST_PIXELS", 250_000)
    assert draw_page._ground(path, document.pages[0]).size == (1000, 1000)


def test_the_command_writes_the_picture_and_says_what_is_on_it(tmp_path: Path) -> None:
    path, target = paper(tmp_path), tmp_path / "page.png"
    done = CliRunner().invoke(app, [str(path), "--page", "1", "--out", str(target)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{target}: 1 tables, ")
    with Image.open(target) as drawn:
        assert drawn.height >= 1000


def test_without_a_name_the_picture_bears_that_of_the_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = paper(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [str(path), "--quiet"])
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "Prüf ung-p1.png").is_file()


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [str(paper(tmp_path)), "--page", "7"])
    assert str(done.exception) == "Prüf ung.pdf has no page 7; ask for 1 to 1."


def test_another_kind_of_picture_is_a_usage_error(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [str(paper(tmp_path)), "--out", "page.gif"])
    assert done.exit_code == 2
    assert "page.gif is no name of a PNG" in done.output
