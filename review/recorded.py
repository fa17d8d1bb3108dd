"""Decisions that were written down as people see them (see `corpus.decisions`), applied to what the reader found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from corpus.decisions import Decision, Report
from corpus.errors import InvalidDecision, StookError
from corpus.identity import normal, normal_pair, sample_of_group, study_of_group
from corpus.protocol import Protocol
from corpus.store import CandidateRow, Store
from corpus.store.codec import canonical
from review import coding
from review.decisions import decision_on
from review.subjects import find_report, find_studies, holds_words

ORDER = ("printed", "variable", "study", "eligibility", "state")  # labels are known once readings are decided
LINE = "recorded:"  # prefix of the marks of lines that were applied
OTHER_WORDS = 2  # a group of other words may be meant, one of another study may not


class NotFound(InvalidDecision):
    """A recorded decision speaks of something that the reader did not find."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class Applied:
    """How many decisions of each sort were recorded, and how many were there already."""

    counts: Mapping[str, int] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())


Line = dict[str, Any]


def apply_recorded(store: Store, lines: Iterable[str], protocol: Protocol) -> Applied:
    """Record each line as a decision of its `who`; applied again, nothing changes.

    What can be applied is applied. Lines about a value that the reader did not find are raised at the end, all in one
    error: a demo or an import that silently skips a decision would look complete.
    """
    parsed = [_parsed(number, text) for number, text in enumerate(lines, start=1) if text.strip()]
    scribe = _Scribe(store, protocol)
    for sort in ORDER:
        for line in parsed:
            if _sort(line) == sort:
                scribe.apply(sort, line)
    if scribe.problems:
        raise NotFound(f"{len(scribe.problems)} recorded decisions do not fit: {'; '.join(scribe.problems)}.")
    return Applied(dict(scribe.counts), scribe.unchanged)


def _parsed(number: int, text: str) -> Line:
    try:
        line = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidDecision(f"recorded decision {number} is no JSON ({error}); correct the file.") from None
    if not isinstance(line, dict) or not line.get("paper") or not line.get("who") or not _sort(line):
        needed = "paper, who and one of " + ", ".join(ORDER)
        raise InvalidDecision(f"recorded decision {number} is incomplete; it needs {needed}.")
    return line


def _sort(line: Line) -> str:
    return next((sort for sort in ORDER if sort in line), "")


