"""What was found, mapped to the characteristics that a protocol declares: by name, label and terms of choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.characteristics import value_of
from corpus.document import Document
from corpus.errors import InvalidDecision
from corpus.evidence import Characterised, CharacteristicProposal, CharacteristicValue
from corpus.identity import normal
from corpus.protocol import Characteristic, Protocol
from extractors.characterised import Sentence, sentences_of

TERMS_RULE = "terms.v1"
ALL = 100.0
EVEN = 0.5
ALONE, IN_METHOD, EACH_MORE, MOST = 0.35, 0.1, 0.1, 4  # a term in one sentence is weak, in four as good as it gets
WORD_OF_CHOICE = 0.9  # a choice told by one of its words is a little less sure than the finding itself

# what protocols call the characteristics for which a reader ships
SYNONYMS: dict[str, tuple[str, ...]] = {
    "mean_age": ("mean age", "age", "average age", "age mean", "m age"),
    "sd_age": ("sd age", "age sd", "standard deviation of age"),
    "age_range": ("age range", "range of age"),
    "percent_female": (
        "percent female",
        "female",
        "women",
        "% female",
        "% women",
        "proportion female",
        "proportion of women",
        "share of women",
        "percent women",
        "gender",
        "sex",
    ),
    "country": ("country", "nation", "country of data", "country of sample"),
    "recruitment": ("recruitment", "platform", "recruitment platform", "source of sample", "sampling"),
    "sample_type": ("sample type", "sample", "population", "type of sample"),
    "design": ("design", "study design"),
    "lag": ("lag", "time lag", "interval"),
    "data_year": ("data year", "year of data", "year of data collection", "year of study"),
    "items": ("number of items", "items"),
    "reliability": ("reliability", "alpha", "cronbach's alpha", "internal consistency"),
    "language": ("language",),
    "preregistration": ("preregistration", "preregistered", "registered"),
}
MALE = re.compile(r"\b(?:male|men|boys)\b", re.IGNORECASE)
FEMALE = re.compile(r"\b(?:female|women|girls)\b", re.IGNORECASE)
PROPORTION = re.compile(r"\bproportion\b", re.IGNORECASE)
SOFT_WORDS = frozenset({"or", "and", "of", "the", "in", "a", "not", "said", "both"})
TOLD_IN = ("abstract", "method", "front", "unknown")


def propose(
    found: Sequence[Characterised], protocol: Protocol, *, document: Document | None = None
) -> list[CharacteristicProposal]:
    """Values for the protocol's characteristics, the surest of each first; nothing for one that a formula derives.

    With the document the terms of choices are looked up in it, for characteristics that no reader knows.
    """
    proposals: list[CharacteristicProposal] = []
    for name, characteristic in protocol.characteristics.items():
        if characteristic.formula:
            continue
        known = _found_name(name, characteristic)
        mapped = list(_mapped(name, characteristic, [one for one in found if one.name == known], protocol))
        if document is not None and characteristic.terms:
            mapped += _by_terms(name, characteristic, document)
        proposals += _best([*mapped, *_together(name, characteristic, mapped)])
    return proposals


def _together(
    name: str, characteristic: Characteristic, mapped: Sequence[CharacteristicProposal]
) -> list[CharacteristicProposal]:
    """Countries of one sample in one text, "Norway, Iceland", where more than one is likely."""
    if _found_name(name, characteristic) != "country" or characteristic.type != "text":
        return []
    by_group: dict[str, dict[str, CharacteristicProposal]] = {}
    for one in mapped:
        if one.probability >= EVEN:
            by_group.setdefault(one.group, {}).setdefault(str(one.value), one)
    return [
        replace(
            min(named.values(), key=lambda one: one.probability), value=", ".join(named), derived=" and ".join(named)
        )
        for named in by_group.values()
        if len(named) > 1
    ]


def _found_name(name: str, characteristic: Characteristic) -> str:
    """The reader's name for a characteristic of the protocol; "" where no reader ships."""
    asked = {normal(name.replace("_", " ")), normal(characteristic.label)}
    if name in SYNONYMS:
        return name
    return next((ours for ours, theirs in SYNONYMS.items() if asked & set(theirs)), "")


