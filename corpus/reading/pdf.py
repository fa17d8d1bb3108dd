"""The one door to pypdfium2: characters with their places, thin rules, and page pictures.

Characters are read by raw calls with plain integers as pointers: the checked wrappers cost three times as much, and a
page has thousands of characters. Everything that leaves this file is in points from the shown page's top left corner.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import DamagedPaper, EncryptedPaper, LimitExceeded

PATH_OBJECT = 2  # FPDF_PAGEOBJ_PATH
IMAGE_OBJECT = 3  # FPDF_PAGEOBJ_IMAGE
FORM_OBJECT = 5  # FPDF_PAGEOBJ_FORM
INVISIBLE = 3  # text render mode of an OCR layer under a scan
RULE_THICKNESS = 2.5  # points; a thicker bar is a box or a shaded row
RULE_LENGTH = 14.0  # points; a shorter one is a fraction bar or a dash
MOST_PIXELS = 40_000_000  # a page of A4 at 400 dpi has 15 million
MAX_RULES = 4000  # drawings have more paths than any table has rules
SNAP = math.radians(6)  # text further than this from a right angle is a watermark or a figure label
BOLD_FLAG = 1 << 18  # PDF font descriptor, ForceBold
BOLD_WEIGHT = 600


def _free(function: Any, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]


_pointer, _int = ctypes.c_void_p, ctypes.c_int
_text_object = _free(pdfium.FPDFText_GetTextObject, _pointer, _pointer, _int)
_unicode = _free(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _pointer, _int)
_loose_box = _free(pdfium.FPDFText_GetLooseCharBox, _int, _pointer, _int, _pointer)
_map_error = _free(pdfium.FPDFText_HasUnicodeMapError, _int, _pointer, _int)
_matrix = _free(pdfium.FPDFText_GetMatrix, _int, _pointer, _int, _pointer)
_font_size = _free(pdfium.FPDFText_GetFontSize, ctypes.c_double, _pointer, _int)
_origin = _free(pdfium.FPDFText_GetCharOrigin, _int, _pointer, _int, _pointer, _pointer)
_object_font = _free(pdfium.FPDFTextObj_GetFont, _pointer, _pointer)
_render_mode = _free(pdfium.FPDFTextObj_GetTextRenderMode, _int, _pointer)
_font_name = _free(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, _pointer, _pointer, ctypes.c_size_t)
_font_flags = _free(pdfium.FPDFFont_GetFlags, _int, _pointer)
_font_weight = _free(pdfium.FPDFFont_GetWeight, _int, _pointer)
_tight_box = _free(pdfium.FPDFText_GetCharBox, _int, _pointer, _int, _pointer, _pointer, _pointer, _pointer)
_object_bounds = _free(pdfium.FPDFPageObj_GetBounds, _int, _pointer, _pointer, _pointer, _pointer, _pointer)
_object_type = _free(pdfium.FPDFPageObj_GetType, _int, _pointer)
_page_object = _free(pdfium.FPDFPage_GetObject, _pointer, _pointer, _int)


@dataclass(frozen=True, slots=True)
class Run:
    """What the characters of one text object share; `base` is the baseline in the run's own upright frame."""

    angle: int
    size: float
    base: float
    font: str
    bold: bool
    face: int = 0  # the font object in the file: two subsets of one font may give one code two glyphs


