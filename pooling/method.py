"""How effects are pooled: plain names, each of them known or refused by name."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

MEASURES = ("ZCOR", "COR", "UCOR", "PCOR", "ZPCOR", "SPCOR", "GEN")
TAU2 = ("EE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", "DLIT", "SJIT", "GENQ")
TESTS = ("z", "t", "knha", "adhoc")
DEPENDENCE = ("independent", "aggregate", "multilevel", "CHE")
PREDICTIONS = ("HTS", "metafor")
Z_MEASURES = frozenset({"ZCOR", "ZPCOR"})  # pooled as atanh r, reported as tanh
R_MEASURES = frozenset({"COR", "UCOR", "PCOR", "SPCOR"})  # pooled as they are printed


class UnknownName(ValueError):
    """A method was asked for by a name that is not known."""


def known(value: str, names: tuple[str, ...], what: str) -> str:
    """Return ``value`` when it is one of ``names``; otherwise refuse it and name the nearest."""
    if value in names:
        return value
    near = difflib.get_close_matches(value.lower(), [name.lower() for name in names], n=1, cutoff=0.3)
    hint = next((f" Nearest: {name}." for name in names if near and name.lower() == near[0]), "")
    raise UnknownName(f"{what} {value!r} is not known; use one of {', '.join(names)}.{hint}")


def between(value: float, low: float, high: float, what: str) -> float:
    """Return ``value`` when it lies strictly between the bounds."""
    if not low < value < high:
        raise ValueError(f"{what} must lie between {low} and {high}; it is {value}.")
    return value


@dataclass(frozen=True, slots=True)
class Method:
    """Everything that decides an estimate apart from the effects.

    ``measure`` is the scale of the effects, ``tau2`` the estimator of the variance between
    studies, ``test`` the test of coefficients (``adhoc``: Knapp-Hartung, never narrower than
    Wald), ``level`` the coverage of intervals, ``dependence`` what happens when a sample gives
    several effects (by default the CHE model), ``rho`` their assumed correlation and
    ``prediction`` the interval to report.
    """

    measure: str = "ZCOR"
    tau2: str = "REML"
    test: str = "adhoc"
    level: float = 0.95
    dependence: str = "CHE"
    rho: float = 0.6
    prediction: str = "HTS"

    def __post_init__(self) -> None:
        """Refuse every name and number that has no meaning."""
        known(self.measure, MEASURES, "Measure")
        known(self.tau2, TAU2, "Estimator of tau2")
        known(self.test, TESTS, "Test")
        known(self.dependence, DEPENDENCE, "Handling of dependence")
        known(self.prediction, PREDICTIONS, "Prediction interval")
        between(self.level, 0.0, 1.0, "The level of the interval")
        if not 0.0 <= self.rho < 1.0:
            raise ValueError(f"The correlation rho of effects of one sample must lie in [0, 1); it is {self.rho}.")
