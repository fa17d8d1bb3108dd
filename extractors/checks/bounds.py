"""A correlation lies between -1 and 1, and its digits have a decimal point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.evidence import Flag, Printed

_POINT = re.compile(r"[.,·∙⋅‧\u2024]")


def bounds(r: Printed) -> Iterator[Flag]:
    """`impossible_r`: |r| > 1 whatever the rounding; `perfect_r`: exactly 1; `lost_decimal_point`."""
    size, numbers = abs(r.value), (("r", r.value),)
    if r.decimals > 0 and not _POINT.search(r.text):
        text = f"{r.text} is printed without a decimal point and read as {r.value:g}."
        yield Flag("lost_decimal_point", "hard", text, numbers)
    elif size > 1 and r.decimals == 0:
        text = f"{r.text} has no decimal point and cannot be a correlation."
        yield Flag("lost_decimal_point", "hard", text, numbers)
    elif size - r.half_unit > 1:
        text = f"A correlation lies between -1 and 1; {r.text} is printed."
        yield Flag("impossible_r", "hard", text, numbers)
    elif size == 1:
        text = f"A correlation of {r.text} between two variables is hardly ever real."
        yield Flag("perfect_r", "soft", text, numbers)
