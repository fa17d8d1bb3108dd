"""Means and standard deviations of two groups in the brackets of a sentence: "women (M = 3.2, SD = 1.1, n = 50)"."""

from __future__ import annotations

import re

from corpus.evidence import Printed
from extractors.numbers import ANY_NUMBER, EQUALS, printed

MEANS = re.compile(rf"(?<![A-Za-z])M\s*(?:{EQUALS})")
BOTH = 2
_MEAN = re.compile(
    rf"""[(\[](?:\s*[nN]\s*(?:{EQUALS})\s*(?P<first>\d[\d,]*)\s*[,;])?
    \s*M\s*(?:{EQUALS})\s*(?P<m>{ANY_NUMBER})\s*[,;]\s*S\.?D\.?\s*(?:{EQUALS})\s*(?P<sd>\d*\.?\d+)
    (?:\s*[,;]\s*[nN]\s*(?:{EQUALS})\s*(?P<n>\d[\d,]*))?\s*[)\]]""",
    re.VERBOSE,
)


def means(sentence: str) -> tuple[tuple[str, Printed], ...]:
    """m1, sd1, n1, m2, sd2, n2 as printed, in the order of the text; empty where there are not just two groups."""
    if "SD" not in sentence and "S.D" not in sentence:
        return ()
    found = list(_MEAN.finditer(sentence))
    if len(found) != BOTH:
        return ()
    numbers: list[tuple[str, Printed]] = []
    for place, match in enumerate(found, start=1):
        numbers += [(f"m{place}", printed(match["m"])), (f"sd{place}", printed(match["sd"]))]
        if count := match["n"] or match["first"]:
            numbers.append((f"n{place}", printed(count)))
    return tuple(numbers)
