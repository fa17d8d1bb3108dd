"""JATS XML to the same document as a PDF: exact cells, notes and sections, on made-up pages.

Nothing outside the file is ever loaded: no DTD, no entity, no network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lxml import etree

from corpus.document import Document, Section
from corpus.errors import DamagedPaper, HostilePaper, LimitExceeded, NotAPaper
from corpus.reading.limits import Limits
from corpus.reading.markup import PRINTED, Dialect, Place, Writer, bolded, check_size, inline, runs_of
from corpus.reading.runs import LINE, MARK, Run, name, text_of, words_of
from corpus.reading.spans import notes_inside, slots

PARSER = f"jats.v1 lxml {version('lxml')} ({PRINTED})"
BLOCKS = frozenset(
    (
        "p",
        "sec",
        "table-wrap",
        "table-wrap-group",
        "fig",
        "fig-group",
        "fn",
        "fn-group",
        "list",
        "list-item",
        "def-list",
        "def-item",
        "disp-quote",
        "boxed-text",
        "statement",
        "verse-group",
        "speech",
        "title",
        "ref-list",
        "ref",
        "app",
        "app-group",
        "supplementary-material",
        "table",
        "array",
        "chem-struct-wrap",
        "glossary",
        "ack",
        "notes",
        "abstract",
        "trans-abstract",
        "bio",
        "disp-formula-group",
    )
)
JATS = Dialect(
    raised=frozenset(("sup",)),
    lowered=frozenset(("sub",)),
    bold=frozenset(("bold",)),
    breaks=frozenset(("break",)),
    skipped=frozenset(
        (
            "graphic",
            "media",
            "object-id",
            "alt-text",
            "long-desc",
            "related-article",
            "related-object",
            "permissions",
        )
    ),
    blocks=BLOCKS,
    references=frozenset(("xref",)),
    pictures=frozenset(("inline-graphic",)),
)
# What is not the paper's own text: reviews of it, its parts list, people and rights.
UNREAD = frozenset(
    (
        "sub-article",
        "response",
        "article-categories",
        "contrib-group",
        "aff",
        "author-notes",
        "permissions",
        "kwd-group",
        "funding-group",
        "counts",
        "custom-meta-group",
        "history",
        "related-article",
        "self-uri",
        "journal-meta",
        "graphic",
        "media",
        "object-id",
        "label",
        "pub-date",
        "bio",
        "supplementary-material",
        "processing-meta",
    )
)
OPENING = frozenset(
    (
        "sec",
        "abstract",
        "trans-abstract",
        "app",
        "ack",
        "notes",
        "glossary",
        "ref-list",
        "boxed-text",
        "fn-group",
    )
)
FLOATS = frozenset(
    (
        "table-wrap",
        "table-wrap-group",
        "fig",
        "fig-group",
        "fn",
        "boxed-text",
    )
)
FIXED: dict[str, Section] = {
    "abstract": "abstract", "trans-abstract": "abstract", "ref-list": "references", "app": "appendix",
}  # fmt: skip
WRAPPERS = 6  # elements above the article: a set of articles, a record of a repository
ENTITIES = re.compile(rb"<\s*!\s*ENTITY", re.IGNORECASE)
EXCESS = re.compile(r"depth|huge|amplification|entity loop|too (?:long|large|deep)|exceed", re.IGNORECASE)


def parse(path: Path | str, *, limits: Limits) -> Document:
    """Reads a JATS file here and now; an error of `corpus.errors` says what is wrong with it."""
    path = Path(path)
    data = path.read_bytes()
    root = tree(data, path.name)
    check_size(root, path.name, limits=limits)
    article = _article(root, path.name)
    writer = Writer()
    _Reader(writer, path.name).article(article)
    title = next((e for e in article.iter() if name(e) == "article-title" and _of_front(e)), None)
    shown = text_of(runs_of(title, JATS)) if title is not None else ""
    digest = hashlib.sha256(data).hexdigest()
    return writer.document(
        digest, parser=PARSER, title=shown, file=path.name, authors=_authors(article), doi=_doi(article)
    )


def _doi(article: Any) -> str:
    """The article's own identifier, not one that it cites."""
    above = ("article-meta", "front-stub")
    found = (e for e in article.iter() if name(e) == "article-id" and e.get("pub-id-type") == "doi")
    return next((words_of(e).strip() for e in found if name(e.getparent()) in above), "")


