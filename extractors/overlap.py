"""Whether two reports tell of the same people: shared authors with equal n and age, equal correlations, one panel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from corpus.evidence import Candidate, Characterised, Flag, SampleSize
from corpus.identity import normal_pair

CODE = "overlapping_sample"
FEWEST_EQUAL = 3  # equal correlations of equal pairs: two may be chance, three with two decimals are not
DECIMALS = 2
SMALLEST = 10  # people; smaller samples are equal in size too often
FIRST_DECIMAL = 0.051  # a mean age printed as 24.1 is 24.13 elsewhere
MAIN_ROLES = ("total", "analysed", "study")

INITIALS_LAST = re.compile(r"(?<=\w{2})\s+(?:[A-Z]\.?[\s-]?){1,3}$")  # "Smith JA"


@dataclass(frozen=True, slots=True)
class Facts:
    """What two reports are compared by; `correlations` holds (pair, r) of values with two decimals."""

    report: str
    authors: frozenset[str]
    sizes: frozenset[int] = frozenset()
    mean_ages: frozenset[float] = frozenset()
    correlations: frozenset[tuple[tuple[str, str], float]] = frozenset()
    panels: frozenset[str] = frozenset()


def surname(author: str) -> str:
    """The surname of "van der Meer, J." or "J. van der Meer", without accents and case."""
    name = author.split(",")[0].strip()
    name = INITIALS_LAST.sub("", name)
    if "," not in author and name == author.strip() and name:  # given names first: the surname begins at a particle
        words = name.split()
        particle = next((index for index, word in enumerate(words) if word[0].islower()), len(words) - 1)
        name = " ".join(words[particle:])
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().strip()


def facts(
    report: str,
    authors: Sequence[str],
    *,
    samples: Sequence[SampleSize] = (),
    found: Sequence[Characterised] = (),
    candidates: Sequence[Candidate] = (),
) -> Facts:
    """The facts of one report from what the rules read in it."""
    return Facts(
        report=report,
        authors=frozenset(filter(None, map(surname, authors))),
        sizes=frozenset(s.n for s in samples if s.role in MAIN_ROLES and s.n >= SMALLEST),
        mean_ages=frozenset(float(one.value) for one in found if one.name == "mean_age"),
        correlations=frozenset(
            (normal_pair(c.x, c.y), c.r.value)
            for c in candidates
            if c.kind == "correlation" and c.x and c.y and c.r.decimals >= DECIMALS
        ),
        panels=frozenset(str(one.value) for one in found if one.name == "panel"),
    )


def overlapping(one: Facts, other: Facts) -> Flag | None:
    """A flag where two reports may tell of the same people, with the facts that say so; None where nothing does."""
    reasons: list[str] = []
    numbers: list[tuple[str, float]] = []
    shared = sorted(one.authors & other.authors)
    sizes = sorted(one.sizes & other.sizes)
    ages = sorted(a for a in one.mean_ages if any(abs(a - b) < FIRST_DECIMAL for b in other.mean_ages))
    if shared and sizes and ages:
        reasons.append(f"share {', '.join(shared)}, n = {sizes[-1]} and mean age {ages[0]:g}")
        numbers += [("n", float(sizes[-1])), ("mean_age", ages[0])]
    equal = one.correlations & other.correlations
    if len(equal) >= FEWEST_EQUAL:
        reasons.append(f"print {len(equal)} equal correlations of the same pairs")
        numbers.append(("equal_correlations", float(len(equal))))
    if panels := sorted(one.panels & other.panels):
        reasons.append(f"use data of {', '.join(panels)}")
        numbers.append(("panels", float(len(panels))))
    if not reasons:
        return None
    return Flag(CODE, "soft", f"{one.report} and {other.report} {'; '.join(reasons)}.", tuple(numbers))


def overlaps(reports: Sequence[Facts]) -> list[tuple[str, str, Flag]]:
    """Every pair of reports that may tell of the same people; only pairs that share something are compared."""
    sharing: dict[object, list[int]] = {}
    for index, report in enumerate(reports):
        for fact in (*report.authors, *report.correlations, *report.panels):
            sharing.setdefault(fact, []).append(index)
    pairs = sorted({pair for indices in sharing.values() for pair in combinations(sorted(set(indices)), 2)})
    found = ((reports[i], reports[j], overlapping(reports[i], reports[j])) for i, j in pairs)
    return [(one.report, other.report, flag) for one, other, flag in found if flag]
