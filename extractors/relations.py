"""Words that relate two things, and the phrases that they relate: "A was related to B", "correlation of A with B"."""

from __future__ import annotations

import re

from extractors.phrases import FINITE_VERB, GAP, INTRODUCER, REPORTING, halves, name, object_, subject

Pair = tuple[str, str]
NOBODY: Pair = ("", "")

AUXILIARY = (
    r"(?:was|were|is|are|be|been|being|did|does|do|has|have|had|to|both|remained|became|not|also|only|still"
    r"|again|and|(?:no\s)longer|more|less|most|in\sturn)"
)
ADVERB = r"(?:[a-z]+ly(?:\s+(?:and|but|or)\s+[a-z]+ly)?)"
VERB = re.compile(
    rf"""(?:\b(?:{AUXILIARY}|{ADVERB})\s+)*
    (?: (?<![-\w])(?:inter|un)?-?correlat(?:ed|es|e|ing)\b
      | (?<=\s)(?<!\bthe\s)(?<!\ba\s)(?<!-)(?:un)?(?:associated|related|linked|connected|tied|coupled|predictive
        |(?:in)?dependent|relates?|associates)\b
        (?=\s+(?:{ADVERB}\s+)?(?:with|to|of|on|between|among|,)|\s*[,(.;{GAP}])
      | (?<!\bthe\s)(?<!between\s)(?<!\bof\s)(?<!\band\s)(?<!\bour\s)(?<!\ball\s)
        (?<!\bfrom\s)(?<!\bwith\s)(?<!\ba\s)(?<=[a-z]\s)predict(?:ed|s)\b
      | (?:(?:increas|decreas|declin|improv|worsen|var)(?:ed|es|ied|ies)|rose|rises|grew|grows|fell|falls)(?=\swith\b)
      | (?:covar(?:y|ie[ds])|(?:went|goes|go)(?:\s(?:along|together|hand\sin\shand))?)(?=\swith\b)
      | contributed\s+(?:uniquely|independently|significantly)(?=\sto\b)
    )
    (?:\s+(?:{ADVERB}|only|more|less|both|very|but|at\sall))*
    \s*(?P<prep>\b(?:with\seach\sother|to\seach\sother|with\sone\sanother|among\seach\sother
        |of\s(?:each\sother|one\sanother)|with|to|of|by|from)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
NOUN = re.compile(
    r"""\b(?:(?:inter-?)?correlations?|associations?|relationships?|relations?|links?|coupling|correspondence|covariation|scatter\s?-?plots?|correlational\s+analyses|rho|tau(?:-b)?|Pearson(?:['’]s)?\sr|[ρτ])\b
    (?:\s+(?:coefficients?|analys[ei]s|strengths?))?(?:\s*\([^()]{0,30}\))?""",
    re.VERBOSE | re.IGNORECASE,
)
HIGH = (
    r"(?:higher|lower|greater|more|less|fewer|better|poorer|worse|stronger|weaker|longer|shorter|older|younger"
    r"|increased|reduced|larger|smaller)"
)
COMPARED = re.compile(
    rf"""\b(?:those|people|participants|individuals|students|patients|respondents|adults|adolescents|children|women|men|\w+s)\s+
    (?:with|who\s(?:had|reported|scored|were|showed|perceived|experienced|used|spent))\s+(?:a\s+)?(?:{ADVERB}\s+)?(?P<a>{HIGH}\s+.+?)\s+
    (?:also\s+|{ADVERB}\s+)*(?:had|have|reported|showed|exhibited|(?:did\s)?tend(?:ed)?\sto(?:\s(?:have|report|show))?|were\smore\slikely\sto|scored|perceived|experienced|displayed|felt)\s+
    (?P<b>.+)$""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# "the more A, the higher B"
THE_MORE = re.compile(
    rf"""\bthe\s+(?:more|less|fewer|{HIGH})\s+(?P<a>[^¤;]+?),\s*the\s+(?:more|less|fewer|{HIGH})\s+
    (?:(?:was|were|is|are|they\s\w+|he\s\w+|she\s\w+)\s+)?(?P<b>.+)$""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# "pupils who slept longer scored higher on the test"
DID_BETTER = re.compile(
    rf"""\bwho\s+(?P<a>(?:{ADVERB}\s+)?\w+\s+(?:[^,;¤]{{0,40}}?\s)?{HIGH}(?:\s+often)?)\s+(?:also\s+|{ADVERB}\s+)*
    (?:performed|scored|did|fared|rated|ranked)\s+(?:{ADVERB}\s+)?{HIGH}\s+(?:on|in|at)\s+(?P<b>.+)$""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# "they were also more likely to report B": who they are was said before
LIKELIER = re.compile(
    rf"""^\s*(?:They|These\s\w+)\s+(?:also\s+)?(?:were|are|tended\sto\sbe)\s+(?:also\s+|{ADVERB}\s+)*(?:more|less)\slikely\s+to\s+
    (?:report|have|show|use|say|endorse|experience|perceive|feel|mention)\s+(?P<b>.+)$""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# "correlates of Y were A and B", "the strongest correlate of Y was A"
CORRELATES = re.compile(
    r"\bcorrelates?\s+of\s+(?P<a>[^¤;]+?)\s+(?:was|were|is|are|included?|includes|:)\s+(?P<b>.+)$",
    re.IGNORECASE | re.DOTALL,
)
ONLY_CORRELATES = re.compile(
    r"\s*\b(?:was|were|is|are)\s+(?:(?:the|a|an)\s+)?(?:[\w-]+\s+){0,3}?(?P<noun>correlates?|predictors?|variables?|measures?)?\s*$"
)
BETWEEN = re.compile(r"\b(?:between|among|linking)\s+(?P<both>.+)$", re.IGNORECASE | re.DOTALL)
OF_WITH = (
    re.compile(
        r"^\s*(?:of|for|relating)\s+(?P<a>.+?)\s+(?:with|to|against|versus)\s+(?P<b>.+)$", re.IGNORECASE | re.DOTALL
    ),
    re.compile(r"^\s*(?:of|for|relating)\s+(?P<a>.+?)\s+and\s+(?P<b>.+)$", re.IGNORECASE | re.DOTALL),
)
# "correlations of X were .06 with Y": the other follows the value
OF_ONE = re.compile(r"^\s*of\s+(?P<a>[^,;¤]+?)\s+(?:was|were|is|are|amounted\s+to|reached)\s*$", re.IGNORECASE)
# "associations with Y were found for A": the second thing stands after the verb
FOUND_FOR = re.compile(
    r"^\s*(?:with|of|to)\s+(?P<a>[^,;¤]+?)\s+(?:was|were|is|are|could\sbe|amounted|came)\s+(?:also\s|only\s|\w+ly\s)*"
    r"(?:found|observed|seen|obtained|detected|noted|evident|present|significant|strong(?:est)?|high(?:est)?|weak(?:est)?|large(?:st)?)\s+"
    r"(?:for|with)\s+(?P<b>.+)$",
    re.IGNORECASE | re.DOTALL,
)
COMPUTED = re.compile(
    r"^\s+(?:analy[sz]ed|observed|tested|examined|computed|calculated|of\s+interest)\s+(?:was|were)\s+(?P<both>[^¤]+)",
    re.IGNORECASE,
)
WITH = re.compile(r"^\s*(?:\w+ly\s+)?(?:with|to|for)\s+(?P<b>.+)$", re.IGNORECASE | re.DOTALL)
OWNER = re.compile(
    r"\s+(?:had|has|have|showed|shows|exhibited|demonstrated|displayed|yielded|revealed|bore|were|was|shared)\s+(?:[\w-]+,?\s+){0,6}$",
    re.DOTALL,
)
NEGATED = re.compile(
    rf"^[\s,;{GAP})]*(?:but|and|whereas|while|although)?\s*(?:not\s+)?(?P<a>.+?)\s+(?:was|were|did|does|is|are|do)\s+not(?:\s+\w+ly)?[\s,(]*$",
    re.IGNORECASE,
)
AS_WERE = re.compile(rf"^[\s,;{GAP})]*as\s+(?:was|were|did|is|are)\s+(?P<a>.+)$", re.IGNORECASE | re.DOTALL)
GROUPED = re.compile(
    rf"^[\s,;{GAP})]*(?:(?:but|and|or|nor)\s+)?(?:not\s+|also\s+)?(?:in|among|for|within|at|during|after|before|by|on)\b[^,;]*[\s,;(]*$"
    rf"|^[\s,;:{GAP}()]*(?:and|or|but|&)?[\s,;:()]*(?:after|before)?[\s,]*$",
    re.IGNORECASE,
)
FURTHER = re.compile(
    rf"^[\s,;]*(?:(?:and|or|but|nor|as well as|while|not|also|both|to a lesser extent|only|{ADVERB}"
    rf"|(?:did\s+not\s+|also\s+)*correlated?)[\s,]+)*(?:with|to|between|of)?\s+",
    re.IGNORECASE,
)
TIME_TAIL = re.compile(
    r"\s+(?:at|in)\s+(?:(?:Time|Wave|Phase|T|W)\s?\d|baseline|follow-?up|pre-?test|post-?test)$", re.IGNORECASE
)
CONTINUED = re.compile(r"\s*(?:and|but)\s+(?:was|were|is|are|did|does|do|has|have|had)\b", re.IGNORECASE)
ITSELF = re.compile(
    r"^(?:it|they|he|she|(?:scores\s+on\s+)?this\s+(?:scale|measure|variable|score|index|questionnaire))\b",
    re.IGNORECASE,
)
FIRST_FINITE = re.compile(
    r"\s+(?:is|was|were|are|had|has|have|did|does|do|can|could|may|might|will|would|(?:\w+ly\s+)?[a-z]{3,}ed)\b"
)
BARE_PREPOSITION = re.compile(r"\s*(?:of|an?|the|with|for|in|by)\s*")
LATER_PREPOSITION = re.compile(r"^\s*[^,;()¤]{1,40}?\s(?:with|to)\s+")


def last_segment(text: str) -> str:
    """What stands between the last gap and the end."""
    return re.split(rf"{GAP}+", text.rstrip(f" ,;:([{GAP}"))[-1]


def objects(after: str) -> Pair:
    """First and last object phrase after a relation; the last is empty where it only names a group or nothing."""
    segments = [s for s in re.split(rf"{GAP}+", after) if s.strip(" ,;:()[]")]
    if not segments:
        return "", ""
    first = object_(segments[0])
    if len(segments) == 1:
        return first, ""
    if GROUPED.match(segments[-1]) or segments[-1].rstrip().endswith(":"):
        return TIME_TAIL.sub("", first), ""
    last = FURTHER.sub("", " " + segments[-1].strip(" ,;:"))
    last = object_(last) or name(last)
    return first, "" if BARE_PREPOSITION.fullmatch(last) else last


def by_verb(left: str, match: re.Match[str]) -> Pair:
    """The pair around a verb: its subject, and the last object before the result."""
    a = subject(left[: match.start()])
    if CONTINUED.match(match.group()) or ITSELF.match(a):
        a = first_subject(left[: match.start()]) or a
    after = left[match.end() :]
    tail = last_segment(after) if GAP in after.rstrip(f" ,;:([{GAP}") else ""
    first, last = objects(after)
    prep = (match["prep"] or "").lower()
    if not prep and (later := LATER_PREPOSITION.match(after)):  # "correlated at a similar strength to C"
        first, last = objects(after[later.end() :])
        prep = "with"
    transitive = "predict" in match.group().lower()
    mutual = (not prep and not transitive) or "other" in prep or "another" in prep
    if tail and (other := NEGATED.match(tail) or AS_WERE.match(tail)):
        fresh = subject(other["a"])
        return (halves(fresh) or NOBODY) if mutual else (name(fresh), name(first))
    if mutual:
        return halves(a) or (name(a), name(last) if last else "")
    return name(a), name(last or first)


def by_noun(left: str, match: re.Match[str]) -> Pair:
    """The pair after a noun: "between A and B", "of A with B", "with B" of what has the correlation."""
    after = left[match.end() :]
    if between := BETWEEN.search(after):
        both = between["both"]
        later = [m.end() for m in re.finditer(r"\bbetween\s", both, re.IGNORECASE)]
        first, last = objects(both[later[-1] :] if later else both)
        x, y = halves(first) or (name(first), "")
        return (x, name(last)) if last and y else (x, y)
    whole = re.split(rf"{GAP}+", after)[0]
    if pair := OF_WITH[0].match(whole) or OF_WITH[1].match(whole):
        first, last = objects(after[pair.start("b") :])
        return name(object_(pair["a"])), name(last or first)
    if (computed := COMPUTED.match(after)) and (both := halves(object_(computed["both"]))):
        return both
    before = left[: match.start()]
    owner = OWNER.sub("", before)
    if (one := OF_ONE.match(whole)) and not NOUN.search(one["a"]):
        return name(one["a"]), ""
    if found := FOUND_FOR.match(after):
        first, last = objects(found["b"])
        return name(found["a"]), name(last or first)
    if one := WITH.match(after):
        first, last = objects(after[one.start("b") :])
        return (name(subject(owner)) if owner != before else ""), name(last or first)
    return (None if NOUN.search(owner) else halves(subject(owner))) or NOBODY


def relation(left: str) -> Pair:
    """The pair of the last relation before a result; a subject left out is that of an earlier verb."""
    if listed := CORRELATES.search(left):
        first, last = objects(listed["b"])
        return name(listed["a"]), name(last or first)
    verbs = [(m.end(), True, m) for m in VERB.finditer(left)]
    nouns = [(m.end(), False, m) for m in NOUN.finditer(left)]
    best = NOBODY
    for _, is_verb, match in sorted(verbs + nouns, key=lambda item: item[0], reverse=True):
        pair = by_verb(left, match) if is_verb else by_noun(left, match)
        if best == NOBODY:
            best = pair
        elif pair[0]:  # "and were not related to C": the subject was named with an earlier verb
            return pair[0], best[1]
        if best[0]:
            break
    return best if best != NOBODY else compared(left)


def compared(left: str) -> Pair:
    """ "Those with higher A had higher B", "the more A, the more B": the two things compared."""
    for pattern in (COMPARED, THE_MORE, DID_BETTER, LIKELIER):
        if match := pattern.search(left):
            first, last = objects(match["b"])
            return name(match.groupdict().get("a") or ""), name(last or first)
    return NOBODY


def first_subject(text: str) -> str:
    """What a clause is about that names no subject of its own: "A predicted B (...) and was related to C"."""
    clause = REPORTING.sub("", re.split(r"[;:]\s|\.\s", text)[-1].strip())
    head = FIRST_FINITE.split(INTRODUCER.sub("", clause), maxsplit=1)
    return head[0].strip(" ,") if len(head) > 1 and GAP not in head[0] else ""


def relation_after(left: str, rest: str) -> Pair:
    """The pair of a result whose relation stands after it: "neither A (r = .04) nor B (r = .02) was related to Y".

    Only where nothing but further results with their names stands between, so that no other clause is taken for it.
    """
    verb = next(VERB.finditer(rest), None)
    if verb is None or not verb["prep"] or "other" in verb["prep"]:
        return NOBODY
    between = ONLY_CORRELATES.sub("", rest[: verb.start()])
    listed = not between.strip(" ,()[]") or between.rstrip(" ,()[]").endswith(GAP)
    if not listed or FINITE_VERB.search(between) or re.search(r"[;:.]", between):
        return NOBODY
    x = name(subject(last_segment(left)))
    y = name(objects(rest[verb.end() :])[0])
    return (x, y) if x and y else NOBODY
