"""Pages without a text layer: read where tesseract is, named with its remedy where it is not, and never trusted."""

import io
import signal
import stat
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from corpus.document import Box, Document, Word
from corpus.errors import NoText
from corpus.reading import Limits, ocr, pdf, read_document, reader
from corpus.reading.ocr_repair import MARK, REPAIRED, joined, repaired, with_points, without_smudges
from synthetic.hostile import pictures_only, plain

PIXELS = 200 / 72  # of a scan at 200 dots an inch
PAGE = (440, 250)
COLUMNS = (30, 200, 270, 340)
ROWS = (
    ("Table 1",),
    ("Correlations among the variables (N = 120)",),
    ("Variable", "1", "2", "3"),
    ("1. Hope", "-"),
    ("2. Fear", "-.21", "-"),
    ("3. Anger", ".33", "-.45", "-"),
    ("4. Pride", "-.38", ".27", ".14"),
)
PROSE = (
    "The participants answered all the questions in one session of the study.",
    "Hope was related to fear, r(118) = -.21, and to anger as well.",
    "They were paid for what they did and came from three cities.",
)


def scan(tmp_path: Path, *, turned: int = 0, name: str = "scan.pdf") -> Path:
    """A PDF whose only page is the picture of a typed one."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE)
    canvas.setFont("Helvetica", 11)
    for i, line in enumerate((*((text,) for text in PROSE), *ROWS)):
        for x, text in zip(COLUMNS, line, strict=False):
            canvas.drawString(x, PAGE[1] - 30 - 20 * i, text.replace("-.", "\u2013."))
    canvas.save()
    typed = tmp_path / "typed.pdf"
    typed.write_bytes(out.getvalue())
    picture = Image.open(io.BytesIO(pdf.render(typed, 1, scale=PIXELS))).convert("L").rotate(-turned, expand=True)
    path = tmp_path / name
    picture.save(path, "PDF", resolution=200)
    return path


def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program of tesseract's name ahead of the real one."""
    path = tmp_path / "bin" / ocr.PROGRAM
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(path.parent), prepend=":")
    ocr.version.cache_clear()


def no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))


def word(text: str, x1: float, bottom: float, *, size: float = 10.0) -> Word:
    return Word(text, Box(1, x1 - 5 * len(text), bottom - size, x1, bottom), size, font=MARK)


def texts(words: list[Word]) -> list[str]:
    return [w.text for w in words]


HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def tsv(*words: str) -> str:
    """What tesseract prints for words of one line, 100 pixels apart."""
    rows = [f"5\t1\t1\t1\t1\t{i}\t{100 + 100 * i}\t200\t{20 * len(w)}\t30\t95\t{w}" for i, w in enumerate(words)]
    return "\n".join([HEAD, *rows])


def test_a_scan_is_read_or_its_message_names_the_remedy(tmp_path: Path) -> None:
    path = scan(tmp_path)
    if ocr.program() is None:
        with pytest.raises(NoText, match=r"scan\.pdf has 1 pages and 0 words: pictures only; install tesseract"):
            read_document(path)
        return
    document = read_document(path)
    assert document.pages[0].ocr
    assert "pages read by OCR, every value to be checked: 1" in document.warnings
    assert any("r(118)" in p.text for p in document.passages)
    (table,) = document.tables
    assert table.label == "Table 1"
    cells = [cell.text.translate(str.maketrans("—–−", "---")) for row in table.cells for cell in row]
    assert {"-.21", "-.45", "-.38"} <= set(cells)


def test_a_page_lying_on_its_side_is_read_or_left(tmp_path: Path) -> None:
    path = scan(tmp_path, turned=270)
    if ocr.program() is None:
        with pytest.raises(NoText):
            reader.parse(path, limits=Limits())
        return
    document = reader.parse(path, limits=Limits())
    words = [w for row in document.tables[0].cells for cell in row for w in cell.words]
    assert {w.angle for w in words} == {270}
    assert all(0 <= w.box.x0 < w.box.x1 <= 800 for w in words)


def test_without_tesseract_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scan(tmp_path)
    no_program(monkeypatch, tmp_path)
    with pytest.raises(NoText, match=r"pictures only; install tesseract \(apt-get install tesseract-ocr, brew"):
        reader.parse(path, limits=Limits())