def _authors(article: Any) -> tuple[str, ...]:
    """The article's own authors, surname first; not its editors, nor those whom it cites."""
    people = (e for e in article.iter() if name(e) == "contrib" and e.get("contrib-type", "author") == "author")
    parts = ([_name_part(person, kind) for kind in ("surname", "given-names")] for person in people)
    return tuple(", ".join(filter(None, named)) for named in parts if any(named))


def _name_part(person: Any, kind: str) -> str:
    found = next((e for e in person.iter() if name(e) == kind), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def tree(data: bytes, file: str) -> Any:
    """The root of an XML file that declares no entities and needs no other file."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    if ENTITIES.search(data):
        raise _hostile(file)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = " ".join(str(error).split())[:160]
        if EXCESS.search(reason):
            raise LimitExceeded(f"{file} is nested or expanded beyond any paper ({reason}); save it again.") from error
        raise DamagedPaper(f"{file} is broken XML ({reason}); download it again.") from error
    subset: Any = root.getroottree().docinfo.internalDTD
    if subset is not None and next(iter(subset.iterentities()), None) is not None:
        raise _hostile(file)  # written in an encoding that hides it from the look above
    return root


def _hostile(file: str) -> HostilePaper:
    return HostilePaper(f"{file} declares entities of its own, which no paper needs; download it from its publisher.")


def _article(root: Any, file: str) -> Any:
    """The one article in a file, also inside a set or a repository's record."""
    level, found = [root], []
    for _ in range(WRAPPERS):
        found = [element for element in level if name(element) == "article"]
        if found:
            break
        level = [child for element in level for child in element if isinstance(child.tag, str)]
    if not found:
        raise NotAPaper(
            f"{file} is XML of the root <{name(root)[:40]}>, not a JATS <article>; save the JATS full text."
        )
    if len(found) > 1:
        raise NotAPaper(f"{file} holds {len(found)} articles; save each in a file of its own.")
    return found[0]


def _of_front(element: Any) -> bool:
    above = element.getparent()
    return above is not None and name(above) == "title-group"


class _Reader:
    """Walks an article and puts what a reader sees on the writer's pages."""

    def __init__(self, writer: Writer, file: str) -> None:
        self._writer = writer
        self._file = file
        self._place = Place()
        self._fixed: Section | None = None

    @property
    def section(self) -> Section:
        return self._fixed or self._place.section

    def article(self, article: Any) -> None:
        """Front, body, back and floats in the order of a printed paper."""
        parts = {name(child): child for child in article if isinstance(child.tag, str)}
        for part in ("front", "body", "back", "floats-group"):
            if part in parts:
                self._place = Place()
                self._fixed = "front" if part == "front" else None
                self._children(parts[part], 1)

    def _children(self, element: Any, level: int) -> None:
        for child in element:
            if isinstance(child.tag, str):
                self._block(child, level)

    def _block(self, element: Any, level: int) -> None:
        kind = name(element)
        if kind in UNREAD:
            return
        if kind in OPENING:
            self._opening(element, level)
        elif kind == "title-group":
            self._heading([run for child in element if name(child) == "article-title" for run in runs_of(child, JATS)])
        elif kind in ("table-wrap", "array"):
            self._table(element)
        elif kind == "fig":
            self._writer.passage(_labelled(element), kind="caption", section=self.section)
        elif kind == "fn":
            self._writer.passage(_labelled(element), kind="footnote", section=self.section)
        elif kind in ("ref", "title", "subtitle", "p", "list-item", "def-item", "attrib", "disp-formula"):
            self._paragraph(element, level)
        elif any(name(child) in BLOCKS or len(child) for child in element):
            self._children(element, level)
        else:
            self._paragraph(element, level)

    def _opening(self, element: Any, level: int) -> None:
        """A part with its title, which tells the section of what stands in it."""
        kind = name(element)
        before = self._fixed
        self._fixed = before if before not in (None, "front") else FIXED.get(kind)
        title = next((child for child in element if name(child) == "title"), None)
        runs = _labelled_title(element, title)
        said = text_of(runs_of(title, JATS)) if title is not None else ""
        self._place.enter(level, said, kind=element.get("sec-type", ""))
        self._heading(runs)
        for child in element:
            if isinstance(child.tag, str) and child is not title:
                self._block(child, level + 1)
        self._place.enter(level, "")
        self._fixed = before

    def _heading(self, runs: Sequence[Run]) -> None:
        self._writer.passage(bolded(runs), kind="heading", section=self.section)

    def _paragraph(self, element: Any, level: int) -> None:
        """Running text; floats inside it come after it, other blocks where they stand."""
        runs: list[Run] = []
        floats: list[Any] = []
        for part in inline(element, JATS):
            if isinstance(part, Run):
                runs.append(part)
            elif name(part) in FLOATS:
                floats.append(part)
            else:
                self._writer.passage(runs, section=self.section)
                runs = []
                self._block(part, level)
        self._writer.passage(runs, section=self.section)
        for part in floats:
            self._block(part, level)

    def _table(self, wrap: Any) -> None:
        label = text_of(_direct(wrap, "label")).rstrip(" .:")
        tables = [e for e in wrap.iter() if name(e) == "table" and _wrap_of(e) is wrap]
        caption = [*_direct(wrap, "label"), Run(" "), *_direct(wrap, "caption")]
        note = [run for child in wrap if name(child) == "table-wrap-foot" for run in _notes(child)]
        if name(wrap) == "array":
            tables = [wrap]
        if not tables:
            self._writer.passage(caption, kind="caption", section=self.section)
            self._writer.passage(note, kind="note", section=self.section)
            self._writer.warnings.append(f"{label or 'A table'} is a picture: nothing in it was read")
        for i, table in enumerate(tables):
            note = [*notes_inside(table, _cell), *note]
            grid = slots(table, _cell, file=self._file)
            last = i + 1 == len(tables)
            self._writer.table(
                grid, label=label, caption=caption if not i else (), note=note if last else (), section=self.section
            )


def _cell(element: Any) -> list[Run]:
    return runs_of(element, JATS)


def _wrap_of(table: Any) -> Any:
    return next((e for e in table.iterancestors() if name(e) in ("table-wrap", "array", "td", "entry")), None)


def _direct(element: Any, kind: str) -> list[Run]:
    """The runs of an element's own child of this name, not of a note's or a figure's inside it."""
    child = next((child for child in element if name(child) == kind), None)
    return _spaced(runs_of(child, JATS)) if child is not None else []


def _labelled(element: Any) -> list[Run]:
    """A figure's label and caption, or a note's mark and text."""
    label = _direct(element, "label")
    rest = [
        run
        for child in element
        if name(child) in ("caption", "p", "disp-quote", "list")
        for run in [*_spaced(runs_of(child, JATS)), Run(" ")]
    ]
    mark = bool(MARK.match(text_of(label)))  # stars are closed up to their note
    return [*label, *([] if mark and name(element) == "fn" else [Run(" ")]), *rest]


def _labelled_title(element: Any, title: Any) -> list[Run]:
    if title is None:
        return []
    return [*_direct(element, "label"), Run(" "), *runs_of(title, JATS)]


def _notes(foot: Any) -> Iterator[Run]:
    for child in foot:
        if isinstance(child.tag, str):
            if name(child) in ("fn-group",):
                yield from _notes(child)
            else:
                yield from _labelled(child) if name(child) == "fn" else _spaced(runs_of(child, JATS))
            yield Run(" ")


def _spaced(runs: Sequence[Run]) -> list[Run]:
    return [Run(" ") if run.text == LINE else run for run in runs]
