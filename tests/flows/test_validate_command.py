"""`stook validate` on the example review: what its own gold says of the reader."""

import json
from pathlib import Path

import openpyxl

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


def test_what_coders_changed_in_the_sheet_is_shown_then_decided(stook: Stook, review: Path) -> None:
    stook.works("export", "out")
    sheet = "out/coding.xlsx"
    assert stook.works("import", sheet, "--changes") == "No difference.\n"
    book = openpyxl.load_workbook(review / sheet)
    page = book["effects"]
    item = page["A2"].value
    page.cell(2, [cell.value for cell in page[1]].index("n") + 1).value = 77
    book.save(review / sheet)
    shown = stook.works("import", sheet, "--changes")
    assert f"effects {item}: n " in shown
    assert shown.endswith("-> 77\nThese become decisions with --apply.\n")
    assert stook.works("import", sheet, "--changes", "--apply").endswith("1 decisions made.\n")
    with Store.open(review) as store:
        assert next(reading.n for reading in store.readings() if reading.id == item) == 77
    assert stook("import", sheet, "--apply").status == 2
