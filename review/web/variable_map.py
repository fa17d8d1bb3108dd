"""The variable map of a report: its labels, what each is coded or proposed as, and what the paper says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.decisions import Report, VariableCoding
from corpus.identity import normal
from review.directions import told_of
from review.queue import Desk

FIELDS = ("construct", "direction", "measure", "subscale", "wave", "informant", "evidence")


@dataclass(frozen=True, slots=True)
class Line:
    """One label: what stands in its fields, whether a person said so, where it comes from, and what was read of it."""

    number: int
    label: str
    results: int
    told: tuple[str, ...]
    values: Mapping[str, str]
    needed: bool = False  # a question may need it
    coded: bool = False
    by: str = ""
    why: str = ""


def variable_map(desk: Desk, report: Report) -> list[Line]:
    """The labels of the report, those first that a question may need, in the order in which they are printed."""
    counts: dict[str, int] = {}
    labels: dict[str, str] = {}
    pairs = [(row.x, row.y) for row in desk.rows.get(report.id, ()) if not row.vanished and row.kind == "correlation"]
    pairs += [(reading.x, reading.y) for reading in desk.readings.get(report.id, ()) if reading.source != "page"]
    for label in (label for pair in pairs for label in pair if label.strip()):
        counts[normal(label)] = counts.get(normal(label), 0) + 1
        labels.setdefault(normal(label), label)
    told = [one for digest in report.files for one in desk.proposals_of().get(digest, ())]
    lines = [
        _line(desk, report, index, label, counts[key], tuple(told_of(label, told)))
        for index, (key, label) in enumerate(labels.items())
    ]
    return sorted(lines, key=lambda line: not line.needed)


def _line(desk: Desk, report: Report, number: int, label: str, results: int, told: tuple[str, ...]) -> Line:
    coding = desk.needs.codings.get((report.id, normal(label)))
    if coding is not None:
        needed, values = bool(coding.construct), _coded(coding)
        return Line(number, label, results, told, values, needed=needed, coded=True, by=_by(desk, coding))
    best = max(desk.needs.proposals.get(normal(label), ()), key=lambda proposal: proposal.score, default=None)
    values = dict.fromkeys(FIELDS, "")
    if best is not None:
        sign = "+" if best.direction > 0 else "-"
        values |= {"construct": best.construct, "direction": sign, "measure": best.measure}
    return Line(number, label, results, told, values, needed=best is not None, why=best.evidence if best else "")


def _coded(coding: VariableCoding) -> dict[str, str]:
    sign = "+" if coding.direction > 0 else "-"
    return {name: str(getattr(coding, name)) for name in FIELDS if name != "direction"} | {"direction": sign}


def _by(desk: Desk, coding: VariableCoding) -> str:
    events = desk.store.events()
    return events[coding.decision - 1].who if 0 < coding.decision <= len(events) else ""