@dataclass(frozen=True, slots=True)
class Chars:
    """A page's characters in the file's order: code, extent along the reading direction, and the run each belongs to.

    A blank or a line end that pdfium generated has run -1. `start` and `end` are in the run's upright frame.
    """

    codes: list[int]
    start: list[float]
    end: list[float]
    run: list[int]
    runs: list[Run]
    unmapped: frozenset[int] = frozenset()
    invisible: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal (or, as shown, vertical) line on the page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class OpenPage:
    """A page that is open in pdfium; valid inside the `with` that gave it."""

    number: int
    width: float
    height: float
    page: Any
    text: Any
    count: int
    rotation: int
    bounds: tuple[float, float, float, float]
    fonts: dict[int, tuple[str, bool]] = field(default_factory=dict)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """User-space coordinates as seen on the page, from its top left corner."""
        left, bottom, right, top = self.bounds
        match self.rotation:
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case 3:
                return top - y, right - x
            case _:
                return x - left, top - y

    def shown_box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A user-space rectangle as (x0, top, x1, bottom) on the shown page."""
        xa, ya = self.shown(left, bottom)
        xb, yb = self.shown(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


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
        try:
            yield OpenPage(
                number,
                page.get_width(),
                page.get_height(),
                page,
                text,
                max(0, text.count_chars()),
                pdfium.FPDFPage_GetRotation(page.raw),
                (box.left, box.bottom, box.right, box.top),
                self._fonts,
            )
        finally:
            text.close()
            page.close()


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedPaper(f"{path.name} asks for a password; save a copy without one and add that.") from error
        reason = "it has no pages" if "Success" in str(error) else " ".join(str(error).split())
        raise DamagedPaper(f"{path.name} cannot be parsed ({reason}); download it again.") from error


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
    codes = [_unicode(handle, i) for i in range(count)]
    objects = [_text_object(handle, i) for i in range(count)]
    boxes = (ctypes.c_float * (4 * count))()
    base = ctypes.addressof(boxes)
    for i in range(count):
        _loose_box(handle, i, base + 16 * i)
    runs: list[Run] = []
    run_of: list[int] = []
    known: dict[int, int] = {}
    for i, pointer in enumerate(objects):
        if not pointer:
            run_of.append(-1)
            continue
        if pointer not in known:
            run = _run(page, handle, i, pointer)
            known[pointer] = len(runs) if run else -1
            if run:
                runs.append(run)
        run_of.append(known[pointer])
    start, end = _extents(page, list(boxes), run_of, runs)
    odd = frozenset(i for i, code in enumerate(codes) if run_of[i] >= 0 and _suspect(code) and _map_error(handle, i))
    hidden = any(_render_mode(pointer) == INVISIBLE for pointer in known)
    return Chars(codes, start, end, run_of, runs, odd, hidden)


def _suspect(code: int) -> bool:
    return code < 0x20 or 0xE000 <= code <= 0xF8FF or code >= 0xFFF0


def _address(handle: Any) -> int:
    value = ctypes.cast(handle, ctypes.c_void_p).value
    if value is None:
        raise DamagedPaper("A page of this file lost its text layer while it was read; download the file again.")
    return value


def _run(page: OpenPage, handle: int, index: int, pointer: int) -> Run | None:
    matrix = (ctypes.c_float * 6)()
    x, y = ctypes.c_double(), ctypes.c_double()
    _matrix(handle, index, ctypes.addressof(matrix))
    _origin(handle, index, ctypes.addressof(x), ctypes.addressof(y))
    a, b, c, d = matrix[0], matrix[1], matrix[2], matrix[3]
    zero = page.shown(0.0, 0.0)
    ahead = page.shown(a, b)
    turn = math.atan2(ahead[1] - zero[1], ahead[0] - zero[0])
    quarter = round(turn / (math.pi / 2))
    if abs(turn - quarter * math.pi / 2) > SNAP:
        return None
    angle = 90 * (quarter % 4)
    font_pointer = _object_font(pointer)
    if font_pointer not in page.fonts:
        page.fonts[font_pointer] = _font(font_pointer)
    name, bold = page.fonts[font_pointer]
    size = abs(_font_size(handle, index)) * math.hypot(c, d)
    shown_x, shown_y = page.shown(x.value, y.value)
    return Run(angle, size, _across(page, angle, shown_x, shown_y), name, bold, font_pointer or 0)


def _across(page: OpenPage, angle: int, x: float, y: float) -> float:
    return {0: y, 90: page.width - x, 180: page.height - y, 270: x}[angle]


def _font(pointer: int | None) -> tuple[str, bool]:
    if not pointer:
        return "", False
    buffer = ctypes.create_string_buffer(128)
    _font_name(pointer, ctypes.addressof(buffer), 128)
    name = buffer.value.decode("utf-8", "replace").split("+", 1)[-1]
    heavy = bool(_font_flags(pointer) & BOLD_FLAG) or _font_weight(pointer) >= BOLD_WEIGHT
    return name, heavy or "bold" in name.lower() or "black" in name.lower()


def _extents(page: OpenPage, boxes: list[float], run_of: list[int], runs: list[Run]) -> tuple[list[float], list[float]]:
    left, bottom, right, top = page.bounds
    if page.rotation == 0 and all(run.angle == 0 for run in runs):  # FS_RECTF is left, top, right, bottom
        return [v - left for v in boxes[0::4]], [v - left for v in boxes[2::4]]
    start, end = [], []
    for i, run in enumerate(run_of):
        xa, ya, xb, yb = page.shown_box(boxes[4 * i], boxes[4 * i + 3], boxes[4 * i + 2], boxes[4 * i + 1])
        angle = runs[run].angle if run >= 0 else 0
        low, high = {
            0: (xa, xb),
            90: (ya, yb),
            180: (page.width - xb, page.width - xa),
            270: (page.height - yb, page.height - ya),
        }[angle]
        start.append(low)
        end.append(high)
    return start, end


def tight_box(page: OpenPage, index: int) -> tuple[float, float, float, float]:
    """The ink box (x0, top, x1, bottom) of one character on the shown page."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    handle = _address(page.text.raw)
    _tight_box(handle, index, *(ctypes.addressof(v) for v in (left, right, bottom, top)))
    return page.shown_box(left.value, bottom.value, right.value, top.value)


def rules(page: OpenPage) -> list[Rule]:
    """The page's straight thin lines, both ways; none where a drawing has more paths than a table could."""
    found: list[Rule] = []
    handle = _address(page.page.raw)
    edges = (ctypes.c_float * 4)()
    base = ctypes.addressof(edges)
    for i in range(pdfium.FPDFPage_CountObjects(page.page.raw)):
        item = _page_object(handle, i)
        if _object_type(item) not in (PATH_OBJECT, IMAGE_OBJECT):
            continue
        _object_bounds(item, base, base + 4, base + 8, base + 12)
        x0, top, x1, bottom = page.shown_box(*edges)
        if min(x1 - x0, bottom - top) <= RULE_THICKNESS and max(x1 - x0, bottom - top) >= RULE_LENGTH:
            found.append(Rule(x0, top, x1, bottom))
            if len(found) > MAX_RULES:
                return []
    return found


def picture(page: OpenPage, *, scale: float, pixels: int = MOST_PIXELS) -> Any:
    """The page as a PIL image; scale 1 is 72 dots per inch."""
    wanted = page.width * page.height * scale * scale
    if wanted > pixels:
        raise LimitExceeded(f"Page {page.number} needs {wanted:.3g} pixels, more than {pixels:.3g}; ask for a smaller scale.")
    return page.page.render(scale=scale).to_pil()


def grey(page: OpenPage, *, scale: float) -> Any:
    """The page as an array of grey values, rows from the top; annotations are left out."""
    wanted = page.width * page.height * scale * scale
    if wanted > MOST_PIXELS:
        return None
    bitmap = page.page.render(scale=scale, grayscale=True, draw_annots=False)
    array = bitmap.to_numpy()
    return array[:, :, 0] if array.ndim == 3 else array


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
