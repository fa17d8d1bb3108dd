"""The one door to pypdfium2: characters with their places, thin rules, and page pictures.

Characters are read by raw calls with plain integers as pointers: the checked wrappers cost three times as much, and a
page has thousands of characters. Everything that leaves this file is in points from the shown page's top left corner.
"""

from __future__ import annotations

import ctypes
import io
import math
import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import DamagedPaper, EncryptedPaper, LimitExceeded
from corpus.reading.characters import REPLACEMENT, Chars, Run, Style, between, extents, spread, words_of_letters
from corpus.reading.sight import Rule, Shown, moved, touching

PATH_OBJECT = 2  # FPDF_PAGEOBJ_PATH
IMAGE_OBJECT = 3  # FPDF_PAGEOBJ_IMAGE
FORM_OBJECT = 5  # FPDF_PAGEOBJ_FORM
FORMS = 3  # one in the other; publishers put whole pages into one
UNSEEN = Style(0, 0.0, "", bold=False)  # stands for a look that no run had yet
UNKNOWN = -2  # no run yet; -1 is a run that is left out
INVISIBLE = 3  # text render mode of an OCR layer under a scan
RULE_THICKNESS = 2.5  # points; a thicker bar is a box or a shaded row
RULE_LENGTH = 14.0  # points; a shorter one is a fraction bar or a dash
WHITE = 255
MOST_PIXELS = 40_000_000  # a page of A4 at 400 dpi has 15 million
MAX_RULES = 4000  # drawings have more paths than any table has rules
SNAP = math.radians(6)  # text further than this from a right angle is a watermark or a figure label
MAX_CODE = 0x10FFFF
SUSPECT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\uf8ff\ufff0-\uffff]")  # may lack a Unicode value
REASONS = {
    pdfium.FPDF_ERR_FILE: "the file cannot be opened",
    pdfium.FPDF_ERR_FORMAT: "it is not built as a PDF is",
    pdfium.FPDF_ERR_SECURITY: "it is locked in a way that nobody here can open",
}
BOLD_FLAG = 1 << 18  # PDF font descriptor, ForceBold
BOLD_WEIGHT = 600


def _free(function: Any, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]  # keeps the GIL: calls are short


_pointer, _int = ctypes.c_void_p, ctypes.c_int
_text_object = _free(pdfium.FPDFText_GetTextObject, ctypes.c_size_t, _pointer, _int)  # 0 where there is none
_unicode = _free(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _pointer, _int)
_loose_box = _free(pdfium.FPDFText_GetLooseCharBox, _int, _pointer, _int, _pointer)
_map_error = _free(pdfium.FPDFText_HasUnicodeMapError, _int, _pointer, _int)
_matrix = _free(pdfium.FPDFText_GetMatrix, _int, _pointer, _int, _pointer)
_font_size = _free(pdfium.FPDFText_GetFontSize, ctypes.c_double, _pointer, _int)
_origin = _free(pdfium.FPDFText_GetCharOrigin, _int, _pointer, _int, _pointer, _pointer)
_object_font = _free(pdfium.FPDFTextObj_GetFont, ctypes.c_size_t, _pointer)
_render_mode = _free(pdfium.FPDFTextObj_GetTextRenderMode, _int, _pointer)
_font_name = _free(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, _pointer, _pointer, ctypes.c_size_t)
_font_flags = _free(pdfium.FPDFFont_GetFlags, _int, _pointer)
_font_weight = _free(pdfium.FPDFFont_GetWeight, _int, _pointer)
_tight_box = _free(pdfium.FPDFText_GetCharBox, _int, _pointer, _int, _pointer, _pointer, _pointer, _pointer)
_object_bounds = _free(pdfium.FPDFPageObj_GetBounds, _int, _pointer, _pointer, _pointer, _pointer, _pointer)
_object_type = _free(pdfium.FPDFPageObj_GetType, _int, _pointer)
_page_object = _free(pdfium.FPDFPage_GetObject, ctypes.c_size_t, _pointer, _int)
_object_matrix = _free(pdfium.FPDFPageObj_GetMatrix, _int, _pointer, _pointer)
_form_count = _free(pdfium.FPDFFormObj_CountObjects, _int, _pointer)
_form_object = _free(pdfium.FPDFFormObj_GetObject, ctypes.c_size_t, _pointer, ctypes.c_ulong)
_set_active = _free(pdfium.FPDFPageObj_SetIsActive, _int, _pointer, _int)


