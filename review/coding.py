"""Judgements of this review: what labels mean, characteristics, eligibility, states, samples, merges and splits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Required, TypedDict, Unpack, get_args

from corpus.characteristics import value_of
from corpus.decisions import Decision, Report, State, Subject
from corpus.errors import InvalidDecision, UnknownId
from corpus.identity import normal
from corpus.protocol import Construct, Protocol, nearest
from corpus.store import Store
from review.independent import record
from review.snapshots import keep_protocol
from review.subjects import find_report, find_studies, find_study, holds_words

STATES: tuple[str, ...] = get_args(State)
NEEDS_REASON = "no usable result"
SIGNS = {"+": 1, "-": -1, "−": -1}


class Meant(TypedDict, total=False):
    """What a person says of a label, in the words of `variable_decision`."""

    construct: Required[str | None]
    who: Required[str]
    direction: str
    measure: str
    subscale: str
    wave: str
    informant: str
    evidence: str
    note: str
    at: str


def code_variable(
    store: Store, protocol: Protocol, report: str, variable: str, *, adjudicates: bool = False, **meant: Unpack[Meant]
) -> Decision:
    """Say what a report's variable label means; its direction comes from the person or from the protocol's measure."""
    decision = variable_decision(store, protocol, report, variable, **meant)
    return record(store, decision, protocol.coders.numbers, adjudicates=adjudicates)


def variable_decision(
    store: Store,
    protocol: Protocol,
    report: str,
    variable: str,
    *,
    construct: str | None,
    who: str,
    direction: str = "",
    measure: str = "",
    subscale: str = "",
    wave: str = "",
    informant: str = "",
    evidence: str = "",
    note: str = "",
    at: str = "",
) -> Decision:
    """What `code_variable` appends, so that several labels can be coded all at once or not at all."""
    owner = find_report(store, report)
    label = known_label(store, owner, variable)
    if construct is None:
        raise InvalidDecision(f"{owner.id}/{label}: give --construct, or --construct '' where it is none of them.")
    if construct and construct not in protocol.constructs:
        raise InvalidDecision(
            f"{construct!r} is no construct of the protocol{nearest(construct, protocol.constructs)}."
        )
    details = protocol.constructs.get(construct)
    measure = known_measure(details, measure)
    after = {
        "report": owner.id,
        "label": label,
        "construct": construct,
        "direction": _direction(f"{owner.id}/{label}", label, details, measure, direction, evidence or note),
        "measure": measure,
        "subscale": subscale,
        "wave": wave,
        "informant": informant,
        "evidence": evidence,
        "protocol": protocol.digest,
    }
    keep_protocol(store, protocol)
    item = f"{owner.id}/{label}"
    return Decision("variable", item, "code", who, at, after, _before(store, owner.id, label), note)


def _before(store: Store, report: str, label: str) -> dict[str, Any]:
    """The coding that this one takes the place of."""
    for coding in store.codings().variables:
        if coding.report == report and normal(coding.label) == normal(label):
            return {name: getattr(coding, name) for name in ("construct", "direction", "measure", "subscale", "wave")}
    return {}


def labels_of(store: Store, report: str) -> list[str]:
    """The variable labels of a report, as printed, each once."""
    rows = [row for row in store.rows() if row.report == report]
    readings = [reading for reading in store.readings() if reading.report == report]
    found: dict[str, str] = {}
    pairs = [(item.x, item.y) for item in readings] + [(item.x, item.y) for item in rows]
    for label in (label for pair in pairs for label in pair if label.strip()):
        found.setdefault(normal(label), label)
    return list(found.values())


def known_label(store: Store, report: Report, variable: str) -> str:
    """The report's variable label that is meant; UnknownId names the nearest."""
    labels = labels_of(store, report.id)
    label = next((label for label in labels if normal(label) == normal(variable)), None)
    if label is None:
        raise UnknownId(f"{report.id} has no variable {variable!r}{nearest(variable, labels)}.")
    return label


def known_measure(construct: Construct | None, measure: str) -> str:
    """The protocol's spelling of a measure, or the given one where the protocol does not know it."""
    for name, details in (construct.measures if construct else {}).items():
        if normal(measure) in {normal(known) for known in (name, *details.names)}:
            return name
    return measure.strip()


def _direction(item: str, label: str, construct: Construct | None, measure: str, given: str, reason: str) -> int:
    """+1 or -1; a wrong sign turns a finding round, so it is never assumed and a contradiction needs a reason."""
    if given and given not in SIGNS:
        raise InvalidDecision(f"{item}: direction {given!r} is neither + nor -; write one of them.")
    if construct is None:
        return 1
    known = construct.measures[measure].direction if measure in construct.measures else ""
    term = _reverse_term(construct, label)
    if term and SIGNS.get(given or known, 1) > 0 and not (given and reason):
        raise InvalidDecision(
            f"{item}: {term!r} stands for little of {construct.label}; give --direction -, "
            "or --direction + and say in --note why."
        )
    if not given and not known:
        raise InvalidDecision(f"{item}: do high values mean much of it (--direction +) or little (--direction -)?")
    if known and given and SIGNS[given] != SIGNS[known] and not reason:
        raise InvalidDecision(f"{item}: the protocol says {known} for {measure}; say in --note why not here.")
    return SIGNS[given or known]


def _reverse_term(construct: Construct, label: str) -> str:
    """The first of the construct's reverse terms that the label holds as whole words; "" where it holds none."""
    found = (term for term in construct.reverse_terms if holds_words(label, term))
    return next(found, "")


