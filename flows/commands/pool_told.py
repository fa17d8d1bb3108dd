"""What `stook pool` found, for a program and for a person: the same numbers, metafor's names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from flows.commands.terminal import columns, say

if TYPE_CHECKING:
    from flows.commands.pool_file import Effects
    from pooling import DependentRegression, Estimate, Method, Note, Regression, Subgroups
    from reports.methods import Done
    from review.sheets import Sheet

ESTIMATE = (
    "k", "b", "se", "stat", "ddf", "pval", "log_pval", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "pi_hts_lb", "pi_hts_ub",
    "r", "r_ci_lb", "r_ci_ub", "r_pi_lb", "r_pi_ub", "r_pi_hts_lb", "r_pi_hts_ub", "measure", "test", "level", "s2w",
    "dependence", "clusters", "sigma2",
)  # fmt: skip
SPREAD = ("tau2", "se_tau2", "I2", "H2", "QE", "QE_df", "QEp", "tau2_lb", "tau2_ub", "I2_lb", "I2_ub", "H2_lb", "H2_ub")
SHORT = ("k", "b", "se", "ddf", "pval", "ci_lb", "ci_ub", "r")  # of estimates without a sample
ASSUMING = ("CHE", "aggregate")  # ways that assume how results of a sample correlate
SHOWN_ELSEWHERE = ("components",)  # codes of notes whose numbers stand in a table
COEFFICIENTS = ("b", "se", "stat", "pval", "ci_lb", "ci_ub")


@dataclass(frozen=True, slots=True)
class Asked:
    """The sheet, its effects, and how they are to be pooled; `explain` asks for the methods paragraph."""

    sheet: Sheet
    effects: Effects
    method: Method
    explain: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The answer: one JSON object, and lines for a person."""

    data: Mapping[str, Any]
    lines: tuple[str, ...]


def tell(found: Told) -> None:
    """The lines, on standard output."""
    for line in found.lines:
        say(line)


def pooled(asked: Asked) -> Told:
    """One pooled effect, with what stands beside it where samples give several."""
    from pooling import pool, pool_dependent
    from reports.methods import model

    effects, method = asked.effects, asked.method
    if effects.clustered:
        found = pool_dependent(effects.y, effects.v, effects.samples, method=method, left_out=effects.left_out)
    else:
        found = pool(effects.y, effects.v, method=method, left_out=effects.left_out)
    done = _done(
        asked, found.dependence, found.k, _samples(found.rows, effects, averaged=found.dependence == "aggregate")
    )
    beside = _beside(asked, found)
    line = model(done, found.ddf) if found.k > 1 else ""
    data = {
        **flat(found), "rho": method.rho if found.dependence in ASSUMING else None, "model": line, **beside,
        "rows": _rows(asked, found), **_left(found.left_out, asked), **_notes((*effects.notes, *found.notes)),
        **_explained(done, asked),
    }  # fmt: skip
    return Told(plain(data), (*_estimate_lines(found, line), *_beside_lines(beside), *_closing(data)))


def _samples(rows: Sequence[int], effects: Effects, *, averaged: bool) -> int:
    if averaged:
        return len(rows)
    return len({effects.samples[row] for row in rows})


def _done(asked: Asked, dependence: str, k: int, clusters: int, **more: Any) -> Done:
    from reports.methods import Done

    averaged = dependence == "aggregate"
    return Done(asked.method, dependence, k, clusters, averaged=averaged, given=asked.effects.given, **more)


def _beside(asked: Asked, found: Estimate) -> dict[str, Any]:
    """The same under other assumed correlations, without each sample, and the variances with their intervals."""
    from pooling import leave_out_samples, rho_table
    from pooling.component_intervals import component_intervals
    from pooling.dependent import RHOS
    from pooling.multilevel import Multilevel, multilevel

    effects, method = asked.effects, asked.method
    if found.dependence not in ("CHE", "multilevel"):
        return {}
    rho = method.rho if found.dependence == "CHE" else 0.0
    work = multilevel(effects.y, effects.v, effects.samples, rho=rho, method=method.tau2, level=method.level)
    assert isinstance(work, Multilevel)  # it was pooled
    inside = {name: float(getattr(work, name)[0]) for name in ("se", "stat", "pval", "ci_lb", "ci_ub")}
    inside |= {name: getattr(work, name) for name in ("pi_lb", "pi_ub", "ll", "AIC", "BIC")}
    beside = {"s_nlevels": list(work.s_nlevels), "working_model": inside}
    beside["components"] = [_fields(one) for one in component_intervals(work, method.level)]
    if found.dependence == "CHE":
        rhos = sorted({*RHOS, method.rho})
        table = rho_table(effects.y, effects.v, effects.samples, rhos=rhos, method=method)
        names = [item.name for item in fields(table)]
        beside["rho_table"] = [
            dict(zip(names, map(float, line), strict=True))
            for line in zip(*(getattr(table, name) for name in names), strict=True)
        ]
    used = set(found.rows)
    usable = [y if row in used else math.nan for row, y in enumerate(effects.y)]
    rest = leave_out_samples(usable, effects.v, effects.samples, method=method)
    beside["leave_one_out"] = [
        {"cluster": one.cluster, "shift": one.shift, **{name: getattr(one.estimate, name) for name in SHORT}}
        for one in rest
        if one.estimate.k < found.k
    ]
    return beside


