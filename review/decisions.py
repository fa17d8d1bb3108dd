"""Decisions on readings: accept, change, reject, ask, undo; and correlations that a person adds by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from corpus.decisions import ASIDE, Decision, Report, SourceKind
from corpus.document import Box
from corpus.errors import InvalidDecision, UnknownId
from corpus.evidence import KINDS, STATISTICS, Candidate, Flag, Printed, Statistic
from corpus.identity import DASHES, number_of
from corpus.store import Store, StoredCandidate, facts, in_force
from corpus.store.codec import plain, restore
from corpus.store.judged import AGREEMENT
from corpus.store.sightings import is_same
from review.converted import as_converted, is_conversion
from review.independent import record, withdraw
from review.subjects import find_report, nearest

PRINTED = re.compile(r"[-+]?(?:\d*[.,]\d+|\d+)")
LEAST_N = 4  # Fisher's z has the variance 1 / (n - 3)
ACTIONS = ("accept", "change", "reject", "ask", "undo")
BY_HAND_SOURCES = ("page", "supplement", "author", "manual")
BY_PERSON = "person"  # basis of an n that somebody gave
DECIDABLE = ("accept", "change", "reject", "ask", "add", "import")


def decide(
    store: Store,
    item: str,
    action: str,
    *,
    who: str,
    n: int | None = None,
    r: str | None = None,
    x: str | None = None,
    y: str | None = None,
    statistic: str | None = None,
    group: str | None = None,
    kind: str | None = None,
    note: str = "",
    at: str = "",
    conversion: str | None = None,
    sign: str | None = None,
    coders: Mapping[str, int] | None = None,
    adjudicates: bool = False,
) -> Decision:
    """Record a decision on a candidate or a reading; one that contradicts itself or the evidence is refused.

    `coders` are the numbers of the protocol's [coders]: where they want several people it is one's judgement.
    """
    if action == "undo":
        return undo(store, item, who=who, note=note, at=at)
    given = {"n": n, "r": r, "x": x, "y": y, "statistic": statistic, "group": group, "conversion": conversion}
    given["sign"] = sign
    changes = {name: value for name, value in given.items() if value is not None}
    decision = decision_on(store, item, action, changes, who=who, kind=kind, note=note, at=at)
    return record(store, decision, coders or {}, adjudicates=adjudicates)


def decision_on(
    store: Store,
    item: str,
    action: str,
    changes: dict[str, Any],
    *,
    who: str,
    kind: str | None = None,
    note: str = "",
    at: str = "",
) -> Decision:
    """The decision as an event that is not recorded yet."""
    if action not in ACTIONS:
        raise InvalidDecision(f"{action!r} is no action{nearest(action, ACTIONS)}.")
    if kind is not None and kind not in KINDS:
        raise InvalidDecision(f"{kind!r} is no kind of result{nearest(kind, KINDS)}.")
    before, proposal, read_as = _subject(store, item)
    if action == "change":
        proposal = _in_force(store, item, before, proposal)
    after: dict[str, Any]
    match action:
        case "ask":
            if not note:
                raise InvalidDecision(f"{item}: ask what? Give the question with --note.")
            after = {}
        case "reject":
            after = {"kind": _rejected_as(item, kind, read_as)}
        case _:
            if is_conversion(read_as, changes):
                proposal, changes = as_converted(store, item, proposal, changes)
                action = "accept" if not changes else action
            else:
                _is_own_correlation(item, kind, read_as)
            after, action = _reading(item, action, proposal, changes)
    return Decision("reading", item, cast("Any", action), who, at, after, before, note)


def _subject(store: Store, item: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """What the person sees, the reading that it would be, and the kind it was read as."""
    if item.startswith("H"):
        number_of(item, "H")
        last = [e for e in in_force(store.events()) if e.subject == "reading" and e.id == item and "r" in e.after]
        if not last:
            raise UnknownId(f"there is no reading {item}; `stook status` shows what there is.")
        return dict(last[-1].after), dict(last[-1].after), "correlation"
    stored = store.candidate(item)
    seen = facts(stored.scored.candidate)
    seen |= {name: True for name in ("vanished", "superseded", "disputed") if getattr(stored, name)}
    return seen, proposed(stored), stored.scored.kind


def _in_force(store: Store, item: str, seen: dict[str, Any], proposal: dict[str, Any]) -> dict[str, Any]:
    """What a change builds on: what people said of the item, except where the reader has since read otherwise."""
    word = store.view().words.get(item)
    if word is None or "r" not in word.after:
        return proposal
    said = {
        name: word.after[name]
        for name, now in seen.items()
        if name in word.after and is_same(name, word.before.get(name), now)
    }
    if "n" in said:
        said["n_basis"] = word.after["n_basis"]
    return proposal | said


def proposed(stored: StoredCandidate) -> dict[str, Any]:
    """The reading that accepting the candidate makes."""
    candidate = stored.scored.candidate
    quote = candidate.quotes[0] if candidate.quotes else None
    return {
        "report": stored.report,
        "r": plain(candidate.r),
        "statistic": candidate.statistic,
        "n": candidate.n,
        "n_basis": candidate.n_source,
        "x": candidate.x,
        "y": candidate.y,
        "source": "page",
        "group": candidate.group,
        "page": candidate.page,
        "quote": quote.text if quote else "",
        "boxes": plain(quote.boxes) if quote else [],
        "digest": quote.digest if quote else stored.digest,
    }


def _rejected_as(item: str, kind: str | None, read_as: str) -> str:
    if kind == "correlation":
        raise InvalidDecision(f"{item}: a correlation of the paper's own is not rejected as one; accept or change it.")
    return kind or ("other" if read_as == "correlation" else read_as)


def _is_own_correlation(item: str, kind: str | None, read_as: str) -> None:
    """Only an own correlation becomes a reading; a person may say that it is one, but not of a converted number."""
    if kind == "convertible":
        raise InvalidDecision(f"{item} is no correlation yet: it needs a named conversion first; ask or reject it.")
    wanted = kind or read_as
    if wanted != "correlation":
        raise InvalidDecision(
            f"{item} was read as {wanted!r}, which is never pooled; reject it, or add --kind correlation if it is one."
        )


def _reading(
    item: str, action: str, proposal: dict[str, Any], changes: dict[str, Any]
) -> tuple[dict[str, Any], Literal["accept", "change"]]:
    """The reading's facts; `accept` where nothing differs from the proposal, else `change`."""
    if action == "change" and not changes:
        raise InvalidDecision(f"{item}: change what? Give --r, --n, --x or --y.")
    after = {name: value for name, value in proposal.items() if name != "doubt"}  # who decides has settled it
    for name, value in changes.items():
        after[name] = plain(printed_r(item, value)) if name == "r" else value
    if after["n"] != proposal["n"]:
        after["n_basis"] = BY_PERSON
    is_sound(item, after)
    same = after["r"] == proposal["r"] and all(after[name] == proposal[name] for name in ("n", "x", "y", "statistic"))
    return after, "accept" if action == "accept" and same else "change"


