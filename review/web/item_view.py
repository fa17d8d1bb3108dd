"""What is shown of one item: a candidate as it was read, or a reading that somebody made by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from corpus.decisions import Decision, Reading
from corpus.document import Box
from corpus.errors import UnknownId
from corpus.evidence import Candidate, Flag, Printed
from corpus.store import StoredCandidate, facts
from corpus.store.codec import canonical, restore
from review.web import evidence
from review.web.evidence import Mark, Side, Sum
from review.web.pictures import is_drawn
from review.web.site import Site

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

    @property
    def guides(self) -> list[tuple[float, float, float, float]]:
        """Lines from the row's and the column's head to the value."""
        return evidence.guides(self.marks)


@dataclass(frozen=True, slots=True)
class Shown:
    """One item. `values` stand in the form, `read` is what the reader saw, `seen` names what the person saw."""

    id: str
    report: str
    report_name: str
    kind: str
    read: Mapping[str, Any]
    values: Mapping[str, Any]
    sheet: Sheet
    sides: tuple[Side, Side]
    sums: tuple[Sum, ...]
    flags: tuple[Flag, ...]
    n_source: str
    quote: str
    probability: float | None
    events: tuple[Decision, ...]
    word: Decision | None
    seen: str
    table: str = ""
    vanished: bool = False
    changed: bool = False

    @property
    def hard(self) -> bool:
        return any(flag.severity == "hard" for flag in self.flags)

    @property
    def decided(self) -> bool:
        return self.word is not None and self.word.action != "ask"

    @property
    def by_person(self) -> bool:
        """Whether the values are a person's, and not the reader's."""
        return dict(self.values) != dict(self.read)

    @property
    def coded(self) -> float | None:
        """r in the direction of its constructs; None where a side is not known."""
        x, y = self.sides
        return _value(str(self.values["r"])) * x.direction * y.direction if x.construct and y.construct else None


def _value(text: str) -> float:
    from review.decisions import printed_r

    return printed_r("r", text).value


def shown(site: Site, item: str) -> Shown:
    """The item with this id."""
    events = tuple(event for event in site.store.events() if event.id == item)
    word = site.store.view().words.get(item)
    if item.startswith("H"):
        found = next((reading for reading in site.store.readings() if reading.id == item), None)
        if found is None:
            raise UnknownId(f"there is no reading {item} in force.")
        return _by_hand(site, found, events, word)
    return _candidate(site, site.store.candidate(item), events, word)


def _candidate(site: Site, stored: StoredCandidate, events: tuple[Decision, ...], word: Decision | None) -> Shown:
    candidate, said = stored.scored.candidate, site.store.codings().variables
    needs = site.laid(fresh=False).desk.needs
    read = {name: "" if value is None else value for name, value in facts(candidate).items()}
    values = read | (_values(word) if word and "r" in word.after and not stored.changed else {})
    sides = tuple(evidence.side(stored, str(values[name]), needs, said) for name in ("x", "y"))
    now = replace(candidate, x=str(values["x"]), y=str(values["y"]))
    n = values["n"] if isinstance(values["n"], int) else None
    return Shown(
        id=stored.id, report=stored.report, report_name=_name(site, stored.report), kind=stored.scored.kind, read=read,
        values=values, sheet=_sheet(site, stored.digest, evidence.page_of(candidate), now), sides=(sides[0], sides[1]),
        sums=tuple(evidence.arithmetic(_printed(candidate, str(values["r"])), n, candidate)), flags=candidate.flags,
        n_source="person" if n != candidate.n else candidate.n_source,
        quote=" ".join(candidate.quotes[0].text.split()) if candidate.quotes else "",
        probability=stored.scored.probability,
        events=events, word=word, seen=_seen(facts(candidate), word), table=candidate.table, vanished=stored.vanished,
        changed=stored.changed,
    )  # fmt: skip


def _printed(candidate: Candidate, text: str) -> Printed:
    from review.decisions import printed_r

    return candidate.r if text == candidate.r.text else printed_r("r", text)


def _values(word: Decision) -> dict[str, Any]:
    after = dict(word.after)
    return {
        "r": restore(Printed, after["r"]).text,
        **{name: after.get(name, "") for name in ("n", "x", "y", "statistic", "group")},
    }


def _by_hand(site: Site, reading: Reading, events: tuple[Decision, ...], word: Decision | None) -> Shown:
    assert word is not None  # a reading stands by its decision
    values = _values(word)
    needs, said = site.laid(fresh=False).desk.needs, site.store.codings().variables
    candidate = Candidate(
        rule="by_hand.v1", kind="correlation", statistic=reading.statistic, r=reading.r, page=reading.page or 0,
        where="text", quotes=(), value_boxes=reading.boxes, x=reading.x, y=reading.y, n=reading.n, group=reading.group,
    )  # fmt: skip
    stored = StoredCandidate(reading.id, reading.report, reading.digest, scored=None)  # type: ignore[arg-type]  # labels only
    sides = tuple(evidence.side(stored, label, needs, said) for label in (reading.x, reading.y))
    return Shown(
        id=reading.id, report=reading.report, report_name=_name(site, reading.report), kind="correlation", read=values,
        values=values, sheet=_sheet(site, reading.digest, reading.page or 1, candidate), sides=(sides[0], sides[1]),
        sums=tuple(evidence.arithmetic(reading.r, reading.n, candidate)),
        flags=tuple(restore(Flag, flag) for flag in word.after.get("flags", ())), n_source="person",
        quote=reading.quote,
        probability=None, events=events, word=word, seen=_seen(values, word),
    )  # fmt: skip


def _name(site: Site, report: str) -> str:
    return next((known.name for known in site.store.codings().reports if known.id == report), report)


def _seen(what: Mapping[str, Any], word: Decision | None) -> str:
    """What a person saw, in short: the printed facts and the last decision."""
    digest = hashlib.sha256(canonical(dict(what)).encode()).hexdigest()
    return f"{word.seq if word else 0}-{digest[:TOKEN_LENGTH]}"


def _sheet(site: Site, digest: str, page: int, candidate: Candidate) -> Sheet:
    return sheet_of(site, digest, page, marks=tuple(evidence.marks(candidate, page)), crop=evidence.crop(candidate))


def sheet_of(site: Site, digest: str, page: int, *, marks: tuple[Mark, ...] = (), crop: Box | None = None) -> Sheet:
    """A page of a file with marks on it."""
    pages = next((paper.pages for paper in site.store.papers() if paper.digest == digest), 0) if digest else 0
    plain = Sheet(digest, page, pages, marks=marks)
    if not digest or not site.has_files:
        return plain
    file = site.store.path_of(digest)
    if not file.is_file() or not is_drawn(file):
        return plain
    picture = site.pictures.picture(file, digest, page)
    return Sheet(digest, page, pages, f"/pages/{digest}/{page}.webp", picture.width, picture.height, marks, crop)
