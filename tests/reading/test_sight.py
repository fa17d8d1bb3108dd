"""What is drawn of a page when only places on it are asked for."""

from pathlib import Path

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.document import Box, Word
from corpus.reading.ink import SCALE
from corpus.reading.pdf import OpenFile, grey
from corpus.reading.sight import Shown, around, moved, touching
from synthetic import hostile
from tests.reading.drawn import Sheet, matrix

SHADE = 3  # of 255; the edges of slanting strokes depend a little on where the drawing is cut off


def drawn(path: Path, turn: int) -> Path:
    """A page with text, a table, a figure of many strokes, and a form that is scaled and holds another."""
    canvas = Canvas(str(path), pagesize=(612, 792), invariant=True)
    canvas.setPageRotation(turn)
    canvas.beginForm("inner")
    for k in range(20):
        canvas.drawString(10, 10 + 12 * k, f"inside r = .{30 + k}, and so on")
    canvas.endForm()
    canvas.beginForm("outer")
    canvas.scale(0.8, 0.8)
    canvas.translate(100, 20)
    canvas.doForm("inner")
    canvas.line(0, 0, 300, 300)
    canvas.endForm()
    sheet = Sheet(canvas)
    sheet.prose(72, 60, 468, 6)
    sheet.table(matrix())
    canvas.translate(40, 30)
    canvas.doForm("outer")
    for k in range(50):
        canvas.line(300 + k, 100, 300 + 2 * k, 260)
    canvas.save()
    return path


def word(x0: float, top: float, *, angle: int = 0) -> Word:
    return Word(".34", Box(1, x0, top, x0 + 12, top + 10), angle=angle)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_near_a_place_the_picture_is_the_whole_page_s(turn: int, tmp_path: Path) -> None:
    file = OpenFile(drawn(tmp_path / "a.pdf", turn))
    with file.page(1) as page:
        whole = grey(page, scale=SCALE)
        inked = 0
        for x0, top in ((150, 150), (300, 560), (400, 620), (90, 65)):
            places = around([word(x0, top)])
            near = grey(page, scale=SCALE, near=places)
            left, upper, right, lower = (places[0] * SCALE).astype(int)
            part = (slice(upper + 1, lower - 1), slice(left + 1, right - 1))
            assert np.abs(near[part].astype(int) - whole[part].astype(int)).max() <= SHADE
            assert (near < 255).sum() < 0.5 * (whole < 255).sum()
            inked += int((near[part] < 255).sum())
        assert inked
        assert (grey(page, scale=SCALE) == whole).all()  # nothing stays hidden
    file.close()


def test_a_place_off_the_page_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.plain())
    file = OpenFile(path)
    with file.page(1) as page:
        assert (grey(page, scale=1.0, near=around([word(700, 100)])) == 255).all()
    file.close()


def test_more_is_seen_along_a_line_than_across_it() -> None:
    lying, standing = around([word(100, 100), word(100, 100, angle=90)])
    assert lying.tolist() == [70, 90, 142, 120]
    assert standing.tolist() == [90, 70, 122, 140]


def test_what_touches_a_place_is_known_by_its_box() -> None:
    page = Shown(1, 600, 800, 0, (0, 0, 600, 800))
    boxes = np.array(
        [(0, 0, 600, 800), (100, 100, 100, 100), (300, 0, 310, 99), (-50, -50, -40, -40), (90, 98, 200, 99)]
    )
    places = np.array([(96.0, 96.0, 104.0, 104.0)])
    assert touching(page, boxes, places).tolist() == [True, True, False, False, True]


def test_a_rectangle_that_turns_is_boxed_again() -> None:
    quarter = np.array([[0, 1, 0], [-1, 0, 0], [10, 0, 1]])
    assert moved(np.array([(0.0, 0.0, 4.0, 2.0)]), quarter).tolist() == [[8, 0, 10, 4]]
