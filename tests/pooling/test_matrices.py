"""Correlation matrices: covariance of correlations from one sample, and pooling of whole matrices."""

import numpy as np
import pytest

from pooling.correlation_matrices import pool_matrices, solve
from pooling.estimate import Refusal
from pooling.matrices import from_pairs, is_positive_definite, olkin_siotani, z_covariance
from pooling.method import UnknownName
from tests.pooling.samples import CRAFT_PAIRS, craft


def test_the_covariance_of_craft_et_al_is_as_published():
    # the first study of Craft et al. 2003: documentation of metafor::rcalc
    matrices, sizes = craft()
    cov = olkin_siotani(matrices[0], sizes[0], list(CRAFT_PAIRS))
    assert np.diag(cov)[:3] == pytest.approx([0.003450, 0.004201, 0.002259], abs=5e-7)
    assert cov[0, 1:4] == pytest.approx([0.001327, -0.000555, -0.001397], abs=5e-7)
    assert is_positive_definite(cov)


def test_correlations_of_simulated_samples_vary_as_the_covariance_says():
    rng = np.random.default_rng(3)
    truth = np.array([[1, 0.5, 0.3], [0.5, 1, -0.2], [0.3, -0.2, 1.0]])
    root, pairs = np.linalg.cholesky(truth), [(0, 1), (0, 2), (1, 2)]
    draws = [np.corrcoef(root @ rng.normal(size=(3, 150)))[[0, 0, 1], [1, 2, 2]] for _ in range(3000)]
    assert np.cov(np.array(draws).T) == pytest.approx(olkin_siotani(truth, 150, pairs), abs=4e-4)


def test_the_covariance_of_z_has_fishers_variance_nearly():
    matrix = from_pairs([0.5, 0.3, 0.1], [(0, 1), (0, 2), (1, 2)], 3)
    cov = olkin_siotani(matrix, 101, [(0, 1), (0, 2)])
    assert np.diag(z_covariance(cov, [0.5, 0.3])) == pytest.approx([0.01, 0.01])


def test_the_multivariate_model_of_craft_et_al_is_as_published():
    # documentation of metadat::dat.craft2003, unstructured random effects
    found = pool_matrices(*craft())
    at = [found.pairs.index(pair) for pair in CRAFT_PAIRS]
    assert found.r[at] == pytest.approx([-0.0600, -0.1423, 0.3167, 0.5671, -0.4888, -0.4750], abs=5e-5)
    assert found.se[at] == pytest.approx([0.1408, 0.0917, 0.0847, 0.0367, 0.0509, 0.0506], abs=5e-5)
    assert np.diag(found.T)[at] == pytest.approx([0.1611, 0.0605, 0.0468, 0.0047, 0.0125, 0.0111], abs=6e-5)
    assert found.positive_definite
    assert found.k[at].tolist() == [9, 9, 8, 9, 8, 8]


def test_fixed_effects_of_one_matrix_are_that_matrix():
    matrices, sizes = craft()
    found = pool_matrices(matrices[:1], sizes[:1], structure="none")
    assert pytest.approx(matrices[0]) == found.R
    assert found.vcov == pytest.approx(olkin_siotani(matrices[0], sizes[0], list(found.pairs)))


def test_variances_alone_fit_no_better_than_the_full_structure():
    none, diagonal, full = (pool_matrices(*craft(), structure=name) for name in ("none", "DIAG", "UN"))
    assert none.ll < diagonal.ll < full.ll
    assert (np.diag(np.diag(diagonal.T)) == diagonal.T).all()


def test_bad_matrices_are_left_out_and_empty_pairs_refused():
    matrices, sizes = craft()
    wrong = matrices[0].copy()
    wrong[0, 1] = wrong[1, 0] = 1.4
    found = pool_matrices([*matrices, wrong], [*sizes, 50], structure="none")
    assert [item.row for item in found.left_out] == [9]
    assert isinstance(pool_matrices([], []), Refusal)
    assert pool_matrices(matrices[2:3], sizes[2:3]).code == "empty_pair"
    with pytest.raises(UnknownName):
        pool_matrices(matrices, sizes, structure="CS")


def test_a_pooled_matrix_that_is_no_correlation_matrix_is_flagged():
    pieces = []
    for pair, value in (((0, 1), 0.9), ((0, 2), 0.9), ((1, 2), -0.9)):
        one = np.full((3, 3), np.nan)
        np.fill_diagonal(one, 1)
        one[pair] = one[pair[::-1]] = value
        pieces.append(one)
    found = pool_matrices(pieces, [100, 100, 100], structure="none")
    assert not found.positive_definite
    assert found.notes[0].code == "not_positive_definite"


def test_the_gradient_of_the_multivariate_likelihood_is_its_derivative():
    from pooling.correlation_matrices import _samples

    matrices, sizes = craft()
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    data = _samples(np.array(matrices), np.array(sizes, dtype=float), pairs)
    between, h = 0.02 * np.eye(6) + 0.005, 1e-6
    step = np.zeros((6, 6))
    step[0, 2] = step[2, 0] = h
    slope = (solve(data, between + step).ll - solve(data, between - step).ll) / (2 * h)
    assert 2 * solve(data, between).gradient[0, 2] == pytest.approx(slope, rel=1e-5)
