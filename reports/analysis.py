"""Effects become arrays for a question here, and nowhere else; what comes back is an analysis that can say why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.effects import Effect
from corpus.errors import InvalidProtocol
from corpus.identity import SEPARATORS, STUDY_IN_GROUP
from corpus.offers import LeftOut
from corpus.protocol import Characteristic, MethodNames, Question
from pooling import (
    Estimate,
    Method,
    Note,
    Subgroups,
    UnknownName,
    aggregate,
    dependent_subgroups,
    fisher_z,
    pool,
    pool_dependent,
    unusable,
    z_to_r,
)
from pooling.dependent import applied, averaged_first
from pooling.tails import critical
from reports.digest import digest_of
from reports.levels import SEVERAL, in_order, told

RULES = "analysis.v2"  # goes into the digest: another way to make rows or notes is another result
MEASURES = ("ZCOR",)  # the scales that effects can be put on here
AVERAGED = "aggregate"  # what the averages of samples are called among the ways to handle dependence
EQUAL = "equal"  # the plain mean stays between the averaged results; least squares can leave their range when n differ
Omitted = LeftOut  # what was not pooled is told in the same form as what was not selected
SHOWN_APART = "components"  # the note of variances, which stand beside the estimate with their intervals
NOTHING_YET = Note("nothing_to_pool", "No verified effect yet: there is nothing to pool.")


@dataclass(frozen=True, slots=True)
class Row:
    """One pooled row: an effect, or the average of the effects of one sample.

    `y` and `v` are Fisher's z and its variance, `weight` is in percent; `n` is the largest n of the effects and
    `n_min` the smallest. `level` is the subgroup's label, `gap` says why there is none. `detail` tells the rows of
    one sample apart.
    """

    label: str
    group: str
    study: str
    sample: str
    effects: tuple[str, ...]
    y: float
    v: float
    n: int
    n_min: int
    r: float
    r_ci_lb: float
    r_ci_ub: float
    weight: float = 0.0
    level: str = ""
    gap: str = ""
    detail: str = ""

    @property
    def cluster(self) -> tuple[str, str]:
        """The sample: rows that share it rest on the same people."""
        return (self.study, self.sample)


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the verified effects of one question say under one method. Equal digests mean equal results.

    `estimate.k` is 0 when nothing is verified yet and 1 when there is one row: each is a statement in `notes`.
    `estimate.dependence` names what was done about several effects of a sample, `method.dependence` what was asked for.
    """

    question: Question
    method: Method
    effects: tuple[Effect, ...]
    rows: tuple[Row, ...]
    estimate: Estimate
    subgroups: Subgroups | None
    digest: str
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Note, ...] = ()
    by: Characteristic | None = None
    plan: str = ""

    @property
    def n(self) -> int:
        """People behind the estimate: the largest n of each sample."""
        return people(self.rows)

    @property
    def samples(self) -> int:
        """How many samples the rows come from."""
        return samples_in(self.rows)

    def of_level(self, level: str) -> tuple[Row, ...]:
        """The rows of a subgroup."""
        return tuple(row for row in self.rows if row.level == level)

    def effect(self, wanted: str) -> Effect | None:
        """The effect with this id, or of the reading with this id."""
        by_id = (effect for effect in self.effects if effect.id == wanted)
        of_reading = (e for e in self.effects if wanted == e.reading or wanted in e.selection.taken)
        return next(by_id, None) or next(of_reading, None)

    def row_of(self, effect: str) -> Row | None:
        """The pooled row that the effect went into."""
        return next((row for row in self.rows if effect in row.effects), None)


def people(rows: Iterable[Row]) -> int:
    """People behind rows: the largest n of each sample, for its results are of the same people."""
    largest: dict[tuple[str, str], int] = {}
    for row in rows:
        largest[row.cluster] = max(row.n, largest.get(row.cluster, 0))
    return sum(largest.values())


def samples_in(rows: Iterable[Row]) -> int:
    """How many samples rows come from."""
    return len({row.cluster for row in rows})


def method_of(names: MethodNames) -> Method:
    """The protocol's plain names as a method; an unknown name is refused with the known ones."""
    if names.measure not in MEASURES:
        raise InvalidProtocol(f"method.measure = {names.measure!r} is not known; use one of {', '.join(MEASURES)}.")
    try:
        return Method(**names.model_dump())
    except (UnknownName, ValueError) as error:
        raise InvalidProtocol(f"method: {error}") from None


