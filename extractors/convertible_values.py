"""A correlation from the printed numbers of another statistic, by a named formula, over all that rounding allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from corpus.errors import InvalidDecision
from corpus.evidence import Candidate, Printed
from pooling.conversions import convert, formula

PARAMETERS = 2  # t of a correlation has n - 2 degrees of freedom
MOST_DECIMALS = 4  # of a converted r; what it was converted from is rarely printed finer
# the printed numbers that each formula takes, in its order; "n" is that of the reading
INPUTS: Mapping[str, tuple[str, ...]] = {
    "t": ("t", "df"),
    "F1": ("F1", "df2"),
    "chi2_1": ("chi2_1", "n"),
    "d": ("d",),
    "means": ("m1", "sd1", "n1", "m2", "sd2", "n2"),
    "or": ("or",),
    "p": ("p", "n"),
    "beta": ("beta",),
    "peterson_brown": ("beta",),
}
GIVEN = ("n", "df")  # may be missing in print: n is linked, and df = n - 2
SIGNED = ("or", "beta", "peterson_brown")  # their numbers say the direction; all others need a person to say it
STATISTIC = {
    "t": "point_biserial", "F1": "point_biserial", "d": "point_biserial", "means": "point_biserial",
    "or": "point_biserial", "chi2_1": "pearson", "p": "pearson", "beta": "pearson", "peterson_brown": "pearson",
}  # fmt: skip
SIGNS = {"+": 1, "-": -1}


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted correlation, and the ends between which it lies by what rounding hides."""

    r: float
    low: float
    high: float
    formula: str
    assumption: str

    @property
    def printed(self) -> Printed:
        """r with as many decimals as are certain."""
        spread = max((self.high - self.low) / 2, 10.0**-MOST_DECIMALS / 2)
        decimals = max(1, min(MOST_DECIMALS, math.floor(-math.log10(2 * spread))))
        text = f"{self.r:.{decimals}f}".replace("0.", ".", 1)
        return Printed(text, round(self.r, decimals) + 0.0, decimals)


def offered(candidate: Candidate) -> list[str]:
    """The formulas for which the candidate's printed numbers suffice, the proposed one first."""
    known = {name for name, _ in candidate.source} | set(GIVEN)
    fitting = [name for name, inputs in INPUTS.items() if known.issuperset(inputs)]
    return sorted(fitting, key=lambda name: name != candidate.formula)


def converted(candidate: Candidate, name: str, *, n: int | None, sign: str | None) -> Converted:
    """The candidate's correlation by this formula; refused where numbers or the sign are missing."""
    if name not in offered(candidate):
        raise InvalidDecision(f"no {name!r} is printed here; {_named(candidate)}.")
    if sign is None and name not in SIGNED:
        raise InvalidDecision(f"{name} does not say which way it goes: give --sign + or --sign - after the words.")
    if sign is not None and sign not in SIGNS:
        raise InvalidDecision(f"sign {sign!r} is neither + nor -.")
    found = [_r(name, values) for values in _corners(candidate, name, n)]
    if any(math.isnan(value) for value in found):
        raise InvalidDecision(f"{name} holds for |beta| <= .5 only ({formula(name).source}); reject it, or ask.")
    exact, low, high = found[0], min(found), max(found)
    if name in SIGNED:
        if sign is not None and exact * SIGNS[sign] < 0:
            raise InvalidDecision(f"{name} = {candidate.r.text} goes the other way than the given sign; look again.")
        return Converted(exact, low, high, name, formula(name).assumption)
    way = SIGNS[sign or "+"]
    first, last = sorted(way * abs(value) for value in (low, high))
    return Converted(way * abs(exact), first, last, name, formula(name).assumption)


def _named(candidate: Candidate) -> str:
    known = offered(candidate)
    return f"it can be converted by {' or '.join(known)}" if known else "no formula makes a correlation of it"


def _corners(candidate: Candidate, name: str, n: int | None) -> Iterator[tuple[float, ...]]:
    """The printed numbers, then all combinations of the ends between which each of them lies."""
    source = dict(candidate.source)
    values: list[tuple[float, float, float]] = []
    for part in INPUTS[name]:
        number = source.get(part)
        if number is None:
            if n is None:
                raise InvalidDecision(f"{name} needs n; give --n.")
            exact = float(n - PARAMETERS if part == "df" else n)
            values.append((exact, exact, exact))
        elif number.decimals == 0:
            values.append((number.value, number.value, number.value))  # a count, or a whole score: not rounded far
        else:
            least = number.low if name in SIGNED or part.startswith("m") else max(number.low, 0.0)
            values.append((number.value, least, number.high))
    if name == "d" and {"n1", "n2"} <= source.keys():
        values += [(source[key].value,) * 3 for key in ("n1", "n2")]
    yield tuple(value for value, _, _ in values)
    yield from product(*((low, high) for _, low, high in values))


def _r(name: str, values: tuple[float, ...]) -> float:
    return float(convert(name, *values).r[0])


def source_text(candidate: Candidate) -> str:
    """The unconverted numbers in one line: "t = 2.31, df = 98"."""
    return ", ".join(f"{name} = {value.text}" for name, value in candidate.source)
