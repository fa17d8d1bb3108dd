"""What pooling returns: estimates with their heterogeneity, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from pooling.arrays import Array


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row that was not pooled: its position in the input, a code and the reason."""

    row: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the estimate must know: a code and one sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An analysis that the data do not allow: a code and the reason."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """Variance between studies.

    ``tau2`` is on the squared scale of the effects, ``I2`` in percent (Higgins & Thompson 2002),
    ``QE`` Cochran's Q of the residuals; ``*_lb`` and ``*_ub`` are Q-profile bounds (Viechtbauer
    2007), ``None`` when there is nothing to bound (k = 1).
    """

    tau2: float
    se_tau2: float | None
    I2: float
    H2: float
    QE: float
    QE_df: int
    QEp: float
    tau2_lb: float | None = None
    tau2_ub: float | None = None
    I2_lb: float | None = None
    I2_ub: float | None = None
    H2_lb: float | None = None
    H2_ub: float | None = None

    @property
    def tau(self) -> float:
        """The standard deviation between studies."""
        return float(self.tau2**0.5)


@dataclass(frozen=True, slots=True)
class FitStatistics:
    """Log-likelihood (restricted for REML), deviance and information criteria, as in metafor."""

    ll: float
    dev: float
    AIC: float
    BIC: float
    AICc: float


@dataclass(frozen=True, slots=True)
class Search:
    """How tau2 was found: steps taken, score left, and whether the optimum is a special one."""

    iterations: int = 0
    score: float = 0.0
    boundary: bool = False
    multimodal: bool = False
    modes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """One pooled effect.

    ``b``, its standard error, test and intervals are on the scale of the effects; ``r*`` is the
    same as a correlation (``None`` when the measure is not one). ``pi_*`` uses the critical value
    of the confidence interval (metafor's default), ``pi_hts_*`` Student's t with k - 2 degrees of
    freedom (Higgins, Thompson & Spiegelhalter 2009; ``None`` below three rows). ``ddf`` is
    ``None`` for a normal test. ``clusters`` counts the samples of models that know them, and ``sigma2`` holds their
    variances between and within samples. ``weights`` are percentages of the ``rows`` used. When nothing
    could be pooled (``k == 0``) every number is not-a-number and a note says so.
    """

    k: int
    b: float
    se: float
    stat: float
    ddf: float | None
    pval: float
    log_pval: float
    ci_lb: float
    ci_ub: float
    pi_lb: float | None
    pi_ub: float | None
    pi_hts_lb: float | None
    pi_hts_ub: float | None
    r: float | None
    r_ci_lb: float | None
    r_ci_ub: float | None
    r_pi_lb: float | None
    r_pi_ub: float | None
    r_pi_hts_lb: float | None
    r_pi_hts_ub: float | None
    heterogeneity: Heterogeneity
    s2w: float
    fit: FitStatistics | None
    search: Search
    weights: Array
    rows: tuple[int, ...]
    measure: str
    tau2_method: str
    test: str
    level: float
    prediction: str
    dependence: str = "independent"
    clusters: int | None = None
    sigma2: tuple[float, float] | None = None
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def predicted(self) -> tuple[float, float] | None:
        """The prediction interval that the method asks for, on the scale of the effects."""
        low, high = (self.pi_hts_lb, self.pi_hts_ub) if self.prediction == "HTS" else (self.pi_lb, self.pi_ub)
        return None if low is None or high is None else (low, high)

    @property
    def r_predicted(self) -> tuple[float, float] | None:
        """The prediction interval that the method asks for, as correlations."""
        hts = self.prediction == "HTS"
        low, high = (self.r_pi_hts_lb, self.r_pi_hts_ub) if hts else (self.r_pi_lb, self.r_pi_ub)
        return None if low is None or high is None else (low, high)
