"""Before any review: papers are looked into, a review begins step by step, the example opens."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from corpus.errors import InvalidDecision, StookError, StoreUnavailable, UnknownId
from corpus.protocol import read_protocol
from corpus.store import Store
from flows.beginnings import TEMPLATE, begun, read
from flows.ingest import ReadPaper
from flows.settings import read_settings
from review.web import Neighbours, Server, start_site
from review.web.application import START_PAGES, application
from review.web.routes import ROLES
from review.web.sessions import form_token
from review.web.start_draft import check_relations, check_title, draft_of, protocol_text, suggested
from review.web.start_room import Services, StartRoom, file_name, papers_in, place_of, remember
from tests.web.conftest import HOST, PATIENCE
from tests.web.reviews import PAPERS
from tests.web.test_access import faults

SECONDS = 30
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
ANSWERS = {
    "title": "Help seeking \"online\" \\ and mood",
    "x0-label": "Depressive symptoms", "x0-high": "more symptoms", "x0-terms": "depression\nPHQ-9",
    "y0-label": "Hilfesuche", "y0-high": "more often", "seen-y0-3": "Support communities",
    "x1-label": "depressive symptoms", "x1-high": "more", "y1-label": "Сам", "y1-high": "more",
}  # fmt: skip


@dataclass
class Start:
    """The start page as it is served, and the folder that it keeps things in."""

    server: Server
    room: StartRoom
    home: Path

    @property
    def address(self) -> str:
        return self.server.address


@pytest.fixture
def start(tmp_path: Path, read_review: Path, papers: list[ReadPaper]) -> Iterator[Start]:
    """The start page; its papers were read before, its example is a small review."""
    known = {paper.path.name: paper for paper in papers}

    def read_known(store: Store, file: Path) -> None:
        paper = known.get(file.name)
        if paper is None or paper.document is None:
            return read(store, file)
        store.add_file(file)
        store.add(paper.document, paper.scored, paper.samples, name=file.name, rules="1", told=paper.told)
        return None

    def lay_out(folder: Path, told: Callable[[str], None]) -> None:
        told("copying")
        shutil.copytree(read_review, folder, dirs_exist_ok=True)

    reviews = Neighbours("mei", host=HOST)
    services = Services(
        read=read_known, lay_out=lay_out, is_laid_out=lambda folder: (folder / "review.toml").exists(), begun=begun,
        open=reviews.open, template=TEMPLATE.read_text(encoding="utf-8"),
    )  # fmt: skip
    home = tmp_path / "home"
    site = start_site(home, services, owner="mei")
    server = Server(site, host=HOST, port=0)
    running = threading.Thread(target=server.run)
    running.start()
    assert site.start
    yield Start(server, site.start, home)
    server.stop()
    running.join()
    reviews.close()


@pytest.fixture
def page(start: Start, contexts: Callable[..., BrowserContext]) -> Page:
    """A browser at the start page, let in by the printed link."""
    return come_in(start, contexts())


def come_in(start: Start, context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(start.server.link())
    return page


def drop(page: Page, *files: Path) -> None:
    page.get_by_label("PDF files").set_input_files(list(files))
    page.get_by_role("button", name="Read these papers").click()


def test_dropped_papers_show_their_matrices_beside_the_page_and_become_a_review(
    page: Page, start: Start, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no paper at all")
    drop(page, *PAPERS[:2], broken)
    expect(page.get_by_role("link", name="Start a review with these papers")).to_be_visible()
    expect(page.get_by_text("It could not be read")).to_be_visible()
    expect(page.get_by_text("N = 428").first).to_be_visible()
    expect(page.locator("table.grid", has_text="PHQ-9")).to_be_visible()
    page.get_by_role("link", name="Beside its page").first.click()
    expect(page.locator("img.page")).to_have_js_property("complete", value=True)
    assert page.locator("img.page").evaluate("image => image.naturalWidth") > 0
    assert page.locator("svg.marks rect.value").count() == 1
    page.locator("table.grid a").last.click()
    page.get_by_role("link", name="Start a review with these papers").click()
    begin(page)
    expect(page.get_by_role("heading", name="To check")).to_be_visible()
    folder = start.home / "help-seeking"
    protocol = read_protocol(folder / "review.toml")
    assert protocol.review.title == "Help seeking"
    assert "Internet search for help" in protocol.constructs["help_seeking"].terms
    assert [paper.name for paper in papers_in(folder)] == ["Achterberg2016.pdf", "Okafor2021.pdf", "broken.pdf"]
    with Store.open(folder) as store:
        assert {paper.state for paper in store.papers()} == {"read", "failed"}
    page.goto(start.address)
    expect(page.get_by_role("button", name="Open Help seeking")).to_be_visible()


def begin(page: Page) -> None:
    """Answer the questions."""
    page.get_by_label("Its name").fill("Help seeking")
    page.keyboard.press("Enter")
    expect(page.get_by_label("One side")).to_be_visible()
    page.get_by_label("One side").fill("Depressive symptoms")
    page.get_by_label("A high value means").first.fill("more symptoms")
    page.get_by_label("Other side").fill("Help seeking")
    page.get_by_label("A high value means").last.fill("more often")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How do papers call it?")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Begin the review").click()


def test_a_review_begins_without_papers_and_without_a_script(
    start: Start, contexts: Callable[..., BrowserContext]
) -> None:
    page = come_in(start, contexts(java_script_enabled=False))
    page.get_by_role("link", name="New review").click()
    begin(page)
    expect(page.get_by_role("heading", name="No papers yet")).to_be_visible()
    protocol = read_protocol(start.home / "help-seeking" / "review.toml")
    assert [(one.x, one.y) for one in protocol.questions] == [("depressive_symptoms", "help_seeking")]
    assert protocol.analyses[0].question == protocol.questions[0].id
    assert protocol.constructs["depressive_symptoms"].terms == ("depressive symptoms",)


def test_the_example_opens_from_the_start_page(page: Page, start: Start) -> None:
    for _ in range(2):  # the second time it is there
        page.goto(start.address)
        page.get_by_role("button", name="Open the example").click()
        if "/start/example" in page.url:
            page.get_by_role("button", name="Open the example").click()
        expect(page.get_by_role("heading", name="To check")).to_be_visible()
    assert urlsplit(page.url).netloc != urlsplit(start.address).netloc  # a review has an address of its own


def test_axe_finds_nothing_before_a_review(page: Page) -> None:
    found = {"start": faults_of(page, "light", WIDE)}
    drop(page, PAPERS[1])
    expect(page.get_by_role("link", name="Start a review with these papers")).to_be_visible()
    found["papers"] = faults_of(page, "dark", NARROW)
    page.get_by_role("link", name="Beside its page").first.click()
    found["beside"] = faults_of(page, "dark", NARROW)
    page.get_by_role("link", name="Start a review with these papers").click()
    page.get_by_label("Its name").fill("T")
    page.keyboard.press("Enter")
    page.get_by_label("One side").fill("Depressive symptoms")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="related to what")).to_be_visible()
    found["refused"] = faults_of(page, "light", NARROW)
    assert not {name: faults for name, faults in found.items() if faults}


def faults_of(page: Page, scheme: Literal["light", "dark"], size: ViewportSize) -> list[str]:
    """What axe finds on a page that looks like this, and whether it is wider than its window."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return faults(page) + ([f"{wide} pixels too wide"] if wide > 0 else [])


