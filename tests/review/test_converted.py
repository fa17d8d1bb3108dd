"""A convertible result on its way: found, offered, converted by a person, pooled with what it was beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from corpus.effects import effects, select
from corpus.errors import InvalidDecision
from corpus.store import Store
from extractors import extract
from models.triage import score
from review.coding import code_variable
from review.decisions import add_by_hand, decide, undo
from review.queue import Desk, tasks
from review.recorded import apply_recorded
from tests.papers import paper
from tests.review.reviews import MATRIX, PROTOCOL, WHO, add, protocol

TEXT = "Users scored higher than non-users on depressive symptoms, t(98) = 2.31, p = .02."
USERS = "Users vs non-users"
ASKED = protocol(
    questions=[{**PROTOCOL["questions"][0], "statistics": ["pearson", "point_biserial"]}],
    constructs={**PROTOCOL["constructs"], "groups": {"label": "Groups", "high": "more", "terms": ["group use", USERS]}},
)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.in_memory() as made:
        read(made, TEXT)
        yield made


def read(store: Store, text: str, name: str = "berg2019") -> None:
    document = paper(text)
    store.add(document, score(extract(document)), [], name=f"{name}.pdf", rules="1")


def code(store: Store, report: str = "R1") -> None:
    code_variable(store, ASKED, report, USERS, construct="groups", direction="+", who=WHO)
    code_variable(store, ASKED, report, "depressive symptoms", construct="depression", direction="+", who=WHO)


def readings_asked(store: Store) -> list[str]:
    return [task.id for task in tasks(store, ASKED) if task.kind == "reading"]


def test_an_accepted_conversion_becomes_an_effect_that_says_what_it_was(store: Store) -> None:
    (task,) = [task for task in tasks(store, ASKED) if task.kind == "reading"]
    assert "t = 2.31, df = 98" in task.what
    assert task.command.startswith("stook decide C1 accept --conversion t --sign +")
    assert any("two groups; exact" in line for line in task.details)
    made = decide(store, "C1", "accept", who=WHO, conversion="t", sign="-")
    assert (made.action, made.before["r"], made.after["conversion"]) == ("accept", "2.31", "t")
    code(store)
    (effect,) = effects(store.readings(), store.codings(), ASKED, "depression")
    assert effect.r == pytest.approx(-0.227, abs=5e-4)
    assert (effect.n, effect.statistic, effect.conversion) == (100, "point_biserial", "t")
    assert effect.printed == "t = 2.31, df = 98"
    assert effect.quote == TEXT
    assert readings_asked(store) == []


def test_nothing_is_converted_silently(store: Store) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "needs a named conversion first; give --conversion t"),
        ({"conversion": "t"}, "give --sign"),
        ({"conversion": "beta"}, "no 'beta' is printed here"),
        ({"conversion": "t", "sign": "+", "r": ".2"}, "r is computed by the conversion"),
        ({"kind": "correlation"}, "needs a named conversion first"),
    )
    for given, message in cases:
        with pytest.raises(InvalidDecision, match=message):
            decide(store, "C1", "accept", who=WHO, **given)
    assert store.readings() == []


def test_a_correlation_is_not_converted() -> None:
    with Store.in_memory() as store:
        add(store, MATRIX[0])
        with pytest.raises(InvalidDecision, match="C1 is not convertible"):
            decide(store, "C1", "accept", who=WHO, conversion="t", sign="+")
        add_by_hand(store, "R1", r=".2", n=50, x="a", y="b", page=1, who=WHO)
        with pytest.raises(InvalidDecision, match="is not convertible"):
            decide(store, store.readings()[0].id, "change", who=WHO, sign="+")


def test_a_later_change_keeps_formula_and_sign(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO, conversion="t", sign="-")
    decide(store, "C1", "change", who=WHO, n=90)
    (reading,) = store.readings()
    assert (reading.n, reading.conversion) == (90, "t")
    assert reading.r.value == pytest.approx(-0.227, abs=5e-4)
    decide(store, "C1", "change", who=WHO, sign="+")
    assert store.readings()[0].r.value > 0
    undo(store, "C1", who=WHO)
    assert store.readings()[0].r.value < 0


def test_what_is_told_without_a_number_can_only_be_asked_or_rejected() -> None:
    with Store.in_memory() as store:
        read(store, "Group use was not correlated with depressive symptoms.")
        (task,) = [task for task in tasks(store, ASKED) if task.kind == "reading"]
        assert task.what.startswith("no r, told as not significant")
        assert "accept" not in task.command
        with pytest.raises(InvalidDecision, match="needs a named conversion first; ask or reject it"):
            decide(store, "C1", "accept", who=WHO)
        decide(store, "C1", "ask", who=WHO, note="write to the authors")
        assert decide(store, "C1", "reject", who=WHO).after == {"kind": "convertible"}


def test_a_convertible_result_rests_while_the_report_prints_the_correlation() -> None:
    printed = "Group use was correlated with depressive symptoms, r(98) = .25, p = .012. "
    with Store.in_memory() as store:
        read(store, printed + TEXT)
        rows = {row.kind: row.id for row in store.rows()}
        assert readings_asked(store) == [rows["correlation"]]
        assert Desk(store, ASKED).unverified() == {"depression": 1}
        decide(store, rows["correlation"], "reject", who=WHO, kind="cited")
        assert readings_asked(store) == [rows["convertible"]]


def test_a_correlation_added_by_hand_lets_it_rest_too(store: Store) -> None:
    add_by_hand(store, "R1", r=".2", n=50, x="Group use", y="CES-D", page=1, who=WHO)
    assert readings_asked(store) == []


def test_a_correlation_of_one_study_does_not_answer_for_another() -> None:
    first = replace(MATRIX[0], group="Study 1")
    other = replace(MATRIX[0], kind="convertible", group="Study 2", formula="d", source=(("d", MATRIX[0].r),))
    with Store.in_memory() as store:
        add(store, first, other, replace(other, group="Study 1", page=9))
        groups = {row.id: (row.kind, row.group) for row in store.rows()}
        asked = [groups[item] for item in readings_asked(store)]
        assert sorted(asked) == [("convertible", "Study 2"), ("correlation", "Study 1")]


def test_a_printed_correlation_stands_before_a_converted_one(store: Store) -> None:
    decide(store, "C1", "accept", who=WHO, conversion="t", sign="+")
    code(store)
    add_by_hand(store, "R1", r=".2", n=50, x=USERS, y="depressive symptoms", page=1, who=WHO)
    chosen = select(store.readings(), store.codings(), ASKED, "depression")
    assert [effect.conversion for effect in chosen.effects] == [""]
    assert [(out.id, out.code) for out in chosen.left_out] == [("C1", "converted")]


def test_a_recorded_line_names_the_conversion(store: Store) -> None:
    line = {
        "paper": "berg2019.pdf", "page": 1, "printed": "2.31", "pair": [USERS, "depressive symptoms"],
        "action": "accept", "who": WHO, "at": "2026-01-02T00:00:00Z", "set": {"conversion": "t", "sign": "-"},
    }  # fmt: skip
    apply_recorded(store, [json.dumps(line)], ASKED)
    assert [(reading.conversion, reading.r.text) for reading in store.readings()] == [("t", "-.227")]