def test_a_picture_without_print_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, f"cat > /dev/null; printf '{HEAD}'")
    path = tmp_path / "grey.pdf"
    path.write_bytes(pictures_only(0))
    with pytest.raises(NoText, match="tesseract saw no words on them; add a better scan"):
        reader.parse(path, limits=Limits())


def read_with(tmp_path: Path, limits: Limits = Limits()) -> tuple[ocr.Recogniser, list[Word]]:  # noqa: B008  (frozen)
    eye = ocr.Recogniser(limits)
    file = pdf.OpenFile(scan(tmp_path))
    try:
        with file.page(1) as page:
            return eye, eye.words(page)
    finally:
        file.close()


def test_words_of_a_picture_have_places_in_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out.tsv").write_text(tsv(*["Word"] * 26, "O.45", "~.31"))
    fake(tmp_path, monkeypatch, f"cat > /dev/null; cat {tmp_path}/out.tsv")
    eye, words = read_with(tmp_path)
    assert eye.read == [1]
    assert words[0].box.x0 == pytest.approx(100 / ocr.DPI * 72)
    assert words[0].size == pytest.approx(30 / ocr.TALL / ocr.DPI * 72, abs=0.01)
    assert [w.text for w in words[-2:]] == ["0.45", "~.31"]
    assert [w.unmapped for w in words[-2:]] == [False, True]


@pytest.mark.parametrize("limits", [Limits(pictures=0), Limits(ocr_seconds=0.0), Limits(pixels=10_000)])
def test_a_page_beyond_the_limits_is_left_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: Limits
) -> None:
    fake(tmp_path, monkeypatch, "exit 1")
    eye, words = read_with(tmp_path, limits)
    assert (eye.left, words) == ([1], [])
    assert eye.warnings()[0].startswith("scanned pages that were not read: 1; raise the limit of pictures")


def test_a_page_that_takes_too_long_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "exec sleep 20")
    eye, words = read_with(tmp_path, Limits(picture_seconds=0.2))
    assert (eye.left, words) == ([1], [])


def test_a_papers_clock_stands_while_tesseract_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "sleep 0.6")
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 60.0)
    try:
        eye, _ = read_with(tmp_path, Limits(pictures=1))
    finally:
        left = signal.setitimer(signal.ITIMER_REAL, 0.0)[0]
    assert eye.read == [1]
    assert 60.0 - left < time.monotonic() - began - 0.5


def test_long_lists_of_pages_are_cut(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_program(monkeypatch, tmp_path)
    eye = ocr.Recogniser(Limits(), left=list(range(1, 13)))
    assert eye.warnings() == ("scanned pages that were not read: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ...; install tesseract",)


def test_pages_with_text_need_no_ocr(tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    path.write_bytes(plain())
    document: Document = reader.parse(path, limits=Limits())
    assert not document.pages[0].ocr
    assert document.warnings == ()


def test_the_version_is_the_programs_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "echo tesseract 5.9; echo leptonica")
    assert ocr.version(str(ocr.program())) == "tesseract 5.9"
    assert ocr.version(str(tmp_path / "gone")) == ""


def test_smudges_and_broken_rows_are_left_out() -> None:
    rows = [
        HEAD,
        "5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t95\tkept",
        "5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t10\tsmudge",
        "5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t10\t.25",
        "4\t1\t1\t1\t1\t0\t1\t2\t3\t4\t-1\t",
        "5\t1\t1\tx\t1\t1\t1\t2\t3\t4\t95\tbroken",
    ]
    assert [s.text for s in ocr.table("\n".join(rows))] == ["kept", ".25"]


def test_a_second_look_adds_what_the_first_left_out_to_its_lines() -> None:
    line = (1, 1, 1)
    first = [ocr.Seen("Fear", line, 10, 100, 60, 130, 95), ocr.Seen(".21", line, 200, 102, 240, 128, 95)]
    second = [
        ocr.Seen("27", (4, 1, 1), 202, 101, 238, 129, 95),
        ocr.Seen(".33", (4, 1, 1), 300, 101, 338, 129, 40),
        ocr.Seen("smudge", (4, 1, 1), 400, 101, 438, 129, 40),
        ocr.Seen("below", (4, 1, 2), 10, 400, 60, 430, 95),
    ]
    found = ocr.merged(first, second)
    assert [(s.text, s.line) for s in found[2:]] == [(".33", line), ("below", (-5, 1, 2))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("O.45", "0.45"), ("-O.4S**", "-0.45**"), ("r=O.45", "r=0.45"), (".l2", ".12"), ("(.9O)", "(.90)"),
        ("-—.04", "−.04"),
        ("Oslo.", "Oslo."), ("p.O", "p.O"), ("1.5", "1.5"), ("B.S", "B.S"),
    ],
)  # fmt: skip
def test_letters_in_numbers_become_digits(before: str, after: str) -> None:
    (found,) = repaired([word(before, 100, 50)])
    assert found.text == after
    assert found.font == (MARK if before == after else REPAIRED)


