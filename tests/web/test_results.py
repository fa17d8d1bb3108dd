"""Results in the browser: the newest version as written, and what-ifs that are kept nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.store import Store
from flows.repool import repool
from review import coding, decisions
from tests.review.reviews import MATRIX, WHO
from tests.store.evidence import document, sample, scored
from tests.web.test_report_page import PROTOCOL, parsed
from tests.web.visitor import Visitor, visiting


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder: Path = tmp_path_factory.mktemp("review")
    with Store.create(folder) as store:
        for name in ("berg2019", "kim2020", "lee2021"):
            store.add(document(name), scored(*MATRIX), [sample(212)], name=f"{name}.pdf", rules="1")
        for report in ("R1", "R2", "R3"):
            for label, construct in (("CES-D", "depression"), ("Group use", "groups")):
                coding.code_variable(store, parsed(), report, label, construct=construct, direction="+", who=WHO)
        for item, r in (("C1", ".31"), ("C5", ".21"), ("C9", ".11")):
            decisions.decide(store, item, "change", r=r, who=WHO)
        with visiting(store, folder, PROTOCOL) as someone:
            repool(store, folder, protocol=parsed())
            yield someone


def test_the_newest_version_is_shown_with_its_figure(visitor: Visitor) -> None:
    page = visitor.page("/results")
    assert "3 effects, N = 636" in page.text_content()
    (picture,) = page.xpath("//img[@class='forest']/@src")
    answer = visitor.client.get(picture)
    assert answer.status_code == 200
    assert answer.text.startswith("<?xml")


def test_the_whole_report_opens_in_a_sandbox(visitor: Visitor) -> None:
    answer = visitor.client.get("/results/files/0001/report.html")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("sandbox")


@pytest.mark.parametrize("path", ["0001/..%2fanalysis.json", "0001/none.svg", "0099/report.html", "..%2f/stook.db"])
def test_other_files_are_not_given_out(visitor: Visitor, path: str) -> None:
    assert visitor.client.get(f"/results/files/{path}").status_code == 404


def test_a_question_shows_its_effects_with_the_way_to_their_evidence(visitor: Visitor) -> None:
    page = visitor.page("/results/depression")
    assert {"/items/C1", "/items/C5", "/items/C9"} <= set(page.xpath("//td/a/@href"))


def test_a_what_if_is_shown_beside_what_was_laid_down_and_written_nowhere(visitor: Visitor) -> None:
    before = len(visitor.store.events())
    told = visitor.page("/results/depression?tau2=DL&without-S1=on").text_content()
    assert "2 rows, N = 424, DL" in told
    assert "As laid down:" in told
    assert visitor.client.get("/results/depression/forest.svg?tau2=DL&without-S1=on").status_code == 200
    assert len(visitor.store.events()) == before
    assert visitor.client.get("/results/files/0002/report.html").status_code == 404


def test_leaving_out_every_study_leaves_nothing_to_pool(visitor: Visitor) -> None:
    everything = "without-S1=on&without-S2=on&without-S3=on"
    assert "nothing to pool" in visitor.page(f"/results/depression?{everything}").text_content()
    assert visitor.client.get(f"/results/depression/forest.svg?{everything}").status_code == 404


def test_an_unknown_estimator_or_question_is_named(visitor: Visitor) -> None:
    answer = visitor.client.get("/results/depression?tau2=XX")
    assert answer.status_code == 422
    assert "XX" in answer.text
    assert visitor.client.get("/results/sleep").status_code == 404


def test_newer_decisions_are_said_plainly(visitor: Visitor) -> None:
    assert "Decisions are newer" not in visitor.page("/results").text_content()
    decisions.decide(visitor.store, "C2", "reject", kind="other", who=WHO)
    assert "Decisions are newer than these numbers." in visitor.page("/results").text_content()
