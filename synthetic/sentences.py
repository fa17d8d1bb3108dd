"""Labelled sentences of every kind of candidate, in many typographies, from the templates beside this file.

A template never serves both training and testing: every fourth one of a kind is held out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from corpus.document import Document, Section
from corpus.evidence import Kind
from corpus.reading.plain import from_text
from synthetic.printing import Style, number, p_value
from synthetic.studies import interval, p_of_r

TEMPLATES = Path(__file__).with_suffix(".toml")
HELD_OUT = 4  # every fourth template of a kind
MINUS_SIGNS = ("-", "−", "–", "−", "-")
SMALLEST, LARGEST = 24, 900  # people in a study
AUTHORS = ("Berg", "Okafor", "Lindqvist", "Tanaka", "de Vries", "Marín", "Novak", "Schulz", "Ito", "Brandt", "O'Neil")
# Where sentences of a kind tend to stand; what is not listed stands anywhere.
SECTIONS: dict[str, tuple[Section, ...]] = {
    "correlation": ("results", "results", "results", "abstract", "discussion"),
    "cited": ("introduction", "introduction", "discussion", "method"),
    "pooled_of_review": ("introduction", "introduction", "discussion", "abstract"),
    "benchmark": ("method", "method", "results"),
    "reliability": ("method", "method", "results"),
    "effect_size_r": ("results", "abstract"),
    "convertible": ("results", "abstract"),
}
ANYWHERE: tuple[Section, ...] = ("introduction", "method", "results", "discussion")
MISSING = 12  # at most so many people have no value on a variable
SECTION_KNOWN = 0.5  # share of sentences whose section the reader would know
N_TOLD = 0.6  # share of texts that tell the sample's size
FILLED = 0.4  # share of sentences with a neutral one before, and with one after
NEGATIVE = 0.3  # share of negative values among kinds that have them
SIGNED = ("correlation", "cited", "effect_size_r", "convertible", "pooled_of_review")
BRACKETS = (("(", ")"), ("(", ")"), ("(", ")"), ("[", "]"))  # around degrees of freedom
APART = 0.005  # no two values of a document look alike after rounding
CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
SLOT = re.compile(r"\{(?P<name>[A-Za-z]\w*)(?:!(?P<kind>\w+))?(?::(?P<pair>\w+))?\}")


@dataclass(frozen=True, slots=True)
class Truth:
    """What a printed number is: its kind, and the two variables and the n that belong to it (None: none is told)."""

    printed: str
    value: float
    kind: Kind
    pair: tuple[str, str] = ("", "")
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with the truth about its numbers; `template` names what made it, for splitting by template."""

    document: Document
    truths: tuple[Truth, ...]
    template: str
    held_out: bool


@dataclass(slots=True)
class Scene:
    """The facts that one document's sentences share: field, people, sample size, and the journal's typography."""

    rng: Random
    kind: Kind
    n: int
    who: str
    names: dict[str, str]
    style: Style
    equals: str
    told: bool = True
    values: dict[str, float] = field(default_factory=dict)
    truths: list[Truth] = field(default_factory=list)

    def value(self, pair: str) -> float:
        """The coefficient of this pair, the same wherever it is asked for, and unlike any other in the document."""
        while pair not in self.values:
            drawn = round(self.rng.betavariate(2, 3.5) * self._sign(), self.style.decimals)
            if abs(drawn) > APART and all(abs(abs(drawn) - abs(v)) > APART for v in self.values.values()):
                self.values[pair] = drawn
        return self.values[pair]

    def _sign(self) -> int:
        return -1 if self.kind in SIGNED and self.rng.random() < NEGATIVE else 1

    def labelled(self, pair: str, kind: str | None, n: int | None) -> str:
        """The printed number of a pair; its truth is noted."""
        value = self.value(pair)
        text = number(value, self.style)
        variables = (self.names.get(pair[0], ""), self.names.get(pair[1:2], ""))
        self.truths.append(Truth(text, value, kind or self.kind, variables, n))  # type: ignore[arg-type]
        return text

    def p(self, r: float, df: int) -> str:
        """`p < .001`."""
        op, text = p_value(p_of_r(r, df), self.style)
        return f"{self.style.p}{self.equals.replace('=', op)}{text}"


@cache
def bank() -> dict[str, Any]:
    """The templates and words of the file beside this one."""
    return tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))


