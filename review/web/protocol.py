"""The protocol page: its text, what a change would do before it is saved, and the amendments so far."""

from __future__ import annotations

from starlette.responses import Response

from corpus.errors import InvalidDecision, InvalidProtocol
from review.amendments import Preview, amend, amendments, difference, parsed, preview
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()


@pages.get("/protocol", role="viewer", menu="Protocol")
def show(visit: Visit) -> Response:
    """The protocol as it stands."""
    return _page(visit, visit.site.protocol_file.read_text(encoding="utf-8"))


def _page(
    visit: Visit, text: str, *, message: str = "", seen: Preview | None = None, reason: str = "", status: int = 200
) -> Response:
    return visit.page(
        "protocol.html", status=status, text=text, message=message, seen=seen, reason=reason,
        amendments=amendments(visit.site.store),
    )  # fmt: skip


@pages.post("/protocol", role="adjudicator")
def change(visit: Visit) -> Response:
    """Preview a change, or save it with its reason."""
    store, file = visit.site.store, visit.site.protocol_file
    text, reason = visit.form.get("text", ""), visit.form.get("reason", "")
    text = text if text.endswith("\n") else f"{text}\n"
    try:
        seen = preview(
            store, visit.site.protocol(), parsed(text), difference=difference(file.read_text(encoding="utf-8"), text)
        )
        if visit.form.get("action") != "save":
            return _page(visit, text, seen=seen, reason=reason)
        amend(store, file, text, who=visit.who, reason=reason)
    except (InvalidProtocol, InvalidDecision) as error:
        return _page(visit, text, message=str(error), reason=reason, status=422)
    return visit.to("/protocol")
