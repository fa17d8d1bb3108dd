"""A web page that holds a paper's full text to the same document as a PDF: the article without what stands around."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree

from corpus.document import Document, PassageKind, Section
from corpus.errors import DamagedPaper, NotAPaper
from corpus.reading.limits import Limits
from corpus.reading.markup import PRINTED, Dialect, Place, Writer, bolded, check_size, hidden, inline, runs_of
from corpus.reading.passages import CAPTION, FIGURE, NOTE, PROSE_AFTER_LABEL, table_label
from corpus.reading.runs import Run, name, text_of, words_of
from corpus.reading.spans import LEGEND, notes_inside, slots

PARSER = f"html.v1 lxml {version('lxml')} ({PRINTED})"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    (
        "html",
        "body",
        "main",
        "article",
        "section",
        "div",
        "p",
        "table",
        "figure",
        "figcaption",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "address",
        "details",
        "summary",
        "header",
        "center",
        "fieldset",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "aside",
    )
)
HTML = Dialect(
    raised=frozenset(("sup",)),
    lowered=frozenset(("sub",)),
    bold=frozenset(("b", "strong")),
    breaks=frozenset(("br",)),
    skipped=frozenset(
        (
            "script",
            "del",
            "style",
            "noscript",
            "template",
            "nav",
            "footer",
            "form",
            "button",
            "select",
            "input",
            "textarea",
            "iframe",
            "svg",
            "canvas",
            "video",
            "audio",
            "object",
            "head",
            "annotation",
        )
    ),
    blocks=BLOCKS,
    references=frozenset(("a",)),
    pictures=frozenset(("img",)),
)
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*(?P<name>[\w.:-]+)""", re.IGNORECASE)
HEAD = 4096  # bytes in which a page says its encoding
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FALLBACK = "cp1252"  # what browsers take for an encoding that is not said and not UTF-8
MOST_OF_PAGE = 0.5  # of the page's words; an <article> with fewer is one of several teasers
FEWEST_WORDS = 40  # a page without a table and with fewer words is no paper
LOG_IN_WORDS = 400  # a page that asks for a password and has fewer words is no paper
BETWEEN = 2  # blocks between a table's caption and the table: "Open in a new window", "View larger"
CAPTION_WORDS = 80  # of a block that follows a bare label
ROW_LABEL = re.compile(r"(?:^|[\s_-])(?:t(?:able)?-?)?(?:foot|note|legend)", re.IGNORECASE)
REFERENCES = re.compile(r"(?:^|[\s_-])(?:references?|bibliography|ref-list|citation-list)(?:$|[\s_-])", re.IGNORECASE)


def parse(path: Path | str, *, limits: Limits) -> Document:
    """Reads a saved web page here and now; an error of `corpus.errors` says what is wrong with it."""
    path = Path(path)
    data = path.read_bytes()
    root = tree(data, path.name)
    check_size(root, path.name, limits=limits)
    main = _main(root)
    words = len(words_of(main).split())
    asks = any(e.get("type", "").lower() == "password" for e in root.iter("input"))
    if words < (LOG_IN_WORDS if asks else FEWEST_WORDS) and not any(_is_data(t) for t in main.iter("table")):
        raise NotAPaper(f"{path.name} is a web page of {words} words, not a paper; save the full text of the article.")
    writer = Writer()
    _Reader(writer, path.name).page(main)
    digest = hashlib.sha256(data).hexdigest()
    return writer.document(
        digest, parser=PARSER, title=_title(root), file=path.name, authors=_authors(root), doi=_doi(root)
    )


def tree(data: bytes, file: str) -> Any:
    """The root of a web page; whatever browsers show can be read."""
    text = decoded(data).replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DamagedPaper(f"{file} is broken HTML ({' '.join(str(error).split())[:160]}); save it again.") from error
    if root is None:
        raise NotAPaper(f"{file} is a web page without elements; save the full text of the article.")
    return root


def decoded(data: bytes) -> str:
    """A page's characters by its byte order mark, its own word, or what browsers take."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    said = CHARSET.search(data[:HEAD])
    for encoding in (said["name"].decode("ascii", "replace") if said else "utf-8", "utf-8"):
        try:
            return data.decode(FALLBACK if encoding.lower() in ("iso-8859-1", "latin-1") else encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode(FALLBACK, "replace")


def _title(root: Any) -> str:
    for meta in root.iter("meta"):
        if meta.get("name", "").lower() in ("citation_title", "dc.title") and meta.get("content"):
            return " ".join(meta.get("content").split())
    heading = next(root.iter("h1"), None)
    return text_of(runs_of(heading, HTML)) if heading is not None else ""


def _doi(root: Any) -> str:
    """The identifier that a journal's page names for search engines."""
    named = ("citation_doi", "dc.identifier.doi", "prism.doi")
    listed = (meta.get("content", "") for meta in root.iter("meta") if meta.get("name", "").lower() in named)
    return next((content.strip() for content in listed if content.strip()), "")


def _authors(root: Any) -> tuple[str, ...]:
    """The authors that a journal's page names for search engines."""
    listed = (meta for meta in root.iter("meta") if meta.get("name", "").lower() in ("citation_author", "dc.creator"))
    return tuple(" ".join(meta.get("content", "").split()) for meta in listed if meta.get("content", "").strip())


