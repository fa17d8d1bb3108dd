"""What the reader misses, measured on this review: people read a random sample of reports without its candidates.

Each result that they list is looked for among the candidates by printed value (and page, where they give one), each
candidate standing for one result. The share that is missed has an exact interval: Clopper and Pearson (1934),
Biometrika 26, 404-413. Results of one report are not independent, so with few reports the true interval is wider.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.decisions import Decision
from corpus.errors import InvalidDecision
from corpus.store import CandidateRow, Store, in_force
from pooling.shares import exact_interval
from review.decisions import printed_r
from review.queue import KINDS_ASKED
from review.subjects import find_report

SAMPLE, LISTED = "recall-sample", "recall"


@dataclass(frozen=True, slots=True)
class Listed:
    """A result that a person found in a report, and the candidate that stands for it, "" where the reader missed it."""

    report: str
    r: str
    n: int | None
    x: str
    y: str
    page: int | None
    candidate: str


@dataclass(frozen=True, slots=True)
class Recall:
    """How much was missed: reports drawn and read so far, results listed and missed, the share and its interval."""

    drawn: tuple[str, ...]
    read: tuple[str, ...]
    listed: tuple[Listed, ...]
    low: float
    high: float

    @property
    def missed(self) -> int:
        return sum(not one.candidate for one in self.listed)

    @property
    def share(self) -> float | None:
        return self.missed / len(self.listed) if self.listed else None


def draw(store: Store, count: int, *, seed: int, who: str, at: str = "") -> Decision:
    """Draw reports at random; seed and list are kept, so that anybody can draw them again."""
    included = [report for report in store.codings().reports if report.eligibility != "exclude" and report.files]
    if count < 1:
        raise InvalidDecision(f"{count} reports are no sample; draw one or more.")
    if count > len(included):
        raise InvalidDecision(f"{count} reports are more than the {len(included)} that are there; draw fewer.")
    ids = sorted((report.id for report in included), key=lambda item: int(item[1:]))
    chosen = random.Random(seed).sample(ids, count)  # noqa: S311  a sample that can be drawn again, no secret
    after = {"seed": seed, "reports": chosen, "of": len(ids)}
    return store.append(Decision("protocol", SAMPLE, "record", who, at, after, {}, ""))


def list_results(store: Store, report: str, text: str, *, who: str, at: str = "") -> Decision:
    """Keep what a person found in a report, a result a line: r; n; first variable; second variable; page."""
    owner = find_report(store, report)
    results = [_line(line, number) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return store.append(Decision("report", owner.id, "record", who, at, {LISTED: results}, {}, ""))


def _line(line: str, number: int) -> dict[str, Any]:
    parts = [part.strip() for part in line.split(";")] + [""] * 4
    r, n, x, y, page = parts[:5]
    if not x or not y:
        raise InvalidDecision(f"line {number}: {line.strip()!r} has no two variables; write: .31; 212; CES-D; Age; 5")
    for name, value in (("n", n), ("page", page)):
        if value and not value.isdecimal():
            raise InvalidDecision(
                f"line {number}: {name} = {value!r} is no whole number; leave it empty or correct it."
            )
    if not abs(printed_r(f"line {number}", r).value) < 1:
        raise InvalidDecision(f"line {number}: r = {r!r} is not between -1 and 1; look again.")
    return {"r": r, "n": int(n) if n else None, "x": x, "y": y, "page": int(page) if page else None}


def recall(store: Store) -> Recall | None:
    """How much the reader missed in the last sample; None before one was drawn."""
    events = in_force(store.events())
    samples = [event for event in events if event.subject == "protocol" and event.id == SAMPLE]
    if not samples:
        return None
    drawn = tuple(samples[-1].after["reports"])
    lists = {event.id: event.after[LISTED] for event in events if event.subject == "report" and LISTED in event.after}
    rows = store.rows()
    found = [one for report in drawn if report in lists for one in _found(report, lists[report], rows)]
    low, high = exact_interval(sum(not one.candidate for one in found), len(found))
    return Recall(drawn, tuple(report for report in drawn if report in lists), tuple(found), low, high)


def _found(report: str, listed: Sequence[dict[str, Any]], rows: Sequence[CandidateRow]) -> list[Listed]:
    """Each listed result with its candidate; one that names its page is served first."""
    left = [row for row in rows if row.report == report and not row.vanished and row.kind in KINDS_ASKED]
    found: dict[int, Listed] = {}
    for index in sorted(range(len(listed)), key=lambda i: listed[i]["page"] is None):
        one = listed[index]
        value = printed_r(report, one["r"]).value
        fits = [row for row in left if _value(row) == value and one["page"] in (None, row.page)]
        if fits:
            left.remove(fits[0])
        found[index] = Listed(report, candidate=fits[0].id if fits else "", **one)
    return [found[index] for index in range(len(listed))]


def _value(row: CandidateRow) -> float | None:
    try:
        return printed_r(row.id, row.printed).value
    except InvalidDecision:  # a statistic that is no r yet
        return None
