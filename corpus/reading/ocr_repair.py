"""Numbers that OCR damages: letters for digits, points apart from them, points lost where the column has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Word, union

MARK = "ocr"  # the font of a word read from a picture
REPAIRED = "ocr repaired"
APART = 0.55  # of the size; a point stands this near to its digits
FEWEST = 3  # decimals of one kind before they say how numbers are printed around them
SHARE = 0.5  # of a column's numbers that must have the point
ROWS = 20.0  # sizes above and below within which numbers belong to one table
LEVEL = 0.4  # of the size; words of one row differ by less
ALIGNED = 0.8  # of the size; right edges of one column differ by less
DIGITS = str.maketrans("OoQDlI|!SsBZz", "0000111155822")
# A number with letters in it; at least one real digit stands behind the point.
LETTERED = re.compile(
    r"""^(?P<lead>[^\w.]*)            # sign, bracket, operator
        (?P<whole>[0-9OoQD]?)         # nought
        (?P<point>[.,·])
        (?P<part>(?=[OoQDlI|!SsBZz]*\d)[\dOoQDlI|!SsBZz]{1,4})
        (?P<rest>[^\w.]*[a-c]?)$""",
    re.VERBOSE,
)
BEHIND = re.compile(r"(?P<before>[=<>≤≥(\[])(?P<letter>[OoQ])(?=[.,]\d)")  # "r=O.45"
POINT = re.compile(r"^(?P<lead>[^\w.]*)(?P<whole>[0-9OoQ]?)[.,·]$")  # "0." and "." before their digits
TAIL = re.compile(r"^\d{2,4}[^\w.]*$")
DECIMAL = re.compile(r"^(?P<lead>[^\w.,]*)(?P<whole>\d?)[.,](?P<part>\d{1,4})(?P<rest>[^\w.]*[a-c]?)$")
POINTLESS = re.compile(r"^(?P<lead>[-−–—(\[~]*)(?P<digits>\d{2,5})(?P<rest>[^\w.]*[a-c]?)$")
STAR_LIKE = '*†°"™”'
DASHES = "-−–—"
SEVERAL_DASHES = re.compile(r"^[-−–—]{2,}(?=[\d.])")  # one broken minus
# What tesseract makes of raised stars: how many they were cannot be known.
STARS = re.compile(r"(?P<number>[\d][)\]]?)(?P<stars>[*°\"'”“’‘™]*[°\"'”“’‘™][*°\"'”“’‘™]*)$")
ODD_SIGN = re.compile(r"^[~_=«»“”\"'`¬]+\s?[01]?[.,]\d")  # what tesseract makes of a thin or broken minus


def repaired(words: Sequence[Word]) -> list[Word]:
    """Words with digits in place of the letters that stand for them, and odd signs before numbers marked."""
    out = []
    for word in words:
        text = BEHIND.sub(lambda m: f"{m['before']}0", SEVERAL_DASHES.sub("−", word.text))
        if m := LETTERED.match(text):
            text = f"{m['lead']}{m['whole'].translate(DIGITS)}{m['point']}{m['part'].translate(DIGITS)}{m['rest']}"
        changed = replace(word, text=text, font=REPAIRED) if text != word.text else word
        out.append(replace(changed, unmapped=True) if ODD_SIGN.match(text) else changed)
    return out


def without_smudges(words: Sequence[Word]) -> list[Word]:
    """Numbers without the quotation marks that raised stars were taken for."""
    out = []
    for word in words:
        bare = STARS.sub(lambda m: m["number"], word.text)
        number = bare != word.text and (DECIMAL.match(bare) or POINTLESS.match(bare))
        out.append(replace(word, text=bare, font=REPAIRED) if number else word)
    return out


def joined(words: Sequence[Word]) -> list[Word]:
    """Points put to the digits that stand right behind them in their line."""
    out: list[Word] = []
    for word in words:
        last = out[-1] if out else None
        if last and POINT.match(last.text) and TAIL.match(word.text) and _close(last, word):
            text = last.text.translate(DIGITS).replace(",", ".").replace("·", ".") + word.text
            out[-1] = replace(last, text=text, box=union([last.box, word.box]), font=REPAIRED)
        else:
            out.append(word)
    return out


def _close(last: Word, word: Word) -> bool:
    level = abs(last.box.bottom - word.box.bottom) < APART * word.size
    return level and -APART * word.size < word.box.x0 - last.box.x1 < APART * word.size


def with_points(words: Sequence[Word]) -> list[Word]:
    """Whole numbers among decimals with their point put back, where the column or the number itself says so."""
    decimals = [(w, m) for w in words if (m := DECIMAL.match(w.text))]
    whole = [w for w in words if POINTLESS.match(w.text)]
    out = list(words)
    for i, word in enumerate(words):
        match = POINTLESS.match(word.text)
        if match:
            text = _pointed(word, match, decimals, whole)
            out[i] = replace(word, text=text, font=REPAIRED) if text else word
    return out


def _pointed(
    word: Word, match: re.Match[str], decimals: Sequence[tuple[Word, re.Match[str]]], whole: Sequence[Word]
) -> str:
    """The number with its point; empty where nothing is sure that it had one."""
    near = [(w, m) for w, m in decimals if abs(w.box.bottom - word.box.bottom) < ROWS * word.size]
    column = [(w, m) for w, m in near if _over(word, w)]
    others = sum(_over(word, w) and w is not word for w in whole)
    digits = match["digits"]
    sure = bool(column) and _is_body(word, near) and len(column) >= SHARE * (len(column) + others)
    if text := _in_style(digits, column) if sure else "":
        return f"{match['lead']}{text}{match['rest']}"
    if _cannot_be_whole(match) and len(digits) == _bare_places(near):
        return f"{match['lead']}.{digits}{match['rest']}"
    return ""


def _over(word: Word, other: Word) -> bool:
    """Whether two words stand above each other in one column, by their right edges or their middles."""
    reach = ALIGNED * word.size
    right = abs(word.box.x1 - other.box.x1) < reach
    middle = abs(word.box.x0 + word.box.x1 - other.box.x0 - other.box.x1) < reach
    return (right or middle) and abs(word.box.bottom - other.box.bottom) < ROWS * word.size


def _is_body(word: Word, near: Sequence[tuple[Word, re.Match[str]]]) -> bool:
    """Whether a number stands among values and is not that of a column: a decimal stands in its row."""
    return any(abs(w.box.bottom - word.box.bottom) < LEVEL * word.size for w, _ in near)


def _in_style(digits: str, column: Sequence[tuple[Word, re.Match[str]]]) -> str:
    """The digits with a point where all decimals of the column have it."""
    styles = {(bool(m["whole"]), len(m["part"])) for _, m in column}
    if len(styles) != 1:
        return ""
    ((nought, count),) = styles
    if nought:
        return f"{digits[0]}.{digits[1:]}" if len(digits) == count + 1 and len(column) >= FEWEST else ""
    return f".{digits}" if len(digits) == count else ""


def _cannot_be_whole(match: re.Match[str]) -> bool:
    """A number with stars, a sign, brackets or a leading nought is no count."""
    starred = bool(set(match["rest"]) & set(STAR_LIKE))
    signed = any(c in match["lead"] for c in DASHES)
    return starred or signed or match["digits"][0] == "0"


def _bare_places(near: Sequence[tuple[Word, re.Match[str]]]) -> int:
    """How many digits stand behind the point of the bare decimals around; 0 where there are too few to say."""
    counts = [len(m["part"]) for _, m in near if not m["whole"]]
    most = max(set(counts), key=counts.count, default=0)
    return most if counts.count(most) >= max(FEWEST, SHARE * len(near)) else 0
