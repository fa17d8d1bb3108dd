"""How often the checks are wrong: false alarms on correct results, and planted errors that they flag.

`python -m benchmarks.checks [--rounds 2000]`, or `make bench-checks`. An error counts as one that can be seen where the
printed numbers contradict each other by interval arithmetic over their rounded digits; the rest is invisible to anyone.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.evidence import Candidate, Printed
from extractors.checks import check
from extractors.checks.companions import beside, implied
from extractors.checks.grim import counted
from extractors.checks.ladder import ladder
from extractors.checks.recomputed import Interval, ci_intervals, of_p, of_printed, p_interval, rank_intervals, sizes
from extractors.checks.stars import evidence_of
from pooling.matrices import from_pairs
from synthetic.printed_results import FAMILIES, LEVELS, Told, shown

ROUNDS = 2000
MATRIX = 12  # rounds for one of a family of matrices: each has dozens of values
OF_MATRICES = ("matrix with stars", "full matrix")
SEED = 20


@dataclass(frozen=True, slots=True)
class Alarms:
    """What the checks said about correct results of one family."""

    family: str
    results: int
    hard: int
    any: int


@dataclass(frozen=True, slots=True)
class Caught:
    """What the checks said about results of one family with one planted error of a kind."""

    family: str
    error: str
    planted: int
    visible: int
    flagged: int  # of the visible ones


def made(family: str, rounds: int) -> Iterator[tuple[np.random.Generator, Told]]:
    """Correct results of a family."""
    rng = np.random.default_rng(SEED)
    for _ in range(rounds):
        yield rng, FAMILIES[family](rng)


def alarms(family: str, rounds: int) -> Alarms:
    """Flags on correctly printed results: hard ones, and any."""
    rounds = max(1, rounds // MATRIX) if family in OF_MATRICES else rounds
    found = [c for _, told in made(family, rounds) for c in check(told.candidates, told.samples)]
    return Alarms(
        family,
        len(found),
        sum(any(flag.severity == "hard" for flag in c.flags) for c in found),
        sum(bool(c.flags) for c in found),
    )


def _with(told: Told, place: int, r: Printed) -> Told:
    """The told results with another value at one place, in its quote too."""
    old = told.candidates[place]
    quotes = tuple(replace(q, text=q.text.replace(f"r = {old.r.text}", f"r = {r.text}")) for q in old.quotes)
    new = replace(old, r=r, quotes=quotes)
    return replace(told, candidates=[*told.candidates[:place], new, *told.candidates[place + 1 :]])


def _some(told: Told, rng: np.random.Generator) -> int:
    return int(rng.integers(sum(c.kind == "correlation" for c in told.candidates)))


def wrong_digit(told: Told, rng: np.random.Generator) -> Told:
    """The first decimal is another one."""
    place = _some(told, rng)
    r = told.candidates[place].r
    digits = list(r.text)
    at = r.text.index(".") + 1
    digits[at] = str(rng.choice([d for d in "0123456789" if d != digits[at]]))
    text = "".join(digits)
    return _with(told, place, Printed(text, float(text), r.decimals))


def wrong_sign(told: Told, rng: np.random.Generator) -> Told:
    """A minus is lost or added."""
    place = _some(told, rng)
    r = told.candidates[place].r
    return _with(told, place, shown(-r.value, r.decimals))


def wrong_n(told: Told, rng: np.random.Generator) -> Told:
    """n is that of another sample: a part, or several times as many."""
    n = told.candidates[0].n or 0
    other = max(8, int(n * float(rng.choice([0.1, 0.25, 0.5, 3.0, 10.0]))))
    samples = [
        replace(s, n=other, quote=replace(s.quote, text=s.quote.text.replace(str(n), str(other))))
        if s.n == n and s.role == "analysed" else s
        for s in told.samples
    ]  # fmt: skip
    return replace(told, candidates=[replace(c, n=other if c.n else None) for c in told.candidates], samples=samples)


def swapped(told: Told, rng: np.random.Generator) -> Told:
    """Two cells with their stars have changed places."""
    if len([c for c in told.candidates if c.kind == "correlation"]) < len(LEVELS):
        return told
    a, b = _some(told, rng), _some(told, rng)
    one, other = told.candidates[a], told.candidates[b]
    cells = list(told.candidates)
    cells[a], cells[b] = (
        replace(one, r=other.r, stars=other.stars, p=other.p),
        replace(other, r=one.r, stars=one.stars, p=one.p),
    )
    return replace(told, candidates=cells)


ERRORS: dict[str, Callable[[Told, np.random.Generator], Told]] = {
    "digit": wrong_digit,
    "sign": wrong_sign,
    "n": wrong_n,
    "swapped cells": swapped,
}


def contradicted(told: Told) -> bool:
    """Whether no values that print like these could all be true at once."""
    marked = any(c.stars for c in told.candidates)
    alone = any(_alone(c, marked=marked) for c in told.candidates if c.kind == "correlation")
    people = any(counted(told.candidates, told.samples).values()) or any(ladder(told.candidates, told.samples).values())
    return alone or people or _apart(told.candidates) or _impossible(told.candidates)


def _alone(c: Candidate, *, marked: bool) -> bool:
    """Whether a result contradicts its own numbers."""
    mirror = evidence_of(c, "mirror_value")
    if mirror is not None and abs(mirror - c.r.value) > 2 * c.r.half_unit:
        return True
    for test in beside(c):
        found = implied(test, c.n)
        if (found is not None and not found.meets(sizes(c.r))) or (test.name == "t" and test.value.high < 0 < c.r.low):
            return True
    return _against_p(c, marked=marked) or _against_interval(c)


def _against_p(c: Candidate, *, marked: bool) -> bool:
    if c.n is None or c.statistic != "pearson":
        return False
    two = p_interval(c.r, c.n)
    if c.where == "table":
        level = next((level for level, stars in LEVELS if stars == c.stars), None)
        return two.low / 2 > level if level else marked and two.high < LEVELS[-1][0]
    return c.p is not None and not any(of_p(c.p).meets(each) for each in (two, Interval(two.low / 2, two.high / 2)))


def _against_interval(c: Candidate) -> bool:
    if c.ci is None or c.n is None:
        return False
    if c.r.high < c.ci[0].low or c.r.low > c.ci[1].high:
        return True
    ranks = c.statistic in ("spearman", "kendall")
    usual = rank_intervals(c.r, c.n, c.ci_level, c.statistic) if ranks else [ci_intervals(c.r, c.n, c.ci_level)]
    ends = [of_printed(end) for end in c.ci]
    return not any(low.meets(ends[0]) and high.meets(ends[1]) for low, high in usual)


def _apart(candidates: Sequence[Candidate]) -> bool:
    """Whether one pair has two values."""
    text = [c for c in candidates if c.where == "text"]
    table = [c for c in candidates if c.where == "table" and c.kind == "correlation"]
    return any(not of_printed(a.r).meets(of_printed(b.r)) for a in text for b in table)


def _impossible(candidates: Sequence[Candidate]) -> bool:
    """Whether no matrix of the rounding's reach is positive semidefinite, by the norm of all that rounding can do."""
    cells = [c for c in candidates if c.where == "table" and c.kind == "correlation"]
    names = sorted({name for c in cells for name in c.pair})
    if len(cells) != math.comb(len(names), 2) or len(names) < len(LEVELS):
        return False
    pairs = [(names.index(c.x), names.index(c.y)) for c in cells]
    matrix = from_pairs([c.r.value for c in cells], pairs, len(names))
    return bool(np.linalg.eigvalsh(matrix)[0] < -cells[0].r.half_unit * (len(names) - 1))