def _rows(asked: Asked, found: Estimate) -> list[dict[str, Any]]:
    """The rows that were pooled, with their weights; averages of samples have no row of their own."""
    effects, sheet = asked.effects, asked.sheet
    if found.dependence == "aggregate":
        return []
    named = sheet.cells(sheet.roles["study"]) if sheet.has("study") else effects.samples
    return [
        {"row": row + 1, "line": sheet.lines[row], "study": named[row], "cluster": effects.samples[row],
         "yi": float(effects.y[row]), "vi": float(effects.v[row]), "weight": float(weight)}
        for row, weight in zip(found.rows, found.weights, strict=True)
    ]  # fmt: skip


def flat(found: Estimate) -> dict[str, Any]:
    """An estimate as one flat object, keys as in metafor; numbers that do not exist are null."""
    spread = {name: getattr(found.heterogeneity, name) for name in SPREAD}
    fit = {"fit": _fields(found.fit)} if found.fit else {}
    return {**{name: getattr(found, name) for name in ESTIMATE}, "method": found.tau2_method, **spread, **fit}


def compared(found: Subgroups, asked: Asked, by: str) -> Told:
    """Subgroups and the test between them."""
    effects = asked.effects
    way = next((part.dependence for part in found.estimates if part.sigma2), "independent")
    rows = [row for part in found.estimates for row in part.rows]
    done = _done(
        asked, way, len(rows), _samples(rows, effects, averaged=False), by=by, robust=found.F_between is not None
    )
    levels = [{"subgroup": level, **flat(found[level])} for level in found.levels]
    test = {name: getattr(found, name) for name in ("Q_between", "F_between", "df", "df2", "pval")}
    notes = [note for part in found.estimates for note in part.notes if note.code == "few_df"]
    data = {"by": by, "levels": levels, **test, **_left((*found.left_out, *_known(effects, found.left_out)), asked),
            **_notes((*effects.notes, *found.notes, *notes)), **_explained(done, asked)}  # fmt: skip
    return Told(plain(data), (*_level_lines(found), *_closing(data)))


def _known(effects: Effects, told: Iterable[Any]) -> list[Any]:
    """What could not be pooled before groups were looked at."""
    seen = {out.row for out in told}
    return [out for out in effects.left_out if out.row not in seen]


def _level_lines(found: Subgroups) -> list[str]:
    from reports.numbers import coefficient, interval, number, p_clause, p_value

    head = ("subgroup", "k", "r", "95% CI" if found.estimates[0].level == 0.95 else "CI", "b", "se", "p", "tau2")
    rows = [
        (level, str(part.k), coefficient(part.r), interval(part.r_ci_lb, part.r_ci_ub), _four(part.b), _four(part.se),
         p_value(part.pval), _four(part.heterogeneity.tau2))
        for level, part in zip(found.levels, found.estimates, strict=True)
    ]  # fmt: skip
    lines = columns([head, *rows])
    if found.F_between is not None:
        lines.append(
            f"Between: F({found.df}, {number(found.df2, 1)}) = {number(found.F_between)}, {p_clause(found.pval)}"
        )
    elif found.Q_between is not None:
        lines.append(f"Between: Q({found.df}) = {number(found.Q_between)}, {p_clause(found.pval)}")
    return lines


def regression(found: Regression | DependentRegression, asked: Asked) -> Told:
    """A meta-regression: keys as in metafor, a value a coefficient in the order of `names`."""
    from pooling import DependentRegression

    robust = isinstance(found, DependentRegression)
    own = _robust(found) if isinstance(found, DependentRegression) else _plain(found)
    k, way = own["k"], found.dependence if isinstance(found, DependentRegression) else "independent"
    done = _done(asked, way, k, found.clusters if isinstance(found, DependentRegression) else k, moderators=found.names)
    lists = {name: [float(x) for x in getattr(found, name)] for name in COEFFICIENTS}
    data = {
        "names": list(found.names),
        **lists,
        **own,
        "vb": found.vb.tolist(),
        "R2": found.R2,
        "dependence": way,
        **_left(found.left_out, asked),
        **_notes((*asked.effects.notes, *found.notes)),
        **_explained(done, asked),
    }
    return Told(plain(data), (*_coefficient_lines(data, robust=robust), *_closing(data)))  # fmt: skip


def _plain(found: Regression) -> dict[str, Any]:
    h, test = found.heterogeneity, found.omnibus
    omnibus = {"QM": test.QM, "QMp": test.QMp, "QMdf": [test.df, test.df2]} if test else {}
    spread = {name: getattr(h, name) for name in SPREAD}
    return {"k": found.model.model.k, "ddf": found.ddf, **spread, **omnibus, "fit": _fields(found.fit)}


