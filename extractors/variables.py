"""Which two things correlate: read from the clause around the value, its coordination and its lists."""

from __future__ import annotations

import re

from extractors.attributes import Span
from extractors.phrases import GAP, halves, name, object_, parts, subject

Inside = list[tuple[int, int, int]]  # start, start of the value and end of each result in the sentence
Pair = tuple[str, str]
NOBODY: Pair = ("", "")

VERB = re.compile(
    r"""(?:\b(?:was|were|is|are|be|been|being|did|does|do|has|have|had|to|both|remained|not|also|only|still|again|no\slonger|(?:[a-z]+ly\s+(?:and|but|or)\s+)?[a-z]+ly|more|less|most|strongly|in\sturn)\s+)*
    (?:\b(?:inter|un)?-?(?:correlat(?:ed|es|e|ing)|associated?|associates|related?|relates|relating|linked|connected|tied|coupled|predictive|predict(?:ed|s|ing)?|dependent)\b)
    (?:\s+(?:[a-z]+ly|only|more|less|both|very|and|but|at\sall))*?
    \s*(?P<prep>\b(?:with\seach\sother|to\seach\sother|with\sone\sanother|among\seach\sother|with|to|of|by|from)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
NOUN = re.compile(
    r"""\b(?:(?:inter-?)?correlations?|associations?|relationships?|relations?|links?|coupling|correspondence|covariation|coefficients?|r|rho|tau(?:-b)?|[ρτ])\b
    (?:\s+(?:coefficients?|analys[ei]s|strengths?))?(?:\s*\([^()]{0,30}\))?""",
    re.VERBOSE | re.IGNORECASE,
)
BETWEEN = re.compile(r"\b(?:between|among|linking|relating)\s+(?P<both>.+)$", re.IGNORECASE | re.DOTALL)
OF_WITH = re.compile(r"^\s*(?:of|for|relating)\s+(?P<a>.+?)\s+(?:with|to|and)\s+(?P<b>.+)$", re.IGNORECASE | re.DOTALL)
WITH = re.compile(r"^\s*(?:\w+ly\s+)?(?:with|to)\s+(?P<b>.+)$", re.IGNORECASE | re.DOTALL)
RIGHT_BETWEEN = re.compile(
    r"^[\s,)\]]*(?:(?:was|were)\s+(?:also\s+)?(?:found|observed|obtained|seen|detected)\s+|emerged\s+|existed\s+)?(?:between)\s+(?P<both>.+)$", re.IGNORECASE | re.DOTALL
)
RIGHT_LABEL = re.compile(r"^\s*[)\]]?\s*(?:for|with)\s+(?P<b>[^,;()¤]+)", re.IGNORECASE)
NEGATED = re.compile(rf"^[\s,;{GAP})]*(?:but|and|whereas|while|although)?\s*(?:not\s+)?(?P<a>.+?)\s+(?:was|were|did|does|is|are|do)\s+not(?:\s+\w+ly)?[\s,(]*$", re.IGNORECASE)
AS_WERE = re.compile(rf"^[\s,;{GAP})]*as\s+(?:was|were|did|is|are)\s+(?P<a>.+)$", re.IGNORECASE | re.DOTALL)
GROUPED = re.compile(
    rf"^[\s,;{GAP})]*(?:(?:but|and|or|nor)\s+)?(?:not\s+|also\s+)?(?:in|among|for|within|at|during|after|before|by|on)\b[^,;]*$|^[\s,;:{GAP}()]*(?:and|or|but|&)?[\s,;:()]*(?:after|before)?[\s,]*$",
    re.IGNORECASE,
)
FURTHER_PREPOSITION = re.compile(r"^[\s,;]*(?:(?:and|or|but|nor|as well as|while|not|also|both|to a lesser extent|only|\w+ly)[\s,]+)*(?:with|to|between|of)?\s+", re.IGNORECASE)
TESTS = re.compile(r"(?<![A-Za-z])(?:t|F|[zZ]|χ2|[dgbBβ])\s?(?:\([^()]*\))?\s*[=<>]\s*[^\s,;()]+(?:,\s*p\s*[=<>]\s*[^\s,;()]+)?")
PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
HAS_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
FRESH = re.compile(r";\s+(?=(?:however|but|whereas|while|in contrast|conversely|moreover|furthermore|in addition)\b)", re.IGNORECASE)
RUN = re.compile(r"^[\s,;)(]*(?:and|or|&)?[\s,;(]*$")


def masked(sentence: str, inside: Inside, index: int) -> str:
    """The sentence at equal length, results and tests as gaps, brackets without the result in question as blanks."""
    text = list(sentence)

    def fill(start: int, end: int, sign: str) -> None:
        text[start:end] = sign * (end - start)

    for start, _, end in inside:
        fill(start, end, GAP)
    target = inside[index]
    for match in TESTS.finditer(sentence):
        if not any(start < match.end() and match.start() < end for start, _, end in inside):
            fill(*match.span(), GAP)
    for match in PARENTHESIS.finditer("".join(text)):
        if GAP in match.group():
            if not re.search(r"[A-Za-z]", match.group()):
                fill(*match.span(), GAP)
        elif not match.start() < target[0] < match.end():
            fill(*match.span(), " ")
    return "".join(text)


def run_of(sentence: str, inside: Inside, index: int) -> tuple[int, int]:
    """Which place a result has in its run ("r = .1, .2 and .3"), and how long the run is."""
    first = last = index
    while first > 0 and RUN.match(sentence[inside[first - 1][2] : max(inside[first][0], inside[first - 1][2])]):
        first -= 1
    while last + 1 < len(inside) and RUN.match(sentence[inside[last][2] : max(inside[last + 1][0], inside[last][2])]):
        last += 1
    return index - first, last - first + 1


def _split(both: str) -> Pair:
    return halves(object_(both)) or (name(object_(both)), "")


def _last_segment(text: str) -> str:
    """What stands between the last gap and the end."""
    return re.split(rf"{GAP}+", text.rstrip(f" ,;:([{GAP}"))[-1]


def _objects(after: str) -> tuple[str, str]:
    """First and last object phrase after a relation; the last is empty where it only names a group or nothing."""
    segments = [s for s in re.split(rf"{GAP}+", after) if s.strip(" ,;:()[]")]
    if not segments:
        return "", ""
    first = object_(segments[0])
    if len(segments) == 1 or GROUPED.match(segments[-1]):
        return first, ""
    last = FURTHER_PREPOSITION.sub("", " " + segments[-1].strip(" ,;:"))
    return first, object_(last) or name(last)


def _by_verb(left: str, match: re.Match[str]) -> Pair:
    a = subject(left[: match.start()])
    after = left[match.end() :]
    tail = _last_segment(after) if GAP in after.rstrip(f" ,;:([{GAP}") else ""
    first, last = _objects(after)
    mutual = match["prep"] is None or "other" in match["prep"].lower() or "another" in match["prep"].lower()
    if tail and (other := NEGATED.match(tail) or AS_WERE.match(tail)):
        fresh = subject(other["a"])
        return (halves(fresh) or NOBODY) if mutual else (name(fresh), name(first))
    if mutual:
        return halves(a) or (name(a), name(last or first))
    return name(a), name(last or first)


def _by_noun(left: str, match: re.Match[str]) -> Pair:
    after = left[match.end() :]
    between = BETWEEN.search(after)
    if between:
        both = between["both"]
        later = [m.end() for m in re.finditer(r"\bbetween\s", both, re.IGNORECASE)]
        both = both[later[-1] :] if later else both
        first, last = _objects(both)
        x, y = _split(first)
        return (x, name(last)) if last and y else (x, y)
    pair = OF_WITH.match(re.split(rf"{GAP}+", after)[0])
    if pair:
        first, last = _objects(after[pair.start("b") :])
        return name(pair["a"]), name(last or first)
    one = WITH.match(after)
    if one:
        first, last = _objects(after[one.start("b") :])
        start = re.sub(r"\s+(?:had|has|have|showed|shows|exhibited|demonstrated|displayed|yielded|revealed|bore|were|was)\b.*$", "", left[: match.start()], flags=re.DOTALL)
        owner = name(subject(start)) if start != left[: match.start()] else ""
        return owner, name(last or first)
    return (halves(subject(re.sub(r"\s+(?:had|showed|were|was|have|shared)\b.*$", "", left[: match.start()], flags=re.DOTALL))) or NOBODY)


def _relation(left: str) -> Pair:
    """The pair of the last relation before a result."""
    verbs = [m for m in VERB.finditer(left)]
    nouns = [m for m in NOUN.finditer(left) if len(m.group()) > 3]
    found: list[tuple[int, bool, re.Match[str]]] = [(m.end(), True, m) for m in verbs] + [(m.end(), False, m) for m in nouns]
    best = NOBODY
    for _, is_verb, match in sorted(found, key=lambda item: item[0], reverse=True):
        pair = _by_verb(left, match) if is_verb else _by_noun(left, match)
        if best == NOBODY:
            best = pair
        elif pair[0]:  # "and were not related to C": the subject was named with an earlier verb
            return pair[0], best[1]
        if best[0] or (best[1] and not is_verb):
            break
    return best


def _labelled(left: str) -> Pair:
    """"depression and help seeking: r =": the label itself is the pair."""
    segment = _last_segment(left).strip(" (,;:")
    segment = re.split(r"[;:](?=\s)", segment)[-1]
    return halves(subject(segment)) or NOBODY


def _distributed(pair: Pair, place: int, length: int) -> Pair:
    """One pair of a run: the phrase with as many parts as there are values gives one part to each."""
    for side in (1, 0):
        many = parts(pair[side])
        if len(many) == length:
            return (pair[0], many[place]) if side else (many[place], pair[1])
    return pair


def pair_of(sentence: str, inside: Inside, index: int, *, before: str = "") -> Pair:
    """The two variables of the result at `index`, empty where the sentence does not say."""
    text = masked(sentence, inside, index)
    start, _, end = inside[index]
    left, right = text[:start], text[end:]
    place, length = run_of(text, inside, index)
    left = FRESH.split(left)[-1]
    if match := RIGHT_BETWEEN.match(right):
        return _split(match["both"])
    if length > 1:
        left = text[: inside[index - place][0]]
    x, y = _relation(left)
    if length > 1:
        x, y = _distributed((x, y), place, length)
    label = re.search(r"[(;,:]\s*(?P<label>[^:;(),¤]{2,60}):\s*$", left)
    after = RIGHT_LABEL.match(right)
    if x and not y:
        y = name(label["label"]) if label else name(after["b"]) if after else ""
    elif x and after and _repeats(text, inside) and not HAS_BETWEEN.search(left):
        y = name(after["b"]) or y
    if not x and not y:
        x, y = _labelled(left)
    if not x and not y and after:
        x, y = halves(after["b"]) or NOBODY
    if (not x or not y) and before:
        x, y = _completed((x, y), _relation(before))
    return x, y


def _repeats(text: str, inside: Inside) -> bool:
    """Whether every result is followed by its own "for ..."."""
    return len(inside) > 1 and all(RIGHT_LABEL.match(text[end:]) for _, _, end in inside)


def _completed(pair: Pair, earlier: Pair) -> Pair:
    """What a pronoun stands for is taken from the sentence before."""
    if pair == NOBODY:
        return earlier
    if not pair[0] and earlier[0] and pair[1]:
        return earlier[0], pair[1]
    return pair


def scale_of(sentence: str, inside: Inside, index: int) -> str:
    """The scale that a reliability belongs to."""
    text = masked(sentence, inside, index)
    start, _, end = inside[index]
    if after := re.match(r"^[\s,)]*(?:for|in the case of)\s+(?:the\s+)?(?P<scale>[^,;()¤]+?)(?=\s+(?:and|in)\b|[,;()¤.]|$)", text[end:]):
        return name(after["scale"])
    segment = re.split(rf"{GAP}+", text[:start].rstrip(f" ([{GAP}"))[-1]
    if inner := re.search(r"(?:of|for)\s+(?P<scale>[^,;()]+?)(?:\s+(?:was|were|is|are|had)\b[^,;()]*)?[\s,(]*$", segment):
        return name(inner["scale"])
    clause = re.sub(r"\s+(?:showed|had|has|was|were|demonstrated|exhibited|is|yielded|displayed|possess\w*)\b.*$", "", segment, flags=re.DOTALL)
    return name(subject(clause))


Spans = tuple[Span, ...]