def typed(protocol: Protocol, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of characteristics in the protocol's types; None means not reported."""
    return {name: value_of(name, value, protocol) for name, value in values.items()}


def set_characteristics(
    store: Store,
    protocol: Protocol,
    study: str,
    values: Mapping[str, Any],
    *,
    who: str,
    note: str = "",
    at: str = "",
    adjudicates: bool = False,
) -> Decision:
    """Code characteristics of a study, or of a report's only study; None and "not reported" mean looked for in vain."""
    owner = find_study(store, study)
    after = typed(protocol, values)
    if not after:
        raise InvalidDecision(
            f"{owner.id}: set what? Write --set {next(iter(protocol.characteristics), 'name')}=value."
        )
    before = {name: owner.characteristics[name] for name in after if name in owner.characteristics}
    decision = Decision("study", owner.id, "set", who, at, after, before, note)
    return record(store, decision, protocol.coders.numbers, adjudicates=adjudicates)


def set_eligibility(
    store: Store,
    protocol: Protocol,
    report: str,
    value: str,
    *,
    who: str,
    reason: str = "",
    note: str = "",
    at: str = "",
    adjudicates: bool = False,
) -> Decision:
    """Include or exclude a report; an exclusion names one of the protocol's criteria."""
    owner = find_report(store, report)
    if value not in ("include", "exclude"):
        raise InvalidDecision(f"{value!r} is no eligibility{nearest(value, ('include', 'exclude'))}.")
    criteria = {criterion.id: criterion.label for criterion in protocol.eligibility.exclude}
    if value == "exclude" and not reason:
        raise InvalidDecision(
            f"{owner.id}: excluded why? Give --reason, one of: {', '.join(criteria) or 'your words'}."
        )
    if value == "exclude" and criteria and reason not in criteria:
        raise InvalidDecision(f"{reason!r} is no reason of the protocol{nearest(reason, criteria)}.")
    after = {"eligibility": value, "exclusion": reason if value == "exclude" else ""}
    before = {"eligibility": owner.eligibility, "exclusion": owner.exclusion}
    decision = Decision("report", owner.id, "eligibility", who, at, after, before, note)
    return record(store, decision, protocol.coders.numbers, adjudicates=adjudicates)


def set_state(
    store: Store, report: str, state: str, *, who: str, reason: str = "", note: str = "", at: str = ""
) -> Decision:
    """Say how a report ends: coded, no usable result (with the reason), or waiting."""
    owner = find_report(store, report)
    if state not in STATES:
        raise InvalidDecision(f"{state!r} is no state{nearest(state, STATES)}.")
    if state == NEEDS_REASON and not reason.strip():
        raise InvalidDecision(f"{owner.id}: {NEEDS_REASON!r} needs a reason; say what is missing with --reason.")
    after = {"state": state, "reason": reason}
    before = {"state": owner.state, "reason": owner.reason}
    return store.append(Decision("report", owner.id, "state", who, at, after, before, note))


def assign_sample(store: Store, reading: str, sample: str, *, who: str, note: str = "", at: str = "") -> Decision:
    """Say to which study or group of its report a reading belongs, in the words that the paper prints."""
    known = {item.id: item for item in store.readings()}
    if reading not in known:
        raise UnknownId(f"there is no reading {reading!r}{nearest(reading, known)}.")
    before = {"sample": store.codings().samples.get(reading, known[reading].group)}
    return store.append(Decision("sample", reading, "assign", who, at, {"sample": sample}, before, note))


def merge(store: Store, item: str, into: str, *, who: str, note: str = "", at: str = "") -> Decision:
    """Say that two reports are one, or two studies; undo takes them apart again."""
    subject: Subject = "study" if item.startswith("S") else "report"
    find = find_study if subject == "study" else find_report
    first, second = find(store, item).id, find(store, into).id
    if first == second:
        raise InvalidDecision(f"{item} and {into} are the same {subject}; nothing to merge.")
    if subject == "report":
        _is_coded_alike(store, first, second)
    return store.append(Decision(subject, first, "merge", who, at, {"into": second}, {}, note))


def _is_coded_alike(store: Store, first: str, second: str) -> None:
    """A merged report has one coding a label: where two differ, one would silently turn the other's readings round."""
    codings = store.codings().variables
    own = {normal(coding.label): coding for coding in codings if coding.report == second}
    for coding in codings:
        other = own.get(normal(coding.label)) if coding.report == first else None
        if other and (coding.construct, coding.direction) != (other.construct, other.direction):
            raise InvalidDecision(f"{first} and {second} code {coding.label!r} differently; code it alike first.")


def split_study(store: Store, report: str, printed: str, *, who: str, note: str = "", at: str = "") -> Decision:
    """Make a further study of a report, under the label that the paper prints."""
    owner = find_report(store, report)
    if not printed.strip():
        raise InvalidDecision(f"{owner.id}: a further study needs the label that the paper prints, like 'Study 2'.")
    if any(normal(study.printed) == normal(printed) for study in find_studies(store, owner.id)):
        raise InvalidDecision(f"{owner.id} has a study {printed!r} already; nothing to split.")
    return store.split_study(Decision("report", owner.id, "split", who, at, {}, {}, note), printed)


def split_report(store: Store, report: str, name: str, *, who: str, note: str = "", at: str = "") -> Decision:
    """Make a report of its own from one of a report's files."""
    owner = find_report(store, report)
    names = {paper.name: paper.digest for paper in store.papers() if paper.digest in owner.files}
    if name not in names:
        raise UnknownId(f"{owner.id} has no file {name!r}{nearest(name, names)}.")
    if len(names) == 1:
        raise InvalidDecision(f"{owner.id} has one file only; nothing to split.")
    return store.split_report(Decision("report", owner.id, "split", who, at, {}, {}, note), names[name])
