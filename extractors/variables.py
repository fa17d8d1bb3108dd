"""Which two things correlate: read from the clause around the value, its labels, coordination and lists."""

from __future__ import annotations

import re

from extractors.phrases import GAP, halves, name, object_, opening, parts, subject
from extractors.relations import NOBODY, NOUN, VERB, Pair, last_segment, relation, relation_after

Inside = list[tuple[int, int, int]]  # start, start of the value and end of each result in the sentence

PEOPLE = (
    r"(?:groups?|samples?|subsamples?|cohorts?|conditions?|arms?|(?:wo)?m[ae]n|(?:fe)?males?|boys?|girls?|(?:older|younger|young)\s+adults?|adults|adolescents"
    r"|children|students|patients|controls|participants|respondents|users|teachers|employees|nurses|managers|mothers|fathers|parents|cases"
    r"|countries|(?:Study|Studies|Experiment|Sample|Wave|Time|Cohort|Phase)\s\d\w?|T\d|baseline|follow-?up|post-?test|pre-?test)"
)
RIGHT_BETWEEN = re.compile(
    r"^[\s,)\]]*(?:(?:was|were)\s+(?:also\s+)?(?:found|observed|obtained|seen|detected)\s+|emerged\s+|existed\s+)?(?:between)\s+(?P<both>.+)$",
    re.IGNORECASE | re.DOTALL,
)
RIGHT_LABEL = re.compile(
    r"^\s*[)\]]?\s*,?\s*(?:for|with)\s+(?P<b>[^,;()¤]+?)(?=\s+and\s+[^\w\s]?\d*[.·]\d|[,;()¤]|$)", re.IGNORECASE
)
TESTS = re.compile(
    r"(?<![A-Za-z])(?:t|F|[zZ]|χ2|[dgbBβ]|p|P|CI|VIF|SE|SD|M)\s?(?:\([^()]*\))?\s*(?:[=<>\\]|\bD\b|\bN\b|\bb\b|\s(?=\.\d))+\s*[^\s,;()]+(?:,\s*p\s*[=<>]\s*[^\s,;()]+)?"
)
PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
RUN = re.compile(rf"^[\s,;)({GAP}]*(?:and|or|&)?[\s,;({GAP}]*$")
LIST_START = re.compile(r"\b(?:with|to|of|between|for|from|and)\s+|^", re.IGNORECASE)
SHOWING = re.compile(r"\s+(?:showing|yielding|reaching|being|with)\s*$")
LIST_END = re.compile(r"\s+(?:was|were|is|are|in|at)\b|\s*\(")
THAN_THOSE = re.compile(r"\bthan\s+(?:that|those|the\s+\w+)\s+(?:for|of|with)\s+(?P<a>[^()¤]+?)\s*$", re.IGNORECASE)
ABOUT_TWO = re.compile(
    r"\b(?:of|between)\s+(?P<both>[^,;()]{3,60}?\sand\s[^,;()]{3,60}?)(?=\s+(?:was|were|is|are)\b|[,.;(])"
)
MEASURED_TWO = re.compile(
    r"^\s*(?P<both>[^,;()]{3,60}?\sand\s[^,;()]{3,60}?)"
    r"(?=\s+(?:was|were)\s+(?:\w+ly\s+)?(?:assessed|measured|rated|recorded|obtained))"
)
BOTH_OF_THEM = re.compile(r"\s*(?:They|These|The\s(?:two|measures|scores)|Both|Scores)\b")
CORRESPONDING = re.compile(
    r"\bbetween\s+(?P<a>[^,;()¤]+?)\s+and\s+(?:its|the|their)\s+(?:corresponding|respective)\s+(?P<b>[^,;()¤]+?)"
    r"\s+(?:for|of)\s+(?P<part>[^;().]*)$",
    re.IGNORECASE,
)
THIS_ONE = re.compile(r"\s*(?:This|That)\s+(?:outcome|variable|measure|index|score|scale|indicator|rating)\b")
# "Sample 1 included data on X for the participants": what "this outcome" of the next sentence is
INTRODUCED = re.compile(
    r"\b(?:data|information|measures?|index|indicator|records?)\s+(?:on|of|about)\s+(?P<a>[^,;()]+?)(?=\s+(?:for|in|from|at|among|was|were|with)\b|[,;(.]|$)",
    re.IGNORECASE,
)
AS_FOLLOWS = re.compile(
    r"\bas\s+follows\s*:(?:.*[;,¤]\s)?\s*(?P<both>[^:;,¤()]{3,60}\sand\s[^:;,¤()]{3,60}?)\s*[,(:]?\s*$"
)
CONDITION = re.compile(r"(?P<prep>in|at|on|during|under|before|after|for)\s+\w")
QUESTION = re.compile(
    r"\b(?:did|does|do|was|were|is|are|whether)\s+(?P<a>[^?;]+?)\s+(?:predicts?|relates?\s+to"
    r"|(?:correlated?|correlates|covar(?:y|ies)|associated|goe?s?)\s+with|(?:related|linked|tied)\s+to)\s+(?P<b>[^?;.]+)",
    re.IGNORECASE,
)
FOR_GROUP = re.compile(r"[;,(\s](?:for|in|among|at)\s[^;:,()]*:\s*$", re.IGNORECASE)
SEVERAL = re.compile(
    r"(?:two|three|four|five|six|seven|eight|several|various|following|other|\d)\b|.*\b(?:variables|measures|factors|dimensions|outcomes)$",
    re.IGNORECASE,
)
HAS_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
FRESH = re.compile(
    r";\s+(?=(?:however|but|whereas|while|in contrast|conversely|moreover|furthermore|in addition)\b)", re.IGNORECASE
)
COLON_LABEL = re.compile(r"(?:^|[;:,.(]\s|\band\s|[-–—])(?P<label>[^:;(),.¤]{2,60}?)\s*:\s*$")
STATISTIC_WORD = re.compile(
    r"\b(?:pearson|spearman|kendall|bootstrap|correlation|coefficient|rho|tau|two-tailed|one-tailed|partial|all|both|fig(?:ure)?s?|table|see|bivariate|zero-order|e\.g|i\.e|p|n)\b",
    re.IGNORECASE,
)
GROUP_LABEL = re.compile(
    rf"^(?:(?:in|for|among|at)\s+)?(?:the\s+)?(?:[\w'’+/-]+\s+){{0,3}}?{PEOPLE}$|^(?:before|after)\b", re.IGNORECASE
)
IN_CONDITIONS = re.compile(
    rf"\b(?:either|each|both|the|two|all|in)\s+(?:[\w-]+\s+){{0,2}}?{PEOPLE}\s*[(\[]?\s*$", re.IGNORECASE
)
PLURAL = re.compile(r"(?:\b(?:following|other|all|each|types?|any)\b|\b\w{3,}s\b)", re.IGNORECASE)
TWO_IN_BRACKETS = re.compile(r"\((?P<both>[^()¤=]{3,60})\)")


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


