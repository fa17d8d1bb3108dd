"""Papers' own words about their studies, with exact truth: who took part, where, when, how, and with which measures.

A paper of running text tells of one or two studies; around what it tells stand numbers and names of other studies, of
norm samples, of schools and companies. A third of the papers is made of wordings
that rules were mended on, a third of wordings that nobody looked at, and a third of others like these to test on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from corpus.document import Document, Passage, Section
from corpus.reading.plain import from_text
from synthetic.sentences import AUTHORS, CHOICE
from synthetic.studies_truth import EVEN, Fact, Study, bank, measure_words, study

# wordings that rules were mended on; that nobody looked at, to calibrate on; and the same, to test on
PARTS = ("seen", "unseen", "held out")
SLOT = re.compile(r"\{(?P<name>[A-Za-z]\w*)(?P<other>\?)?\}")
TWO_STUDIES = 0.2  # share of papers with a second study
LIKELY, RARELY = 0.8, 0.2  # how often a paper tells something


@dataclass(frozen=True, slots=True)
class Told:
    """A paper with all that is true of its studies, what it printed of it, and the template of each sentence."""

    document: Document
    facts: tuple[Fact, ...]
    printed: frozenset[Fact]
    templates: tuple[tuple[str, str], ...]
    part: str

    def template(self, quote: str) -> str:
        """The template of the sentence that was quoted."""
        return next((name for text, name in self.templates if quote in text or text in quote), "elsewhere")


@dataclass(slots=True)
class Writer:
    """Writes one paper: chooses templates of its half of the bank and remembers what they printed."""

    rng: Random
    part: str
    topic: str
    other: str
    facts: list[Fact] = field(default_factory=list)
    printed: set[Fact] = field(default_factory=set)
    said: list[tuple[str, str]] = field(default_factory=list)
    parts: list[tuple[str, Section, bool]] = field(default_factory=list)  # text, section, whether a heading

    def say(self, topic: str, study: Study, *, measure: dict[str, str] | None = None) -> str:
        """One filled-in template of the topic."""
        templates = self.templates_of(topic, study)
        index = self.rng.randrange(len(templates))
        text = self.fill(templates[index], study, measure or {})
        self.said.append((text, f"{self.part} {topic}/{index:02d}"))
        return text

    def templates_of(self, topic: str, study: Study) -> Sequence[str]:
        """The wordings of this part of the papers."""
        kind, _, within = topic.partition(":")
        if kind == "sources":
            first, later, unseen = (study.source[key] for key in ("says", "later", "unseen"))
        else:
            halves = (bank(), bank()["later"], bank()["unseen"])
            first, later, unseen = (one["designs"][within] if kind == "designs" else one[topic] for one in halves)
        half = len(unseen) // 2
        wordings: dict[str, Sequence[str]] = {
            "seen": [*first, *later], "unseen": unseen[:half], "held out": unseen[half:]
        }  # fmt: skip
        return wordings[self.part]

    def fill(self, template: str, study: Study, measure: dict[str, str]) -> str:
        """The template with choices taken and slots filled; what a slot tells of the study is noted."""
        text = template
        while CHOICE.search(text):
            text = CHOICE.sub(lambda m: self.rng.choice(m[1].split("|")), text)
        own = {**study.slots, **measure}
        text = SLOT.sub(lambda m: self._slot(m, study, own), text)
        return re.sub(r"\s{2,}", " ", text)

    def _slot(self, match: re.Match[str], study: Study, own: dict[str, str]) -> str:
        name = match["name"]
        if match["other"]:
            return OTHERS[name.lower()](self, own)
        if name in ("Cite", "cite", "cites"):
            return _cited(self.rng, name)
        key = name if name in own else name[0].lower() + name[1:]
        words = {"topic": self.topic, "other": self.other}.get(key) or own[key]
        self.printed.update(
            fact for fact in study.facts.get(key, []) if not fact.words or fact.words == measure_words(own)
        )
        return words if name == key else words[0].upper() + words[1:]

    def paragraph(self, section: Section, *sentences: str) -> None:
        """A paragraph of these sentences."""
        text = " ".join(one for one in sentences if one)
        if text:
            self.parts.append((text, section, False))

    def heading(self, text: str, section: Section) -> None:
        """A heading."""
        self.parts.append((text, section, True))

    def maybe(self, chance: float, topic: str, study: Study) -> str:
        """A sentence of the topic, in this share of papers."""
        return self.say(topic, study) if self.rng.random() < chance else ""

    def document(self, title: str) -> Document:
        """The paper as a document with sections and headings."""
        made = from_text("\n\n".join(text for text, _, _ in self.parts))
        passages = tuple(map(_placed, made.passages, self.parts))
        return replace(made, passages=passages, title=title)


def _placed(passage: Passage, part: tuple[str, Section, bool]) -> Passage:
    return replace(passage, section=part[1], kind="heading" if part[2] else "text")


def told(seed: int, *, papers: int) -> Iterator[Told]:
    """So many papers, a third of each part of the wordings."""
    for number in range(papers):
        yield paper(Random(f"{seed}/{number}"), part=PARTS[number % len(PARTS)])


def paper(rng: Random, *, part: str) -> Told:
    """One made-up paper."""
    words = bank()["words"]
    topic, other = rng.sample(words["topics"], 2)
    writer = Writer(rng, part, topic, other)
    several = rng.random() < TWO_STUDIES
    studies = [study(rng, "Study 1" if several else "")]
    if several:  # most second studies are done as the first was
        studies.append(study(rng, "Study 2", design=studies[0].design if rng.random() < LIKELY else ""))
    writer.facts = [fact for one in studies for facts in one.facts.values() for fact in facts]
    title = writer.say("title", studies[0])
    writer.paragraph("front", writer.say("front", studies[0]))
    writer.paragraph("abstract", writer.maybe(LIKELY, "abstract", studies[0]))
    intro = [writer.say("intro_decoys", studies[0]) for _ in range(rng.randint(1, 3))]
    writer.heading("Introduction", "introduction")
    writer.paragraph("introduction", *intro)
    for one in studies:
        _method(writer, one)
    writer.heading("Discussion", "discussion")
    writer.paragraph("discussion", *(writer.say("discussion_decoys", studies[0]) for _ in range(rng.randint(1, 2))))
    return Told(writer.document(title), tuple(writer.facts), frozenset(writer.printed), tuple(writer.said), part)


def _method(writer: Writer, one: Study) -> None:
    if one.name:
        writer.heading(one.name, "method")
    writer.heading("Method", "method")
    if writer.rng.random() < EVEN:
        people = [writer.say("both", one), writer.maybe(RARELY, "neutral", one)]
    else:
        people = [writer.maybe(LIKELY, topic, one) for topic in ("age", "sex")]
    people += [writer.maybe(EVEN, "participant_decoys", one), writer.maybe(LIKELY, "country", one)]
    people.insert(writer.rng.randint(0, 1), writer.maybe(LIKELY, "sources", one))
    writer.paragraph("method", *people, writer.maybe(EVEN, "year", one))
    writer.paragraph("method", *_procedure(writer, one))
    for measure in one.measures:
        _measure(writer, one, measure)
    writer.heading("Results", "results")
    people = [writer.maybe(RARELY, topic, one) for topic in ("both", "age", "sex")]  # who remained is told here, too
    writer.paragraph("results", *people, *(writer.say("results_decoys", one) for _ in range(writer.rng.randint(1, 2))))


def _procedure(writer: Writer, one: Study) -> Iterator[str]:
    yield writer.maybe(LIKELY, f"designs:{one.design}", one)
    if one.design == "longitudinal":
        yield writer.maybe(EVEN, "lag", one)
    yield writer.maybe(EVEN, "method_decoys", one)
    yield writer.maybe(EVEN, "questionnaires", one)
    for topic in ("language", "panel"):
        yield writer.maybe(RARELY, topic, one) if topic in one.facts else ""
    if one.facts["registered"]:
        yield writer.say("registered" if one.facts["registered"][0].value == "yes" else "unregistered", one)


def _measure(writer: Writer, one: Study, measure: dict[str, str]) -> None:
    writer.heading(measure["construct"].capitalize(), "method")
    rng = writer.rng
    first = rng.choice(("measure", "measure", "measure", "measure", "two_alphas"))
    sentences = [writer.say(first, one, measure=measure)]
    if rng.random() < EVEN / 2:
        sentences.insert(0, writer.say("alpha_decoys", one, measure=measure))
    if one.facts["directions"] and rng.random() < EVEN:
        (true,) = (fact for fact in one.facts["directions"] if fact.words == measure_words(measure))
        writer.printed.add(true)
        sentences.append(writer.say("direction_less" if true.value == "-" else "direction_more", one, measure=measure))
    if rng.random() < RARELY:
        sentences.append(writer.say("moments", one, measure=measure))
    writer.paragraph("method", *sentences)


def _cited(rng: Random, name: str) -> str:
    first, second = rng.sample(AUTHORS, 2)
    year = rng.randint(1975, 2022)
    if name == "Cite":
        return f"{first} and {second} ({year})"
    cited = rng.choice((f"{first} & {second}, {year}", f"{first} et al., {year}", f"{first}, {year}"))
    return f"({cited})" if name == "cite" else cited


def _unlike(key: str, draw: Callable[[Random], str]) -> Callable[[Writer, dict[str, str]], str]:
    """A value that nobody could take for the study's own."""

    def drawn(writer: Writer, own: dict[str, str]) -> str:
        while (value := draw(writer.rng)) == own.get(key):
            pass
        return value

    return drawn


