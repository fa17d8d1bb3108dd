"""Papers that were dropped without a review: what was found in each, and its matrices beside their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import FileResponse, Response

from corpus.document import union
from corpus.errors import UnknownId, UnreadablePaper
from corpus.evidence import SampleSize
from corpus.identity import normal
from corpus.store import Paper, Store, StoredCandidate
from review.queue import KINDS_ASKED
from review.web import evidence
from review.web.evidence import Mark
from review.web.grid import in_order, triangle
from review.web.item_view import Sheet
from review.web.pictures import is_drawn
from review.web.routes import Pages
from review.web.sheet import FOR_GOOD
from review.web.start import page as start_page
from review.web.start import room_of
from review.web.start_room import papers_in
from review.web.visits import Visit

pages = Pages()
MOST_BYTES = 190_000_000  # of one drop: some hundred papers
MOST_IN_TEXT = 40  # results in running text that are listed of one paper


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table's results: a triangle of labels, each cell with the candidate that stands there."""

    first: StoredCandidate
    title: str
    rows: tuple[tuple[str, tuple[StoredCandidate | None, ...]], ...]

    @property
    def cells(self) -> int:
        return sum(cell is not None for _, row in self.rows for cell in row)

    @property
    def page(self) -> int:
        return evidence.page_of(self.first.scored.candidate)


