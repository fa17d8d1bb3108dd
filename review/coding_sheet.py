"""The review as a workbook that coders know: effects, labels, studies and reports, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.decisions import Reading, VariableCoding
from corpus.identity import normal
from corpus.protocol import Protocol
from corpus.store.folds import View
from review.workbooks import Page, clean, write_workbook

EFFECTS, LABELS, STUDIES, REPORTS, ABOUT = "effects", "labels", "studies", "reports", "stook"
NO_CONSTRUCT = "none"  # a label that was coded as belonging to no construct; an empty cell is not coded yet
NOT_REPORTED = "not reported"
IN_USE, REJECT = "in use", "reject"
Cells = dict[str, Any]  # by column: text, a number, or a number with its decimals


@dataclass(frozen=True, slots=True)
class Columns:
    """A sheet's columns with what each says; the first is the row's name, `free` are those that a coder may change."""

    told: tuple[tuple[str, str], ...]
    free: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.told)


def columns(protocol: Protocol) -> dict[str, Columns]:
    """The columns of every sheet under this protocol."""
    coded = tuple((name, _about(name, protocol)) for name in protocol.characteristics)
    return {
        EFFECTS: Columns(
            (("id", "id of the result; leave it empty in a row that you add"), ("report", "id of the report"),
             ("file", "name of the report"), ("page", "page of the report"), ("x", "first variable, as printed"),
             ("y", "second variable, as printed"), ("r", "correlation, as printed"), ("n", "sample size"),
             ("statistic", "pearson, spearman, ..."), ("group", "study or group, as printed"),
             ("source", "page, supplement, author, manual or imported"), ("decided by", "who verified it"),
             ("decision", f"{IN_USE}; write {REJECT} where it is no correlation of the paper's own")),
            frozenset({"x", "y", "r", "n", "statistic", "group", "decision"}),
        ),
        LABELS: Columns(
            (("label", "variable, as printed"), ("report", "id of the report"), ("file", "name of the report"),
             ("construct", f"construct of the protocol; {NO_CONSTRUCT} where it belongs to none"),
             ("direction", "+ where high values mean much of the construct, - where they mean little"),
             ("measure", "instrument"), ("subscale", "subscale, if it is one"), ("wave", "time point"),
             ("informant", "who rated"), ("evidence", "what says so")),
            frozenset({"construct", "direction", "measure", "subscale", "wave", "informant", "evidence"}),
        ),
        STUDIES: Columns(
            (("id", "id of the study"), ("study", "label of the study"), ("reports", "ids of its reports"), *coded),
            frozenset(protocol.characteristics),
        ),
        REPORTS: Columns(
            (("id", "id of the report"), ("file", "name of the report"), ("title", "title"), ("year", "year"),
             ("eligibility", "include or exclude"), ("exclusion", "criterion, if excluded"),
             ("state", "open, coded, no usable result, waiting"), ("reason", "of the state")),
            frozenset({"eligibility", "exclusion", "state", "reason"}),
        ),
    }  # fmt: skip


def _about(name: str, protocol: Protocol) -> str:
    item = protocol.characteristics[name]
    choices = f": {', '.join(item.choices)}" if item.choices else f", a {item.type}"
    return f"{item.label}{f' ({item.unit})' if item.unit else ''}{choices}; {NOT_REPORTED}; empty = not looked at"


def rows(view: View, protocol: Protocol) -> dict[str, dict[str, Cells]]:
    """Every sheet's rows by their name: an id, or report and label."""
    names = {report.id: report.name for report in view.codings.reports}
    return {
        EFFECTS: {reading.id: _effect(reading, names) for reading in view.readings},
        LABELS: dict(_labels(view, names)),
        STUDIES: {
            study.id: {
                "id": study.id, "study": study.label, "reports": " ".join(study.reports),
                **{n: _value(study.characteristics, n, protocol) for n in protocol.characteristics},
            }
            for study in view.codings.studies
        },
        REPORTS: {
            report.id: {
                "id": report.id, "file": report.name, "title": report.title, "year": report.year,
                "eligibility": report.eligibility, "exclusion": report.exclusion, "state": report.state,
                "reason": report.reason,
            }
            for report in view.codings.reports
        },
    }  # fmt: skip


def label_key(report: str, label: str) -> str:
    """What a row of the labels is known by."""
    return f"{report}/{normal(clean(label))}"


def _effect(reading: Reading, names: Mapping[str, str]) -> Cells:
    return {
        "id": reading.id, "report": reading.report, "file": names.get(reading.report, ""), "page": reading.page,
        "x": reading.x, "y": reading.y, "r": (reading.r.value, reading.r.decimals), "n": reading.n,
        "statistic": reading.statistic, "group": reading.group, "source": reading.source, "decided by": reading.who,
        "decision": IN_USE,
    }  # fmt: skip


def _labels(view: View, names: Mapping[str, str]) -> Iterator[tuple[str, Cells]]:
    """The coded labels, then those of verified results that nobody has coded."""
    coded = {label_key(one.report, one.label): one for one in view.codings.variables if clean(one.label)}
    for key, coding in coded.items():
        yield (
            key,
            {"label": coding.label, "report": coding.report, "file": names.get(coding.report, ""), **_said(coding)},
        )
    seen = set(coded)
    for reading in view.readings:
        for label in (reading.x, reading.y):
            if clean(label) and (key := label_key(reading.report, label)) not in seen:
                seen.add(key)
                yield key, {"label": label, "report": reading.report, "file": names.get(reading.report, "")}


def _said(coding: VariableCoding) -> Cells:
    names = ("measure", "subscale", "wave", "informant", "evidence")
    said = {name: getattr(coding, name) for name in names}
    direction = ("+" if coding.direction > 0 else "-") if coding.construct else ""
    return {"construct": coding.construct or NO_CONSTRUCT, "direction": direction, **said}


def _value(coded: Mapping[str, Any], name: str, protocol: Protocol) -> Any:
    if name not in coded:
        return None
    value = coded[name]
    if value is None:
        return NOT_REPORTED
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) and protocol.characteristics[name].type == "number" else str(value)


def write_coding_sheet(path: Path, view: View, protocol: Protocol) -> None:
    """Write the review as it stands; the sheet knows after which decision that was."""
    found, told = rows(view, protocol), columns(protocol)
    pages = [Page(name, told[name].told, tuple(of_sheet.values())) for name, of_sheet in found.items()]
    about: tuple[Cells, ...] = ({"what": "decisions", "value": len(view.events)},)
    write_workbook(path, [*pages, Page(ABOUT, (("what", ""), ("value", "")), about, hidden=True)])


def text_of(value: Any) -> str:
    """A value as its cell reads."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        number, decimals = value
        return f"{number:.{decimals}f}"
    return f"{value:.15g}" if isinstance(value, float) else clean(str(value))


def texts(cells: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """A row as its cells read, by column."""
    return {name: text_of(cells.get(name)) for name in names}
