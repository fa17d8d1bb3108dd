"""A small review made by hand: protocol, codings, decisions and effects for tests of versions and pages."""

from dataclasses import replace
from typing import Any

from corpus.decisions import Codings, Decision, Report, Study, VariableCoding
from corpus.effects import Effect, Selection
from corpus.offers import LeftOut
from corpus.protocol import Protocol, parse_protocol
from reports.inputs import Inputs, inputs
from tests.reports.effects import QUESTION, effect, three

TOML: dict[str, Any] = {
    "review": {"title": "Web-based help seeking <& depressive symptoms", "authors": ["A. Example"], "version": "2"},
    "constructs": {
        "depression": {"label": "Depressive symptoms", "high": "more symptoms"},
        "groups": {"label": "Online support groups", "high": "more use"},
        "empowerment": {"label": "Empowerment", "high": "more empowered"},
    },
    "questions": [
        {"id": QUESTION.id, "label": QUESTION.label, "x": "depression", "y": "groups", "by": "generation"},
        {"id": "empowerment", "label": "Help seeking and empowerment", "x": "groups", "y": "empowerment"},
    ],
    "characteristics": {
        "generation": {
            "label": "Generation", "type": "choice", "moderator": True,
            "choices": {"x": "Generation X", "y": "Millennials", "z": "Generation Z"},
        },
        "mean_age": {"label": "Mean age", "type": "number", "moderator": True},
        "country": {"label": "Country"},
    },
    "analyses": [
        {"question": QUESTION.id, "id": "main"},
        {"question": QUESTION.id, "id": "DerSimonian-Laird", "method": {"tau2": "DL", "test": "z"}},
    ],
}  # fmt: skip


def protocol(**changes: Any) -> Protocol:
    """The protocol, with whole tables replaced."""
    return parse_protocol({**TOML, **changes})


def results() -> list[Effect]:
    """Three studies read from pages, and one imported with a markup-like name and no page."""
    nowhere: dict[str, Any] = {"source_kind": "imported", "page": None, "quote": "", "digest": "", "decisions": (9,)}
    odd = effect(0.12, 150, "O'Neil <b>& Kim</b> 2022", key="odd", characteristics={"generation": None}, **nowhere)
    chosen = Selection(("C-berg-2", "C-sub"), ("C-berg-2",), "total over subscale")
    coded: dict[str, Any] = {"characteristics": {"generation": "z"}, "direction": -1, "selection": chosen}
    other = effect(-0.2, 212, "Berg 2019", key="berg-2", **coded)
    return [*three(), other, odd]


def codings() -> Codings:
    """Reports and studies as folded from decisions; one report has no result and no state, one is excluded."""
    found = results()
    names = dict.fromkeys((e.report, e.study, e.study_label) for e in found)
    reports = [Report(report, f"{label[:4].lower()}.pdf", ("ab" * 32,), state="coded") for report, _, label in names]
    reports[1] = replace(reports[1], state="open")
    extra = (
        Report("R-lost", "lost.pdf", ("cd" * 32,), title="A study that nobody coded"),
        Report("R-out", "out.pdf", ("ef" * 32,), eligibility="exclude", exclusion="no_correlation"),
        Report("R-none", "none.pdf", ("01" * 32,), state="no usable result", reason="regressions only"),
    )
    studies = tuple(
        Study(study, label, (report,), {"generation": "z", "mean_age": 19.8}) for report, study, label in names
    )
    variables = (VariableCoding("R-Berg 2019", "CES-D", "depression", evidence="higher scores mean more symptoms"),)
    return Codings(variables, studies, (*reports, *extra))


def decisions() -> list[Decision]:
    """Two decisions that effects rest on."""
    return [
        Decision("reading", "C-Berg 2019", "accept", "anna", "2026-01-02T10:00:00Z", seq=1, note="clear"),
        Decision("reading", "C-odd", "import", "import", "2026-01-03T10:00:00Z", seq=9, after={"r": ".12", "n": 150}),
    ]


def review(effects: list[Effect] | None = None, *, left_out: tuple[LeftOut, ...] = (), **more: Any) -> Inputs:
    """The inputs of one version."""
    selected = {QUESTION.id: results() if effects is None else effects}
    given: dict[str, Any] = {
        "codings": codings(),
        "decisions": decisions(),
        "unverified": {QUESTION.id: 3},
        "left_out": {QUESTION.id: left_out},
        **more,
    }
    return inputs(selected, given.pop("protocol", None) or protocol(), **given)
