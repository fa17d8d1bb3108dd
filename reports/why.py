"""From an estimate back to the page: how one effect came to weigh what it weighs, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.decisions import Decision, VariableCoding
from corpus.effects import Effect
from corpus.errors import UnknownId
from reports.analysis import Analysis, Row
from reports.inputs import Inputs
from reports.methods import done, model
from reports.numbers import MINUS, coefficient, count, number, percent, things

VALUES = frozenset({"r", "n", "x", "y", "statistic", "group", "construct", "direction", "measure"})
SHORT = 12  # characters of a digest that tell files of one review apart


def why(wanted: str, inputs: Inputs) -> list[str]:
    """The chain from estimate to page for the effect or reading with this id, in every question that it answers."""
    lines: list[str] = []
    for analysis in (*inputs.analyses, *inputs.others):
        effect = analysis.effect(wanted) or _passed_over(wanted, analysis)
        if effect is not None:
            lines += [*([""] if lines else []), *chain(effect, analysis, inputs)]
        lines += [_refused(item.label, item.reason, analysis) for item in analysis.left_out if item.id == wanted]
    if not lines:
        remedy = "`stook report` lists the ids of what is pooled."
        raise UnknownId(f"No verified effect or reading bears the id {wanted!r}; {remedy}")
    return lines


def _passed_over(wanted: str, analysis: Analysis) -> Effect | None:
    """The effect that was taken instead of a reading; its chain names the rule."""
    return next((effect for effect in analysis.effects if wanted in effect.selection.available), None)


def _refused(label: str, reason: str, analysis: Analysis) -> str:
    return f"{label}: not pooled in {analysis.question.id}. {reason}"


def chain(effect: Effect, analysis: Analysis, inputs: Inputs) -> list[str]:
    """The lines for one effect of one analysis."""
    row = analysis.row_of(effect.id)
    assert row is not None  # every effect of an analysis went into a row
    name = ", ".join(part for part in (effect.study_label, effect.group) if part)
    lines = [f"{name}: r = {coefficient(effect.r)}, n = {count(effect.n)}", *_weight(row, analysis)]
    lines += [selection_line(effect), *coding_lines(effect, inputs), sign_line(effect)]
    lines += [f"Decision: {told}" for told in decision_lines(effect, inputs)]
    lines += [f"Quote: {effect.quote or 'none'}", place_line(effect, inputs)]
    return lines


def _weight(row: Row, analysis: Analysis) -> Iterator[str]:
    found = analysis.estimate
    plan = f" ({analysis.plan})" if analysis.plan else ""
    yield f"Question: {analysis.question.id}{plan}, {analysis.question.label}"
    samples = things(analysis.samples, "sample")
    counts = samples if found.k == analysis.samples else f"{things(found.k, 'result')} of {samples}"
    yield f"Estimate: r = {coefficient(found.r)} from {counts}; this one weighs {percent(row.weight)}"
    yield f"Model: {model(done(analysis), found.ddf)}"
    if len(row.effects) > 1:
        rho = coefficient(analysis.method.rho)
        yield f"Averaged: {', '.join(row.effects)} of one sample, assumed to correlate by {rho}"
    yield f"Scale: Fisher's z = {number(row.y, 3)}, variance {number(row.v, 5)}"
    if analysis.by is not None:
        yield f"Subgroup: {analysis.by.label}, {row.level or row.gap}"


def selection_line(effect: Effect) -> str:
    """Which results of the sample were there, which was taken, and by which rule."""
    chosen = effect.selection
    others = [name for name in chosen.available if name not in chosen.taken]
    rest = f"; not taken: {', '.join(others)}" if others else ""
    return f"Selection: {', '.join(chosen.taken)} ({chosen.rule}){rest}"


def coding_lines(effect: Effect, inputs: Inputs) -> Iterator[str]:
    """What the two variable labels mean in this review, and on what evidence."""
    for label, construct, measure in zip(effect.labels, (effect.x, effect.y), effect.measures, strict=True):
        coding = _coding(effect, label, inputs)
        known = inputs.protocol.constructs.get(construct)
        means = f"{known.label if known else construct}{f' ({measure})' if measure else ''}"
        way = f", direction {'+' if coding.direction > 0 else MINUS}" if coding else ""
        reason = f": {coding.evidence}" if coding and coding.evidence else ""
        yield f"Coding: “{label}” is {means}{way}{reason}"


def _coding(effect: Effect, label: str, inputs: Inputs) -> VariableCoding | None:
    known = (coding for coding in inputs.codings.variables if coding.report == effect.report)
    return next((coding for coding in known if coding.label == label), None)


def sign_line(effect: Effect) -> str:
    """What the page prints, and whether the codings turn its sign."""
    turned = "turned, for one variable is coded against its construct" if effect.direction < 0 else "kept"
    return f"Printed: {effect.printed}, {effect.statistic}, n by {effect.n_basis}; sign {turned}"


def decision_lines(effect: Effect, inputs: Inputs) -> Iterator[str]:
    """Who decided what and when, in the order of the record."""
    for seq in effect.decisions:
        made = inputs.decisions.get(seq)
        yield f"#{seq} {_made(made)}" if made else f"#{seq}"


def _made(made: Decision) -> str:
    values = ", ".join(f"{key} = {value}" for key, value in sorted(made.after.items()) if _told(key, value, made))
    more = (f": {values}" if values else "") + (f" ({made.note})" if made.note else "")
    return f"{made.action} of {made.subject} {made.id} by {made.who} on {made.at[:10]}{more}"


def _told(key: str, value: object, made: Decision) -> bool:
    """Whether a value that a decision set is short and new."""
    return key in VALUES and isinstance(value, str | int | float) and value not in ("", made.before.get(key))


def place_line(effect: Effect, inputs: Inputs) -> str:
    """Page and file, or why there is none."""
    report = inputs.report(effect.report)
    name = f" of {report.name}" if report and report.name else ""
    if effect.page is None:
        return f"Source: {effect.source_kind}, no page{name}"
    return f"Source: page {effect.page}{name}, file {effect.digest[:SHORT]}"
