import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from corpus.evidence import KINDS
from extractors import extract
from models.linear import MissingWeights
from models.triage import MODEL, WEIGHTS, score
from tests.papers import paper

OWN = "A total of 120 students took part. Loneliness was related to rumination, r(118) = .34, p < .001."
CITED = "Berg and Novak (2011) reported that loneliness was related to rumination (r = .41)."
FAST_ENOUGH = 1000  # candidates a second; several thousand on an idle core


def test_an_own_result_is_likelier_a_correlation_than_a_cited_one() -> None:
    (own,) = score(extract(paper(OWN)))
    (cited,) = score(extract(paper(CITED)))
    assert own.kind == "correlation"
    assert cited.kind == "cited"
    assert dict(own.kinds)["correlation"] > 0.9 > 0.1 > dict(cited.kinds)["correlation"]


def test_nothing_is_dropped_and_the_order_stays() -> None:
    found = extract(paper(f"{OWN} {CITED}"))
    scored = score(found)
    assert [s.candidate for s in scored] == found
    assert score([]) == []


def test_chances_are_probabilities_of_known_kinds() -> None:
    for scored in score(extract(paper(f"{OWN} {CITED}"))):
        assert scored.model == MODEL
        assert 0 <= scored.probability <= 1
        assert {kind for kind, _ in scored.kinds} <= set(KINDS)
        assert sum(chance for _, chance in scored.kinds) == pytest.approx(1)


def test_a_missing_variable_makes_a_result_less_sure() -> None:
    (found,) = extract(paper(OWN))
    whole, half = score([found, replace(found, y="")])
    assert half.probability < whole.probability


def test_scores_do_not_depend_on_what_is_scored_beside_them() -> None:
    (found,) = extract(paper(OWN))
    assert score([found])[0] == score([found] * 2001)[-1]


def test_a_thousand_candidates_take_less_than_a_second() -> None:
    (found,) = extract(paper(OWN))
    score([found])
    start = perf_counter()
    score([found] * FAST_ENOUGH)
    assert perf_counter() - start < 1


def test_missing_weights_are_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match=r"triage\.npz is not in .*; reinstall Stook"):
        score([], weights=tmp_path / "triage.npz")


def test_scoring_loads_neither_scikit_learn_nor_pandas() -> None:
    code = "import sys, models.triage as t; t.score([]); print({'sklearn', 'pandas', 'skops'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_weights_are_small() -> None:
    files = [*WEIGHTS.parent.iterdir()]
    assert {file.name for file in files} >= {"triage.npz", "triage.skops", "card.md"}
    assert sum(file.stat().st_size for file in files) < 1_000_000