@dataclass(slots=True)
class OpenPage(Shown):
    """A page that is open in pdfium; valid inside the `with` that gave it."""

    page: Any
    text: Any
    count: int
    fonts: dict[int, tuple[str, bool]] = field(default_factory=dict)
    styles: dict[tuple[float, ...], Style | None] = field(default_factory=dict)


class OpenFile:
    """A PDF that is open in pdfium."""

    def __init__(self, path: Path) -> None:
        self._document = _open(path)
        self.pages = len(self._document)
        self._fonts: dict[int, tuple[str, bool]] = {}

    def close(self) -> None:
        self._document.close()

    def title(self) -> str:
        """The title that the file's own metadata gives, often empty or useless."""
        return str(self._document.get_metadata_dict().get("Title", "")).strip()

    @contextmanager
    def page(self, number: int) -> Iterator[OpenPage]:
        """Page `number`, counted from 1, with its text layer."""
        try:
            page = self._document[number - 1]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise DamagedPaper(f"Page {number} cannot be loaded ({error}); print the file to a new PDF.") from error
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page.raw, box)
        width, height, turn = page.get_width(), page.get_height(), pdfium.FPDFPage_GetRotation(page.raw)
        across, up = (height, width) if turn % 2 else (width, height)  # the box that pdfium gives is turned already
        bounds = (box.left, box.bottom, box.left + across, box.bottom + up)
        count = max(0, text.count_chars())
        try:
            yield OpenPage(number, width, height, turn, bounds, page, text, count, self._fonts)
        finally:
            text.close()
            page.close()


def _open(path: Path) -> pypdfium2.PdfDocument:
    """The file as pdfium has it; its last error is asked for only where it failed, for it stays from file to file."""
    raw = pdfium.FPDF_LoadDocument(os.fsencode(path), None)
    error = 0 if raw else pdfium.FPDF_GetLastError()
    if error == pdfium.FPDF_ERR_PASSWORD:
        raise EncryptedPaper(f"{path.name} asks for a password; save a copy without one and add that.")
    document = pypdfium2.PdfDocument(raw) if raw else None
    if document is None or not len(document):
        if document:
            document.close()
        reason = "it has no pages" if raw else REASONS.get(error, f"error {error} of the parser")
        raise DamagedPaper(f"{path.name} cannot be parsed ({reason}); download it again.")
    return document


def text(page: OpenPage) -> str:
    """The page's characters in the file's order, U+FFFE where a hyphen breaks a word at a line's end."""
    if not page.count:
        return ""
    buffer = (ctypes.c_ushort * (page.count + 1))()
    written = pdfium.FPDFText_GetText(page.text.raw, 0, page.count, buffer)
    return bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")


