"""Statistics: arrays of effects in, estimates out. Needs numpy and scipy only."""

from pooling.dependence import Aggregated, aggregate
from pooling.estimate import Estimate, FitStatistics, Heterogeneity, LeftOut, Note, Search
from pooling.fisher import fisher_z, r_to_z, unusable, z_to_r
from pooling.method import Method, UnknownName
from pooling.subgroups import Subgroups, subgroups
from pooling.univariate import pool, pool_correlations

__all__ = [
    "Aggregated",
    "Estimate",
    "FitStatistics",
    "Heterogeneity",
    "LeftOut",
    "Method",
    "Note",
    "Search",
    "Subgroups",
    "UnknownName",
    "aggregate",
    "fisher_z",
    "pool",
    "pool_correlations",
    "r_to_z",
    "subgroups",
    "unusable",
    "z_to_r",
]