def test_a_point_is_put_to_the_digits_behind_it() -> None:
    line = [
        word(".", 105, 50),
        word("45**", 128, 50),
        word("O.", 210, 50),
        word("31", 222, 50),
        word("text.", 300, 50),
        word("45", 312, 50),
    ]
    assert texts(joined(line)) == [".45**", "0.31", "text.", "45"]
    assert texts(joined([word(".", 105, 50), word("45", 105, 65)])) == [".", "45"]
    assert texts(joined([word(".", 105, 50), word("45", 145, 50)])) == [".", "45"]


def column(*values: str, x1: float = 100.0) -> list[Word]:
    return [word(text, x1, 50 + 12 * i) for i, text in enumerate(values)]


def test_a_point_lost_in_a_column_of_decimals_is_put_back() -> None:
    labels = column(*[".11"] * 5, x1=160)
    assert texts(with_points(column("0.21", "045", "0.33", "0.40") + labels))[:4] == ["0.21", "0.45", "0.33", "0.40"]
    assert texts(with_points(column(".21", "45", ".33", "-.40") + labels))[:4] == [".21", ".45", ".33", "-.40"]


def test_a_number_that_cannot_be_whole_gets_its_point() -> None:
    found = with_points(column(".21", ".33", ".40") + column("55**", "-27", "00", "45", x1=300))
    assert texts(found)[3:] == [".55**", "-.27", ".00", "45"]


def test_counts_and_numbers_of_columns_keep_what_they_are() -> None:
    counts = column("12", "45", "67", "80", x1=300)
    assert texts(with_points(column(".21", ".33", ".40", ".51") + counts))[4:] == ["12", "45", "67", "80"]
    head = [word("12", 100, 38)]
    assert texts(with_points(head + column(".21", ".33", ".40")))[0] == "12"
    mixed = column("0.21", ".33", "045", ".405")
    assert texts(with_points(mixed + column(*[".11"] * 4, x1=300)))[2] == "045"
    assert texts(with_points([word("55**", 100, 50)])) == ["55**"]


def test_quotation_marks_behind_a_number_are_raised_stars_that_nobody_can_count() -> None:
    assert texts(without_smudges([word('.25°"', 100, 50), word('say"', 200, 50), word(".25**", 300, 50)])) == [
        ".25",
        'say"',
        ".25**",
    ]


def test_ink_left_of_an_unsigned_number_is_marked() -> None:
    image = np.full((200, 400), 255, dtype=np.uint8)
    number = Word(".45", Box(1, 50.0, 20.0, 65.0, 30.0), 10.0, font=MARK)
    base = number.box.bottom - ocr.DESCENT * 10
    rows = slice(round((base - 3.2) * 4), round((base - 2.6) * 4))
    image[rows, 176:196] = 0
    (found,) = ocr.with_ink([number], image, 4.0)
    assert found.ink_left
    dash = Word("-", Box(1, 43.0, 20.0, 49.0, 30.0), 10.0, font=MARK)
    assert not ocr.with_ink([number, dash], image, 4.0)[0].ink_left
    image[rows, 176:196] = 255
    assert not ocr.with_ink([number], image, 4.0)[0].ink_left
