"""The report page, where coding starts: what its labels mean, whether it is in, its results, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from corpus.decisions import Report, Study
from corpus.errors import InvalidDecision
from corpus.store import CandidateRow
from review import coding
from review.independent import record_all
from review.overlapping import Overlap, keep_apart
from review.queue import Desk, Task
from review.subjects import find_report
from review.web.routes import Pages
from review.web.variable_map import FIELDS, Line, variable_map
from review.web.visits import Visit
from review.web.worklist import CLOSING

pages = Pages()
LABELS_SHOWN = 40  # a page of the map; each label has a dozen fields, and a form has an end
NONE = "none"  # the choice "belongs to no construct"; an empty choice says nothing


@dataclass(frozen=True, slots=True)
class Results:
    """How many of a report's results wait, are decided, and rest because no question needs them."""

    waiting: int
    decided: int
    resting: int
    first: str  # the first one that waits


@pages.get("/reports/{report}", role="viewer")
def show(visit: Visit, report: str) -> Response:
    """One report."""
    return _page(visit, report)


def _page(visit: Visit, item: str, *, message: str = "", status: int = 200) -> Response:
    laid = visit.site.laid()
    desk = laid.desk
    report = find_report(visit.site.store, item)
    lines = variable_map(desk, report)
    start = int(visit.query.get("from", "0")) if visit.query.get("from", "0").isdecimal() else 0
    return visit.page(
        "report.html", status=status, message=message, report=report, protocol=laid.protocol,
        lines=_typed(lines[start : start + LABELS_SHOWN], visit.form), total=len(lines), start=start,
        step=LABELS_SHOWN, files=[paper for paper in desk.papers.values() if paper.digest in report.files],
        results=results(desk, report), studies=studies_of(desk, report), overlaps=overlaps_of(desk, report),
        states=coding.STATES, names={known.id: known.name for known in desk.codings.reports},
        waiting=_again(desk, report), none=NONE,
        measures=sorted({m for construct in laid.protocol.constructs.values() for m in construct.measures}),
    )  # fmt: skip


def _again(desk: Desk, report: Report) -> list[Task]:
    """What has to be looked at again; nothing in a report that is excluded."""
    return [task for task in desk.of_report(report) if task.kind == "again"] if report.id in desk.open_rows else []


def _typed(lines: Sequence[Line], form: Mapping[str, str]) -> list[tuple[Line, dict[str, str], bool]]:
    """Each line with what stands in its fields: what was typed before an error, else what is known."""
    return [
        (
            line,
            {name: form.get(f"{name}-{line.number}", line.values[name]) for name in FIELDS},
            f"right-{line.number}" in form,
        )
        for line in lines
    ]


def results(desk: Desk, report: Report) -> Results:
    """The report's results by what becomes of them."""
    rows: Sequence[CandidateRow] = [row for row in desk.rows.get(report.id, ()) if not row.vanished]
    waiting = desk.undecided(report) if report.id in desk.open_rows else []
    decided = sum(1 for row in rows if (word := desk.words.get(row.id)) and word.action in CLOSING)
    first = f"/items/{waiting[0].id}?paper={report.id}" if waiting else ""
    return Results(len(waiting), decided, len(rows) - len(waiting) - decided, first)


def studies_of(desk: Desk, report: Report) -> list[Study]:
    """The studies that this report tells of."""
    return [study for study in desk.codings.studies if report.id in study.reports]


def overlaps_of(desk: Desk, report: Report) -> list[tuple[Overlap, str]]:
    """Reports that may tell of the same people, each with the other one's id."""
    found = [overlap for overlaps in desk.overlaps.values() for overlap in overlaps]
    pairs = [(overlap, {overlap.first, overlap.second}) for overlap in found]
    return [(overlap, (both - {report.id}).pop()) for overlap, both in pairs if report.id in both]


@pages.post("/reports/{report}/variables", role="analyst")
def code_variables(visit: Visit, report: str) -> Response:
    """Code the labels that were confirmed or changed; nothing is coded where one of them cannot be."""
    store, protocol = visit.site.store, visit.site.protocol()
    owner = find_report(store, report)
    lines = [line for line in variable_map(visit.site.laid().desk, owner) if f"construct-{line.number}" in visit.form]
    try:
        made = [
            coding.variable_decision(
                store, protocol, owner.id, line.label, construct=values.pop("construct").replace(NONE, ""),
                who=visit.who, **values,
            )
            for line in lines
            if (values := said_of(line, visit.form))
        ]  # fmt: skip
        if not made:
            raise InvalidDecision("Nothing to save: tick what is right, or change a field.")
        record_all(store, made, protocol.coders.numbers)
    except InvalidDecision as error:
        return _page(visit, report, message=str(error), status=422)
    return visit.to(f"/reports/{owner.id}")


def said_of(line: Line, form: Mapping[str, str]) -> dict[str, str]:
    """What a person says of a label: nothing where neither the proposal was confirmed nor a field changed."""
    given = {name: form.get(f"{name}-{line.number}", "").strip() for name in FIELDS}
    shown = dict(line.values) | ({} if line.values["construct"] or not line.coded else {"construct": NONE})
    changed = any(given[name] != shown[name] for name in FIELDS)
    if not given["construct"] or not (changed or f"right-{line.number}" in form):
        return {}
    return given


@pages.post("/reports/{report}/eligibility", role="analyst")
def judge(visit: Visit, report: str) -> Response:
    """Include or exclude the report."""
    return _coded(
        visit, report, lambda: coding.set_eligibility(
            visit.site.store, visit.site.protocol(), report, visit.form.get("eligibility", ""), who=visit.who,
            reason=visit.form.get("reason", ""), note=visit.form.get("note", ""),
        ),
    )  # fmt: skip


@pages.post("/reports/{report}/state", role="analyst")
def sign_off(visit: Visit, report: str) -> Response:
    """Say how the report ends."""
    return _coded(
        visit, report, lambda: coding.set_state(
            visit.site.store, report, visit.form.get("state", ""), who=visit.who, reason=visit.form.get("reason", ""),
            note=visit.form.get("note", ""),
        ),
    )  # fmt: skip


@pages.post("/reports/{report}/overlap", role="analyst")
def settle(visit: Visit, report: str) -> Response:
    """Say whether two reports tell of the same people."""
    other, note = visit.form.get("other", ""), visit.form.get("note", "")

    def said() -> object:
        if visit.form.get("same") != "yes":
            return keep_apart(visit.site.store, report, other, who=visit.who, note=note)
        first, second = (
            next((s.id for s in visit.site.store.codings().studies if item in s.reports), item)
            for item in (report, other)
        )
        return coding.merge(visit.site.store, first, second, who=visit.who, note=note)

    return _coded(visit, report, said)


@pages.post("/reports/{report}/studies", role="analyst")
def split(visit: Visit, report: str) -> Response:
    """A further study of the report."""
    return _coded(
        visit, report,
        lambda: coding.split_study(visit.site.store, report, visit.form.get("printed", ""), who=visit.who),
    )  # fmt: skip


def _coded(visit: Visit, report: str, said: Callable[[], object]) -> Response:
    try:
        said()
    except InvalidDecision as error:
        return _page(visit, report, message=str(error), status=422)
    return visit.to(f"/reports/{report}")
