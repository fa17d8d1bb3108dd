"""The benchmark's lines about how honest probabilities are, on gold and predictions made here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.calibration import lines, scorer, tell

RULES = """
def names(c): return (c["x"], c["y"])
def pair_similarity(a, b): return float(set(a) == set(b))
def page_near(a, b, tol): return abs(a["page"] - b["page"]) <= tol
def in_table(c): return c["where"] == "table"
def num(v): return None if v is None else float(v)
def match(gold, pred, ok):
    return [(i, j) for i, g in enumerate(gold) for j, p in enumerate(pred) if g["r"] == p["r"] and ok(g, p)]
"""


def result(
    r: float, y: str, *, where: str = "text", n: int | None = None, sure: float | None = None
) -> dict[str, object]:
    made: dict[str, object] = {"x": "age", "y": y, "r": r, "page": 2, "where": where, "n": n}
    return made if sure is None else {**made, "confidence": sure}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    gold, found = tmp_path / "gold", tmp_path / "found"
    gold.mkdir()
    found.mkdir()
    (tmp_path / "score.py").write_text(RULES, encoding="utf-8")
    wanted = [result(0.3, "trust", n=80), result(0.2, "pay")]
    made = [
        result(0.3, "trust", n=80, sure=0.9),
        result(0.2, "tenure", sure=0.9),
        result(0.5, "pay", where="table", sure=0.7),
    ]
    paper = {"correlations": wanted, "completeness": {"text": True, "tables": False}}
    (gold / "a.json").write_text(json.dumps(paper), encoding="utf-8")
    (found / "a.json").write_text(json.dumps({"correlations": made}), encoding="utf-8")
    (gold / "never-read.json").write_text(json.dumps({"correlations": []}), encoding="utf-8")
    return gold, found, tmp_path / "score.py"


def test_what_is_right_is_held_against_what_was_said(folders: tuple[Path, Path, Path]) -> None:
    told = list(tell(*folders))
    assert told[0] == "text: 2 correlations, expected calibration error 0.400"
    assert told[-1] == "  the surest 100%: probability from 0.900, wrong 0.500"


def test_incomplete_gold_says_nothing_about_what_it_does_not_list(folders: tuple[Path, Path, Path]) -> None:
    assert not any(line.startswith("table") for line in tell(*folders))


def test_another_n_is_a_wrong_result(folders: tuple[Path, Path, Path]) -> None:
    _gold, found, _ = folders
    made = {"correlations": [result(0.3, "trust", n=60, sure=0.8)]}
    (found / "a.json").write_text(json.dumps(made), encoding="utf-8")
    assert next(tell(*folders)).endswith("expected calibration error 0.800")


def test_the_surest_come_first() -> None:
    told = list(lines("text", [(0.2, False), (0.9, True), (0.8, True), (0.4, False)]))
    assert told[3].endswith("probability from 0.800, wrong 0.000")


def test_a_scorer_that_is_no_python_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"score\.txt"):
        scorer(tmp_path / "score.txt")
