"""A test printed beside its correlation: t, F(1, df), chi-squared(1), r² and R² give |r| once more."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.evidence import Candidate, Flag, Printed, Severity
from extractors.attributes import attributes_after
from extractors.checks.p_values import T_DISTRIBUTED
from extractors.checks.recomputed import PARAMETERS, Interval, sizes
from extractors.kind_words import TESTED
from extractors.numbers import ANY_NUMBER, RELATION, printed

CHECKED = ("correlation", "effect_size_r")
BEFORE = 200  # characters before an r in which its test stands
_TEST = re.compile(
    rf"""(?P<name>t|F|χ\s?2|χ²|R\s?[2²]|r\s?[2²])\s*
    (?:[(\[]\s*(?:(?:df\s*=\s*)?(?P<first>\d[\d.,]*?)\s*(?:,\s*(?P<second>\d[\d.]*))?
        \s*(?:,\s*[nN]\s*=\s*(?P<n>\d+))?)\s*[)\]])?\s*
    (?P<relation>{RELATION})\s*(?P<value>{ANY_NUMBER})""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Companion:
    """A test as printed: its letter, its value, its degrees of freedom."""

    name: str
    value: Printed
    df: float | None = None
    numerator: float | None = None
    n: int | None = None


def companion_of(text: str) -> Companion | None:
    """The test that a piece of text starts with; None where it bounds a value or is none of those that give an r."""
    match = _TEST.match(text)
    if match is None or re.search(r"[<>≤≥]", match["relation"]):
        return None
    name = "chi2" if match["name"].startswith("χ") else re.sub(r"\s|²", "", match["name"]).replace("R2", "R")
    name = {"r": "r2", "R": "R2"}.get(name, name)
    first, second = (float(match[g].replace(",", "")) if match[g] else None for g in ("first", "second"))
    if name == "F":
        return Companion(name, printed(match["value"]), second, first)
    n = int(match["n"]) if match["n"] else None
    return Companion(name, printed(match["value"]), first, first if name == "chi2" else None, n)


def implied(test: Companion, n: int | None) -> Interval | None:
    """|r| over everything that the printed test can stand for; None where its degrees of freedom are not those of r."""
    low = 0.0 if test.value.low <= 0 <= test.value.high else min(abs(test.value.low), abs(test.value.high))
    high = max(abs(test.value.low), abs(test.value.high))
    if test.name in ("r2", "R2"):
        return Interval(math.sqrt(low), math.sqrt(min(high, 1.0)))
    df = test.df if test.name != "chi2" and test.df else (n - PARAMETERS if n else None)
    if test.name == "t" and df:
        return Interval(low / math.sqrt(low**2 + df), high / math.sqrt(high**2 + df))
    if test.name == "F" and test.numerator == 1 and df:
        return Interval(math.sqrt(low / (low + df)), math.sqrt(high / (high + df)))
    people = test.n or n
    if test.name == "chi2" and test.numerator == 1 and people:
        return Interval(math.sqrt(low / people), min(1.0, math.sqrt(high / people)))
    return None


def against_test(r: Printed, test: Companion, *, n: int | None, severity: Severity) -> Iterator[Flag]:
    """`test_mismatch`, `r2_mismatch`: another |r|; `sign_against_test`: a negative t beside a positive r."""
    if test.name == "t" and test.value.high < 0 < r.low:
        text = f"t = {test.value.text} is negative, but r = {r.text} is not."
        yield Flag("sign_against_test", "hard", text, (("r", r.value), ("t", test.value.value)))
    found = implied(test, n)
    if found is None or found.meets(sizes(r)):
        return
    squared = test.name in ("r2", "R2")
    text = f"{test.name} = {test.value.text} gives |r| = {found.low:.3f} to {found.high:.3f}, but r = {r.text}."
    numbers = (("r", r.value), ("test", test.value.value), ("low", found.low), ("high", found.high))
    hard = severity if test.name != "R2" else "soft"  # R² may be adjusted, or of a whole model
    yield Flag("r2_mismatch" if squared else "test_mismatch", hard, text, numbers)


def beside(candidate: Candidate) -> list[Companion]:
    """The tests printed right after or right before the candidate's r, in the quote that bears it once."""
    text = candidate.quotes[0].text if candidate.quotes else ""
    value = candidate.r.text.strip()
    at = text.find(value) if value else -1
    if at < 0 or text.find(value, at + 1) >= 0:
        return []
    after = attributes_after(text, at + len(value)).spans
    found = [companion_of(text[start:end]) for name, (start, end) in after if name == "test"]
    if candidate.kind == "effect_size_r":
        left = re.sub(r"[\w\s.’'-]{0,14}(?:[(\[]\d+[)\]])?\s*=\s*$", "", text[max(0, at - BEFORE) : at])
        if match := TESTED.search(left):
            found.append(companion_of(match.group()))
    return [test for test in found if test is not None]


def companions(candidate: Candidate, *, own: bool) -> Iterator[Flag]:
    """The flags of all tests beside one r; what is no zero-order r with its own n is flagged softly."""
    if candidate.kind not in CHECKED or candidate.where != "text":
        return
    sure = candidate.kind == "correlation" and candidate.statistic in T_DISTRIBUTED and own
    for test in beside(candidate):
        squared = test.name == "r2" and candidate.kind == "correlation"
        severity: Severity = "hard" if squared or (sure and test.name == "t" and test.df) else "soft"
        yield from against_test(candidate.r, test, n=candidate.n, severity=severity)
