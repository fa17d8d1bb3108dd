"""The list of what waits: report by report, with filters and what is done so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from corpus.decisions import ASIDE, Decision
from review.queue import Desk
from review.web.hidden import said_before
from review.web.routes import Pages
from review.web.templates import address
from review.web.visits import Visit
from review.web.worklist import CLOSING, STATES, Entry, filter_of

pages = Pages()
MOST_SHOWN = 300  # lines; a filter shows the others


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a question is: results decided, of those that it needs."""

    id: str
    label: str
    done: int
    total: int


@pages.get("/queue", role="viewer", menu="To check")
def show(visit: Visit) -> Response:
    """The list."""
    laid = visit.site.laid()
    wanted = filter_of(visit.query)
    found = laid.entries(wanted, visit.who)
    first = next((entry for entry in found if entry.is_item), None)
    groups = [(key, list(lines)) for key, lines in groupby(found[:MOST_SHOWN], key=_report)]
    everything = found if not wanted.query else laid.entries(filter_of({}), visit.who)
    return visit.page(
        "queue.html", groups=groups, found=found, more=max(0, len(found) - MOST_SHOWN), wanted=wanted, states=STATES,
        start=address(first.link, wanted.query) if first else "", progress=progress(laid.desk), protocol=laid.protocol,
        reports=sorted(((known.id, known.name) for known in laid.desk.reports), key=lambda pair: pair[1].casefold()),
        coders=_coders(laid.view.events), decided=decided(laid.desk), said=said_before(visit),
        flags=_flags(everything), papers=len(laid.desk.papers), items=sum(entry.is_item for entry in found),
    )  # fmt: skip


def _coders(events: Iterable[Decision]) -> list[str]:
    return sorted({event.who for event in events if event.subject not in ASIDE})


def _report(entry: Entry) -> tuple[str, str]:
    return entry.report, entry.report_name


def _flags(found: list[Entry]) -> list[str]:
    return sorted({code for entry in found for code in entry.codes})


def decided(desk: Desk) -> dict[str, tuple[int, int]]:
    """Of each report the results decided, and those decided or needed."""
    found = {}
    closed = {item for item, word in desk.words.items() if word.action in CLOSING}
    for report in desk.reports:
        done = sum(row.id in closed for row in desk.rows.get(report.id, ()))
        found[report.id] = (done, done + len(desk.undecided(report)))
    return found


def progress(desk: Desk) -> list[Progress]:
    """Each question with the results decided and needed."""
    open_rows, done = desk.unverified(), dict.fromkeys((question.id for question in desk.protocol.questions), 0)
    for rows in desk.rows.values():
        for row in rows:
            word = desk.words.get(row.id)
            if word is not None and word.action in CLOSING:
                for question in desk.needs.questions_of(row):
                    done[question] += 1
    return [
        Progress(question.id, question.label, done[question.id], done[question.id] + open_rows[question.id])
        for question in desk.protocol.questions
    ]
