from pathlib import Path

import pytest

from corpus.store import Store
from flows import repool as steps


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
