"""A whole matrix at once: the cells as read beside the table's page; all that agree are accepted with one key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from starlette.responses import Response

from corpus.decisions import Decision
from corpus.document import union
from corpus.errors import InvalidDecision, UnknownId
from corpus.identity import normal
from corpus.protocol import Display
from corpus.store import StoredCandidate
from corpus.store.folds import View
from review.decisions import decision_on
from review.display import screen
from review.independent import record_all
from review.queue import KINDS_ASKED, Desk
from review.seeded import Planted, answer, plants
from review.web import evidence
from review.web.checked import told_of
from review.web.evidence import Mark
from review.web.item_view import sheet_of
from review.web.routes import Pages
from review.web.visits import Visit
from review.web.words import flag_title
from review.web.worklist import CLOSING, Laid

pages = Pages()
LEAST_CONFIDENCE = 0.5  # below it the reader itself doubts the cell: it is looked at one by one


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid. `state` is decided, agrees (one key accepts it), doubt (look at it), resting, or hidden.

    Of a hidden one the value is kept back from the visitor.
    """

    id: str
    r: str
    stars: str
    n: int | None
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells by their two labels; the labels that a question needs come first."""

    labels: tuple[str, ...]
    needed: frozenset[str]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]

    @property
    def agreeing(self) -> list[str]:
        """The cells that one key accepts."""
        return [cell.id for _, cells in self.rows for cell in cells if cell and cell.state == "agrees"]


@pages.get("/items/{item}/matrix", role="viewer")
def show(visit: Visit, item: str) -> Response:
    """The matrix that this item is a cell of."""
    return _page(visit, item)


def _page(visit: Visit, item: str, *, message: str = "", status: int = 200) -> Response:
    store = visit.site.store
    one = store.candidate(item)
    cells = table_of(store.candidates(one.report), one)
    laid, view = visit.site.laid(), store.view()
    modes = modes_of(cells, laid, visit.who)
    if modes.get(one.id) == "independent":
        raise InvalidDecision(f"The results of this table are typed before they are shown; open {one.id} itself.")
    cells = [cell for cell in cells if modes.get(cell.id) != "independent"]
    errors = errors_in(cells, laid, visit.who)
    grid = grid_of(cells, laid.desk, view, whole="all" in visit.query, hidden=frozenset(modes), errors=errors)
    page = evidence.page_of(one.scored.candidate)
    marks = tuple(
        Mark("cell", union([box])) for cell in cells for box in cell.scored.candidate.value_boxes if box.page == page
    )
    return visit.page(
        "grid.html", status=status, one=one, grid=grid, table=one.scored.candidate.table, message=message,
        sheet=sheet_of(visit.site, laid.desk, one.digest, page, marks=marks), whole="all" in visit.query,
        report_name=_name(laid, one.report), checked=[
            (cell.id, said) for cell in cells if (said := told_of(view.events, cell.id, visit.who))
        ],
        every=len({normal(label) for cell in cells for label in cell.scored.candidate.pair}),
    )  # fmt: skip


def modes_of(cells: Sequence[StoredCandidate], laid: Laid, who: str) -> dict[str, Display]:
    """Those of the cells whose value is kept back from this person, and how they are shown."""
    rows = laid.desk.row_of if laid.protocol.hides else {}
    shown = screen(laid.protocol, laid.view.events, who)
    found = {
        cell.id: shown.display(rows[cell.id], laid.desk.needs.questions_of(rows[cell.id]), laid.desk.words.get(cell.id))
        for cell in cells
        if cell.id in rows
    }
    return {item: mode for item, mode in found.items() if mode != "verify"}


def errors_in(cells: Sequence[StoredCandidate], laid: Laid, who: str) -> dict[str, Planted]:
    """The cells that this person is shown with another r; n is not seen in a grid."""
    found = plants(laid.protocol, laid.view.events, who)
    rows = laid.desk.row_of if found.per_hundred else {}
    errors = {}
    for cell in cells:
        row, hard = rows.get(cell.id), bool(evidence.hard(cell.scored.candidate)) or cell.superseded
        if row and laid.desk.needs.questions_of(row):
            planted = found.at(row, hard=hard, word=laid.desk.words.get(cell.id))
            if planted and planted.field == "r":
                errors[cell.id] = planted
    return errors


def _name(laid: Laid, report: str) -> str:
    return next((known.name for known in laid.desk.codings.reports if known.id == report), report)


def table_of(candidates: Sequence[StoredCandidate], one: StoredCandidate) -> list[StoredCandidate]:
    """The cells of the table that this candidate stands in, in its group; UnknownId where it stands in none."""
    me = one.scored.candidate
    if me.where != "table":
        raise UnknownId(f"{one.id} stands in running text, not in a table.")
    return [
        other
        for other in candidates
        if (c := other.scored.candidate).where == "table"
        and other.digest == one.digest
        and (c.table, c.group) == (me.table, me.group)
        and (c.table or evidence.page_of(c) == evidence.page_of(me))
        and other.scored.kind in KINDS_ASKED
    ]


def grid_of(
    cells: Sequence[StoredCandidate], desk: Desk, view: View, *, whole: bool = False, hidden: Set[str] = frozenset(),
    errors: Mapping[str, Planted] | None = None,
) -> Grid:  # fmt: skip
    """The cells as a triangle of labels: those of the protocol's constructs first, the others on demand."""
    names = {normal(label): label for label in in_order(cells)}
    report = cells[0].report if cells else ""
    needed = {key for key, label in names.items() if desk.needs.constructs(report, label) - {""}}
    keys = sorted(names, key=lambda key: key not in needed)
    if not whole and needed:
        keys = [key for key in keys if key in needed]
    rows = tuple(
        (names[key], tuple(_shown(cell, desk, view, hidden, errors or {}) for cell in row))
        for key, row in zip(keys, triangle(cells, keys), strict=True)
    )
    return Grid(tuple(names[key] for key in keys), frozenset(names[key] for key in needed), rows)


