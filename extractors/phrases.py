"""Noun phrases: where they begin and end, how coordination splits, and what in them is not a name."""

from __future__ import annotations

import re

GAP = "¤"  # stands for a masked result

INTRODUCER = re.compile(
    r"^(?:(?:in|as|for|at|on|after|before|across|among|within|during|of|further\w*|moreover|however|also|finally|overall|first|second|third"
    r"|then|thus|indeed|next|here|again|when|while|although|though|because|since|with|to|by|unlike|like|given|results?|likewise|besides|therefore"
    r"|consistent|contrary|similar|nevertheless|nonetheless|hence|additional\w*|interesting\w*|of note|table \d+|not surprisingly|\w+ly)\b[^,]*,\s*)+",
    re.IGNORECASE,
)
REPORTING = re.compile(r"^.*\b(?:that|whether|revealed|showed|indicated|found|observed|shows|there (?:was|were|is|are))\s+(?!of\b)", re.IGNORECASE)
DETERMINER = re.compile(
    r"^(?:(?:the|a|an|our|their|his|her|its|this|these|those|that|both|all|each|and|or|but|also|only|not|either|neither|nor|more|less|a)\s+"
    r"|(?:participants?|students?|individuals?|respondents?|patients?|people|children)['’]s?\s+"
    r"|(?:scores?|ratings?|levels?|frequenc(?:y|ies)|measures?|changes?|reports?)\s+(?:on|of|for|in)\s+(?:the\s+)?)",
    re.IGNORECASE,
)
TAIL = re.compile(
    r"(?:,|;|\s[-–—]\s|\s(?:indicating|suggesting|such that|which|that (?:was|were|is|are)|when controlling|after controlling|controlling for|after adjust\w*"
    r"|in (?:this|our|the (?:present|current)) (?:study|sample)|whereas|while|but|as well as measured|using|than|even|remained|reached|was|were|is|are|did|had|has"
    r"|to a lesser extent|across all|emerged|respectively|\(see|see Fig\w*|as (?:expected|hypothesi[sz]ed|predicted|shown|indicated|gauged|measured|assessed))\b).*$",
    re.IGNORECASE | re.DOTALL,
)
GROUP_TAIL = re.compile(
    r"\s+(?:in|among|within|for|across|at)\s+(?:both\s+|all\s+)?(?:the\s+)?(?:[\w'’-]+\s+){0,3}"
    r"(?:groups?|samples?|cohorts?|conditions?|(?:wo)?men|(?:fe)?males|boys|girls|adults|adolescents|children|students|patients|controls"
    r"|participants|countries|stud(?:y|ies)|experiments?|waves?|trials|diets?)(?:\s+\d\w*)?\s*$",
    re.IGNORECASE,
)
COORDINATION = re.compile(r"\s*,\s*(?:and|or|&)\s+|\s*,\s+|\s+(?:and|&|or)\s+(?:with\s+|to\s+)?")
RELATIVE = re.compile(r"(?<!\bnote)(?<!found)(?<!show)(?<!showed),?\s+(?:that|which|who)\s*$", re.IGNORECASE)
PRONOUN = re.compile(r"^(?:it|they|this|these|those|both|that|he|she|we|which|these (?:two )?(?:variables|measures|constructs|effects|ratings|scores)"
                     r"|(?:the )?(?:two|former|latter)(?: \w+)?|each other|one another|there|none|all|either)?$", re.IGNORECASE)
EDGES = " \t\n,;:.()[]¤-–—“”\"'’"
LONGEST = 160  # a name is shorter; what is longer is a clause that was not understood


def name(text: str) -> str:
    """A name out of a noun phrase: no introducers, determiners, edges or groups; empty for a pronoun or a whole clause."""
    phrase = re.sub(rf"\s+|{GAP}+", " ", text).strip(EDGES)
    while (shorter := DETERMINER.sub("", phrase, count=1)) != phrase:
        phrase = shorter.strip(EDGES)
    phrase = re.sub(r"\s+(?:was|were|is|are|did|had|not|also|and|or|with|to|of|both|in|for|on|but)$", "", phrase)
    phrase = GROUP_TAIL.sub("", phrase).strip(EDGES)
    if PRONOUN.match(phrase) or len(phrase) > LONGEST:
        return ""
    return phrase


def subject(text: str) -> str:
    """The noun phrase right before a verb: the last clause without what introduces it."""
    text = RELATIVE.sub("", text)
    clause = re.split(rf"[;:]|{GAP}+|\.\s|\s(?:whereas|but|while|because|although)\s", text)[-1]
    clause = REPORTING.sub("", clause.strip())
    clause = INTRODUCER.sub("", clause.strip(" ,"))
    clause = re.sub(r"^(?:and|or|but|nor|so|yet|then)\s+", "", clause.strip(" ,"))
    return clause


def object_(text: str) -> str:
    """The noun phrase right after a preposition, cut where its clause goes on."""
    return TAIL.sub("", text.strip(" ,;:"))


def parts(phrase: str) -> list[str]:
    """The coordinated parts of a phrase: "depression, anxiety and stress" has three."""
    return [part for part in (name(p) for p in COORDINATION.split(phrase.strip(EDGES))) if part]


def halves(phrase: str) -> tuple[str, str] | None:
    """The two sides of "A and B"; with several "and"s the most even split, where both sides begin alike if they do."""
    cuts = list(re.finditer(r"\s*,?\s+(?:and|&|versus|vs\.?|×|x|with|to)\s+", phrase))
    if not cuts:
        return None
    sides = [(phrase[: cut.start()], phrase[cut.end() :]) for cut in cuts]
    cut = min(sides, key=lambda pair: (abs(len(pair[0]) - len(pair[1]))))
    left, right = name(cut[0]), name(cut[1])
    return (left, right) if left and right else None
