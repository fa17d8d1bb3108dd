"""Stars against the p beside them, against r and n, and against the other stars of their table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from corpus.evidence import Candidate, Flag, PValue, Severity
from extractors.checks.p_values import T_DISTRIBUTED
from extractors.checks.recomputed import SMALLEST_N, of_p, p_interval, sizes

Flags = dict[int, list[Flag]]  # position of the candidate -> its flags

MANY = 0.3  # share of a sample's starred table that contradicts its n: the n is another one
LEAST = 3  # contradictions that are a pattern
ROOM = 1.25  # factor on p: adjusted and one-tailed tests move p this much at a threshold
LARGE_GAP = 0.05  # |r| by which stars may be out of order where pairs miss different people
USUAL = {1: 0.05, 2: 0.01, 3: 0.001}  # what stars mean without a legend


def evidence_of(candidate: Candidate, name: str) -> float | None:
    """A number that the rule measured, by its name."""
    return next((value for key, value in candidate.evidence if key == name), None)


def count(candidate: Candidate) -> int:
    """How many asterisks a value bears."""
    return candidate.stars.count("*")


def against_p(candidate: Candidate, legend: PValue | None) -> Iterable[Flag]:
    """`stars_against_p`: stars that promise a smaller p than the exact one printed beside them."""
    p = candidate.p
    if p is None or evidence_of(candidate, "p_from_stars") or not count(candidate):
        return
    level = legend.value.value if legend else USUAL.get(min(count(candidate), 3), 0.05)
    if of_p(p).low > level:
        text = f"{candidate.stars} stands for p < {level:g}, but p {p.op} {p.value.text} is printed."
        yield Flag("stars_against_p", "hard", text, (("p", p.value.value), ("level", level)))


def legends(candidates: Sequence[Candidate]) -> dict[tuple[str, int, int], PValue]:
    """What stars mean in each table, as far as its values show it: (table, page, number of stars) -> p."""
    return {
        (c.table, c.page, count(c)): c.p
        for c in candidates
        if c.where == "table" and c.p is not None and evidence_of(c, "p_from_stars") and count(c)
    }


def _contradiction(candidate: Candidate, *, marked: bool) -> bool:
    """Whether r and n give a p on the other side of what the stars, or their absence, say."""
    n = candidate.n
    if n is None or n < SMALLEST_N or candidate.statistic not in T_DISTRIBUTED or abs(candidate.r.value) > 1:
        return False
    implied = p_interval(candidate.r, n)
    if count(candidate):
        level = (
            candidate.p.value.value
            if candidate.p and evidence_of(candidate, "p_from_stars")
            else USUAL[min(count(candidate), 3)]
        )
        return implied.low / 2 > level * ROOM
    return marked and implied.high * ROOM < USUAL[1]


def against_n(candidates: Sequence[Candidate]) -> Flags:
    """`stars_mismatch` on single values, `n_against_stars` on all values of a sample whose stars contradict its n."""
    samples: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, c in enumerate(candidates):
        if c.where == "table" and c.kind == "correlation":
            samples[(c.table, c.page, c.group, c.n)].append(i)
    flags: Flags = defaultdict(list)
    for members in samples.values():
        marked = any(count(candidates[i]) for i in members)
        wrong = [i for i in members if _contradiction(candidates[i], marked=marked)]
        pattern = len(wrong) >= LEAST and len(wrong) >= MANY * len(members)
        for i in members if pattern else wrong:
            flags[i].append(_flag(candidates[i], pattern=pattern, wrong=len(wrong), among=len(members)))
    return flags


def _flag(candidate: Candidate, *, pattern: bool, wrong: int, among: int) -> Flag:
    n = float(candidate.n or 0)
    if pattern:
        text = f"With n = {n:g}, {wrong} of {among} values contradict their stars: the n may be another sample's."
        return Flag("n_against_stars", "hard", text, (("n", n), ("wrong", float(wrong)), ("among", float(among))))
    text = f"r = {candidate.r.text}{candidate.stars} does not fit n = {n:g}."
    return Flag("stars_mismatch", "soft", text, (("r", candidate.r.value), ("n", n)))


def monotone(candidates: Sequence[Candidate]) -> Flags:
    """`stars_not_monotone` on the value that is most out of order: more stars on a smaller |r| of the same sample."""
    samples: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, c in enumerate(candidates):
        if c.where == "table" and c.kind == "correlation" and c.n_source not in ("cell", "row") and abs(c.r.value) <= 1:
            samples[(c.table, c.page, c.group, c.statistic)].append(i)
    flags: Flags = defaultdict(list)
    for members in samples.values():
        if any(count(candidates[i]) for i in members):
            for i, gap in _out_of_order(candidates, members):
                severity: Severity = "hard" if gap > LARGE_GAP else "soft"
                shown = f"{candidates[i].r.text}{candidates[i].stars}"
                text = f"r = {shown} is out of order by {gap:.2f} among the stars of its table."
                flags[i].append(
                    Flag("stars_not_monotone", severity, text, (("r", candidates[i].r.value), ("gap", gap)))
                )
    return flags


def _out_of_order(candidates: Sequence[Candidate], members: Sequence[int]) -> list[tuple[int, float]]:
    """The fewest values whose removal puts the rest in order, greedily, each with its largest gap."""
    found: list[tuple[int, float]] = []
    gaps = _gaps(candidates, members)
    while gaps:
        conflicts: dict[int, list[float]] = defaultdict(list)
        for pair, gap in gaps.items():
            for i in pair:
                conflicts[i].append(gap)
        worst = max((i for i in members if i in conflicts), key=lambda k: (len(conflicts[k]), max(conflicts[k])))
        found.append((worst, max(conflicts[worst])))
        gaps = {pair: gap for pair, gap in gaps.items() if worst not in pair}
    return found


def _gaps(candidates: Sequence[Candidate], members: Sequence[int]) -> dict[tuple[int, int], float]:
    """By how much values with more stars are smaller than values with fewer, beyond rounding."""
    seen = [(i, count(candidates[i]), sizes(candidates[i].r)) for i in members]
    return {
        (i, j): fewer.low - more.high
        for i, stars, more in seen
        for j, others, fewer in seen
        if stars > others and fewer.low > more.high
    }
