"""What a test is about: a contrast of two groups and an outcome, a predictor and what it predicts, or two variables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.phrases import GAP, name, object_, subject
from extractors.relations import HIGH, relation
from extractors.variables import FRESH

LONGEST_NAME = 9  # words; more is a clause that was not understood
GROUPS = (
    r"(?:(?:the\s+)?(?:[\w’'-]+\s+){0,3}?[\w’'-]+(?:\s+(?:with|without|who|in|of)\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+)?)"
)
SAID = r"(?:(?:was|were|are|is|also|somewhat|on\s+average|much|\w+ly)\s+)*"
MORE = rf"(?:{HIGH}|happier|sadder)"
SCORED = (
    r"(?:scored|reported|had|showed|exhibited|experienced|displayed|felt|perceived|indicated|expressed|were|was|rated"
    r"|used|spent)"
)
EFFECT_OF = re.compile(
    r"\beffects?\s+of\s+(?P<x>(?:(?!\beffects?\b)[^,;()¤])+?)\s+(?:on|upon)\s+(?P<y>[^,;()¤]+)$", re.IGNORECASE
)
PREDICTOR_OF = re.compile(
    r"(?P<x>[^,;()¤]+?)\s+(?:was|were|is|are|remained|emerged\s+as|proved\s+to\s+be)\s+(?:also\s+|not\s+)?(?:an?\s+|the\s+)?"
    r"(?:[\w-]+,?\s+){0,3}?predictors?\s+of\s+(?P<y>[^,;()¤]+)$",
    re.IGNORECASE,
)
# "women scored higher than men on mood", "women had higher mood than men", "women scored higher on mood than men"
HIGHER = re.compile(
    rf"^(?P<a>{GROUPS})\s+{SAID}{SCORED}\s+{SAID}(?P<high>{MORE})\s+(?P<middle>(?!(?:for|among|when|during|after|if)\b)[^,;¤]*?)\s*\bthan\s+(?:did\s+|were\s+)?"
    rf"(?P<b>{GROUPS})(?:\s+(?:on|in|for)\s+(?P<y>[^,;()¤]+?))?\s*[,(¤\s]*$",
    re.IGNORECASE,
)
# "mood was higher among women than among men"
HIGHER_FOR = re.compile(
    rf"^(?P<y>{GROUPS})\s+{SAID}(?:was|were)\s+{SAID}{MORE}\s+(?:for|among|in)\s+(?P<a>[^,;()¤]+?)\s+than\s+(?:for|among|in)\s+"
    rf"(?P<b>{GROUPS})\s*$",
    re.IGNORECASE,
)
BETWEEN_IN = re.compile(
    r"\bdifferences?\s+(?:was\s+|were\s+)?(?:\w+\s+)?between\s+(?P<a>[^,;()¤]+?)\s+and\s+(?P<b>[^,;()¤]+?)\s+"
    r"(?:in|on|for|regarding|with\s+(?:respect|regard)\s+to|in\s+terms\s+of)\s+(?P<y>[^,;()¤]+)$",
    re.IGNORECASE,
)
IN_BETWEEN = re.compile(
    r"\bdifferences?\s+in\s+(?P<y>[^,;()¤]+?)\s+(?:\w+\s+)?(?:between|of)\s+(?P<a>[^,;()¤]+?)\s+and\s+(?P<b>[^,;()¤]+)$",
    re.IGNORECASE,
)
DIFFERED_IN = re.compile(
    r"(?P<a>[^,;()¤]+?)\s+and\s+(?P<b>[^,;()¤]+?)\s+(?:did\s+not\s+)?(?:\w+ly\s+)?differ(?:ed)?\s+(?:\w+ly\s+)?(?:from\s+each\s+other\s+)?"
    r"(?:in|on|regarding|with\s+(?:respect|regard)\s+to|in\s+terms\s+of)\s+(?:their\s+)?(?P<y>[^,;()¤]+)$",
    re.IGNORECASE,
)
NOUN_DIFFERENCE = re.compile(
    r"\b(?P<x>gender|sex)\s+differences?\s+(?:was\s+|were\s+)?(?:\w+\s+){0,2}?(?:in|on|for)\s+(?P<y>[^,;()¤]+)$",
    re.IGNORECASE,
)
CONTRASTS = (HIGHER, HIGHER_FOR, BETWEEN_IN, IN_BETWEEN, DIFFERED_IN)
ENDS_SAYING = re.compile(
    r"\s+(?:was|were|is|are|emerged|reached|proved)(?:\s+(?:to\s+be|not|also|only|again|\w+ly|(?:non-?)?significan\w+|observed|found|seen"
    r"|obtained|detected|evident|present|large|small|strong|weak|medium|moderate|in\s+size))*\s*$",
    re.IGNORECASE,
)
ODDS = re.compile(
    rf"^(?:an?\s+|the\s+)?(?:{HIGH}|elevated)?\s*(?:odds|risk|likelihood|probability|chances?)\s+(?:of|for)\s+(?:being\s+|having\s+)?",
    re.IGNORECASE,
)
LEVEL = re.compile(r"^(?:levels?|scores?|degrees?|amounts?|ratings?|values?|rates?)\s+(?:of|on|for)\s+", re.IGNORECASE)
NO_NAME = re.compile(
    r"interact|[×]|\bx\b|\b(?:we|they|he|she|it|this|these|those|there|results?|analys[ei]s|models?|tests?|effects?"
    r"|differences?|studies|hypothes\w+|regression|equation|step|block|trial|session|between|than|ANOVA|MANOVA|ANCOVA"
    r"|likely|able|tend(?:ed)?|via|through|indirect|variables?|findings?|measures|any|n?or|of\s+the\s+presence"
    r"|predictors?|respectively|however|significan\w+|ones?|others?)\b",
    re.IGNORECASE,
)
REPEATED = re.compile(
    r"\b(?:pre-?\s?(?:test|intervention|treatment)|post-?\s?(?:test|intervention|treatment)|baseline|follow-?ups?|paired|within[-\s]"
    r"|repeated|Time\s\d|T\d|wave|from\s+before|sessions?|interaction|three-way|two-way|indirect|mediat\w+|simple\s+(?:main\s+)?effects?|block|trials?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class About:
    """The two sides of a result and how they were told: a contrast of groups, an effect, a prediction, a relation."""

    x: str
    y: str
    told: str


def about(sentence: str, start: int, *, contrast: bool) -> About | None:
    """The pair of the result at `start`; None where the words do not say it plainly.

    `contrast` asks for groups or an effect only, for statistics that other words would tell of several predictors.
    """
    left = _left(sentence[:start])
    clause = FRESH.split(left)[-1]
    if REPEATED.search(clause):
        return None
    found = _effect(clause) or _contrast(clause)
    if found is None and not contrast:
        found = _predicted(clause) or _related(clause)
    return found if found and _plain(found.x) and _plain(found.y) and found.x.lower() != found.y.lower() else None


def related(clause: str) -> About | None:
    """The two variables that the clause's last relation names; None where it does not do so plainly."""
    found = _related(FRESH.split(_left(clause))[-1])
    return found if found and _plain(found.x) and _plain(found.y) and found.x.lower() != found.y.lower() else None


