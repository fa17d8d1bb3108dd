"""What people call a report or a study: its id, a file's name, a label; an unknown one is met with the nearest."""

from __future__ import annotations

import re
from typing import Any

from corpus.decisions import Report, Study
from corpus.errors import UnknownId
from corpus.identity import normal, stem
from corpus.store import Store

WORD = re.compile(r"\w+")


def find_report(store: Store, item: str) -> Report:
    """The report with this id, or with a file of this name."""
    minted, codings = store.minted(), store.codings()
    reports = {report.id: report for report in codings.reports}
    if item in reports:
        return reports[item]
    if any(report.id == item for report in minted.reports):
        raise UnknownId(f"report {item} was merged into another one; `stook status` shows which reports there are.")
    wanted = stem(item)
    digests = {paper.digest for paper in store.papers() if paper.digest and stem(paper.name) == wanted}
    named = [r for r in reports.values() if stem(r.name) == wanted or digests & set(r.files)]
    if len(named) == 1:
        return named[0]
    if named:
        raise UnknownId(f"{item!r} names several reports; use an id: {', '.join(report.id for report in named)}.")
    failed = next((paper for paper in store.papers() if stem(paper.name) == wanted and paper.state == "failed"), None)
    if failed:
        raise UnknownId(f"{item!r} stands for no report: {failed.message}")
    raise UnknownId(f"there is no report {item!r}{_nearest(item, [*reports, *(r.name for r in reports.values())])}.")


def find_studies(store: Store, item: str) -> list[Study]:
    """The study with this id or label, or the studies of the report that this names."""
    studies = store.codings().studies
    found = [study for study in studies if item == study.id or normal(item) == normal(study.label)]
    if found:
        return found
    if item.startswith("S") and item[1:].isdecimal():
        raise UnknownId(f"there is no study {item}{_nearest(item, [study.id for study in studies])}.")
    report = find_report(store, item)
    return [study for study in studies if report.id in study.reports]


def find_study(store: Store, item: str) -> Study:
    """The one study that this names; UnknownId lists them where it names several."""
    studies = find_studies(store, item)
    if len(studies) == 1:
        return studies[0]
    names = ", ".join(f"{study.id} ({study.printed or study.label})" for study in studies) or "none"
    raise UnknownId(f"{item!r} does not name one study; use an id: {names}.")


def holds_words(label: str, part: str) -> bool:
    """Whether the label holds the part's words, whole and in a row: "Depression (CES-D)" holds "CES-D"."""
    words, wanted = (WORD.findall(normal(text)) for text in (label, part))
    starts = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(words[start : start + len(wanted)] == wanted for start in starts)


def nearest(item: str, known: Any) -> str:
    """What was probably meant; loaded only for an error, because a decision must not wait for the protocol's reader."""
    from corpus.protocol import nearest as closest

    return closest(item, known)


def _nearest(item: str, known: Any) -> str:
    return nearest(item, known) if known else "; nothing has been read yet, run `stook ingest`"
