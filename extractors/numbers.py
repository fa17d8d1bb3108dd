"""Numbers as printed: their digits, signs and relations, in every typography that papers and damaged fonts use."""

from __future__ import annotations

import re
from typing import Literal, cast

from corpus.evidence import Printed

Relation = Literal["<", ">", "=", "<=", ">="]

SPACE = r"[\s\u2009\u202f\u00a0]"
# hyphen-minus, hyphens, figure dash, en and em dash, U+2212 and its wide and small forms; then damaged glyphs of minus
MINUS = r"[-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\u2796⫺Ϫ¡]"
UNKNOWN = "\ufffd"  # a glyph without Unicode; before a number it is nearly always a minus, and never without a flag
POINT = r"[.\u00b7\u2024\u2219\u22c5\u2027]"
# ".25", "0.25", "·25", "0,25" and a point parted from its digits by a line's end; never the start of a longer number
DECIMAL = rf"(?:[01]?{POINT}\s?\d{{1,6}}|[01],\d{{1,4}}|,\d{{2,3}}|[01](?![\d.,]\d))(?!\d)"
SIGNED = rf"(?:(?:{MINUS}|{UNKNOWN})\s?)?{DECIMAL}"
# any size: "1,234.5", "12.3", ".05", "4"
ANY_NUMBER = rf"(?:{MINUS}\s?)?(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d*{POINT}\s?\d+|\d+,\d+|\d+)"
INTEGER = rf"(?:\d{{1,3}}(?:(?:,|{SPACE}|['’]){{1}}\d{{3}}(?!\d))+|\d{{1,7}})"
# "=" and its damaged glyphs: ¼ (Adobe's), ⫽ and ϭ (APA's), a control character; a colon where people write one
DAMAGED = r"[\x00-\x08\x0e-\x1f\ufffd]"
EQUALS = rf"(?:=|¼|⫽|ϭ|＝|:|≈|∼|(?<=\s)D(?=\s?[-–−.\d])|{DAMAGED})"
# a lone "b" or "N" before a decimal, a backslash: "<" and ">" of fonts that lost their names
BELOW = r"(?:<|⬍|Ͻ|＜|&lt;|\\{1,2}(?=\s?[.0])|\bb(?=\s?[.0]))"
ABOVE = r"(?:>|⬎|Ͼ|＞|&gt;|\bN(?=\s?[.0]))"
AT_MOST = r"(?:≤|⩽|<=|<\s?=|≦)"
AT_LEAST = r"(?:≥|⩾|>=|>\s?=|≧)"
RELATION = rf"(?:{AT_MOST}|{AT_LEAST}|{EQUALS}|{BELOW}|{ABOVE})"
STARS = r"(?:[*∗⁎﹡＊]\s?){1,4}"

_MINUS = re.compile(rf"{MINUS}|{UNKNOWN}")
_POINT = re.compile(POINT)
_RELATIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("<=", re.compile(AT_MOST)),
    (">=", re.compile(AT_LEAST)),
    ("<", re.compile(rf"{BELOW}|b|\\{{1,2}}")),
    (">", re.compile(rf"{ABOVE}|N")),
)


def printed(text: str) -> Printed:
    """A printed number with its decimals; any minus and any decimal point are understood.

    An unknown glyph before the digits is read as a minus: whoever asks has to flag it.
    """
    digits = re.sub(rf"{SPACE}+", "", text)
    negative = bool(_MINUS.match(digits))
    digits = _POINT.sub(".", _MINUS.sub("", digits))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits) and not digits.startswith("0"):
        digits = digits.replace(",", "")
    digits = digits.replace(",", ".")
    decimals = len(digits.partition(".")[2])
    return Printed(text.strip(), -float(digits) if negative else float(digits), decimals)


def integer(text: str) -> int:
    """A count, its thousands separators left off: "1,204", "1 204", "1'204"."""
    return int(re.sub(r"\D", "", text))


def relation(text: str) -> Relation:
    """What a printed relation means; every glyph that is neither below nor above is an equals sign."""
    for meaning, pattern in _RELATIONS:
        if pattern.fullmatch(text.strip()):
            return cast("Relation", meaning)
    return "="
