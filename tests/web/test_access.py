"""For everybody: axe finds nothing in light, dark, forced colours and on a narrow screen; the keyboard reaches all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.web.conftest import Served, signed_in

LOOKS: dict[str, dict[str, object]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "narrow": {"viewport": {"width": 390, "height": 844}},
}


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')}" for one in found for node in one["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(served: Served, contexts: Callable[..., BrowserContext], look: str) -> None:
    page = signed_in(served, contexts(**LOOKS[look]))
    cell = next(c.id for c in served.store.candidates() if c.scored.candidate.where == "table")
    hard = next(c.id for c in served.store.candidates() if c.scored.candidate.flags)
    items = [f"/items/{cell}", f"/items/{hard}", f"/items/{cell}/matrix?all=1", "/reports/R1/add?page=3"]
    others = ["/queue?find=nothing+has+this", "/keys", "/nowhere", "/login"] if look in ("light", "narrow") else []
    paths = [*items, "/queue", *others]
    found = {}
    for path in paths:
        page.goto(served.address + path)
        found[path] = faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    assert not {path: faults for path, faults in found.items() if faults}


def test_all_is_reached_by_keyboard_in_the_order_of_the_page(page: Page, served: Served) -> None:
    item = next(c.id for c in served.store.candidates() if c.scored.candidate.where == "table")
    page.goto(f"{served.address}/items/{item}")
    page.locator("h1").focus()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name"))
    fields = [name for name in reached if name in ("r", "n", "statistic", "x", "y", "group", "note", "action")]
    assert fields[:8] == ["r", "n", "statistic", "x", "y", "group", "note", "action"]


def test_the_question_mark_shows_every_key_and_escape_hides_them(page: Page, served: Served) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    for key in served.site.keys.registry:
        expect(page.get_by_role("dialog")).to_contain_text(key.what)
    page.keyboard.press("a")
    assert page.url.endswith("/queue")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_keys_are_quiet_while_an_input_method_composes(page: Page, served: Served) -> None:
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', isComposing: true, bubbles: true}))")
    page.keyboard.press("Control+a")
    assert page.url.endswith("/queue")
