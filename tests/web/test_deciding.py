"""One result beside its page, decided by buttons and keys; every decision is an event of the store."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from corpus.decisions import Decision
from review.decisions import decide
from tests.web.conftest import PATIENCE, Served, signed_in


def decisions(served: Served) -> list[Decision]:
    return served.store.events()


def waiting(page: Page) -> list[str]:
    links = page.locator(".lines a[href^='/items/']").all()
    return [str(link.get_attribute("href")).rpartition("/")[2].partition("?")[0] for link in links]


def open_item(page: Page, served: Served, item: str, query: str = "") -> None:
    page.goto(f"{served.address}/items/{item}{query}")
    expect(page.locator("main")).to_have_attribute("data-item", item)


def settle(page: Page, done: Callable[[], bool]) -> None:
    for _ in range(PATIENCE // 25):
        if done():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not come about")


def test_the_list_shows_what_waits_report_by_report_with_progress(page: Page) -> None:
    expect(page.get_by_role("heading", name="To check")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(2)
    assert len(waiting(page)) > 5
    expect(page.get_by_role("heading", name=re.compile("Achterberg2016"))).to_be_visible()


def test_the_item_page_marks_the_value_and_says_what_was_read(page: Page, served: Served) -> None:
    item = next(c for c in served.store.candidates() if c.scored.candidate.where == "table")
    open_item(page, served, item.id)
    expect(page.locator(".paper rect.value")).to_be_in_viewport()
    for role in ("row", "column", "n"):
        expect(page.locator(f".paper rect.{role}").first).to_be_attached()
    strokes = page.eval_on_selector_all(
        ".paper rect", "all => [...new Set(all.map(one => getComputedStyle(one).strokeDasharray))]"
    )
    assert len(strokes) >= 4
    expect(page.locator("h1")).to_contain_text(item.scored.candidate.r.text)
    expect(page.locator("table.sums")).to_contain_text("interval")
    expect(page.locator(".pair")).to_contain_text(item.scored.candidate.x)
    for name in ("Accept", "Change", "Reject", "Ask", "Skip", "Undo"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_one_key_accepts_and_the_next_item_is_there(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    page.keyboard.press("a")
    expect(page.locator("main")).to_have_attribute("data-item", second)
    assert page.url.endswith(f"/items/{second}")
    settle(page, lambda: len(decisions(served)) == 1)
    made = decisions(served)[0]
    assert (made.id, made.action, made.who) == (first, "accept", "mei")


def test_undo_takes_decisions_back_one_after_the_other_and_shows_their_items(page: Page, served: Served) -> None:
    first, second, third = waiting(page)[:3]
    open_item(page, served, first)
    for following in (second, third):
        page.keyboard.press("a")
        expect(page.locator("main")).to_have_attribute("data-item", following)
    for before in (second, first):
        page.keyboard.press("u")
        expect(page.locator("main")).to_have_attribute("data-item", before)
    assert [event.action for event in decisions(served)] == ["accept", "accept", "undo", "undo"]
    assert not served.store.readings()


def test_reject_keeps_the_kind_that_was_chosen(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    page.keyboard.press("2")
    page.keyboard.press("r")
    expect(page.locator("main")).to_have_attribute("data-item", second)
    page.keyboard.press("6")
    page.keyboard.press("r")
    settle(page, lambda: len(decisions(served)) == 2)
    cited, wrong = decisions(served)
    assert (cited.action, cited.after["kind"]) == ("reject", "cited")
    assert (wrong.after["kind"], wrong.note) == ("other", "wrong pair")


def test_change_records_what_was_typed_and_letters_in_fields_are_no_keys(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    page.keyboard.press("n")
    page.keyboard.type("87")
    page.get_by_label("First variable").fill("scars and quirks")
    page.get_by_label("First variable").press("Enter")
    expect(page.locator("main")).to_have_attribute("data-item", second)
    made = decisions(served)[0]
    assert (made.action, made.after["n"], made.after["x"]) == ("change", 87, "scars and quirks")
    assert made.after["n_basis"] == "person"


def test_the_key_for_change_goes_to_the_first_field_while_nothing_is_corrected(page: Page, served: Served) -> None:
    open_item(page, served, waiting(page)[0])
    page.keyboard.press("c")
    expect(page.get_by_label("r", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("r", exact=True)).not_to_be_focused()
    assert not decisions(served)


def test_accepting_a_corrected_field_is_recorded_as_a_change(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    page.get_by_label("r", exact=True).fill(".11")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("main")).to_have_attribute("data-item", second)
    assert decisions(served)[0].action == "change"
    assert served.store.readings()[0].r.text == ".11"


def test_what_cannot_be_keeps_what_was_typed_and_says_why(page: Page, served: Served) -> None:
    open_item(page, served, waiting(page)[0])
    page.get_by_label("r", exact=True).fill("1.7")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="not between -1 and 1")).to_be_visible()
    expect(page.get_by_label("r", exact=True)).to_have_value("1.7")
    assert not decisions(served)


def test_a_question_needs_words_and_keeps_the_item_waiting(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    page.keyboard.press("q")
    expect(page.get_by_label("Comment")).to_be_focused()
    page.keyboard.type("Is this the whole sample?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("main")).to_have_attribute("data-item", second)
    settle(page, lambda: len(decisions(served)) == 1)
    page.goto(f"{served.address}/queue?state=asked")
    assert waiting(page) == [first]
    expect(page.locator(".lines")).to_contain_text("Is this the whole sample?")


def test_skip_records_nothing(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    page.keyboard.press("s")
    expect(page.locator("main")).to_have_attribute("data-item", second)
    page.go_back()
    expect(page.locator("main")).to_have_attribute("data-item", first)
    assert not decisions(served)


def test_a_hard_warning_asks_for_a_second_key_that_is_another_one(page: Page, served: Served) -> None:
    hard = next(c.id for c in served.store.candidates() for flag in c.scored.candidate.flags if flag.severity == "hard")
    open_item(page, served, hard)
    expect(page.locator(".flag-line.hard")).to_be_visible()
    expect(page.get_by_role("img", name="enlarged")).to_be_visible()
    page.keyboard.press("y")  # means nothing before it is asked for
    assert not decisions(served)
    page.keyboard.press("a")
    expect(page.locator("#message")).to_contain_text("press Yes, accept")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Yes, accept")).to_be_visible()
    assert not decisions(served)
    page.keyboard.press("y")
    settle(page, lambda: [event.id for event in decisions(served)] == [hard])


def test_a_decision_on_what_has_changed_meanwhile_is_not_saved_but_shown(page: Page, served: Served) -> None:
    first, second = waiting(page)[:2]
    open_item(page, served, first)
    decide(served.store, first, "reject", who="ola")
    page.keyboard.press("a")
    expect(page.locator("main")).to_have_attribute("data-item", second)
    failure = page.locator("#failures")
    expect(failure).to_contain_text(f"{first} was not saved")
    assert [event.who for event in decisions(served)] == ["ola"]
    page.on("dialog", lambda dialog: dialog.accept())
    failure.get_by_role("link").click()
    expect(page.locator(".word.reject")).to_contain_text("Rejected by ola")


def test_everything_works_without_javascript(served: Served, contexts: Callable[..., BrowserContext]) -> None:
    page = signed_in(served, contexts(java_script_enabled=False))
    first, second = waiting(page)[:2]
    page.get_by_role("link", name=re.compile("Start checking")).click()
    assert page.url.endswith(f"/items/{first}")
    page.get_by_role("button", name="Accept", exact=True).click()
    assert f"/items/{second}" in page.url
    page.get_by_label("r", exact=True).fill("abc")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.locator("#message")).to_contain_text("'abc' is not a number")
    expect(page.get_by_label("r", exact=True)).to_have_value("abc")
    page.goto(f"{served.address}/items/{second}")
    page.get_by_role("button", name="Undo", exact=True).click()
    assert f"/items/{first}" in page.url
    assert [event.action for event in decisions(served)] == ["accept", "undo"]


def test_without_javascript_a_hard_warning_asks_for_two_presses(
    served: Served, contexts: Callable[..., BrowserContext]
) -> None:
    page = signed_in(served, contexts(java_script_enabled=False))
    hard = next(c.id for c in served.store.candidates() for flag in c.scored.candidate.flags if flag.severity == "hard")
    page.goto(f"{served.address}/items/{hard}")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("#message")).to_contain_text("press Yes, accept")
    page.get_by_role("button", name="Accept", exact=True).click()
    assert not decisions(served)
    page.get_by_role("button", name="Yes, accept", exact=True).click()
    assert [event.id for event in decisions(served)] == [hard]


def test_a_number_clicked_on_the_page_goes_into_the_field_and_moves_the_evidence(page: Page, served: Served) -> None:
    item = next(c for c in served.store.candidates() if c.scored.candidate.where == "table")
    other = next(
        c
        for c in served.store.candidates(item.report)
        if c.scored.candidate.table == item.scored.candidate.table
        and c.scored.candidate.r.value != item.scored.candidate.r.value
    )
    wanted = other.scored.candidate.value_boxes[0]
    open_item(page, served, item.id)
    page.get_by_label("r", exact=True).focus()
    words = page.locator(".words rect")
    expect(words.first).to_be_attached()
    place = f"{wanted.page} {wanted.x0:.1f}".rstrip("0").rstrip(".")
    page.locator(f".words rect[data-place^='{place} '][data-text*='{other.scored.candidate.r.text}']").first.click()
    expect(page.get_by_label("r", exact=True)).to_have_value(other.scored.candidate.r.text)
    page.get_by_role("button", name="Change", exact=True).click()
    settle(page, lambda: len(decisions(served)) == 1)
    box = decisions(served)[0].after["boxes"][0]
    assert box[0] == wanted.page
    assert abs(box[1] - wanted.x0) < 1


def test_no_key_is_lost_at_twenty_a_second_and_each_meets_its_own_item(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/queue?flag=none")
    order = waiting(page)
    assert len(order) >= 6
    page.keyboard.press("a")
    page.wait_for_selector("main.item")
    for _ in order:
        page.keyboard.press("a", delay=10)
        page.wait_for_timeout(40)
    page.wait_for_selector("main.list")
    assert [event.id for event in decisions(served)] == order


def test_decided_items_can_be_found_and_decided_anew(page: Page, served: Served) -> None:
    first = waiting(page)[0]
    decide(served.store, first, "change", who="ola", n=99)
    page.goto(f"{served.address}/queue?state=decided&coder=mei")
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    page.locator("select[name=coder]").select_option("ola")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link").filter(has=page.locator(".r")).first.click()
    expect(page.locator(".word")).to_contain_text("Changed by ola")
    expect(page.get_by_label("n", exact=True)).to_have_value("99")
    page.get_by_role("button", name="Accept", exact=True).click()
    settle(page, lambda: len(decisions(served)) == 2)
    assert served.store.readings()[0].n == 99
