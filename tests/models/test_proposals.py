"""The probability of proposed characteristics: held to wordings it never saw, kept as one model in three files."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from corpus.evidence import Characterised
from extractors.characteristics import characteristics
from models.card import unpack
from models.linear import load
from models.proposal_training import ProposalExample, chances, digest, write
from models.proposals import WEIGHTS, calibrated, evidence
from models.recalibration import log_loss
from synthetic.studies_examples import examples
from tests.papers import paper

PAPERS = 45  # fifteen of each part of the wordings


@cache
def made() -> tuple[ProposalExample, ...]:
    return tuple(examples(11, papers=PAPERS))


def told(text: str, name: str) -> Characterised:
    document = paper(text)
    (found,) = (one for one in calibrated(characteristics(document), document) if one.name == name)
    return found


def losses(of: Sequence[ProposalExample], said: Sequence[float]) -> float:
    return log_loss(np.array(said), np.array([float(one.right) for one in of]))


def test_on_wordings_never_seen_the_model_knows_better_than_the_rules() -> None:
    of = [one for one in made() if one.part == "held out"]
    assert losses(of, chances(load(WEIGHTS)["right"], of)) < 0.8 * losses(of, [one.proposal.probability for one in of])


def test_proposals_keep_their_order_and_everything_but_the_probability() -> None:
    document = paper("The participants were 120 students (mean age 21.3 years, 61% women) from Leipzig, Germany.")
    found = characteristics(document)
    after = calibrated(found, document)
    assert [(one.name, one.value, one.quote) for one in after] == [(one.name, one.value, one.quote) for one in found]
    assert any(one.probability != two.probability for one, two in zip(found, after, strict=True))
    assert all(0 < one.probability < 1 for one in after)


def test_nothing_found_is_nothing_calibrated() -> None:
    document = paper("Nothing of the sort is told.")
    assert calibrated([], document) == []


def test_an_author_bears_no_probability_of_a_model() -> None:
    document = paper("Nothing of the sort is told.")
    quote = characteristics(paper("Their mean age was 30.1 years (SD = 4.2)."))[0].quote
    author = Characterised("author", "Berg", 1, quote, "authors.v1", 0.9)
    assert calibrated([author], document) == [author]


def test_the_age_of_the_participants_is_surer_than_that_of_their_partners() -> None:
    own = told("Participants had a mean age of 34.2 years (SD = 6.1).", "mean_age")
    theirs = told("Their partners were 36.9 years old on average (SD = 7.0).", "mean_age")
    assert own.probability > 0.8 > 0.5 > theirs.probability


def test_a_second_value_that_is_surer_is_seen() -> None:
    document = paper("Mean age was 34.2 years (SD = 6.1). Their partners were 36.9 years old on average (SD = 7.0).")
    found = [one for one in characteristics(document) if one.name == "mean_age"]
    own, theirs = evidence(found, document)
    assert own["surer"] == 0
    assert theirs["surer"] > 0


def test_training_again_gives_the_same_files(tmp_path: Path) -> None:
    write(made(), weights=tmp_path / "a.npz")
    write(made(), weights=tmp_path / "b.npz")
    for suffix in (".npz", ".skops"):
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert digest(made()) in text
    assert "| held out |" in text


def test_the_card_names_the_digests_of_the_shipped_files() -> None:
    text = WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")
    for file in (WEIGHTS, WEIGHTS.with_suffix(".skops")):
        assert hashlib.sha256(file.read_bytes()).hexdigest() in text


def test_the_shipped_archive_holds_the_coefficients_of_the_shipped_arrays() -> None:
    inner = unpack(WEIGHTS.with_suffix(".skops"))["right"]["classifier"].calibrated_classifiers_[0].estimator
    assert load(WEIGHTS)["right"].coefs[0] == pytest.approx(inner.coef_.T)


def test_no_wording_is_trained_on_and_held_out() -> None:
    seen = {one.group for one in made() if one.part != "held out"}
    assert not seen & {one.group for one in made() if one.part == "held out"}
