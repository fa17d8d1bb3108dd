"""What waits for a person: report by report, only what a question needs, and first what nobody would miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeVar

from corpus.decisions import Codings, Decision, Reading, Report
from corpus.effects import Effect, select
from corpus.evidence import CharacteristicProposal
from corpus.identity import normal, stem
from corpus.protocol import Protocol, Question
from corpus.store import CandidateRow, Store, StoredCandidate, in_force
from extractors.constructs import Proposal, propose
from reports.waiting import Waiting
from review.converted import how_to_convert, told
from review.directions import opposed, told_of
from review.display import covered, screen
from review.expected import expected, kept_spread, moved_by
from review.judging import for_coder
from review.opened import ToLookAt, opened
from review.overlapping import Overlap, standing
from review.proposed import Proposals, as_told, of_study, prefilled
from review.resting import CONVERTIBLE, awake

TaskKind = Literal["report", "again", "overlap", "adjudicate", "variable", "reading", "study"]
KINDS_ASKED = ("correlation", "convertible")  # what could become an effect; everything else is kept for audit
MENDED_BY_A_PERSON = ("no_study", "no_n", "contradiction")  # why a verified result is no effect: a decision is missing
STATES_AT_REST = ("no usable result", "waiting")
T = TypeVar("T", CandidateRow, Reading, Effect, StoredCandidate)
LONGEST_QUOTE = 160  # characters: two lines of a terminal


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to decide: what it is, what to know, and the command that decides it.

    `moves` is how far deciding on a result is expected to move an estimate, on Fisher's z.
    """

    id: str
    kind: TaskKind
    report: str
    report_name: str
    what: str
    details: tuple[str, ...] = ()
    command: str = ""
    questions: tuple[str, ...] = ()
    probability: float | None = None
    moves: float | None = None


def tasks(store: Store, protocol: Protocol, *, who: str = "") -> list[Task]:
    """Everything that waits: reports in which nothing was found, then reports without an effect, then the others.

    Where several people judge independently, what `who` has judged does not wait for them. What a question keeps back
    from them is not in it.
    """
    desk, events = Desk(store, protocol), store.events()
    waiting = for_coder(desk.tasks(), events, protocol.coders.numbers, who=who)
    return covered(waiting, desk, screen(protocol, events, who))


def next_for(store: Store, protocol: Protocol, reviewer: str) -> Task | None:
    """The first task that nobody else works on; it is the reviewer's for a while."""
    return next((task for task in tasks(store, protocol, who=reviewer) if store.claim(task.id, reviewer)), None)


def unverified(store: Store, protocol: Protocol) -> dict[str, int]:
    """How many undecided candidates each question waits for."""
    return Desk(store, protocol).unverified()


class Needs:
    """Which labels can mean what: as coded, else as proposed; and which pairs answer a question."""

    def __init__(self, protocol: Protocol, codings: Codings, labels: Sequence[str]) -> None:
        self.protocol = protocol
        self.judged = codings
        self.codings = {(coding.report, normal(coding.label)): coding for coding in codings.variables}
        self.proposals: dict[str, list[Proposal]] = {}
        for proposal in propose(list(dict.fromkeys(labels)), protocol):
            self.proposals.setdefault(normal(proposal.label), []).append(proposal)

    def is_coded(self, report: str, label: str) -> bool:
        """Whether somebody said what this label of the report means."""
        return (report, normal(label)) in self.codings

    def constructs(self, report: str, label: str) -> set[str]:
        """What the label means, or may mean while nobody has said it."""
        key = normal(label)
        if coding := self.codings.get((report, key)):
            return {coding.construct}
        return {proposal.construct for proposal in self.proposals.get(key, ())}

    def questions_of(self, row: CandidateRow) -> list[str]:
        """The questions that this candidate may answer."""
        if row.kind not in KINDS_ASKED:
            return []
        return self.between(row.report, (row.x, row.y), "unknown" if row.kind == CONVERTIBLE else row.statistic)

    def between(self, report: str, pair: tuple[str, str], statistic: str) -> list[str]:
        """The questions that a coefficient of these two labels may answer."""
        x, y = (self.constructs(report, label) for label in pair)
        return [question.id for question in self.protocol.questions if self._answers(question, statistic, x, y)]

    def _answers(self, question: Question, statistic: str, x: set[str], y: set[str]) -> bool:
        if statistic not in (*question.statistics, "unknown"):
            return False

        def covered(wanted: str, constructs: set[str]) -> bool:
            return any(self.protocol.covers(wanted, construct) for construct in constructs)

        return (covered(question.x, x) and covered(question.y, y)) or (
            covered(question.x, y) and covered(question.y, x)
        )


