"""The results: the newest analysis as it was written, and what it would be otherwise, which is never written."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import FileResponse, Response

from corpus.effects import Effect, select
from corpus.errors import InvalidDecision, UnknownId
from corpus.protocol import AnalysisPlan, Protocol, Question
from corpus.store import Store
from review.web.routes import Pages
from review.web.visits import Visit

pages = Pages()
POOLED_AT = "pooled-generation"  # the note under which a re-pooling keeps the store's counter
REPORTS = "reports"
SHOWN_FILES = (".svg", ".png", ".pdf", ".json", ".html")
# a report is one file with its own style and drawings; it may do nothing else
OF_REPORT = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A choice that differs from the protocol's: an estimator, a test, studies left out."""

    tau2: str = ""
    test: str = ""
    without: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        return bool(self.tau2 or self.test or self.without)


@pages.get("/results", role="viewer", menu="Results")
def show(visit: Visit) -> Response:
    """Every question of the newest version."""
    from reports.version import latest_version

    found = latest_version(_reports(visit))
    data: Mapping[str, Any] = found.data if found else {"questions": [], "changes": {"sentences": []}}
    return visit.page(
        "results.html", version=found.name if found else "", at=str(data.get("at", "")), questions=data["questions"],
        changes=data["changes"]["sentences"], newer=is_newer(visit.site.store, pooled=found is not None),
        labels={question.id: question.label for question in visit.site.protocol().questions},
    )  # fmt: skip


def is_newer(store: Store, *, pooled: bool) -> bool:
    """Whether something was decided or read since the numbers were made."""
    return pooled and store.get(POOLED_AT) != str(store.generation())


def _reports(visit: Visit) -> Path:
    return visit.site.protocol_file.parent / REPORTS


@pages.get("/results/files/{version}/{name}", role="viewer", serial=False)
def file(visit: Visit, version: str, name: str) -> Response:
    """A file of a version: a figure, the report, its numbers."""
    folder = _reports(visit) / version
    there = version.isalnum() and folder.is_dir()
    known = {path.name: path for path in folder.iterdir() if path.is_file()} if there else {}
    if name not in known or known[name].suffix not in SHOWN_FILES:
        raise UnknownId(f"version {version[:20]!r} has no file {name[:80]!r}.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(known[name], media_type=kind, headers={"Content-Security-Policy": OF_REPORT})


@pages.get("/results/{question}", role="viewer")
def ask(visit: Visit, question: str) -> Response:
    """One question with the effects behind it, and what it would be otherwise."""
    protocol = visit.site.protocol()
    asked, wanted = _question(protocol, question), what_if(visit.query)
    message = ""
    try:
        found = analysed(visit.site.store, protocol, asked, wanted)
    except InvalidDecision as error:
        message, wanted = str(error), WhatIf()
        found = analysed(visit.site.store, protocol, asked, wanted)
    from pooling.method import TAU2, TESTS

    return visit.page(
        "question.html", status=422 if message else 200, message=message, question=asked, found=found, wanted=wanted,
        base=analysed(visit.site.store, protocol, asked, WhatIf()) if wanted.asked else None, estimators=TAU2,
        tests=TESTS, studies=_studies(visit.site.store, protocol, asked), query=dict(visit.query),
    )  # fmt: skip


@pages.get("/results/{question}/forest.svg", role="viewer")
def drawn(visit: Visit, question: str) -> Response:
    """The forest plot of one question as it would be under these choices."""
    from reports.figures import svg
    from reports.forest import forest

    protocol = visit.site.protocol()
    asked = _question(protocol, question)
    found = analysed(visit.site.store, protocol, asked, what_if(visit.query))
    if not found.rows:
        raise UnknownId(f"{asked.label}: no verified effect yet, so there is nothing to draw.")
    text = svg(forest(found), title=asked.label)
    return Response(text, media_type="image/svg+xml", headers={"Content-Security-Policy": OF_REPORT})


def _question(protocol: Protocol, wanted: str) -> Question:
    found = next((question for question in protocol.questions if question.id == wanted), None)
    if found is None:
        known = ", ".join(question.id for question in protocol.questions) or "none"
        raise UnknownId(f"there is no question {wanted[:80]!r}; the protocol has: {known}.")
    return found


def what_if(query: Mapping[str, str]) -> WhatIf:
    """The choices in an address."""
    without = tuple(name.removeprefix("without-") for name in query if name.startswith("without-"))
    return WhatIf(query.get("tau2", ""), query.get("test", ""), without)


def analysed(store: Store, protocol: Protocol, question: Question, wanted: WhatIf) -> Any:
    """The analysis as the protocol lays it down but for these choices; it is shown and never kept."""
    from pooling.method import TAU2, TESTS
    from reports.inputs import inputs

    for given, known in ((wanted.tau2, TAU2), (wanted.test, TESTS)):
        if given and given not in known:
            raise InvalidDecision(f"{given!r} is not known; choose one of {', '.join(known)}.")
    effects, left_out = _selected(store, protocol, question)
    kept = [effect for effect in effects if effect.study not in wanted.without]
    changed = {name: given for name, given in (("tau2", wanted.tau2), ("test", wanted.test)) if given}
    plan = AnalysisPlan(question=question.id, method=protocol.method_of(question.id).model_copy(update=changed))
    alone = protocol.model_copy(update={"questions": (question,), "analyses": (plan,)})
    return inputs({question.id: kept}, alone, left_out={question.id: left_out}).analyses[0]


def _selected(store: Store, protocol: Protocol, question: Question) -> tuple[Sequence[Effect], Sequence[Any]]:
    found = select(store.readings(), store.codings(), protocol, question)
    return found.effects, found.left_out


def _studies(store: Store, protocol: Protocol, question: Question) -> list[tuple[str, str]]:
    effects, _ = _selected(store, protocol, question)
    return list(dict.fromkeys((effect.study, effect.study_label) for effect in effects))
