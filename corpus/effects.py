"""Readings x codings x selection rules -> effects: the only place where effects are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.characteristics import completed
from corpus.decisions import Codings, Reading, Report, SourceKind, Study, VariableCoding
from corpus.errors import UnknownId
from corpus.evidence import Statistic
from corpus.identity import label_of_file, normal, sample_of_group, study_of_group, wave_of_group
from corpus.offers import LeftOut, Offer, without_repeats
from corpus.protocol import Protocol, Question, SelectionRules, nearest

LEAST_N = 4  # Fisher's z has the variance 1 / (n - 3)
FULL_SAMPLE = "full"
FIRST = " 1"  # "Study 1" is the only study of a report that prints no label elsewhere
SELF_REPORT = ("", "self", "self-report", "self report")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which readings of the sample were available for the question, which were taken, and by which rule."""

    available: tuple[str, ...]
    taken: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Effect:
    """One verified correlation of a question, in the direction of its constructs. It exists only through decisions.

    `r` is the coded correlation (printed r times both directions); `printed` is what the page shows. `study`, `sample`
    and `report` are ids, `study_label` is for tables ("Berg 2019, Study 1"), `reading` leads to quote and decisions.
    """

    id: str
    question: str
    study: str
    sample: str
    report: str
    study_label: str
    x: str
    y: str
    r: float
    n: int
    statistic: Statistic
    n_basis: str
    direction: int
    printed: str
    reading: str
    selection: Selection
    source_kind: SourceKind = "page"
    measures: tuple[str, str] = ("", "")
    waves: tuple[str, str] = ("", "")
    informants: tuple[str, str] = ("", "")
    labels: tuple[str, str] = ("", "")
    reliabilities: tuple[float | None, float | None] = (None, None)
    conversion: str = ""
    group: str = ""
    page: int | None = None
    quote: str = ""
    digest: str = ""
    year: int | None = None
    decisions: tuple[int, ...] = ()
    characteristics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selected:
    """The effects of a question, and the readings that could have been effects and are none."""

    effects: tuple[Effect, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def effects(
    readings: Sequence[Reading], codings: Codings, protocol: Protocol, question: Question | str
) -> list[Effect]:
    """The effects of a question; `select` also says what was left out."""
    return list(select(readings, codings, protocol, question).effects)


def select(readings: Sequence[Reading], codings: Codings, protocol: Protocol, question: Question | str) -> Selected:
    """Readings in the direction of the constructs, one sample after the other, chosen by the protocol's rules."""
    asked = _question(question, protocol)
    house = _House(codings, protocol, asked)
    left_out: list[LeftOut] = []
    samples: dict[tuple[str, str], list[Offer]] = {}
    for reading in readings:
        found = house.offer(reading)
        if isinstance(found, LeftOut):
            left_out.append(found)
        elif found is not None:
            samples.setdefault((found.study.id, found.sample), []).append(found)
    kept, groups = _without_groups(samples, whole=house.whole)
    left_out += groups
    made: list[Effect] = []
    for offers in kept.values():
        unique, repeated = without_repeats(offers)
        unique, doubted = _trusted(unique, protocol.selection)
        unique, converted = _as_printed(unique)
        repeated += doubted + converted
        taken, dropped, rule = _chosen(unique, protocol.selection)
        left_out += [*repeated, *dropped]
        selection = Selection(tuple(o.reading.id for o in offers), tuple(o.reading.id for o in taken), rule)
        made += [_effect(offer, house, selection) for offer in taken]
    return Selected(tuple(made), tuple(left_out))


def _question(question: Question | str, protocol: Protocol) -> Question:
    if isinstance(question, Question):
        return question
    known = {item.id: item for item in protocol.questions}
    if question in known:
        return known[question]
    raise UnknownId(f"there is no question {question!r}{nearest(question, known)}.")


class _House:
    """Codings, protocol and question, looked up by name."""

    def __init__(self, codings: Codings, protocol: Protocol, question: Question) -> None:
        self.protocol = protocol
        self.question = question
        self.variables = {(coding.report, normal(coding.label)): coding for coding in codings.variables}
        self.reports = {report.id: report for report in codings.reports}
        self.studies: dict[str, list[Study]] = {}
        for study in codings.studies:
            for report in study.reports:
                self.studies.setdefault(report, []).append(study)
        self.samples = codings.samples
        by = protocol.characteristics.get(question.by)
        self.whole = by is None or by.level != "sample"  # a question that compares samples wants each of them

    def offer(self, reading: Reading) -> Offer | LeftOut | None:
        """The reading as an answer, the reason why it is none, or None where it is about something else."""
        report = self.reports.get(reading.report) or Report(reading.report, reading.report, ())

        def out(code: str, reason: str) -> LeftOut:
            return LeftOut(reading.id, label_of_file(report.name), code, reason)

        x, y = (self.variables.get((reading.report, normal(label))) for label in reading_labels(reading))
        if x is None or y is None:
            return self._uncoded(reading, x, y, out)
        swapped = self._orientation(x, y)
        if swapped is None:
            return None
        if problem := self._problem(reading, report):
            return out(*problem)
        group = self.samples.get(reading.id, reading.group)
        reading = replace(reading, wave=reading.wave or wave_of_group(group))
        study = self._study(reading.report, group)
        if study is None:
            return out(
                "no_study",
                f"it does not say which of {self._names(reading.report)} it belongs to; assign it with "
                f"`stook code {reading.id} --sample 'Study 1'`",
            )
        labels = (reading.y, reading.x) if swapped else (reading.x, reading.y)
        sides = (y, x) if swapped else (x, y)
        return Offer(reading, *sides, labels, study, sample_of_group(group) or FULL_SAMPLE, report)

    def _uncoded(
        self,
        reading: Reading,
        x: VariableCoding | None,
        y: VariableCoding | None,
        out: Callable[[str, str], LeftOut],
    ) -> LeftOut | None:
        coded = x or y
        if coded is not None and not (self._covers(self.question.x, coded) or self._covers(self.question.y, coded)):
            return None
        label = reading.x if x is None else reading.y
        return out(
            "not_coded",
            f"variable {label!r} of {reading.report} is not coded; use "
            f"`stook code {reading.report} --variable {label!r} --construct ...`",
        )

    def _covers(self, wanted: str, coding: VariableCoding) -> bool:
        return self.protocol.covers(wanted, coding.construct)

    def _orientation(self, x: VariableCoding, y: VariableCoding) -> bool | None:
        """False as printed, True the other way round, None where the pair does not answer the question."""
        if self._covers(self.question.x, x) and self._covers(self.question.y, y):
            return False
        if self._covers(self.question.x, y) and self._covers(self.question.y, x):
            return True
        return None

    def _problem(self, reading: Reading, report: Report) -> tuple[str, str] | None:
        rules, asked = self.protocol.selection, self.question.statistics
        if report.eligibility == "exclude":
            return "excluded", f"report {report.id} is excluded: {report.exclusion or 'no reason given'}"
        if reading.statistic not in asked:
            return "other_statistic", f"its statistic is {reading.statistic}; the question pools {', '.join(asked)}"
        if reading.id.startswith("H") and reading.source != "imported" and not rules.by_hand:
            return "by_hand", "the protocol takes no readings made by hand (selection.by_hand = false)"
        if reading.n is None or reading.n < LEAST_N:
            given = "no n" if reading.n is None else f"n = {reading.n}"
            return (
                "no_n",
                f"it has {given}, not {LEAST_N} or more; use `stook decide {reading.id} change --n N`",
            )
        if abs(reading.r.value) >= 1:
            return "r_out_of_range", f"r = {reading.r.text} has no Fisher's z; look at the page again"
        return None

    def _study(self, report: str, group: str) -> Study | None:
        studies = self.studies.get(report, [])
        named = normal(study_of_group(group))
        labels = [{normal(printed) for printed in study.printed_in(report)} for study in studies]
        if len(studies) == 1 and (named in {"", *labels[0]} or (labels[0] == {""} and named.endswith(FIRST))):
            return studies[0]
        wanted = named or normal(group)
        return next((study for study, known in zip(studies, labels, strict=True) if wanted in known), None)

    def _names(self, report: str) -> str:
        return ", ".join(study.printed or study.id for study in self.studies.get(report, [])) or "no study"


def reading_labels(reading: Reading) -> tuple[str, str]:
    """The two variable labels of a reading."""
    return (reading.x, reading.y)


def _without_groups(
    samples: dict[tuple[str, str], list[Offer]], *, whole: bool
) -> tuple[dict[tuple[str, str], list[Offer]], list[LeftOut]]:
    """The full sample and its groups are the same people: one of both counts, as the question asks."""
    kept, left_out = {}, []
    with_groups = {study for study, sample in samples if sample != FULL_SAMPLE}
    for (study, sample), offers in samples.items():
        if not whole and sample == FULL_SAMPLE and study in with_groups:
            reason = "the question compares groups, and this result is of all of them together"
            left_out += [offer.left_out("groups_taken", reason) for offer in offers]
        elif whole and sample != FULL_SAMPLE and (study, FULL_SAMPLE) in samples:
            left_out += [o.left_out("part_of_full", "the full sample's result stands for its groups") for o in offers]
        else:
            kept[study, sample] = offers
    return kept, left_out


def _trusted(offers: list[Offer], rules: SelectionRules) -> tuple[list[Offer], list[LeftOut]]:
    """Without the numbers of a sheet that their page contradicts, or that were found on no page."""
    kept, left_out = [], []
    for offer in offers:
        reading = offer.reading
        if reading.doubt:
            told = f"the sheet and the page differ ({reading.doubt}); decide on {reading.id}"
            left_out.append(offer.left_out("doubted", told))
        elif offer.of_sheet and not reading.digest and not rules.imported:
            told = "it comes from a sheet and was found on no page; selection.imported = true takes such results"
            left_out.append(offer.left_out("imported", told))
        else:
            kept.append(offer)
    return kept, left_out


def _as_printed(offers: list[Offer]) -> tuple[list[Offer], list[LeftOut]]:
    """A correlation that the report prints stands for what was converted from other statistics of the same sample."""
    plain = [offer for offer in offers if not offer.reading.conversion]
    if not plain:
        return offers, []
    reason = "the report prints a correlation of this sample; what was converted stands back"
    return plain, [offer.left_out("converted", reason) for offer in offers if offer.reading.conversion]


def _chosen(offers: list[Offer], rules: SelectionRules) -> tuple[list[Offer], list[LeftOut], str]:
    """The offers that are left after the rules in their order, those dropped, and what decided in words."""
    left_out: list[LeftOut] = []
    decisive = []
    for rule in rules.order:
        worth = [WORTH[rule](offer) for offer in offers]
        best = max(worth, default=0.0)
        dropped = [offer for offer, value in zip(offers, worth, strict=True) if value < best]
        if dropped:
            words = rule.replace("_", " ")
            decisive.append(words)
            left_out += [
                offer.left_out(rule, f"by {words}, another result of the sample is taken") for offer in dropped
            ]
            offers = [offer for offer, value in zip(offers, worth, strict=True) if value >= best]
    if len(offers) > 1:
        decisive.append(rules.then)
    return offers, left_out, ", then ".join(decisive) or "only result"


def _first_wave(offer: Offer) -> float:
    numbers = [float(found[0]) for wave in offer.waves if (found := re.search(r"\d+", wave))]
    return -max(numbers, default=0.0)


WORTH: Mapping[str, Callable[[Offer], float]] = {
    "total_over_subscale": lambda offer: -float(sum(bool(side.subscale) for side in offer.sides)),
    "concurrent_over_lagged": lambda offer: float(normal(offer.waves[0]) == normal(offer.waves[1])),
    "first_wave": _first_wave,
    "self_report": lambda offer: float(sum(normal(side.informant) in SELF_REPORT for side in offer.sides)),
    "largest_n": lambda offer: float(offer.reading.n or 0),
}


def _effect(offer: Offer, house: _House, selection: Selection) -> Effect:
    reading, direction = offer.reading, offer.x.direction * offer.y.direction
    coded = {"year": offer.report.year, "publication_year": offer.report.year, **offer.study.characteristics}
    known = {name: value for name, value in coded.items() if value is not None or name in offer.study.characteristics}
    n = reading.n
    assert n is not None  # offers without n were left out
    return Effect(
        id=f"{house.question.id}/{reading.id}",
        question=house.question.id,
        study=offer.study.id,
        sample=f"{offer.study.id}/{offer.sample}",
        report=reading.report,
        study_label=offer.study.label,
        x=offer.x.construct,
        y=offer.y.construct,
        r=direction * reading.r.value + 0.0,  # never a negative zero
        n=n,
        statistic=reading.statistic,
        n_basis=reading.n_basis,
        direction=direction,
        printed=reading.converted_from or reading.r.text,
        reading=reading.id,
        selection=selection,
        conversion=reading.conversion,
        source_kind=reading.source,
        measures=(offer.x.measure, offer.y.measure),
        waves=offer.waves,
        informants=(offer.x.informant, offer.y.informant),
        labels=offer.labels,
        group=house.samples.get(reading.id, reading.group),
        page=reading.page,
        quote=reading.quote,
        digest=reading.digest,
        year=offer.report.year,
        decisions=tuple(sorted({reading.decision, offer.x.decision, offer.y.decision} - {0})),
        characteristics=completed(known, house.protocol),
    )
