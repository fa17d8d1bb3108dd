"""Which scale a reliability belongs to: named before its bracket, after "for" or "of", or in the sentences before."""

from __future__ import annotations

import re

LONGEST = 9  # words of a scale's name
NEAREST = 160  # characters before a value in which its scale is named

# words that end the name when it is read backwards from the bracket
STOPPED = frozenset(
    [
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "had",
        "has",
        "have",
        "having",
        "showed",
        "shown",
        "shows",
        "demonstrated",
        "demonstrates",
        "exhibited",
        "yielded",
        "displayed",
        "revealed",
        "indicated",
        "gives",
        "gave",
        "reports",
        "reported",
        "consists",
        "consisted",
        "comprises",
        "comprised",
        "contains",
        "contained",
        "into",
        "that",
        "which",
        "who",
        "whom",
        "we",
        "they",
        "our",
        "used",
        "using",
        "with",
        "by",
        "including",
        "include",
        "included",
        "between",
        "among",
        "from",
        "as",
        "than",
        "this",
        "these",
        "those",
        "its",
        "their",
        "the",
        "a",
        "an",
        "both",
        "each",
        "also",
        "again",
        "then",
        "furthermore",
        "finally",
        "first",
        "second",
        "third",
        "assessed",
        "measured",
        "computed",
        "created",
        "averaged",
        "formed",
        "found",
        "achieved",
        "obtained",
        "adequate",
        "acceptable",
        "good",
        "high",
        "excellent",
        "satisfactory",
        "sufficient",
        "reliable",
        "strong",
        "very",
        "where",
        "when",
        "while",
        "i.e",
        "e.g",
        "viz",
        "namely",
        "so",
        "thus",
        "for",
        "to",
        "at",
        "on",
        "did",
        "do",
        "does",
        "combined",
        "summed",
        "calculated",
        "given",
        "across",
        "however",
        "here",
        "overall",
        "respectively",
        "there",
        "utilized",
        "were",
    ]
)
QUALIFIED = re.compile(
    r"\b(?:internal(?:ly)?\s+consisten(?:cy|t)|reliabilit\w+|consistency|Cronbach\S*|McDonald\S*|alphas?|omegas?"
    r"|coefficients?|estimates?|values?|scores?\s+(?:on|of)|ratings?\s+of"
    r"|scales?\s+of|index\s+of|measures?\s+of|indicators?\s+of|composite\s+of|manifest\s+variables?"
    r"|items?\s+of|statements?\s+of|factors?|components?)\b",
    re.IGNORECASE,
)
GENERIC = re.compile(
    r"^(?:the\s+|this\s+|these\s+|each\s+|all\s+|its\s+|their\s+|an?\s+)?(?:current\s+|present\s+|total\s+"
    r"|full\s+|whole\s+|overall\s+|remaining\s+|above\s+|resulting\s+|final\s+|original\s+|same\s+|new\s+"
    r"|\w+\s+(?=items|statements|questions))?(?:[\w-]+-item\s+)?"
    r"(?:sub-?scales?|scales?|measures?|items?|questionnaires?|instruments?|tests?|inventory|index|indices"
    r"|scores?|responses?|version|samples?|study|studies|data(?:set)?|questions?|statements?|ratings?"
    r"|variance|"
    r"reliability|consistency|internal\s+consistency|internal\s+reliability|total|two|three|four|five|six"
    r"|values?|it|they|which|and|variables?|manifest\s+variables|composites?|averages?|factor|present\s+data"
    r"|self-?report|"
    r".*\bvariance|(?:factor|analys[ei]s|varimax|rotation|principal|rasch|reliability|confirmatory"
    r"|exploratory)\b.*|results?|internal"
    r"|(?:[\w-]+\s+)?(?:response|answer)\s+(?:options|categories|format)|[\w-]+-point(?:\s.*)?"
    r"|first|second|(?:study|experiment|sample|wave|time)\s\w{1,5}|(?:\w+\s+)?(?:scores|ones?)|participants?"
    r"|respondents?|dimensions?|constructs?|satisfactory|)(?:\s+(?:of|for|in)\s+the\s+(?:scales?|measures?"
    r"|items?|present\s+\w+|current\s+\w+))?$",
    re.IGNORECASE,
)
OF = re.compile(
    r"(?:consistency|reliabilit(?:y|ies)|alphas?|α|coefficients?|omegas?|ω|Cronbach\S*(?:\s+(?:α"
    r"|alphas?))?)\s*(?:\([^()]*\)\s*)?(?:estimates?\s+|coefficients?\s+|values?\s+)?(?:of|for"
    r"|on)\s+(?:the\s+|this\s+|our\s+|these\s+|each\s+)?"
    r"(?P<name>[^.;()=]{2,90}?)\s*(?:\([^()]{1,40}\)\s*)?(?:,\s*)?(?:\(|\bwas\b|\bwere\b|\bis\b|\bare\b|="
    r"|\bin\s+(?:the|this|our)\b|\bfor\s+the\b)",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"^\s*(?:\([^()]*\)\s*)?(?:for|on)\s+(?:the\s+|our\s+)?(?P<name>[^.;()=,]{2,70}?)(?=\s*(?:[.;,()]|$"
    r"|\band\s+(?:[αa]|[.·0]\d)|\bwas\b|\bin\s+(?:the|this|our)\b))"
)
SUBJECT = re.compile(
    r"(?:^|[.;]\s+|\b(?:that|and|as)\s+)(?:In\s+(?:the|this|our)\s[^,]{2,40},\s*|Moreover,\s*|Furthermore,\s*"
    r"|Overall,\s*|In\s+addition,\s*|Also,\s*|Finally,\s*)?(?:[Tt]he\s+|[Oo]ur\s+|[Aa]ll\s+|[Bb]oth\s+)?"
    r"(?P<name>[A-Z0-9a-z][^.;=]{1,110}?)\s+(?:also\s+|still\s+|each\s+|all\s+|both\s+)?(?:had|has|have"
    r"|show(?:ed|s|n)?|demonstrate[ds]?|exhibit(?:ed|s)?|display(?:ed|s)?|yield(?:ed|s)|possess\w*|achieved"
    r"|reached|were\s+(?:found|reliable|internally)|was\s+(?:found|reliable|internally|measured|assessed"
    r"|indexed)|is\s+(?:an?|reliable)|indicated|assessed\s+with|were\s+measured|were\s+assessed|(?:was|were"
    r"|is|are)\s+(?:high|good|excellent|adequate|acceptable|satisfactory|very|sufficient))\b"
)
# a measure by its own name: capitals that end in Scale, Inventory ..., or an acronym in brackets
INSTRUMENT = re.compile(
    r"(?P<name>(?:[A-Z][\w’'–&/-]*|\d+-[Ii]tem)(?:[\s–-]+(?:[A-Z(][\w’'–&/()-]*|of|for|the|to|and|on|in|with"
    r"|from|\d+(?:-item)?))*?[\s–-]+(?:Scales?|Sub-?scales?|Questionnaires?|Inventor(?:y|ies)|Index|Checklist"
    r"|Schedule|Test|Survey|Interview|Measure|Battery|Instrument|Form|Task|Profile|Assessment|Screener"
    r"|Version|Revised)(?:[\s–-]+(?:[IVX]+|\d+|[A-Z][\w-]*))*(?:\s*[(\[][A-Z][\w\s–+&;,./-]{1,40}[)\]])?)"
    r"|(?P<acronym>\b(?:[A-Z]{2,}[\w–-]*|[A-Z][A-Z-]+\d*)(?=\s+(?:\([^()]{2,60}\)\s+)?(?:is|was|has|consists"
    r"|contains|includes|comprises|assesses|measures|uses)\b))"
)
INTRODUCED = re.compile(
    r"(?:^|[.;:]\s+|,\s+|\b(?:measure[ds]?|assess(?:ed)?|index(?:ed)?|captured?"
    r"|evaluated?)\s+(?:participants[’']\s+|the\s+extent\s+to\s+which\s+)?)(?:[Tt]o\s+(?:measure|assess"
    r"|gauge)\s+|[Ww]e\s+(?:then\s+|also\s+|next\s+|again\s+|first\s+|further\s+)?(?:measured|assessed"
    r"|computed|created)\s+)?(?:[Tt]he\s+)?"
    r"(?P<name>[A-Za-z][\w’'/\s-]{2,70}?)\s+(?:was|were)\s+(?:also\s+|then\s+|again\s+)?(?:measured|assessed"
    r"|indexed|captured|evaluated|operationali[sz]ed|estimated|determined|rated)\b"
    r"|\b[Ww]e\s+(?:then\s+|also\s+|next\s+|again\s+|first\s+|further\s+)?(?:measured"
    r"|assessed)\s+(?:the\s+extent\s+to\s+which\s+)?(?P<object>[A-Za-z][\w’'/\s-]{2,70}?)(?=\s+(?:with|by"
    r"|using|via|through|on|as|in)\b|[.,;(])"
    r"|\b[Tt]o\s+(?:measure|assess|gauge)\s+(?P<purpose>[A-Za-z][\w’'/\s-]{2,60}?)(?=\s*,)"
)
HEADLINE = re.compile(r"^(?P<name>[A-Z][\w’'/,\s–()-]{3,70}?)[.:]\s+(?=[A-Z“\"])")

