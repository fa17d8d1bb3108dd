"""A value that is kept back reaches no browser before it is typed; then it is compared, and the person chooses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from corpus.store import Store
from tests.review.reviews import MATRIX
from tests.store.evidence import document, scored
from tests.web.conftest import Served, signed_in
from tests.web.test_access import faults
from tests.web.test_report_page import PROTOCOL
from tests.web.visitor import Visitor, visiting

PATHS = ("/queue", "/queue?find=.31", "/queue?state=resting", "/items/C1", "/items/C2/matrix", "/items/C2/matrix?all=1",
         "/reports/R1", "/reports/R1/add", "/studies/S1", "/results", "/results/depression", "/screening")  # fmt: skip


def review_that_hides(folder: Path, mode: str) -> Store:
    store = Store.create(folder)
    store.add(document("berg2019"), scored(*MATRIX), [], name="berg2019.pdf", rules="1")
    return store


def hiding(mode: str) -> str:
    return PROTOCOL.replace('y = "groups"', f'y = "groups"\ndisplay = "{mode}"')


@pytest.mark.parametrize("mode", ["blind", "independent"])
def test_no_page_holds_a_value_before_it_is_typed(tmp_path: Path, mode: str) -> None:
    with review_that_hides(tmp_path, mode) as store, visiting(store, tmp_path, hiding(mode)) as visitor:
        for path in PATHS:
            text = visitor.client.get(path).text.replace('value=".31"', "").replace("find=.31", "")
            assert ".31" not in text, path
            assert "0.31" not in text, path
        assert ("CES-D" in visitor.client.get("/items/C1").text) == (mode == "blind")
        assert "kept back" in visitor.client.get("/queue").text or "nothing shown" in visitor.client.get("/queue").text
        found = visitor.client.get("/queue", params={"find": ".31"}).text
        assert "/items/C1" not in found  # nobody finds out by searching
        labels = {"x": "Group use", "y": "CES-D"} if mode == "independent" else {}
        answer = visitor.send("/items/C1", "/items/C1", action="accept", r="-.31", n="212", **labels)
        assert "you typed -.31" in answer.text
        assert "the reader has .31" in answer.text
        visitor.send("/items/C1", "/items/C1", action="keep")
        (reading,) = store.readings()
        assert (reading.r.value, reading.n) == (-0.31, 212)
        assert [event.subject for event in store.events()] == ["typed", "reading"]


def send(visitor: Visitor, **fields: str) -> str:
    return visitor.send("/items/C1", "/items/C1", **fields).text


def test_agreement_is_told_after_and_a_choice_needs_something_typed(tmp_path: Path) -> None:
    with review_that_hides(tmp_path, "blind") as store, visiting(store, tmp_path, hiding("blind")) as visitor:
        assert "type what the page says" in send(visitor, action="accept", n="212")
        assert "Nothing waits for a choice" in send(visitor, action="take")
        assert store.events() == []
        asked = send(visitor, action="ask", note="which table?")
        assert ".31" not in asked
        answer = visitor.send("/items/C1", "/items/C1", action="accept", r=".31", n="212")
        assert "after=C1" in str(answer.url)
        assert "C1: you typed what was read" in answer.text
        assert [event.action for event in store.events()] == ["ask", "record", "accept"]


def test_a_value_is_typed_by_keys_beside_its_box_and_what_differs_is_chosen(
    root: Path, serve: Callable[..., Served], contexts: Callable[..., BrowserContext]
) -> None:
    protocol = (root / "review.toml").read_text("utf-8").replace('y = "seeking"', 'y = "seeking"\ndisplay = "blind"')
    (root / "review.toml").write_text(protocol, encoding="utf-8")
    served = serve(root)
    page = signed_in(served, contexts())
    page.goto(f"{served.address}/queue?question=symptoms")
    page.locator(".lines a", has_text="kept back").first.click()
    item = str(page.locator("main").get_attribute("data-item"))
    read = served.store.candidate(item).scored.candidate
    expect(page.locator(".paper rect.value")).to_be_in_viewport()
    assert read.r.text not in page.locator("form.decide").inner_html()
    assert faults(page) == []
    page.keyboard.press("a")
    expect(page.get_by_label("r", exact=True)).to_be_focused()
    page.keyboard.type(".99")
    page.get_by_label("n", exact=True).fill(str(read.n or 77))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"you typed .99, n = {read.n or 77}; the reader has {read.r.text}").first).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("t")
    expect(page.locator("main")).not_to_have_attribute("data-item", item)
    assert [(e.subject, e.action) for e in served.store.events()] == [("typed", "record"), ("reading", "accept")]
    assert served.store.readings()[0].r == read.r
    second = str(page.locator("main").get_attribute("data-item"))
    read = served.store.candidate(second).scored.candidate
    page.get_by_label("r", exact=True).fill(read.r.text)
    page.get_by_label("n", exact=True).fill(str(read.n))
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text(f"{second}: you typed what was read")
    assert len(served.store.readings()) == 2
