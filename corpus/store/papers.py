"""Files, reports and studies: which file belongs to which report, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from corpus.document import Document
from corpus.evidence import Candidate, SampleSize, Scored
from corpus.identity import doi_in, make_id, normal, stem, study_of_group, year_of_file
from corpus.store.codec import decode, encode, storables
from corpus.store.events import now
from corpus.store.folds import Minted
from corpus.store.forms import is_markup
from corpus.store.matching import agreement
from corpus.store.records import Paper, StoredReport, StoredStudy
from corpus.store.schema import candidates, papers, reports, sightings, studies

# Two files are of one report only on evidence: half of what the shorter one shows stands in the other one too, with
# its labels. A preprint and its published version share nearly everything, two papers of one group next to nothing.
ENOUGH_AGREEMENT = 0.5
# A file that is one of these stands for no report; any other that cannot be read is a paper whose results are missing.
NO_PAPERS = ("empty", "not_a_pdf", "missing")
TITLES_OF_PROGRAMS = ("Microsoft Word -", "untitled", "Untitled")
SHORTEST_TELLING_TITLE = 20  # letters: "Introduction" or "Untitled" are titles of many files


class Shown(NamedTuple):
    """What a file says about which paper it is."""

    title: str
    doi: str = ""
    readable: bool = True


IsCopy = Callable[[str, str], bool]  # whether the files with these digests are copies of one, by their bytes


def shown_by(document: Document) -> Shown:
    """The document's title and its own DOI; a PDF prints it on its first page."""
    first = document.pages[0].text if document.pages else ""
    return Shown(document.title, doi_in(document.doi) or doi_in(first))


def paper_of(connection: Connection, digest: str) -> Row[Any] | None:
    """The stored row of the file with this digest."""
    return connection.execute(select(papers).where(papers.c.digest == digest)).first()


def register(connection: Connection, digest: str, name: str) -> Row[Any]:
    """The row of this file, made if it is new; a failure under its name from before it was there is over."""
    if (known := paper_of(connection, digest)) is None:
        connection.execute(delete(papers).where(papers.c.digest.is_(None), papers.c.name == name))
        connection.execute(insert(papers).values(digest=digest, name=name, state="added", added_at=now()))
        known = paper_of(connection, digest)
    assert known is not None
    return known


def fail(connection: Connection, digest: str | None, name: str, values: dict[str, str], *, is_copy: IsCopy) -> bool:
    """Write down why the file cannot be read; whether that is news. What an earlier reading found is kept."""
    if digest is not None:
        row: Row[Any] | None = register(connection, digest, name)
    else:
        missing = papers.c.digest.is_(None) & (papers.c.name == name)
        row = connection.execute(select(papers).where(missing)).first()
    given: dict[str, Any] = {"state": "failed", **values}
    if row is None:
        connection.execute(insert(papers).values(digest=None, name=name, added_at=now(), **storables(given)))
        return True
    if row.digest is not None and values["code"] not in NO_PAPERS:
        shown = Shown(row.title, row.doi, readable=False)
        given["report"] = report_for(connection, row, shown, (), is_copy=is_copy)
        mint_studies(connection, given["report"], ())
    return _change(connection, row, given)


def _change(connection: Connection, row: Row[Any], given: dict[str, Any]) -> bool:
    before, given = row._mapping, storables(given)
    if all(before[name] == value for name, value in given.items()):
        return False
    given = {**given, "read_at": now()}
    connection.execute(update(papers).where(papers.c.id == row.id).values(given))
    return True


def read(connection: Connection, row: Row[Any], report: int, document: Document, rest: dict[str, Any]) -> bool:
    """Write down what the parser said about the file; whether that is news."""
    given = {
        "state": "read",
        "code": "",
        "message": "",
        "report": report,
        "pages": len(document.pages),
        "parser": document.parser,
        "title": document.title,
        "doi": shown_by(document).doi,
        "warnings": encode(document.warnings),
        **rest,
    }
    return _change(connection, row, given)