def test_every_page_before_a_review_is_for_its_owner_alone(start: Start) -> None:
    app = application(start.server.site)
    declared = [getattr(getattr(route, "endpoint", None), "page", None) for route in app.routes]
    assert declared
    assert None not in declared
    assert {page.role for page in START_PAGES} <= set(ROLES)
    assert all(page.role == "admin" for page in START_PAGES if page.path.startswith("/start"))
    for page in START_PAGES:
        if page.role != "anyone":
            path = (
                page.path.replace("{name}", "x").replace("{item}", "C1").replace("{digest}", "0").replace("{page}", "1")
            )
            assert ask(start, page.method, path, form={} if page.method == "POST" else None)[0] == 401, path


def ask(
    start: Start,
    method: str,
    path: str,
    *,
    form: dict[str, str] | None = None,
    secret: str = "",
    origin: str = "",
    host: str = "",
) -> tuple[int, str]:
    netloc = urlsplit(start.address).netloc
    connection = http.client.HTTPConnection(netloc, timeout=SECONDS)
    sent = {"Host": host or netloc, "Cookie": f"stook-{start.server.port}={secret}", "Origin": origin}
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, urlencode(form) if form is not None else None, sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_a_foreign_page_begins_nothing_and_what_is_wrong_is_told(start: Start, tmp_path: Path) -> None:
    secret = start.server.site.sessions.open("mei")
    token, own = form_token(secret), start.address

    def send(path: str, **form: str) -> tuple[int, str]:
        return ask(start, "POST", path, form={"token": token, **form}, secret=secret, origin=own)

    assert ask(start, "POST", "/start/example", form={"token": token}, secret=secret, origin="http://a.b")[0] == 403
    assert ask(start, "POST", "/start/example", form={"token": "x"}, secret=secret, origin=own)[0] == 403
    assert ask(start, "GET", "/start", secret=secret, host="evil.example")[0] == 421
    assert send("/start/papers")[0] == 422
    assert "Which folder" in send("/start/open")[1]
    assert "is not there" in send("/start/open", folder=str(tmp_path))[1]
    assert ask(start, "GET", "/start/papers/nowhere", secret=secret)[0] == 404
    assert ask(start, "GET", "/start/papers/..%2F..", secret=secret)[0] == 404
    assert "no name yet" in send("/start/new", step="title")[1]
    assert "Relationship 2" in send("/start/new", step="relations", go="more", title="T", relations="1")[1]
    assert "What is the review about?" in send("/start/new", step="relations", go="back", title="T")[1]
    assert "In which folder" in send("/start/new", step="where", **ANSWERS)[1]
    assert "no whole path" in send("/start/new", step="where", folder="here", **ANSWERS)[1]