def triangle(cells: Sequence[StoredCandidate], keys: Sequence[str]) -> list[list[StoredCandidate | None]]:
    """For each label, as labels are compared, its cells with those before it."""
    placed = {frozenset(map(normal, cell.scored.candidate.pair)): cell for cell in reversed(cells)}
    return [[placed.get(frozenset((key, other))) for other in keys[:index]] for index, key in enumerate(keys)]


def in_order(cells: Sequence[StoredCandidate]) -> list[str]:
    """The labels in the table's order; one without a row of its own leads a lower triangle and ends an upper one."""
    counts: dict[str, int] = {}
    for cell in sorted(cells, key=_place):
        counts[cell.scored.candidate.x] = counts.get(cell.scored.candidate.x, 0) + 1
    rows = list(counts)
    others = list(
        dict.fromkeys(c.y for cell in sorted(cells, key=_place) if (c := cell.scored.candidate).y not in counts)
    )
    lower = not rows or counts[rows[0]] <= counts[rows[-1]]
    return [*others, *rows] if lower else [*rows, *others]


def _place(cell: StoredCandidate) -> tuple[int, int, float]:
    """Page, line and column of the value."""
    boxes = cell.scored.candidate.value_boxes
    return (boxes[0].page, round(boxes[0].top), boxes[0].x0) if boxes else (cell.scored.candidate.page, 0, 0.0)


def _shown(
    stored: StoredCandidate | None, desk: Desk, view: View, hidden: Set[str], errors: Mapping[str, Planted]
) -> Cell | None:
    if stored is None:
        return None
    if stored.id in hidden:
        return Cell(stored.id, "?", "", None, "hidden", "type it first")
    cell, planted = _cell(stored, desk, view), errors.get(stored.id)
    return replace(cell, r=planted.shown) if planted else cell


def _cell(stored: StoredCandidate, desk: Desk, view: View) -> Cell:
    candidate, word = stored.scored.candidate, view.words.get(stored.id)
    if word is not None and word.action in CLOSING:
        said = {"accept": "accepted", "change": "changed", "reject": "rejected"}.get(word.action, word.action)
        return Cell(stored.id, candidate.r.text, candidate.stars, candidate.n, "decided", f"{said} by {word.who}")
    why = doubt(stored, asked=word is not None)
    row = next((row for row in desk.rows.get(stored.report, ()) if row.id == stored.id), None)
    needed = row is not None and bool(desk.needs.questions_of(row))
    state = "doubt" if why and needed else "agrees" if needed else "resting"
    return Cell(stored.id, candidate.r.text, candidate.stars, candidate.n, state, why if needed else "in no question")


def doubt(stored: StoredCandidate, *, asked: bool = False) -> str:
    """Why a cell is looked at by itself; "" where all that can be checked agrees."""
    candidate = stored.scored.candidate
    if stored.scored.kind != "correlation":
        return "it is no correlation yet"
    if candidate.n is None:
        return "it has no n"
    if asked:
        return "somebody has asked about it"
    if candidate.flags:
        return flag_title(candidate.flags[0].code)
    if any(line.agrees is False for line in evidence.arithmetic(candidate.r, candidate.n, candidate)):
        return "the arithmetic differs"
    return "" if stored.scored.probability >= LEAST_CONFIDENCE else "the reader is not sure"


@pages.post("/items/{item}/matrix", role="analyst")
def accept_all(visit: Visit, item: str) -> Response:
    """Accept the cells that were shown as agreeing, all of them or none; one that has changed since stops it."""
    store = visit.site.store
    one = store.candidate(item)
    cells = table_of(store.candidates(one.report), one)
    laid = visit.site.laid()
    hidden = frozenset(modes_of(cells, laid, visit.who))
    agreeing = grid_of(cells, laid.desk, store.view(), whole="all" in visit.query, hidden=hidden).agreeing
    if visit.form.get("cells", "") != " ".join(agreeing):
        return _page(visit, item, status=409, message="The table has changed since it was shown; look at it again.")
    if not agreeing:
        return _page(visit, item, status=422, message="No cell is left that agrees; open the others one by one.")
    errors = errors_in(cells, laid, visit.who)
    try:
        accepted = [_accepted(visit, cell, len(agreeing)) for cell in agreeing if cell not in errors]
        record_all(store, accepted, visit.site.protocol().coders.numbers)
        missed = [answer(errors[cell], "accept", (), who=visit.who) for cell in agreeing if cell in errors]
        store.append_all(missed)
    except InvalidDecision as error:
        return _page(visit, item, status=422, message=str(error))
    return visit.to(f"/items/{item}/matrix", **({"all": "1"} if "all" in visit.query else {}))


def _accepted(visit: Visit, cell: str, count: int) -> Decision:
    note = f"with {count - 1} others of its table" if count > 1 else ""
    return decision_on(visit.site.store, cell, "accept", {}, who=visit.who, note=note)