class _Scribe:
    """Applies lines one by one and keeps count of what happened."""

    def __init__(self, store: Store, protocol: Protocol) -> None:
        self.store, self.protocol = store, protocol
        self.counts: Counter[str] = Counter()
        self.unchanged = 0
        self.problems: list[str] = []
        self.rows = store.rows()
        self.known = Counter(_fingerprint(event) for event in store.events())
        self.marks = {event.after["line"] for event in store.events() if "line" in event.after}

    def apply(self, sort: str, line: Line) -> None:
        """Record the line, or remember why it does not fit."""
        mark = _mark(line)
        if sort != "printed" and self.store.get(LINE + mark):
            self.unchanged += 1
            return
        apply = {
            "printed": self._reading,
            "variable": self._variable,
            "study": self._study,
            "eligibility": self._eligibility,
            "state": self._state,
        }[sort]
        try:
            report = find_report(self.store, line["paper"])
            apply(report, line)
        except StookError as error:
            self.problems.append(_named(line, error))
            return
        if sort != "printed":  # a reading bears its line's mark itself
            self.store.put(LINE + mark, line["who"])

    def _signed(self, line: Line) -> dict[str, str]:
        return {"who": line["who"], "at": line.get("at", ""), "note": line.get("note", "")}

    def _is_news(self, item: str, action: str, line: Line, facts: Mapping[str, Any]) -> bool:
        """Whether the very decision is not in the record yet; what people decided later on stays as it is."""
        key = (item, action, line["who"], line.get("at", ""), canonical(dict(facts)))
        if self.known[key]:
            self.unchanged += 1
            return False
        self.known[key] += 1
        self.counts[action] += 1
        return True

    def _reading(self, report: Report, line: Line) -> None:
        mark = _mark(line)
        if mark in self.marks or self._is_told(report, line):
            self.unchanged += 1
            return
        row = self._row(report, line)
        changes = {**_pair(line, row), **_group(line, row), **line.get("set", {})}
        action, kind = line["action"], line.get("kind")
        if action in ("accept", "change"):
            kind = None if row.kind == "convertible" else "correlation"  # the author says that it is one
            action = "change" if line.get("set") else "accept"
        decision = decision_on(self.store, row.id, action, changes, kind=kind, **self._signed(line))
        self.store.append(replace(decision, after={**decision.after, "line": mark}))
        self.marks.add(mark)
        self.counts[decision.action] += 1

    def _is_told(self, report: Report, line: Line) -> bool:
        """Whether the line was recorded by a version that did not mark its events; what came of it does not matter."""
        if not line.get("at"):
            return False
        pages = {row.id: row.page for row in self.rows if row.report == report.id}
        return any(
            event.subject == "reading"
            and (event.who, event.at) == (line["who"], line["at"])
            and "line" not in event.after
            and "r" in event.before
            and event.id in pages
            and event.after.get("page", pages[event.id]) == line.get("page")
            and _speaks_of(line, event)
            for event in self.store.events()
        )

    def _row(self, report: Report, line: Line) -> CandidateRow:
        from extractors.numbers import printed  # every glyph that a reader may have printed

        wanted = printed(str(line["printed"]))
        here = [
            row
            for row in self.rows
            if row.report == report.id
            and row.page == line.get("page")
            and (value := printed(row.printed)).value == wanted.value
            and value.decimals == wanted.decimals
            and _strangeness(line, row) <= OTHER_WORDS
        ]
        pair = tuple(line.get("pair", ()))
        best = [row for row in here if normal_pair(row.x, row.y) == normal_pair(*pair)] if len(pair) == 2 else here
        best = best or [row for row in here if len(pair) == 2 and _alike((row.x, row.y), pair)]
        if not best:
            raise NotFound("the reader did not find it")

        def rank(row: CandidateRow) -> tuple[int, bool, bool, bool]:
            of_all = not line.get("group") and not sample_of_group(row.group)
            return _strangeness(line, row), not of_all, row.vanished or row.superseded, row.kind != "correlation"

        first = min(map(rank, best))
        fitting = [row for row in best if rank(row) == first]
        results = {(normal_pair(row.x, row.y), normal(row.group)) for row in fitting}
        if len(results) > 1:
            told = "; ".join(sorted(f"{x} x {y}{f', {group}' if group else ''}" for (x, y), group in results))
            raise NotFound(f"{len(results)} results fit ({told}); name the pair and group as printed")
        return max(fitting, key=lambda row: row.probability)

    def _variable(self, report: Report, line: Line) -> None:
        names = ("construct", "direction", "measure", "subscale", "wave", "informant", "evidence")
        given = {name: line[name] for name in names if line.get(name) is not None}
        construct = given.pop("construct", None)
        label = coding.known_label(self.store, report, line["variable"])
        details = self.protocol.constructs.get(construct or "")
        facts = {
            "label": label,
            "construct": construct,
            "measure": coding.known_measure(details, given.get("measure", "")),
            **{name: given.get(name, "") for name in names[3:]},
        }
        if self._is_news(f"{report.id}/{label}", "code", line, facts):
            coding.code_variable(
                self.store, self.protocol, report.id, label, construct=construct, **given, **self._signed(line),
                adjudicates=True,  # what a record says was settled when it was written
            )  # fmt: skip

    def _study(self, report: Report, line: Line) -> None:
        studies = find_studies(self.store, report.id)
        printed_label = normal(line["study"])
        if printed_label and printed_label not in {normal(study.printed) for study in studies}:
            coding.split_study(self.store, report.id, line["study"], **self._signed(line))
            studies = find_studies(self.store, report.id)
        for study in studies:
            if printed_label in ("", normal(study.printed)):
                facts = coding.typed(self.protocol, line["set"])
                if self._is_news(study.id, "set", line, facts):
                    signed = self._signed(line)
                    coding.set_characteristics(
                        self.store, self.protocol, study.id, line["set"], **signed, adjudicates=True
                    )

    def _eligibility(self, report: Report, line: Line) -> None:
        facts = {"eligibility": line["eligibility"], "exclusion": line.get("reason", "")}
        if self._is_news(report.id, "eligibility", line, facts):
            signed, reason = self._signed(line), line.get("reason", "")
            coding.set_eligibility(
                self.store, self.protocol, report.id, line["eligibility"], reason=reason, **signed, adjudicates=True
            )

    def _state(self, report: Report, line: Line) -> None:
        facts = {"state": line["state"], "reason": line.get("reason", "")}
        if self._is_news(report.id, "state", line, facts):
            reason = line.get("reason", "")
            coding.set_state(self.store, report.id, line["state"], reason=reason, **self._signed(line))


