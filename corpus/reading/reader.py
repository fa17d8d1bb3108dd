"""One PDF to one Document, in the process that calls it; `child` wraps this with limits."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Document, Page, Passage, Word
from corpus.errors import DamagedPaper, EmptyFile, LimitExceeded, MissingFile, NotAPaper, NoText
from corpus.reading import ink, ocr, pdf, words
from corpus.reading.limits import Limits
from corpus.reading.lines import Sheet, line_of, sheet, without_line_numbers, without_running_heads
from corpus.reading.passages import counted, passages, with_inserted
from corpus.reading.rows import Layout, gutter, rows, tangled, upright
from corpus.reading.tables import Found, hopeful, tables
from corpus.reading.version import PARSER

DECIMAL = re.compile(r"(?<!\d)[01]?\.\d\d")
MANY_DECIMALS = 25  # a page with so many hardly is without a table
SCANNED = 0.5  # of the pages; journals lay a cover or a line of unseen text into born-digital papers too
HEAD = 1024  # bytes in which a PDF must say that it is one


@dataclass(frozen=True, slots=True)
class Scanned:
    """One page on the way to a document."""

    number: int
    width: float
    height: float
    sheet: Sheet
    found: tuple[Found, ...]
    hidden: bool
    origin: dict[int, Word]  # the page's own words for upright ones, where the running text is turned


def check(path: Path) -> bytes:
    """The file's bytes, if it looks like a PDF at all."""
    if not path.is_file():
        raise MissingFile(f"{path} does not exist; check the name.")
    data = path.read_bytes()
    if not data:
        raise EmptyFile(f"{path.name} has no bytes; download it again.")
    if b"%PDF-" not in data[:HEAD]:
        start = data[:24].decode("latin-1").strip().splitlines()
        raise NotAPaper(f"{path.name} is not a PDF (it begins with {(start or [''])[0]!r}); save the paper as PDF.")
    return data


def parse(path: Path | str, *, limits: Limits) -> Document:
    """Reads a PDF here and now; an error of `corpus.errors` says what is wrong with it."""
    path = Path(path)
    data = check(path)
    file = pdf.OpenFile(path)
    try:
        if not file.pages:
            raise DamagedPaper(f"{path.name} has 0 pages; download it again.")
        if file.pages > limits.pages:
            raise LimitExceeded(f"{path.name} has {file.pages} pages, more than the limit of {limits.pages}; split it.")
        return _document(file, path, hashlib.sha256(data).hexdigest(), limits=limits)
    finally:
        file.close()


def _document(file: pdf.OpenFile, path: Path, digest: str, *, limits: Limits) -> Document:
    scanned: list[Scanned] = []
    glyphs = ink.Glyphs()
    eye = ocr.Recogniser(limits)
    characters = 0
    for number in range(1, file.pages + 1):
        with file.page(number) as page:
            characters += page.count
            if characters > limits.characters:
                raise LimitExceeded(
                    f"{path.name} has more than {limits.characters} characters by page {number}; split it."
                )
            scanned.append(_scan(page, glyphs, eye))
    if not any(s.sheet.lines or s.found for s in scanned):
        raise NoText(f"{path.name} has {file.pages} pages and 0 words: pictures only; {ocr.advice()}")
    clean = without_running_heads([s.sheet for s in scanned])
    pictures = {*eye.read, *_scans(scanned)}
    pages = tuple(_page(s, one, pictures) for s, one in zip(scanned, clean, strict=True))
    found = [one for s in scanned for one in s.found]
    beside: list[Passage] = [p for one in found for p in one.passages]
    origin = {key: word for s in scanned for key, word in s.origin.items()}
    flow = [replace(p, words=_own(p.words, origin)) for p in passages(clean)] if origin else passages(clean)
    text = with_inserted(flow, beside)
    tables_ = tuple(one.table for one in found)
    return Document(digest, pages, tuple(text), tables_, PARSER, file.title(), (*_warnings(scanned), *eye.warnings()))


def _scans(scanned: Sequence[Scanned]) -> set[int]:
    """The pages of a scanned paper, whose text another reader laid unseen over its pictures: a sign may be missing."""
    hidden = {s.number for s in scanned if s.hidden}
    return hidden if len(hidden) >= SCANNED * len(scanned) else set()


