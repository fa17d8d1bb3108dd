"""Who is right where a recomputed number and a golden one differ: a third computation that loses nothing.

Usage:
    python DIR/compare.py DIR OUT --show 100000 | python -m benchmarks.oracle_referee DIR OUT

Reads the comparer's faults. Each is computed again from the rows (``oracle_exact``): by fractions, long
decimals or tight integrals, or, for an optimum, by the likelihoods at both. Prints how far either side is
from that, class by class; exit status 0 when every fault is settled for the recomputed side.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from benchmarks import oracle_exact as exact
from benchmarks.oracle_nodes import Node, Study

FAULT = re.compile(r"\s*(FAILED|MISSING) (\S+): (?:want (\S+), got (\S+),)?")
CLOSE = 1e-9  # of the third computation, mixed: what the recomputed side must keep
P_CLOSE = 1e-6  # of p-values, relative
Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Fault:
    """One line of the comparer."""

    file: str
    keys: tuple[str | int, ...]
    want: float
    got: float


@dataclass(frozen=True)
class Ruling:
    """Distances of golden and recomputed number from the third computation, or a reason instead."""

    name: str
    golden: float | None
    ours: float | None
    settled: bool


def faults(lines: Iterator[str]) -> Iterator[Fault]:
    """Read faults from the comparer's lines."""
    for line in lines:
        found = FAULT.match(line)
        if found is None:
            continue
        file, *rest = re.findall(r"[^/\[\]]+", found[2])
        want, got = (float(text) if text else math.nan for text in (found[3], found[4]))
        yield Fault(file, tuple(int(part) if part.isdigit() else part for part in rest), want, got)


