import io
import json
from pathlib import Path

import pytest

from tests.flows.commandline import Stook


def test_extract_needs_no_review_and_keeps_the_order_of_its_arguments(
    outside: Stook, sample: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.pdf"
    bad.write_bytes(b"not a paper")
    answer = outside("extract", sample, bad, sample, "--format", "json", "--quiet")
    results = json.loads(answer.out)
    assert answer.status == 1
    assert [result["name"] for result in results] == ["Okafor2021", "broken", "Okafor2021"]
    assert results[1]["error"]["code"] == "not_a_pdf"
    assert "broken.pdf" in results[1]["error"]["message"]
    assert results[0]["correlations"] == results[2]["correlations"]


def test_every_extracted_correlation_says_where_it_stands(outside: Stook, sample: Path) -> None:
    (result,) = json.loads(outside.works("extract", sample, "--format", "json", "--quiet"))
    assert len(result["correlations"]) > 10
    for found in result["correlations"]:
        assert found["boxes"][0]["page"] == found["page"]
        assert 0 <= found["confidence"] <= 1
        assert found["rule"]
        assert found["n_source"] in {"df", "cell", "table_note", "row", "group", "sentence", "study", "paper", "none"}


def test_every_item_of_every_list_says_where_and_by_which_rule(outside: Stook, sample: Path) -> None:
    (result,) = json.loads(outside.works("extract", sample, "--format", "json", "--quiet"))
    for part in ("samples", "correlations", "matrices", "reliabilities", "other"):
        assert all(item["rule"] and item["boxes"] and item["page"] for item in result[part])
    (matrix,) = result["matrices"]
    (box,) = matrix["boxes"]
    inside = [c["boxes"][0] for c in result["correlations"] if c["where"] == "table"]
    assert box["top"] == min(b["top"] for b in inside)
    assert box["x1"] == max(b["x1"] for b in inside)


def test_extract_speaks_to_people_too(outside: Stook, sample: Path) -> None:
    text = outside.works("extract", sample)
    assert text.startswith("Okafor2021: ")
    assert "Table 1" in text


def test_check_text_answers_each_line(
    outside: Stook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["", "1", "2"], ["1. Envy", "-", ""], ["2. Regret", ".25*", "-"]]
    table_in = {"rows": rows, "caption": "Table 1. Correlations (N = 100)", "footnote": "*p < .05."}
    lines = [
        {"id": "a", "kind": "text", "input": "Envy was related to regret, r(98) = .25, p = .012."},
        {"id": "b", "kind": "table", "input": table_in},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(json.dumps(line) for line in lines) + "\n\n"))
    text, table = (json.loads(line) for line in outside.works("check-text").splitlines())
    assert [(found["value"], found["df"]) for found in text["found"] if found["type"] == "correlation"] == [(0.25, 98)]
    assert [found["value"] for found in table["found"] if found["type"] == "correlation"] == [0.25]


def test_check_text_names_a_line_that_it_cannot_use(outside: Stook, monkeypatch: pytest.MonkeyPatch) -> None:
    good = json.dumps({"id": "a", "kind": "text", "input": "r = .25"})
    monkeypatch.setattr("sys.stdin", io.StringIO(f'{{"id": 1}}\n{good}\n'))
    answer = outside("check-text")
    assert answer.status == 1
    assert "line 1" in answer.err
    assert json.loads(answer.out)["id"] == "a"


def test_check_text_refuses_a_kind_that_it_does_not_know(outside: Stook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "kind": "tabel", "input": "r = .2"}\n'))
    answer = outside("check-text")
    assert answer.status == 1
    assert "'tabel'" in answer.err
