"""A result whose value is kept back: its page, with or without marks, and a form for what the page says.

This page is made without the value; only what it is given here can reach a browser.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import JSONResponse, Response

from corpus.protocol import Display
from corpus.store import CandidateRow
from review.display import last_typed, row_of, told
from review.queue import Needs
from review.typed import Answer, hidden, type_in, undecided
from review.web import evidence
from review.web.item_view import Item, Sheet, sheet_of
from review.web.templates import address
from review.web.visits import Visit
from review.web.worklist import Laid, Way, filter_of

FIELDS = ("r", "n", "x", "y", "note")
SAID_OF = "after"  # the part of an address that names the result whose agreement is told


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What is shown of a result: labels only where they are no secret."""

    id: str
    report: str
    report_name: str
    mode: Display
    page: int
    sheet: Sheet
    questions: tuple[str, ...]
    pair: tuple[str, str] = ("", "")
    group: str = ""
    statistic: str = ""
    printed_as: str = ""  # the name of a statistic that is no r


def kept_back(visit: Visit, item: str) -> tuple[CandidateRow, Display] | None:
    """The result, where its value is kept back from this visitor."""
    return hidden(visit.site.store, visit.site.protocol(), item, visit.who)


def page(
    visit: Visit, it: Item, row: CandidateRow, mode: Display, laid: Laid, way: Way, *, message: str, status: int
) -> Response:
    """The page of a result whose value is kept back."""
    typed = {name: visit.form.get(name, "") for name in FIELDS}
    return visit.page(
        "hidden.html", status=status, it=_shown(visit, it, row, mode, laid), seen=it.seen, typed=typed, way=way,
        wanted=filter_of(visit.query), message=message, said=said_before(visit),
    )  # fmt: skip


def _shown(visit: Visit, it: Item, row: CandidateRow, mode: Display, laid: Laid) -> KeptBack:
    blind = mode == "blind"
    number = evidence.page_of(it.candidate)
    marks = tuple(evidence.marks(it.candidate, number)) if blind else ()
    crop = evidence.crop(it.candidate) if blind else None
    sheet = sheet_of(visit.site, laid.desk, it.digest, number, marks=marks, crop=crop)
    asked = Needs(laid.protocol, it.view.codings, [row.x, row.y]).questions_of(row)
    report = next((known.name for known in it.view.codings.reports if known.id == it.report), it.report)
    return KeptBack(
        it.id, it.report, report, mode, number, sheet,
        tuple(one.label for one in laid.protocol.questions if one.id in asked), (row.x, row.y) if blind else ("", ""),
        row.group if blind else "", row.statistic if blind else "",
        it.candidate.formula if it.kind == "convertible" else "",
    )  # fmt: skip


def typed_in(visit: Visit, row: CandidateRow, mode: Display, way: Way, *, adjudicates: bool) -> Response:
    """Keep what was typed; go on where it is what was read, else show the value beside it."""
    answer = type_in(
        visit.site.store, visit.site.protocol(), row, mode, who=visit.who, given=visit.form,
        note=visit.form.get("note", "").strip(), adjudicates=adjudicates,
    )  # fmt: skip
    query = filter_of(visit.query).query
    done = answer.decision is not None and answer.item == row.id
    again = row.id if answer.decision else answer.item  # another result of the page was meant: this one still waits
    if visit.wants_json:
        return JSONResponse(_as_json(answer) | ({} if done else {"show": address(f"/items/{again}", query)}))
    if not done:
        return visit.to(address(f"/items/{again}", query, **({SAID_OF: answer.item} if answer.decision else {})))
    return visit.to(_with(way.next or address("/queue", query), row.id))


def _with(path: str, item: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{SAID_OF}={item}"


def _as_json(answer: Answer) -> dict[str, object]:
    decision = answer.decision
    made = {"action": decision.action, "decision": decision.seq} if decision else {}
    return {"item": answer.item, "told": answer.told, **made}


def said_before(visit: Visit) -> str:
    """How the result typed before compares with what was read, where the address asks for it."""
    row = row_of(visit.site.store, visit.query[SAID_OF]) if SAID_OF in visit.query else None
    typed = last_typed(visit.site.store.view().events, row, visit.who) if row else None
    return told(typed, row) if row and typed else ""


def difference(visit: Visit, item: str) -> str:
    """What the visitor typed beside what was read, while that waits for a choice."""
    row = row_of(visit.site.store, item) if visit.site.protocol().hides else None
    typed = undecided(visit.site.store, row, visit.who) if row else None
    return told(typed, row) if row and typed else ""
