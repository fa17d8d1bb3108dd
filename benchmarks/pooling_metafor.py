"""Every step of pooling beside R's metafor and clubSandwich, on the same rows in one run.

Usage:
    python -m benchmarks.pooling_metafor [--sizes 20 200 2000]

Processor seconds of one thread on both sides. A step that takes metafor minutes at a size is left out there.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pooling import THREADS, seconds, studies
from pooling import pool, regress
from pooling.basis import basis
from pooling.component_intervals import component_intervals
from pooling.excess_significance import excess_significance
from pooling.fail_safe import fail_safe
from pooling.fisher import fisher_z
from pooling.funnel_regression import funnel_test
from pooling.henmi_copas import henmi_copas
from pooling.influence import influence, leave_one_out
from pooling.linear import fit_linear
from pooling.method import Method
from pooling.multilevel import Multilevel, multilevel
from pooling.permutation import permutation_test
from pooling.profile import q_profile
from pooling.rank_correlation import rank_test
from pooling.robust import robust
from pooling.selection import selection_model
from pooling.subsets import cumulative
from pooling.tau2_intervals import tau2_interval
from pooling.trim_and_fill import trim_and_fill

LARGEST = 1e9  # rows up to which a step is timed when nothing else is said
# name: (R code, largest k at which metafor answers in reasonable time)
STEPS: dict[str, tuple[str, float]] = {
    "Fisher z": ("escalc(measure='ZCOR', ri=r, ni=n, data=d)", LARGEST),
    "REML with every interval": ("{r <- rma(yi, vi, data=d); predict(r); confint(r)}", LARGEST),
    "DerSimonian-Laird, the same": ("{r <- rma(yi, vi, data=d, method='DL'); predict(r); confint(r)}", LARGEST),
    "meta-regression": ("rma(yi, vi, mods=~x, data=d, test='knha')", LARGEST),
    "Q-profile": ("confint(m)", LARGEST),
    "profile likelihood of tau2": ("confint(m, type='PL')", 200),
    "leave one out": ("leave1out(m)", 200),
    "influence": ("influence(m)", 200),
    "cumulative": ("cumul(m)", 200),
    "trim and fill": ("trimfill(m)", 200),
    "funnel regression": ("regtest(m)", 200),
    "rank correlation": ("ranktest(m)", 200),
    "fail-safe N": ("fsn(yi, vi, data=d)", 200),
    "excess significance": ("tes(m, test='chi2')", 200),
    "selection model (3PSM)": ("selmodel(ml, type='stepfun', steps=.025)", 200),
    "Henmi-Copas": ("hc(dl)", 200),
    "permutation test, 1,000": ("permutest(m, iter=1000, progbar=FALSE)", 20),
    "three levels": ("rma.mv(yi, vi, random=~1|cl/id, data=d, sparse=TRUE)", LARGEST),
    "CHE": ("rma.mv(yi, V, random=~1|cl/id, data=d)", 200),
    "CR2 and Satterthwaite": ("clubSandwich::coef_test(mv, vcov='CR2')", 200),
    "profile of three levels": ("confint(mv)", 20),
}
SCRIPT = """
suppressMessages({library(metafor); library(clubSandwich)}); d <- read.csv("DATA"); options(warn=-1)
cpu <- function(f) { once <- nrow(d) > 1000; if (!once) f(); n <- 0; s <- proc.time()
  repeat { f(); n <- n + 1; t <- sum((proc.time() - s)[1:2]); if (once || t > .4 || n >= 200) break }; t / n }
m <- rma(yi, vi, data=d); dl <- rma(yi, vi, data=d, method="DL")
if (nrow(d) < 1000) {
  ml <- rma(yi, vi, data=d, method="ML"); V <- vcalc(vi, cluster=cl, obs=id, rho=.6, data=d)
  mv <- rma.mv(yi, vi, random=~1|cl/id, data=d) }
