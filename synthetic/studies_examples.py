"""Examples for the calibration of proposals: made-up papers read by the real rules, each proposal with its truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.reading import read_document
from extractors.characteristics import characteristics
from extractors.gazetteer import places
from models.proposal_training import ProposalExample
from models.proposals import UNJUDGED, evidence
from synthetic.specs import PaperSpec, read_specs
from synthetic.studies_told import Told, told
from synthetic.studies_truth import Fact, is_right

PAPERS = 480
BUNDLED = Path(__file__).parents[1] / "corpus" / "example"
# what the bundled papers' gold is complete in
KNOWN = ("mean_age", "sd_age", "percent_female", "country", "data_year", "design")
HUNDRED = 100.0


def examples(seed: int, *, papers: int = 0) -> Iterator[ProposalExample]:
    """Every proposal that the rules make in made-up papers."""
    for paper in told(seed, papers=papers or PAPERS):
        yield from of_paper(paper)


def of_paper(paper: Told) -> Iterator[ProposalExample]:
    """The proposals of one made-up paper."""
    found = [one for one in characteristics(paper.document) if one.name not in UNJUDGED]
    for one, numbers in zip(found, evidence(found, paper.document), strict=True):
        right = is_right(one, paper.facts)
        yield ProposalExample(one, numbers, right, paper.template(one.quote.text), paper.part)


def bundled() -> Iterator[ProposalExample]:
    """The proposals of the example review's papers, read from their PDFs, where their gold is complete."""
    for spec in read_specs():
        document = read_document(BUNDLED / "papers" / f"{spec.name}.pdf")
        facts = list(_facts(spec))
        found = [one for one in characteristics(document) if one.name not in UNJUDGED]
        for one, numbers in zip(found, evidence(found, document), strict=True):
            if one.name in KNOWN:
                yield ProposalExample(one, numbers, is_right(one, facts), spec.name, "bundled")


def _facts(spec: PaperSpec) -> Iterator[Fact]:
    """What is true of any sample of a paper, and of all together."""
    for sample in spec.samples:
        yield Fact("mean_age", sample.age)
        yield Fact("sd_age", sample.age_sd)
        yield Fact("percent_female", HUNDRED * sample.female / sample.n)
        for country in str(sample.characteristics["country"]).split(", "):
            yield from (Fact("country", place.country) for name, place in places().items() if name == country)
        for name in ("data_year", "design"):
            yield Fact(name, sample.characteristics[name])
    everyone = sum(sample.n for sample in spec.samples)
    yield Fact("percent_female", HUNDRED * sum(sample.female for sample in spec.samples) / everyone)
