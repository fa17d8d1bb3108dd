"""Running text: reading order, paragraphs, hyphens, superscripts, what is set apart, sections."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from tests.reading.drawn import HEIGHT, PROSE, WIDTH, Sheet, document

FIRST = " ".join(PROSE.split()[:12])


def texts(found: Document, kind: str = "text") -> list[str]:
    """The passages of one kind."""
    return [p.text for p in found.passages if p.kind == kind]


def lines(sheet: Sheet, x: float, y: float, *rows: str, leading: float = 12.0, font: str = "Times-Roman") -> float:
    """Draws lines under each other."""
    for row in rows:
        sheet.text(x, y, row, font=font)
        y += leading
    return y


def test_the_left_column_is_read_before_the_right(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        lines(sheet, 200, 60, "A title over both columns of the page")
        sheet.prose(54, 100, 240, 40)
        sheet.prose(318, 106, 240, 40)

    text = " ".join(texts(document(tmp_path / "a.pdf", draw)))
    assert text.startswith("A title over both columns of the page")
    sentences = PROSE.split(". ")
    assert [text.index(sentence) for sentence in sentences[:3]] == sorted(text.index(s) for s in sentences[:3])
    assert text.count(FIRST) >= 2


def test_offsets_lead_back_to_words_and_boxes(tmp_path: Path) -> None:
    found = document(tmp_path / "a.pdf", lambda s: lines(s, 72, 100, "Age was related to hope, r(98) = .25, p < .05."))
    (passage,) = found.passages
    at = passage.text.index(".25")
    assert [w.text for w in passage.words_at(at, at + 3)] == [".25,"]
    (box,) = passage.boxes_at(at, at + 3)
    assert box.page == 1
    assert 90 < box.top < 100 < box.bottom < 104


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("they had experi-", "enced it before", "they had experienced it before"),
        ("a measure of self-", "esteem was used", "a measure of self-esteem was used"),
        ("it was r = -", ".25 in both groups", "it was r = -.25 in both groups"),
        ("the help-seeking and help-", "seeking of others", "the help-seeking and help-seeking of others"),
        ("the people of Ost-", "Berlin were asked", "the people of Ost-Berlin were asked"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_only_where_it_is_not_the_words_own(
    tmp_path: Path, above: str, below: str, whole: str
) -> None:
    found = document(tmp_path / "a.pdf", lambda s: lines(s, 72, 100, above, below))
    assert found.passages[0].text == whole


def test_superscripts_are_marked_and_no_digit_runs_into_a_number(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        end = sheet.text(72, 100, "The correlation was r = .25")
        end = sheet.text(end, 96, "3", size=6.5)
        sheet.text(end, 100, " in the sample.")

    found = document(tmp_path / "a.pdf", draw)
    assert found.passages[0].text == "The correlation was r = .25³ in the sample."
    assert [w.text for w in found.passages[0].words if w.superscript] == ["3"]


def test_the_letter_before_a_note_is_a_superscript(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        end = sheet.text(72, 96, "a", size=6.5)
        sheet.text(end + 0.5, 100, "Asked at the second wave.")

    found = document(tmp_path / "a.pdf", draw)
    assert [w.text for w in found.passages[0].words if w.superscript] == ["a"]


def test_running_heads_and_page_numbers_are_set_apart(tmp_path: Path) -> None:
    def page(number: int) -> Callable[[Sheet], object]:
        def draw(sheet: Sheet) -> None:
            sheet.text(72, 40, f"HELP SEEKING AND HOPE {number}")
            sheet.prose(72, 100, 468, 20)
            sheet.text(300, 770, str(number))

        return draw

    found = document(tmp_path / "a.pdf", *(page(n) for n in (3, 4, 5, 6)))
    assert "HELP SEEKING" not in " ".join(texts(found))
    assert all(len(page.lines) == 20 for page in found.pages)


def test_line_numbers_of_a_manuscript_are_kept_out_of_the_text(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.prose(110, 100, 400, 20, leading=20)
        for k in range(20):
            sheet.text(72, 100 + 20 * k, str(k + 1))

    found = document(tmp_path / "a.pdf", draw)
    assert not any(character.isdigit() for text in texts(found) for character in text)


def test_other_numbers_in_the_margin_do_not_hide_line_numbers(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.prose(110, 100, 400, 20, leading=20)
        sheet.text(90, 510, "3 4")
        for k in range(20):
            sheet.text(72, 100 + 20 * k, str(k + 1))

    found = document(tmp_path / "a.pdf", draw)
    assert not any(f"{k} " in text for text in texts(found) for k in range(5, 21))


def test_a_banner_at_the_side_is_no_text(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.prose(72, 100, 468, 20)
        sheet.canvas.saveState()
        sheet.canvas.translate(30, 200)
        sheet.canvas.rotate(90)
        sheet.canvas.drawString(0, 0, "Author manuscript")
        sheet.canvas.restoreState()
        sheet.canvas.saveState()
        sheet.canvas.translate(200, 300)
        sheet.canvas.rotate(45)
        sheet.canvas.drawString(0, 0, "DRAFT")
        sheet.canvas.restoreState()

    text = " ".join(texts(document(tmp_path / "a.pdf", draw)))
    assert "Author" not in text
    assert "DRAFT" not in text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned_is_read_upright(tmp_path: Path, turn: int) -> None:
    def draw(sheet: Sheet) -> None:
        canvas = sheet.canvas
        canvas.setPageRotation(turn)
        wide, high = (HEIGHT, WIDTH) if turn == 270 else (WIDTH, HEIGHT)  # the drawing kit swaps the page for 270
        canvas.translate(*{90: (wide, 0), 180: (wide, high), 270: (0, high)}[turn])
        canvas.rotate(turn)
        Sheet(canvas, high if turn == 180 else wide).text(72, 100, "Hope and trust were related, r = .25.")

    found = document(tmp_path / "a.pdf", draw)
    assert texts(found) == ["Hope and trust were related, r = .25."]
    assert found.passages[0].words[0].angle == 0
    box = found.passages[0].words[0].box
    assert (box.x0, box.bottom) == pytest.approx((72, 102), abs=1)


def test_a_page_printed_sideways_is_read(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.canvas.translate(WIDTH, 0)
        sheet.canvas.rotate(90)
        Sheet(sheet.canvas, WIDTH).text(72, 100, "Hope and trust were related, r = .25.")

    found = document(tmp_path / "a.pdf", draw)
    assert texts(found) == ["Hope and trust were related, r = .25."]


def test_sections_follow_their_headings(tmp_path: Path) -> None:
    names = ["Abstract", "Introduction", "Method", "Results", "Discussion", "References", "Appendix A"]

    def page(name: str) -> Callable[[Sheet], object]:
        def draw(sheet: Sheet) -> None:
            sheet.text(72, 150, name, font="Times-Bold")
            sheet.prose(72, 180, 468, 10)

        return draw

    found = document(tmp_path / "a.pdf", *(page(name) for name in names))
    sections = [p.section for p in found.passages if p.kind == "text"]
    assert sections == ["abstract", "introduction", "method", "results", "discussion", "references", "appendix"]


def test_article_information_beside_an_abstract_is_a_column_of_its_own(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        lines(
            sheet,
            54,
            150,
            "a r t i c l e i n f o",
            "Article history:",
            "Received 2 May 2014",
            "Accepted 4 June",
            "Keywords:",
            "Hope",
            "Trust",
        )
        lines(sheet, 200, 150, "a b s t r a c t")
        sheet.prose(200, 162, 358, 6)
        sheet.prose(54, 300, 240, 30)
        sheet.prose(318, 300, 240, 30)

    found = document(tmp_path / "a.pdf", draw)
    abstract = [p.text for p in found.passages if p.section == "abstract" and p.text.startswith("The participants")]
    assert abstract
    assert "Received" not in abstract[0]


def test_a_paragraph_goes_on_in_the_next_column(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        y = sheet.prose(54, 100, 240, 39)
        lines(sheet, 54, y, "and the correlation between hope and trust in the")
        lines(sheet, 318, 100, "second study was r(98) = .25 as it had been before.")
        sheet.prose(318, 112, 240, 39)

    whole = " ".join(texts(document(tmp_path / "a.pdf", draw)))
    assert "between hope and trust in the second study was r(98) = .25" in whole


def test_captions_of_figures_and_sentences_about_tables_are_told_apart(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        lines(sheet, 72, 100, "Figure 2. Means of both groups at each time of the study.")
        lines(
            sheet,
            72,
            160,
            "The means of all the scales that were used are given in",
            "Table 2. As expected, hope was related to trust.",
        )

    found = document(tmp_path / "a.pdf", draw)
    assert texts(found, "caption") == ["Figure 2. Means of both groups at each time of the study."]
    assert "given in Table 2. As expected" in texts(found)[0]