def label_of(left: str) -> tuple[str, bool]:
    """The label right before a result and whether it ends in a colon: "(patterns in life, r =", "neuroticism: r ="."""
    at = opening(left)
    colon = left.rstrip().endswith(":")
    if at >= 0:
        label = re.split(rf"[;{GAP}]+", left[at + 1 :].rstrip(" ,:"))[-1]
        if re.match(r"\s*(?:for|in|among)\s", label) and re.match(rf".\s*{GAP}", left[at:]):
            label = ""  # "(r = .56 for injuries, r =": the label stands after its result
        label = re.sub(r"^[\s,]*(?:and|or|but)?\s*(?:for|with|between|to)?\s+", "", f" {label} ").strip(" ,:")
    else:
        match = COLON_LABEL.search(left)
        label = match["label"].strip() if match else ""
    return (
        ("", colon)
        if STATISTIC_WORD.search(label) or VERB.search(f" {label} ") or NOUN.search(label)
        else (label, colon)
    )


def _corresponding(left: str) -> Pair | None:
    """ "between A and its corresponding B for mood (r = .3) and trust (r = .2)": one pair a part, of both measures."""
    match = CORRESPONDING.search(left)
    if not match:
        return None
    part = name(re.sub(r"^\W*(?:and\s+)?", "", last_segment(left[match.start("part") :])))
    if not part:
        return None
    return f"{name(match['a'])} ({part})", f"{name(match['b'])} ({part})"