def test_the_answers_become_a_protocol_that_loads_whatever_was_typed(tmp_path: Path) -> None:
    draft = draft_of(ANSWERS)
    file = tmp_path / "review.toml"
    file.write_text(protocol_text(TEMPLATE.read_text(encoding="utf-8"), draft), encoding="utf-8")
    protocol = read_protocol(file)
    assert protocol.review.title == ANSWERS["title"]
    assert protocol.constructs["depressive_symptoms"].terms == ("depression", "PHQ-9")
    assert protocol.constructs["hilfesuche"].terms == ("Support communities",)
    assert [one.id for one in protocol.questions] == [
        "depressive-symptoms-hilfesuche",
        "depressive-symptoms-construct-3",
    ]
    assert "# measures." in file.read_text(encoding="utf-8")
    assert suggested(draft.constructs[0], ["Stigma", "Symptoms"]) == [("Symptoms", True), ("Stigma", False)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Name the two things"),
        ({"x0-label": "a"}, "related to what"),
        ({"x0-label": "a", "y0-label": "A "}, "both sides"),
        ({"x0-label": "a", "x0-high": "more", "y0-label": "b"}, "high value of b"),
    ],
)
def test_a_relationship_has_two_different_sides_that_say_what_high_means(form: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidDecision, match=said):
        check_relations(draft_of(form))


def test_a_review_has_a_name_of_a_readable_length() -> None:
    with pytest.raises(InvalidDecision, match="201 characters"):
        check_title(draft_of({"title": "x" * 201}))


def test_files_keep_safe_names_and_the_same_bytes_are_kept_once(start: Start, tmp_path: Path) -> None:
    assert file_name("..\\..\\a/b: c?.pdf") == "b c.pdf"
    assert file_name("/") == "paper.pdf"
    folder = start.room.new_folder()
    for name, text in (("a.pdf", "1"), ("a.pdf", "2"), ("b.pdf", "1")):
        source = tmp_path / "upload"
        source.write_text(text)
        with source.open("rb") as opened:
            start.room.keep(folder, name, opened)
    assert [file.name for file in papers_in(folder)] == ["a-2.pdf", "a.pdf"]
    assert start.room.new_folder() != folder
    with pytest.raises(UnknownId):
        start.room.folder("elsewhere")


def test_a_review_begins_only_where_nothing_else_stands(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(StookError, match="not empty"):
        place_of(tmp_path / "full")
    (tmp_path / "review.toml").write_text("")
    with pytest.raises(StookError, match="holds a review"):
        place_of(tmp_path)
    (tmp_path / "inbox" / "papers").mkdir(parents=True)
    assert place_of(tmp_path / "inbox") == tmp_path / "inbox"


def test_work_that_fails_says_why_and_leaves_no_page_waiting(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    def full(folder: Path, told: Callable[[str], None]) -> None:
        raise StoreUnavailable("the disk is full; free some space.")

    def faulty(folder: Path, told: Callable[[str], None]) -> None:
        raise ZeroDivisionError

    for work, said in ((full, "the disk is full"), (faulty, "fault of Stook")):
        room = StartRoom(start.home, replace(start.room.services, lay_out=work))
        folder = room.lay_out()
        until(lambda room=room, folder=folder: not room.doing(folder))
        assert said in room.failed(folder)
    assert "ZeroDivisionError" in caplog.text


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_was_opened_last_leads_the_list_of_reviews(start: Start, read_review: Path) -> None:
    remember(start.home, read_review)  # no home yet: none is made for a list
    assert start.room.recent() == []
    start.home.mkdir()
    shutil.copytree(read_review, start.home / "other")
    (start.home / "broken").mkdir()
    (start.home / "broken" / "review.toml").write_text("= 1")
    remember(start.home, read_review)
    assert [one.folder for one in start.room.recent()] == [read_review, start.home / "broken", start.home / "other"]
    assert start.room.recent()[1].title == "its protocol cannot be read"


def test_stook_alone_opens_the_start_page_where_no_review_stands(tmp_path: Path) -> None:
    environment = {**os.environ, "BROWSER": "true", "STOOK_HOME": str(tmp_path / "home")}
    stook = str(Path(sys.executable).with_name("stook"))
    with subprocess.Popen([stook], cwd=tmp_path, stdout=subprocess.PIPE, env=environment, text=True) as running:
        assert running.stdout
        address = running.stdout.readline().strip()
        assert "--help" in running.stdout.readline()
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(address, timeout=SECONDS) as page:
            assert "Begin a review" in page.read().decode()
        running.terminate()
        assert running.wait(SECONDS) == 0
    assert not (tmp_path / "home").exists()


def test_the_home_of_reviews_is_a_setting(tmp_path: Path) -> None:
    assert read_settings(environment={"STOOK_HOME": str(tmp_path)}).home == tmp_path.resolve()
    assert read_settings(environment={}).home.name == "stook"
