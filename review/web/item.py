"""The item page: one result beside its place on the page, decided with one key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from corpus.decisions import ASIDE, Decision
from corpus.errors import InvalidDecision, StookError
from corpus.evidence import KINDS, STATISTICS
from corpus.store import in_force
from corpus.store.folds import View
from review.decisions import decision_on, undo
from review.display import row_of
from review.independent import record, visible, waiting_on
from review.judging import told
from review.seeded import Planted
from review.typed import undecided
from review.web import hidden
from review.web.checked import answered, planted_in, shown_with, told_of
from review.web.hidden import kept_back
from review.web.item_view import Item, evidence_of, look_up
from review.web.routes import Pages, may
from review.web.templates import address
from review.web.visits import Visit
from review.web.worklist import Way, filter_of

pages = Pages()
FIELDS = ("r", "n", "x", "y", "statistic", "group")
KIND_CHIPS = ("correlation", "cited", "reliability", "effect_size_r", "other", "wrong_pair")  # the digit keys 1 to 6
CHIP_OF = {"convertible": "correlation"}  # what a person accepts of it is a correlation, by a formula
WRONG_PAIR = "wrong pair"
CONFIRMED = "confirm"  # accepted by a second key, of its own, where a hard warning stands
ANSWERS = ("accept", "change", "reject", "ask")
CHOICES = ("keep", "take")  # after typing something else than what was read
DECIDED = (*ANSWERS, *CHOICES, CONFIRMED)
TYPED_TOO = ("accept", "change")  # what a form without the value is sent with


class Conflict(StookError):
    """The item is not any more what the person has seen."""

    code = "conflict"


class SecondLook(InvalidDecision):
    """A hard warning asks for a second key."""

    code = "confirm"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says of an item."""

    action: str
    changes: dict[str, Any]
    kind: str | None
    note: str


@pages.get("/items/{item}", role="viewer", serial=False)
def show(visit: Visit, item: str) -> Response:
    """One item; its page may take a moment to be drawn, for which nobody else has to wait."""
    with visit.site.lock:
        it = look_up(visit.site, item)
    return _page(visit, it)


def _page(visit: Visit, it: Item, *, message: str = "", confirm: bool = False, status: int = 200) -> Response:
    wanted = filter_of(visit.query)
    with visit.site.lock:
        laid = visit.site.laid(fresh=False, view=it.view)
        way = laid.way(it.view, wanted, it.id, visit.who)
        if kept := kept_back(visit, it.id):
            return hidden.page(visit, it, *kept, laid, way, message=message, status=status)
        said, differs = hidden.said_before(visit), hidden.difference(visit, it.id)
        planted = planted_in(visit, it)
    it = shown_with(it, planted)
    values = {**it.values, **{name: visit.form[name] for name in FIELDS if name in visit.form}}
    settles = may(visit.session.role, "adjudicator")
    differing = waiting_on(it.view.events, "reading", it.id, laid.protocol.coders.numbers) if settles else None
    return visit.page(
        "item.html", status=status, it=it, events=visible(it.events, visit.who, adjudicates=differing is not None),
        differing=[(one.who, one.action, told(one)) for one in differing.judgements] if differing else [],
        seen=evidence_of(visit.site, it, laid), values=values, wanted=wanted,
        way=way, message=message, confirm=confirm, chips=KIND_CHIPS, said=said, differs=differs,
        careful=it.careful or planted is not None, checked=told_of(it.view.events, it.id, visit.who),
        statistics=STATISTICS, note=visit.form.get("note", ""),
        chosen=visit.form.get("kind", CHIP_OF.get(it.kind, it.kind if it.kind in KIND_CHIPS else "other")),
    )  # fmt: skip


def _last(view: View, who: str, item: str) -> Decision | None:
    """What Undo takes back: the person's last decision on this item, else the last one at all."""
    own = [event for event in in_force(view.events) if event.who == who and event.subject not in ASIDE]
    here = [event for event in own if event.id == item]
    found = here or own
    return found[-1] if found else None


@pages.post("/items/{item}", role="analyst")
def decide(visit: Visit, item: str) -> Response:
    """Record what was decided and go on to the next item."""
    action = visit.form.get("action", "")
    if action == "undo":
        return _undone(visit, item)
    it = look_up(visit.site, item)
    if action != "skip":
        try:
            if action in TYPED_TOO and (kept := kept_back(visit, item)):
                return hidden.typed_in(visit, *kept, _way(visit, item), adjudicates=_adjudicates(visit))
            if planted := _planted(visit, it, action):
                typed = read_form(shown_with(it, planted), action, visit.form)
                return answered(visit, planted, typed.action, typed.changes)
            made = _decided(visit, it, action)
        except (InvalidDecision, Conflict) as error:
            if visit.wants_json:
                raise
            status = 409 if isinstance(error, Conflict) else 422
            return _page(visit, it, message=str(error), confirm=isinstance(error, SecondLook), status=status)
        if visit.wants_json:
            return JSONResponse({"item": item, "action": made.action, "decision": made.seq})
    return visit.to(_way(visit, item).next or address("/queue", filter_of(visit.query).query))


def _planted(visit: Visit, it: Item, action: str) -> Planted | None:
    """The error that the visitor was shown and answers to."""
    planted = planted_in(visit, it) if action in ANSWERS else None
    return planted if planted and visit.form.get("seen") == shown_with(it, planted).seen else None


def _way(visit: Visit, item: str) -> Way:
    return visit.site.laid(fresh=False).way(visit.site.store.view(), filter_of(visit.query), item, visit.who)


