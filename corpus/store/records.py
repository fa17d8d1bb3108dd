"""What the store hands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.document import Passage
from corpus.evidence import Characterised, Scored

FILES_DISAGREE = ("files_disagree", "files_disagree_on_n")  # codes of flags
PaperState = Literal["added", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Added:
    """A file that the store keeps; `name` is the first one that it came under."""

    digest: str
    name: str
    new: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """What an ingest changed. `changed` of those kept have other printed facts than before.

    `ids` are the candidates' ids in the order in which they were given, `gone` the ids of those that vanished now.
    """

    report: str
    new: int = 0
    kept: int = 0
    vanished: int = 0
    changed: int = 0
    ids: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A file and what became of it. `digest` is "" for a file that was not there; `added` waits to be read."""

    digest: str
    name: str
    state: PaperState
    code: str = ""
    message: str = ""
    report: str = ""
    pages: int = 0
    parser: str = ""
    rules: str = ""
    title: str = ""
    warnings: tuple[str, ...] = ()
    added_at: str = ""
    read_at: str = ""
    paged: bool = True  # it has pages of its own to look at, as a PDF has and XML has not
    doi: str = ""


@dataclass(frozen=True, slots=True)
class StoredCandidate:
    """A candidate with its minted id. `changed`: its printed facts differ from those that the last decision saw."""

    id: str
    report: str
    digest: str
    scored: Scored
    vanished: bool = False
    changed: bool = False
    superseded: bool = False

    @property
    def disputed(self) -> bool:
        """Whether another file of the paper shows another number."""
        return any(flag.code in FILES_DISAGREE for flag in self.scored.candidate.flags)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What lists need of a candidate, without its quotes."""

    id: str
    report: str
    digest: str
    page: int
    printed: str
    kind: str
    statistic: str
    x: str
    y: str
    group: str
    n: int | None
    probability: float
    vanished: bool
    since: int = 0  # seq of the newest decision when it was first seen like this
    superseded: bool = False  # of a table whose exact cells another file gives, and which show something else


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was minted, before any decision on it."""

    id: str
    name: str
    files: tuple[str, ...]  # digests, the preferred first: marked-up files, then the newest
    title: str = ""
    year: int | None = None
    split: bool = False  # made by a decision: it is there only while that is in force


@dataclass(frozen=True, slots=True)
class StoredStudy:
    """A study as it was minted: the label that its report prints, empty where the report has one study."""

    id: str
    report: str
    printed: str = ""
    split: bool = False


@dataclass(frozen=True, slots=True)
class TextKept:
    """What was found in a file of its studies, and its running text without places."""

    digest: str
    found: tuple[Characterised, ...]
    passages: tuple[Passage, ...]