class Desk:
    """The record, laid out by report: one look at the store answers everything that is asked of the queue."""

    def __init__(self, store: Store, protocol: Protocol) -> None:
        self.store, self.protocol = store, protocol
        self.proposals: Proposals | None = None
        self.papers = {paper.digest: paper for paper in store.papers()}
        codings, readings, rows = store.codings(), store.readings(), store.rows()
        self.codings = codings
        self.reports = [report for report in codings.reports if report.eligibility != "exclude"]
        self.rows = _by_report(rows)
        self.readings = _by_report(readings)
        self.words = {event.id: event for event in in_force(store.events()) if event.subject == "reading"}
        pairs = [_labels(row) for row in rows] + [_labels(reading) for reading in readings]
        self.needs = Needs(protocol, codings, [label for pair in pairs for label in pair if label.strip()])
        chosen = [select(readings, codings, protocol, question) for question in protocol.questions]
        self.effects = _by_report([effect for found in chosen for effect in found.effects])
        self.unused = {
            out.id: out.reason for found in chosen for out in found.left_out if out.code in MENDED_BY_A_PERSON
        }
        self.opened: dict[str, list[ToLookAt]] = {}
        for item in opened(store, protocol):
            self.opened.setdefault(item.coding.report, []).append(item)
        self.overlaps: dict[str, list[Overlap]] = {}
        for overlap in standing(store, codings, in_force(store.events())):
            self.overlaps.setdefault(overlap.second, []).append(overlap)
        self.open_rows = {report.id: self._needed(report) for report in self.reports}
        self.stored = _by_report(store.chosen(self._looked_at()))  # all at once: a query a report would take seconds
        self.waiting = self._expected(readings)
        effects = [effect for found in chosen for effect in found.effects]
        self.moves = moved_by(self.waiting, effects, protocol, kept_spread(store))

    @cached_property
    def row_of(self) -> dict[str, CandidateRow]:
        """Every result by its id."""
        return {row.id: row for rows in self.rows.values() for row in rows}

    def _expected(self, readings: Sequence[Reading]) -> dict[str, list[Waiting]]:
        """By question, what would count if it were right."""
        rows = [row for report in self.reports for row in self.undecided(report)]
        flags = {
            stored.id: frozenset(flag.code for flag in stored.scored.candidate.flags)
            for found in self.stored.values()
            for stored in found
        }
        return expected(rows, flags, readings, self.needs)

    def tasks(self) -> list[Task]:
        """Everything that waits: first what may be missed, then the report that can move an estimate most."""
        found = [
            ((self.rank(report, waiting), -self.moved(report)), waiting)
            for report in self.reports
            if (waiting := self.of_report(report))
        ]
        return [task for _, waiting in sorted(found, key=lambda item: item[0]) for task in waiting]

    def unverified(self) -> dict[str, int]:
        """How many undecided candidates each question waits for."""
        counts = dict.fromkeys((question.id for question in self.protocol.questions), 0)
        for report in self.reports:
            for row in self.undecided(report):
                for question in self.needs.questions_of(row):
                    counts[question] += 1
        return counts

    def moved(self, report: Report) -> float:
        """How far the report's undecided results are expected to move an estimate, on Fisher's z."""
        return sum(self.moves.get(row.id, 0.0) for row in self.undecided(report))

    def rank(self, report: Report, waiting: Sequence[Task]) -> int:
        """Reports that may be missed come first: those with nothing to decide on, then those without an effect."""
        if self.effects.get(report.id):
            return 3 if all(task.kind == "report" for task in waiting) else 2
        return 0 if all(task.kind == "report" for task in waiting) else 1

    def of_report(self, report: Report) -> list[Task]:
        """What waits in one report: what changed, labels, results, characteristics; or the report itself."""
        if report.state in STATES_AT_REST:
            return [*self._again(report), *self._news(report)]
        waiting = [*self._again(report), *self._variables(report), *self._results(report), *self._studies(report)]
        if waiting or self.effects.get(report.id):
            waiting += self._overlapping(report)
        if not waiting and (report.state == "open" or not self.effects.get(report.id)):
            waiting = [self._whole(report)]
        return waiting

    def _news(self, report: Report) -> Iterator[Task]:
        """What a better reader, or another file, has found since a person laid the report to rest."""
        rows = [row for row in self.undecided(report) if row.since >= report.stated]
        said = f"new since the report was set to {report.state!r}"
        for task in (*self._labels_of(report, map(_labels, rows)), *self._results_of(report, rows)):
            yield replace(task, details=(said, *task.details))

    def undecided(self, report: Report) -> list[CandidateRow]:
        """Candidates that a question needs and that nobody has accepted, changed or rejected."""
        return self.open_rows[report.id]

    def _needed(self, report: Report) -> list[CandidateRow]:
        standing = [row for row in self.rows.get(report.id, ()) if not (row.vanished or row.superseded)]
        asked = [row for row in standing if self._is_open(row.id) and self.needs.questions_of(row)]
        printed = [row for row in standing if row.id not in self.words or self.words[row.id].action != "reject"]
        return awake(asked, printed, self.readings.get(report.id, ()), self.needs)

    def _looked_at(self) -> list[str]:
        """Candidates whose quotes a task may show: those that wait, and those that were decided."""
        rows = [row for report in self.reports for row in self.rows.get(report.id, ())]
        waiting = {row.id for rows in self.open_rows.values() for row in rows}
        return [row.id for row in rows if row.id in waiting or not self._is_open(row.id)]

    def _is_open(self, item: str) -> bool:
        return item not in self.words or self.words[item].action == "ask"

    def _again(self, report: Report) -> Iterator[Task]:
        for item in self.opened.get(report.id, ()):
            label, construct = item.coding.label, item.coding.construct or "nothing"
            what = f"{label!r} was coded as {construct} under another protocol: {item.reason}"
            command = f'stook code {report.id} --variable "{label}" --construct ... --direction ...'
            yield Task(f"{report.id}/{label}", "again", report.id, report.name, what, (), command)
        for contradiction in opposed(self.rows.get(report.id, ()), self.needs.codings):
            label = contradiction.codings[0].label
            command = f'stook code {report.id} --variable "{label}" --construct ... --direction ... --evidence "..."'
            yield Task(f"{report.id}/{label}", "again", report.id, report.name, contradiction.told, (), command)
        for reading in self.readings.get(report.id, ()):
            if reason := self.unused.get(reading.id):
                what = f"decided, but it cannot be pooled: {reason}"
                yield Task(reading.id, "again", report.id, report.name, what, (), _how(reading.id))
        for stored in self.stored.get(report.id, ()):
            if self._is_open(stored.id):
                continue
            word = self.words[stored.id]
            said = _what_happened(stored, word)
            if said:
                what = f"decided ({word.action}), but {said}"
                yield Task(
                    stored.id, "again", report.id, report.name, what, _details(stored, word), _how(stored.id)
                )  # fmt: skip

    def _variables(self, report: Report) -> Iterator[Task]:
        pairs = [_labels(row) for row in self.undecided(report)]
        pairs += [_labels(reading) for reading in self.readings.get(report.id, ())]
        return self._labels_of(report, pairs)

    def _labels_of(self, report: Report, pairs: Iterable[tuple[str, str]]) -> Iterator[Task]:
        seen: set[str] = set()
        for label in (label for pair in pairs for label in pair):
            if normal(label) in seen or self.needs.is_coded(report.id, label):
                continue
            seen.add(normal(label))
            yield self._variable(report, label)

    def _variable(self, report: Report, label: str) -> Task:
        best = max(self.needs.proposals.get(normal(label), ()), key=lambda p: p.score, default=None)
        command = f'stook code {report.id} --variable "{label}" --construct {best.construct if best else "..."}'
        details: tuple[str, ...] = ()
        if best:
            command += f' --measure "{best.measure}"' if best.measure else ""
            command += f" --direction {'+' if best.direction > 0 else '-'}"
            details = (f"proposed: {best.construct}, {best.evidence}",)
        told = [one for digest in report.files for one in self.proposals_of().get(digest, ())]
        details = (*details, *told_of(label, told))
        return Task(
            f"{report.id}/{label}", "variable", report.id, report.name, f"what does {label!r} mean?", details, command
        )

    def _results(self, report: Report) -> Iterator[Task]:
        return self._results_of(report, self.undecided(report))

    def _results_of(self, report: Report, asked: Sequence[CandidateRow]) -> Iterator[Task]:
        rows = {row.id: row for row in asked}
        known = {(r.r.value, r.n): r.id for r in self.readings.get(report.id, ())}
        for stored in self.stored.get(report.id, ()):
            if stored.id not in rows:
                continue
            row = rows[stored.id]
            candidate, converts = stored.scored.candidate, row.kind == CONVERTIBLE
            number, formulas = told(candidate) if converts else (f"r = {row.printed}", ())
            what = f"{number}, {row.x or '?'} with {row.y or '?'}, n = {row.n or '?'}, page {row.page}"
            what += f", group {row.group!r}" if row.group else ""
            details = (*_details(stored, self.words.get(row.id)), *formulas)
            how = how_to_convert(row.id, candidate) if converts else _how(row.id)
            if twin := known.get((candidate.r.value, row.n)):
                details = (*details, f"perhaps {twin} printed again")
            questions = tuple(self.needs.questions_of(row))
            far = self.moves.get(row.id)
            yield Task(row.id, "reading", report.id, report.name, what, details, how, questions, row.probability, far)

    def _studies(self, report: Report) -> Iterator[Task]:
        wanted = {name for name, item in self.protocol.characteristics.items() if item.moderator}
        wanted |= {question.by for question in self.protocol.questions if question.by}
        studies = {effect.study: effect for effect in self.effects.get(report.id, ())}
        for study, effect in studies.items():
            missing = [name for name in self.protocol.characteristics if name in wanted - set(effect.characteristics)]
            if missing:
                told = self._told(study)
                details = tuple(as_told(told[name][0]) for name in missing if told.get(name))
                command = f"stook code {study} " + " ".join(prefilled(name, told.get(name, ())) for name in missing)
                what = f"{effect.study_label}: not looked at yet: {', '.join(missing)}"
                yield Task(study, "study", report.id, report.name, what, details, command)

    def _told(self, item: str) -> Mapping[str, Sequence[CharacteristicProposal]]:
        """What the papers themselves tell of the study with this id."""
        study = next((study for study in self.codings.studies if study.id == item), None)
        return of_study(study, self.reports, self.proposals_of()) if study else {}

    def proposals_of(self) -> Proposals:
        """What is proposed of each file, by its digest."""
        if self.proposals is None:  # only a queue that shows labels or studies pays for them
            self.proposals = self.store.proposals([digest for report in self.reports for digest in report.files])
        return self.proposals

    def _overlapping(self, report: Report) -> Iterator[Task]:
        for overlap in self.overlaps.get(report.id, ()):
            what = f"the same people as in {overlap.first}? {overlap.flag.message}"
            merged = f"stook code {self._study_of(report.id)} --merge-into {self._study_of(overlap.first)}"
            item, command = f"{report.id}+{overlap.first}", f"stook code {report.id} --apart-from {overlap.first}"
            yield Task(item, "overlap", report.id, report.name, what, (f"if so: {merged}",), command)

    def _study_of(self, report: str) -> str:
        return next((study.id for study in self.codings.studies if report in study.reports), report)

    def _whole(self, report: Report) -> Task:
        seen = len(self.rows.get(report.id, ()))
        files = [self.papers[digest] for digest in report.files if digest in self.papers]
        details: tuple[str, ...] = ()
        command = f'stook code {report.id} --state "no usable result" --reason "..."'
        if self.effects.get(report.id):
            what, command = "everything is decided; is it coded?", f"stook code {report.id} --state coded"
        elif files and all(paper.state == "failed" for paper in files):
            what = f"could not be read; put a better copy into the inbox, or look at the paper: {files[0].message}"
            if twin := self._of_the_same_name(report):
                details = (f"if {twin} is the better copy: stook code {report.id} --merge-into {twin}",)
        elif not seen:
            what = "nothing was found; look at the paper"
        else:
            what = f"no effect; none of {seen} results found waits for a question; look at the paper"
        return Task(report.id, "report", report.id, report.name, what, details, command)

    def _of_the_same_name(self, report: Report) -> str:
        """Another report with a file of this report's name: a better copy, or quite another paper."""
        return next((o.id for o in self.reports if o.id != report.id and stem(o.name) == stem(report.name)), "")