def _flags(told: Told) -> set[tuple[int, str, str]]:
    found = check(told.candidates, told.samples)
    return {(i, flag.code, flag.severity) for i, c in enumerate(found) for flag in c.flags}


def caught(family: str, error: str, rounds: int) -> Caught:
    """How many planted errors of a kind can be seen, and how many of those bear a flag that was not there before."""
    planted = visible = flagged = 0
    for rng, told in made(family, rounds):
        changed = ERRORS[error](told, rng)
        if changed == told:
            continue
        planted += 1
        if contradicted(changed) and not contradicted(told):
            visible += 1
            flagged += bool(_flags(changed) - _flags(told))
    return Caught(family, error, planted, visible, flagged)


def main() -> None:
    """Print both rates by family."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="simulated places a family")
    rounds = parser.parse_args().rounds
    print(f"{'correctly printed':20} {'results':>8} {'hard':>6} {'%':>7} {'any':>6} {'%':>7}")
    for family in FAMILIES:
        said = alarms(family, rounds)
        hard, soft = (100 * k / said.results for k in (said.hard, said.any))
        print(f"{family:20} {said.results:8} {said.hard:6} {hard:7.3f} {said.any:6} {soft:7.2f}")
    print(f"\n{'one planted error':20} {'error':14} {'planted':>8} {'visible':>8} {'flagged':>8} {'%':>6}")
    for family in FAMILIES:
        for error in ERRORS:
            seen = caught(family, error, rounds // 4)
            if seen.visible:
                share = 100 * seen.flagged / seen.visible
                print(f"{family:20} {error:14} {seen.planted:8} {seen.visible:8} {seen.flagged:8} {share:6.1f}")


if __name__ == "__main__":
    main()
