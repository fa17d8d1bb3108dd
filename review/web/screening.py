"""Screening: who is in, judged from title and abstract, one report after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from corpus.decisions import Report
from corpus.errors import InvalidDecision
from corpus.store import Store
from corpus.store.judged import judged_things
from review import coding
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()
MOST_SHOWN = 20  # reports on one page; those behind come when these are judged
LONGEST_ABSTRACT = 2500  # characters; a paper without a marked abstract shows its beginning
STATES = ("to judge", "included", "excluded")


@dataclass(frozen=True, slots=True)
class Screened:
    """A report with what there is to judge it from."""

    report: Report
    abstract: str


@pages.get("/screening", role="viewer", menu="Screening")
def show(visit: Visit) -> Response:
    """The reports that nobody has judged yet, or those that were."""
    return _page(visit)


def _page(visit: Visit, *, message: str = "", at: str = "", status: int = 200) -> Response:
    store, protocol = visit.site.store, visit.site.protocol()
    wanted = visit.query.get("state", STATES[0])
    by_state = _by_state(store, visit.who)
    found = by_state.get(wanted, [])
    return visit.page(
        "screening.html", status=status, message=message, at=at, protocol=protocol, wanted=wanted,
        counts={state: len(by_state[state]) for state in STATES}, total=len(found),
        shown=[Screened(report, abstract_of(store, report.files)) for report in found[:MOST_SHOWN]],
    )  # fmt: skip


def _by_state(store: Store, who: str) -> dict[str, list[Report]]:
    """The reports by what was judged; what one of several coders has judged waits for the others only."""
    mine = {one.id for one in judged_things(store.events()) if one.subject == "report" and one.by(who)}
    found: dict[str, list[Report]] = {state: [] for state in STATES}
    for report in store.codings().reports:
        if report.eligibility:
            found["included" if report.eligibility == "include" else "excluded"].append(report)
        elif report.id not in mine:
            found["to judge"].append(report)
    return found


def abstract_of(store: Store, digests: Sequence[str]) -> str:
    """The abstract as the file prints it, or its beginning."""
    for digest in digests:
        passages = store.text(digest)
        told = [one.text for one in passages if one.section == "abstract" and one.kind != "heading"]
        text = " ".join(told or [one.text for one in passages])
        if text:
            return text if len(text) <= LONGEST_ABSTRACT else f"{text[:LONGEST_ABSTRACT]}…"
    return ""


@pages.post("/screening/{report}", role="analyst")
def judge(visit: Visit, report: str) -> Response:
    """Include or exclude one report and go on."""
    form = visit.form
    try:
        coding.set_eligibility(
            visit.site.store, visit.site.protocol(), report, form.get("eligibility", ""), who=visit.who,
            reason=form.get("reason", "") if form.get("eligibility") == "exclude" else "", note=form.get("note", ""),
        )  # fmt: skip
    except InvalidDecision as error:
        return _page(visit, message=str(error), at=report, status=422)
    return visit.to("/screening")
