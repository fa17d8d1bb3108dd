"""Words that stand together: apart they are the words of the page, and nothing that reads them notices."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document, Passage, Word
from corpus.reading import pdf, words
from corpus.reading.rows import rows, tangled
from tests.reading.drawn import FONT, Sheet, document, matrix


def prose(sheet: Sheet) -> None:
    """Two columns of running text with values in it."""
    for x in (60.0, 330.0):
        sheet.prose(x, 90, 225, 20)
        sheet.text(x, 360, "It rose with hope, r(98) = .25, p < .05, in all 214 people; see Smith and Lee.")


def spaced(sheet: Sheet) -> None:
    """A heading set with wide letters, in one piece, and a word in two pieces that stand apart."""
    pen = sheet.canvas.beginText(72, 700)
    pen.setFont(FONT, 11)
    pen.setCharSpace(2.6)
    pen.textLine("ABSTRACT")
    sheet.canvas.drawText(pen)
    end = sheet.text(72, 200, "Increase")
    sheet.text(end + 2.1, 200, "Decrease")


def turned(sheet: Sheet) -> None:
    """Text that runs up the page."""
    sheet.canvas.rotate(90)
    sheet.canvas.drawString(100, -300, "Running text that is set on its side and says little")


def upside_down(sheet: Sheet) -> None:
    """Text that stands on its head."""
    sheet.canvas.rotate(180)
    sheet.canvas.drawString(-500, -300, "Running text on its head")


def both(path: Path) -> tuple[list[Word], list[Word]]:
    """A first page's words one by one, and together."""
    file = pdf.OpenFile(path)
    try:
        with file.page(1) as page:
            chars = pdf.chars(page)
            return words.build(page, chars).words, words.build(page, chars, whole=False).words
    finally:
        file.close()


@pytest.mark.parametrize("draw", [prose, spaced, turned, upside_down, lambda sheet: sheet.table(matrix())])
def test_words_that_stand_together_are_apart_the_words_of_the_page(
    tmp_path: Path, draw: Callable[[Sheet], object]
) -> None:
    document(tmp_path / "a.pdf", draw)
    each, together = both(tmp_path / "a.pdf")
    assert [one for word in together for one in word.apart()] == each
    assert sum(word.count for word in together) == len(each)


def test_running_text_stands_together_and_its_numbers_alone(tmp_path: Path) -> None:
    document(tmp_path / "a.pdf", prose)
    each, together = both(tmp_path / "a.pdf")
    assert len(together) < len(each) / 2
    assert not [word.text for word in together if word.count > 1 and any(c.isdigit() for c in word.text)]


def test_letters_set_wide_in_one_piece_are_one_word_and_two_pieces_are_two(tmp_path: Path) -> None:
    document(tmp_path / "a.pdf", spaced)
    assert [word.text for word in both(tmp_path / "a.pdf")[0]] == ["ABSTRACT", "Increase", "Decrease"]


def found_in(page: Document, text: str) -> tuple[Passage, int]:
    (passage,) = (p for p in page.passages if text in p.text)
    return passage, passage.text.index(text)


def test_a_quote_of_words_that_stand_together_has_the_place_of_each(tmp_path: Path) -> None:
    page = document(
        tmp_path / "a.pdf", lambda sheet: sheet.text(72, 200, "They said that help was near and came soon.")
    )
    passage, at = found_in(page, "help was")
    assert passage.words[0].count == 9
    assert [word.text for word in passage.words_at(at, at + 8)] == ["help", "was"]
    (box,) = passage.boxes_at(at, at + 8)
    assert 72 < box.x0 < box.x1 < passage.words[0].box.x1
    each = {word.text: word.box for word in both(tmp_path / "a.pdf")[0]}
    assert (box.x0, box.x1) == (each["help"].x0, each["was"].x1)


def test_a_word_that_was_printed_later_stands_in_its_place(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        end = sheet.text(72, 200, "They all said")
        sheet.text(end + 40, 200, "help was near.")
        sheet.text(end + 6, 200, "kindly", size=10)

    def between(sheet: Sheet) -> None:
        pen = sheet.canvas.beginText(72, 592)
        pen.setFont(FONT, 10)
        pen.setWordSpace(3)
        pen.textLine("They were asked about help once more.")
        sheet.canvas.drawText(pen)
        sheet.text(94, 200, "a", size=4)  # in the blank behind the first word

    assert document(tmp_path / "a.pdf", draw).pages[0].text == "They all said kindly help was near."
    page = document(tmp_path / "b.pdf", between)
    assert tangled(rows(both(tmp_path / "b.pdf")[1]))
    assert page.pages[0].text == "They a were asked about help once more."
