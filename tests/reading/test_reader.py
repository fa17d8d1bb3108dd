"""The door in the same process: refusals by name, pictures, scans, rotated lines of text."""

import io
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import (
    DamagedPaper,
    EmptyFile,
    EncryptedPaper,
    LimitExceeded,
    MissingFile,
    NotAPaper,
    NoText,
    UnreadablePaper,
)
from corpus.reading import Limits
from corpus.reading.pdf import OpenFile, grey, picture, render
from corpus.reading.reader import parse
from synthetic import hostile
from tests.reading.drawn import document, matrix, moved

REFUSED: dict[str, tuple[bytes | None, type[UnreadablePaper], str]] = {
    "missing": (None, MissingFile, "does not exist; check the name"),
    "empty": (b"", EmptyFile, "has no bytes; download it again"),
    "a web page": (hostile.web_page(1), NotAPaper, "is not a PDF"),
    "a password": (hostile.password(1), EncryptedPaper, "asks for a password"),
    "broken": (hostile.random_after_header(1), DamagedPaper, "cannot be parsed"),
    "no pages": (hostile.zero_pages(1), DamagedPaper, "cannot be parsed"),
    "a loop": (hostile.page_loop(1), DamagedPaper, "Page 1 cannot be loaded"),
    "pictures": (hostile.pictures_only(1), NoText, "0 words"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    data, kind, message = REFUSED[name]
    path = tmp_path / "paper.pdf"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(kind, match=message):
        parse(path, limits=Limits())


def test_a_file_without_pages_is_not_blamed_for_the_password_of_the_one_before(tmp_path: Path) -> None:
    for name, data, kind in (
        ("locked.pdf", hostile.password(1), EncryptedPaper),
        ("bare.pdf", hostile.zero_pages(1), DamagedPaper),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(kind, match="asks for a password" if kind is EncryptedPaper else "it has no pages"):
            parse(tmp_path / name, limits=Limits())


def test_characters_and_pages_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(hostile.plain())
    with pytest.raises(LimitExceeded, match="more than 20 characters by page 1"):
        parse(path, limits=Limits(characters=20))
    with pytest.raises(LimitExceeded, match="has 1 pages, more than the limit of 0"):
        parse(path, limits=Limits(pages=0))


def test_a_page_is_rendered_at_the_scale_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(hostile.plain())
    assert Image.open(io.BytesIO(render(path, 1, scale=1.0))).size == (612, 792)
    assert Image.open(io.BytesIO(render(path, 1, scale=0.5, form="webp"))).format == "WEBP"
    with pytest.raises(DamagedPaper, match="has no page 2; ask for 1 to 1"):
        render(path, 2)
    with pytest.raises(LimitExceeded, match="ask for a smaller scale"):
        render(path, 1, scale=99.0)


def test_a_page_too_large_for_a_picture_has_none(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(hostile.huge_page(1))
    file = OpenFile(path)
    with file.page(1) as page:
        assert grey(page, scale=1.0) is None
        with pytest.raises(LimitExceeded):
            picture(page, scale=1.0)
    file.close()
    assert parse(path, limits=Limits()).passages[0].text == hostile.WORDS


def test_a_scan_with_a_hidden_text_layer_is_said(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(hostile.one_page(hostile.stream(b"3 Tr " + hostile.SENTENCE.replace(b"BT", b"BT 3 Tr"))))
    assert "scanned pages with an OCR text layer: 1" in parse(path, limits=Limits()).warnings


def test_the_same_bytes_give_the_same_document(tmp_path: Path) -> None:
    first = document(tmp_path / "a.pdf", lambda sheet: sheet.table(matrix()))
    assert first == parse(tmp_path / "a.pdf", limits=Limits())


def test_words_printed_twice_to_look_bold_are_read_once(tmp_path: Path) -> None:
    drawn = moved(matrix(4))

    def twice(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.table(drawn)
        sheet.canvas.translate(0.2, 0)
        sheet.table(drawn)

    found = document(tmp_path / "a.pdf", twice)
    assert [[c.text for c in row] for row in found.tables[0].cells][-1][1] == "−.38"


def test_a_line_set_upside_down_is_kept_out_of_the_text(tmp_path: Path) -> None:
    def draw(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.prose(72, 100, 468, 10)
        sheet.canvas.saveState()
        sheet.canvas.translate(300, 300)
        sheet.canvas.rotate(180)
        sheet.canvas.drawString(0, 0, "upside down")
        sheet.canvas.restoreState()

    assert "upside" not in " ".join(p.text for p in document(tmp_path / "a.pdf", draw).passages)
