"""Sentences of health, education, management, sports, neuroscience and linguistics, written before the rules saw them.

Each line of the file beside this one holds a form, a text, and all that must be found in it; a key that is not there
is not asked for. A text without anything expected must stay empty.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.reading.plain import from_text
from extractors import extract
from extractors.findings import found
from models.triage import score

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("sentences_of_other_fields.jsonl").read_text("utf-8").splitlines()
]
FORMS = {
    "square_df", "n_inside", "r_s", "rho", "tau", "partial", "semipartial", "point_biserial", "polychoric",
    "raised_point", "prose", "list", "respectively", "rs_plural", "sign_words", "abstract", "footnote",
    "caption", "broken",
    "n_words",
    "n_ladder", "n_thousands",
}  # fmt: skip


def words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", str(name).lower()))


def alike(wanted: Any, got: Any, *, key: str) -> bool:
    """Equal numbers and words; names where one's words are all in the other's, pairs in either order."""
    if key == "variables":
        if not got or len(got) != len(wanted):
            return False
        orders = (got, got[::-1])
        return any(all(alike(a, b, key="name") for a, b in zip(wanted, order, strict=True)) for order in orders)
    if key in ("name", "group"):
        a, b = words(wanted), words(got or "")
        return bool(a and b) and (a <= b or b <= a)
    return bool(wanted == got)


def missing(expected: list[dict[str, Any]], results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was expected and is not among the results; what fits is taken from them."""
    left = []
    for item in expected:
        fitting = [r for r in results if all(alike(value, r.get(key), key=key) for key, value in item.items())]
        if fitting:
            results.remove(fitting[0])
        else:
            left.append(item)
    return left


@pytest.mark.parametrize("case", CASES, ids=[f"{i}-{case['form']}" for i, case in enumerate(CASES)])
def test_all_that_a_sentence_tells_is_found_and_nothing_else(case: dict[str, Any]) -> None:
    document = from_text(case["text"])
    results = found(document, scored=score(extract(document)))
    assert missing(case["expected"], results) == []
    assert results == []


def test_each_form_has_three_sentences() -> None:
    often = Counter(case["form"] for case in CASES)
    assert {form for form in often if often[form] >= 3} >= FORMS