# "Social support: 24 items of ...", "For social support, the items formed ..."
LABELLED = re.compile(
    r"^(?:(?P<name>[A-Z][\w’'/\s-]{2,60}?)(?:\s*\([^()]{1,40}\))?:\s"
    r"|(?:For|Regarding|Concerning|As\s+for)\s+(?:the\s+)?(?P<topic>[A-Za-z][\w’'/\s-]{2,60}?)(?:\s*\([^()]{1,40}\))?,\s)"
)
# a clause, which names nothing
CLAUSE = re.compile(
    r"\b(?:was|were|is|are|am|has|had|have|been|did|do(?:es)?|took|kept|came|used|completed|answered|administered|participated"
    r"|received|recruited)\b",
    re.IGNORECASE,
)
ENUMERATED = re.compile(r"\(1\)|[“\"‘]\s?\w")
# "(contentment, M = 3.38; SD = .68; α = .873, and enthusiasm, M = ..."
BESIDE_MEAN = re.compile(
    r"(?:^|,\s+and\s+|;\s*|,\s+)(?P<name>[A-Za-z][A-Za-z’'\s–-]{2,50}?)[,:]\s*M\s*=[^;=]*[;,]\s*SD\s*=[^;=]*[;,]\s*$"
)
LISTED = re.compile(r"^\s*\((?P<name>[A-Za-z][\w\s’'-]{2,50})\)")  # ".84 (autonomy), .79 (competence)"
# "the items (α = .76) were averaged to form an index of team trust"
FORMED = re.compile(
    r"\b(?:averaged|combined|summed|collapsed|aggregated)\b[^.;()]{0,20}?\b(?:into|to\s+(?:form|create|obtain"
    r"|yield)|as|for)\s+"
    r"(?:an?\s+|the\s+|one\s+)?(?P<name>[A-Za-z][^.;,()]{2,60}?)(?=[.;,()]|$)"
)
SECTION_HEADING = re.compile(
    r"^\W*(?:[\d.]+\s*)?(?:methods?|results?|measures?|materials?|procedures?|participants?|instruments?"
    r"|study\s\w+|experiment\s\w+|introduction|discussion|analys[ei]s|data.*|appendix|design|sample|abstract"
    r"|questionnaires?|measurements?|variables?|scales|statistical.*|materials?\s+and.*"
    r"|.*\band\s+(?:procedures?|measures?|materials|discussion)|(?:self-report|outcome|dependent|independent"
    r"|control|clinical|psychometric)\s+(?:measures?|variables?))\W*$",
    re.IGNORECASE,
)