def _main(root: Any) -> Any:
    """The element that holds the paper: the largest article or main part, or the whole body."""
    body = root if name(root) == "body" else next(root.iter("body"), root)
    parts = [e for e in body.iter("article", "main", "div") if name(e) != "div" or e.get("role") == "main"]
    best = max(parts, key=lambda e: len(words_of(e)), default=None)
    return best if best is not None and len(words_of(best)) >= MOST_OF_PAGE * len(words_of(body)) else body


def _is_data(table: Any) -> bool:
    """Whether a table holds cells rather than the layout of a page."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    return len(rows) > 1 and max(sum(name(c) in ("td", "th") for c in row) for row in rows) > 1


class _Table:
    """A table that waits for the notes below it."""

    def __init__(self, element: Any, caption: list[Run], label: str, section: Section) -> None:
        self.element, self.caption, self.label, self.section = element, caption, label, section
        self.note: list[Run] = []


class _Reader:
    """Walks a page and puts what a reader sees on the writer's pages; captions and notes go to their tables."""

    def __init__(self, writer: Writer, file: str) -> None:
        self._writer = writer
        self._file = file
        self._place = Place(before="front")
        self._waiting: list[list[Run]] = []  # a caption whose table has not come yet, and blocks after it
        self._table: _Table | None = None
        self._note_part = 0  # depth of elements that say they are notes of a table
        self._references = 0

    @property
    def section(self) -> Section:
        return "references" if self._references else self._place.section

    def page(self, main: Any) -> None:
        """The whole article."""
        self._children(main)
        self._end_table()
        self._release()

    def _children(self, element: Any) -> None:
        """What stands in a block: text between blocks as paragraphs, the blocks themselves in order."""
        runs: list[Run] = []
        for part in inline(element, HTML):
            if isinstance(part, Run):
                runs.append(part)
                continue
            self._text(runs)
            runs = []
            self._block(part)
        self._text(runs)

    def _block(self, element: Any) -> None:
        kind = name(element)
        named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        if kind in HEADINGS:
            self._heading(element, int(kind[1]))
        elif kind == "table" and _is_data(element):
            self._data(element)
        elif kind == "figure":
            self._figure(element)
        else:
            noted, listed = bool(ROW_LABEL.search(named)), bool(REFERENCES.search(named))
            self._note_part += noted
            self._references += listed
            self._children(element)
            self._note_part -= noted
            self._references -= listed

    def _heading(self, element: Any, level: int) -> None:
        runs = runs_of(element, HTML)
        text = text_of(runs)
        if table_label(text):
            self._text(runs)
        elif text:
            self._end_table()
            self._release()
            self._place.enter(level, text)
            self._put(bolded(runs), "heading")

    def _figure(self, element: Any) -> None:
        """A figure's caption stands before what it holds, wherever the markup has it."""
        captions = [
            e
            for e in element.iterdescendants("figcaption")
            if not hidden(e, HTML) and next(e.iterdescendants("table", "figcaption"), None) is None
        ]
        if not captions or next(element.iterdescendants("table"), None) is None:
            self._children(element)
            return
        for caption in captions:
            self._children(caption)
            above = caption.getparent()
            tail = caption.tail
            above.remove(caption)
            if tail and tail.strip():
                self._text([Run(tail)])
        self._children(element)

    def _text(self, runs: Sequence[Run]) -> None:
        text = text_of(runs)
        if not text:
            return
        if self._table is not None and self._is_note(text):
            self._table.note += [Run(" "), *runs]
            return
        self._end_table()
        if table_label(text):
            self._release()
            self._waiting = [list(runs)]
        elif self._waiting and len(self._waiting) <= BETWEEN + 1:
            self._waiting.append(list(runs))
        else:
            self._release()
            figure = FIGURE.match(text) and not PROSE_AFTER_LABEL.match(FIGURE.sub("", text))
            self._put(runs, "caption" if figure else "text")

    def _is_note(self, text: str) -> bool:
        return bool(self._note_part or NOTE.match(text) or LEGEND.search(text[:CAPTION_WORDS]))

    def _data(self, element: Any) -> None:
        self._end_table()
        own = next((e for e in element if name(e) == "caption"), None)
        caption = runs_of(own, HTML) if own is not None else []
        label = table_label(text_of(caption))
        if self._waiting and not label:
            caption = [*self._caption(), Run(" "), *caption]
            label = table_label(text_of(caption))
        else:
            self._release()
        self._waiting = []
        self._table = _Table(element, caption, label, self.section)

    def _caption(self) -> list[Run]:
        """The caption that waits; a bare label takes the block after it along."""
        first, *rest = self._waiting
        match = CAPTION.match(text_of(first))
        bare = match is not None and not match["rest"].strip(" .:")
        if bare and rest and len(text_of(rest[0]).split()) <= CAPTION_WORDS:
            return [*first, Run(" "), *rest[0]]
        return first

    def _end_table(self) -> None:
        """Puts the table that waited, with the notes that came."""
        table, self._table = self._table, None
        if table is None:
            return
        note = [*notes_inside(table.element, _cell), *table.note]
        grid = slots(table.element, _cell, file=self._file)
        self._writer.table(grid, label=table.label, caption=table.caption, note=note, section=table.section)

    def _release(self) -> None:
        """Puts blocks that waited for a table which did not come."""
        waiting, self._waiting = self._waiting, []
        for i, runs in enumerate(waiting):
            self._put(runs, "text" if i else "caption")

    def _put(self, runs: Sequence[Run], kind: PassageKind) -> None:
        self._writer.passage(runs, kind=kind, section=self.section)


def _cell(element: Any) -> list[Run]:
    return runs_of(element, HTML)