class Referee:
    """Golden and recomputed files, each read once, and what was computed from them."""

    def __init__(self, golden: Path, out: Path) -> None:
        self.folders = golden, out
        self.files: dict[tuple[int, str], Node] = {}
        self.memo: dict[Any, Any] = {}

    def file(self, which: int, name: str) -> Node:
        """Return a golden (0) or recomputed (1) file."""
        if (which, name) not in self.files:
            path = self.folders[which] / f"{name}.json"
            self.files[which, name] = json.loads(path.read_text(encoding="utf-8"))
        return self.files[which, name]

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Compute something once."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]

    def study(self, name: str) -> Study:
        """Return the rows of a file."""
        found: Study = self.once(("study", name), lambda: Study.of(self.file(0, name)))
        return found

    def rule(self, fault: Fault) -> Ruling:
        """Settle one fault."""
        block = fault.keys[1] if fault.keys[0] in ("bias", "diag") else fault.keys[0]
        if fault.keys[0] == "diag":
            return self.deletion(fault)
        return RULES[str(block)](self, fault)

    def number(self, fault: Fault, name: str, reference: float, close: float = CLOSE) -> Ruling:
        """Compare both sides with a reference."""
        scale = max(1.0, abs(reference))
        golden, ours = abs(fault.want - reference) / scale, abs(fault.got - reference) / scale
        return Ruling(name, golden, ours, ours <= min(close, golden))

    def node(self, fault: Fault, name: str, reference: Node) -> Ruling:
        """Compare with a reference node at the last keys of the path."""
        value: Any = reference
        for key in fault.keys[fault.keys.index(_root(fault, reference)) :]:
            value = value[key]
        return self.number(fault, name, float(value), P_CLOSE if "p" in str(fault.keys[-1])[-4:] else CLOSE)

    def unbiased(self, fault: Fault) -> Ruling:
        """Settle UCOR by the series of the hypergeometric function."""
        row = self.file(0, fault.file)["rows"][fault.keys[-1]]
        y, ls, ub = exact.ucor(row["r"], row["n"])
        reference = y if fault.keys[-2] == "yi" else (ls if fault.keys[-3] == "UCOR_LS" else ub)
        return self.number(fault, "UCOR, n of 12 or fewer", reference)

    def tetrachoric(self, fault: Fault) -> Ruling:
        """Settle RTET by the root of the quadrant's content."""
        node, i = self.file(0, fault.file)["RTET"], fault.keys[-1]
        rho = self.once(("rtet", i), lambda: exact.tetrachoric(*(node[name][i] for name in ("ai", "bi", "ci", "di"))))
        if fault.keys[-2] == "yi":
            return self.number(fault, "RTET", rho)
        ours = abs(self.file(1, fault.file)["RTET"]["yi"][i] - rho)
        return Ruling("RTET", abs(node["yi"][i] - rho), ours, ours <= CLOSE)  # the variance follows from the estimate

    def linear(self, fault: Fault) -> Ruling:
        """Settle DL, Q and H2 by fractions."""
        golden = self.file(0, fault.file)
        label = fault.keys[1]
        if fault.keys[0] == "mods":
            nodes = [n for n in golden["mods"] if f"{n['method']}_{n['test']}" == label and _has(n, fault)]
            node, study = nodes[0], self.study(fault.file)
            keep = np.array(node["not_na"], dtype=int) - 1
            data = study.y[keep], study.v[keep], node["X"]
            name = "Q, DL and H2 of meta-regressions"
        else:
            study = self.study(fault.file)
            r, n = study.used("r"), study.used("n")
            raw = self.file(0, fault.file)["escalc"]["COR_LS"]
            used = [i - 1 for i in golden["rows_used"]]
            data = np.array(raw["yi"])[used], np.array(raw["vi"])[used], [[1.0]] * len(r)
            node, name = (
                golden["uni_on_COR"][label][fault.keys[2]] | {"method": label, "test": fault.keys[2]},
                "DL on r near 1",
            )
            assert len(n) == len(r)
        key = (fault.file, node["method"], node["test"], len(data[2][0]))
        return self.node(fault, name, self.once(key, lambda: _linear_node(*data, node)))

    def power(self, fault: Fault) -> Ruling:
        """Settle the test of excess significance by tight integrals."""

        def make() -> Node:
            study, node = self.study(fault.file), self.file(0, fault.file)["bias"]["tes"]
            tau = math.sqrt(self.file(0, fault.file)["uni"]["REML"]["z"]["tau2"])
            power = [exact.power(node["theta"], tau, math.sqrt(one), Z) for one in study.v]
            seen, expected, k = node["O"], math.fsum(power), len(power)
            chance = np.array([1.0])
            for p in power:
                chance = np.convolve(chance, [1 - p, p])
            x2 = (seen - expected) ** 2 / expected + (seen - expected) ** 2 / (k - expected)
            pval = float(chance[seen:].sum()) if node["X2"] is None else float(stats.chi2.sf(x2, 1)) / 2
            return {"power": power, "E": expected, "OEratio": seen / expected, "pval": pval, "X2": x2}

        return self.node(fault, "power in the test of excess significance", self.once(("tes", fault.file), make))

    def henmi_copas(self, fault: Fault) -> Ruling:
        """Settle Henmi and Copas' limits by their equations."""
        study = self.study(fault.file)
        low, high = self.once(("hc", fault.file), lambda: exact.henmi_copas(study.y, study.v))
        return self.number(fault, "Henmi-Copas", low if fault.keys[-1] == "ci_lb" else high)

    def selection(self, fault: Fault) -> Ruling:
        """Settle selection models by the likelihood at both optima; at tau2 = 0 no Hessian exists."""
        if fault.keys[2] != "beta":
            golden = self.file(0, fault.file)["bias"]["selmodel"][fault.keys[2]]
            at_bound = golden["tau2"] < 1e-6 * float(np.median(self.study(fault.file).v))
            return Ruling(
                "se of tau2 on its bound (selection)", None, None, bool(at_bound) and fault.keys[-1] == "se_tau2"
            )

        def make() -> tuple[float, float]:
            study = self.study(fault.file)
            sides = [self.file(i, fault.file)["bias"]["selmodel"]["beta"] for i in (0, 1)]
            heights = [exact.beta_selection(study.y, study.v, n["b"][0], n["tau2"], n["delta"]) for n in sides]
            return heights[0] - sides[0]["ll"], heights[1] - max(heights)

        off, lower = self.once(("beta", fault.file), make)
        ours = self.file(1, fault.file)["bias"]["selmodel"]["beta"]["ll"]
        return Ruling(
            "beta selection: error of the printed ll", abs(off), abs(lower), abs(lower) <= CLOSE * max(1, abs(ours))
        )

    def deletion(self, fault: Fault) -> Ruling:
        """Settle a fit without one row by the restricted likelihoods at both tau2."""
        row = next(int(key) for key in fault.keys if isinstance(key, int))
        y, v = (np.delete(part, row) for part in (self.study(fault.file).y, self.study(fault.file).v))
        golden, ours = (self.file(i, fault.file)["diag"]["leave1out"]["tau2"][row] for i in (0, 1))
        low, high = (exact.restricted_likelihood(y, v, one) for one in (golden, ours))
        return Ruling("REML without one row: log-likelihood below ours", high - low, 0.0, high > low)

    def boundary(self, fault: Fault) -> Ruling:
        """Settle a tau2 of zero by the likelihoods."""
        study, golden = self.study(fault.file), fault.want**2
        low = exact.restricted_likelihood(study.y, study.v, golden)
        high = exact.restricted_likelihood(study.y, study.v, 0.0)
        return Ruling("tau2 of zero: log-likelihood below ours", high - low, 0.0, fault.got == 0.0 and high >= low)

    def equal(self, fault: Fault) -> Ruling:
        """Settle equal effects: every residual is exactly zero, ratios of rounding errors are nothing."""
        return Ruling(
            "equal effects: ratios of rounding errors", None, None, len(set(self.study(fault.file).y.tolist())) == 1
        )


