"""The printed p against the p that r and n imply."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.evidence import Flag, Printed, PValue, Severity
from extractors.checks.recomputed import SMALLEST_N, Interval, of_p, p_interval

SIGNIFICANT = 0.05  # the level at which papers decide
T_DISTRIBUTED = ("pearson", "spearman", "point_biserial")  # r whose p comes from t with n - 2 degrees of freedom
NEAR = 0.002  # p this near to .05 on both sides decides nothing: rounding of other software is as large


GROSS = 10.0  # a printed p this many times too small is wrong whatever the test was
LEAST_PRINTED = 0.0005  # p = .000 and the like


def _numbers(p: PValue, implied: Interval, n: int) -> tuple[tuple[str, float], ...]:
    return (("p", p.value.value), ("p_low", implied.low), ("p_high", implied.high), ("n", float(n)))


def _decides_otherwise(printed: Interval, implied: Interval) -> bool:
    """Whether one of the two is significant and the other is clearly not."""
    below, above = SIGNIFICANT - NEAR, SIGNIFICANT + NEAR
    return (printed.high <= SIGNIFICANT and implied.low > above) or (
        printed.low >= SIGNIFICANT and implied.high < below
    )


def p_values(r: Printed, p: PValue, n: int, *, statistic: str, own: bool) -> Iterator[Flag]:
    """`p_decision_error`, `p_mismatch`, `p_one_tailed`; `own` n stands beside r, any other may be another sample's."""
    if statistic not in T_DISTRIBUTED or n < SMALLEST_N or abs(r.value) > 1:
        return
    printed, implied = of_p(p), p_interval(r, n)
    if printed.meets(implied):
        return
    half = Interval(implied.low / 2, implied.high / 2)
    text = f"p {p.op} {p.value.text}, but r = {r.text} with n = {n} gives p = {implied.low:.3g} to {implied.high:.3g}"
    if printed.meets(half):
        yield Flag("p_one_tailed", "soft", f"{text}: as printed it would be one-tailed.", _numbers(p, implied, n))
        return
    gross = p.op in ("<", "<=", "=") and half.low > GROSS * max(printed.high, LEAST_PRINTED)
    decision = gross or (_decides_otherwise(printed, implied) and _decides_otherwise(printed, half))
    severity: Severity = "hard" if decision and own else "soft"
    yield Flag("p_decision_error" if decision else "p_mismatch", severity, f"{text}.", _numbers(p, implied, n))
