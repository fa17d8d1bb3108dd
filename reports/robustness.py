"""What stands beside an estimate: other assumptions about dependence, and the estimate without each sample."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pooling import Estimate, Refusal, leave_out_samples, rho_table, z_to_r
from pooling.component_intervals import ComponentInterval, component_intervals
from pooling.dependent import MODELS, RHOS
from pooling.multilevel import multilevel
from reports.analysis import Analysis, Row
from reports.digest import plain

CHE = "CHE"
SHOWN = ("k", "b", "se", "ddf", "pval", "ci_lb", "ci_ub", "r", "r_ci_lb", "r_ci_ub")  # of each estimate


@dataclass(frozen=True, slots=True)
class AtRho:
    """The estimate if the results of one sample correlated by `rho`; `assumed` marks the analysis' own."""

    rho: float
    b: float
    se: float
    ci_lb: float
    ci_ub: float
    r: float
    r_ci_lb: float
    r_ci_ub: float
    tau2: float
    assumed: bool


@dataclass(frozen=True, slots=True)
class Without:
    """The estimate without one sample; `shift` is how far it lies from the whole, on Fisher's z."""

    label: str
    group: str
    effects: tuple[str, ...]
    estimate: Estimate
    shift: float


@dataclass(frozen=True, slots=True)
class Beside:
    """`components` are the variances between and within samples, where the model has both."""

    rhos: tuple[AtRho, ...] = ()
    without: tuple[Without, ...] = ()
    components: tuple[ComponentInterval, ...] = ()

    def record(self) -> dict[str, object]:
        """The same as JSON."""
        rows = [
            {"label": one.label, "group": one.group, "effects": one.effects, "shift": one.shift,
             **{name: getattr(one.estimate, name) for name in SHOWN}}
            for one in self.without
        ]  # fmt: skip
        found = {"rho_table": self.rhos, "leave_one_out": rows, "components": self.components}
        return {name: plain(value) for name, value in found.items()}


def beside(analysis: Analysis) -> Beside:
    """All that belongs beside an estimate; nothing below two rows."""
    if analysis.estimate.k < 2:
        return Beside()
    return Beside(_rhos(analysis), _without(analysis), _components(analysis))


def _rhos(analysis: Analysis) -> tuple[AtRho, ...]:
    """Only where the model assumes a correlation."""
    if analysis.estimate.dependence != CHE:
        return ()
    own, (y, v, clusters) = analysis.method.rho, _arrays(analysis)
    found = rho_table(y, v, clusters, rhos=sorted({*RHOS, own}), method=analysis.method)
    columns = (found.rho, found.b, found.se, found.ci_lb, found.ci_ub, found.tau2)
    return tuple(_at_rho([float(x) for x in line], own) for line in zip(*columns, strict=True))


def _at_rho(line: list[float], own: float) -> AtRho:
    rho, b, se, low, high, tau2 = line
    r, r_low, r_high = (float(x) for x in z_to_r([b, low, high]))
    return AtRho(rho, b, se, low, high, r, r_low, r_high, tau2, assumed=rho == own)


def _without(analysis: Analysis) -> tuple[Without, ...]:
    y, v, clusters = _arrays(analysis)
    rows: dict[object, list[Row]] = {}
    for row in analysis.rows:
        rows.setdefault(row.cluster, []).append(row)
    averaged = replace(analysis.method, dependence=analysis.estimate.dependence)
    found = []
    for one in leave_out_samples(y, v, clusters, method=averaged):
        own = rows[one.cluster]
        effects = tuple(name for row in own for name in row.effects)
        found.append(Without(own[0].label, own[0].group, effects, one.estimate, one.shift))
    return tuple(found)


def _components(analysis: Analysis) -> tuple[ComponentInterval, ...]:
    method, way = analysis.method, analysis.estimate.dependence
    if way not in MODELS:
        return ()
    rho = method.rho if way == CHE else 0.0
    found = multilevel(*_arrays(analysis), rho=rho, method=method.tau2, level=method.level)
    return () if isinstance(found, Refusal) else component_intervals(found, method.level)


def _arrays(analysis: Analysis) -> tuple[list[float], list[float], list[tuple[str, str]]]:
    rows = analysis.rows
    return [row.y for row in rows], [row.v for row in rows], [row.cluster for row in rows]