RULES: dict[str, Callable[[Referee, Fault], Ruling]] = {
    "escalc": Referee.unbiased, "RTET": Referee.tetrachoric, "mods": Referee.linear, "uni_on_COR": Referee.linear,
    "tes": Referee.power, "hc": Referee.henmi_copas, "selmodel": Referee.selection, "confint": Referee.boundary,
    "pet": Referee.equal, "peese": Referee.equal, "regtest": Referee.equal, "trimfill": Referee.equal,
}  # fmt: skip


def _root(fault: Fault, reference: Node) -> str | int:
    found = next((key for key in fault.keys if key in reference), None)
    if found is None:
        raise KeyError(f"Nothing settles {'/'.join(map(str, fault.keys))} of {fault.file}.")
    return found


def _has(node: Node, fault: Fault) -> bool:
    value: Any = node
    for key in fault.keys[2:]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return False
    return bool(value == fault.want)


def _linear_node(y: Any, v: Any, x: Any, golden: Node) -> Node:
    """Return a linear model by its golden names: exact at DL's tau2, else what follows from Q and trP."""
    k, p = len(y), len(x[0])
    plain, df = exact.fit(y, v, x), k - p
    typical = df / plain.p
    node: Node = {"QE": float(plain.rss), "QEp": float(stats.chi2.sf(float(plain.rss), df))}
    if golden["method"] == "EE":
        return node | {"H2": float(plain.rss / df), "I2": 100 * max(0.0, float(1 - df / plain.rss))}
    tau2 = exact.der_simonian_laird(plain, df) if golden["method"] == "DL" else Fraction(golden["tau2"])
    node |= {"tau2": float(tau2), "H2": float(tau2 / typical + 1), "I2": 100 * float(tau2 / (tau2 + typical))}
    return node | (_coefficients(y, v, x, golden, plain, tau2) if golden["method"] == "DL" else {})


def _coefficients(y: Any, v: Any, x: Any, golden: Node, plain: exact.Fit, tau2: Fraction) -> Node:
    at, k, p = exact.fit(y, v, x, tau2), len(y), len(x[0])
    df = k - p
    s2w = float(at.rss / df) if golden["test"] == "knha" else 1.0
    crit = Z if golden["test"] == "z" else float(stats.t.ppf(0.975, df))
    b, vb = [float(one) for one in at.b], [[s2w * float(one) for one in row] for row in at.s]
    se = [math.sqrt(row[i]) for i, row in enumerate(vb)]
    stat = [one / error for one, error in zip(b, se, strict=True)]
    ll = -0.5 * (
        k * math.log(2 * math.pi) + math.fsum(math.log(float(Fraction(one) + tau2)) for one in v) + float(at.rss)
    )
    saturated = -0.5 * (k * math.log(2 * math.pi) + math.fsum(math.log(one) for one in v))
    count = p + 1
    fit = {"ll": ll, "dev": -2 * (ll - saturated), "AIC": -2 * ll + 2 * count, "BIC": -2 * ll + count * math.log(k)}
    fit["AICc"] = -2 * ll + 2 * count * max(k, count + 2) / (max(k, count + 2) - count - 1)
    se_tau2 = math.sqrt(2 * df + 4 * float(tau2 * plain.p) + 2 * float(tau2**2 * plain.pp)) / float(plain.p)
    node: Node = {
        "b": b, "vb": vb, "se": se, "stat": stat, "pval": [2 * float(stats.norm.sf(abs(one))) for one in stat],
        "ci_lb": [one - crit * e for one, e in zip(b, se, strict=True)], "s2w": s2w, "fit": fit, "se_tau2": se_tau2,
        "ci_ub": [one + crit * e for one, e in zip(b, se, strict=True)],
    }  # fmt: skip
    if p == 1:
        return node | _prediction(b[0], se[0], float(tau2), crit, k)
    none = exact.der_simonian_laird(exact.fit(y, v, [[1.0]] * k), k - 1)
    return node | _predictions(at, x, tau2) | {"R2": 100 * max(0.0, float(1 - tau2 / none))}


