"""GRIM: counts are whole, so only some percents and means of n people can be printed (Brown & Heathers 2017)."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from corpus.evidence import Candidate, Flag, Printed, SampleSize
from extractors.checks.recomputed import SPECK
from extractors.checks.stars import Flags
from extractors.numbers import integer, printed

HUNDRED = 100.0
_OF = re.compile(
    r"\b(?P<count>\d{1,3}(?:,\d{3})+|\d+)\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?(?P<total>\d{1,3}(?:,\d{3})+|\d+)"
    r"\s+(?:[a-z]+\s+){0,3}[(\[]\s*(?P<percent>\d{1,3}(?:[.·]\d+)?)\s?%"
)
_SHARE = re.compile(r"(?<![\d.,–-])(?P<percent>\d{1,2}[.·]\d+)\s?%\s+(?:were\s+|was\s+)?(?:fe)?males?\b|"
                    r"(?<![\d.,–-])(?P<people>\d{1,2}[.·]\d+)\s?%\s+(?:were\s+)?(?:wo)?men\b")  # fmt: skip
_AGE = re.compile(
    r"\b[Mm](?:ean)?\s*(?:_?\s*age|\(age\))\s*(?:=|was|of)?\s*(?P<mean>\d{1,2}[.·]\d+)|"
    r"\bmean\s+age\s+(?:was|of|=)\s+(?P<words>\d{1,2}[.·]\d+)"
)


def possible_mean(mean: Printed, n: int, *, items: int = 1) -> bool:
    """Whether n people who each answered so many whole-numbered items can have a mean that prints like this."""
    return _whole(mean.low * n * items, mean.high * n * items)


def possible_percent(percent: Printed, n: int) -> bool:
    """Whether a count of n people can be printed as this percent."""
    return _whole(percent.low * n / HUNDRED, percent.high * n / HUNDRED)


def percent_fits(count: int, total: int, percent: Printed) -> bool:
    """Whether so many of so many people print as this percent; other software rounds a half down."""
    share = HUNDRED * count / total
    return percent.low - SPECK <= share <= percent.high + SPECK


def _whole(low: float, high: float) -> bool:
    return math.floor(high + SPECK) >= math.ceil(low - SPECK)


def counted(candidates: Sequence[Candidate], samples: Sequence[SampleSize]) -> Flags:
    """`percent_mismatch`, `percent_not_of_n`, `mean_not_of_n`, each on the first candidate that has the n in doubt."""
    flags: Flags = defaultdict(list)
    first: dict[int, int] = {}
    for i, c in enumerate(candidates):
        if c.kind == "correlation" and c.n is not None:
            first.setdefault(c.n, i)
    read: set[str] = set()
    for sample in samples:
        if sample.n in first and sample.quote.text not in read:
            read.add(sample.quote.text)
            flags[first[sample.n]] += _of_text(sample.quote.text, _alone(sample, samples))
    return flags


def _alone(sample: SampleSize, samples: Sequence[SampleSize]) -> int | None:
    """The n that everything in the sample's quote is about: None where the quote names several."""
    sizes = {other.n for other in samples if other.quote.text == sample.quote.text}
    return sample.n if len(sizes) == 1 else None


def _of_text(text: str, n: int | None) -> Iterator[Flag]:
    for match in _OF.finditer(text):
        count, total, percent = integer(match["count"]), integer(match["total"]), printed(match["percent"])
        if total > 0 and count <= total and not percent_fits(count, total, percent):
            share = HUNDRED * count / total
            message = f"{count} of {total} is {share:.2f} %, but {percent.text} % is printed."
            yield Flag("percent_mismatch", "soft", message, (("count", float(count)), ("total", float(total))))
    if n is None:
        return
    for match in _SHARE.finditer(text):
        percent = printed(match["percent"] or match["people"])
        if not possible_percent(percent, n):
            message = f"No whole number of {n} people is {percent.text} %: some may be missing, or n is another one."
            yield Flag("percent_not_of_n", "soft", message, (("percent", percent.value), ("n", float(n))))
    for match in _AGE.finditer(text):
        mean = printed(match["mean"] or match["words"])
        if not possible_mean(mean, n):
            message = f"{n} ages in whole years cannot have the mean {mean.text}: some may be missing, or n is another."
            yield Flag("mean_not_of_n", "soft", message, (("mean", mean.value), ("n", float(n))))
