"""Degrees of freedom against the sample size."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.evidence import Flag, Printed
from extractors.checks.recomputed import PARAMETERS


def degrees(df: Printed, n: int, *, statistic: str) -> Iterator[Flag]:
    """`df_exceeds_n`: more degrees of freedom than people. `df_not_n`: not n - 2, as missing values make it."""
    numbers = (("df", df.value), ("n", float(n)))
    if df.value > n - PARAMETERS + df.half_unit:
        yield Flag(
            "df_exceeds_n", "hard", f"df = {df.text} needs n >= {df.value + PARAMETERS:g}, but n = {n}.", numbers
        )
    elif df.value < n - PARAMETERS - df.half_unit and statistic not in ("partial", "semipartial"):
        yield Flag(
            "df_not_n", "soft", f"df = {df.text} is not n - 2 = {n - PARAMETERS}; some people may be missing.", numbers
        )
