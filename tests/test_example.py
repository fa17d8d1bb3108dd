"""The bundled example review: its papers, gold, protocol and recorded decisions fit together."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.protocol import read_protocol
from synthetic.decisions import WHO, decisions
from synthetic.papers import MARK, dump, make
from synthetic.places import read_pages
from synthetic.specs import TEXTS, read_spec

EXAMPLE = Path(__file__).parent.parent / "corpus" / "example"
NAMES = sorted(path.stem for path in (EXAMPLE / "papers").glob("*.pdf"))
REMADE = ("Achterberg2016", "Tanaka2022")  # two are enough to see that the generator is what made them
LARGEST_FILE = 150_000  # bytes: the repository carries them
MINUS_SIGNS = re.compile("[−–]")  # as the papers print it; gold has a plain hyphen


@cache
def pages(name: str) -> list[str]:
    return read_pages((EXAMPLE / "papers" / f"{name}.pdf").read_bytes())


@cache
def gold(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLE / "gold" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def recorded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EXAMPLE / "decisions.jsonl").read_text(encoding="utf-8").splitlines()]


def readings() -> list[dict[str, Any]]:
    return [line for line in recorded() if line.get("action") in ("accept", "change")]


def test_there_are_enough_papers_and_each_has_its_text_and_its_gold() -> None:
    assert len(NAMES) >= 16
    assert sorted(path.stem for path in (EXAMPLE / "gold").glob("*.json")) == NAMES
    assert sorted(path.stem for path in TEXTS.glob("*[0-9].toml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_that_the_paper_is_synthetic(name: str) -> None:
    assert 2 < len(pages(name)) < 9
    assert all(MARK in " ".join(text.split()) for text in pages(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_gold_value_is_printed_on_its_page(name: str) -> None:
    for kind in ("correlations", "reliabilities", "distractors"):
        for entry in gold(name)[kind]:
            text = MINUS_SIGNS.sub("-", pages(name)[entry["page"] - 1])
            assert entry["r_printed"] in text, entry
    for sample in gold(name)["samples"]:
        assert f"{sample['n']:,}" in pages(name)[sample["page"] - 1], sample


@pytest.mark.parametrize("name", NAMES)
def test_the_captions_of_tables_with_correlations_stand_on_the_gold_page(name: str) -> None:
    for entry in gold(name)["matrices"]:
        assert entry["table"].casefold() in pages(name)[entry["page"] - 1].casefold()


@pytest.mark.parametrize("name", REMADE)
def test_a_committed_paper_and_its_gold_are_made_again_byte_for_byte(name: str) -> None:
    made = make(read_spec(TEXTS / f"{name}.toml"))
    assert made.pdf == (EXAMPLE / "papers" / f"{name}.pdf").read_bytes()
    assert dump(made.gold) == (EXAMPLE / "gold" / f"{name}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REMADE)
def test_recorded_decisions_are_made_again_from_the_truth(name: str) -> None:
    made = make(read_spec(TEXTS / f"{name}.toml"))
    again = decisions([made], read_protocol(EXAMPLE / "review.toml"))
    committed = [line for line in recorded() if line["paper"] == f"{name}.pdf"]
    assert [_untimed(line) for line in again] == [_untimed(line) for line in committed]


def _untimed(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != "at"}


def test_the_files_are_small() -> None:
    assert max(path.stat().st_size for path in (EXAMPLE / "papers").iterdir()) < LARGEST_FILE


def test_the_protocol_asks_what_the_example_is_about() -> None:
    protocol = read_protocol(EXAMPLE / "review.toml")
    assert [q.id for q in protocol.questions] == ["groups", "groups-by-generation", "empowerment", "internet", "tools"]
    assert {plan.question for plan in protocol.analyses} == {q.id for q in protocol.questions}
    assert protocol.constructs["depressive_symptoms"].measures["WHO-5"].direction == "-"
    assert all(protocol.covers("help_seeking", f"help_seeking_{form}") for form in ("groups", "internet", "tools"))


def test_every_decided_reading_is_in_the_gold_of_its_paper() -> None:
    for line in readings():
        known = gold(line["paper"].removesuffix(".pdf"))["correlations"]
        place = (line["page"], line["printed"], *line["pair"])
        assert place in [(c["page"], c["r_printed"], c["x"], c["y"]) for c in known], line


def test_every_rejected_item_is_no_correlation_of_its_paper() -> None:
    rejected = [line for line in recorded() if line.get("action") == "reject"]
    assert {line["kind"] for line in rejected} == {"cited", "reliability"}
    for line in rejected:
        known = gold(line["paper"].removesuffix(".pdf"))
        printed = [(d["page"], d["r_printed"]) for d in (*known["distractors"], *known["reliabilities"])]
        assert (line["page"], line["printed"]) in printed


def test_recorded_decisions_bear_their_author_and_go_forward_in_time() -> None:
    assert {line["who"] for line in recorded()} == {WHO}
    times = [line["at"] for line in recorded()]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_codings_name_constructs_and_choices_of_the_protocol() -> None:
    protocol = read_protocol(EXAMPLE / "review.toml")
    for line in recorded():
        assert line.get("construct", "help_seeking") in protocol.constructs
        for name, value in line.get("set", {}).items() if "study" in line else ():
            choices = protocol.characteristics[name].choices
            assert value is None or not choices or value in choices


def test_generations_agree_with_the_mean_year_of_birth() -> None:
    born = {"boomer": (1946, 1965), "x": (1965, 1981), "millennial": (1981, 1997), "z": (1997, 2010)}
    for line in recorded():
        if "study" in line and line["set"]["generation"] != "mixed":
            low, high = born[line["set"]["generation"]]
            assert low <= line["set"]["data_year"] - line["set"]["mean_age"] < high, line


def test_each_question_has_enough_readings_to_pool() -> None:
    constructs = {
        (line["paper"], line["variable"].casefold()): line["construct"] for line in recorded() if "variable" in line
    }
    pairs = Counter(
        frozenset(constructs[line["paper"], label.casefold()] for label in line["pair"]) for line in readings()
    )
    assert pairs[frozenset({"depressive_symptoms", "help_seeking_groups"})] >= 8
    assert pairs[frozenset({"help_seeking_groups", "empowerment"})] >= 4
    assert pairs[frozenset({"depressive_symptoms", "help_seeking_internet"})] >= 3
    assert pairs[frozenset({"depressive_symptoms", "help_seeking_tools"})] >= 3


def test_at_least_three_generations_have_two_studies_or_more() -> None:
    decided = {line["paper"] for line in readings()}
    levels = Counter(line["set"]["generation"] for line in recorded() if "study" in line and line["paper"] in decided)
    assert sum(count >= 2 for count in levels.values()) >= 3


def test_some_results_wait_and_reports_without_one_say_why() -> None:
    states = {line["paper"]: line for line in recorded() if "state" in line}
    assert {f"{name}.pdf" for name in NAMES} - set(states)
    unusable = [line for line in states.values() if line["state"] == "no usable result"]
    assert len(unusable) == 2
    assert all(line["reason"] for line in unusable)
    assert {line["paper"] for line in unusable} == {f"{name}.pdf" for name in NAMES if gold(name)["negative"]}
