"""Reports that may tell of the same people: pooled as two samples they would count these people twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.decisions import Codings, Decision
from corpus.errors import InvalidDecision
from corpus.evidence import Flag
from corpus.identity import normal_pair
from corpus.store import CandidateRow, Store
from review.subjects import find_report

NUMBER = re.compile(r"-?\d*\.\d+")
SIGNS_AND_POINTS = str.maketrans("−–·,", "--..")
KEPT = "overlaps"  # what the last ingest saw, so that a queue need not compare all reports with each other


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two reports that may have a sample in common, and what they share."""

    first: str
    second: str
    flag: Flag


def refresh(store: Store) -> None:
    """Compare all reports with each other and keep what they share."""
    from extractors.overlap import DECIMALS, Facts, facts, overlaps

    told, rows = store.told(), _by_report(store.rows())

    def of_report(item: str, files: Sequence[str]) -> Facts:
        found = [one for digest in files for one in told.get(digest, ())]
        authors = [str(one.value) for one in found if one.name == "author"]
        own = [row for row in rows.get(item, ()) if row.kind == "correlation" and row.x and row.y]
        told_exactly = [row for row in own if len(_number(row.printed).partition(".")[2]) >= DECIMALS]
        pairs = frozenset((normal_pair(row.x, row.y), float(_number(row.printed))) for row in told_exactly)
        return replace(facts(item, authors, samples=store.sample_sizes(item), found=found), correlations=pairs)

    reports = [of_report(report.id, report.files) for report in store.codings().reports]
    seen = [[a, b, flag.code, flag.message, list(map(list, flag.numbers))] for a, b, flag in overlaps(reports)]
    text = json.dumps(seen)
    if store.get(KEPT) != text:
        store.put(KEPT, text)


def _number(printed: str) -> str:
    """A printed number as Python writes it; "" for what is none."""
    found = NUMBER.search(printed.translate(SIGNS_AND_POINTS))
    return found[0] if found else ""


def _by_report(rows: Sequence[CandidateRow]) -> dict[str, list[CandidateRow]]:
    found: dict[str, list[CandidateRow]] = {}
    for row in rows:
        if not row.vanished:
            found.setdefault(row.report, []).append(row)
    return found


def standing(store: Store, codings: Codings, decisions: Sequence[Decision]) -> Iterator[Overlap]:
    """The overlaps on which nobody has decided: no common study, none excluded, not said to be other people."""
    kept = json.loads(store.get(KEPT) or "[]")
    included = {report.id: report.name for report in codings.reports if report.eligibility != "exclude"}
    shared = {frozenset(pair) for study in codings.studies for pair in _pairs(study.reports)}
    apart = {frozenset((event.id, event.after["other"])) for event in decisions if event.action == "apart"}
    for first, second, code, message, numbers in kept:
        both = frozenset((first, second))
        if both <= included.keys() and both not in shared | apart:
            named = message.replace(f"{first} and {second}", f"{included[first]} and {included[second]}", 1)
            yield Overlap(first, second, Flag(code, "soft", named, tuple(map(tuple, numbers))))


def _pairs(reports: Sequence[str]) -> list[tuple[str, str]]:
    return [(a, b) for index, a in enumerate(reports) for b in reports[index + 1 :]]


def keep_apart(store: Store, report: str, other: str, *, who: str, note: str = "", at: str = "") -> Decision:
    """Say that two reports tell of different people; undo takes it back."""
    first, second = find_report(store, report).id, find_report(store, other).id
    if first == second:
        raise InvalidDecision(f"{report} and {other} are the same report; nothing to keep apart.")
    return store.append(Decision("report", first, "apart", who, at, {"other": second}, {}, note))
