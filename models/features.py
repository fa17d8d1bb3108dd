"""What a model sees of a candidate: the words around its number, and its structure as named numbers."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from corpus.evidence import Candidate

LEFT, RIGHT = 14, 10  # words that are looked at before and after the number
CLOSE = 4  # words on either side whose side is kept
HEADING = 24  # words of a table's caption and heads that are looked at
NO_POSITION = -1
# a year, a decimal, a count, a word, or a sign that carries meaning beside a number
TOKEN = re.compile(
    r"(?P<year>\b(?:19|20)\d\d[a-z]?\b)|(?P<decimal>[-–−]?\d*[.·]\d+)|(?P<count>\d[\d,]*)"
    r"|(?P<word>[^\W\d_]+(?:[-'’][^\W\d_]+)*)|(?P<sign>[=<>(\[;%*²])"
)


def _tokens(text: str) -> list[str]:
    """Words in lower case; numbers by their shape only, so that no value is learned by heart."""
    found = []
    for match in TOKEN.finditer(text):
        shape = match.lastgroup
        found.append(match.group().lower() if shape in ("word", "sign") else f"#{shape}")
    return found


def _split(candidate: Candidate) -> tuple[str, str]:
    """The best quote before and after the printed number."""
    text = candidate.quotes[0].text if candidate.quotes else ""
    start = int(dict(candidate.evidence).get("position", NO_POSITION))
    at = text.find(candidate.r.text, max(start, 0))
    if at < 0:
        at = text.find(candidate.r.text)
    if at < 0:
        return text, ""
    return text[:at], text[at + len(candidate.r.text) :]


def words(candidate: Candidate) -> list[str]:
    """Tokens of the quote around the number: bare, in pairs, and near the number with the side they stand on."""
    if candidate.where == "table":
        heads = _tokens(f"{candidate.row} {candidate.col} {candidate.table}")
        quoted = _tokens(candidate.quotes[0].text if candidate.quotes else "")
        return [f"table:{token}" for token in [*heads, *quoted][:HEADING]]
    before, after = _split(candidate)
    left, right = _tokens(before)[-LEFT:], _tokens(after)[:RIGHT]
    pairs = [f"{a}_{b}" for side in (left, right) for a, b in pairwise(side)]
    near = [f"<{token}" for token in left[-CLOSE:]] + [f">{token}" for token in right[:CLOSE]]
    return [*left, *right, *pairs, *near]


def squashed(value: float) -> float:
    """A measure brought into (-1, 1), in its order: counts of 1, 2, 3 stay apart, long tails do not count for much."""
    return value / (1 + abs(value))


def _marks(candidate: Candidate) -> dict[str, bool]:
    """What the candidate has, as yes or no."""
    return {
        "has_n": candidate.n is not None,
        "has_df": candidate.df is not None,
        "has_p": candidate.p is not None,
        "has_ci": candidate.ci is not None,
        "has_stars": bool(candidate.stars),
        "has_x": bool(candidate.x),
        "has_y": bool(candidate.y),
        "has_group": bool(candidate.group),
        "same_names": bool(candidate.x) and candidate.x == candidate.y,
        "has_coefficient": bool(candidate.coefficient),
        "has_table": bool(candidate.table),
        "negative": candidate.r.value < 0,
        "hard_flag": any(flag.severity == "hard" for flag in candidate.flags),
        "soft_flag": any(flag.severity == "soft" for flag in candidate.flags),
        "own_numbers": candidate.df is not None or candidate.p is not None or candidate.ci is not None,
        "several_places": len(candidate.quotes) > 1,
    }


def structure(candidate: Candidate) -> dict[str, float]:
    """Named numbers: what the rule proposed and measured, what was linked, and what the checks said."""
    numbers = {name: 1.0 for name, present in _marks(candidate).items() if present}
    numbers |= {
        f"proposed={candidate.kind}": 1.0,
        f"where={candidate.where}": 1.0,
        f"section={candidate.section}": 1.0,
        f"statistic={candidate.statistic}": 1.0,
        f"n_source={candidate.n_source}": 1.0,
        f"rule={candidate.rule}": 1.0,
        "decimals": squashed(float(candidate.r.decimals)),
        "magnitude": squashed(candidate.r.value**2),
    }
    numbers |= {f"flag={flag.code}": 1.0 for flag in candidate.flags}
    numbers |= {f"seen:{name}": squashed(float(value)) for name, value in candidate.evidence if value}
    return numbers


def doubts(candidate: Candidate, chance: float) -> dict[str, float]:
    """What speaks for and against value, pair, n and kind being right together; `chance` is that of the kind."""
    numbers = structure(candidate)
    numbers["kind"] = math.log((chance + ALMOST_NEVER) / (1 - chance + ALMOST_NEVER))
    for name, text in (("x", candidate.x), ("y", candidate.y)):
        numbers[f"length_{name}"] = squashed(float(len(text.split())))
    return numbers


ALMOST_NEVER = 1e-3  # keeps the logarithm of the odds within ±7
