"""The start page, where no review is open yet: drop papers, begin a review, look at the example, go on with one."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from corpus.errors import InvalidProtocol, StookError, StoreUnavailable
from review.web.routes import Pages
from review.web.start_room import StartRoom
from review.web.visits import Visit

pages = Pages()


def room_of(visit: Visit) -> StartRoom:
    """What the start page works with."""
    assert visit.site.start is not None  # these pages are served with one only
    return visit.site.start


@pages.get("/start", role="admin", serial=False)
def show(visit: Visit) -> Response:
    """What can be begun here, and the reviews that were opened before."""
    return page(visit)


def page(visit: Visit, *, message: str = "", status: int = 200) -> Response:
    """The start page, with a message where something could not be done."""
    room = room_of(visit)
    return visit.page(
        "start.html", status=status, message=message, home=room.home, recent=room.recent(),
        dropped=[(folder.name, room.doing(folder)) for folder in room.dropped()],
        typed=visit.form.get("folder", ""),
    )  # fmt: skip


@pages.post("/start/open", role="admin", serial=False)
def open_review(visit: Visit) -> Response:
    """Serve the review in this folder and go there."""
    text = visit.form.get("folder", "").strip()
    if not text:
        return page(visit, message="Which folder? Write the one that review.toml stands in.", status=422)
    try:
        return visit.to(room_of(visit).open(Path(text).expanduser()))
    except (InvalidProtocol, StoreUnavailable) as error:
        return page(visit, message=str(error), status=422)


@pages.post("/start/example", role="admin", serial=False)
def lay_out(visit: Visit) -> Response:
    """Lay the example out, which takes a moment the first time, and open it."""
    room = room_of(visit)
    folder = room.lay_out()
    return visit.to("/start/example") if room.doing(folder) else visit.to(room.open(folder))


@pages.get("/start/example", role="admin", serial=False)
def wait(visit: Visit) -> Response:
    """How far the example is."""
    room = room_of(visit)
    folder = room.home / "example"
    return visit.page("start_example.html", folder=folder, doing=room.doing(folder), failed=room.failed(folder))


def refusal(error: StookError) -> str:
    """An error as the page's message: it begins like a sentence."""
    text = str(error)
    return text[:1].upper() + text[1:]