def printed_r(item: str, text: str) -> Printed:
    """A correlation as a person types it; what is no number, or not inside (-1, 1), is refused."""
    digits = str(text).strip().translate(DASHES)
    if not PRINTED.fullmatch(digits):
        raise InvalidDecision(f"{item}: r = {text!r} is not a number; write it as printed, like .31 or -.05.")
    digits = digits.replace(",", ".")
    return Printed(str(text).strip(), float(digits), len(digits.partition(".")[2]))


def is_sound(item: str, after: dict[str, Any]) -> None:
    """Refuse a reading whose numbers cannot be: r, n, statistic and labels."""
    r = restore(Printed, after["r"])
    if not abs(r.value) < 1:
        raise InvalidDecision(f"{item}: r = {r.text} is not between -1 and 1; look again, or reject it.")
    if after["n"] is None:
        raise InvalidDecision(f"{item} has no n; give it with `stook decide {item} change --n N`.")
    if not isinstance(after["n"], int) or after["n"] < LEAST_N:
        raise InvalidDecision(f"{item}: n = {after['n']} is too small; a correlation needs n of {LEAST_N} or more.")
    if after["statistic"] not in STATISTICS:
        raise InvalidDecision(f"{after['statistic']!r} is no statistic{nearest(str(after['statistic']), STATISTICS)}.")
    for side in ("x", "y"):
        if not str(after[side]).strip():
            raise InvalidDecision(f"{item} does not say what correlates; give --x and --y as the paper prints them.")