def _decided(visit: Visit, it: Item, action: str) -> Decision:
    if action not in DECIDED:
        raise InvalidDecision(f"{action!r} is no action; press one of the buttons.")
    if visit.form.get("seen") != it.seen:
        raise Conflict(f"{it.id} has changed since this page was shown; look at it again. What you typed is kept.")
    typed = _chosen(visit, it, action) if action in CHOICES else read_form(it, _named(action), visit.form)
    if typed.action == "accept" and not typed.changes and it.hard and action != CONFIRMED:
        raise SecondLook("A hard warning stands here: look at the value on the page, then press Yes, accept.")
    store = visit.site.store
    decision = decision_on(store, it.id, typed.action, typed.changes, who=visit.who, kind=typed.kind, note=typed.note)
    return record(store, decision, visit.site.protocol().coders.numbers, adjudicates=_adjudicates(visit))


def _named(action: str) -> str:
    return "accept" if action == CONFIRMED else action


def _chosen(visit: Visit, it: Item, action: str) -> Typed:
    """What a person keeps or takes after typing something else than what was read."""
    row = row_of(visit.site.store, it.id)
    typed = undecided(visit.site.store, row, visit.who) if row else None
    if row is None or typed is None or it.kind == "convertible":
        raise Conflict(f"Nothing waits for a choice at {it.id}; look at it again.")
    changes, note = typed.changes(row), visit.form.get("note", "").strip()
    if action == "keep" and changes:
        return Typed("change", changes, None, note)
    return Typed("accept", {}, None, note)


def _adjudicates(visit: Visit) -> bool:
    """Whether this settles what independent coders differ on; only an adjudicator may, and has to mean it."""
    return visit.form.get("adjudicates") == "1" and may(visit.session.role, "adjudicator")


def read_form(it: Item, action: str, form: Mapping[str, str]) -> Typed:
    """The action, what differs from what was shown, the kind and the comment."""
    note, kind = form.get("note", "").strip(), form.get("kind", "")
    changes = _changes(it, form) if action in ("accept", "change") else {}
    if action == "reject":
        return Typed(action, {}, *_rejection(kind, note))
    if action == "ask":
        if not note:
            raise InvalidDecision("Ask what? Write the question into the comment.")
        return Typed(action, {}, None, note)
    if it.kind == "convertible" and kind in ("", "correlation"):
        return Typed(action, _conversion(it, form, changes), None, note)
    if kind not in ("", "correlation") or (it.kind != "correlation" and kind != "correlation"):
        raise InvalidDecision(f"{it.id} is marked as {kind or it.kind!r}; choose “own correlation” or reject it.")
    if not str(form.get("n", it.values["n"])).strip():
        raise InvalidDecision(f"{it.id} has no n; type it, or click it on the page.")
    if action == "change" and not changes:
        raise InvalidDecision("Nothing differs from what was read; correct a field first, or accept.")
    if action == "accept" and it.decided and not changes:
        action, changes = "accept", {name: _number(name, str(it.values[name])) for name in FIELDS if it.by_person}
    return Typed(action, changes, "correlation" if it.kind != "correlation" else None, note)


def _conversion(it: Item, form: Mapping[str, str], changes: dict[str, Any]) -> dict[str, Any]:
    """The formula and the sign that were chosen; r is what the formula gives, whatever stands in the field."""
    rest = {name: value for name, value in changes.items() if name != "r"}
    chosen = {name: form[name] for name in ("conversion", "sign") if form.get(name)}
    if "conversion" not in chosen and not it.decided:
        raise InvalidDecision(f"{it.id} is no correlation yet; choose the formula that makes one of it, or reject it.")
    return rest | chosen


def _rejection(kind: str, note: str) -> tuple[str | None, str]:
    if kind == "wrong_pair":
        return "other", f"{WRONG_PAIR}: {note}".rstrip(": ")
    return (kind if kind in KINDS and kind != "correlation" else None), note


def _changes(it: Item, form: Mapping[str, str]) -> dict[str, Any]:
    found = {
        name: _number(name, form[name].strip())
        for name in FIELDS
        if name in form and form[name].strip() != str(it.values[name])
    }
    if place := form.get("place", ""):
        found |= placed(place)
    return found


def _number(name: str, text: str) -> Any:
    if name != "n":
        return text
    digits = text.replace(",", "").replace(" ", "").replace("\u202f", "")
    if not digits.isdecimal():
        raise InvalidDecision(f"n = {text!r} is no whole number; write it like 212.")
    return int(digits)


def placed(text: str) -> dict[str, Any]:
    """The place that was clicked on a page, as facts of a reading: "5 100.2 310.9 121.0 320.4"."""
    try:
        page, *edges = text.split()
        x0, top, x1, bottom = (float(edge) for edge in edges)
        return {"page": int(page), "boxes": [[int(page), x0, top, x1, bottom]]}
    except ValueError:
        raise InvalidDecision(f"{text[:80]!r} is no place on a page; click the number again.") from None


def _undone(visit: Visit, item: str) -> Response:
    last = _last(visit.site.store.view(), visit.who, item)
    if last is None:
        raise InvalidDecision(f"{visit.who} has decided nothing yet that could be undone.")
    undo(visit.site.store, last.id, who=visit.who, seq=last.seq)
    back = address(place_of(last), filter_of(visit.query).query)
    return JSONResponse({"item": last.id, "action": "undo", "show": back}) if visit.wants_json else visit.to(back)


def place_of(event: Decision) -> str:
    """The page on which a decision is seen."""
    if event.subject in ("reading", "sample"):
        return f"/items/{event.id}"
    return f"/studies/{event.id}" if event.subject == "study" else f"/reports/{event.id.partition('/')[0]}"
