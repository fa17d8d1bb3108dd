"""The matrix beside its page, results by hand, the keys, and lists that are empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from corpus.errors import InvalidDecision
from corpus.store import Store
from review.decisions import decide
from review.web.keys import REGISTRY, Key, Keys
from tests.web.conftest import Served, signed_in


def a_cell(served: Served) -> str:
    return next(c.id for c in served.store.candidates() if c.scored.candidate.where == "table")


def test_all_cells_that_agree_are_accepted_with_one_key(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/items/{a_cell(served)}/matrix")
    agreeing = page.locator("td.agrees")
    count = agreeing.count()
    assert count >= 2
    shown = {text.strip("*") for text in agreeing.all_inner_texts()}
    page.keyboard.press("A")
    expect(page.locator("td.decided")).to_have_count(count)
    made = served.store.events()
    assert [event.action for event in made] == ["accept"] * count
    assert {reading.r.text for reading in served.store.readings()} == shown
    expect(page.get_by_text("No cell waits here")).to_be_visible()


def test_a_cell_in_doubt_is_not_accepted_with_the_others(page: Page, served: Served) -> None:
    item = a_cell(served)
    decide(served.store, item, "ask", who="ola", note="is this the right table?")
    page.goto(f"{served.address}/items/{item}/matrix")
    doubted = page.locator("td.doubt a")
    expect(doubted).to_have_attribute("aria-label", text(served, item))
    page.keyboard.press("A")
    expect(page.locator("td.agrees")).to_have_count(0)
    assert served.store.view().words[item].action == "ask"


def text(served: Served, item: str) -> str:
    candidate = served.store.candidate(item).scored.candidate
    return f"{candidate.r.text}, {candidate.x} with {candidate.y}, look at it: somebody has asked about it"


def test_a_matrix_that_changed_since_it_was_shown_is_shown_again(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/items/{a_cell(served)}/matrix")
    cell = str(page.locator("td.agrees a").first.get_attribute("href")).rpartition("/")[2]
    decide(served.store, cell, "reject", who="ola")
    page.keyboard.press("A")
    expect(page.get_by_role("alert").filter(has_text="has changed since it was shown")).to_be_visible()
    assert len(served.store.events()) == 1


def test_arrow_keys_move_from_cell_to_cell(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/items/{a_cell(served)}/matrix?all=1")
    page.locator(".grid tbody tr:nth-child(2) a").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 3
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('td').cellIndex") == 2
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/items/C\d+$"))


def test_a_result_in_running_text_has_no_matrix(page: Page, served: Served) -> None:
    item = next(c.id for c in served.store.candidates() if c.scored.candidate.where == "text")
    answer = page.goto(f"{served.address}/items/{item}/matrix")
    assert answer
    assert answer.status == 404


def test_a_missed_result_is_added_by_clicking_on_its_page(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/reports/R1/add?page=3")
    page.get_by_label("r", exact=True).focus()
    page.locator(".words rect[data-text^='.63']").click()
    page.get_by_label("n", exact=True).fill("158")
    page.get_by_label("First variable").focus()
    for word in ("number", "posts"):
        page.locator(f".words rect[data-text='{word}']").first.click()
    expect(page.get_by_label("First variable")).to_have_value("number posts")
    page.get_by_label("Second variable").fill("self-report scale")
    page.get_by_role("button", name="Add it", exact=True).click()
    expect(page.locator("h1")).to_contain_text(".63")
    expect(page.locator(".word.add")).to_contain_text("Added by hand by mei")
    expect(page.locator(".paper rect.value")).to_be_in_viewport()
    made = served.store.events()[0]
    assert (made.action, made.id, made.after["page"], made.after["n_basis"]) == ("add", "H1", 3, "person")
    assert made.after["boxes"][0][0] == 3


def test_a_result_without_a_file_names_its_source_and_several_are_added_in_a_row(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/reports/R2/add")
    for r in (".2", ".3"):
        page.get_by_label("r", exact=True).fill(r)
        page.get_by_label("n", exact=True).fill("1,204")
        page.get_by_label("First variable").fill("distress")
        page.get_by_label("Second variable").fill("help seeking")
        page.get_by_label("It stands in").select_option("author")
        page.get_by_role("button", name="Add it, then another").click()
        expect(page.get_by_label("r", exact=True)).to_have_value("")
    assert [(event.after["source"], event.after["page"], event.after["n"]) for event in served.store.events()] == [
        ("author", None, 1204)
    ] * 2


@pytest.mark.parametrize(("r", "n", "said"), [("1.3", "50", "not between"), (".3", "many", "no whole number")])
def test_a_result_by_hand_that_cannot_be_keeps_what_was_typed(
    page: Page, served: Served, r: str, n: str, said: str
) -> None:
    page.goto(f"{served.address}/reports/R1/add")
    for label, value in (("r", r), ("n", n), ("First variable", "a"), ("Second variable", "b")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Add it", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(page.get_by_label("r", exact=True)).to_have_value(r)
    assert not served.store.events()


def test_keys_can_be_changed_and_go_back(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/keys")
    page.get_by_label("Accept:").fill("j")
    page.get_by_role("button", name="Keep these keys").click()
    page.goto(f"{served.address}/items/{a_cell(served)}")
    expect(page.get_by_role("button", name="Accept", exact=True)).to_have_attribute("data-key", "j")
    page.goto(f"{served.address}/keys")
    page.get_by_label("Change:").fill("j")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_role("alert").filter(has_text="'j' stands for accept and change")).to_be_visible()
    page.get_by_role("button", name="Back to the usual ones").click()
    expect(page.get_by_label("Accept:")).to_have_value("a")


def test_two_things_on_one_key_are_found_at_the_start() -> None:
    with pytest.raises(InvalidDecision, match="'a' stands for accept and again"):
        Keys((*REGISTRY, Key("again", "a", "twice")))
    with Store.in_memory() as store:
        for chosen, said in (({"fly": "x"}, "nothing that has a key"), ({"skip": "xy"}, "give one character")):
            with pytest.raises(InvalidDecision, match=said):
                Keys().remap(store, "mei", chosen)


@pytest.mark.parametrize(
    ("query", "fits"),
    [("question=stigma", True), ("flag=hard", True), ("kind=variable", True), ("paper=R2", True), ("find=okafor", True),
     ("state=resting", True), ("state=decided", False), ("find=zzz", False), ("flag=ocr", False)],
)  # fmt: skip
def test_the_list_is_narrowed_by_filters(page: Page, served: Served, query: str, fits: bool) -> None:
    page.goto(f"{served.address}/queue?{query}")
    assert (page.locator(".lines li").count() > 0) == fits
    if not fits:
        expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()


def test_an_empty_review_says_how_to_begin(
    tmp_path: Path, serve: Callable[..., Served], contexts: Callable[..., BrowserContext]
) -> None:
    (tmp_path / "review.toml").write_text('[review]\ntitle = "New"\n', encoding="utf-8")
    Store.create(tmp_path).close()
    page = signed_in(serve(tmp_path), contexts())
    expect(page.get_by_role("heading", name="No papers yet")).to_be_visible()


def test_a_broken_protocol_is_named_on_the_page(page: Page, served: Served) -> None:
    (served.root / "review.toml").write_text("[review]\ntitel = 'x'\n", encoding="utf-8")
    answer = page.goto(f"{served.address}/queue")
    assert answer
    assert answer.status == 500
    expect(page.locator("main")).to_contain_text("did you mean 'title'")


def test_a_paper_without_pages_shows_its_words(page: Page, served: Served) -> None:
    item = served.store.candidates("R1")[0]
    kept = served.store.path_of(item.digest)
    kept.chmod(0o600)
    kept.write_text("<article/>", encoding="utf-8")
    page.goto(f"{served.address}/items/{item.id}")
    expect(page.get_by_role("heading", name="No page to show")).to_be_visible()
    expect(page.locator(".nopage blockquote")).to_be_visible()
