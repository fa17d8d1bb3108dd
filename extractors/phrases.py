"""Noun phrases: where they begin and end, how coordination splits, and what in them is not a name."""

from __future__ import annotations

import re

GAP = "¤"  # stands for a masked result

INTRODUCER = re.compile(
    r"^(?:(?:in|as|for|at|on|after|before|across|among|within|during|of|further\w*|moreover|however|also|finally|overall|first|second|third"
    r"|controlling|adjusting|accounting|correcting|partialling"
    r"|then|thus|indeed|next|here|again|when|while|although|though|because|since|with|to|by|unlike|like|given|results?|likewise|besides|therefore"
    r"|consistent|contrary|similar|nevertheless|nonetheless|hence|additional\w*|interesting\w*|of note"
    r"|table \d+|not surprisingly|\w+ly)\b[^,]*,\s*)+",
    re.IGNORECASE,
)
REPORTING = re.compile(
    r"^.*\b(?:it\s(?:is|was)\s\w+\sthat|(?:revealed|showed|shows?|indicated|found|observed|suggest\w*|demonstrat\w+|confirm\w*"
    r"|noted?|expect\w*)\b[^.;]{0,25}?\s+that|whether|there (?:was|were|is|are)"
    r"(?:(?:\s\w+)?\s(?:evidence|indications?|hints?)\s+that)?"
    r"|reveals|indicates)\s+(?!of\b)",
    re.IGNORECASE | re.DOTALL,
)
DETERMINER = re.compile(
    r"^(?:(?:the|a|an|our|their|his|her|its|this|these|those|that|both|all|each|and|or|but|also|only|not|either|neither|nor|more|less|as|for|with|to|between|because|whereas|while|although)\s+"
    r"|(?:participants?|students?|individuals?|respondents?|patients?|people|children)['’]s?\s+"
    r"|(?:scores?|ratings?|levels?|frequenc(?:y|ies)|measures?|changes?|reports?)\s+(?:on|of|for|in)\s+(?:the\s+)?)",
    re.IGNORECASE,
)
FINITE = re.compile(
    r",?\s+(?:that|which|who|is|was|were|are|had|has|have|did|does|do|showed|shows|shared|can|could|may|might|exhibited|bore|ranged|converged|agreed|significantly|also)\b.*$",
    re.DOTALL,
)
FINITE_VERB = re.compile(r"\b(?:is|was|were|are|had|has|have|did|does|do)\b")
RELATIVE_START = re.compile(r"\s*(?:which|who|that|where)\b")
TAIL = re.compile(
    r"(?:,|;|\s*[(\[]|\s[-–—]\s|\s(?:indicating|suggesting|such that|which|who|that (?:was|were|is|are)"
    r"|when controlling|after controlling|controlling for|after adjust\w*"
    r"|in (?:this|our|the (?:present|current)) (?:study|sample)|whereas|while|but|as well as measured"
    r"|using|yielded|than|even|remained|reached|was|were|is|are|did|had|has|showing"
    r"|to a lesser extent|across all|emerged|respectively|\(see|see Fig\w*|as \w+(?:ed|wn))\b).*$",
    re.IGNORECASE | re.DOTALL,
)
GROUP_TAIL = re.compile(
    r"\s+(?:in|among|within|for|across|at)\s+(?:both\s+|all\s+)?(?:the\s+)?(?:[\w'’-]+\s+){0,3}"
    r"(?:groups?|samples?|cohorts?|conditions?|(?:wo)?men|(?:fe)?males?|boys|girls|adults|adolescents|children|students|patients|controls"
    r"|participants|countries|stud(?:y|ies)|experiments?|waves?)(?:\s+\d\w*)?\s*$",
    re.IGNORECASE,
)
COORDINATION = re.compile(r"\s*,\s*(?:and|or|&)\s+|\s*,\s+|\s+(?:and|&|or)\s+(?:with\s+|to\s+)?")
PRONOUN = re.compile(
    r"^(?:it|they|this|these|those|both|that|he|she|we|which|these (?:two )?(?:items|variables|measures"
    r"|constructs|effects|ratings|scores)|(?:(?:this|that) )?(?:measure|outcome|scale|score|items)"
    r"|(?:the )?(?:two|former|latter)(?: \w+)?|each other|one another|there|none|all|either|correlations?|variables"
    r"|of|an?|the|with|for|in|by|itself|themselves)?$",
    re.IGNORECASE,
)
HOWEVER = re.compile(r",\s+(?:however|though|in turn|for example|in contrast|by contrast|then|too)$", re.IGNORECASE)
BUT_NOT = re.compile(r",\s+(?:but|though)\s+not\s+[^,;¤]+,\s*$", re.IGNORECASE)  # "A, but not B, was related to C"
SHOWN_IN = re.compile(
    r"\s+(?:as\s+)?(?:shown|presented|reported|described|listed|displayed|depicted|given)\s+in\s+(?:the\s+)?(?:Table|Fig|Appendix|Supplement|Section)\b.*$",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"(?<!\bnote)(?<!found)(?<!show)(?<!showed),?\s+(?:that|which|who)\s*$", re.IGNORECASE)
