"""What is printed of a measure besides its reliability: how many items it has, mean and spread of its scores."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.evidence import Characterised, CharacteristicName
from extractors.ages import AGE_WORD
from extractors.characterised import Sentence, group_near, in_group
from extractors.numbers import EQUALS, printed
from extractors.scale_names import INSTRUMENT, INTRODUCED, LABELLED, acronyms, cleaned, is_generic, measure_before

RULE = "measures.v1"
BESIDE, NAMED, EARLIER = 0.9, 0.75, 0.6  # the name beside the number; in the sentence; in one before
MOST_ITEMS = 600  # of the longest inventories

IN_WORDS = {
    w: n
    for n, w in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 2
    )
}
ITEMS = re.compile(
    r"\b(?P<items>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[\s-](?:item|items"
    r"|statements|questions)\b",
    re.IGNORECASE,
)
AFTER_ITEMS = re.compile(r"\s+(?:short\s+)?(?P<name>[A-Z][\w-]*(?:\s+[A-Z(][\w()-]*){0,8})")
OF_ITEMS = re.compile(r"\s+(?:of|from)\s+the\s+(?P<name>[A-Z][\w-]*(?:\s+(?:[A-Z(][\w()-]*|of|for|and|with)){0,8})")
HAS_ITEMS = re.compile(
    r"(?P<name>[A-Z][\w’'()&/–-]*(?:\s+(?:[\w’'&/–-]+|\([\w\s–-]+\))){0,8}?)\s+(?:is|has|comprises|contains"
    r"|includes|consists\s+of"
    r"|was|had|comprised|contained|included|consisted\s+of)\s+(?:an?\s+|the\s+)?$"
)
# "it consists of 12 items", "measured with 12 items", "which has 12 items", "the 12 items formed"
USED = re.compile(
    r"\b(?:consist\w*\s+of|compris\w+|contain\w*|includ\w*|has|had|having|with|by|using|through|via|the|all|a|an|form"
    r"|version)\s+(?:a\s+total\s+of\s+|the\s+|an?\s+)?$"
    r"|\(\s*$|:\s*$",
    re.IGNORECASE,
)
# "two items were removed", "the first three items", "12 items on the attitude towards"
SOME = re.compile(
    r"^\s+(?:were|was)\s+(?:removed|deleted|dropped|excluded|omitted|reverse|recoded|added|negatively|worded)"
)
MOMENTS = re.compile(
    rf"(?<![A-Za-z])M\s*(?:{EQUALS})\s*(?P<mean>[−–-]?\d{{0,3}}(?:[.·]\d{{1,3}})?)\s*[,;]\s*SD\s*(?:{EQUALS})\s*(?P<sd>\d{{0,3}}(?:[.·]\d{{1,3}})?)"
)
# "the mean of loneliness was 2.89 (SD = 0.66)", "M = 2.89 (SD = 0.66)"
SPOKEN = re.compile(
    rf"(?:\b[Mm]ean(?:\s+scores?)?\s+(?:of|on|for)\s+(?:the\s+)?(?P<name>[^.;()=]{{2,60}}?)\s+(?:was|{EQUALS})|(?<![A-Za-z])M\s*{EQUALS})"
    rf"\s*(?P<mean>[−–-]?\d{{0,3}}[.·]\d{{1,3}})\s*\(\s*SD\s*{EQUALS}\s*(?P<sd>\d{{0,3}}[.·]\d{{1,3}})"
)
COMPARES = re.compile(
    r"\b(?:than|versus|vs|compared|difference|differ\w*|t\s?\(|F\s?\(|women|men|females?|males?|group|condition|increase\w*"
    r"|decrease\w*)\b",
    re.IGNORECASE,
)
LABEL_INSIDE = re.compile(r"\(\s*(?P<name>[A-Za-z][\w’'\s–-]{2,50}?)\s*[:,]\s*$")  # "(loneliness: M = 3.2"
ONE_ALPHA = re.compile(r"[αω]|lpha|mega")


def number_of(match: re.Match[str]) -> int:
    """The number of items in digits or words."""
    word = match["items"].lower()
    return IN_WORDS.get(word) or int(word)


def items_told(sentence: Sentence, earlier: str) -> Iterator[Characterised]:
    """The number of items of a measure: "the 20-item CES-D", "it has 20 items"; `earlier` is what was said before."""
    text = sentence.text
    for match in ITEMS.finditer(text):
        if not 1 < number_of(match) <= MOST_ITEMS or SOME.match(text[match.end() :]):
            continue
        name, sure = _measure_of_items(sentence, match, earlier)
        if name:
            yield of_measure(
                sentence, "items", number_of(match), match.span(), name, _group(sentence, match), sure, RULE
            )


def _measure_of_items(sentence: Sentence, match: re.Match[str], earlier: str) -> tuple[str, float]:
    """The measure that has these items, and how sure that is."""
    text, left = sentence.text, sentence.text[: match.start()]
    after = text[match.end() :]
    beside = AFTER_ITEMS.match(after) or OF_ITEMS.match(after) or HAS_ITEMS.search(left)
    name = cleaned(re.sub(r"\s*\([^()]*$", "", beside["name"])) if beside else ""
    if name not in NOT_NAMES and not is_generic(name):
        return name, BESIDE
    if sentence.section not in ("method", "unknown") or not USED.search(left):
        return "", 0.0
    name = _named_in(left)
    return (name, NAMED) if name else (measure_before(earlier, sentence.heading), EARLIER)


NOT_NAMES = ("", "Likert", "This", "These", "It")


def _named_in(text: str) -> str:
    """The measure or construct that a text names last: by its own name, as what was measured, by an acronym."""
    bare = re.sub(r"\([^()]*\)", " ", text)
    found = [(m.start(), m["name"] or m["acronym"]) for m in INSTRUMENT.finditer(text)]
    found += [
        (m.start(), m["name"] or m["object"] or m["purpose"]) for m in INTRODUCED.finditer(re.sub(r"\s+", " ", bare))
    ]
    if labelled := LABELLED.match(text):
        found.append((0, labelled["name"] or labelled["topic"]))
    names = [cleaned(name) for _, name in sorted(found)]
    names = [name for name in names if not is_generic(name)]
    return (names or acronyms(text) or [""])[-1]


def moments_told(sentence: Sentence) -> Iterator[Characterised]:
    """Mean and SD of a measure that a sentence of the method names, where it compares nothing."""
    text = sentence.text
    if sentence.section != "method" or AGE_WORD.search(text) or COMPARES.search(text) or ONE_ALPHA.search(text):
        return
    for match in [*MOMENTS.finditer(text), *SPOKEN.finditer(text)]:
        told = match.groupdict().get("name") or LABEL_INSIDE.search(text[: match.start()])
        name = cleaned(told if isinstance(told, str) else told["name"]) if told else _named_in(text[: match.start()])
        if not name or is_generic(name):
            continue
        for key, value in moments_in(match):
            yield of_measure(sentence, key, value, match.span(), name, _group(sentence, match), NAMED, RULE)


def _group(sentence: Sentence, match: re.Match[str]) -> str:
    return in_group(sentence.study, group_near(sentence.text, *match.span()))


def moments_in(match: re.Match[str]) -> Iterator[tuple[CharacteristicName, float]]:
    """Mean and SD where they have digits: the names of a match's groups are those of the characteristics."""
    keys: tuple[CharacteristicName, ...] = ("mean", "sd")
    for key in keys:
        if re.search(r"\d", match[key]):
            yield key, printed(match[key]).value


def of_measure(
    sentence: Sentence, key: CharacteristicName, value: float, span: tuple[int, int], name: str, group: str,
    sure: float, rule: str,
) -> Characterised:  # fmt: skip
    """What stands at `span` of a sentence about the measure `name`."""
    return Characterised(
        name=key,
        value=value,
        page=sentence.page_at(span[0]),
        quote=sentence.quote(*span),
        rule=rule,
        probability=sure,
        group=group,
        variable=name,
    )
