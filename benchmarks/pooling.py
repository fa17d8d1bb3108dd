"""How fast pooling is, beside other software, and how often its default intervals cover.

Usage:
    python -m benchmarks.pooling [--sizes 20 2000 ...] [--plot FILE.svg]
    python -m benchmarks.pooling --coverage REPLICATIONS

Times are processor seconds of one thread, the least of several runs. statsmodels is timed on the same
data where it is installed; ``benchmarks.pooling_metafor`` does the same for R's metafor, step by step.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling import Method, pool, pool_dependent
from pooling.basis import basis
from pooling.influence import leave_one_out
from pooling.linear import fit_linear
from pooling.multilevel import multilevel
from pooling.profile import q_profile

Array = NDArray[np.float64]
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ENOUGH = 0.5  # seconds spent on one figure
FEWEST_RUNS, MOST_RUNS = 3, 200
SIZES = (20, 200, 2_000, 20_000, 200_000, 1_000_000)
DELETIONS_UP_TO = 20_000  # rows whose influence anyone would read


def studies(k: int, seed: int = 1) -> tuple[Array, Array, list[int]]:
    """Return Fisher z values, variances and clusters of about three rows."""
    rng = np.random.default_rng(seed)
    n = np.exp(rng.uniform(np.log(20), np.log(5_000), k)).round()
    v = 1 / (n - 3)
    return rng.normal(0.3, np.sqrt(0.02 + v)), v, rng.integers(0, max(k // 3, 1), k).tolist()


def seconds(task: Callable[[], Any]) -> float:
    """Return the least processor time of a task."""
    task()
    found: list[float] = []
    while len(found) < FEWEST_RUNS or (sum(found) < ENOUGH and len(found) < MOST_RUNS):
        start = time.process_time()
        task()
        found.append(time.process_time() - start)
    return min(found)


def ours(k: int) -> dict[str, float]:
    """Return seconds of our own steps for ``k`` rows."""
    y, v, cluster = studies(k)
    ones = np.ones((k, 1))
    model, fit = basis(y, v, ones), fit_linear(y, v, ones)
    tasks: dict[str, Callable[[], Any]] = {
        "reml": lambda: fit_linear(y, v, ones),
        "pm": lambda: fit_linear(y, v, ones, tau2="PM"),
        "whole": lambda: pool(y, v),
        "qp": lambda: q_profile(model, 0.95),
        "three": lambda: multilevel(y, v, cluster),
    }
    if k <= DELETIONS_UP_TO:
        tasks["loo"] = lambda: leave_one_out(fit)
    return {name: seconds(task) for name, task in tasks.items()}


def statsmodels(k: int) -> float | None:
    """Return seconds of statsmodels' Paule-Mandel pooling, its closest to REML."""
    try:
        combine_effects = importlib.import_module("statsmodels.stats.meta_analysis").combine_effects
    except ImportError:
        return None
    y, v, _ = studies(k)
    return seconds(lambda: combine_effects(y, v, method_re="iterated", use_t=True))


def show(value: float | None) -> str:
    """Return seconds in milliseconds."""
    return "-" if value is None else f"{1_000 * value:.2f}"