def _page(scanned: Scanned, clean: Sheet, pictures: Collection[int]) -> Page:
    lines = tuple(laid.line for laid in clean.lines)
    text = "\n".join(line.text for line in lines)
    if scanned.origin:
        lines = tuple(line_of(_own(line.words, scanned.origin)) for line in lines)
    return Page(scanned.number, scanned.width, scanned.height, text, lines, ocr=scanned.number in pictures)


def _own(upright: Sequence[Word], origin: dict[int, Word]) -> tuple[Word, ...]:
    """The page's own words, with their places on the page, for words in an upright frame."""
    return tuple(origin.get(id(word), word) for word in upright)


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Upright words of one direction by rows, the line numbers taken out, and whether there may be a table."""

    rows: list[list[Word]]
    counted: list[Word]
    hopeful: bool


def _scan(page: pdf.OpenPage, glyphs: ink.Glyphs, eye: ocr.Recogniser) -> Scanned:
    chars = pdf.chars(page)
    whole = len(DECIMAL.findall(chars.text)) >= MANY_DECIMALS
    built = words.build(page, chars, whole=whole)
    arranged: _Arranged | None = _arranged([w for w in built.words if w.angle == 0], page.width)
    if not whole and arranged and (arranged.hopeful or tangled(arranged.rows)):  # each word counts there
        built, arranged = words.build(page, chars), None
    seen = ink.with_signs(page, chars, built, glyphs)
    if ocr.needed(page, counted(seen)):
        seen = eye.words(page) or seen
    if len(seen) != len(built.words) or any(a is not b for a, b in zip(seen, built.words, strict=True)):
        arranged = None
    found: list[Found] = []
    flow, origin = Sheet(page.number, page.height, ()), dict[int, Word]()
    main = _main(seen)
    for angle in sorted({0, 90, 270, main}):
        mine = [w for w in seen if w.angle == angle]
        ready = arranged if angle == 0 else None
        layout = _layout(page, mine, angle, ready, main=angle == main) if mine else None
        if layout is None:
            continue
        here, taken = tables(layout, seen, pdf.rules(page)) if layout.hopeful else ([], frozenset[int]())
        found += here
        if angle == main:
            rest = [[w for w in row if id(w) not in taken] for row in layout.rows] if taken else layout.rows
            rest = [row for row in rest if row]
            # of the words that the sheet keeps alive: another word may get the identity of one that is gone
            origin = {id(w): layout.origin[id(w)] for row in rest for w in row} if angle else {}
            flow = sheet(rest, number=page.number, height=layout.height, cut=layout.cut, counted=layout.counted)
    return Scanned(page.number, page.width, page.height, flow, tuple(found), chars.invisible, origin)


def _arranged(upright_words: list[Word], width: float) -> _Arranged:
    kept, numbers = without_line_numbers(upright_words, width)
    found = rows(kept)
    return _Arranged(found, numbers, hopeful(found))


def _main(seen: Sequence[Word]) -> int:
    """The direction in which most words of a page run."""
    angles: Counter[int] = Counter()
    for word in seen:
        angles[word.angle] += word.count
    return angles.most_common(1)[0][0] if angles else 0


def _layout(page: pdf.OpenPage, mine: list[Word], angle: int, ready: _Arranged | None, *, main: bool) -> Layout | None:
    """The words of one direction by rows; None where they are neither the page's text nor may hold a table."""
    turned = [upright(w, page.width, page.height) for w in mine] if angle else mine
    width = page.height if angle in (90, 270) else page.width
    now = ready or _arranged(turned, width)
    if not (now.hopeful or main):
        return None
    origin = {id(t): w for t, w in zip(turned, mine, strict=True)} if now.hopeful or angle else {}
    cut = gutter(now.rows, width)
    return Layout(
        page.number, angle, page.width, page.height, now.rows, cut, origin, tuple(now.counted), hopeful=now.hopeful
    )


def _warnings(scanned: list[Scanned]) -> tuple[str, ...]:
    hidden = [s.number for s in scanned if s.hidden]
    if not hidden:
        return ()
    listed = ", ".join(map(str, hidden[:10])) + (" ..." if len(hidden) > 10 else "")
    return (f"scanned pages with an OCR text layer: {listed}",)