def _two(label: str) -> Pair | None:
    """The two names of a label: "family and professional", "typicality, emotion understanding", "ALE-ORI"."""
    if both := halves(label):
        return both
    names = parts(label)
    return (names[0], names[1]) if len(names) == 2 and "," in label else None


def _distributed(pair: Pair, place: int, length: int) -> Pair:
    """One pair of a run: the phrase with as many parts as there are values gives one part to each."""
    for side in (1, 0):
        many = parts(pair[side])
        if len(many) == length:
            many = [_headed(part, many[0]) for part in many]
            return (pair[0], many[place]) if side else (many[place], pair[1])
    return pair


def _headed(part: str, first: str) -> str:
    """A part that is only a preposition's phrase with the head of the first: "comprehension in noise and in quiet"."""
    condition = CONDITION.match(part)
    if not condition or f" {condition['prep']} " not in first:
        return part
    return f"{first[: first.index(' ' + condition['prep'] + ' ')]} {part}"


def _list_of(left: str, length: int) -> list[str]:
    """The last list of so many parts before a run of values."""
    for match in reversed(list(LIST_START.finditer(left))):
        phrase = LIST_END.split(left[match.end() :])[0]
        if GAP not in phrase and len(many := parts(SHOWING.sub("", phrase))) == length:
            return many
    return []


def _by_label(left: str, label: str, *, colon: bool) -> Pair | None:
    """The pair where a label names one or both of its sides; None where it only names a group."""
    if not label or GROUP_LABEL.match(label) or (colon and FOR_GROUP.search(left)):
        return None
    if two := _two(label):
        return two
    at = opening(left)
    head = left[:at] if at >= 0 else left[: left.rfind(label)]
    if colon and IN_CONDITIONS.search(head):
        return None
    x, y = relation(head)
    if colon and x and y and not PLURAL.search(y):
        return None
    if than := THAN_THOSE.search(head):
        x = name(than["a"])
    single = name(label)
    if single and y and SEVERAL.match(x) and not SEVERAL.match(y):
        return y, single  # "the three outcomes were correlated with age (mood, r = .3": the label is one of the three
    return (x or y, _specified(y, single) if x else single) if single and (x or y) else None


def _specified(general: str, special: str) -> str:
    """A name made more special by a label: "real damage (injuries)"; plurals and the like give way to the label."""
    if not general or not special or PLURAL.search(general) or special in general:
        return special or general
    return f"{general} ({special})"


def _colon_pair(left: str) -> Pair | None:
    """ "were as follows: A and B r = .3; A and C r = .2": nothing but the pair stands after the colon or semicolon."""
    match = AS_FOLLOWS.search(left)
    if not match or VERB.search(f" {match['both']} ") or NOUN.search(match["both"]):
        return None
    return halves(match["both"])


def _bare_label(left: str) -> Pair:
    """ "depression and help seeking: r =", "ALE-ORI (r =": what stands before the result is the pair."""
    segment = re.split(r"[;:](?=\s)", last_segment(left).strip(" (,;:"))[-1]
    return halves(subject(segment)) or NOBODY


def pair_of(sentence: str, inside: Inside, index: int, *, before: str = "") -> Pair:
    """The two variables of the result at `index`, empty where the sentence does not say."""
    text = masked(sentence, inside, index)
    start, _, end = inside[index]
    left, right = FRESH.split(text[:start])[-1], text[end:]
    if match := RIGHT_BETWEEN.match(right):
        both = object_(match["both"])
        return halves(both) or (name(both), "")
    if found := _corresponding(left):
        return found
    label, colon = label_of(left)
    if found := _by_label(left, label, colon=colon):
        return found
    tight = _bare_label(left)
    if tight != NOBODY and "-".join(tight) in left:
        return tight
    pair = _colon_pair(left) or _by_relation(text, inside, index, right=right)
    if pair == NOBODY:
        pair = relation_after(left, right)
    if pair == NOBODY:
        pair = _bare_label(left)
    if (
        "" in pair
        and (two := TWO_IN_BRACKETS.search(sentence[:start]))
        and re.search(r"\b(?:two|both|these)\b", sentence[: two.start()])
    ):
        pair = halves(two["both"]) or pair
    return _completed(pair, before, sentence)


