"""A correlation from printed numbers, by name, over all that rounding allows."""

from __future__ import annotations

import math

import pytest

from corpus.errors import InvalidDecision
from corpus.evidence import Candidate
from extractors.convertible_values import Converted, converted, offered, source_text
from extractors.numbers import printed


def result(formula: str, **source: str) -> Candidate:
    numbers = tuple((name, printed(value)) for name, value in source.items())
    first = numbers[0][1] if numbers else printed("0")
    return Candidate(
        "test", "convertible", "unknown", first, 1, "text", (), x="a", y="b", formula=formula, source=numbers
    )


T = result("t", t="2.31", df="98")


def test_t_lies_between_what_its_rounding_allows() -> None:
    made = converted(T, "t", n=100, sign="-")
    assert made.r == pytest.approx(-2.31 / math.sqrt(2.31**2 + 98))
    assert made.low == pytest.approx(-2.315 / math.sqrt(2.315**2 + 98))
    assert made.high == pytest.approx(-2.305 / math.sqrt(2.305**2 + 98))
    assert (made.printed.text, made.printed.decimals) == ("-.227", 3)
    assert made.printed.low <= made.r <= made.printed.high


@pytest.mark.parametrize(
    ("candidate", "name", "n", "sign", "r"),
    [
        (result("F1", F1="5.30", df2="96"), "F1", None, "+", math.sqrt(5.3 / 101.3)),
        (result("t", t="2.31"), "t", 100, "+", 2.31 / math.sqrt(2.31**2 + 98)),
        (result("chi2_1", chi2_1="5.3"), "chi2_1", 200, "-", -math.sqrt(5.3 / 200)),
        (result("d", d="0.50"), "d", None, "+", 0.5 / math.sqrt(0.25 + 4)),
        (result("d", d="0.50", n1="20", n2="60"), "d", None, "+", 0.5 / math.sqrt(0.25 + 6400 / 1200)),
        (result("or", **{"or": "0.50"}), "or", None, None, None),
        (result("beta", beta=".23"), "beta", None, None, 0.23),
        (result("peterson_brown", beta="-.23"), "peterson_brown", None, None, -0.23),
        (result("peterson_brown", beta=".23"), "peterson_brown", None, "+", 0.28),
        (result("p", p=".34"), "p", 100, "-", None),
        (result("means", m1="3.2", sd1="1.1", n1="50", m2="2.8", sd2="0.9", n2="40"), "means", None, "-", None),
    ],
)
def test_each_formula_converts_what_it_takes(
    candidate: Candidate, name: str, n: int | None, sign: str | None, r: float | None
) -> None:
    made = converted(candidate, name, n=n, sign=sign)
    assert name in offered(candidate)
    assert offered(candidate)[0] == candidate.formula
    assert made.low <= made.r <= made.high
    assert made.assumption
    if r is None:
        assert -1 < made.r < 0
    else:
        assert made.r == pytest.approx(r)


@pytest.mark.parametrize(
    ("candidate", "name", "n", "sign", "message"),
    [
        (T, "t", 100, None, "t does not say which way it goes"),
        (T, "t", 100, "up", "sign 'up' is neither"),
        (T, "d", 100, "+", "no 'd' is printed here; it can be converted by t"),
        (result("chi2_1", chi2_1="5.3"), "chi2_1", None, "+", "chi2_1 needs n"),
        (result("beta", beta=".23"), "beta", None, "-", "beta = .23 goes the other way"),
        (result("peterson_brown", beta=".73"), "peterson_brown", None, None, "holds for .beta. <= .5 only"),
        (result("bounds"), "t", 100, "+", "no formula makes a correlation of it"),
    ],
)
def test_what_cannot_be_converted_is_refused(
    candidate: Candidate, name: str, n: int | None, sign: str | None, message: str
) -> None:
    with pytest.raises(InvalidDecision, match=message):
        converted(candidate, name, n=n, sign=sign)


def test_a_converted_r_shows_no_more_decimals_than_are_certain() -> None:
    assert Converted(0.2, 0.15, 0.25, "d", "").printed.text == ".2"
    assert Converted(0.2, 0.2, 0.2, "beta", "").printed.decimals == 4


def test_the_unconverted_numbers_stay_in_words() -> None:
    assert source_text(T) == "t = 2.31, df = 98"
