"""All that one analysis version is made of: the protocol, its analyses, and the record behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.decisions import Codings, Decision, Report
from corpus.effects import Effect
from corpus.offers import LeftOut
from corpus.protocol import AnalysisPlan, Protocol, Question
from reports.analysis import AVERAGED, Analysis, analyse, method_of
from reports.digest import digest_of, plain

FORMAT = "analysis.v1"  # of analysis.json; in the digest, so that a new format writes a new version
NOT_OF_RESULTS = frozenset({"schedule"})  # parts of a protocol that no result and no page depends on


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a version says. `analyses` holds the main analysis of each question, `others` the further declared ones.

    `decisions` are looked up by their place in the record; `unverified` counts what waits in the queue for a question.
    `sensitivity` holds, by question, the interval over what waits, which is printed beside the estimate.
    `code` is a digest of the statistics' code: a corrected formula is another result, though nothing else changed.
    """

    protocol: Protocol
    analyses: tuple[Analysis, ...]
    others: tuple[Analysis, ...] = ()
    codings: Codings = field(default_factory=Codings)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    unverified: Mapping[str, int] = field(default_factory=dict)
    code: str = ""
    sensitivity: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that results and their telling depend on; what only waits does not count."""
        digests = [analysis.digest for analysis in (*self.analyses, *self.others)]
        judged = [report for report in self.codings.reports if report.state != "open" or report.eligibility]
        states = sorted((r.id, r.state, r.reason, r.eligibility, r.exclusion) for r in judged)
        return digest_of([FORMAT, self.code, digests, protocol_parts(self.protocol), states])

    def report(self, wanted: str) -> Report | None:
        """The report with this id."""
        return next((report for report in self.codings.reports if report.id == wanted), None)


def protocol_parts(protocol: Protocol) -> dict[str, Any]:
    """The parts of the protocol that results and pages depend on."""
    parts: dict[str, Any] = plain(protocol)
    return {key: value for key, value in parts.items() if key not in NOT_OF_RESULTS}


def inputs(
    selected: Mapping[str, Sequence[Effect]],
    protocol: Protocol,
    *,
    left_out: Mapping[str, Sequence[LeftOut]] | None = None,
    codings: Codings | None = None,
    decisions: Iterable[Decision] = (),
    unverified: Mapping[str, int] | None = None,
    code: str = "",
) -> Inputs:
    """Analyse the effects that were selected for each question (by its id) as the protocol lays down."""
    analyses: list[Analysis] = []
    others: list[Analysis] = []
    for question in protocol.questions:
        planned = [plan for plan in protocol.analyses if plan.question == question.id]
        plans = planned or [AnalysisPlan(question=question.id)]
        chosen, others_out = selected.get(question.id, ()), (left_out or {}).get(question.id, ())
        found = [_analyse(chosen, others_out, protocol, plan, question) for plan in plans]
        analyses.append(found[0])
        others += found[1:]
    seen = {decision.seq: decision for decision in decisions}
    return Inputs(protocol, tuple(analyses), tuple(others), codings or Codings(), seen, dict(unverified or {}), code)


def _analyse(
    effects: Sequence[Effect], left_out: Sequence[LeftOut], protocol: Protocol, plan: AnalysisPlan, question: Question
) -> Analysis:
    by, method = protocol.characteristics.get(question.by), method_of(plan.method)
    if protocol.selection.then == "average" and method.dependence != "independent":
        method = replace(method, dependence=AVERAGED)
    return analyse(effects, question, method, by=by, left_out=left_out, plan=plan.id)
