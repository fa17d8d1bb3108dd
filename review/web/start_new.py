"""A new review, asked for step by step; nothing is written before the last step. No step needs a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response

from corpus.errors import InvalidDecision, StookError
from review.web.routes import Pages
from review.web.start import refusal, room_of
from review.web.start_draft import (
    MOST_RELATIONS,
    Draft,
    check_relations,
    check_title,
    draft_of,
    protocol_text,
    slug,
    suggested,
)
from review.web.start_papers import labels_in
from review.web.visits import Visit

pages = Pages()
STEPS = ("title", "relations", "terms", "where")
MOST_SUGGESTED = 40  # labels beside each construct
OWN_FIELDS = {  # which fields each step shows; the others travel along unseen
    "title": re.compile(r"title"),
    "relations": re.compile(r"[xy]\d+-(?:label|high)"),
    "terms": re.compile(r"[xy]\d+-terms|seen-[xy]\d+-\d+"),
    "where": re.compile(r"folder"),
}
NOT_CARRIED = ("token", "step", "go", "relations")


@pages.get("/start/new", role="admin", serial=False)
def ask(visit: Visit) -> Response:
    """The first question."""
    return _step(visit, "title", {"papers": visit.query.get("papers", "")})


@pages.post("/start/new", role="admin", serial=False)
def answer(visit: Visit) -> Response:
    """Take the answers of one step and show the next; after the last one the review begins."""
    step, going = visit.form.get("step", "title"), visit.form.get("go", "next")
    at = STEPS.index(step) if step in STEPS else 0
    draft = draft_of(visit.form)
    if going == "back":
        return _step(visit, STEPS[max(0, at - 1)], visit.form)
    if going == "more":
        return _step(visit, "relations", visit.form, more=1)
    try:
        _check(step, draft)
        if step == "where":
            return _begun(visit, draft)
    except StookError as error:
        return _step(visit, STEPS[at], visit.form, message=refusal(error))
    return _step(visit, STEPS[at + 1], visit.form)


def _check(step: str, draft: Draft) -> None:
    if step in ("title", "where"):
        check_title(draft)
    if step in ("relations", "where"):
        check_relations(draft)


def _begun(visit: Visit, draft: Draft) -> Response:
    room, papers = room_of(visit), visit.form.get("papers", "")
    typed = visit.form.get("folder", "").strip()
    if not typed:
        raise InvalidDecision("In which folder shall the review stand? Write its path.")
    text = protocol_text(room.services.template, draft)
    folder = room.begin(Path(typed), text, room.folder(papers) if papers else None)
    return visit.to(room.open(folder))


def _step(visit: Visit, step: str, form: Mapping[str, str], *, message: str = "", more: int = 0) -> Response:
    draft, own = draft_of(form), OWN_FIELDS[step]
    shown = min(MOST_RELATIONS, max(1, int(form.get("relations", "1") or 1), len(draft.relations)) + more)
    carried = [(name, value) for name, value in form.items() if name not in NOT_CARRIED and not own.fullmatch(name)]
    return visit.page(
        "start_new.html", status=422 if message else 200, message=message, step=step, steps=STEPS, draft=draft,
        form=form, carried=carried, shown=shown, most=MOST_RELATIONS, **_for_step(visit, step, form, draft),
    )  # fmt: skip


def _for_step(visit: Visit, step: str, form: Mapping[str, str], draft: Draft) -> dict[str, object]:
    """What only one step shows: suggestions beside each construct, or the place and the protocol's text."""
    room, papers = room_of(visit), form.get("papers", "")
    found: dict[str, object] = {"papers": papers, "suggestions": {}, "preview": "", "folder": ""}
    if step == "terms" and papers:
        labels, posted = labels_in(room.folder(papers)), any(name.startswith("seen-") for name in form)
        found["suggestions"] = {
            one.field: [
                (label, (likely and not posted) or label in one.terms)
                for label, likely in suggested(one, labels)[:MOST_SUGGESTED]
            ]
            for one in draft.constructs
        }
    if step == "where":
        found["preview"] = protocol_text(room.services.template, draft)
        found["folder"] = form.get("folder") or str(room.home / (slug(draft.title) or "review"))
    return found
