"""Coming in and going out: the printed link, name and password, and the start."""

from __future__ import annotations

from starlette.responses import Response

from review.web.routes import Pages
from review.web.sessions import HANDSHAKE_SECONDS
from review.web.users import knows, users
from review.web.visits import PLAIN, STRICT, NoSession, Visit

pages = Pages()


@pages.get("/", role="anyone")
def start(visit: Visit) -> Response:
    """A printed link opens a session; whoever has one goes on to work.

    The cookie is strict first. Where it does not come back (a browser that wants TLS even on this machine), the second
    step gives a plain one; it is as well kept from scripts and other sites.
    """
    if token := visit.query.get("token", ""):
        if who := visit.site.links.take(token):
            visit.site.heard()
            return admit(visit, who)
        if not visit.who:
            raise NoSession("This link was used already. `stook review` prints another one in its terminal.")
    if (step := visit.query.get("entered", "")) and (secret := visit.site.links.take(step)):
        answer = visit.to(visit.site.front)
        if not visit.who:
            answer.set_cookie(PLAIN.format(port=visit.port), secret, httponly=True, samesite="lax", path="/")
        return answer
    if visit.who:
        return visit.to(visit.site.front)
    if visit.site.team:
        return visit.to("/login")
    raise NoSession("Open the link that `stook review` printed in its terminal.")


def admit(visit: Visit, who: str) -> Response:
    """A session for this person, and its strict cookie."""
    secret = visit.site.sessions.open(who)
    step = "" if visit.tls else visit.site.links.make(secret, seconds=HANDSHAKE_SECONDS)
    answer = visit.to("/", entered=step) if step else visit.to(visit.site.front)
    name = STRICT.format(port=visit.port)
    answer.set_cookie(name, secret, secure=True, httponly=True, samesite="lax", path="/")
    return answer


@pages.get("/login", role="anyone")
def ask(visit: Visit) -> Response:
    """The form for name and password."""
    return visit.page("login.html", message="", name="")


@pages.post("/login", role="anyone", serial=False)
def login(visit: Visit) -> Response:
    """Check name and password; hashing takes its time and holds nobody else up."""
    name, password = visit.form.get("name", "").strip(), visit.form.get("password", "")
    keys = (f"name:{name}", f"address:{visit.address}")
    visit.site.brake.check(*keys)
    with visit.site.lock:
        user = users(visit.site.store).get(name) if visit.site.team else None
    if not knows(user, password):
        visit.site.brake.failed(*keys)
        message = "Name and password do not belong together."
        return visit.page("login.html", status=401, message=message, name=name)
    visit.site.brake.passed(*keys)
    with visit.site.lock:
        return admit(visit, name)


@pages.post("/logout", role="viewer")
def logout(visit: Visit) -> Response:
    """End the session."""
    for secret in visit.secrets:
        visit.site.sessions.close(secret)
    answer = visit.page("error.html", heading="Signed out", message="Your decisions are kept.", sign_in=True)
    for name in (STRICT, PLAIN):
        answer.delete_cookie(name.format(port=visit.port), path="/", secure=name == STRICT, httponly=True)
    return answer
