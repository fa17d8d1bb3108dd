"""Statistics: arrays of effects in, estimates out. Needs numpy and scipy only."""

from pooling.dependence import Aggregated, aggregate
from pooling.dependent import pool_dependent, rho_table
from pooling.dependent_deletion import WithoutSample, leave_out_samples
from pooling.dependent_groups import dependent_subgroups
from pooling.dependent_moderators import DependentRegression, regress_dependent
from pooling.estimate import Estimate, FitStatistics, Heterogeneity, LeftOut, Note, Refusal, Search
from pooling.fisher import fisher_z, r_to_z, unusable, z_to_r
from pooling.method import Method, UnknownName
from pooling.moderators import Regression, regress
from pooling.sensitivity import Alternative, expected_shifts, extraction_interval, uncertain
from pooling.subgroups import Subgroups, subgroups
from pooling.univariate import pool, pool_correlations

__all__ = [
    "Aggregated",
    "Alternative",
    "DependentRegression",
    "Estimate",
    "FitStatistics",
    "Heterogeneity",
    "LeftOut",
    "Method",
    "Note",
    "Refusal",
    "Regression",
    "Search",
    "Subgroups",
    "UnknownName",
    "WithoutSample",
    "aggregate",
    "dependent_subgroups",
    "expected_shifts",
    "extraction_interval",
    "fisher_z",
    "leave_out_samples",
    "pool",
    "pool_correlations",
    "pool_dependent",
    "r_to_z",
    "regress",
    "regress_dependent",
    "rho_table",
    "subgroups",
    "uncertain",
    "unusable",
    "z_to_r",
]
