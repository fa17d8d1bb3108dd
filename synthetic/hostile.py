"""Files that try to hang, kill or fool a reader; each with the outcome that reading must come to."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS = "Scores were related, r(98) = .25, p < .05, as expected from the theory that was tested here."
SENTENCE = f"BT /F1 10 Tf 72 700 Td ({WORDS.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET".encode()
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << %b >> >>"
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file's name, its bytes and the error codes that are right for it ("document" where it can be read)."""

    name: str
    data: bytes
    outcomes: frozenset[str]


def hostile_files(*, size: int = 1) -> Iterator[Hostile]:
    """Every hostile file; `size` multiplies what the large ones hold."""
    for name, make, outcomes in CASES:
        yield Hostile(name, make(size), frozenset(outcomes.split()))


def write_hostile(folder: Path, *, size: int = 1) -> list[Hostile]:
    """Writes every hostile file into a folder and says what is in it."""
    found = list(hostile_files(size=size))
    for one in found:
        (folder / one.name).write_bytes(one.data)
    return found


def document(objects: list[bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects with its cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(objects) + 1, root, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def one_page(content: bytes, *, box: bytes = b"0 0 612 792", catalog: bytes = b"", resources: bytes = b"") -> bytes:
    """A PDF of one page; `content` is its content stream object."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>"
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page % (box, resources),
            content,
            FONT,
        ]
    )


def plain(_: int = 1) -> bytes:
    """A harmless paper of one page."""
    return one_page(stream(SENTENCE))


def flate_bomb(size: int) -> bytes:
    """A content stream that grows a million times when it is inflated twice."""
    block, times = b" " * MEGABYTE, 1024 * size
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    part = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)  # after a full flush parts can be strung together
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    once = b"\x78\x9c" + part * times + zlib.compressobj(9, zlib.DEFLATED, -15).flush() + check.to_bytes(4, "big")
    return one_page(stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def nested_forms(size: int) -> bytes:
    """Forms that draw the next one ten times each: more drawing than any computer will do."""
    depth = 24 + size
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE % (4, b"/XObject << /X 6 0 R >>"),
        stream(b"/X Do " * 10),
        FONT,
    ]
    for k in range(depth):
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X %d 0 R >> >>"
        objects.append(stream(b"/X Do " * 10, entries % (7 + k)))
    last = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 5 0 R >> >>"
    objects.append(stream(SENTENCE, last))
    return document(objects)


def many_pages(size: int) -> bytes:
    """Five thousand pages that share one text."""
    count = 5000 * size
    kids = b" ".join(b"%d 0 R" % (5 + k) for k in range(count))
    page = PAGE % (3, b"/Font << /F1 4 0 R >>")
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
            stream(SENTENCE),
            FONT,
            *[page] * count,
        ]
    )


def many_characters(size: int) -> bytes:
    """One page with hundreds of thousands of characters, in a few kilobytes."""
    line = b"BT /F1 1 Tf 10 %.1f Td (" + b"r = .25 and so on " * 40 + b") Tj ET\n"
    content = b"".join(line % (10 + 0.9 * (k % 850)) for k in range(850 * size))
    return one_page(stream(zlib.compress(content, 9), b"/Filter /FlateDecode"))


def huge_page(_: int) -> bytes:
    """A page of 35 by 35 kilometres with one sentence."""
    return one_page(stream(SENTENCE), box=b"0 0 100000000 100000000")


def page_loop(_: int) -> bytes:
    """A page tree that contains itself."""
    return document([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 4 >>"])


def zero_pages(_: int) -> bytes:
    """A page tree without pages."""
    return document([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])


def truncated(_: int) -> bytes:
    """The first bytes of a paper, as an interrupted download leaves them."""
    return plain()[:120]


def random_bytes(_: int) -> bytes:
    """Noise."""
    return random.Random(1).randbytes(20_000)


def random_after_header(_: int) -> bytes:
    """Noise that says it is a PDF."""
    return b"%PDF-1.7\n" + random.Random(2).randbytes(20_000)


def password(_: int) -> bytes:
    """A paper that asks for a password."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner", strength=128))
    canvas.drawString(72, 700, WORDS)
    canvas.save()
    return out.getvalue()


def javascript(_: int) -> bytes:
    """A paper that wants a program run when it is opened."""
    action = b"/OpenAction << /S /JavaScript /JS (while \\(true\\) { app.alert\\('x'\\); }) >>"
    return one_page(stream(SENTENCE), catalog=action)


def web_page(_: int) -> bytes:
    """What a publisher's log-in page looks like when it is saved as a paper."""
    return b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Please log in.</body></html>\n"


def empty(_: int) -> bytes:
    """No bytes."""
    return b""


def pictures_only(_: int) -> bytes:
    """A scan: one grey picture and no text."""
    pixels = bytes(random.Random(3).randrange(256) for _ in range(64 * 64))
    entries = b"/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8"
    return document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE % (4, b"/XObject << /I 5 0 R >>"),
            stream(b"q 500 0 0 700 50 50 cm /I Do Q"),
            stream(pixels, entries),
        ]
    )


CASES: tuple[tuple[str, Callable[[int], bytes], str], ...] = (
    ("flate-bomb.pdf", flate_bomb, "limit damaged no_text"),
    ("nested-forms.pdf", nested_forms, "limit no_text"),
    ("many-pages.pdf", many_pages, "limit"),
    ("many-characters.pdf", many_characters, "limit"),
    ("huge-page.pdf", huge_page, "document"),
    ("page-loop.pdf", page_loop, "damaged"),
    ("zero-pages.pdf", zero_pages, "damaged"),
    ("truncated.pdf", truncated, "damaged"),
    ("random.pdf", random_bytes, "not_a_pdf"),
    ("random-after-header.pdf", random_after_header, "damaged"),
    ("password.pdf", password, "encrypted"),
    ("javascript.pdf", javascript, "document"),
    ("log-in.pdf", web_page, "not_a_pdf"),
    ("empty.pdf", empty, "empty"),
    ("pictures-only.pdf", pictures_only, "no_text"),
)


def mutated(data: bytes, seed: int) -> bytes:
    """A paper with a few bytes changed, cut out or repeated, the same ones for the same seed."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(out))
        match chance.randrange(4):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + chance.randint(1, 40)]
            case 2:
                out[at:at] = out[at : at + chance.randint(1, 200)]
            case _:
                out[at : at + 4] = chance.choice((b"9999", b"-1  ", b"0000", b"<<<<", b"obj ", b"1e99"))
        if len(out) < 8:
            break
    return bytes(out)
