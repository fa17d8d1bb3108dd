"""A new review as it is asked for step by step, and the commented protocol that is written from the answers."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import InvalidDecision
from corpus.identity import normal
from corpus.protocol import parse_protocol

MOST_RELATIONS = 12  # a form longer than that is better written in the file itself
LONGEST_TITLE = 200  # characters
SIDES = ("x", "y")
LONG_WORD = 4  # letters: shorter words of a label ("of", "use", "age") say little of what is meant
NOT_IN_TOML = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A construct: its name, what a high value means, and how papers call it. `field` is its name in the form."""

    field: str
    label: str
    high: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """Two constructs whose correlation is asked for."""

    x: Meaning
    y: Meaning


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far."""

    title: str
    relations: tuple[Relation, ...]

    @property
    def constructs(self) -> list[Meaning]:
        """Each construct once, however many relationships it is part of."""
        found: dict[str, Meaning] = {}
        for relation in self.relations:
            for side in (relation.x, relation.y):
                found.setdefault(normal(side.label), side)
        return list(found.values())


def draft_of(form: Mapping[str, str]) -> Draft:
    """The answers in a form; relationships that were left empty are left out."""
    relations = []
    for number in range(MOST_RELATIONS):
        x, y = (_meaning(form, f"{side}{number}") for side in SIDES)
        if x.label or y.label:
            relations.append(Relation(x, y))
    return Draft(" ".join(form.get("title", "").split()), tuple(relations))


def _meaning(form: Mapping[str, str], field: str) -> Meaning:
    typed = form.get(f"{field}-terms", "").splitlines()
    ticked = [value for name, value in form.items() if name.startswith(f"seen-{field}-")]
    terms = {normal(term): " ".join(term.split()) for term in (*typed, *ticked) if term.strip()}
    label, high = (" ".join(form.get(f"{field}-{part}", "").split()) for part in ("label", "high"))
    return Meaning(field, label, high, tuple(terms.values()))


def check_title(draft: Draft) -> None:
    """A review has a name."""
    if not draft.title:
        raise InvalidDecision("The review has no name yet; write what it is about.")
    if len(draft.title) > LONGEST_TITLE:
        raise InvalidDecision(f"The name has {len(draft.title)} characters; {LONGEST_TITLE} are enough.")


def check_relations(draft: Draft) -> None:
    """Each relationship has two constructs, and each of them says what a high value means."""
    if not draft.relations:
        raise InvalidDecision("Name the two things whose correlation you look for.")
    for relation in draft.relations:
        for side, other in ((relation.x, relation.y), (relation.y, relation.x)):
            if not side.label:
                raise InvalidDecision(f"{other.label} is related to what? Name the other side too.")
        if normal(relation.x.label) == normal(relation.y.label):
            raise InvalidDecision(f"{relation.x.label!r} stands on both sides; name two different things.")
    for construct in draft.constructs:
        if not construct.high:
            raise InvalidDecision(f"What does a high value of {construct.label} mean? Without it no sign can be read.")


def suggested(construct: Meaning, labels: Sequence[str]) -> list[tuple[str, bool]]:
    """The labels that papers print, those first that share a word with the construct; True for those."""
    own = _words((construct.label, *construct.terms))
    likely = [label for label in labels if own & _words((label,))]
    return [(label, True) for label in likely] + [(label, False) for label in labels if label not in likely]


def _words(texts: Iterable[str]) -> set[str]:
    """Long words, without a plural's s."""
    words = (word.strip("()[],;:") for text in texts for word in normal(text).split())
    return {word.rstrip("s") for word in words if len(word) >= LONG_WORD}


def protocol_text(template: str, draft: Draft) -> str:
    """The commented template of a protocol with these answers in it; what is written here loads."""
    keys = _keys(draft.constructs)
    constructs = "\n".join(_construct(keys[normal(one.label)], one) for one in draft.constructs)
    questions, analyses = [], []
    for name, relation in _named(draft.relations, keys):
        questions.append(_question(name, relation, keys))
        analyses.append(_analysis(name))
    filled = {
        "# [constructs.": constructs,
        "# [[questions]]": "\n".join(questions),
        "# [[analyses]]": "\n".join(analyses),
    }
    parts = []
    for part in template.rstrip("\n").split("\n\n"):
        mark = next((mark for mark in filled if mark in part), None)
        parts.append(part[: part.index(mark)] + filled[mark].rstrip("\n") if mark else part)
    text = "\n\n".join(parts) + "\n"
    text = re.sub(r"(?m)^title = .*$", lambda _: f"title = {_quoted(draft.title)}", text, count=1)
    parse_protocol(tomllib.loads(text))
    return text


def _keys(constructs: Sequence[Meaning]) -> dict[str, str]:
    """The name of each construct in the file, by its label as it is compared."""
    keys: dict[str, str] = {}
    for number, construct in enumerate(constructs, 1):
        key = slug(construct.label, between="_") or f"construct_{number}"
        keys[normal(construct.label)] = f"{key}_{number}" if key in keys.values() else key
    return keys


def _named(relations: Sequence[Relation], keys: Mapping[str, str]) -> Iterator[tuple[str, Relation]]:
    """Each relationship once, with the name of its question."""
    seen: set[frozenset[str]] = set()
    for relation in relations:
        sides = [keys[normal(side.label)] for side in (relation.x, relation.y)]
        if frozenset(sides) not in seen:
            seen.add(frozenset(sides))
            yield "-".join(side.replace("_", "-") for side in sides), relation


def _construct(key: str, one: Meaning) -> str:
    terms = ", ".join(_quoted(term) for term in one.terms)
    return (
        f"[constructs.{key}]\nlabel = {_quoted(one.label)}\nhigh = {_quoted(one.high)}\nterms = [{terms}]\n"
        "# reverse_terms = []                           # names whose high values mean little of it\n"
        '# measures."ABC" = { names = ["A Brief C"] }   # instruments; direction = "-" where high scores mean little\n'
    )


def _question(name: str, relation: Relation, keys: Mapping[str, str]) -> str:
    x, y = relation.x, relation.y
    return (
        f"[[questions]]\nid = {_quoted(name)}\nlabel = {_quoted(f'{x.label} and {y.label}')}\n"
        f"x = {_quoted(keys[normal(x.label)])}\ny = {_quoted(keys[normal(y.label)])}\n"
    )


def _analysis(name: str) -> str:
    return (
        f"[[analyses]]\nquestion = {_quoted(name)}\n"
        'method = { tau2 = "REML", test = "adhoc" }    # several results a sample: dependence = "CHE"\n'
    )


def _quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(NOT_IN_TOML.sub(" ", text), ensure_ascii=False)


def slug(text: str, *, between: str = "-") -> str:
    """The text in letters that a file name and a key may have; "" where none is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return NOT_IN_KEYS.sub(between, plain).strip(between)
