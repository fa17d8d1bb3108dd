"""A correlation lies between -1 and 1, and its digits have a decimal point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.evidence import Flag, Printed

_POINT = re.compile(r"[.,·∙⋅‧\u2024]")


def bounds(r: Printed) -> Iterator[Flag]:
    """`impossible_r`: |r| > 1 whatever the rounding. `perfect_r`: exactly 1. `lost_decimal_point`: digits without a point."""
    size = abs(r.value)
    if r.decimals > 0 and not _POINT.search(r.text):
        yield Flag("lost_decimal_point", "hard", f"{r.text} is printed without a decimal point and read as {r.value:g}.",
                   (("r", r.value),))  # fmt: skip
    elif size > 1 and r.decimals == 0:
        yield Flag(
            "lost_decimal_point",
            "hard",
            f"{r.text} has no decimal point and cannot be a correlation.",
            (("r", r.value),),
        )
    elif size - r.half_unit > 1:
        yield Flag(
            "impossible_r", "hard", f"A correlation lies between -1 and 1; {r.text} is printed.", (("r", r.value),)
        )
    elif size == 1:
        yield Flag(
            "perfect_r",
            "soft",
            f"A correlation of {r.text} between two variables is hardly ever real.",
            (("r", r.value),),
        )
