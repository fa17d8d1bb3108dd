"""Who may come in and what a foreign page cannot do: links, cookies, roles, origins, passwords, headers."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from corpus.errors import InvalidDecision, StookError, UnknownId
from corpus.store import Store
from review.web import Server, application, open_site
from review.web.application import PAGES
from review.web.guard import Guard
from review.web.routes import ROLES
from review.web.sessions import SESSIONS, Links, Sessions, form_token, hashed
from review.web.users import Brake, TooManyTries, add_user, remove_user, users
from tests.web.conftest import HOST, Served, signed_in

PASSWORD = "correct horse battery"


class Client:
    """A program that speaks to the server without a browser."""

    def __init__(self, served: Served) -> None:
        self.served, self.cookies, self.token = served, "", ""

    def ask(self, method: str, path: str, *, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        host = urlsplit(self.served.address).netloc
        connection = http.client.HTTPConnection(host, timeout=10)
        body = urlencode(form) if form is not None else None
        sent = {"Host": host, "Cookie": self.cookies} | {name.replace("_", "-"): text for name, text in headers.items()}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, sent)
        self.answer = connection.getresponse()
        text = self.answer.read().decode()
        connection.close()
        return self.answer.status, text

    def come_in(self, role: str = "") -> None:
        """Open a session: by the printed link, or directly for a person of the team."""
        who = role or self.served.site.owner
        secret = self.served.site.sessions.open(who)
        self.cookies = f"stook-{self.served.server.port}={secret}"
        self.token = form_token(secret)

    @property
    def origin(self) -> str:
        return self.served.address


@pytest.fixture
def client(served: Served) -> Client:
    return Client(served)


def test_every_route_declares_a_role(served: Served) -> None:
    app = application(served.site)
    declared = [getattr(getattr(route, "endpoint", None), "page", None) for route in app.routes]
    assert declared
    assert None not in declared
    assert {page.role for page in PAGES} <= set(ROLES)
    assert {page.path for page in PAGES if page.role == "anyone"} == {"/", "/login", "/static/{name}", "/favicon.ico"}
    assert all(page.role not in ("anyone", "viewer") for page in PAGES if page.method == "POST") or {
        page.path for page in PAGES if page.method == "POST" and page.role in ("anyone", "viewer")
    } == {"/login", "/logout", "/keys"}


def test_nobody_sees_a_page_without_a_session(client: Client) -> None:
    for page in PAGES:
        if page.role != "anyone":
            path = re.sub(r"\{[^}]*\}", "1", page.path)
            status, text = client.ask(page.method, path, form={} if page.method == "POST" else None)
            assert status == 401, path
            assert "Achterberg" not in text


def test_the_printed_link_works_once(served: Served, contexts: Callable[..., BrowserContext]) -> None:
    link = served.server.link()
    first = contexts().new_page()
    first.goto(link)
    expect(first.get_by_role("heading", name="To check")).to_be_visible()
    second = contexts().new_page()
    second.goto(link)
    expect(second.get_by_role("heading", name="Sign in")).to_be_visible()
    first.goto(link)  # whoever is in stays in
    expect(first.get_by_role("heading", name="To check")).to_be_visible()


def test_the_cookie_is_strict_in_a_browser_and_its_secret_is_stored_hashed(
    served: Served, contexts: Callable[..., BrowserContext]
) -> None:
    context = contexts()
    signed_in(served, context)
    (cookie,) = context.cookies()
    assert cookie["name"].startswith("__Host-")
    assert cookie["httpOnly"]
    assert cookie["secure"]
    kept = served.store.get(SESSIONS)
    assert hashed(cookie["value"]) in kept
    assert cookie["value"] not in kept


def test_a_client_that_refuses_the_strict_cookie_gets_a_plain_one(client: Client) -> None:
    link = client.served.server.link()
    status, _ = client.ask("GET", "/?" + urlsplit(link).query)
    step = str(client.answer.getheader("location"))
    assert (status, step[:10]) == (303, "/?entered=")
    client.ask("GET", step)
    plain = str(client.answer.getheader("set-cookie"))
    assert plain.startswith(f"stook-{client.served.server.port}=")
    assert "HttpOnly" in plain
    client.cookies = plain.partition(";")[0]
    assert client.ask("GET", "/queue")[0] == 200
    client.cookies = ""
    client.ask("GET", step)
    assert client.answer.getheader("set-cookie") is None  # the step works once, too


def test_a_session_outlives_a_restart_and_ends_with_signing_out(served: Served, client: Client) -> None:
    client.come_in()
    served.site.sessions = Sessions(served.store)
    assert client.ask("GET", "/queue")[0] == 200
    status, text = client.ask("POST", "/logout", form={"token": client.token}, Origin=client.origin)
    assert (status, "Signed out" in text) == (200, True)
    assert client.ask("GET", "/queue")[0] == 401


@pytest.mark.parametrize(
    ("token", "origin"),
    [("", "own"), ("wrong", "own"), ("own", ""), ("own", "http://example.org"), ("own", "null")],
)
def test_a_change_needs_the_token_and_the_origin(client: Client, token: str, origin: str) -> None:
    client.come_in()
    item = client.served.store.rows()[0].id
    form = {"token": client.token if token == "own" else token, "action": "reject", "seen": "0-x"}
    headers = {"Origin": client.origin if origin == "own" else origin} if origin else {}
    assert client.ask("POST", f"/items/{item}", form=form, **headers)[0] == 403
    assert not client.served.store.events()


def test_a_foreign_host_name_is_refused(client: Client) -> None:
    client.come_in()
    assert client.ask("GET", "/queue", Host="evil.example")[0] == 421
    assert client.ask("GET", "/queue", Host=f"localhost:{client.served.server.port}")[0] == 200


def test_a_server_on_every_address_answers_to_addresses_and_to_its_own_names(served: Served) -> None:
    guard = Guard(application(served.site), names=("review.example",), any_address=True)
    assert all(guard.is_ours(host) for host in ("10.0.0.7:8351", "[fe80::1]:8351", "[::1]", "review.example:443"))
    assert not any(guard.is_ours(host) for host in ("evil.example", "review.example.evil.example:8351", ""))


def test_every_answer_forbids_foreign_and_inline_content(client: Client) -> None:
    client.come_in()
    for path in ("/queue", "/static/review.css", "/nowhere"):
        client.ask("GET", path)
        policy = str(client.answer.getheader("content-security-policy"))
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert client.answer.getheader("x-content-type-options") == "nosniff"
    assert client.ask("GET", "/nowhere")[0] == 404


def test_no_page_asks_another_machine_for_anything(served: Served, contexts: Callable[..., BrowserContext]) -> None:
    context = contexts()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = signed_in(served, context)
    item = served.store.rows()[0].id
    for path in (f"/items/{item}", "/keys", "/reports/R1/add"):
        page.goto(served.address + path)
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(served.address).netloc}


def test_too_large_a_form_is_refused(client: Client) -> None:
    client.come_in()
    form = {"token": client.token, "action": "ask", "note": "x" * 400_000}
    assert client.ask("POST", f"/items/{client.served.store.rows()[0].id}", form=form, Origin=client.origin)[0] == 413


def test_text_from_papers_and_people_is_escaped(served: Served, client: Client) -> None:
    client.come_in()
    status, text = client.ask("GET", "/queue?find=%3Cscript%3Ealert(1)%3C/script%3E")
    assert status == 200
    assert "<script>alert" not in text


def test_a_file_is_handed_out_for_saving_only(client: Client) -> None:
    client.come_in()
    digest = client.served.store.papers()[0].digest
    connection = http.client.HTTPConnection(urlsplit(client.origin).netloc)
    connection.request("GET", f"/files/{digest}", headers={"Cookie": client.cookies})
    answer = connection.getresponse()
    assert answer.read(4) == b"%PDF"
    assert str(answer.getheader("content-disposition")).startswith("attachment")
    assert "sandbox" in str(answer.getheader("content-security-policy"))
    connection.close()
    assert client.ask("GET", f"/files/{'0' * 64}")[0] == 404
    assert client.ask("GET", f"/pages/{'0' * 64}/1.webp")[0] == 404
    assert client.ask("GET", f"/pages/{digest}/99.webp")[0] == 422
    assert client.ask("GET", f"/pages/{digest}/0.webp")[0] == 404


def test_a_team_needs_users_before_its_server_opens(root: Path) -> None:
    with Store.open(root) as store, pytest.raises(StookError, match="stook users add"):
        open_site(store, root / "review.toml", root, owner="mei", team=True)


def test_a_person_of_the_team_comes_in_by_password_and_may_do_what_the_role_says(
    root: Path, serve: Callable[..., Served], contexts: Callable[..., BrowserContext]
) -> None:
    with Store.open(root) as store:
        add_user(store, "vera", "viewer", PASSWORD)
        assert PASSWORD not in store.get("users")
        assert "argon2id" in store.get("users")
    served = serve(root, team=True)
    page = contexts().new_page()
    page.goto(served.address)
    page.get_by_label("Name").fill("vera")
    page.get_by_label("Password").fill("wrong but long")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").filter(has_text="do not belong together")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="To check")).to_be_visible()
    item = served.store.rows()[0].id
    page.goto(f"{served.address}/items/{item}")
    page.keyboard.press("5")
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert not served.store.events()


def test_guessing_passwords_is_slowed_down_by_name_and_address() -> None:
    brake = Brake()
    for _ in range(5):
        brake.check("name:vera", "address:1")
        brake.failed("name:vera", "address:1")
    with pytest.raises(TooManyTries, match="try again in"):
        brake.check("name:ola", "address:1")
    with pytest.raises(TooManyTries):
        brake.check("name:vera", "address:2")
    brake.passed("name:vera", "address:1")
    brake.check("name:vera", "address:1")


def test_users_have_a_name_a_role_and_a_long_password() -> None:
    with Store.in_memory() as store:
        refused = (
            ("", "viewer", PASSWORD, "no name"),
            ("vera", "boss", PASSWORD, "no role"),
            ("vera", "viewer", "short", "5 char"),
        )
        for name, role, password, said in refused:
            with pytest.raises(InvalidDecision, match=said):
                add_user(store, name, role, password)
        add_user(store, "vera", "viewer", PASSWORD)
        remove_user(store, "vera")
        assert users(store) == {}
        with pytest.raises(UnknownId, match="vera"):
            remove_user(store, "vera")


def test_a_link_that_is_too_old_stands_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    links = Links()
    token = links.make("mei", seconds=10)
    later = time.time() + 11
    monkeypatch.setattr(time, "time", lambda: later)
    assert links.take(token) == ""


def test_a_taken_port_is_named_with_its_remedy(served: Served) -> None:
    with pytest.raises(StookError, match=r"choose another --port"):
        Server(served.site, host=HOST, port=served.server.port)