def _labels(item: CandidateRow | Reading) -> tuple[str, str]:
    return (item.x, item.y)


def _by_report(items: Sequence[T]) -> Mapping[str, list[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(item.report, []).append(item)
    return found


def _how(item: str) -> str:
    return f"stook decide {item} accept | change --n N | reject --kind cited | ask --note ..."


def _what_happened(stored: StoredCandidate, word: Decision) -> str:
    """What makes a decision worth another look; "" where nothing has."""
    if stored.vanished:
        is_news = not word.before.get("vanished") and word.action != "reject"
        return "the reader no longer sees it" if is_news else ""
    if word.action != "reject" and stored.superseded and not word.before.get("superseded"):
        return "the exact cells of its table, from another file of the paper, do not show it"
    if word.action != "reject" and stored.disputed and not word.before.get("disputed"):
        return "another file of the paper shows another number"
    return "the reader sees something else now" if stored.changed else ""


def _details(stored: StoredCandidate, word: Decision | None) -> tuple[str, ...]:
    candidate = stored.scored.candidate
    quote = " ".join(candidate.quotes[0].text.split()) if candidate.quotes else ""
    lines = [f"“{quote[:LONGEST_QUOTE]}{'…' if len(quote) > LONGEST_QUOTE else ''}”"] if quote else []
    lines += [f"{flag.severity} warning {flag.code}: {flag.message}" for flag in candidate.flags]
    lines += [f"{word.who} {word.action}: {word.note}".rstrip(": ")] if word else []
    return tuple(lines)
