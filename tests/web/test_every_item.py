"""Whatever the reader finds has a page: each candidate of every kind is shown, and so is what was made by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from corpus.document import Box
from corpus.errors import LimitExceeded
from corpus.evidence import Candidate, Printed, PValue, Scored
from corpus.store import Store
from review.decisions import add_by_hand
from review.web import Site
from review.web.evidence import arithmetic, guides, implied_n, marks
from review.web.item import show
from review.web.pictures import PictureRoom, PlacedWord, with_their_signs
from review.web.sessions import Session
from review.web.visits import Visit
from tests.papers import paper
from tests.store.evidence import candidate, sample
from tests.web.conftest import Served, signed_in


@pytest.fixture
def site(root: Path, pictures: PictureRoom) -> Iterator[Site]:
    with Store.open(root) as store:
        yield Site(store, root / "review.toml", pictures, owner="mei")


def page_of(site: Site, item: str) -> str:
    visit = Visit(site, Session("mei", "admin", "token"), f"/items/{item}", {}, {})
    return bytes(show(visit, item).body).decode()


def test_each_candidate_of_every_kind_has_a_page(site: Site) -> None:
    found = site.store.candidates()
    assert len({one.scored.kind for one in found}) >= 3
    for one in found:
        assert f'data-item="{one.id}"' in page_of(site, one.id)


def test_what_was_made_by_hand_shows_its_warnings(site: Site) -> None:
    made = add_by_hand(site.store, "R1", r=".31", n=90_000, x="a", y="b", who="mei", source="manual")
    text = page_of(site, made.id)
    assert "Added by hand by mei" in text
    assert "No page to show" in text


T_TEST = Candidate(
    "convertible.v1", "convertible", "unknown", Printed("2.31", 2.31, 2), 1, "text", (), (), "distress", "help", 100,
    "df", formula="t", source=(("t", Printed("2.31", 2.31, 2)), ("df", Printed("98", 98.0, 0))),
)  # fmt: skip


def test_a_convertible_result_becomes_r_by_the_formula_and_sign_that_a_person_chose(
    tmp_path: Path, serve: Callable[..., Served], contexts: Callable[..., BrowserContext], read_review: Path
) -> None:
    (tmp_path / "review.toml").write_text((read_review / "review.toml").read_text("utf-8"), encoding="utf-8")
    document = paper("The groups differed, t(98) = 2.31.")
    with Store.create(tmp_path) as store:
        store.add(document, [Scored(T_TEST, "convertible", 0.9, "triage.v1")], [sample(100)], name="x.txt", rules="1")
    served = serve(tmp_path)
    page = signed_in(served, contexts())
    page.goto(f"{served.address}/items/C1")
    expect(page.locator("h1")).to_contain_text("t = 2.31, df = 98")
    page.keyboard.press("a")
    expect(page.locator("#message")).to_contain_text("choose the formula")
    page.get_by_label("Make it r by").select_option("t")
    page.get_by_label("Its sign").select_option("-")
    page.locator("h1").click()
    page.keyboard.press("a")
    page.wait_for_selector("main.list")
    (made,) = served.store.readings()
    assert made.r.value == pytest.approx(-0.227, abs=0.005)
    assert served.store.events()[0].after["conversion"] == "t"


def number(text: str) -> Printed:
    return Printed(text, float(text), len(text.partition(".")[2]))


def sums(r: str, n: int, **more: object) -> dict[str, bool | None]:
    one = replace(candidate(r, "a", "b", 1, 0), r=number(r), n=n, **more)  # type: ignore[arg-type]
    return {line.name: line.agrees for line in arithmetic(one.r, n, one)}


def test_the_arithmetic_agrees_with_what_fits_and_differs_from_what_does_not() -> None:
    exact = PValue("=", number(".035"))
    right = sums(".30", 50, p=exact, df=number("48"), ci=(number(".02"), number(".53")), stars="", evidence=())
    assert right == {"p": True, "95 % interval": True, "n by p": True, "df": True}
    wrong = sums(".30", 80, p=exact, df=number("48"), ci=(number(".12"), number(".33")), stars="", evidence=())
    assert wrong == {"p": False, "95 % interval": False, "n by p": False, "df": False}


def test_stars_are_held_against_r_and_n() -> None:
    level = {"stars": "**", "p": PValue("<", number(".01")), "evidence": (("p_from_stars", 1.0),)}
    assert sums(".30", 200, **level)["stars"] is True
    assert sums(".10", 50, **level)["stars"] is False


def test_no_arithmetic_without_a_sound_n() -> None:
    assert sums(".30", 3) == {}
    one = candidate(".30", "a", "b", 1, 0)
    assert arithmetic(one.r, "", one) == []
    assert arithmetic(Printed("1.0", 1.0, 1), 50, one) == []


def test_an_implied_n_is_the_range_of_all_n_that_give_such_a_p() -> None:
    from extractors.checks.recomputed import of_p, p_interval

    p = of_p(PValue("=", number(".035")))
    low, high = implied_n(number(".30"), p) or (0, 0)
    assert p_interval(number(".30"), low).meets(p)
    assert p_interval(number(".30"), high).meets(p)
    assert not p_interval(number(".30"), low - 1).meets(p)
    assert not p_interval(number(".30"), high + 1).meets(p)
    assert implied_n(number(".90"), of_p(PValue("=", number(".5")))) is None
    assert implied_n(number(".00"), of_p(PValue("=", number(".001")))) == (403_143, 9_999_999)


def test_a_turned_table_gets_no_lines_to_its_heads() -> None:
    one = candidate(".30", "a", "b", 1, 0)
    assert all(mark.width > 0 for mark in marks(one, 1))
    turned = replace(one, value_boxes=(Box(1, 300.0, 300.0, 310.0, 320.0),))
    assert guides(marks(turned, 1)) == []


def word(text: str, x0: float, x1: float, *, doubt: bool = False) -> PlacedWord:
    return PlacedWord(text, x0, 100.0, x1, 110.0, doubt)


def test_a_minus_that_stands_by_itself_is_taken_over_with_its_number() -> None:
    apart = with_their_signs([word("−", 10, 15), word(".31", 17, 30), word("–", 50, 55), word(".40", 70, 80)])
    assert [one.text for one in apart] == ["−.31", "–", ".40"]
    assert (apart[0].x0, apart[0].x1) == (10, 30)
    for last in ("x", "15"):
        of_pages = with_their_signs([word("12", 10, 15), word("–", 15, 18), word(last, 18, 25)])
        assert [one.text for one in of_pages] == ["12", "–", last]
    (doubted,) = with_their_signs([word("-", 10, 12, doubt=True), word(".2", 12, 20)])
    assert doubted.doubt


def test_a_page_that_cannot_be_drawn_does_not_keep_anybody_from_deciding(site: Site, tmp_path: Path) -> None:
    site.pictures = PictureRoom(tmp_path / "pages")
    item = site.store.candidates()[0]
    kept = site.store.path_of(item.digest)
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.4 of which nothing is left")
    text = page_of(site, item.id)
    site.pictures.close()
    assert "No page to show" in text
    assert 'value="accept"' in text


def test_a_process_that_dies_while_drawing_is_replaced(site: Site, tmp_path: Path) -> None:
    room = PictureRoom(tmp_path / "pages")
    item = site.store.candidates()[0]
    file = site.store.path_of(item.digest)
    with pytest.raises(LimitExceeded, match="open the file itself"):
        room._work(_die, file, 1)
    assert room.picture(file, item.digest, 1).width > 100
    room.close()


def _die(file: Path, page: int) -> bytes:
    os._exit(1)