def _another(key: str) -> Callable[[Writer, dict[str, str]], str]:
    places = {"country": 0, "nation": 1, "city": 2}

    def draw(writer: Writer, own: dict[str, str]) -> str:
        elsewhere = [place for place in bank()["words"]["places"] if place[0] != own["country"]]
        return str(writer.rng.choice(elsewhere)[places[key]])

    return draw


OTHERS: dict[str, Callable[[Writer, dict[str, str]], str]] = {
    "country": _another("country"),
    "nation": _another("nation"),
    "city": _another("city"),
    "age": _unlike("age", lambda rng: f"{rng.uniform(10, 70):.1f}"),
    "sd": _unlike("sd", lambda rng: f"{rng.uniform(1, 14):.1f}"),
    "low": _unlike("low", lambda rng: str(rng.randint(12, 30))),
    "high": _unlike("high", lambda rng: str(rng.randint(31, 75))),
    "pct": _unlike("pw", lambda rng: str(rng.randint(3, 97))),
    "n": _unlike("n", lambda rng: str(rng.randint(101, 999))),
    "year": _unlike("year", lambda rng: str(rng.randint(1970, 1995))),
    "alpha": _unlike("alpha", lambda rng: f".{rng.randint(61, 97)}"),
    "items": _unlike("items", lambda rng: str(rng.randint(2, 45))),
    "m": _unlike("m", lambda rng: f"{rng.uniform(1, 7):.2f}"),
    "sd1": _unlike("msd", lambda rng: f"{rng.uniform(0.5, 2):.2f}"),
    "who": _unlike("who", lambda rng: str(rng.choice(bank()["words"]["who_else"]))),
    "lag": _unlike("lag", lambda rng: str(rng.choice(bank()["words"]["lags"]))),
    "language": _unlike("language", lambda rng: str(rng.choice(bank()["words"]["languages"]))),
}