def _by_relation(text: str, inside: Inside, index: int, *, right: str) -> Pair:
    place, length = run_of(text, inside, index)
    left = FRESH.split(text[: inside[index - place][0]])[-1]
    x, y = relation(left)
    if length > 1:
        many = _list_of(left, length)
        if many == [x, y]:  # "the correlation between A and B was r = .50, pr = .39": both are of the same pair
            return x, y
        if many and y and many[0].endswith(y.split(",")[0]) and x != many[0]:
            x, y = x, many[place]
        elif many and x in many[0] and y:
            x, y = many[place], y
        else:
            x, y = _distributed((x, y), place, length)
    after = RIGHT_LABEL.match(right)
    if not after:
        return x, y
    if not x and not y:
        return halves(object_(after["b"])) or NOBODY
    if y and not x:  # "correlations with Y amounted to .24 for A"
        return name(after["b"]), y
    if x and (not y or (_repeats(text, inside) and not HAS_BETWEEN.search(left))):
        return x, _specified(y, name(after["b"]))
    return x, y


def _repeats(text: str, inside: Inside) -> bool:
    """Whether every result is followed by its own "for ..."."""
    return len(inside) > 1 and all(RIGHT_LABEL.match(text[end:]) for _, _, end in inside)


def _completed(pair: Pair, before: str, sentence: str) -> Pair:
    """What a pronoun stands for is taken from the sentence before."""
    if not before or all(pair):
        return pair
    earlier = relation(before)
    if pair == NOBODY:
        return earlier if all(earlier) else _asked(before) or _coordinated(before, sentence)
    if not pair[0] and THIS_ONE.match(sentence) and (told := INTRODUCED.search(before)):
        return name(told["a"]), pair[1]
    return (earlier[0], pair[1]) if not pair[0] and earlier[0] else pair


def _asked(before: str) -> Pair | None:
    """ "Did A predict B?": the two things of a question."""
    asked = QUESTION.search(before)
    pair = (name(asked["a"]), name(object_(asked["b"]))) if asked else NOBODY
    return pair if all(pair) else None


def _coordinated(before: str, sentence: str) -> Pair:
    """ "Regressions of income and satisfaction were ...": the two things that a sentence is about."""
    match = ABOUT_TWO.search(before) or (MEASURED_TWO.match(before) if BOTH_OF_THEM.match(sentence) else None)
    return (halves(match["both"]) if match else None) or NOBODY


SCALE_BETWEEN = re.compile(r"\b(?:of|for)\s+(?P<scale>[^;()=]+?)\s+(?:was|were|is|are)\b")


def scale_of(sentence: str, inside: Inside, index: int) -> str:
    """The scale that a reliability belongs to."""
    text = masked(sentence, inside, index)
    start, at, end = inside[index]
    if between := SCALE_BETWEEN.search(sentence[start:at]):
        return name(between["scale"])
    if after := re.match(
        r"^[\s,)]*(?:for|in the case of)\s+(?:the\s+)?(?P<scale>[^,;()¤]+?)(?=\s+(?:and|in)\b|[,;()¤.]|$)", text[end:]
    ):
        return name(after["scale"])
    segment = re.split(rf"{GAP}+", text[:start].rstrip(f" ([{GAP}"))[-1]
    if inner := re.search(
        r"(?:of|for)\s+(?P<scale>[^,;()]+?)(?:\s+(?:was|were|is|are|had)\b[^,;()]*)?[\s,(]*$", segment
    ):
        return name(inner["scale"])
    clause = re.sub(
        r"\s+(?:showed|had|has|was|were|demonstrated|exhibited|is|yielded|displayed|possess\w*)\b.*$",
        "",
        segment,
        flags=re.DOTALL,
    )
    return name(subject(clause))
