"""What is in force: readings and codings, folded from the decisions by pure functions. The last word counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from corpus.decisions import Codings, Decision, Reading, Report, Study, VariableCoding
from corpus.identity import label_of_file, normal
from corpus.store.codec import restore
from corpus.store.records import StoredReport, StoredStudy

MAKES_A_READING = ("accept", "change", "add", "import")
READING_FIELDS = frozenset(item.name for item in fields(Reading))  # an event may say more: flags, the kind


@dataclass(frozen=True, slots=True)
class Minted:
    """The reports and studies that the store has given an id, before any decision on them."""

    reports: tuple[StoredReport, ...] = ()
    studies: tuple[StoredStudy, ...] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """Which ids stand for another one, by merges, and which file was split off into which report."""

    reports: Mapping[str, str] = field(default_factory=dict)
    studies: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)  # digest -> report
    split: frozenset[str] = frozenset()  # ids that a decision in force made

    def report(self, item: str) -> str:
        """The report that this one is now part of."""
        return _follow(item, self.reports)

    def home(self, report: str, digest: str) -> str:
        """The report of what stands in this file, and was found under that report."""
        return self.files.get(digest) or self.report(report)

    def study(self, item: str) -> str:
        """The study that this one is now part of."""
        return _follow(item, self.studies)


def _follow(item: str, into: Mapping[str, str]) -> str:
    seen = {item}
    while (following := into.get(item)) and following not in seen:
        seen.add(following)
        item = following
    return item


def in_force(events: Iterable[Decision]) -> list[Decision]:
    """The events that nobody has undone, without the undos themselves; an undone undo counts as never made."""
    void: set[int] = set()
    left = []
    for event in reversed(list(events)):
        if event.seq in void:
            continue
        if event.action == "undo":
            void.add(int(event.after["undoes"]))
        else:
            left.append(event)
    return left[::-1]


@dataclass(frozen=True, slots=True)
class View:
    """The record as it stands: the events, what they add up to, and the last word on each reading."""

    events: tuple[Decision, ...] = ()
    minted: Minted = Minted()
    moves: Moves = Moves()
    readings: tuple[Reading, ...] = ()
    codings: Codings = field(default_factory=Codings)
    words: Mapping[str, Decision] = field(default_factory=dict)


def view(events: Iterable[Decision], minted: Minted) -> View:
    """The record folded from its events."""
    everything = tuple(events)
    standing = in_force(everything)
    moves = moved(standing, minted)
    words = {event.id: event for event in standing if event.subject == "reading"}
    readings = tuple(_reading(event, moves) for event in words.values() if event.action in MAKES_A_READING)
    return View(everything, minted, moves, readings, _codings(standing, minted, moves), words)


def fold(events: Iterable[Decision], minted: Minted) -> tuple[list[Reading], Codings]:
    """Readings and codings together."""
    found = view(events, minted)
    return list(found.readings), found.codings


def moved(standing: Sequence[Decision], minted: Minted) -> Moves:
    """The merges and splits among the decisions in force."""
    reports: dict[str, str] = {}
    studies: dict[str, str] = {}
    files: dict[str, str] = {}
    split: set[str] = set()
    for event in standing:
        if event.action == "merge":
            (reports if event.subject == "report" else studies)[event.id] = event.after["into"]
        elif event.action == "split":
            split.add(event.after.get("report") or event.after["study"])
            if "digest" in event.after:
                files[event.after["digest"]] = event.after["report"]
    same = _same_label(minted, Moves(reports=reports))
    return Moves(reports, same | studies, files, frozenset(split))


def _same_label(minted: Minted, moves: Moves) -> dict[str, str]:
    """Two reports that became one have the studies of the same label in common."""
    first: dict[tuple[str, str], str] = {}
    into = {}
    for study in minted.studies:
        key = (moves.report(study.report), normal(study.printed))
        if first.setdefault(key, study.id) != study.id:
            into[study.id] = first[key]
    return into


def _reading(event: Decision, moves: Moves) -> Reading:
    facts = {name: value for name, value in event.after.items() if name in READING_FIELDS}
    content = {**facts, "id": event.id, "who": event.who, "decision": event.seq}
    reading = restore(Reading, content)
    return replace(reading, report=moves.home(reading.report, reading.digest))


def _codings(standing: Sequence[Decision], minted: Minted, moves: Moves) -> Codings:
    variables: dict[tuple[str, str], VariableCoding] = {}
    characteristics: dict[str, dict[str, Any]] = {}
    states: dict[str, dict[str, Any]] = {}
    samples: dict[str, str] = {}
    for event in standing:
        match event.subject, event.action:
            case "variable", "code":
                coding = replace(restore(VariableCoding, {**event.after, "decision": event.seq}))
                coding = replace(coding, report=moves.report(coding.report))
                variables[coding.report, normal(coding.label)] = coding
            case "study", "set":
                characteristics.setdefault(moves.study(event.id), {}).update(event.after)
            case "report", "state" | "eligibility":
                said = {**event.after, "stated": event.seq} if event.action == "state" else event.after
                states.setdefault(moves.report(event.id), {}).update(said)
            case "sample", "assign":
                samples[event.id] = event.after["sample"]
    return Codings(
        variables=tuple(variables.values()),
        studies=_studies(minted, moves, characteristics),
        reports=_reports(minted, moves, states),
        samples=samples,
    )


def _studies(minted: Minted, moves: Moves, characteristics: Mapping[str, dict[str, Any]]) -> tuple[Study, ...]:
    names = {report.id: report.name for report in minted.reports}
    own = {study.id: study for study in minted.studies}  # a merged study has the name of the one it went into
    studies: dict[str, Study] = {}
    for stored in _standing(minted.studies, moves):
        item, report = moves.study(stored.id), moves.report(stored.report)
        if known := studies.get(item):
            labels = dict.fromkeys((*known.labels, (report, stored.printed)))
            reports = dict.fromkeys((*known.reports, report))
            studies[item] = replace(known, reports=tuple(reports), labels=tuple(labels))
            continue
        named = own.get(item, stored)
        label = ", ".join(filter(None, (label_of_file(names[moves.report(named.report)]), named.printed)))
        labels = {(report, stored.printed): None}
        studies[item] = Study(item, label, (report,), characteristics.get(item, {}), named.printed, tuple(labels))
    return tuple(study for study in studies.values() if not _is_left_over(study, studies.values()))


def _is_left_over(study: Study, studies: Iterable[Study]) -> bool:
    """The nameless study of a report whose studies have since got names, if nothing was coded on it."""
    if study.printed or study.characteristics:
        return False
    return any(other.printed and set(other.reports) & set(study.reports) for other in studies)


def _standing(studies: Sequence[StoredStudy], moves: Moves) -> list[StoredStudy]:
    return [study for study in studies if not study.split or study.id in moves.split]


def _reports(minted: Minted, moves: Moves, states: Mapping[str, dict[str, Any]]) -> tuple[Report, ...]:
    reports: dict[str, Report] = {}
    named_by = {stored.id: stored for stored in minted.reports}  # a merged report has the name of the one it went into
    for stored in minted.reports:
        if stored.split and stored.id not in moves.split:
            continue
        item = moves.report(stored.id)
        files = tuple(digest for digest in stored.files if moves.files.get(digest, stored.id) == stored.id)
        files += tuple(digest for digest, report in moves.files.items() if report == stored.id)
        if known := reports.get(item):
            files = known.files + files
        named = named_by.get(item, stored)
        reports[item] = Report(item, named.name, files, named.title, named.year, **states.get(item, {}))
    return tuple(reports.values())