def _mark(line: Line) -> str:
    """What a line is known by, whatever has come of it since."""
    return sha256(canonical({**line, "note": ""}).encode()).hexdigest()


def _strangeness(line: Line, row: CandidateRow) -> int:
    """How far the reader's group is from the person's: the same, the same study, other words, another study."""
    said, read = line.get("group", ""), row.group
    if not said or normal(said) == normal(read):
        return 0
    studies = study_of_group(said), study_of_group(read)
    if read and not any(studies) and not (holds_words(read, said) or holds_words(said, read)):
        return OTHER_WORDS + 1  # women are not men
    if studies[0] == studies[1]:
        return 1
    return OTHER_WORDS if not all(studies) else OTHER_WORDS + 1


def _pair(line: Line, row: CandidateRow) -> dict[str, str]:
    """The labels as the person wrote them, in the order of the candidate."""
    pair = tuple(line.get("pair", ()))
    if len(pair) != 2 or line["action"] not in ("accept", "change"):
        return {}
    x, y = pair if _like(pair[0], row.x) or _like(pair[1], row.y) else pair[::-1]
    return {"x": x, "y": y}


def _group(line: Line, row: CandidateRow) -> dict[str, str]:
    """The group that the person named; none where the person named none and the reader's is no study's label."""
    if line.get("group") or ("group" in line and not study_of_group(row.group)):
        return {"group": line["group"]}
    return {}


def _like(a: str, b: str) -> bool:
    """Whether one label is the other with more words around it: "CES-D" and "Depression (CES-D)"."""
    return holds_words(a, b) or holds_words(b, a)


def _alike(found: tuple[str, str], wanted: tuple[str, ...]) -> bool:
    straight = _like(found[0], wanted[0]) and _like(found[1], wanted[1])
    return straight or (_like(found[0], wanted[1]) and _like(found[1], wanted[0]))


def _speaks_of(line: Line, event: Decision) -> bool:
    """Whether an event is about the line's value, pair and group."""
    from extractors.numbers import printed

    value, wanted = printed(str(event.before["r"])), printed(str(line["printed"]))
    if (value.value, value.decimals) != (wanted.value, wanted.decimals):
        return False
    pair = tuple(line.get("pair", ()))
    found = [(facts["x"], facts["y"]) for facts in (event.after, event.before) if "x" in facts]
    if len(pair) == 2 and not any(_alike(each, pair) for each in found):
        return False
    groups = {normal(str(facts["group"])) for facts in (event.after, event.before) if "group" in facts}
    return not line.get("group") or normal(line["group"]) in groups or "r" not in event.after


def _fingerprint(event: Decision) -> tuple[str, str, str, str, str]:
    facts: Mapping[str, Any] = event.after
    if event.subject == "variable":
        names = ("label", "construct", "measure", "subscale", "wave", "informant", "evidence")
        facts = {name: event.after.get(name) for name in names}
    return (event.id, event.action, event.who, event.at, canonical(dict(facts)))


def _named(line: Line, error: StookError) -> str:
    """The line in a few words, and what is wrong with it."""
    what = {
        "printed": lambda: f"page {line.get('page')}, {line['printed']} ({' x '.join(line.get('pair', ()))})",
        "variable": lambda: f"variable {line['variable']!r}",
        "study": lambda: f"study {line['study'] or 'without a label'!r}",
    }.get(_sort(line), lambda: _sort(line))()
    return f"{line['paper']}: {what}: {str(error).rstrip('.')}"