def report_for(
    connection: Connection, row: Row[Any], shown: Shown, found: Sequence[Candidate], *, is_copy: IsCopy
) -> int:
    """The report of this file: the one it has, one whose file it evidently repeats, or a new one."""
    if row.report is not None:
        return int(row.report)
    for known in _files_of_reports(connection):
        same_doi = bool(shown.doi) and known.doi == shown.doi
        same_title = _tells(shown.title) and normal(known.title) == normal(shown.title)
        same_name = stem(known.name) == stem(row.name)
        if not (same_doi or same_title or same_name):
            continue
        broken = known.state == "failed" or not shown.readable
        if same_name and broken and is_copy(known.digest, row.digest):
            return int(known.report)
        before = _contents(connection, known.report)
        if not (before and found):
            agrees = same_doi or (same_name and same_title)
        else:
            agrees = agreement(before, found, by_pair=not same_doi) >= ENOUGH_AGREEMENT
        if agrees:
            return int(known.report)
    values = storables({"name": PurePath(row.name).stem, "title": shown.title, "year": year_of_file(row.name)})
    key = connection.execute(insert(reports).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _tells(title: str) -> bool:
    """Whether a file's title says which paper it is; many only name the program or the file that it was made from."""
    return len(title) >= SHORTEST_TELLING_TITLE and not title.startswith(TITLES_OF_PROGRAMS)


def _files_of_reports(connection: Connection) -> list[Row[Any]]:
    query = select(papers.c.report, papers.c.name, papers.c.title, papers.c.state, papers.c.digest, papers.c.doi)
    return list(connection.execute(query.where(papers.c.report.is_not(None)).order_by(papers.c.id)))


def _contents(connection: Connection, report: int) -> list[Candidate]:
    query = (
        select(sightings.c.content)
        .join(candidates, candidates.c.id == sightings.c.candidate)
        .where(candidates.c.report == report)
    )
    return [decode(Scored, content).candidate for content in connection.execute(query).scalars()]


def mint_studies(connection: Connection, report: int, groups: Iterable[str]) -> bool:
    """One study a label that the report prints, or one without a label; whether one is new."""
    labels = sorted({label for group in groups if (label := study_of_group(group))})
    query = select(studies.c.printed).where(studies.c.report == report)
    known = {normal(printed) for printed in connection.execute(query).scalars()}
    wanted = labels if len(labels) > 1 else [] if known else [""]
    new = [label for label in wanted if normal(label) not in known]
    for label in new:
        mint_study(connection, report, label)
    return bool(new)


def mint_study(connection: Connection, report: int, printed: str, *, split: bool = False) -> str:
    """A new study of the report; `split` where a decision makes it."""
    known = select(studies.c.id).where(studies.c.report == report, studies.c.printed == printed, studies.c.split)
    if (number := connection.execute(known).scalar()) is not None:  # split off before, and that was undone
        return make_id("S", number)
    values = {"report": report, "printed": printed, "split": split}
    key = connection.execute(insert(studies).values(values)).inserted_primary_key
    assert key is not None
    return make_id("S", int(key[0]))


def mint_report(connection: Connection, digest: str) -> str:
    """A new report for this file, made by a decision."""
    row = paper_of(connection, digest)
    assert row is not None
    values = {"name": PurePath(row.name).stem, "title": row.title, "year": year_of_file(row.name), "split": True}
    key = connection.execute(insert(reports).values(values)).inserted_primary_key
    assert key is not None
    mint_study(connection, int(key[0]), "")
    return make_id("R", int(key[0]))


def minted(connection: Connection) -> Minted:
    """All reports with their files, and all studies."""
    files: dict[int, list[str]] = {}
    query = select(papers.c.report, papers.c.digest, papers.c.parser).order_by(papers.c.id.desc())
    for paper in sorted(connection.execute(query), key=lambda paper: not is_markup(paper.parser)):
        files.setdefault(paper.report, []).append(paper.digest)
    return Minted(
        reports=tuple(
            StoredReport(
                make_id("R", row.id), row.name, tuple(files.get(row.id, ())), row.title, row.year, bool(row.split)
            )
            for row in connection.execute(select(reports).order_by(reports.c.id))
        ),
        studies=tuple(
            StoredStudy(make_id("S", row.id), make_id("R", row.report), row.printed, bool(row.split))
            for row in connection.execute(select(studies).order_by(studies.c.id))
        ),
    )


def listed(connection: Connection) -> list[Paper]:
    """Every file with what became of it, in the order in which they came."""
    return [
        Paper(
            digest=row.digest or "",
            name=row.name,
            state=row.state,
            code=row.code,
            message=row.message,
            report=make_id("R", row.report) if row.report else "",
            pages=row.pages,
            parser=row.parser,
            rules=row.rules,
            title=row.title,
            warnings=tuple(json.loads(row.warnings)),
            added_at=row.added_at,
            read_at=row.read_at,
            paged=not is_markup(row.parser),
            doi=row.doi,
        )
        for row in connection.execute(select(papers).order_by(papers.c.id))
    ]


def sample_sizes(connection: Connection, digests: Sequence[str]) -> list[SampleSize]:
    """What the first of these files that says something about its samples says."""
    query = select(papers.c.digest, papers.c.samples).where(papers.c.digest.in_(digests), papers.c.samples != "[]")
    said = {row.digest: row.samples for row in connection.execute(query)}
    first = next((said[digest] for digest in digests if digest in said), None)
    return list(decode(tuple[SampleSize, ...], first)) if first else []


def report_named(connection: Connection, name: str) -> str:
    """The report of this name that has no file, made if it is new: what a sheet of an earlier review speaks of."""
    with_files = select(papers.c.report).where(papers.c.report.is_not(None))
    query = select(reports.c.id, reports.c.name).where(reports.c.id.not_in(with_files))
    for row in connection.execute(query):
        if normal(row.name) == normal(name):
            return make_id("R", row.id)
    key = connection.execute(insert(reports).values(name=name, year=year_of_file(name))).inserted_primary_key
    assert key is not None
    mint_study(connection, int(key[0]), "")
    return make_id("R", int(key[0]))