def sentences(seed: int, *, rounds: int) -> Iterator[Labelled]:
    """Every template `rounds` times, each time in another field, sample and typography."""
    for kind, templates in bank()["kinds"].items():
        for index, template in enumerate(templates):
            for turn in range(rounds):
                rng = Random(f"{seed}/{kind}/{index}/{turn}")
                held = index % HELD_OUT == HELD_OUT - 1
                yield _labelled(template, scene(rng, kind), f"{kind}/{index:02d}", held_out=held)


def scene(rng: Random, kind: Kind) -> Scene:
    """A study to speak of, and how its journal prints numbers."""
    topic = bank()["fields"][rng.choice(sorted(bank()["fields"]))]
    names = dict(zip("xyzw", rng.sample(topic["variables"], 4), strict=True)) | {
        "a": "age",
        "g": "gender",
        "s": "scale",
    }
    style = Style(
        minus=rng.choice(MINUS_SIGNS),
        zero=rng.random() < 0.35,
        decimals=rng.choice((2, 2, 2, 2, 3)),
        exact=rng.random() < 0.6,
        p=rng.choice(("p", "p", "P")),
    )
    equals = rng.choice((" = ", " = ", "=", " =", "= "))
    size = round(SMALLEST * (LARGEST / SMALLEST) ** rng.random())
    return Scene(rng, kind, size, rng.choice(topic["who"]), names, style, equals)


def _labelled(template: str, told: Scene, name: str, *, held_out: bool) -> Labelled:
    rng = told.rng
    frames = bank()["frames"]
    told.told = rng.random() < N_TOLD or "{n}" in template
    head = [fill_in(rng.choice(frames["size"]), told)] if told.told and "{n}" not in template else []
    parts = [_filler(told), fill_in(template, told), _filler(told)]
    document = from_text("\n\n".join([*head, " ".join(part for part in parts if part)]))
    section = rng.choice(SECTIONS.get(told.kind, ANYWHERE)) if rng.random() < SECTION_KNOWN else "unknown"
    return Labelled(_placed(document, section), tuple(told.truths), name, held_out)


def _filler(told: Scene) -> str:
    return fill_in(told.rng.choice(bank()["frames"]["filler"]), told) if told.rng.random() < FILLED else ""


def _placed(document: Document, section: Section) -> Document:
    """The document with its last paragraph in this section; one before it tells of the method."""
    *before, last = document.passages
    passages = (*(replace(passage, section="method") for passage in before), replace(last, section=section))
    return replace(document, passages=passages)


def fill_in(template: str, told: Scene) -> str:
    """The template with one of each choice taken and every slot filled."""
    text = template
    while CHOICE.search(text):
        text = CHOICE.sub(lambda m: told.rng.choice(m[1].split("|")), text)
    text = re.sub(r"\s+([,.;:)])", r"\1", re.sub(r"\s{2,}", " ", text))
    return SLOT.sub(lambda m: _slot(m, told), text)


def _slot(match: re.Match[str], told: Scene) -> str:
    name, pair = match["name"], match["pair"]
    if name == "dir":
        return "negatively" if told.value(pair) < 0 else "positively"
    if pair:
        return VALUES[name](told, pair, match["kind"])
    if name.lower() in told.names:
        words = told.names[name.lower()]
        return words if name.islower() else words[0].upper() + words[1:]
    return WORDS[name](told)


def _own_n(told: Scene) -> int | None:
    """The n of a number that prints none itself: the study's, where the text tells it and the kind has one."""
    return told.n if told.told and told.kind in ("correlation", "convertible") else None


def _bare(told: Scene, pair: str, kind: str | None) -> str:
    return told.labelled(pair, kind, _own_n(told))


def _short(symbol: str) -> Callable[[Scene, str, str | None], str]:
    def printed(told: Scene, pair: str, kind: str | None) -> str:
        return f"{symbol}{told.equals}{told.labelled(pair, kind, _own_n(told))}"

    return printed


