"""The report of an analysis version: one HTML file that needs nothing else, and the figures beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
from markupsafe import Markup

from corpus.characteristics import completed
from corpus.decisions import Report, Study
from corpus.effects import Effect
from pooling import Estimate
from reports import numbers
from reports.analysis import Analysis, Row, people, samples_in
from reports.anchors import anchor_of
from reports.changes import part_label
from reports.drawings import PAGE, forest_of
from reports.figures import inline
from reports.gallery import Shown, gallery
from reports.inputs import Inputs
from reports.levels import told
from reports.methods import done, model, paragraph, references
from reports.waiting import sentence
from reports.why import coding_lines, decision_lines, place_line, selection_line, sign_line

TEMPLATES = Path(__file__).parent / "templates"
OFF_PAGE = {"imported": "imported from a sheet", "manual": "added by hand", "author": "from the authors",
            "supplement": "from a supplement"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an estimates table."""

    label: str
    n: int
    samples: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One line of the study list: its moderators in words, and the questions that it answers."""

    label: str
    sources: str
    values: tuple[str, ...]
    effects: tuple[Effect, ...]


def write_page(inputs: Inputs, data: Mapping[str, Any], folder: Path) -> None:
    """Write report.html and every question's forest plot as SVG, PDF and PNG."""
    drawings = {}
    for analysis in inputs.analyses:
        name, text = analysis.question.id, forest_of(analysis, data, folder)
        drawings[name] = Markup(inline(text, page=PAGE, prefix=name))  # noqa: S704 - an SVG of our own making, escaped there
    shown = gallery(inputs, data, folder)
    (folder / PAGE).write_text(render_page(inputs, data, drawings, shown), encoding="utf-8", newline="\n")


def render_page(
    inputs: Inputs,
    data: Mapping[str, Any],
    drawings: Mapping[str, Markup],
    shown: Mapping[str, Sequence[Shown]] = MappingProxyType({}),
) -> str:
    """The report as HTML; `data` is the version's analysis.json, `drawings` a forest plot a question.

    `shown` are the further figures of each question, and under "" those of the whole review.
    """
    used = [done(analysis) for analysis in (*inputs.analyses, *inputs.others) if analysis.estimate.k]
    return environment().get_template(PAGE).render(
        inputs=inputs, data=data, drawings=drawings, shown=shown, review=inputs.protocol.review,
        studies=study_lines(inputs),
        moderators=[c.label for c in inputs.protocol.characteristics.values() if c.moderator],
        pending=pending(inputs), off_page=off_page(inputs), references=references(used),
        details={question["id"]: question for question in data["questions"]},
    )  # fmt: skip


