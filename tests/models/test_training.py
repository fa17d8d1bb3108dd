import hashlib
import importlib
from pathlib import Path

import numpy as np
import pytest
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from models import card
from models.features import structure, words
from models.linear import counts, load, save
from models.proposal_training import ProposalExample
from models.training import Example, kind_features, main, train
from models.triage import WEIGHTS, score
from tests.models.examples import few, small_model

CLOSE = 1e-9  # the same sums in another order


def test_plain_arrays_score_as_scikit_learn_does() -> None:
    trained, examples = small_model(), few()[:40]
    matrix = trained.kind.matrix([kind_features(example.candidate) for example in examples])
    expected = trained.kind.classifier.predict_proba(matrix)
    rows = [(counts(words(example.candidate)), structure(example.candidate)) for example in examples]
    assert np.abs(trained.linear()["kind"].probabilities(rows) - expected).max() < CLOSE


def test_training_again_gives_the_same_bytes(tmp_path: Path) -> None:
    again = train(few())
    assert card.archive(again) == card.archive(small_model())
    save(tmp_path / "a.npz", again.linear())
    save(tmp_path / "b.npz", small_model().linear())
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_the_archive_loads_with_the_listed_types_only(tmp_path: Path) -> None:
    path = tmp_path / "triage.skops"
    path.write_bytes(card.archive(small_model()))
    assert set(skops.io.get_untrusted_types(file=path)) <= set(card.TRUSTED)
    parts = card.unpack(path)
    assert list(parts["kind"]["classifier"].classes_) == list(small_model().kind.classifier.classes_)


class Stranger:
    """An object of a type that no model is made of."""


def test_a_type_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "strange.skops"
    path.write_bytes(skops.io.dumps({"kind": Stranger()}))
    with pytest.raises(UntrustedTypesFoundException, match="Stranger"):
        card.unpack(path)


def test_the_shipped_arrays_and_the_shipped_archive_are_one_model() -> None:
    arrays, parts = load(WEIGHTS), card.unpack(WEIGHTS.with_suffix(".skops"))
    inner = parts["kind"]["classifier"].calibrated_classifiers_[0].estimator
    assert np.array_equal(np.concatenate(arrays["kind"].coefs), inner.coef_.T)
    assert np.array_equal(arrays["kind"].intercept, inner.intercept_)


def test_the_card_names_the_digests_of_the_shipped_files() -> None:
    text = WEIGHTS.with_name("card.md").read_text(encoding="utf-8")
    for file in (WEIGHTS, WEIGHTS.with_suffix(".skops")):
        assert hashlib.sha256(file.read_bytes()).hexdigest() in text


def test_no_template_is_trained_on_and_held_out() -> None:
    held = {example.group for example in few() if example.held_out}
    assert held
    assert held.isdisjoint(example.group for example in few() if not example.held_out)


def test_weights_and_card_are_written_together(tmp_path: Path) -> None:
    weights = tmp_path / "weights" / "triage.npz"
    card.write(few(), weights=weights)
    text = weights.with_name("card.md").read_text(encoding="utf-8")
    assert "| correlation |" in text
    assert card.digest(few()) in text
    assert len(score([few()[0].candidate], weights=weights)) == 1


def test_another_example_gives_another_digest() -> None:
    assert card.digest(few()) != card.digest(few()[1:])


def test_the_calibration_error_is_nought_where_said_and_true_shares_agree() -> None:
    assert card.calibration_error([1.0, 1.0, 0.0], [True, True, False]) == 0
    assert card.calibration_error([0.5, 0.5], [True, False]) == 0
    assert card.calibration_error([0.95, 0.95], [False, False]) == pytest.approx(0.95)


def test_a_tally_counts_right_found_and_there() -> None:
    (tally,) = [t for t in card.tallies(["cited", "cited", "other"], ["cited", "other", "cited"]) if t.kind == "cited"]
    assert (tally.right, tally.found, tally.there) == (1, 2, 2)


def test_training_without_the_repository_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(SystemExit, match="needs a clone of the repository"):
        main()


def test_the_command_trains_on_the_generators_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Example] = []
    monkeypatch.setattr("synthetic.examples.examples", lambda _seed: iter(few()))
    monkeypatch.setattr("models.card.write", heard.extend)
    proposals: list[ProposalExample] = []
    monkeypatch.setattr("synthetic.studies_examples.PAPERS", 3)
    monkeypatch.setattr("synthetic.studies_examples.bundled", lambda: iter(()))
    monkeypatch.setattr("models.proposal_training.write", lambda made, bundled: proposals.extend([*made, *bundled]))
    main()
    assert tuple(heard) == few()
    assert {one.part for one in proposals} == {"seen", "unseen", "held out"}
