from typing import Any

import pytest

from corpus.protocol import parse_protocol
from extractors.constructs import Proposal, propose

PROTOCOL = parse_protocol(
    {
        "review": {"title": "x"},
        "constructs": {
            "depression": {
                "label": "Depression",
                "high": "more",
                "terms": ["depressive symptoms"],
                "reverse_terms": ["well-being"],
                "measures": {
                    "CES-D": {"names": ["Center for Epidemiologic Studies Depression Scale"]},
                    "WHO-5": {"direction": "-"},
                },
            },
            "help": {"label": "Help seeking", "high": "more", "terms": ["...", "seeking help online"]},
            "groups": {
                "label": "Online groups",
                "high": "more",
                "terms": ["help seeking in groups"],
                "broader": "help",
            },
        },
    }
)


def best(label: str) -> Proposal | None:
    return next(iter(propose([label], PROTOCOL)), None)


@pytest.mark.parametrize(
    ("label", "construct", "measure", "direction"),
    [
        ("CES-D", "depression", "CES-D", 1),
        ("1. Depression (CES–D)*", "depression", "CES-D", 1),
        ("Depressive symptom", "depression", "", 1),
        ("Well-being", "depression", "", -1),
        ("WHO-5 index", "depression", "WHO-5", -1),
        ("Low well-being", "depression", "", 1),
        ("Lack of depressive symptoms", "depression", "", -1),
        ("Online help seeking", "help", "", 1),
        ("Help seeking in groups", "groups", "", 1),
        ("Online seeking of help", "help", "", 1),
    ],
)
def test_a_label_is_proposed_by_the_names_of_the_protocol(
    label: str, construct: str, measure: str, direction: int
) -> None:
    found = best(label)
    assert found is not None
    assert (found.construct, found.measure, found.direction) == (construct, measure, direction)


@pytest.mark.parametrize("label", ["", "Age", "Stress", "Compression", "5"])
def test_a_label_without_a_name_of_the_protocol_is_nothing(label: str) -> None:
    assert best(label) is None


def test_all_constructs_that_may_be_meant_are_proposed_the_likeliest_first() -> None:
    found = propose(["Help seeking in groups"], PROTOCOL)
    assert [proposal.construct for proposal in found] == ["groups", "help"]


def test_the_words_that_say_so_are_told() -> None:
    said: Any = best("Depression (CES-D)")
    assert said.evidence == "'CES-D' is a measure of it"
    said = best("well-being")
    assert said.evidence == "'well-being' is a term of it"