def analyse(
    effects: Iterable[Effect],
    question: Question,
    method: Method,
    *,
    by: Characteristic | None = None,
    left_out: Sequence[LeftOut] = (),
    plan: str = "",
) -> Analysis:
    """Pool the effects of a question; `by` is the characteristic that `question.by` names."""
    ordered = sorted(effects, key=lambda effect: (effect.study_label, effect.study, effect.sample, effect.id))
    split = by if question.by else None
    sound, refused = _sound(ordered, question)
    way = applied(method, [(effect.study, effect.sample) for effect in sound])
    rows = _rows(sound, method, way, question.by, split)
    estimate = pooled(rows, method, way)
    rows = [replace(row, weight=float(weight)) for row, weight in zip(rows, estimate.weights, strict=True)]
    parts = _subgroups(rows, method, split)
    return Analysis(
        question, method, tuple(sound), tuple(rows), estimate, parts,
        digest=digest_of([RULES, ordered, question, method, split, list(left_out)]),
        left_out=(*left_out, *refused), notes=_notes(rows, estimate, parts, method, split), by=split, plan=plan,
    )  # fmt: skip


def _sound(effects: Sequence[Effect], question: Question) -> tuple[list[Effect], list[LeftOut]]:
    """Effects that belong here and that Fisher's z can use, and the others with their reasons."""
    problems = {item.row: (item.code, item.reason) for item in unusable([e.r for e in effects], [e.n for e in effects])}
    for row, effect in enumerate(effects):
        if effect.question != question.id:
            problems[row] = ("other_question", f"It answers {effect.question!r}.")
        elif effect.statistic not in question.statistics:
            wanted = ", ".join(question.statistics)
            problems[row] = ("other_statistic", f"Its statistic is {effect.statistic}; this question pools {wanted}.")
    sound = [effect for row, effect in enumerate(effects) if row not in problems]
    return sound, [LeftOut(effects[row].id, effects[row].study_label, *why) for row, why in sorted(problems.items())]


def pooled(rows: Sequence[Row], method: Method, way: str) -> Estimate:
    """The estimate over rows; `way` is what is done about several effects of a sample."""
    y, v = [row.y for row in rows], [row.v for row in rows]
    if way != AVERAGED:
        return pool_dependent(y, v, [row.cluster for row in rows], method=method)
    found = pool(y, v, method=method)
    notes = (*found.notes, *averaged_first(method, len(rows)))
    return replace(found, dependence=way, clusters=len(rows), notes=notes)


def _rows(effects: Sequence[Effect], method: Method, way: str, by: str, split: Characteristic | None) -> list[Row]:
    """One row an effect, or one a sample where its effects are averaged."""
    if not effects:
        return []
    y, v = fisher_z([effect.r for effect in effects], [effect.n for effect in effects])
    clusters = [(effect.study, effect.sample, "" if way == AVERAGED else effect.id) for effect in effects]
    merged = aggregate(y, v, clusters, rho=method.rho, average=EQUAL)
    members: dict[Hashable, list[Effect]] = {}
    for effect, cluster in zip(effects, clusters, strict=True):
        members.setdefault(cluster, []).append(effect)
    half = critical(method.level, None) * np.sqrt(merged.v)
    ends = z_to_r(np.stack([merged.y, merged.y - half, merged.y + half], axis=1))
    found = [
        _row(members[cluster], float(y), float(v), (float(low), float(high)), float(r),
             _level(members[cluster], by, split))
        for cluster, y, v, (r, low, high) in zip(merged.cluster, merged.y, merged.v, ends, strict=True)
    ]  # fmt: skip
    details = told_apart(effects) if way != AVERAGED else {}
    return [replace(row, detail=details.get(row.effects[0], "")) for row in found]


def averages(analysis: Analysis) -> tuple[Row, ...]:
    """One row a sample, as diagnostics of single samples need: where a sample gives several results, their average."""
    if len(analysis.rows) == analysis.samples:
        return analysis.rows
    rows = _rows(analysis.effects, analysis.method, AVERAGED, analysis.question.by, analysis.by)
    total = sum(1.0 / (row.v + analysis.estimate.heterogeneity.tau2) for row in rows)
    return tuple(replace(row, weight=100.0 / (row.v + analysis.estimate.heterogeneity.tau2) / total) for row in rows)


