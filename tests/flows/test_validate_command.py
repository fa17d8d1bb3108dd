"""`stook validate` on the example review: what its own gold says of the reader."""

import json
from pathlib import Path

from benchmarks.sheets import EXAMPLE, write
from corpus.store import Store
from flows.retrain import judged
from tests.flows.commandline import Stook


def test_the_reader_shows_nine_of_ten_numbers_on_their_page(stook: Stook, review: Path) -> None:
    rows = write(EXAMPLE / "gold", review / "gold.csv")
    found = json.loads(stook.works("validate", "gold.csv", "--complete", "--format", "json"))
    assert found["rows"] == rows
    assert found["unplaced"] == []
    for name in ("found on its page", "r", "n", "pair"):
        assert found["fields"][name]["recall"]["value"] >= 0.9
        assert found["fields"][name]["precision"]["value"] >= 0.9
    with Store.open(review) as store:
        assert judged(store) == []  # reports that validate the reader never train it


def test_the_same_numbers_are_found_when_they_are_imported(stook: Stook, review: Path) -> None:
    rows = write(EXAMPLE / "gold", review / "gold.csv")
    found = json.loads(stook.works("import", "gold.csv", "--format", "json"))
    assert found["counts"]["found"] >= 0.9 * rows
    assert sum(found["counts"].values()) + len(found["ambiguous"]) == rows


def test_papers_are_compared_without_a_review(outside: Stook, tmp_path: Path, sample: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / sample.name).write_bytes(sample.read_bytes())
    (tmp_path / "s.csv").write_text(f"study,ri,page\n{sample.stem},.99,1\nnobody,.1,1\n", encoding="utf-8")
    text = outside.works("validate", "s.csv", "--papers", "papers", "--quiet")
    assert "1 rows of 1 reports, which hold the results of interest" in text
    assert "Not on their page: 1\n  line 2 Okafor2021, p. 1: r = .99" in text
    assert "not compared: line 3 nobody: no such report here" in text