LEADING = re.compile(
    r"^(?:(?:in|for|at)\s+(?:study|experiment|sample|wave|time)\s\w{1,5},\s*|(?:the|a|an|this|these|those|our"
    r"|their|its|and|or|of|for"
    r"|in|on|both|all|each|also|reliable|overall|only|one)\s+|(?:ind(?:ex|ices)|composites?|indicators?"
    r"|measures?|scores?"
    r"|averages?|levels?|scales?)\s+of\s+)+",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?:\s+(?:and|or|of|for|in|with|the|a|an|was|were|is|are|had|has|have))+$", re.IGNORECASE)


def cleaned(name: str) -> str:
    """A name without articles, judgements and dangling words around it."""
    text = re.sub(r"\s+", " ", name).strip(" ,;:–—-“”\"'.")
    return TRAILING.sub("", LEADING.sub("", text)).strip(" ,;:")


def name_before(text: str, end: int) -> str:
    """The noun phrase that ends at `end`, read backwards to a verb, an article or a comma."""
    left = text[max(0, end - NEAREST) : end].rstrip(" (,[")
    left = re.sub(r"\([^()]*\)\s*$", "", left)
    clause = re.split(r"[;:.()]\s|,\s|[()\[\]]|[“”\"]", left)[-1]
    words: list[str] = []
    for word in reversed(clause.split()):
        if word.casefold().strip("’'") in STOPPED or len(words) == LONGEST:
            break
        words.insert(0, word)
    return cleaned(" ".join(words))