def told_apart(effects: Sequence[Effect]) -> dict[str, str]:
    """For the effects of a sample that gives several, what tells each from the others: measures, waves, labels."""
    samples: dict[tuple[str, str], list[Effect]] = {}
    for effect in effects:
        samples.setdefault((effect.study, effect.sample), []).append(effect)
    found: dict[str, str] = {}
    for members in samples.values():
        if len(members) > 1:
            found.update(zip((effect.id for effect in members), _differing(members), strict=True))
    return found


def _differing(members: Sequence[Effect]) -> list[str]:
    for field in ("measures", "waves", "informants", "labels"):
        pairs = [getattr(effect, field) for effect in members]
        texts = [" × ".join(dict.fromkeys(part for part in pair if part)) for pair in pairs]
        if all(texts) and len(set(texts)) == len(members):
            return texts
    return [effect.reading for effect in members]


def _row(
    members: Sequence[Effect], y: float, v: float, ci: tuple[float, float], r: float, level: tuple[str, str]
) -> Row:
    first, sizes = members[0], [effect.n for effect in members]
    groups = dict.fromkeys(name for name in map(_sample_name, members) if name)
    return Row(
        first.study_label, ", ".join(groups), first.study, first.sample, tuple(effect.id for effect in members), y, v,
        max(sizes), min(sizes), r, ci[0], ci[1], level=level[0], gap=level[1],
    )  # fmt: skip


def _sample_name(effect: Effect) -> str:
    """The printed group without the study that it names, which stands in the study's label."""
    return STUDY_IN_GROUP.sub("", effect.group, count=1).strip(SEPARATORS)


def _level(members: Sequence[Effect], by: str, split: Characteristic | None) -> tuple[str, str]:
    if split is None:
        return "", ""
    found = {told(effect.characteristics, by, split) for effect in members}
    return found.pop() if len(found) == 1 else ("", SEVERAL)


def _subgroups(rows: Sequence[Row], method: Method, split: Characteristic | None) -> Subgroups | None:
    """Estimates by level, in the protocol's order; None where there are fewer than two levels to compare."""
    if split is None:
        return None
    y, v, levels = [r.y for r in rows], [r.v for r in rows], [r.level or None for r in rows]
    found = dependent_subgroups(y, v, levels, [r.cluster for r in rows], method=method)
    if len(found.levels) < 2:
        return None
    ordered = in_order(set(found.levels), split)
    return replace(found, levels=ordered, estimates=tuple(found[level] for level in ordered))


def _notes(
    rows: Sequence[Row], estimate: Estimate, parts: Subgroups | None, method: Method, split: Characteristic | None
) -> tuple[Note, ...]:
    averaged = [row for row in rows if len(row.effects) > 1]
    notes = [note for note in estimate.notes if note.code != SHOWN_APART] if rows else [NOTHING_YET]
    if averaged:
        names = "; ".join(f"{row.label} ({len(row.effects)})" for row in averaged)
        text = f"Several effects of one sample were averaged, assumed to correlate by {method.rho:g}: {names}."
        notes.append(Note("averaged", text))
    if method.dependence == "independent" and samples_in(rows) < len(rows):
        notes.append(Note("dependent", "Some samples give several effects that were pooled as if independent."))
    if split is not None:
        notes.extend(_subgroup_notes(rows, parts, split))
    return tuple(notes)


def _subgroup_notes(rows: Sequence[Row], parts: Subgroups | None, split: Characteristic) -> list[Note]:
    notes = list(parts.notes) if parts else []
    levels = in_order({row.level for row in rows if row.level}, split)
    if rows and len(levels) < 2:
        found = f"only {levels[0]!r} occurs" if levels else "no sample has one"
        notes.append(Note("one_level", f"No subgroups: of the levels of {split.label}, {found}."))
    for gap in sorted({row.gap for row in rows if row.gap}):
        names = "; ".join(row.label for row in rows if row.gap == gap)
        notes.append(Note("no_level", f"{split.label} {gap}, so in no subgroup: {names}."))
    return notes
