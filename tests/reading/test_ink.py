"""Signs from the picture: what is drawn counts, not what the text layer says."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document, Word
from corpus.reading import dashes
from corpus.reading.ink import R_LIKE
from corpus.reading.limits import Limits
from corpus.reading.reader import parse
from synthetic import hostile
from tests.reading.drawn import Sheet, document

LINE = "Correlations were computed:"


def numbers(found: Document) -> list[Word]:
    """The words that may be correlations."""
    return [w for page in found.pages for line in page.lines for w in line.words if R_LIKE.match(w.text)]


def bar(sheet: Sheet, x: float, y: float, width: float = 5.0, thickness: float = 0.6) -> None:
    """A minus that is drawn and not typed."""
    sheet.canvas.rect(x, sheet.height - y, width, thickness, stroke=0, fill=1)


def one(tmp_path: Path, draw_more: Callable[[Sheet], object]) -> Word:
    def draw(sheet: Sheet) -> None:
        sheet.text(72, 80, LINE)
        draw_more(sheet)

    (word,) = numbers(document(tmp_path / "a.pdf", draw))
    return word


def test_a_drawn_minus_is_marked_and_not_decided(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(200, 200, ".34")
        bar(sheet, 193.5, 197.2)

    word = one(tmp_path, draw)
    assert word.text == ".34"
    assert word.ink_left


@pytest.mark.parametrize("angle", [90, 270])
def test_a_drawn_minus_is_seen_in_turned_text(tmp_path: Path, angle: int) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(72, 80, LINE)
        for k in range(9):
            sheet.text(72, 100 + 12 * k, "Words that stand upright on the page and say nothing.")
        sheet.canvas.saveState()
        sheet.canvas.translate(400, 300)
        sheet.canvas.rotate(-90 if angle == 90 else 90)
        sheet.canvas.drawString(0, 0, "r .34")
        end = sheet.canvas.stringWidth("r ", "Times-Roman", 10)
        sheet.canvas.drawString(40, 0, ".47 .48 .49 .50")
        sheet.canvas.rect(end + 40 - 14, 2.5, 5, 0.6, stroke=0, fill=1)
        sheet.canvas.restoreState()

    found = document(tmp_path / "a.pdf", draw)
    assert found.pages


@pytest.mark.parametrize("text", ["r = .34", "r (.34)", "r .34", "b ± .34", "r < .34"])
def test_other_ink_beside_a_number_is_no_minus(tmp_path: Path, text: str) -> None:
    word = one(tmp_path, lambda sheet: sheet.text(200, 200, text))
    assert not word.ink_left
    assert not word.minus_without_ink


def test_a_rule_under_a_row_is_no_minus(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(200, 200, ".34")
        sheet.rule(150, 260, 203)
        sheet.rule(150, 260, 188)

    assert not one(tmp_path, draw).ink_left


def test_a_leader_that_runs_to_a_number_is_no_minus(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(200, 200, ".34")
        sheet.rule(120, 198, 197)

    assert not one(tmp_path, draw).ink_left


def test_a_dash_that_ties_two_numbers_is_no_minus(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(72, 80, LINE)
        end = sheet.text(180, 200, ".21")
        bar(sheet, end + 0.4, 197.2, width=4.0)
        sheet.text(end + 4.8, 200, ".34")

    found = numbers(document(tmp_path / "a.pdf", draw))
    assert not any(word.ink_left for word in found)


@pytest.mark.parametrize("sign", ["-", "–", "−"])
def test_a_typed_minus_with_its_ink_has_no_mark(tmp_path: Path, sign: str) -> None:
    word = one(
        tmp_path, lambda sheet: sheet.text(200, 200, f"{sign}.34", font="Symbol" if sign == "−" else "Times-Roman")
    )
    assert not word.ink_left
    assert not word.minus_without_ink


def test_a_typed_minus_that_is_covered_is_marked(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.text(200, 200, "–.34")
        sheet.canvas.setFillGray(1)
        sheet.canvas.rect(199, sheet.height - 206, 6, 12, stroke=0, fill=1)
        sheet.canvas.setFillGray(0)

    assert one(tmp_path, draw).minus_without_ink


def test_a_glyph_that_shows_a_minus_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    content = b"BT /F1 10 Tf 72 700 Td (Correlations were: ) Tj ET BT /G 10 Tf 100 600 Td (\\001) Tj ET"
    content += b" BT /F1 10 Tf 106 600 Td (.34) Tj ET"
    content += b" BT /F1 10 Tf 160 600 Td (p ) Tj /G 10 Tf (\\002) Tj /F1 10 Tf ( .05) Tj ET"
    glyphs = b"<< /minus 6 0 R /equal 7 0 R >>"
    encoding = b"<< /Type /Encoding /Differences [1 /minus 2 /equal] >>"
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 600] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs %b"
    font += b" /Encoding %b /FirstChar 1 /LastChar 2 /Widths [600 600] /ToUnicode 8 0 R >>"
    cmap = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
    cmap += b" 1 begincodespacerange <00> <FF> endcodespacerange"
    cmap += b" 2 beginbfchar <01> <00A1> <02> <00BC> endbfchar endcmap end end"
    path.write_bytes(
        hostile.document(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                hostile.PAGE % (4, b"/Font << /F1 5 0 R /G 9 0 R >>"),
                hostile.stream(content),
                hostile.FONT,
                hostile.stream(b"600 0 50 220 550 280 d1 50 220 500 60 re f"),
                hostile.stream(b"600 0 50 130 550 370 d1 50 130 500 60 re f 50 310 500 60 re f"),
                hostile.stream(cmap),
                font % (glyphs, encoding),
            ]
        )
    )
    words = {w.text: w for page in parse(path, limits=Limits()).pages for line in page.lines for w in line.words}
    assert words["−.34"].unmapped
    assert not words["−.34"].minus_without_ink
    assert words["="].unmapped


def square(draw: str) -> np.ndarray:
    """A picture of 40 by 40 pixels with one sign in black."""
    image = np.full((40, 40), 255, dtype=np.uint8)
    at = np.arange(20)
    match draw:
        case "<":
            image[20 - at // 2, 10 + at] = image[20 + at // 2, 10 + at] = 0
        case ">":
            image[20 - at // 2, 29 - at] = image[20 + at // 2, 29 - at] = 0
        case "=":
            image[16:18, 10:30] = image[23:25, 10:30] = 0
        case "*":
            image[8:16, 12:20] = 0
            image[8:10, 12:14] = image[14:16, 12:14] = image[8:10, 18:20] = 255
        case "I":
            image[5:30, 18:21] = 0
    return image


@pytest.mark.parametrize(("sign", "top"), [("<", 10), (">", 10), ("=", 15), ("*", 7), ("I", 4)])
def test_a_glyph_is_named_by_its_ink(sign: str, top: int) -> None:
    box = (9.0, float(top), 31.0, {"<": 31.0, ">": 31.0, "=": 26.0, "*": 17.0, "I": 31.0}[sign])
    found = dashes.glyph(square(sign), 1.0, box, base=30.0, size=30.0)
    assert found == ("" if sign == "I" else sign)


def test_a_blank_box_shows_nothing() -> None:
    assert dashes.glyph(square(""), 1.0, (5, 5, 20, 20), base=30.0, size=30.0) == ""
    assert not dashes.inked(square(""), 1.0, (50, 50, 60, 60))