@cache
def environment() -> jinja2.Environment:
    """Templates that escape everything, refuse unknown names, and print numbers in one way."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    plain = (numbers.number, numbers.coefficient, numbers.signed, numbers.p_value, numbers.p_clause, numbers.count,
             numbers.percent, numbers.degrees, numbers.things, numbers.interval)  # fmt: skip
    made.filters.update({function.__name__: function for function in plain})
    made.globals.update(
        anchor=anchor_of, counted=counted, lines=estimate_lines, alt=alt_text, methods=methods, model=model_line,
        sensitivity=sentence, when=when, row_effects=row_effects, selection=selection_line, coding=coding_lines,
        part_label=part_label, sign=sign_line, place=place_line, decisions=decision_lines,
        source=lambda effect: OFF_PAGE.get(effect.source_kind, ""),
    )  # fmt: skip
    return made


def when(at: str) -> str:
    """A time as people write it: `2026-03-01 06:00 UTC`."""
    return at[:16].replace("T", " ") + " UTC" if "T" in at else at


def estimate_lines(analysis: Analysis) -> list[Line]:
    """The whole, then each subgroup."""
    found = [Line("All samples", analysis.n, analysis.samples, analysis.estimate)]
    for level in analysis.subgroups.levels if analysis.subgroups else ():
        assert analysis.subgroups is not None
        rows = analysis.of_level(level)
        found.append(Line(level, people(rows), samples_in(rows), analysis.subgroups[level]))
    return found


def methods(analysis: Analysis) -> str:
    """The methods paragraph of an analysis."""
    return paragraph(done(analysis))


def model_line(analysis: Analysis) -> str:
    """The model of an analysis in a line."""
    return model(done(analysis), analysis.estimate.ddf)


def counted(analysis: Analysis) -> str:
    """How many results of how many samples were pooled; one number where both are the same."""
    samples = numbers.things(analysis.samples, "sample")
    return (
        samples
        if analysis.estimate.k == analysis.samples
        else (f"{numbers.things(analysis.estimate.k, 'result')} of {samples}")
    )


def row_effects(row: Row, analysis: Analysis) -> list[Effect]:
    """The effects of a pooled row."""
    return [effect for effect in analysis.effects if effect.id in row.effects]


def alt_text(analysis: Analysis) -> str:
    """What the forest plot shows, for those who cannot see it."""
    found = analysis.estimate
    if not found.k:
        return f"Forest plot of {analysis.question.label}: no verified effect yet."
    interval = numbers.interval(found.r_ci_lb, found.r_ci_ub)
    low, high = (choose(row.r for row in analysis.rows) for choose in (min, max))
    return (
        f"Forest plot of {analysis.question.label}: {counted(analysis)} with correlations from "
        f"{numbers.coefficient(low)} to {numbers.coefficient(high)}; pooled r = {numbers.coefficient(found.r)}, "
        f"{numbers.percent(100 * found.level, 0)} CI {interval}. The same numbers stand in the table below."
    )


def study_lines(inputs: Inputs) -> list[StudyLine]:
    """All studies of the record, or those of the effects where there is no record, by name."""
    effects: dict[str, dict[str, Effect]] = {}
    for analysis in inputs.analyses:
        for effect in analysis.effects:
            effects.setdefault(effect.study, {})[effect.question + effect.id] = effect
    known = {study.id: study for study in inputs.codings.studies}
    found = []
    for study in dict.fromkeys([*known, *effects]):
        own = tuple(effects.get(study, {}).values())
        label = known[study].label if study in known else own[0].study_label
        sources = known[study].reports if study in known else tuple(dict.fromkeys(effect.report for effect in own))
        reports = [inputs.report(report) for report in sources]
        names = ", ".join(report.name for report in reports if report)
        coded = _coded(known[study], inputs) if study in known else own[0].characteristics
        found.append(StudyLine(label, names, tuple(_moderators(coded, own, inputs)), own))
    return sorted(found, key=lambda line: line.label.casefold())


def _coded(study: Study, inputs: Inputs) -> Mapping[str, Any]:
    """What is coded of a study, with what formulas derive from it and from the year of its report."""
    years = [report.year for report in map(inputs.report, study.reports) if report and report.year is not None]
    known = {"year": years[0], "publication_year": years[0]} if years else {}
    return completed({**known, **study.characteristics}, inputs.protocol)


def _moderators(coded: Mapping[str, Any], effects: tuple[Effect, ...], inputs: Inputs) -> Iterator[str]:
    """Moderators in words; those coded of a sample or an effect are gathered from the study's effects."""
    for name, characteristic in inputs.protocol.characteristics.items():
        if characteristic.moderator:
            sources = [effect.characteristics for effect in effects if name in effect.characteristics] or [coded]
            words = dict.fromkeys(
                label or gap for label, gap in (told(source, name, characteristic) for source in sources)
            )
            yield "; ".join(words)


def pending(inputs: Inputs) -> list[tuple[Report, int]]:
    """Reports without a state and how many of their results are pooled; those with none come first."""
    pooled: dict[str, set[str]] = {}
    for analysis in inputs.analyses:
        for effect in analysis.effects:
            pooled.setdefault(effect.report, set()).add(effect.reading)
    waiting = [r for r in inputs.codings.reports if r.eligibility != "exclude" and r.state in ("open", "waiting")]
    listed = [(report, len(pooled.get(report.id, ()))) for report in waiting]
    return sorted(listed, key=lambda item: (item[1] > 0, item[0].state != "open", item[0].name))


def off_page(inputs: Inputs) -> list[Effect]:
    """Effects whose number stands on no page that Stook read."""
    found = {e.reading: e for analysis in inputs.analyses for e in analysis.effects if e.source_kind in OFF_PAGE}
    return sorted(found.values(), key=lambda effect: (effect.study_label, effect.id))
