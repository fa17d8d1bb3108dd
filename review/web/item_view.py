"""What is shown of one item: a candidate as it was read, or a reading that somebody made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from corpus.decisions import Decision, Report
from corpus.document import Box
from corpus.errors import InvalidDecision, UnknownId, UnreadablePaper
from corpus.evidence import Candidate, Flag, Printed, Quote
from corpus.store import facts
from corpus.store.codec import canonical, restore
from corpus.store.folds import View
from extractors.convertible_values import SIGNED, converted, offered, source_text
from review.decisions import printed_r
from review.queue import Desk
from review.web import evidence
from review.web.evidence import Mark, Side, Sum
from review.web.pictures import is_drawn
from review.web.site import Site
from review.web.worklist import Laid

TOKEN_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page's picture with its marks; `image` is "" where a file has no pages to draw."""

    digest: str
    page: int
    pages: int
    image: str = ""
    width: float = 0.0
    height: float = 0.0
    marks: tuple[Mark, ...] = ()
    crop: Box | None = None
    why: str = ""  # there is no picture of a page that should have one

    @property
    def guides(self) -> list[tuple[float, float, float, float]]:
        """Lines from the row's and the column's head to the value."""
        return evidence.guides(self.marks)


@dataclass(frozen=True, slots=True)
class Item:
    """What is decided on: `values` stand in the form, `read` is what the reader saw, `seen` names what a person saw."""

    id: str
    report: str
    kind: str
    read: Mapping[str, Any]
    values: Mapping[str, Any]
    candidate: Candidate
    flags: tuple[Flag, ...]
    digest: str
    word: Decision | None
    seen: str
    view: View
    probability: float | None = None
    vanished: bool = False
    changed: bool = False
    superseded: bool = False

    @property
    def hard(self) -> bool:
        return any(flag.severity == "hard" for flag in self.flags)

    @property
    def decided(self) -> bool:
        return self.word is not None and self.word.action != "ask"

    @property
    def careful(self) -> bool:
        """Whether accepting it may be refused, so that the answer is waited for before the next item is shown."""
        incomplete = not all(str(self.values[name]).strip() for name in ("n", "x", "y"))
        return self.decided or incomplete or self.kind != "correlation"

    @property
    def by_person(self) -> bool:
        """Whether the values are a person's, and not the reader's."""
        return dict(self.values) != dict(self.read)

    @property
    def events(self) -> list[Decision]:
        return [event for event in self.view.events if event.id == self.id]

    @property
    def n_source(self) -> str:
        return self.candidate.n_source if self.values["n"] == self.candidate.n else "person"

    @property
    def quote(self) -> str:
        return " ".join(self.candidate.quotes[0].text.split()) if self.candidate.quotes else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A formula that makes a correlation of what is printed, what it gives, and whether a person says the sign."""

    name: str
    r: str
    assumption: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is shown beside an item: its page, what its labels stand for, and the arithmetic."""

    report_name: str
    sheet: Sheet
    sides: tuple[Side, Side]
    sums: tuple[Sum, ...]
    coded: float | None  # r in the direction of its constructs; None where a side is not known
    source: str = ""  # the printed statistic that is no r
    offers: tuple[Offer, ...] = ()


def look_up(site: Site, item: str) -> Item:
    """The item with this id."""
    if item.startswith("H"):
        return _by_hand(site.store.view(), item)
    stored, view = site.store.candidate(item), site.store.view()
    candidate, word = stored.scored.candidate, view.words.get(item)
    read = {name: "" if value is None else value for name, value in facts(candidate).items()}
    values = read | (_values(word) if word and "r" in word.after and not stored.changed else {})
    return Item(
        stored.id, stored.report, stored.scored.kind, read, values, candidate, candidate.flags, stored.digest, word,
        _seen(facts(candidate), word), view, stored.scored.probability, stored.vanished, stored.changed,
        stored.superseded,
    )  # fmt: skip