out <- c(); say <- function(name, f) { t <- try(cpu(f), silent=TRUE); if (is.numeric(t)) out[[name]] <<- t }
STEPS
cat(paste0("{", paste0('"', names(out), '":', unlist(out), collapse=","), "}"))
"""


def ours(k: int) -> dict[str, Callable[[], Any]]:
    """Return our steps for ``k`` rows by the same names."""
    y, v, cluster = studies(k)
    r, n, ones = np.tanh(y), 1 / v + 3, np.ones((k, 1))
    x = np.column_stack([np.ones(k), np.arange(k) % 7.0])
    fit, model = fit_linear(y, v, ones), basis(y, v, ones)
    three = multilevel(y, v, cluster)
    assert isinstance(three, Multilevel)
    plain = Method(measure="GEN", test="z")
    return {
        "Fisher z": lambda: fisher_z(r, n),
        "REML with every interval": lambda: pool(y, v),
        "DerSimonian-Laird, the same": lambda: pool(y, v, tau2="DL"),
        "meta-regression": lambda: regress(y, v, x),
        "Q-profile": lambda: q_profile(model, 0.95),
        "profile likelihood of tau2": lambda: tau2_interval(y, v, kind="PL", tau2="REML"),
        "leave one out": lambda: leave_one_out(fit),
        "influence": lambda: influence(fit),
        "cumulative": lambda: cumulative(y, v, method=plain),
        "trim and fill": lambda: trim_and_fill(y, v, method=plain),
        "funnel regression": lambda: funnel_test(y, v),
        "rank correlation": lambda: rank_test(y, v),
        "fail-safe N": lambda: fail_safe(y, v),
        "excess significance": lambda: excess_significance(y, v, test="chi2"),
        "selection model (3PSM)": lambda: selection_model(y, v),
        "Henmi-Copas": lambda: henmi_copas(y, v),
        "permutation test, 1,000": lambda: permutation_test(y, v, sample=1_000),
        "three levels": lambda: multilevel(y, v, cluster),
        "CHE": lambda: multilevel(y, v, cluster, rho=0.6),
        "CR2 and Satterthwaite": lambda: robust(three.work, "CR2"),
        "profile of three levels": lambda: component_intervals(three),
    }


def theirs(k: int) -> dict[str, float]:
    """Return metafor's processor seconds by step; empty where R or a package is missing."""
    program = shutil.which("Rscript")
    if program is None:
        return {}
    y, v, cluster = studies(k)
    columns = {"yi": y, "vi": v, "r": np.tanh(y), "n": 1 / v + 3, "x": np.arange(k) % 7, "cl": cluster, "id": range(k)}
    steps = [f'say("{name}", function() {code})' for name, (code, most) in STEPS.items() if k <= most]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.csv"
        rows = (",".join(repr(float(one)) for one in row) for row in zip(*columns.values(), strict=True))
        data.write_text("\n".join([",".join(columns), *rows]), encoding="utf-8")
        script = SCRIPT.replace("DATA", data.as_posix()).replace("STEPS", "\n".join(steps))
        done = subprocess.run([program, "-e", script], capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {}


def main() -> int:
    """Time every step on both sides and print the ratios."""
    parser = argparse.ArgumentParser(description="Time every step of pooling beside R's metafor.")
    parser.add_argument("--sizes", nargs="+", type=int, default=[20, 200, 2_000], metavar="K")
    args = parser.parse_args()
    if any(os.environ.get(name) != "1" for name in THREADS):  # numpy reads them once, when it starts
        again = [sys.executable, "-m", "benchmarks.pooling_metafor", *sys.argv[1:]]
        return subprocess.run(again, env=os.environ | dict.fromkeys(THREADS, "1"), check=False).returncode
    worst = float("inf")
    for k in args.sizes:
        rival = theirs(k)
        print(f"\nk = {k:,}\n\n| step | here, ms | metafor, ms | times |\n|---|---:|---:|---:|")
        for name, task in ours(k).items():
            if name in rival:
                here = seconds(task)
                worst = min(worst, rival[name] / here)
                print(f"| {name} | {1e3 * here:.3g} | {1e3 * rival[name]:.3g} | {rival[name] / here:.3g} |", flush=True)
    print(f"\nleast: {worst:.3g} times" if worst < float("inf") else "R with metafor and clubSandwich is not installed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
