"""The blind recall sample: reports drawn at random are read without their candidates; what was missed is counted."""

from __future__ import annotations

from starlette.responses import Response

from corpus.decisions import Report
from corpus.errors import InvalidDecision
from review import recall
from review.subjects import find_report
from review.web.item_view import page_number, report_sheet
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()
USUAL = 10  # reports: enough that three in ten missed would hardly stay unseen


@pages.get("/recall", role="viewer", menu="Recall")
def show(visit: Visit) -> Response:
    """The sample so far, and the form that draws one."""
    return _page(visit)


def _page(visit: Visit, *, message: str = "", status: int = 200) -> Response:
    found = recall.recall(visit.site.store)
    names = {report.id: report.name for report in visit.site.store.codings().reports}
    return visit.page("recall.html", status=status, found=found, names=names, usual=USUAL, message=message)


@pages.post("/recall", role="adjudicator")
def draw(visit: Visit) -> Response:
    """Draw a sample."""
    count, seed = visit.form.get("count", ""), visit.form.get("seed", "")
    try:
        if not (count.isdecimal() and seed.isdecimal()):
            raise InvalidDecision(f"{count!r} reports with seed {seed!r}: both are whole numbers.")
        recall.draw(visit.site.store, int(count), seed=int(seed), who=visit.who)
    except InvalidDecision as error:
        return _page(visit, message=str(error), status=422)
    return visit.to("/recall")


@pages.get("/recall/{report}", role="analyst")
def read(visit: Visit, report: str) -> Response:
    """One report of the sample: its pages, and nothing that was read from them."""
    return _reading(visit, find_report(visit.site.store, report))


def _reading(visit: Visit, report: Report, *, message: str = "", status: int = 200) -> Response:
    sheet = report_sheet(visit.site, report, page_number(visit.query.get("page", "1")))
    text = visit.form.get("results", "")
    return visit.page("recall_report.html", status=status, report=report, sheet=sheet, message=message, text=text)


@pages.post("/recall/{report}", role="analyst")
def keep(visit: Visit, report: str) -> Response:
    """Keep what was found in the report."""
    owner = find_report(visit.site.store, report)
    try:
        recall.list_results(visit.site.store, owner.id, visit.form.get("results", ""), who=visit.who)
    except InvalidDecision as error:
        return _reading(visit, owner, message=str(error), status=422)
    return visit.to("/recall")