def _in_bracket(text: str, at: int) -> int:
    """Where the bracket opens in which text[at] stands; -1 outside."""
    depth = 0
    for place in range(at - 1, max(-1, at - NEAREST), -1):
        if text[place] in ")]":
            depth += 1
        elif text[place] in "([":
            if not depth:
                return place
            depth -= 1
    return -1


def _local(text: str, start: int, at: int, end: int) -> list[str]:
    """Names in the sentence itself, the most telling first."""
    names = []
    opened = _in_bracket(text, at)
    told = [m["name"] or m["object"] or m["purpose"] for m in INTRODUCED.finditer(text[:at])]
    if ENUMERATED.search(text[:at]) and told:  # the words beside the value are those of an item
        names.append(cleaned(told[-1]))
    if opened >= 0:
        inside = re.sub(r"^[,;]|[,;]$", "", text[opened + 1 : start].strip())
        named = re.match(r"^(?P<name>[A-Za-z][\w\s’'–-]{2,50}?)\s*[,;:]$|^(?P<plain>[A-Za-z][\w\s’'–-]{2,50})$", inside)
        beside = BESIDE_MEAN.search(text[opened + 1 : start])
        names.append(cleaned(beside["name"]) if beside else name_before(text, opened))
        if named and not re.search(r"\d|item|Cronbach|alpha", inside):
            names.append(cleaned(named["name"] or named["plain"]))
    else:
        match = LISTED.match(text[end:]) or AFTER.match(text[end:])
        names.append(cleaned(match["name"]) if match else "")
        names.append(name_before(text, start))
    whole = [match for match in OF.finditer(text) if match.start() < at]
    names += [cleaned(match["name"]) for match in reversed(whole)]
    subject = SUBJECT.search(text[:at])
    if subject:
        names.append(cleaned(subject["name"]))
    if labelled := LABELLED.match(text):
        names.append(cleaned(labelled["name"] or labelled["topic"]))
    formed = FORMED.search(text[end:])
    return [*names, *(cleaned(name) for name in reversed(told)), cleaned(formed["name"]) if formed else ""]


def measure_before(earlier: str, heading: str) -> str:
    """The measure that the passage told of last, or its headline."""
    found = [(m.start(), m["name"] or m["acronym"]) for m in INSTRUMENT.finditer(earlier)]
    found += [(m.start(), m["name"] or m["object"] or m["purpose"]) for m in INTRODUCED.finditer(earlier)]
    named = [cleaned(name) for _, name in sorted(found) if not is_generic(cleaned(name))]
    headline = HEADLINE.match(earlier)
    told = headline["name"] if headline and not CLAUSE.search(headline["name"]) else heading
    first = [] if SECTION_HEADING.match(told) else [cleaned(told)]
    return "; ".join(name for name in dict.fromkeys([*first, *named[-1:]]) if name)


LETTERS = re.compile(r"[^\W\d_]{2}")  # no name is shorter
ACRONYM = re.compile(r"\b[A-Z]{2,}[\w–-]*\b(?!\s*=)")
NO_MEASURES = ("SD", "SE", "CI", "ANOVA", "US", "UK", "CFA", "EFA", "SEM", "ML", "PCA")


def acronyms(text: str) -> list[str]:
    """Short names of measures in a text, in order."""
    return [word for word in ACRONYM.findall(text) if word not in NO_MEASURES]


def is_generic(name: str) -> bool:
    """Whether a name names no measure: "this scale", "the items", "good internal consistency"."""
    bare = cleaned(re.sub(r"[’']s\b", " ", QUALIFIED.sub(" ", name)))
    return (
        not LETTERS.search(bare)
        or bool(GENERIC.match(bare))
        or bool(re.fullmatch(r"[\d\W]*|(?:[\w-]+\s)?items?", bare))
    )


def name_of(text: str, start: int, at: int, end: int, *, earlier: str, heading: str) -> tuple[str, bool]:
    """The scale of the coefficient at text[at:end], and whether only the sentences before name it."""
    for name in _local(text, start, at, end):
        if not is_generic(name):
            return _bare(name), False
    instrument = [m["name"] or m["acronym"] for m in INSTRUMENT.finditer(text[:at])]
    if named := instrument or acronyms(text[:at]):
        return cleaned(named[-1]), False
    return measure_before(earlier, heading), True


def _bare(name: str) -> str:
    """The name without the words that lead to it: "internal consistency of the SIAS" is "SIAS"."""
    parts = re.split(
        r"\b(?:internal\s+consistency|reliabilit(?:y|ies)|alphas?|coefficients?)\s+(?:of|for)\s+(?:the\s+)?",
        name,
        flags=re.IGNORECASE,
    )
    return cleaned(parts[-1]) or name