def _mapped(
    name: str, characteristic: Characteristic, found: Sequence[Characterised], protocol: Protocol
) -> Iterator[CharacteristicProposal]:
    for one in found:
        value: CharacteristicValue | None = one.value
        sure = one.probability
        if characteristic.type == "choice":
            value = _choice(str(one.value), characteristic)
            sure *= 1.0 if value == str(one.value) else WORD_OF_CHOICE
        elif one.name == "percent_female" and isinstance(value, int | float):
            value = _share(name, characteristic, float(value))
        typed = None if value is None else _typed(name, value, protocol)
        if typed is not None:
            yield CharacteristicProposal(
                name, typed, one.group, one.quote, one.page, one.rule, round(sure, 3), one.variable, one.derived
            )


def _share(name: str, characteristic: Characteristic, women: float) -> float:
    """The per cent of women as the protocol wants it: of men, or as a proportion."""
    asked = f"{name.replace('_', ' ')} {characteristic.label}"
    value = ALL - women if MALE.search(asked) and not FEMALE.search(asked) else women
    return round(value / ALL, 4) if PROPORTION.search(f"{asked} {characteristic.unit}") else round(value, 2)


def _typed(name: str, value: CharacteristicValue, protocol: Protocol) -> CharacteristicValue | None:
    try:
        typed: CharacteristicValue | None = value_of(name, value, protocol)
    except InvalidDecision:
        return None  # a text where the protocol wants a number: nothing to propose
    return typed


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", normal(text))} - SOFT_WORDS


def _choice(value: str, characteristic: Characteristic) -> str | None:
    """The choice whose code, label or term is the value, or shares a word with it; None where none does."""
    asked = normal(value)
    named = [
        (code, (code.replace("_", " "), label, *characteristic.terms.get(code, ())))
        for code, label in characteristic.choices.items()
    ]
    for code, names in named:
        if asked in {normal(name) for name in names} | {code}:
            return code
    words = _words(value)
    shared = {code: max(len(words & _words(name)) for name in names) for code, names in named}
    most = max(shared.values(), default=0)
    best = [code for code, count in shared.items() if count == most]
    if most and len(best) == 1:
        return best[0]
    stems = {word[:7] for word in words}  # "experiment" and "experimental"
    alike = [code for code, names in named if any({w[:7] for w in _words(name)} & stems for name in names)]
    return alike[0] if len(alike) == 1 else None


def _by_terms(name: str, characteristic: Characteristic, document: Document) -> Iterator[CharacteristicProposal]:
    """Choices whose terms stand in the method and the abstract, each as sure as its share of the sentences."""
    patterns = {
        code: re.compile("|".join(rf"(?<!\w){re.escape(term)}(?!\w)" for term in terms), re.IGNORECASE)
        for code, terms in characteristic.terms.items()
        if terms and code in characteristic.choices
    }
    hits: dict[str, list[tuple[Sentence, re.Match[str]]]] = {}
    for sentence in sentences_of(document):
        if sentence.section in TOLD_IN:
            for code, pattern in patterns.items():
                if match := pattern.search(sentence.text):
                    hits.setdefault(code, []).append((sentence, match))
    total = sum(map(len, hits.values()))
    for code, places in hits.items():
        sentence, match = next((place for place in places if place[0].section == "method"), places[0])
        told = ALONE + EACH_MORE * min(len(places), MOST) + (IN_METHOD if sentence.section == "method" else 0.0)
        sure = len(places) / total * told
        yield CharacteristicProposal(
            name,
            code,
            sentence.study,
            sentence.quote(*match.span()),
            sentence.page_at(match.start()),
            TERMS_RULE,
            round(sure, 3),
        )


def _best(proposals: list[CharacteristicProposal]) -> list[CharacteristicProposal]:
    """Each value of each group and variable once, the surest first."""
    best: dict[tuple[CharacteristicValue, str, str], CharacteristicProposal] = {}
    for one in proposals:
        key = (one.value, one.group, one.variable)
        if key not in best or one.probability > best[key].probability:
            best[key] = one
    return sorted(best.values(), key=lambda one: -one.probability)
