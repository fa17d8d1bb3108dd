"""Whose N a correlation has: its own df, cell, row, table note, group, sentence, study or paper, in this order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from corpus.document import Document
from corpus.evidence import Candidate, NSource, SampleSize
from extractors.studies import has_several_studies, in_study, study_of_tables

PARAMETERS = (
    2  # a correlation of two variables has n - 2 degrees of freedom; a partial one loses more, so its n stays open
)
ZERO_ORDER = ("pearson", "spearman", "kendall", "point_biserial")
LARGER_COUNTS = 3  # a larger number may be the whole of which this is a part: it counts so many times
SMALLEST = 4  # Fisher's z needs four
WHOLE = ("analysed", "study", "total")  # roles that can be the n of a correlation, the best first
STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "for",
        "among",
        "group",
        "groups",
        "sample",
        "condition",
        "participants",
        "and",
        "only",
    ]
)
STUDY = re.compile(r"\b(?:Study|Experiment|Sample)\s\d{1,2}[a-c]?\b")


def _words(name: str) -> frozenset[str]:
    words = (word.rstrip("s") if len(word) > len("men") else word for word in re.findall(r"[a-z0-9]+", name.lower()))
    return frozenset(words) - STOP


def same_group(a: str, b: str) -> bool:
    """Whether two names mean one group: the words of the shorter one are all in the longer one."""
    x, y = _words(a), _words(b)
    return bool(x and y) and (x <= y or y <= x)


def _only(sizes: Iterable[int]) -> int | None:
    """The one number that all agree on."""
    different = set(sizes)
    return different.pop() if len(different) == 1 else None


def by_df(candidate: Candidate) -> int | None:
    """n of a zero-order correlation from its printed degrees of freedom."""
    if candidate.df is None or candidate.df.decimals or candidate.statistic not in ZERO_ORDER:
        return None
    return int(candidate.df.value) + PARAMETERS


def by_group(candidate: Candidate, samples: list[SampleSize]) -> int | None:
    """n of the group that the candidate names."""
    study, _, group = candidate.group.rpartition(": ")
    if not group or STUDY.fullmatch(group):
        return None
    there = [s for s in samples if s.role != "excluded" and (not study or s.group.startswith(study))]
    return _only(s.n for s in there if s.group and same_group(group, s.group.rpartition(": ")[2]))


def by_sentence(candidate: Candidate, samples: list[SampleSize]) -> int | None:
    """n that stands in the same sentence."""
    text = candidate.quotes[0].text if candidate.quotes else ""
    here = [
        s
        for s in samples
        if s.page == candidate.page and s.quote.text in text and s.role not in ("excluded", "invited")
    ]
    return _only(s.n for s in here)


def by_passage(candidate: Candidate, samples: list[SampleSize], document: Document) -> int | None:
    """n of the sentence before it in the same passage that says on whom the correlations were computed."""
    text = candidate.quotes[0].text if candidate.quotes else ""
    for passage in document.passages:
        at = passage.text.find(text) if text and passage.page <= candidate.page <= passage.page + 1 else -1
        if at < 0:
            continue
        before = [
            (passage.text.find(s.quote.text), s) for s in samples if "correlat" in s.quote.text and s.role != "excluded"
        ]
        told = [(place, s.n) for place, s in before if 0 <= place < at]
        return max(told)[1] if told else None
    return None


def main_size(samples: list[SampleSize]) -> int | None:
    """The n of a study: what was analysed, else the study's own, else its total; none where two would do."""
    for role in WHOLE:
        sizes = Counter(s.n for s in samples if s.role == role and s.n >= SMALLEST)
        if len(sizes) == 1:
            return next(iter(sizes))
        if sizes:
            (n, often), *_ = sizes.most_common(1)
            # smaller ones are parts, analysed once; an equally frequent one is a rival, and a larger one soon
            rivals = [
                c
                for other, c in sizes.items()
                if other != n and (c >= often or (other > n and c * LARGER_COUNTS > often))
            ]
            return n if often > 1 and not rivals else None
    return None


def by_study(candidate: Candidate, samples: list[SampleSize]) -> int | None:
    """n of the study under whose heading the candidate stands, or that its sentence names."""
    study = STUDY.search(candidate.group)
    if not study:
        return None
    named = [s for s in samples if study.group() in STUDY.findall(s.group)]
    return main_size([s for s in named if s.role != "subgroup"]) or _only(
        s.n for s in named if s.group.endswith(study.group())
    )


def by_paper(candidate: Candidate, samples: list[SampleSize], *, several: bool) -> int | None:
    """n of the paper, where it has one study and the candidate is not about a part of it."""
    if several:
        return None
    n = main_size(samples)
    return n if n and (not candidate.group or _is_everybody(candidate.group, n, samples)) else None


def _is_everybody(group: str, n: int, samples: list[SampleSize]) -> bool:
    """Whether those whom the result names are all that were counted: "for pupils" of "81 pupils"."""
    counted = re.compile(rf"\b{n:,}\s+{re.escape(group)}\b|\b{n}\s+{re.escape(group)}\b", re.IGNORECASE)
    whole = [s for s in samples if s.n == n and s.role in WHOLE]
    parts = any(s.role == "subgroup" and same_group(group, s.group) for s in samples)
    return not parts and any(counted.search(s.quote.text) for s in whole)


def n_of(
    candidate: Candidate, samples: list[SampleSize], document: Document, *, several: bool
) -> tuple[int | None, NSource]:
    """The sample size of a candidate that brought none of its own, and the reason."""
    if candidate.df is not None:  # a partial's n is not guessed from elsewhere either
        n = by_df(candidate)
        return n, "df" if n else "none"
    if n := by_group(candidate, samples):
        return n, "group"
    if candidate.where == "text" and (n := by_sentence(candidate, samples) or by_passage(candidate, samples, document)):
        return n, "sentence"
    if n := by_study(candidate, samples):
        return n, "study"
    if n := by_paper(candidate, samples, several=several):
        return n, "paper"
    return None, "none"


def link(document: Document, candidates: Iterable[Candidate], samples: list[SampleSize]) -> list[Candidate]:
    """The candidates with the n that is theirs; what a rule has already linked stays."""
    present = [s for s in samples if s.quote.digest == document.digest]
    several, tables = has_several_studies(document), study_of_tables(document)
    linked = []
    for candidate in candidates:
        study = tables.get((candidate.table, candidate.page), "") if candidate.where == "table" else ""
        if study:
            candidate = replace(candidate, group=in_study(study, candidate.group))
        if candidate.n is None:
            n, source = n_of(candidate, present, document, several=several)
            candidate = replace(candidate, n=n, n_source=source)
        linked.append(candidate)
    return linked