def _predictions(at: exact.Fit, x: Any, tau2: Fraction) -> Node:
    node: Node = {name: [] for name in ("pred", "pred_se", "pred_ci_lb", "pred_ci_ub", "pred_pi_lb", "pred_pi_ub")}
    for row in x[:5]:
        ahead = [Fraction(one) for one in row]
        mean = float(sum(a * b for a, b in zip(ahead, at.b, strict=True)))
        variance = exact.product(exact.product([ahead], at.s), [[one] for one in ahead])[0][0]
        se, wide = math.sqrt(variance), math.sqrt(variance + tau2)
        ends = (mean, se, mean - Z * se, mean + Z * se, mean - Z * wide, mean + Z * wide)
        for name, value in zip(node, ends, strict=True):
            node[name].append(value)
    return node | _moderation(at, x, tau2)


def _moderation(at: exact.Fit, x: Any, tau2: Fraction) -> Node:
    slopes = range(1, len(x[0]))
    middle = exact.inverse([[at.s[i][j] for j in slopes] for i in slopes])
    chosen = [at.b[i] for i in slopes]
    q = float(exact.product(exact.product([chosen], middle), [[one] for one in chosen])[0][0])
    inflation = [float(at.s[i][i] * middle[j][j]) for j, i in enumerate(slopes)]
    return {"vif": {"vif": inflation}, "QM": q, "QMp": float(stats.chi2.sf(q, len(chosen))), "tau2": float(tau2)}


def _prediction(b: float, se: float, tau2: float, crit: float, k: int) -> Node:
    spread = math.sqrt(se * se + tau2)
    hts = float(stats.t.ppf(0.975, k - 2)) * spread
    return {
        "pi_lb": b - crit * spread, "pi_ub": b + crit * spread, "pi_hts_lb": b - hts, "pi_hts_ub": b + hts,
    }  # fmt: skip


def main() -> int:
    """Settle every fault on standard input."""
    if len(sys.argv) != 3:
        print("usage: compare.py DIR OUT --show 100000 | python -m benchmarks.oracle_referee DIR OUT", file=sys.stderr)
        return 2
    referee = Referee(Path(sys.argv[1]), Path(sys.argv[2]))
    classes: dict[str, list[Ruling]] = defaultdict(list)
    open_faults = []
    for fault in faults(iter(sys.stdin)):
        ruling = referee.rule(fault)
        classes[ruling.name].append(ruling)
        if not ruling.settled:
            open_faults.append(f"{fault} {ruling}")
    print("| what | lines | golden off by up to | ours off by up to |\n|---|---:|---:|---:|")
    for name, rulings in sorted(classes.items()):
        worst = [max((getattr(one, side) or 0.0 for one in rulings), default=0.0) for side in ("golden", "ours")]
        known = any(one.golden is not None for one in rulings)
        print(f"| {name} | {len(rulings)} | " + (f"{worst[0]:.1e} | {worst[1]:.1e} |" if known else "- | - |"))
    print("\n".join(open_faults))
    print(f"{sum(map(len, classes.values()))} lines, {len(open_faults)} not settled")
    return 1 if open_faults else 0


if __name__ == "__main__":
    sys.exit(main())
