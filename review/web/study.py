"""The study page: characteristics beside what the papers tell of them, its results, and what it is one study with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from corpus.decisions import Study
from corpus.errors import InvalidDecision
from corpus.evidence import CharacteristicProposal
from corpus.protocol import Characteristic
from review import coding
from review.proposed import of_study
from review.subjects import find_study
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()
MOST_PROPOSED = 4  # values of one characteristic; what is less sure than four others is noise
TYPED = "what stands in the field"  # the choice beside the proposals
YES_NO = {"yes": "yes", "no": "no"}


@dataclass(frozen=True, slots=True)
class Line:
    """One characteristic: `value` stands in its field; `state` tells "not reported" from "not looked at"."""

    name: str
    characteristic: Characteristic
    value: str
    state: str
    choices: dict[str, str]
    proposals: tuple[CharacteristicProposal, ...]


@pages.get("/studies/{study}", role="viewer")
def show(visit: Visit, study: str) -> Response:
    """One study."""
    return _page(visit, study)


def _page(visit: Visit, item: str, *, message: str = "", status: int = 200) -> Response:
    desk = visit.site.laid().desk
    study = find_study(visit.site.store, item)
    told = of_study(study, desk.codings.reports, desk.proposals_of())
    characteristics = visit.site.protocol().characteristics
    lines = [
        _line(name, details, study, told.get(name, ()), visit.form.get(name))
        for name, details in characteristics.items()
        if not details.formula
    ]
    others = [one for one in desk.codings.studies if one.id != study.id]
    return visit.page(
        "study.html", status=status, message=message, study=study, lines=lines, others=others, typed=TYPED,
        readings=[reading for reading in desk.store.readings() if reading.report in study.reports],
        samples=desk.codings.samples, names={report.id: report.name for report in desk.codings.reports},
        derived=[details.label for details in characteristics.values() if details.formula],
        events=[event for event in desk.store.events() if event.id == study.id],
    )  # fmt: skip


def _line(
    name: str, details: Characteristic, study: Study, told: Sequence[CharacteristicProposal], typed: str | None
) -> Line:
    coded = study.characteristics.get(name)
    state = "not looked at" if name not in study.characteristics else "not reported" if coded is None else "coded"
    value = typed if typed is not None else as_text(coded)
    choices = dict(details.choices) if details.type == "choice" else YES_NO if details.type == "yesno" else {}
    return Line(name, details, value, state, choices, tuple(told[:MOST_PROPOSED]))


def as_text(value: Any) -> str:
    """A coded value as it is typed."""
    if value is None:
        return ""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


@pages.post("/studies/{study}", role="analyst")
def code(visit: Visit, study: str) -> Response:
    """Code the characteristics that were typed, chosen or marked as not reported."""
    store, protocol = visit.site.store, visit.site.protocol()
    owner = find_study(store, study)
    values: dict[str, Any] = {}
    for name in protocol.characteristics:
        chosen = visit.form.get(f"chosen-{name}", TYPED)
        typed = visit.form.get(name, "").strip() if chosen == TYPED else chosen
        if f"missing-{name}" in visit.form:
            if name not in owner.characteristics or owner.characteristics[name] is not None:
                values[name] = None
        elif typed and typed != as_text(owner.characteristics.get(name)):
            values[name] = typed

    def said() -> object:
        if not values:
            raise InvalidDecision("Nothing to save: type a value, choose a proposal, or tick “not reported”.")
        return coding.set_characteristics(
            store, protocol, owner.id, values, who=visit.who, note=visit.form.get("note", "")
        )

    return _coded(visit, owner.id, said)


@pages.post("/studies/{study}/merge", role="analyst")
def merge(visit: Visit, study: str) -> Response:
    """Say that this study is one with another; undo takes them apart again."""
    into = visit.form.get("into", "")
    return _coded(visit, into, lambda: coding.merge(visit.site.store, study, into, who=visit.who), shown=study)


@pages.post("/studies/{study}/samples", role="analyst")
def assign(visit: Visit, study: str) -> Response:
    """Say to which study or group a reading belongs."""
    reading, sample = visit.form.get("reading", ""), visit.form.get("sample", "").strip()
    return _coded(visit, study, lambda: coding.assign_sample(visit.site.store, reading, sample, who=visit.who))


def _coded(visit: Visit, study: str, said: Callable[[], object], *, shown: str = "") -> Response:
    try:
        said()
    except InvalidDecision as error:
        return _page(visit, shown or study, message=str(error), status=422)
    return visit.to(f"/studies/{study}")