def table(sizes: list[int]) -> dict[int, dict[str, float]]:
    """Print timings of every size as a table."""
    print("milliseconds of one thread (least of several runs)\n")
    print("| k | REML | whole `pool` | Q-profile | leave one out | three levels | PM | statsmodels PM |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    out = {}
    for k in sizes:
        out[k] = own = ours(k)
        cells = [own["reml"], own["whole"], own["qp"], own.get("loo"), own["three"], own["pm"], statsmodels(k)]
        print(f"| {k:,} | " + " | ".join(show(cell) for cell in cells) + " |", flush=True)
    return out


def plot(found: dict[int, dict[str, float]], path: Path) -> None:
    """Draw seconds against k on logarithmic axes, with a line of slope one."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for name, label in (("reml", "REML"), ("qp", "Q-profile interval"), ("three", "three levels")):
        axes.loglog(list(found), [found[k][name] for k in found], marker="o", label=label)
    largest = max(found)
    axes.loglog(list(found), [found[largest]["reml"] * k / largest for k in found], "k:", label="linear in k")
    axes.set_xlabel("rows")
    axes.set_ylabel("processor seconds")
    axes.legend()
    figure.savefig(path)


def skewed_sizes(rng: np.random.Generator, k: int) -> Array:
    """Return sample sizes as reviews have them: many small, few large."""
    return np.maximum(np.exp(rng.normal(np.log(120), 0.9, k)).round(), 20)


def cover(k: int, tau2: float, replications: int, seed: int) -> list[float]:
    """Return coverage of the default and the Wald interval and of the prediction interval."""
    rng, hits = np.random.default_rng(seed), np.zeros(3)
    for _ in range(replications):
        v = 1 / (skewed_sizes(rng, k) - 3)
        y = rng.normal(0.25, np.sqrt(tau2 + v))
        new, found = rng.normal(0.25, np.sqrt(tau2)), pool(y, v)
        wald = pool(y, v, test="z")
        low, high = found.predicted or (-np.inf, np.inf)
        hits += [found.ci_lb < 0.25 < found.ci_ub, wald.ci_lb < 0.25 < wald.ci_ub, low < new < high]
    return [float(hit) / replications for hit in hits]


def cover_dependent(m: int, tau2: float, replications: int, seed: int) -> list[float]:
    """Return coverage with one to four effects a sample: CHE with CR2, aggregation, no account."""
    rng, hits = np.random.default_rng(seed), np.zeros(3)
    for _ in range(replications):
        sizes = rng.integers(1, 5, m)
        cluster = np.repeat(np.arange(m), sizes)
        v = np.repeat(1 / (skewed_sizes(rng, m) - 3), sizes)
        shared, own = rng.normal(size=m)[cluster], rng.normal(size=len(cluster))
        error = np.sqrt(v) * (np.sqrt(0.7) * shared + np.sqrt(0.3) * own)  # errors correlate by .7, not by .6
        y = 0.25 + rng.normal(0, np.sqrt(0.75 * tau2), m)[cluster] + rng.normal(0, np.sqrt(0.25 * tau2), len(v)) + error
        names = cluster.tolist()
        found = [
            pool_dependent(y, v, names, method=Method(dependence=how)) for how in ("CHE", "aggregate", "independent")
        ]
        hits += [one.ci_lb < 0.25 < one.ci_ub for one in found]
    return [float(hit) / replications for hit in hits]


def coverage(replications: int) -> None:
    """Print how often nominal 95 % intervals cover, as two tables."""
    print(f"{replications} replications; n log-normal with median 120, at least 20\n")
    print("| k | tau2 | default (adhoc) | Wald | prediction (HTS) |\n|---:|---:|---:|---:|---:|")
    for k in (5, 10, 20):
        for tau2 in (0.0, 0.01, 0.03, 0.1):
            shares = " | ".join(f"{share:.3f}" for share in cover(k, tau2, replications, seed=k))
            print(f"| {k} | {tau2:g} | {shares} |", flush=True)
    print("\n| samples | tau2 | CHE + CR2 | aggregated | dependence ignored |\n|---:|---:|---:|---:|---:|")
    for m in (5, 10, 20):
        for tau2 in (0.0, 0.01, 0.03, 0.1):
            shares = " | ".join(f"{share:.3f}" for share in cover_dependent(m, tau2, replications, seed=m))
            print(f"| {m} | {tau2:g} | {shares} |", flush=True)


def main() -> int:
    """Time or simulate."""
    parser = argparse.ArgumentParser(description="Time pooling, or simulate the coverage of its intervals.")
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), metavar="K")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--coverage", type=int, metavar="REPLICATIONS")
    args = parser.parse_args()
    if any(os.environ.get(name) != "1" for name in THREADS):  # numpy reads them once, when it starts
        again = [sys.executable, "-m", "benchmarks.pooling", *sys.argv[1:]]
        return subprocess.run(again, env=os.environ | dict.fromkeys(THREADS, "1"), check=False).returncode
    if args.coverage:
        coverage(args.coverage)
        return 0
    found = table(args.sizes)
    if args.plot:
        plot(found, args.plot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
