"""Consistency checks: pure functions over what a paper prints. Each flag's code is explained in docs/checks.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.document import Document
from corpus.evidence import Candidate, Flag, Printed, PValue, SampleSize
from extractors.checks.bounds import bounds
from extractors.checks.companions import companions
from extractors.checks.degrees import degrees
from extractors.checks.grim import counted
from extractors.checks.implied_n import implied_n
from extractors.checks.intervals import USUAL_LEVEL, intervals
from extractors.checks.ladder import ladder
from extractors.checks.matrix import definite, duplicated, mirrored
from extractors.checks.p_values import p_values
from extractors.checks.reliabilities import reliability_bound
from extractors.checks.repeats import repeats
from extractors.checks.scans import scanned
from extractors.checks.shifts import shifted
from extractors.checks.signs import against_words, glyphs
from extractors.checks.silence import silent
from extractors.checks.stars import Flags, against_n, against_p, count, evidence_of, legends, monotone

__all__ = ["check", "check_result"]

OWN = ("df", "cell", "row", "sentence")  # an n that stands beside its r


def check_result(
    *,
    r: Printed,
    n: int | None = None,
    p: PValue | None = None,
    ci: tuple[Printed, Printed] | None = None,
    df: Printed | None = None,
    statistic: str = "pearson",
    level: float = USUAL_LEVEL,
    own: bool = True,
) -> tuple[Flag, ...]:
    """The flags of one result by itself, for candidates, for readings added by hand and for decided ones.

    `own` says that n stands beside r in the paper; where it was linked from elsewhere, a p that does not fit may be the
    link's fault and is flagged softly.
    """
    return tuple(_single(r, n, p, ci, df, statistic, level, own=own))


def _single(
    r: Printed, n: int | None, p: PValue | None, ci: tuple[Printed, Printed] | None, df: Printed | None, statistic: str,
    level: float, *, own: bool,
) -> Iterator[Flag]:  # fmt: skip
    yield from bounds(r)
    if abs(r.value) > 1:
        return
    if df is not None and n is not None:
        yield from degrees(df, n, statistic=statistic)
    if p is not None and n is not None:
        yield from p_values(r, p, n, statistic=statistic, own=own)
    if ci is not None:
        yield from intervals(r, ci, n=n if own else None, level=level, p=p, statistic=statistic)


def check(candidates: list[Candidate], samples: list[SampleSize], document: Document | None = None) -> list[Candidate]:
    """The candidates with the flags of all checks; the document's page marks are looked at where it is given."""
    meaning = legends(candidates)
    flags: dict[int, list[Flag]] = {i: [] for i in range(len(candidates))}
    for i, c in enumerate(candidates):
        own = c.n_source in OWN
        flags[i] += [*companions(c, own=own), *silent(c)]
        if c.kind == "correlation":
            exact = None if evidence_of(c, "p_from_stars") else c.p
            flags[i] += check_result(
                r=c.r, n=c.n, p=exact, ci=c.ci, df=c.df, statistic=c.statistic, level=c.ci_level, own=own
            )
            flags[i] += against_p(c, meaning.get((c.table, c.page, count(c))))
            flags[i] += [*mirrored(c), *against_words(c), *_against_samples(c, samples)]
            flags[i] += [] if own else implied_n(replace(c, p=exact))
    for more in _together(candidates, samples, document):
        for i, found in more.items():
            flags[i] += found
    return [replace(c, flags=_once([*c.flags, *flags[i]])) for i, c in enumerate(candidates)]


def _together(candidates: list[Candidate], samples: list[SampleSize], document: Document | None) -> Iterator[Flags]:
    """The checks that compare candidates with each other or with their pages."""
    yield against_n(candidates)
    yield monotone(candidates)
    yield definite(candidates)
    yield duplicated(candidates)
    yield shifted(candidates)
    yield reliability_bound(candidates)
    yield repeats(candidates)
    yield counted(candidates, samples)
    yield ladder(candidates, samples)
    if document is not None:
        yield glyphs(candidates, document)
        yield scanned(candidates, document)


def _against_samples(candidate: Candidate, samples: list[SampleSize]) -> Iterator[Flag]:
    """`n_exceeds_samples`: more people than any sample that the paper names."""
    named = [s.n for s in samples if s.role != "excluded"]
    if (
        candidate.n is not None
        and candidate.n_source in ("df", "sentence")
        and len(named) > 1
        and candidate.n > max(named)
    ):
        text = f"n = {candidate.n} is larger than every sample that the paper names (largest {max(named)})."
        yield Flag("n_exceeds_samples", "soft", text, (("n", float(candidate.n)), ("largest", float(max(named)))))


def _once(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Flags without repeats of a code."""
    return tuple({flag.code: flag for flag in flags}.values())