def undo(store: Store, item: str, *, who: str, seq: int | None = None, note: str = "", at: str = "") -> Decision:
    """Take back the last decision in force on an item, or the one with this number (an undo can be undone).

    Of independent judgements everyone takes back their own, and with it what rested on it.
    """
    standing = [event for event in in_force(store.events()) if event.subject not in ASIDE]
    if seq is None:
        own = [event for event in standing if event.id == item and (event.subject != "judgement" or event.who == who)]
        judgements = [event for event in own if event.subject == "judgement"]
        own = judgements if own and own[-1].who == AGREEMENT and judgements else own
    else:
        own = [event for event in store.events() if event.seq == seq and event.id == item and _stands(store, seq)]
    if not own:
        wanted = "no decision in force" if seq is None else f"no decision {seq} in force"
        raise InvalidDecision(f"{item} has {wanted}; nothing to undo.")
    last = own[-1]
    if last.subject == "judgement" and last.action != "undo":
        return withdraw(store, last, who=who, note=note, at=at)
    return store.append(Decision(last.subject, item, "undo", who, at, {"undoes": last.seq}, last.after, note))


def _stands(store: Store, seq: int) -> bool:
    """Whether the event has an effect now: it is in force, or it is an undo that nobody has undone."""
    void: set[int] = set()
    for event in reversed(store.events()):
        if event.seq == seq:
            return seq not in void
        if event.seq not in void and event.action == "undo":
            void.add(int(event.after["undoes"]))
    return False


def add_by_hand(
    store: Store,
    report: str,
    *,
    r: str,
    n: int,
    x: str,
    y: str,
    who: str,
    source: str = "page",
    statistic: str = "pearson",
    page: int | None = None,
    quote: str = "",
    boxes: Sequence[Box] = (),
    group: str = "",
    note: str = "",
    at: str = "",
) -> Decision:
    """Add a correlation that the reader missed or that stands elsewhere; the flags of the checks go into the record."""
    owner = find_report(store, report)
    if source not in BY_HAND_SOURCES:
        raise InvalidDecision(f"{source!r} is no source{nearest(source, BY_HAND_SOURCES)}.")
    if source == "page" and page is None:
        raise InvalidDecision(f"{owner.id}: on which page? Give --page, or --source supplement, author or manual.")
    after = {
        "report": owner.id,
        "r": plain(printed_r(owner.id, r)),
        "statistic": statistic,
        "n": n,
        "n_basis": BY_PERSON,
        "x": x,
        "y": y,
        "source": cast("SourceKind", source),
        "group": group,
        "page": page,
        "quote": quote,
        "boxes": plain(tuple(boxes)),
        "digest": _paged_file(store, owner) if source == "page" else "",
    }
    is_sound(f"{owner.id}, r = {r}", after)
    after["flags"] = plain(_checked(store, owner.id, after))
    return store.append(Decision("reading", "", "add", who, at, after, {}, note))


def _paged_file(store: Store, report: Report) -> str:
    """The report's file that has pages to point at, or its only one."""
    paged = {paper.digest for paper in store.papers() if paper.paged}
    return next((digest for digest in report.files if digest in paged), report.files[0] if report.files else "")


def _checked(store: Store, report: str, after: dict[str, Any]) -> tuple[Flag, ...]:
    """The same checks as on every result that the reader finds."""
    from extractors.checks import check  # brings numpy, which deciding must not wait for

    candidate = Candidate(
        rule="by_hand.v1",
        kind="correlation",
        statistic=cast("Statistic", after["statistic"]),
        r=restore(Printed, after["r"]),
        page=after["page"] or 0,
        where="text",
        quotes=(),
        x=after["x"],
        y=after["y"],
        n=after["n"],
        n_source="sentence",
        group=after["group"],
    )
    return check([candidate], store.sample_sizes(report))[0].flags


def flags_of(decision: Decision) -> list[str]:
    """What the checks said about a reading when it was added, a line each."""
    flags = [restore(Flag, flag) for flag in decision.after.get("flags", ())]
    return [f"{flag.severity} warning {flag.code}: {flag.message}" for flag in flags]