def chars(page: OpenPage) -> Chars:
    """Every character of a page with its place."""
    handle, count = _address(page.text.raw), page.count
    content = text(page)
    if len(content) != count:  # pairs of surrogates: count code points as pdfium does
        content = "".join(chr(c) if c <= MAX_CODE else REPLACEMENT for c in map(_unicode, repeat(handle), range(count)))
    codes = np.frombuffer(content.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    inked = (codes != ord(" ")) & (codes != ord("\r")) & (codes != ord("\n"))
    starts = np.flatnonzero(inked & ~np.append(False, inked[:-1]))
    objects = _objects(handle, starts)
    boxes = _boxes(handle, codes, inked, starts, objects)
    runs, run_of, hidden = _runs(page, handle, inked, boxes, starts, objects)
    start, end = extents(page, boxes, run_of, runs)
    odd = frozenset(m.start() for m in SUSPECT.finditer(content) if _map_error(handle, m.start()))
    return Chars(content, start, end, run_of, runs, odd, hidden)


def _boxes(handle: int, codes: Any, inked: Any, starts: Any, objects: Any) -> Any:
    """The loose box of every inked character: left, top, right, bottom in user space.

    A word of letters alone is asked for its ends. Where these are one text object at one height, the letters between
    them are spread evenly: nothing depends on them. `objects` are the text objects of the words' `starts`; a word ends
    in the one that it begins in where the word after it begins there too.
    """
    boxes = np.zeros((len(codes), 4), dtype=np.float32)
    lasts = np.flatnonzero(inked & ~np.append(inked[1:], False))
    plain = words_of_letters(codes, starts, lasts)
    first, last = starts[plain], lasts[plain]
    _ask(handle, boxes, np.flatnonzero(inked & ~between(first, last, len(codes))))
    one = (objects == np.append(objects[1:], 0))[plain]
    one[~one] = _objects(handle, last[~one]) == objects[plain][~one]
    level = (boxes[first, 1] == boxes[last, 1]) & (boxes[first, 3] == boxes[last, 3])
    level &= (boxes[first, 0] <= boxes[last, 0]) & one
    _ask(handle, boxes, np.flatnonzero(between(first[~level], last[~level], len(codes))))
    spread(boxes, first[level], last[level])
    return boxes


def _ask(handle: int, boxes: Any, places: Any) -> None:
    """Fills in the boxes of characters by asking pdfium one by one."""
    at = (boxes.ctypes.data + 16 * places).tolist()
    deque(map(_loose_box, repeat(handle), places.tolist(), at), maxlen=0)


def _runs(page: OpenPage, handle: int, inked: Any, boxes: Any, starts: Any, begun: Any) -> tuple[list[Run], Any, bool]:
    """The page's runs, the number of the one that each character belongs to, and whether one is invisible.

    A blank goes with the characters before it. Text objects of one font whose boxes are as high on the page stand on
    one baseline: only the first of them is asked for its matrix, and only for upright text, where boxes are as high as
    their font. `begun` are the text objects of the words' `starts`.
    """
    places, objects = _changes(handle, inked, boxes, starts, begun)
    others = np.flatnonzero(np.append(True, objects[1:] != objects[:-1])) if len(places) else places
    places, objects = places[others], objects[others].tolist()
    runs: list[Run] = []
    known: dict[tuple[int, float, float], int] = {}
    owners: list[int] = []
    hidden = False
    levels = boxes[places][:, [1, 3]].tolist()
    for at, pointer, (top, bottom) in zip(places.tolist(), objects, levels, strict=True):
        face = _object_font(pointer) if pointer else 0
        key = (face, top, bottom)
        number = known.get(key, UNKNOWN)
        if number == UNKNOWN:
            run = _run(page, handle, at, face) if pointer else None
            number = len(runs) if run else -1
            runs += [run] if run else []
            hidden = hidden or (pointer != 0 and _render_mode(pointer) == INVISIBLE)
            if run and run.style.angle == 0 and page.rotation == 0:
                known[key] = number
        owners.append(number)
    run_of = np.full(page.count, -1, dtype=np.int32)
    if owners:
        run_of[places[0] :] = np.repeat(np.array(owners, dtype=np.int32), np.diff(places, append=page.count))
    return runs, run_of, hidden


def _objects(handle: int, places: Any) -> Any:
    """The text objects of characters, as addresses; 0 for none."""
    return np.fromiter(map(_text_object, repeat(handle), places.tolist()), dtype=np.uintp, count=len(places))


def _changes(handle: int, inked: Any, boxes: Any, starts: Any, begun: Any) -> tuple[Any, Any]:
    """Where a word begins, or stands at another height or in another size than the character before, and its object.

    Other changes inside a word, of font or of text object, move nothing.
    """
    moved = (boxes[1:, 1] != boxes[:-1, 1]) | (boxes[1:, 3] != boxes[:-1, 3])
    inside = np.flatnonzero(inked[1:] & inked[:-1] & moved) + 1
    if not len(inside):
        return starts, begun
    places = np.concatenate((starts, inside))
    order = np.argsort(places)
    return places[order], np.concatenate((begun, _objects(handle, inside)))[order]


def face(page: OpenPage, index: int) -> int:
    """The font object of one character: subsets of a font may use one code twice."""
    pointer = _text_object(_address(page.text.raw), index)
    return int(_object_font(pointer)) if pointer else 0


def _address(handle: Any) -> int:
    value = ctypes.cast(handle, ctypes.c_void_p).value
    if value is None:
        raise DamagedPaper("A page of this file lost its text layer while it was read; download the file again.")
    return value


_MATRIX = (ctypes.c_float * 6)()
_POINT = (ctypes.c_double * 2)()
_EDGES = (ctypes.c_double * 4)()
_EDGES_AT = tuple(ctypes.addressof(_EDGES) + 8 * i for i in range(4))
_MATRIX_AT, _X_AT, _Y_AT = ctypes.addressof(_MATRIX), ctypes.addressof(_POINT), ctypes.addressof(_POINT) + 8


def _run(page: OpenPage, handle: int, index: int, face: int) -> Run | None:
    _matrix(handle, index, _MATRIX_AT)
    look = (*_MATRIX[:4], _font_size(handle, index), face)
    style = page.styles.get(look, UNSEEN)
    if style is UNSEEN:
        style = page.styles[look] = _style(page, *look)
    if style is None:
        return None
    _origin(handle, index, _X_AT, _Y_AT)
    x, y = page.shown(*_POINT)
    return Run(style, (y, page.width - x, page.height - y, x)[style.angle // 90])


def _style(page: OpenPage, a: float, b: float, c: float, d: float, size: float, face: int) -> Style | None:
    zero, ahead = page.shown(0.0, 0.0), page.shown(a, b)
    turn = math.atan2(ahead[1] - zero[1], ahead[0] - zero[0])
    quarter = round(turn / (math.pi / 2))
    shown = round(abs(size) * math.hypot(c, d), 2)
    if abs(turn - quarter * math.pi / 2) > SNAP or not 0 < shown < math.inf:  # nobody sees letters without height
        return None
    if face not in page.fonts:
        page.fonts[face] = _font(face)
    name, bold = page.fonts[face]
    return Style(90 * (quarter % 4), shown, name, bold)


def _font(pointer: int) -> tuple[str, bool]:
    if not pointer:
        return "", False
    buffer = ctypes.create_string_buffer(128)
    _font_name(pointer, ctypes.addressof(buffer), 128)
    name = buffer.value.decode("utf-8", "replace").split("+", 1)[-1]
    heavy = bool(_font_flags(pointer) & BOLD_FLAG) or _font_weight(pointer) >= BOLD_WEIGHT
    return name, heavy or "bold" in name.lower() or "black" in name.lower()


def tight_box(page: OpenPage, index: int) -> tuple[float, float, float, float]:
    """The ink box (x0, top, x1, bottom) of one character on the shown page."""
    _tight_box(_address(page.text.raw), index, *_EDGES_AT)
    left, right, bottom, top = _EDGES
    return page.shown_box(left, bottom, right, top)


def rules(page: OpenPage) -> list[Rule]:
    """The page's straight thin lines, both ways; none where a drawing has more paths than a table could."""
    drawn = [item for item in _drawn(page) if _object_type(item) in (PATH_OBJECT, IMAGE_OBJECT)]
    boxes = page.shown_boxes(_bounds(drawn)[0])
    sides = boxes[:, 2:] - boxes[:, :2]
    found = boxes[(sides.min(axis=1) <= RULE_THICKNESS) & (sides.max(axis=1) >= RULE_LENGTH)]
    return [Rule(*edges) for edges in found.tolist()] if len(found) <= MAX_RULES else []


def _drawn(page: OpenPage) -> list[int]:
    """The page's objects."""
    handle = _address(page.page.raw)
    return [_page_object(handle, i) for i in range(pdfium.FPDFPage_CountObjects(page.page.raw))]


def _bounds(objects: Sequence[int]) -> tuple[Any, Any]:
    """Where objects are drawn (left, bottom, right, top; zeros where nobody knows), and whether it is known."""
    count = len(objects)
    bounds = np.zeros((count, 4), dtype=np.float32)
    at = (bounds.ctypes.data + 16 * np.arange(count)[:, None] + 4 * np.arange(4)).T.tolist()
    known = np.fromiter(map(_object_bounds, objects, *at), dtype=bool, count=count)
    known &= np.isfinite(bounds).all(axis=1)
    bounds[~known] = 0
    return bounds.astype(float), known


def picture(page: OpenPage, *, scale: float, pixels: int = MOST_PIXELS) -> Any:
    """The page as a PIL image; scale 1 is 72 dots per inch."""
    wanted = page.width * page.height * scale * scale
    if wanted > pixels:
        raise LimitExceeded(
            f"Page {page.number} needs {wanted:.3g} pixels, more than {pixels:.3g}; ask for a smaller scale."
        )
    return page.page.render(scale=scale).to_pil()


def grey(page: OpenPage, *, scale: float, near: Any = None) -> Any:
    """The page as grey values without annotations; None where it is too large.

    With places (rows of x0, top, x1, bottom in points) only the part that holds them is drawn, in its place, and of
    that only what touches one of them: a page has hundreds of lines and figures, and most of the time goes there.
    """
    high, wide = math.ceil(page.height * scale), math.ceil(page.width * scale)
    if high * wide > MOST_PIXELS:
        return None
    whole = np.full((high, wide), WHITE, dtype=np.uint8)
    left, upper, right, lower = 0, 0, wide, high
    if near is not None:
        left, upper = np.maximum(0, np.floor(near[:, :2].min(axis=0) * scale)).astype(int).tolist()
        right, lower = np.minimum((wide, high), np.ceil(near[:, 2:].max(axis=0) * scale)).astype(int).tolist()
    if left < right and upper < lower:  # not printed off the page
        hidden = _hidden(page, near, _drawn(page), np.eye(3), FORMS) if near is not None else []
        deque(map(_set_active, hidden, repeat(0)), maxlen=0)
        place = ctypes.c_void_p(whole[upper:lower, left:right].ctypes.data)
        bitmap = pdfium.FPDFBitmap_CreateEx(right - left, lower - upper, pdfium.FPDFBitmap_Gray, place, wide)
        pdfium.FPDF_RenderPageBitmap(bitmap, page.page.raw, -left, -upper, wide, high, 0, pdfium.FPDF_GRAYSCALE)
        pdfium.FPDFBitmap_Destroy(bitmap)
        deque(map(_set_active, hidden, repeat(1)), maxlen=0)
    return whole


def _hidden(page: OpenPage, near: Any, objects: Sequence[int], place: Any, forms: int) -> list[int]:
    """Those of some objects, and of the forms among them, that touch no place; `place` leads from them to the page."""
    bounds, known = _bounds(objects)
    seen = touching(page, page.shown_boxes(moved(bounds, place)), near) | ~known
    out = [objects[i] for i in np.flatnonzero(~seen).tolist()]
    for form in (objects[i] for i in np.flatnonzero(seen).tolist() if forms):
        if _object_type(form) == FORM_OBJECT and _object_matrix(form, _MATRIX_AT):
            inner = [_form_object(form, i) for i in range(_form_count(form))]
            own = np.column_stack((np.nan_to_num(np.reshape(_MATRIX[:], (3, 2))), (0, 0, 1)))
            out += _hidden(page, near, inner, own @ place, forms - 1)
    return out


def render(path: Path | str, page: int, *, scale: float = 2.0, form: Literal["png", "webp"] = "png") -> bytes:
    """One page of a file as the bytes of a picture; `page` counts from 1, scale 1 is 72 dots per inch."""
    document = OpenFile(Path(path))
    try:
        if not 1 <= page <= document.pages:
            raise DamagedPaper(f"{Path(path).name} has no page {page}; ask for 1 to {document.pages}.")
        with document.page(page) as opened:
            out = io.BytesIO()
            picture(opened, scale=scale).save(out, form.upper())
            return out.getvalue()
    finally:
        document.close()