def _by_hand(view: View, item: str) -> Item:
    reading = next((known for known in view.readings if known.id == item), None)
    if reading is None:
        raise UnknownId(f"there is no reading {item} in force.")
    word = view.words[item]
    values = _values(word)
    quotes = (Quote(reading.digest, reading.quote, ()),) if reading.quote else ()
    candidate = Candidate(
        rule="by_hand.v1", kind="correlation", statistic=reading.statistic, r=reading.r, page=reading.page or 1,
        where="text", quotes=quotes, value_boxes=reading.boxes, x=reading.x, y=reading.y, group=reading.group,
    )  # fmt: skip
    flags = tuple(restore(Flag, flag) for flag in word.after.get("flags", ()))
    return Item(
        item, reading.report, "correlation", values, values, candidate, flags, reading.digest, word,
        _seen(values, word), view,
    )  # fmt: skip


def _values(word: Decision) -> dict[str, Any]:
    after = word.after
    rest = {name: after.get(name, "") for name in ("n", "x", "y", "statistic", "group")}
    return {"r": restore(Printed, after["r"]).text, **rest}


def evidence_of(site: Site, it: Item, laid: Laid) -> Evidence:
    """What is shown beside the item."""
    needs = laid.desk.needs
    r = it.candidate.r if it.values["r"] == it.candidate.r.text else printed_r(it.id, str(it.values["r"]))
    plain = it.kind == "correlation" or it.decided
    x, y = (evidence.side(it.report, str(it.values[name]), needs, it.view.codings.variables) for name in ("x", "y"))
    page = evidence.page_of(it.candidate)
    return Evidence(
        report_name=next((known.name for known in it.view.codings.reports if known.id == it.report), it.report),
        sheet=sheet_of(
            site,
            laid.desk,
            it.digest,
            page,
            marks=tuple(evidence.marks(it.candidate, page)),
            crop=evidence.crop(it.candidate),
        ),
        sides=(x, y),
        sums=tuple(evidence.arithmetic(r, it.values["n"], it.candidate)) if plain else (),
        coded=r.value * x.direction * y.direction if plain and x.construct and y.construct else None,
        source=source_text(it.candidate) if it.kind == "convertible" else "",
        offers=_offers(it) if it.kind == "convertible" else (),
    )


def _offers(it: Item) -> tuple[Offer, ...]:
    found = []
    for name in offered(it.candidate):
        signed = name in SIGNED
        try:
            made = converted(it.candidate, name, n=it.values["n"] or None, sign=None if signed else "+")
        except InvalidDecision:  # numbers that this formula cannot take
            continue
        found.append(Offer(name, made.printed.text, made.assumption, signed))
    return tuple(found)


def _seen(what: Mapping[str, Any], word: Decision | None) -> str:
    """What a person saw, in short: the printed facts and the last decision."""
    digest = hashlib.sha256(canonical(dict(what)).encode()).hexdigest()
    return f"{word.seq if word else 0}-{digest[:TOKEN_LENGTH]}"


def sheet_of(
    site: Site, desk: Desk, digest: str, page: int, *, marks: tuple[Mark, ...] = (), crop: Box | None = None
) -> Sheet:
    """A page of a file with marks on it."""
    paper = desk.papers.get(digest)
    pages = paper.pages if paper else 0
    plain = Sheet(digest, page, pages, marks=marks)
    if not digest or not site.has_files:
        return plain
    file = site.store.path_of(digest)
    if not file.is_file() or not is_drawn(file):
        return plain
    try:
        picture = site.pictures.picture(file, digest, page)
    except UnreadablePaper as error:  # the result can be decided all the same, beside the file itself
        return replace(plain, why=str(error))
    return Sheet(digest, page, pages, f"/pages/{digest}/{page}.webp", picture.width, picture.height, marks, crop)


def page_number(text: str) -> int:
    """The page that an address or a form asks for; the first where it says none."""
    return int(text) if text.isdecimal() and int(text) else 1


def report_sheet(site: Site, report: Report, page: int) -> Sheet:
    """This page of the report's first file that has pages."""
    desk = site.laid().desk
    papers = [desk.papers[digest] for digest in report.files if digest in desk.papers]
    paper = next((paper for paper in papers if paper.pages), papers[0] if papers else None)
    if paper is None:
        return Sheet("", page, 0)
    return sheet_of(site, desk, paper.digest, max(1, min(page, paper.pages or 1)))
