"""How far coders agree who judged the same things independently: chance-corrected, with missing judgements.

Units are what was judged; each holds the judgements of the coders who looked at it. All functions take units with any
number of judgements; those with fewer than two say nothing about agreement and are left out.

Cohen (1960), Educational and Psychological Measurement 20, 37-46; with more than two coders the mean over their pairs,
Light (1971), Psychological Bulletin 76, 365-377. Krippendorff (2011), Computing Krippendorff's alpha-reliability. Gwet
(2008), British Journal of Mathematical and Statistical Psychology 61, 29-48 (AC1). McGraw and Wong (1996),
Psychological Methods 1, 30-46, for ICC(A,1).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

Unit = Mapping[str, Hashable]  # coder -> category
Numbers = Mapping[str, float]  # coder -> value
RESAMPLES = 1000  # of units; the interval's ends then move by less than its second decimal
SEED = 20260101  # the same record gives the same interval
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient with its bootstrap interval over units; nan where it is not defined (no unit, no variation)."""

    name: str
    value: float
    low: float
    high: float
    units: int


def percent(units: Sequence[Unit]) -> float:
    """The share of pairs of judgements of one unit that agree, units weighing alike."""
    shares = [_agreeing(list(unit.values())) for unit in units if len(unit) > 1]
    return float(np.mean(shares)) if shares else math.nan


def _agreeing(values: Sequence[Hashable]) -> float:
    pairs = list(combinations(values, 2))
    return sum(a == b for a, b in pairs) / len(pairs)


def kappa(units: Sequence[Unit]) -> float:
    """Cohen's kappa; with more than two coders the mean over their pairs, weighted by the units that both judged."""
    coders = sorted({coder for unit in units for coder in unit})
    found: list[tuple[int, float]] = []
    for one, other in combinations(coders, 2):
        pairs = [(unit[one], unit[other]) for unit in units if one in unit and other in unit]
        if pairs and not math.isnan(value := _kappa_of(pairs)):
            found.append((len(pairs), value))
    total = sum(count for count, _ in found)
    return sum(count * value for count, value in found) / total if total else math.nan


def _kappa_of(pairs: Sequence[tuple[Hashable, Hashable]]) -> float:
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[c] * second[c] for c in first) / n**2
    return (observed - chance) / (1 - chance) if chance < 1 else math.nan


def gwet_ac1(units: Sequence[Unit]) -> float:
    """Gwet's AC1: chance agreement by how evenly the categories are used, so that a rare category does not sink it."""
    judged = [unit for unit in units if len(unit) > 1]
    categories = {value for unit in units for value in unit.values()}
    if not judged or len(categories) < 2:
        return math.nan
    shares = [
        np.mean([list(unit.values()).count(category) / len(unit) for unit in units if unit]) for category in categories
    ]
    chance = sum(share * (1 - share) for share in shares) / (len(categories) - 1)
    return float((percent(judged) - chance) / (1 - chance))


def krippendorff(units: Sequence[Mapping[str, Hashable]], *, interval: bool = False) -> float:
    """Krippendorff's alpha, nominal, or for numbers with squared differences."""
    judged = [list(unit.values()) for unit in units if len(unit) > 1]
    values = [value for unit in judged for value in unit]
    n = len(values)
    if n < 2:
        return math.nan

    def apart(a: Hashable, b: Hashable) -> float:
        return (float(a) - float(b)) ** 2 if interval else float(a != b)  # type: ignore[arg-type]  # numbers then

    observed = sum(sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in judged) / n
    counts = Counter(values)
    expected = sum(counts[a] * counts[b] * apart(a, b) for a, b in permutations(counts, 2)) / (n * (n - 1))
    return 1 - observed / expected if expected else math.nan


def icc(units: Sequence[Numbers]) -> float:
    """ICC(A,1): absolute agreement of single judgements, two-way, over what the two busiest coders judged."""
    busiest = Counter(coder for unit in units if len(unit) > 1 for coder in unit).most_common(2)
    if len(busiest) < 2:
        return math.nan
    names = [coder for coder, _ in busiest]
    table = np.array([[unit[name] for name in names] for unit in units if all(name in unit for name in names)], float)
    n, k = table.shape if table.size else (0, 0)
    if n < 2:
        return math.nan
    grand, rows, columns = table.mean(), table.mean(axis=1), table.mean(axis=0)
    between = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    coders = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    rest = table - rows[:, None] - columns[None, :] + grand
    error = float((rest**2).sum()) / ((n - 1) * (k - 1))
    scale = between + (k - 1) * error + k * (coders - error) / n
    return (between - error) / scale if scale > 0 else math.nan


def largest_difference(units: Sequence[Numbers]) -> float:
    """The largest difference between two judgements of one unit."""
    return max((max(unit.values()) - min(unit.values()) for unit in units if len(unit) > 1), default=math.nan)


def with_interval(
    name: str, coefficient: Callable[[Sequence[Unit]], float], units: Sequence[Unit], *, seed: int = SEED
) -> Agreement:
    """The coefficient with its percentile interval over resampled units."""
    judged = [unit for unit in units if len(unit) > 1]
    value = coefficient(judged)
    if math.isnan(value):
        return Agreement(name, math.nan, math.nan, math.nan, len(judged))
    draw = np.random.default_rng(seed)
    drawn = (coefficient([judged[i] for i in draw.integers(0, len(judged), len(judged))]) for _ in range(RESAMPLES))
    known = [one for one in drawn if not math.isnan(one)]
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if known else (math.nan, math.nan)
    return Agreement(name, value, float(low), float(high), len(judged))
