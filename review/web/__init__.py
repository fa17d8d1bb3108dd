"""The review in a browser: one file a page.

How to add a page. Make a file `review/web/NAME.py` with

    pages = Pages()

    @pages.get("/names/{name}", role="viewer", menu="Names")    # menu: a link in every head
    def show(visit: Visit, name: str) -> Response:
        return visit.page("name.html", name=name)             # review/pages/name.html extends layout.html

    @pages.post("/names/{name}", role="analyst")
    def change(visit: Visit, name: str) -> Response:
        ...                                                   # visit.form["..."]; changes end in visit.to(path)
        return visit.to(f"/names/{name}")

and add the module to `PAGES` in application.py. A page without a role cannot be declared; roles are in routes.py,
each may do what those before it may. Parts of the path come as text. Handlers are plain functions; a `serial` one
(the default) has the store for itself while it runs, `serial=False` takes `visit.site.lock` when it needs the store.
`visit.site` has the store, `protocol()`, `laid()` (the desk with its lists) and `pictures`; `visit.who` signs
decisions. Errors of `corpus.errors` become pages, or JSON for the script. Forms need `{{ token(visit) }}` from
macros.html; token and origin are checked before the handler runs. A `data-key` on a button, link or field gives it
that key (keys.py is the registry). No inline script or style: the policy forbids it; everything goes into
static/review.js and review.css. `item_view.sheet_of(site, desk, digest, page, marks=...)` and the macro `sheet(view,
label)` put a page's picture with marks anywhere.
"""

from review.web.application import application
from review.web.server import Neighbours, Server, open_site, start_site
from review.web.site import Site

__all__ = ["Neighbours", "Server", "Site", "application", "open_site", "start_site"]