ACRONYMS = re.compile(r"^(?P<a>[A-Z][A-Za-z0-9]{1,9})\s?[-–/]\s?(?P<b>[A-Z][A-Za-z0-9]{1,9})$")
SIDES = re.compile(r"\s*,?\s+(?:and|&|as\s+well\s+as|versus|vs\.?|×|x)\s+|\s+[-–—]\s+|\s*[×]\s*")
ADJECTIVE = re.compile(
    r"(?:self|other|peer|parent)-(?:reported|rated)|[a-z]+(?:ive|olic|ional|ctual)(?=\s|$)", re.IGNORECASE
)
EDGES = "¹²³⁴ \t\n,;:.()[]¤-–—“”\"'’"
LONGEST = 160  # a name is shorter; what is longer is a clause that was not understood


def name(text: str) -> str:
    """A name out of a noun phrase: no determiners, edges or groups; empty for a pronoun or a whole clause."""
    phrase = re.sub(rf"\s+|{GAP}+", " ", text).strip(EDGES)
    if PRONOUN.match(phrase):
        return ""
    while (shorter := DETERMINER.sub("", phrase, count=1)) != phrase:
        phrase = shorter.strip(EDGES)
    phrase = SHOWN_IN.sub("", HOWEVER.sub("", phrase))
    phrase = re.sub(
        r"(?:\s+(?:was|were|is|are|did|had|not|also|and|or|with|to|of|both|in|for|on|but|at|by|only))+$", "", phrase
    )
    phrase = GROUP_TAIL.sub("", phrase).strip(EDGES)
    if PRONOUN.match(phrase) or len(phrase) > LONGEST or not re.search(r"[A-Za-z]", phrase):
        return ""
    return phrase


def subject(text: str) -> str:
    """The noun phrase right before a verb: the last clause without what introduces it."""
    text = BUT_NOT.sub("", RELATIVE.sub("", text))
    clause = re.split(rf"[;:]|{GAP}+|\.\s|\s(?:whereas|but|while|because|although)\s", text)[-1]
    clause = REPORTING.sub("", clause.strip())
    clause = INTRODUCER.sub("", clause.strip(" ,)]"))
    clause = re.sub(r"^(?:that|and|or|but|nor|so|yet|then|as well as)\s+", "", clause.strip(" ,)]"))
    return FINITE.sub("", _last_clause(clause))


def _last_clause(text: str) -> str:
    """What follows the last comma after a finite verb: in "although A was high, B" the subject is B."""
    chunks = text.split(", ")
    closed = [i for i, c in enumerate(chunks[:-1]) if FINITE_VERB.search(c) and not RELATIVE_START.match(c)]
    return ", ".join(chunks[closed[-1] + 1 :]) if closed else text


def object_(text: str) -> str:
    """The noun phrase right after a preposition, cut where its clause goes on."""
    return TAIL.sub("", text.strip(" ,;:"))


def parts(phrase: str) -> list[str]:
    """The coordinated parts of a phrase: "depression, anxiety and stress" has three."""
    return [part for part in (name(p) for p in COORDINATION.split(phrase.strip(EDGES))) if part]


def halves(phrase: str) -> tuple[str, str] | None:
    """The two sides of "A and B", "A – B" or "AAA-BBB"; with several "and"s the most even split."""
    tight = ACRONYMS.match(phrase.strip(EDGES))
    if tight:
        return tight["a"], tight["b"]
    cuts = list(SIDES.finditer(phrase))
    if not cuts:
        return None
    sides = [(phrase[: cut.start()], phrase[cut.end() :]) for cut in cuts]
    cut = min(sides, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    left, right = name(cut[0]), name(cut[1])
    if ADJECTIVE.fullmatch(left) and (head := ADJECTIVE.match(right)) and head.end() < len(right):
        left += right[head.end() :]  # "objective and self-reported sleep"
    pronoun = PRONOUN.match(cut[0].strip(EDGES)) or PRONOUN.match(cut[1].strip(EDGES))
    return (left, right) if (left and right) or (pronoun and (left or right)) else None


def opening(left: str) -> int:
    """Where the innermost bracket stands that is open at the end of the text; -1 without one."""
    depth = 0
    for place in range(len(left) - 1, -1, -1):
        if left[place] in ")]":
            depth += 1
        elif left[place] in "([":
            depth -= 1
            if depth < 0:
                return place
    return -1
