"""What people decided: readings (facts of a report), codings (judgements of this review), and the events behind them.

Two layers. A *reading* is a verified fact of a report, free of any protocol. A *coding* is a judgement under one
protocol version. Both exist only through decisions, which are appended and never changed.

A recorded decision (a line of `decisions.jsonl`, for import) names things as people see them, not by minted ids.
Every line has `paper` (file name), `who`, `at` (ISO 8601, UTC), optional `note`, and one of
    {"page": 5, "printed": "-.31", "pair": ["CES-D", "Group use"], "group": "", "action": "accept"}
    {"page": 5, "printed": ".45", "pair": [...], "action": "change", "set": {"n": 212, "r": ".45"}}      also x, y
    {"page": 2, "printed": ".28", "pair": [...], "action": "reject", "kind": "cited"}
    {"page": 6, "printed": "2.31", "pair": [...], "action": "accept", "set": {"conversion": "t", "sign": "-"}}
    {"variable": "CES-D", "construct": "depressive_symptoms", "measure": "CES-D", "direction": "+",
     "subscale": "", "wave": "", "informant": "", "evidence": "higher scores mean more symptoms"}
    {"study": "", "set": {"generation": "z", "mean_age": 19.8, "percent_female": null}}      null = not reported
    {"eligibility": "include"}   {"eligibility": "exclude", "reason": "no_correlation"}
    {"state": "coded"}           {"state": "no usable result", "reason": "regression coefficients only"}
`study` and `group` are the labels that the paper prints ("Study 1", "Women"), empty where there is one only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.document import Box
from corpus.evidence import Printed, Statistic

Subject = Literal[
    "reading", "variable", "study", "sample", "report", "protocol", "judgement", "typed", "check", "training", "bulk"
]  # fmt: skip
Action = Literal[
    "accept", "change", "reject", "ask", "add", "import", "code", "set", "state", "eligibility", "assign",
    "merge", "split", "apart", "undo", "record",
]  # fmt: skip
SourceKind = Literal["page", "supplement", "author", "manual", "imported"]
State = Literal["open", "coded", "no usable result", "waiting"]
# Kept beside the decisions, in the same chain: what was typed before a value was shown, answers to seeded checks and to
# training, plans of bulk acceptance. Nothing rests on them, and nobody takes them back.
ASIDE: frozenset[Subject] = frozenset({"typed", "check", "training", "bulk"})
POLICY = re.compile(r"\.v\d+$")  # how the name of a policy ends: "accept.sampled.v1"
NOT_REPORTED = None  # the value of a characteristic that was looked for and is not in the report


@dataclass(frozen=True, slots=True)
class Decision:
    """One event: who decided what on which subject, with the values before and after. The store gives `seq` and `hash`.

    `id` is the subject's: a candidate's ("C12") or hand-made reading's ("H3"), "R4/CES-D" for a variable label of a
    report, "S2" for a study, "R4" for a report. `who` is a person or a named policy with its version. A "judgement" is
    what one of several independent coders said; nothing rests on it until they agree or somebody adjudicates.
    """

    subject: Subject
    id: str
    action: Action
    who: str
    at: str
    after: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    seq: int = 0
    previous: str = ""
    hash: str = ""


def is_policy(who: str) -> bool:
    """Whether a decision was made by a named policy, and not by a person."""
    return POLICY.search(who) is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """A verified correlation of a report, as printed. `id` is that of its candidate, or minted for one made by hand."""

    id: str
    report: str
    r: Printed
    statistic: Statistic
    n: int | None
    n_basis: str
    x: str
    y: str
    source: SourceKind
    who: str
    group: str = ""
    wave: str = ""
    page: int | None = None
    quote: str = ""
    boxes: tuple[Box, ...] = ()
    digest: str = ""  # of the file that bears the quote
    decision: int = 0  # seq of the event that made it
    conversion: str = ""  # the formula that made r of another statistic, as a person accepted it
    converted_from: str = ""  # that statistic as printed: "t = 2.31, df = 98"
    doubt: str = ""  # of a sheet's number: what its page says instead, until a person decides


@dataclass(frozen=True, slots=True)
class VariableCoding:
    """What a report's variable label means in this review; `direction` is +1 where its high values mean much of it."""

    report: str
    label: str
    construct: str  # "" = belongs to no construct of the protocol
    direction: int = 1
    measure: str = ""
    subscale: str = ""
    wave: str = ""
    informant: str = ""
    evidence: str = ""
    protocol: str = ""  # digest of the protocol version it was judged under
    decision: int = 0


@dataclass(frozen=True, slots=True)
class Study:
    """A study with its reports and coded characteristics. A characteristic that is absent was not looked at."""

    id: str
    label: str
    reports: tuple[str, ...]
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    printed: str = ""  # the label inside the report: "Study 1"
    labels: tuple[tuple[str, str], ...] = ()  # (report, printed label) of all that are this study

    def printed_in(self, report: str) -> set[str]:
        """The labels under which this report prints the study."""
        return {printed for owner, printed in self.labels if owner == report} or {self.printed}


@dataclass(frozen=True, slots=True)
class Report:
    """A report (paper) with its files, the state that a person set, and its eligibility ("" = not judged)."""

    id: str
    name: str
    files: tuple[str, ...]  # digests, the preferred first
    title: str = ""
    year: int | None = None
    state: State = "open"
    reason: str = ""
    eligibility: Literal["", "include", "exclude"] = ""
    exclusion: str = ""
    stated: int = 0  # seq of the decision that set the state


@dataclass(frozen=True, slots=True)
class Codings:
    """All judgements in force, as folded from the decisions."""

    variables: tuple[VariableCoding, ...] = ()
    studies: tuple[Study, ...] = ()
    reports: tuple[Report, ...] = ()
    samples: Mapping[str, str] = field(default_factory=dict)  # reading id -> sample label, where a person assigned it
