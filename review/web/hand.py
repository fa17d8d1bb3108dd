"""A result that the reader missed, or that stands in no file: typed in beside the page, a number a click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from corpus.decisions import Decision, Report
from corpus.document import Box
from corpus.errors import InvalidDecision
from corpus.evidence import STATISTICS
from review.decisions import BY_HAND_SOURCES, add_by_hand
from review.subjects import find_report
from review.web.item import placed
from review.web.item_view import page_number, report_sheet
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()
SOURCE_WORDS = {
    "page": "the page that is shown",
    "supplement": "a supplement",
    "author": "the authors, in a message",
    "manual": "elsewhere",
}
FIELDS = ("r", "n", "x", "y", "statistic", "group", "source", "quote", "note")


@pages.get("/reports/{report}/add", role="analyst")
def ask(visit: Visit, report: str) -> Response:
    """The form, beside the page that is asked for."""
    return _page(visit, find_report(visit.site.store, report))


def _page(visit: Visit, report: Report, *, message: str = "", added: str = "", status: int = 200) -> Response:
    empty = {"statistic": "pearson", "source": "page" if report.files else "author"}
    values = {name: visit.form.get(name, visit.query.get(name, empty.get(name, ""))) for name in FIELDS}
    sheet = report_sheet(visit.site, report, page_number(visit.form.get("page") or visit.query.get("page", "1")))
    return visit.page(
        "hand.html", status=status, report=report, sheet=sheet, values=values, message=message, added=added,
        statistics=STATISTICS, sources=[(name, SOURCE_WORDS[name]) for name in BY_HAND_SOURCES],
    )  # fmt: skip


@pages.post("/reports/{report}/add", role="analyst")
def add(visit: Visit, report: str) -> Response:
    """Add the result; the checks run on it as on every other, and their warnings are shown on its page."""
    owner = find_report(visit.site.store, report)
    try:
        made = _added(visit, owner, visit.form)
    except InvalidDecision as error:
        return _page(visit, owner, message=str(error), status=422)
    if "more" in visit.form:
        return visit.to(f"/reports/{owner.id}/add", page=visit.form.get("page", "1"), n=visit.form.get("n", ""))
    return visit.to(f"/items/{made.id}")


def _added(visit: Visit, report: Report, form: Mapping[str, str]) -> Decision:
    n = form.get("n", "").replace(",", "").replace(" ", "")
    if not n.isdecimal():
        raise InvalidDecision(f"n = {form.get('n', '')!r} is no whole number; write it like 212, or click it.")
    source = form.get("source", "page")
    place: dict[str, Any] = placed(form["place"]) if form.get("place") and source == "page" else {}
    page = place.get("page", page_number(form.get("page", "1"))) if source == "page" else None
    return add_by_hand(
        visit.site.store, report.id, r=form.get("r", ""), n=int(n), x=form.get("x", "").strip(),
        y=form.get("y", "").strip(), who=visit.who, source=source, statistic=form.get("statistic", "pearson"),
        page=page, boxes=tuple(Box(*edges) for edges in place.get("boxes", ())), quote=form.get("quote", "").strip(),
        group=form.get("group", "").strip(), note=form.get("note", "").strip(),
    )  # fmt: skip
