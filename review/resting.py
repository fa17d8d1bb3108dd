"""Convertible results rest while the report prints a correlation that answers the same questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from corpus.decisions import Reading
from corpus.identity import study_of_group
from corpus.store import CandidateRow

if TYPE_CHECKING:
    from review.queue import Needs

CONVERTIBLE = "convertible"


def awake(
    asked: Sequence[CandidateRow], printed: Iterable[CandidateRow], readings: Iterable[Reading], needs: Needs
) -> list[CandidateRow]:
    """What of `asked` is offered: all correlations, and convertible results of a pair that has none in their study.

    `printed` are the report's results that stand, `readings` those that were accepted or added by hand.
    """
    if not any(row.kind == CONVERTIBLE for row in asked):
        return list(asked)
    told = {
        (question, study)
        for row in printed
        if row.kind == "correlation"
        for question in needs.questions_of(row)
        for study in ("", study_of_group(row.group))
    }
    told |= {
        (question, study)
        for reading in readings
        for question in needs.between(reading.report, (reading.x, reading.y), reading.statistic)
        for study in ("", study_of_group(reading.group))
    }
    return [row for row in asked if row.kind != CONVERTIBLE or not _is_told(row, told, needs)]


def _is_told(row: CandidateRow, told: set[tuple[str, str]], needs: Needs) -> bool:
    """Whether each of its questions has a correlation of its study, or of a report that does not name studies."""
    study = study_of_group(row.group)
    unnamed = {question for question, where in told if where == ""}
    named = {where for _, where in told if where}
    if study and named:
        return all((question, study) in told for question in needs.questions_of(row))
    return all(question in unnamed for question in needs.questions_of(row))
