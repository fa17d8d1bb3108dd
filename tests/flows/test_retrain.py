"""`stook retrain` on a real store: decisions become a curve, it is kept where it helps, and scores what is stored."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.evidence import Scored
from corpus.store import Store
from extractors import extract
from flows.ingest import Ingested, ReadPaper, ingest
from flows.retrain import judged, retrain
from models.recalibration import FILE
from models.triage import score
from review.decisions import decide
from tests.flows.commandline import Stook
from tests.papers import paper

PAPERS, RESULTS = 10, 6
THINGS = ("trust", "pay", "tenure", "stress", "voice", "rest", "grit")


def text(number: int) -> str:
    """A paper of six results; no two papers are alike."""
    pairs = zip(THINGS[1:], range(RESULTS), strict=True)
    said = [f"Trust was related to {y}, r({80 + number}) = .{20 + 7 * number % 60 + i}, p < .05." for y, i in pairs]
    return f"Paper {number}. " + " ".join(said)


@cache
def read() -> tuple[tuple[Document, list[Scored]], ...]:
    """Ten papers of six results, each said to be nearly sure."""
    documents = [paper(text(number)) for number in range(PAPERS)]
    return tuple((d, [replace(one, probability=0.97) for one in score(extract(d))]) for d in documents)


def a_store(root: Path) -> Store:
    """A store on disk with these papers."""
    store = Store.create(root)
    for number, (document, scored) in enumerate(read()):
        store.add(document, scored, (), name=f"paper{number}.pdf", rules="v1")
    return store


def decided(store: Store, *, wrong_of: int) -> None:
    """Every result decided; one of so many rejected or changed."""
    for place, stored in enumerate(store.candidates()):
        if place % wrong_of:
            decide(store, stored.id, "accept", who="ada")
        elif place % 2:
            decide(store, stored.id, "change", who="ada", n=stored.scored.candidate.n or 90, y="another thing")
        else:
            decide(store, stored.id, "reject", who="ada", kind="cited")


def test_a_reader_that_is_too_sure_is_brought_down_everywhere(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        decided(store, wrong_of=3)
        before = store.generation()
        done = retrain(store)
        assert done.kept
        assert (done.decisions, done.papers, done.rescored) == (PAPERS * RESULTS, PAPERS, PAPERS * RESULTS)
        assert {round(row.probability, 3) for row in store.rows()} != {0.97}
        assert all(0.5 < row.probability < 0.85 for row in store.rows())
        assert {stored.scored.raw for stored in store.candidates()} == {0.97}
        assert store.generation() > before
        assert len(store.events()) == PAPERS * RESULTS  # no decision is touched


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        decided(store, wrong_of=3)
        retrain(store)
        content = (tmp_path / "store" / "models" / FILE).read_text("utf-8")
        again = retrain(store)
        assert not again.kept
        assert (tmp_path / "store" / "models" / FILE).read_text("utf-8") == content


def test_a_fit_that_does_not_help_is_not_kept(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        decided(store, wrong_of=31)  # as good as it says
        done = retrain(store)
        assert done.calibration is not None
        assert not done.kept
        assert not (tmp_path / "store" / "models").exists()


def test_a_new_paper_is_scored_by_what_was_learned(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        decided(store, wrong_of=3)
        retrain(store)
        document = paper(text(40))
        found = ReadPaper(tmp_path / "new.txt", document, tuple(score(extract(document))))
        (tmp_path / "new.txt").write_text(text(40), "utf-8")
        done = ingest(store, [tmp_path / "new.txt"], each=lambda _function, _batches: [[found]])
        assert isinstance(done, Ingested)
        new = [stored for stored in store.candidates() if stored.digest == document.digest]
        assert new
        assert all(one.scored.raw is not None and one.scored.probability < one.scored.raw for one in new)


def test_only_changes_of_value_pair_or_n_say_that_the_reader_was_wrong(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        first, second, third, fourth, *_ = store.candidates()
        decide(store, first.id, "accept", who="ada")
        decide(store, second.id, "change", who="ada", n=44)
        decide(store, third.id, "change", who="ada", group="women")
        decide(store, fourth.id, "accept", who="accept.risk-1pct.v1")
        assert [one.right for one in judged(store)] == [True, False, True]


def test_a_decision_that_was_undone_does_not_count(tmp_path: Path) -> None:
    with a_store(tmp_path) as store:
        item = store.candidates()[0].id
        decide(store, item, "reject", who="ada", kind="other")
        decide(store, item, "undo", who="ada")
        assert judged(store) == []


def test_a_store_in_memory_learns_nothing() -> None:
    with Store.in_memory() as store:
        assert store.models is None
        assert retrain(store).calibration is None


@pytest.mark.parametrize(
    ("wrong_of", "said"), [(3, "Kept: 60 decisions"), (31, "Left as it is: 60"), (0, "Nothing was fitted: 0 decisions")]
)
def test_the_command_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, wrong_of: int, said: str
) -> None:
    with a_store(tmp_path) as store:
        if wrong_of:
            decided(store, wrong_of=wrong_of)
    stook = Stook(tmp_path, capsys, monkeypatch)
    assert stook.works("retrain").startswith(said)
    assert json.loads(stook.works("retrain", "--format", "json"))["decisions"] == (60 if wrong_of else 0)
