"""How honest the printed probabilities are on papers with gold: expected calibration error and risk over coverage.

A prediction is right where value, page and pair agree with the gold, and n too where the gold names one. What agrees
is said by the `score.py` of the folder; where a paper's gold is incomplete, what it does not list is left out.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from models.card import calibration_error

COVERAGE = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
BINS = 10  # as the calibration error's
WHERE = ("text", "table")

Judged = tuple[float, bool]


def scorer(path: Path) -> Any:
    """The functions of a folder's `score.py`."""
    spec = importlib.util.spec_from_file_location("score_of_papers", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be read as Python.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(gold: dict[str, Any], prediction: dict[str, Any], rules: Any) -> Iterator[tuple[str, Judged]]:
    """For each predicted correlation where it stands, how sure it was said to be, and whether it was right."""
    wanted, found = gold["correlations"], prediction.get("correlations", [])
    sides = {id(c): rules.names(c) for c in (*wanted, *found)}

    def agrees(a: dict[str, Any], b: dict[str, Any]) -> float:
        likeness = rules.pair_similarity(sides[id(a)], sides[id(b)]) if rules.page_near(a, b, 1) else 0
        return float(
            likeness and likeness + (a.get("page") == b.get("page")) + (rules.in_table(a) == rules.in_table(b))
        )

    partners = {j: wanted[i] for i, j in rules.match(wanted, found, agrees)}
    complete = gold.get("completeness", {})
    for number, item in enumerate(found):
        partner = partners.get(number)
        where = "table" if rules.in_table(item) else "text"
        if partner is None and not complete.get("tables" if where == "table" else "text", True):
            continue
        same_n = partner is not None and (not partner.get("n") or rules.num(partner["n"]) == rules.num(item.get("n")))
        yield where, (float(item["confidence"]), same_n)


def tell(gold: Path, predictions: Path, score: Path) -> Iterator[str]:
    """Lines about all papers of the folders, for text and tables apart."""
    rules = scorer(score)
    every: dict[str, list[Judged]] = {where: [] for where in WHERE}
    for path in sorted(gold.glob("*.json")):
        made = predictions / path.name
        if made.is_file():
            for where, one in judged(json.loads(path.read_text("utf-8")), json.loads(made.read_text("utf-8")), rules):
                every[where].append(one)
    for where, results in every.items():
        if results:
            yield from lines(where, results)


def lines(where: str, results: Sequence[Judged]) -> Iterator[str]:
    """Calibration error, and how many of the surest are wrong at each coverage."""
    error = calibration_error([sure for sure, _ in results], [right for _, right in results])
    yield f"{where}: {len(results)} correlations, expected calibration error {error:.3f}"
    ranked = sorted(results, key=lambda one: -one[0])
    for share in COVERAGE:
        top = ranked[: max(1, round(share * len(ranked)))]
        wrong = sum(not right for _, right in top) / len(top)
        yield f"  the surest {share:4.0%}: probability from {top[-1][0]:.3f}, wrong {wrong:.3f}"
