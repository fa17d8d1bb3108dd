"""The list of what waits, filtered, and the way from one item to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, replace

from corpus.decisions import ASIDE, Decision
from corpus.identity import normal
from corpus.protocol import Display, Protocol
from corpus.store import CandidateRow, Store, in_force
from corpus.store.folds import View
from review.bulk import bulks
from review.display import Screen, hint, screen
from review.judging import for_coder
from review.queue import Desk, Task
from review.seeded import Planted, Plants, plants
from review.web.templates import address
from review.web.words import flag_title

STATES = ("waiting", "asked", "decided", "resting")
CLOSING = ("accept", "change", "reject", "add", "import")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; "" narrows nothing."""

    question: str = ""
    flag: str = ""
    kind: str = ""
    paper: str = ""
    state: str = ""
    find: str = ""
    coder: str = ""
    bulk: str = ""  # the sample of a bulk acceptance, or what of it is looked at afterwards

    @property
    def query(self) -> dict[str, str]:
        """The filter as it stands in an address."""
        given = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: value for name, value in given.items() if value}


def filter_of(query: Mapping[str, str]) -> Filter:
    """The filter in an address; what is not part of one is left out."""
    return Filter(**{part.name: query.get(part.name, "") for part in fields(Filter)})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. `hard` and `soft` are titles of its flags, `state` is one of STATES."""

    id: str
    kind: str
    report: str
    report_name: str
    what: str
    link: str
    state: str = "waiting"
    pair: tuple[str, str] = ("", "")
    r: str = ""
    n: int | None = None
    page: int | None = None
    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    note: str = ""
    probability: float | None = None
    who: str = ""  # who decided or asked last
    mode: Display = "verify"  # how it is shown to the visitor; what is kept back is not in here

    @property
    def is_item(self) -> bool:
        """Whether it is decided on the item page."""
        return self.id[0] in "CH" and self.id[1:].isdecimal()


def entries(desk: Desk, wanted: Filter, *, events: Sequence[Decision] = (), who: str = "") -> list[Entry]:
    """The lines of the list, report by report, those first that nobody would miss; what `who` has judged is done."""
    state = wanted.state or "waiting"
    tasks = for_coder(desk.tasks(), events, desk.protocol.coders.numbers, who=who)
    found = _waiting(desk, tasks) if state in ("waiting", "asked") else _others(desk, state)
    found = covered(found, desk, screen(desk.protocol, events, who), plants(desk.protocol, events, who))
    drawn = _drawn(desk.store, wanted.bulk)
    return [entry for entry in found if _fits(entry, wanted, state) and (drawn is None or entry.id in drawn)]


def _drawn(store: Store, bulk: str) -> Set[str] | None:
    """The results that were drawn from a bulk acceptance; None where the list is not narrowed to one."""
    return {item for one in bulks(store) if one.id == bulk for item in (*one.sample, *one.audit)} if bulk else None


def covered(found: Iterable[Entry], desk: Desk, shown: Screen, errors: Plants) -> Iterator[Entry]:
    """The lines as the visitor may read them, before anything is looked for in them.

    They are without what is kept back, and with the errors that are planted.
    """
    rows = desk.row_of if shown.protocol.hides or errors.per_hundred else {}
    for entry in found:
        row = rows.get(entry.id)
        if row is None or entry.kind == "adjudicate":
            yield entry
            continue
        mode = shown.display(row, desk.needs.questions_of(row), desk.words.get(row.id))
        if mode != "verify":
            labels = [one.label for one in shown.protocol.questions if one.id in entry.questions]
            entry = replace(entry, r="", n=None, what=hint(row, mode, labels), mode=mode, probability=None)
        if mode == "independent":
            entry = replace(entry, pair=("", ""), hard=(), soft=(), codes=())
        if mode == "verify" and entry.kind == "reading" and entry.questions:
            entry = _with_error(entry, errors.at(row, hard=bool(entry.hard), word=desk.words.get(row.id)))
        yield entry


def _with_error(entry: Entry, planted: Planted | None) -> Entry:
    if planted is None:
        return entry
    return replace(entry, n=int(planted.shown)) if planted.field == "n" else replace(entry, r=planted.shown)


def _waiting(desk: Desk, tasks: Sequence[Task]) -> Iterator[Entry]:
    stored = {item.id: item for items in desk.stored.values() for item in items}
    for task in tasks:
        row, whole = desk.row_of.get(task.id), stored.get(task.id)
        if row is None:
            yield Entry(task.id, task.kind, task.report, task.report_name, task.what, _link(task), note=_note(task))
            continue
        flags = whole.scored.candidate.flags if whole else ()
        word = desk.words.get(task.id)
        yield Entry(
            task.id, task.kind, task.report, task.report_name,
            task.what if task.kind in ("again", "adjudicate") else "", _link(task),
            "asked" if word and word.action == "ask" else "waiting", (row.x, row.y), row.printed, row.n, row.page,
            tuple(flag_title(flag.code) for flag in flags if flag.severity == "hard"),
            tuple(flag_title(flag.code) for flag in flags if flag.severity == "soft"),
            tuple(flag.code for flag in flags), task.questions, word.note if word else "", row.probability,
            word.who if word else "",
        )  # fmt: skip


def _link(task: Task) -> str:
    if task.kind in ("report", "variable"):
        return f"/reports/{task.report}"
    if task.kind == "study":
        return f"/studies/{task.id}"
    return f"/items/{task.id}" if task.id[0] in "CH" and task.id[1:].isdecimal() else f"/reports/{task.report}"


def _note(task: Task) -> str:
    return "; ".join(line for line in task.details if not line.startswith("“"))


def _others(desk: Desk, state: str) -> Iterator[Entry]:
    """What is decided, and what rests because no question needs it."""
    for report in desk.reports:
        needed = {row.id for row in desk.undecided(report)}
        for row in desk.rows.get(report.id, ()):
            word = desk.words.get(row.id)
            closed = word is not None and word.action in CLOSING
            if state == "decided" if closed else (state == "resting" and row.id not in needed and not row.vanished):
                yield _entry(row, report.name, state, word, desk.needs.questions_of(row))
        if state == "decided":
            yield from _by_hand(desk, report.id, report.name)


def _entry(row: CandidateRow, name: str, state: str, word: Decision | None, questions: Sequence[str]) -> Entry:
    said = f"{word.action} by {word.who}" if word else ""
    return Entry(
        row.id, "reading", row.report, name, said, f"/items/{row.id}", state, (row.x, row.y), row.printed, row.n,
        row.page, questions=tuple(questions), note=word.note if word else "", probability=row.probability,
        who=word.who if word else "",
    )  # fmt: skip


def _by_hand(desk: Desk, report: str, name: str) -> Iterator[Entry]:
    for reading in desk.readings.get(report, ()):
        if reading.id.startswith("H"):
            yield Entry(
                reading.id, "reading", report, name, f"by hand, {reading.who}", f"/items/{reading.id}", "decided",
                (reading.x, reading.y), reading.r.text, reading.n, reading.page, who=reading.who,
            )  # fmt: skip


def _fits(entry: Entry, wanted: Filter, state: str) -> bool:
    flagged = {"hard": bool(entry.hard), "soft": bool(entry.soft), "none": not entry.codes}
    return (
        (wanted.state == "" or entry.state == state)
        and (not wanted.question or wanted.question in entry.questions)
        and (not wanted.flag or flagged.get(wanted.flag, wanted.flag in entry.codes))
        and (not wanted.kind or entry.kind == wanted.kind)
        and (not wanted.paper or entry.report == wanted.paper)
        and (not wanted.coder or wanted.coder == entry.who)
        and (not wanted.find or _holds(entry, wanted.find))
    )


def _holds(entry: Entry, find: str) -> bool:
    text = normal(" ".join((entry.id, entry.report_name, *entry.pair, entry.r, entry.what, entry.note)))
    return all(word in text for word in normal(find).split())


@dataclass(frozen=True, slots=True)
class Laid:
    """The desk as it was laid out for one record and protocol, with the lists that were made from it."""

    desk: Desk
    view: View
    protocol: Protocol
    lists: dict[tuple[Filter, str], list[Entry]] = field(default_factory=dict)

    def entries(self, wanted: Filter, who: str) -> list[Entry]:
        """The lines of the list, made once a filter; a person's own where several judge independently."""
        own = self.protocol.hides or self.protocol.checking.checks_per_100
        mine = who if own or max(self.protocol.coders.numbers.values()) > 1 else ""
        if (wanted, mine) not in self.lists:
            self.lists[wanted, mine] = entries(self.desk, wanted, events=self.view.events, who=mine)
        return self.lists[wanted, mine]

    def way(self, now: View, wanted: Filter, current: str, who: str) -> Way:
        """The item after this one, and how many wait, without those that were decided since."""
        items = [entry for entry in self.entries(wanted, who) if entry.is_item]
        seen = len(self.view.events)
        news = [event for event in in_force(now.events) if event.seq > seen and event.subject not in ASIDE]
        done = {event.id for event in news if event.subject != "judgement" or event.who == who}
        ids = [entry.id for entry in items]
        at = ids.index(current) + 1 if current in ids else 0
        following = next((entry for entry in items[at:] if entry.id not in done), None)
        return Way(address(following.link, wanted.query) if following else "", at, len(ids))


@dataclass(frozen=True, slots=True)
class Way:
    """The address of the next item, "" at the end, and which of how many the shown one is (0: not in the list)."""

    next: str
    at: int
    total: int
