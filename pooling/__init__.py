"""Statistics: arrays of effects in, estimates out. Needs numpy and scipy only."""

from pooling.dependence import Aggregated, aggregate
from pooling.dependent import pool_dependent, rho_table
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
    "aggregate",
    "expected_shifts",
    "extraction_interval",
    "fisher_z",
    "pool",
    "pool_correlations",
    "pool_dependent",
    "r_to_z",
    "regress",
    "rho_table",
    "subgroups",
    "uncertain",
    "unusable",
    "z_to_r",
]
