"""The keys: what each does, and a form to change them."""

from __future__ import annotations

from starlette.responses import Response

from corpus.errors import InvalidDecision
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()


@pages.get("/keys", role="viewer")
def show(visit: Visit) -> Response:
    """All keys."""
    return _page(visit, "")


def _page(visit: Visit, message: str, *, status: int = 200) -> Response:
    return visit.page("keys.html", status=status, registry=visit.site.keys.registry, message=message)


@pages.post("/keys", role="viewer")
def change(visit: Visit) -> Response:
    """Keep a person's own keys."""
    names = {key.name for key in visit.site.keys.registry}
    chosen = {name: visit.form[name] for name in names if visit.form.get(name)}
    if "default" in visit.form:
        chosen = {key.name: key.key for key in visit.site.keys.registry}
    try:
        visit.site.keys.remap(visit.site.store, visit.who, chosen)
    except InvalidDecision as error:
        return _page(visit, str(error), status=422)
    return visit.to("/keys")