def _whole(symbols: Sequence[str], *, controls: int = 0) -> Callable[[Scene, str, str | None], str]:
    """A statistic with some of df, n, interval and p, in some order."""

    def printed(told: Scene, pair: str, kind: str | None) -> str:
        rng, symbol = told.rng, told.rng.choice(symbols)
        form = rng.choice(("df", "df", "df", "n", "inside", "plain", "plain", "ci", "bare"))
        n = told.n if rng.random() < 0.8 else max(SMALLEST, told.n - rng.randrange(1, MISSING))
        own = form in ("df", "n", "inside", "ci")
        text = told.labelled(pair, kind, n if own else _own_n(told))
        r = told.value(pair)
        df = n - 2 - controls
        p = told.p(r, df if own else told.n - 2 - controls)
        gap, (left, right) = rng.choice(("", "", " ")), rng.choice(BRACKETS)
        parts = {
            "df": f"{symbol}{gap}{left}{df}{right}{told.equals}{text}, {p}",
            "inside": f"{symbol}{gap}({rng.choice('nN')} = {n}){told.equals}{text}, {p}",
            "n": f"{symbol}{told.equals}{text}, {rng.choice(('n', 'N', 'n'))}{told.equals}{n}, {p}",
            "plain": f"{symbol}{told.equals}{text}{rng.choice((', ', '; ', ', '))}{p}",
            "ci": f"{symbol}{gap}({df}){told.equals}{text}, 95% CI {_interval(told, r, n)}, {p}",
            "bare": f"{symbol}{told.equals}{text}",
        }
        return parts[form]

    return printed


def _interval(told: Scene, r: float, n: int) -> str:
    low, high = (number(bound, told.style) for bound in interval(r, n))
    return told.rng.choice((f"[{low}, {high}]", f"[{low}; {high}]", f"{low} to {high}"))


def _citation(told: Scene) -> str:
    first, second = told.rng.sample(AUTHORS, 2)
    year = told.rng.randrange(1978, 2024)
    names = told.rng.choice((first, f"{first} & {second}", f"{first} et al.", f"see {first} and {second}"))
    return f"{names}, {year}"


def _cited(told: Scene) -> str:
    return told.rng.choice((f"({_citation(told)})", f"({_citation(told)})", _numbered(told)))


def _numbered(told: Scene) -> str:
    return f"[{told.rng.randrange(1, 80)}]"


def _narrative(told: Scene) -> str:
    first, second = told.rng.sample(AUTHORS, 2)
    names = told.rng.choice((first, f"{first} and {second}", f"{first} et al.", f"{first} and colleagues"))
    return f"{names} {told.rng.choice((f'({told.rng.randrange(1978, 2024)})', _numbered(told)))}"


def _test(symbol: str, low: float, high: float) -> Callable[[Scene], str]:
    def printed(told: Scene) -> str:
        value = told.rng.uniform(low, high)
        df = {"t": f"({told.n - 2})", "F": f"(1, {told.n - 2})", "χ2": "(1)"}.get(symbol, "")
        return f"{symbol}{df}{told.equals}{value:.2f}"

    return printed


def _p(told: Scene) -> str:
    """The p of the number before it, or of a test that is not shown."""
    if told.truths:
        return told.p(told.truths[-1].value, told.n - 2)
    return f"{told.style.p}{told.equals}{told.rng.choice(('.012', '.03', '.004', '.048', '.21'))}"


VALUES: dict[str, Callable[[Scene, str, str | None], str]] = {
    "r": _whole(("r", "r", "r", "r", "R", "Pearson's r")),
    "rs": _whole(("rs", "ρ", "rho", "Spearman's rho", "r_s")),
    "tau": _whole(("τ", "tau", "τb")),
    "pr": _whole(("pr", "partial r", "rp"), controls=1),
    "pr2": _whole(("pr", "partial r", "rp"), controls=2),
    "rpb": _whole(("rpb", "r_pb")),
    "s": _short("r"),
    "v": _bare,
}
WORDS: dict[str, Callable[[Scene], str]] = {
    "n": lambda told: f"{told.n:,}",
    "k": lambda told: str(told.rng.randrange(12, 60)),
    "k1": lambda told: str(told.rng.randrange(1, 6)),
    "kk": lambda told: f"{told.rng.randrange(1100, 9800):,}",
    "who": lambda told: told.who,
    "year": lambda told: str(told.rng.randrange(1978, 2024)),
    "cite": _cited,
    "bare": _citation,
    "Cite": _narrative,
    "num": _numbered,
    "t": _test("t", 2.0, 6.0),
    "F": _test("F", 4.0, 20.0),
    "zstat": _test("Z", 2.0, 5.0),
    "d": _test("d", 0.1, 1.2),
    "chi": _test("χ2", 4.0, 20.0),
    "p": _p,
}