def _robust(found: DependentRegression) -> dict[str, Any]:
    test, work = found.omnibus, found.model
    omnibus = {"QM": test.Fstat, "QMp": test.p, "QMdf": [test.df_num, test.df_denom]} if test else {}
    fit = {"ll": work.ll, "AIC": work.AIC, "BIC": work.BIC}
    return {
        "k": found.k, "ddf": found.ddf.tolist(), "clusters": found.clusters, "sigma2": list(found.sigma2),
        "tau2": sum(found.sigma2), "QE": work.QE, "QEp": work.QEp, "rho": found.rho, **omnibus, "fit": fit,
    }  # fmt: skip


def _coefficient_lines(data: Mapping[str, Any], *, robust: bool) -> list[str]:
    from reports.numbers import number, p_clause, p_value

    dfs = data["ddf"] if robust else [data["ddf"]] * len(data["names"])
    rest = (data[name] for name in ("ci_lb", "ci_ub", "pval"))
    cells = zip(data["names"], data["b"], data["se"], dfs, *rest, strict=True)
    rows = [
        (name, _four(b), _four(se), "–" if df is None else number(df, 1), _four(low), _four(high), p_value(p))
        for name, b, se, df, low, high, p in cells
    ]
    lines = columns([("moderator", "b", "se", "df", "ci_lb", "ci_ub", "p"), *rows])
    if "QM" in data:
        first, second = data["QMdf"]
        test = f"QM({first})" if second is None else f"F({first}, {number(second, 1)})"
        lines.append(f"All moderators: {test} = {number(data['QM'])}, {p_clause(data['QMp'])}")
    share = "" if data["R2"] is None else f", R² = {number(data['R2'], 1)}%"
    return [*lines, f"k = {data['k']}, tau2 = {_four(data['tau2'])}{share}"]


def _estimate_lines(found: Estimate, line: str) -> list[str]:
    from reports.numbers import coefficient, interval, number, p_clause, percent

    h = found.heterogeneity
    lines = [f"k = {found.k}" + (f" of {found.clusters} samples" if found.clusters else ""), *([line] if line else [])]
    if found.r is not None and found.k:
        ends = f"{percent(100 * found.level, 0)} CI {interval(found.r_ci_lb, found.r_ci_ub)}"
        lines.append(f"r = {coefficient(found.r)}, {ends}, {p_clause(found.pval)}")
        if found.k > 1 and found.r_predicted:
            lines.append(f"{percent(100 * found.level, 0)} prediction interval of r {interval(*found.r_predicted)}")
    values = (found.b, found.se, found.ci_lb, found.ci_ub, h.tau2)
    share = number(h.I2, 1) if found.k > 1 else "–"
    lines += ["", *columns([("b", "se", "ci_lb", "ci_ub", "tau2", "I2 %"), (*map(_four, values), share)])]
    if found.k > 1:
        lines.append(f"Q({h.QE_df}) = {number(h.QE)}, {p_clause(h.QEp)}")
    return lines


def _beside_lines(beside: Mapping[str, Any]) -> list[str]:
    """The variances and the sensitivity table."""
    lines: list[str] = []
    if components := beside.get("components"):
        rows = [(name, *(_four(one[key]) for key in ("est", "lb", "ub")))
                for name, one in zip(("between samples", "within samples"), components, strict=True)]  # fmt: skip
        lines += ["", *columns([("variance", "est", "ci_lb", "ci_ub"), *rows])]
    if table := beside.get("rho_table"):
        rows = [(f"{one['rho']:.1f}", *(_four(one[key]) for key in ("b", "se", "ci_lb", "ci_ub", "tau2")))
                for one in table]  # fmt: skip
        lines += ["", *columns([("if rho were", "b", "se", "ci_lb", "ci_ub", "tau2"), *rows])]
    return lines


def _closing(data: Mapping[str, Any]) -> list[str]:
    lines = [f"left out, row {out['row']} (line {out['line']}): {out['reason']}" for out in data["left_out"]]
    lines += data["notes"]
    lines = ["", *lines] if lines else []
    if "methods" in data:
        lines += ["", "Methods", data["methods"], "", "References", *data["references"]]
    return lines


def _explained(done: Done, asked: Asked) -> dict[str, Any]:
    """The methods paragraph and its references, when they are asked for."""
    if not asked.explain:
        return {}
    from reports.methods import paragraph, references

    return {"methods": paragraph(done), "references": references([done])}


def _left(left_out: Iterable[Any], asked: Asked) -> dict[str, Any]:
    lines = asked.sheet.lines
    listed = sorted(left_out, key=lambda out: out.row)
    return {"left_out": [
        {"row": out.row + 1, "line": lines[out.row], "code": out.code, "reason": out.reason} for out in listed
    ]}  # fmt: skip


def _notes(notes: Iterable[Note]) -> dict[str, Any]:
    return {"notes": list(dict.fromkeys(note.message for note in notes if note.code not in SHOWN_ELSEWHERE))}


def _fields(value: Any) -> dict[str, Any]:
    return {item.name: getattr(value, item.name) for item in fields(value)}


def plain(value: Any) -> Any:
    """The value as JSON has it: what is not a finite number is null."""
    from reports.digest import plain as as_plain

    return as_plain(value)


def _four(value: float) -> str:
    from reports.numbers import number

    return number(value, 4)
