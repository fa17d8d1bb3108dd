"""A result that is shown with a planted error, the answer to it, and what the coder is told right after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from starlette.responses import JSONResponse, Response

from corpus.decisions import Decision
from corpus.store import in_force
from review.decisions import printed_r
from review.display import row_of
from review.queue import Needs
from review.seeded import Planted, answer, plants, told
from review.web.item_view import Item
from review.web.templates import address
from review.web.visits import Visit
from review.web.worklist import filter_of


def planted_in(visit: Visit, it: Item) -> Planted | None:
    """The error that this visitor is shown in the item."""
    protocol = visit.site.protocol()
    found = plants(protocol, it.view.events, visit.who)
    row = row_of(visit.site.store, it.id) if found.per_hundred else None
    if row is None or not Needs(protocol, it.view.codings, [row.x, row.y]).questions_of(row):
        return None
    return found.at(row, hard=it.hard or it.vanished or it.superseded, word=it.word)


def shown_with(it: Item, planted: Planted | None) -> Item:
    """The item as it would have been read with this error."""
    if planted is None:
        return it
    if planted.field == "n":
        wrong: object = int(planted.shown)
        candidate = replace(it.candidate, n=int(planted.shown))
    else:
        wrong = planted.shown
        candidate = replace(it.candidate, r=printed_r(it.id, planted.shown))
    values = dict(it.values) | {planted.field: wrong}
    return replace(it, values=values, read=values, candidate=candidate, seen=_seen(it, planted))


def _seen(it: Item, planted: Planted) -> str:
    """What the person saw, as the form names it: an answer to this can never be taken for one to what was read."""
    after, _, rest = it.seen.partition("-")
    digest = hashlib.sha256(f"{rest}:{planted.field}:{planted.shown}".encode()).hexdigest()
    return f"{after}-{digest[: len(rest)]}"


def answered(visit: Visit, planted: Planted, action: str, changed: Iterable[str]) -> Response:
    """Keep the answer, and show the item as it was read with what the coder is told."""
    made = visit.site.store.append(answer(planted, action, changed, who=visit.who))
    back = address(f"/items/{planted.item}", filter_of(visit.query).query)
    if visit.wants_json:
        return JSONResponse({"item": planted.item, "told": told(made), "show": back})
    return visit.to(back)


def told_of(events: Iterable[Decision], item: str, who: str) -> str:
    """What this coder is told of a check at the item, until something was decided there."""
    last = [event for event in in_force(events) if event.id == item and event.who == who]
    return told(last[-1]) if last and last[-1].subject == "check" else ""
