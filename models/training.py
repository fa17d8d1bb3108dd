"""Training of the triage models from labelled examples: `python -m models.training`, the same bytes every time.

The examples come from the generators of the repository, which are no part of an installed Stook.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from corpus.evidence import Candidate, Kind
from models.calibration import POOLABLE, counted
from models.features import doubts, structure, words
from models.linear import Block, Linear

SEED = 20240229
FOLDS = 4  # of templates: no template is in two folds
TOKENS = r"\S+"  # features.py has made them
RARE = 4  # a word must stand in so many examples
KIND_STRENGTH = 1.0  # inverse of the penalty on coefficients, scikit-learn's default
RIGHT_STRENGTH = 0.3  # a stronger penalty: fewer examples are wrong than right
TOLERANCE = 1e-6  # so tight that the rounding below gives the same bytes on another processor
STEPS = 200
PLACES = 3  # decimals of a coefficient: thousandths of a log-odds decide nothing


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate with the truth: its kind, and whether value, pair and n are linked right. `group` is never split."""

    candidate: Candidate
    kind: Kind
    linked: bool
    group: str
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """One classifier with the vectorizers before it, as scikit-learn has them."""

    words: TfidfVectorizer | None
    structure: DictVectorizer
    classifier: CalibratedClassifierCV

    def matrix(self, features: Sequence[tuple[list[str], dict[str, float]]]) -> csr_matrix:
        """Words and structure side by side."""
        parts = [self.structure.transform([numbers for _, numbers in features])]
        if self.words is not None:
            parts.insert(0, self.words.transform([" ".join(tokens) for tokens, _ in features]))
        return csr_matrix(hstack(parts))


Features = list[tuple[list[str], dict[str, float]]]


def _logistic(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, tol=TOLERANCE, max_iter=STEPS, solver="newton-cg")


def fit(features: Features, labels: Sequence[str], groups: Sequence[str], *, wordy: bool, strength: float) -> Fitted:
    """A logistic regression with a sigmoid over folds that split no group."""
    texts = [" ".join(tokens) for tokens, _ in features]
    seen = TfidfVectorizer(lowercase=False, token_pattern=TOKENS, min_df=RARE).fit(texts) if wordy else None
    named = DictVectorizer().fit([numbers for _, numbers in features])
    fitted = Fitted(seen, named, CalibratedClassifierCV())
    matrix = fitted.matrix(features)
    folds = list(GroupKFold(FOLDS).split(matrix, labels, groups))
    classifier = CalibratedClassifierCV(_logistic(strength), method="sigmoid", cv=folds, ensemble=False)
    classifier.fit(matrix, np.array(labels))
    return _rounded(Fitted(seen, named, classifier))


def _rounded(fitted: Fitted) -> Fitted:
    """Coefficients to few decimals, so that another processor's last bits give the same file."""
    inner = fitted.classifier.calibrated_classifiers_[0]
    arrays = [(inner.estimator, "coef_"), (inner.estimator, "intercept_")]
    for holder, name in arrays:
        setattr(holder, name, np.round(getattr(holder, name), PLACES))
    for sigmoid in inner.calibrators:
        sigmoid.a_, sigmoid.b_ = round(float(sigmoid.a_), PLACES), round(float(sigmoid.b_), PLACES)
    if fitted.words is not None:
        fitted.words.idf_ = np.round(fitted.words.idf_, PLACES)
    return fitted


def linear(fitted: Fitted) -> Linear:
    """The same model as plain arrays."""
    inner = fitted.classifier.calibrated_classifiers_[0]
    coef: NDArray[np.float64] = np.ascontiguousarray(inner.estimator.coef_.T)
    structure_index = {name: int(i) for name, i in fitted.structure.vocabulary_.items()}
    blocks, sizes = [Block(structure_index)], [len(structure_index)]
    if fitted.words is not None:
        index = {name: int(i) for name, i in fitted.words.vocabulary_.items()}
        blocks.insert(0, Block(index, fitted.words.idf_))
        sizes.insert(0, len(index))
    coefs = tuple(np.split(coef, np.cumsum(sizes)[:-1]))
    slope = np.array([s.a_ for s in inner.calibrators])
    offset = np.array([s.b_ for s in inner.calibrators])
    classes = tuple(str(name) for name in fitted.classifier.classes_)
    return Linear(classes, tuple(blocks), coefs, inner.estimator.intercept_, slope, offset)


def kind_features(candidate: Candidate) -> tuple[list[str], dict[str, float]]:
    """What the classifier of kinds sees."""
    return words(candidate), structure(candidate)


@dataclass(frozen=True, slots=True)
class Trained:
    """Both models: the kind of a candidate, and whether a poolable one is right in value, pair, n and kind."""

    kind: Fitted
    right: Fitted

    def linear(self) -> dict[str, Linear]:
        """As plain arrays, by name."""
        return {"kind": linear(self.kind), "right": linear(self.right)}


def train(examples: Sequence[Example]) -> Trained:
    """Fit both models; the second learns from kinds that the first gives to examples whose template it had not seen."""
    features = [kind_features(example.candidate) for example in examples]
    kinds = [str(example.kind) for example in examples]
    groups = [example.group for example in examples]
    kind = fit(features, kinds, groups, wordy=True, strength=KIND_STRENGTH)
    return Trained(kind, _fit_right(examples, _unseen(kind, features, kinds, groups)))


def _unseen(kind: Fitted, features: Features, kinds: Sequence[str], groups: Sequence[str]) -> list[dict[str, float]]:
    """The chances of each kind for every example, from a model fitted without its template."""
    matrix = kind.matrix(features)
    folds = list(GroupKFold(FOLDS).split(matrix, kinds, groups))
    scores = cross_val_predict(_logistic(KIND_STRENGTH), matrix, np.array(kinds), cv=folds, method="decision_function")
    model = linear(kind)
    return [dict(zip(model.classes, map(float, row), strict=True)) for row in model.calibrated(scores)]


def _fit_right(examples: Sequence[Example], unseen: Sequence[dict[str, float]]) -> Fitted:
    features: Features = []
    labels, groups = [], []
    for example, chances in zip(examples, unseen, strict=True):
        kind = counted(example.candidate, chances)
        if kind in POOLABLE:
            features.append(([], doubts(example.candidate, chances.get(kind, 0.0))))
            labels.append("right" if example.linked and kind == example.kind else "wrong")
            groups.append(example.group)
    return fit(features, labels, groups, wordy=False, strength=RIGHT_STRENGTH)


def main() -> None:
    """Make examples, train, measure on templates that were held out, and write weights and card."""
    try:
        generators: Any = importlib.import_module("synthetic.examples")
    except ModuleNotFoundError:
        raise SystemExit(
            "synthetic/ is not here: training needs a clone of the repository, not an installed Stook."
        ) from None
    card: Any = importlib.import_module("models.card")
    card.write(generators.examples(SEED))
    studies: Any = importlib.import_module("synthetic.studies_examples")
    proposals: Any = importlib.import_module("models.proposal_training")
    proposals.write(studies.examples(SEED), studies.bundled())


if __name__ == "__main__":
    main()