@dataclass(frozen=True, slots=True)
class Found:
    """One paper and what was found in it; `state` is waiting, read or failed."""

    name: str
    state: str
    message: str = ""
    pages: int = 0
    samples: tuple[SampleSize, ...] = ()
    matrices: tuple[Matrix, ...] = ()
    in_text: tuple[StoredCandidate, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether it was read and has no correlation."""
        return self.state == "read" and not (self.matrices or self.in_text)


@pages.post("/start/papers", role="admin", serial=False, most_bytes=MOST_BYTES)
def drop(visit: Visit) -> Response:
    """Keep the files in a folder on this machine and read them in the background."""
    room = room_of(visit)
    given = [upload for upload in visit.files if upload.filename]
    if not given:
        return start_page(visit, message="No file came; choose one or more PDFs, or drop them here.", status=422)
    more = visit.form.get("more", "")
    folder = room.folder(more) if more else room.new_folder()
    for upload in given:
        room.keep(folder, upload.filename or "", upload.file)
    room.read(folder)
    return visit.to(f"/start/papers/{folder.name}")


@pages.get("/start/papers/{name}", role="admin", serial=False)
def show(visit: Visit, name: str) -> Response:
    """What was found in each paper so far."""
    room = room_of(visit)
    folder = room.folder(name)
    return visit.page(
        "start_papers.html", name=name, folder=folder, doing=room.doing(folder), failed=room.failed(folder),
        papers=list(found_in(folder)), most=MOST_IN_TEXT,
    )  # fmt: skip


@pages.post("/start/papers/{name}", role="admin", serial=False)
def go_on(visit: Visit, name: str) -> Response:
    """Read what was left when the program ended."""
    room = room_of(visit)
    room.read(room.folder(name))
    return visit.to(f"/start/papers/{name}")


def found_in(folder: Path) -> Iterator[Found]:
    """Each dropped paper with what the store knows of it."""
    if not (folder / "store" / "stook.db").is_file():
        yield from (Found(file.name, "waiting") for file in papers_in(folder))
        return
    with Store.open(folder) as store:
        known = {paper.name: paper for paper in store.papers()}
        for file in papers_in(folder):
            paper = known.get(file.name)
            yield _found(store, paper) if paper else Found(file.name, "waiting")


def _found(store: Store, paper: Paper) -> Found:
    if paper.state != "read":
        return Found(paper.name, "failed" if paper.state == "failed" else "waiting", paper.message)
    here = [one for one in store.candidates(paper.report) if one.digest == paper.digest]
    own = [one for one in here if one.scored.kind == "correlation"]
    sizes = {(one.n, one.role, one.group): one for one in reversed(store.sample_sizes(paper.report))}
    return Found(
        paper.name, "read", "; ".join(paper.warnings), paper.pages, tuple(reversed(sizes.values())),
        tuple(matrices(own)), tuple(one for one in own if one.scored.candidate.where == "text"),
    )  # fmt: skip


def matrices(found: Sequence[StoredCandidate]) -> list[Matrix]:
    """The tables among the candidates of one paper, in the order of its pages."""
    tables: dict[tuple[str, str], list[StoredCandidate]] = {}
    for one in found:
        candidate = one.scored.candidate
        if candidate.where == "table":
            place = candidate.table or f"Table on page {evidence.page_of(candidate)}"
            tables.setdefault((place, candidate.group), []).append(one)
    made = [_matrix(", ".join(filter(None, key)), cells) for key, cells in tables.items()]
    return sorted(made, key=lambda matrix: matrix.page)


def _matrix(title: str, cells: Sequence[StoredCandidate]) -> Matrix:
    names = {normal(label): label for label in in_order(cells)}
    rows = zip(names.values(), map(tuple, triangle(cells, list(names))), strict=True)
    return Matrix(cells[0], title, tuple(rows))


@pages.get("/start/papers/{name}/{item}", role="admin", serial=False)
def beside(visit: Visit, name: str, item: str) -> Response:
    """One result, and the table it stands in, beside its page."""
    folder = room_of(visit).folder(name)
    with Store.open(folder) as store:
        one = store.candidate(item)
        paper = next(paper for paper in store.papers() if paper.digest == one.digest)
        found = _found(store, paper)
        matrix = next((matrix for matrix in found.matrices if _holds(matrix, item)), None)
        sheet = _sheet(visit, folder, store.path_of(one.digest), paper, one, matrix)
    return visit.page("start_beside.html", name=name, one=one, paper=found, matrix=matrix, sheet=sheet)


def _holds(matrix: Matrix, item: str) -> bool:
    return any(cell is not None and cell.id == item for _, row in matrix.rows for cell in row)


def _sheet(visit: Visit, folder: Path, file: Path, paper: Paper, one: StoredCandidate, matrix: Matrix | None) -> Sheet:
    candidate = one.scored.candidate
    page = evidence.page_of(candidate)
    cells = [cell for _, row in matrix.rows for cell in row if cell] if matrix else []
    others = [box for cell in cells for box in cell.scored.candidate.value_boxes if box.page == page]
    marks = (*(Mark("cell", union([box])) for box in others), *evidence.marks(candidate, page))
    if not is_drawn(file):
        return Sheet(paper.digest, page, paper.pages, marks=marks)
    try:
        picture = room_of(visit).pictures(folder).picture(file, paper.digest, page)
    except UnreadablePaper as error:
        return Sheet(paper.digest, page, paper.pages, marks=marks, why=str(error))
    image = f"/start/papers/{folder.name}/pages/{paper.digest}/{page}.webp"
    return Sheet(paper.digest, page, paper.pages, image, picture.width, picture.height, marks, evidence.crop(candidate))


@pages.get("/start/papers/{name}/pages/{digest}/{page}.webp", role="admin", serial=False)
def picture(visit: Visit, name: str, digest: str, page: str) -> Response:
    """The picture of a page."""
    room = room_of(visit)
    folder = room.folder(name)
    with Store.open(folder) as store:
        if digest not in {paper.digest for paper in store.papers()} or not page.isdecimal() or page == "0":
            raise UnknownId(f"there is no page {page[:20]!r} of a file {digest[:80]!r} here.")
        file = store.path_of(digest)
    kept = room.pictures(folder).picture(file, digest, int(page))
    return FileResponse(kept.path, media_type="image/webp", headers=FOR_GOOD)


def labels_in(folder: Path) -> list[str]:
    """The variable labels of these papers, those of the most papers first."""
    with Store.open(folder) as store:
        rows = [row for row in store.rows() if row.kind in KINDS_ASKED and not row.vanished]
    reports: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for row in rows:
        for label in (row.x, row.y):
            if key := normal(label):
                names.setdefault(key, label)
                reports.setdefault(key, set()).add(row.report)
    return [names[key] for key in sorted(names, key=lambda key: -len(reports[key]))]
