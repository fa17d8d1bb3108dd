"""Accepting many at once: what it would take, the sample that people check, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from corpus.errors import InvalidDecision
from review import bulk as many
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()
USUAL = {"above": ".98", "risk": ".01", "seed": "1"}
USUAL_AUDIT = "10"


@pages.get("/bulk", role="viewer", menu="Accept many")
def show(visit: Visit) -> Response:
    """What was accepted in bulk, and what it would take to accept more."""
    return _page(visit)


def _page(visit: Visit, *, message: str = "", status: int = 200) -> Response:
    terms = {name: visit.form.get(name, visit.query.get(name, usual)) for name, usual in USUAL.items()}
    found = None
    if "above" in visit.query and not message:
        try:
            found = many.stratum(visit.site.store, visit.site.protocol(), **_terms(terms))
        except InvalidDecision as error:
            message, status = str(error), 422
    return visit.page(
        "bulk.html", status=status, message=message, terms=terms, found=found, audit=USUAL_AUDIT,
        bulks=[(one, many.told(one)) for one in reversed(many.bulks(visit.site.store))],
    )  # fmt: skip


def _terms(given: dict[str, str]) -> dict[str, float]:
    return {name: _number(name, given.get(name, "")) for name in ("above", "risk")}


def _number(name: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidDecision(f"{name} = {text[:40]!r} is no number; write it like .98.") from None


def _whole(name: str, text: str) -> int:
    if not text.isdecimal():
        raise InvalidDecision(f"{name} = {text[:40]!r} is no whole number.")
    return int(text)


@pages.post("/bulk", role="adjudicator")
def begin(visit: Visit) -> Response:
    """Draw the sample."""

    def said() -> object:
        seed, terms = _whole("seed", visit.form.get("seed", "")), _terms(dict(visit.form))
        store, protocol = visit.site.store, visit.site.protocol()
        return many.begin(store, protocol, above=terms["above"], risk=terms["risk"], seed=seed, who=visit.who)

    return _done(visit, said)


@pages.post("/bulk/{item}", role="adjudicator")
def change(visit: Visit, item: str) -> Response:
    """Accept the rest, take all of it back, or draw some to look at afterwards."""
    store, form = visit.site.store, visit.form

    def said() -> object:
        match form.get("action", ""):
            case "finish":
                return many.finish(store, visit.site.protocol(), item, who=visit.who)
            case "undo":
                return many.take_back(store, item, who=visit.who)
            case "audit":
                count, seed = (_whole(name, form.get(name, "")) for name in ("count", "seed"))
                return many.audit(store, item, count=count, seed=seed, who=visit.who)
            case other:
                raise InvalidDecision(f"{other!r} is no action; press one of the buttons.")

    return _done(visit, said)


def _done(visit: Visit, said: Callable[[], object]) -> Response:
    try:
        said()
    except InvalidDecision as error:
        return _page(visit, message=str(error), status=422)
    return visit.to("/bulk")
