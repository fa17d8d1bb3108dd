"""Numbers as printed, and sentences."""

import pytest

from extractors.language import sentences
from extractors.numbers import integer, printed, relation


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [(".25", 0.25, 2), ("0·250", 0.25, 3), ("−.3", -0.3, 1), ("1,234.5", 1234.5, 1), ("0,23", 0.23, 2), ("12", 12, 0)],
)
def test_a_number_keeps_its_decimals(text: str, value: float, decimals: int) -> None:
    number = printed(text)
    assert (number.value, number.decimals, number.text) == (value, decimals, text)


@pytest.mark.parametrize("text", ["1,204", "1 204", "1'204", "1\u2009204"])
def test_thousands_may_be_parted_in_any_way(text: str) -> None:
    assert integer(text) == 1204


@pytest.mark.parametrize(
    ("sign", "meaning"),
    [("<", "<"), ("⬍", "<"), ("b", "<"), ("N", ">"), ("≤", "<="), ("≥", ">="), ("¼", "="), ("=", "=")],
)
def test_a_relation_is_understood_in_damaged_fonts(sign: str, meaning: str) -> None:
    assert relation(sign) == meaning


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("It rained. We left.", ["It rained.", "We left."]),
        (
            "See Fig. 3 of Kim et al. (2012), e.g. on p. 3. We left!",
            ["See Fig. 3 of Kim et al. (2012), e.g. on p. 3.", "We left!"],
        ),
        ("They were related, r = .3. Pay was not.", ["They were related, r = .3.", "Pay was not."]),
        (
            "They were related (r = .3). (See Table 2.) Why? No.",
            ["They were related (r = .3).", "(See Table 2.)", "Why?", "No."],
        ),
        ("It was J. Kim who left", ["It was J. Kim who left"]),
        ("He said “it rained.” We left.", ["He said “it rained.”", "We left."]),
        ("", []),
    ],
)
def test_sentences_survive_abbreviations_and_numbers(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == wanted