def _left(text: str) -> str:
    """The words before a result, with what stands in brackets and earlier results left out."""
    open_at = max(text.rfind("("), text.rfind("["))
    if open_at > max(text.rfind(")"), text.rfind("]")):
        text = text[:open_at] + (GAP if re.search(r"[=<>]", text[open_at:]) else " ") + text[open_at + 1 :]
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    return re.sub(r"\s+", " ", text).rstrip(f" ,;:{GAP}(")


def _trimmed(text: str) -> str:
    return ENDS_SAYING.sub("", text)


def _named(text: str) -> str:
    return LEVEL.sub("", ODDS.sub("", name(text)))


def _effect(clause: str) -> About | None:
    match = EFFECT_OF.search(_trimmed(clause)) or NOUN_DIFFERENCE.search(_trimmed(clause))
    return About(_named(match["x"]), _named(object_(match["y"])), "effect") if match else None


def _contrast(clause: str) -> About | None:
    last = re.split(r"[;:]\s|,\s(?:and|but|while|whereas|with)\s|\bthat\s", clause)[-1].strip(" ,")
    for pattern in CONTRASTS:
        match = pattern.search(last if pattern in (HIGHER, HIGHER_FOR) else _trimmed(last))
        if match is None:
            continue
        a, b = _group(match["a"]), _group(match["b"])
        y = match["y"] or re.sub(r"^(?:on|in|for|levels?\s+of)\s+", "", match.groupdict().get("middle") or "")
        if a and b and y and _plain(a) and _plain(b):
            return About(f"{a} vs {b}", _named(object_(y)), "contrast")
    return None


def _group(text: str) -> str:
    """A group as the words name it, what tells it from others kept: "participants in the control condition"."""
    return re.sub(r"^(?:(?:the|both|that|did|for|among|our)\s+)+", "", text.strip(" ,"), flags=re.IGNORECASE)


def _predicted(clause: str) -> About | None:
    match = PREDICTOR_OF.search(clause)
    return About(_named(subject(match["x"])), _named(object_(match["y"])), "predicted") if match else None


def _related(clause: str) -> About | None:
    x, y = relation(clause)
    return About(_named(x), _named(y), "related") if x and y else None


def _plain(text: str) -> bool:
    """Whether a phrase is a short name and no clause, pronoun or talk of the analysis."""
    words = text.replace(" vs ", " ").split()
    return (
        bool(words) and len(words) <= LONGEST_NAME and not re.search(rf"[{GAP},;]", text) and not NO_NAME.search(text)
    )
