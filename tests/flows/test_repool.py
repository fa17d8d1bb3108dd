import json
from pathlib import Path

import pytest

from corpus.store import Store
from flows import repool as steps
from review.expected import kept_spread
from tests.flows.commandline import Stook


def test_equal_digests_do_no_work(review: Path) -> None:
    with Store.open(review) as store:
        again = steps.repool(store, review)
    assert not again.new
    assert again.version.name == "0001"


def test_a_corrected_formula_asks_for_a_new_version(review: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "statistics", lambda: "another formula")
    with Store.open(review) as store:
        again = steps.repool(store, review)
    assert again.new
    assert again.version.name == "0002"


def test_what_waits_stands_beside_the_estimate_and_follows_the_queue(stook: Stook, review: Path) -> None:
    found = json.loads(stook.works("status", "--format", "json"))["estimates"]
    beside = [one["with_unverified"] for one in found]
    assert any(one.get("results") for one in beside)
    text = stook.works("status")
    assert "a sensitivity analysis, not an estimate." in text
    assert "Random-effects model, τ² by REML: one result a sample" in text
    page = (review / "reports" / "0001" / "report.html").read_text(encoding="utf-8")
    assert "a sensitivity analysis, not an estimate." in page
    waiting = json.loads(stook.works("queue", "--limit", "200", "--format", "json"))
    first = next(task for task in waiting if task["moves"])
    assert f"may move an estimate by {first['moves']:.3f}" in stook.works("queue", "--limit", "200")
    stook.works("decide", first["id"], "reject", "--kind", "cited")
    stook.works("repool", "--svg-only")
    after = [one["with_unverified"] for one in json.loads(stook.works("status", "--format", "json"))["estimates"]]
    assert sum(one.get("results", 0) for one in after) < sum(one.get("results", 0) for one in beside)


def test_the_spread_of_what_was_pooled_is_kept_for_the_queue(review: Path) -> None:
    with Store.open(review) as store:
        spread = kept_spread(store)
        pooled = steps.newest(review)
        assert pooled is not None
        assert spread == {one["id"]: one["tau2"] for one in pooled.data["questions"]}
