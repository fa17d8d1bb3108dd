"""Results that are no correlations but can be made into one by a named formula, once a person accepts it.

t, F(1, df), d, odds ratios, χ²(1), standardised weights, means of two groups and exact p values of two named variables,
in text and tables; and results told as not significant without a number, with the bounds that this sets. Precision
first: a result whose two sides are not said plainly is left out, for it could be linked to no question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Document, Passage
from corpus.evidence import Candidate, NSource, Printed, PValue, Quote
from extractors.attributes import Span
from extractors.checks.silence import BOUNDS
from extractors.convertible_forms import STATISTIC, WORTH_READING, Run, runs
from extractors.convertible_means import MEANS, means
from extractors.convertible_pairs import About, about
from extractors.convertible_silent import says_nothing, silences
from extractors.convertible_tables import compared
from extractors.groups import group_of
from extractors.kind_words import CITATION, REPORTER
from extractors.language import sentences
from extractors.linking import PARAMETERS
from extractors.phrases import GAP
from extractors.studies import in_study, study_of_passages

RULE = "convertible.v1"
SECTIONS = ("results", "abstract", "unknown")
SEVERAL = re.compile(
    r"\b(?:controlling|adjust\w+|covariat\w+|simultaneous\w*|multiple|hierarchical|stepwise|multivari\w+|step\s?\d|model|path|over\s+and\s+above"
    r"|independent(?:ly)?|unique(?:ly)?|both|partial\w*|predictors|SEM|mediat\w+|when\s+entered|together)\b",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"\b(?:simple|univariate|bivariate|single)\s+(?:linear\s+)?(?:regressions?|predictor|analys[ei]s)\b", re.I
)
OF_GROUPS = ("t", "F1", "d")  # statistics that are exact between two groups, and something else in a regression
GROUPED = ("contrast", "effect")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a passage, and the study that it stands in."""

    document: Document
    passage: Passage
    span: Span
    before: str
    study: str

    @property
    def sentence(self) -> str:
        return self.passage.text[slice(*self.span)]


def convertible(document: Document) -> Iterator[Candidate]:
    """Every convertible result of the document whose two variables are named."""
    studies: list[str] | None = None
    for number, passage in enumerate(document.passages):
        if passage.kind != "text" or passage.section not in SECTIONS or not _worth(passage.text):
            continue
        studies = study_of_passages(document) if studies is None else studies
        for place in _places(document, passage, studies[number]):
            yield from _tested(place)
            yield from _silent(place)
    yield from compared(document)


def _worth(text: str) -> bool:
    """Whether anything in the text may be convertible: cheap marks first, for few passages have any."""
    tested = WORTH_READING.search(text) and STATISTIC.search(text)
    return bool(tested or says_nothing(text) or (" SD" in text and MEANS.search(text)))


def _places(document: Document, passage: Passage, study: str) -> Iterator[Place]:
    """The sentences that may hold a result of this study."""
    before = ""
    for span in sentences(passage.text):
        sentence = passage.text[slice(*span)]
        if _worth(sentence) and not CITATION.search(sentence) and not REPORTER.search(sentence):
            yield Place(document, passage, span, before, study)
        before = sentence


def _tested(place: Place) -> Iterator[Candidate]:
    """The tests of a sentence, and the means of two groups where it prints no test."""
    sentence = place.sentence
    found = list(runs(sentence)) if WORTH_READING.search(sentence) else []
    both, masked, told = means(sentence), sentence, set()
    for run in found:
        pair = about(masked, run.start, contrast=run.formula in OF_GROUPS)
        masked = masked[: run.start] + GAP * (run.end - run.start) + masked[run.end :]
        if pair is not None and pair not in told:  # a second result of one pair is about something not named
            told.add(pair)
            yield _of_run(place, run, pair, both if len(found) == 1 and pair.told == "contrast" else ())
    if not found and both and {"n1", "n2"} <= {name for name, _ in both}:
        pair = about(sentence, len(sentence.rstrip(" .")), contrast=True)
        if pair is not None and pair.told == "contrast":
            value = dict(both)["m1"]
            at = sentence.find(value.text)
            yield _candidate(place, pair, "means", value=value, at=(at, at + len(value.text)), source=both)


def _of_run(place: Place, run: Run, pair: About, both: tuple[tuple[str, Printed], ...]) -> Candidate:
    formula, words = run.formula, place.sentence + " " + place.before
    alone = bool(ALONE.search(words)) and not SEVERAL.search(ALONE.sub(" ", words))
    if formula == "beta" and not alone:
        formula = "peterson_brown"
    found, source = run.attributes, dict((*both, *run.source))
    n, because = _n(run, pair)
    evidence = {"several_predictors": not alone, "adjusted": run.adjusted or bool(SEVERAL.search(place.sentence))}
    return _candidate(
        place, pair, formula, value=run.value, at=run.at, source=tuple(source.items()), start=run.start, end=run.end,
        n=n, because=because, p=found.p, evidence=tuple((name, float(said)) for name, said in evidence.items()),
    )  # fmt: skip


def _n(run: Run, pair: About) -> tuple[int | None, NSource]:
    """n beside the test, or from the t of two groups."""
    source = dict(run.source)
    if run.attributes.n:
        return run.attributes.n, "sentence"
    if "n" in source:
        return int(source["n"].value), "sentence"
    df = source.get("df")
    if run.formula == "t" and df is not None and df.decimals == 0 and pair.told in GROUPED:
        return int(df.value) + PARAMETERS, "df"
    return None, "none"


def _silent(place: Place) -> Iterator[Candidate]:
    if not says_nothing(place.sentence):
        return
    for said in silences(place.sentence) if not SEVERAL.search(place.sentence) else ():
        source = (("p", said.value),) if said.formula != BOUNDS else ()
        yield _candidate(place, said.about, said.formula, value=said.value, at=said.at, source=source, p=said.p)


def _candidate(
    place: Place,
    pair: About,
    formula: str,
    *,
    value: Printed,
    at: Span,
    source: tuple[tuple[str, Printed], ...],
    start: int | None = None,
    end: int | None = None,
    n: int | None = None,
    because: NSource = "none",
    p: PValue | None = None,
    evidence: tuple[tuple[str, float], ...] = (),
) -> Candidate:
    passage, offset = place.passage, place.span[0]
    inside = [(start if start is not None else at[0], at[0], end if end is not None else at[1])]
    group = "" if pair.told in GROUPED else group_of(place.sentence, inside, 0)
    quote = Quote(place.document.digest, place.sentence, passage.boxes_at(*place.span))
    return Candidate(
        rule=RULE,
        kind="convertible",
        statistic="unknown",
        r=value,
        page=passage.page_at(offset + at[0]),
        where="text",
        quotes=(quote,),
        value_boxes=passage.boxes_at(offset + at[0], offset + at[1]),
        x=pair.x,
        y=pair.y,
        n=n,
        n_source=because,
        p=p,
        group=in_study(place.study, group),
        section=passage.section,
        evidence=(*evidence, ("position", float(inside[0][0]))),
        formula=formula,
        source=source,
    )
