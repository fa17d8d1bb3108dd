"""The same paper as PDF and as JATS XML, through the whole ingest, whichever comes first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby
from pathlib import Path

import pytest

from corpus.document import Document, Table
from corpus.protocol import Protocol, read_protocol
from corpus.reading import read_document
from corpus.store import Store, StoredCandidate
from corpus.store.files import digest_of
from flows.demonstrate import EXAMPLE
from flows.ingest import Batch, ReadPaper, ingest
from review.decisions import decide
from review.queue import Task, tasks

PAPER = EXAMPLE / "papers" / "Okafor2021.pdf"
FORMS = ("pdf", "xml")


@pytest.fixture(scope="module")
def read() -> Document:
    return read_document(PAPER)


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return read_protocol(EXAMPLE / "review.toml")


def jats(document: Document, **cells: str) -> str:
    """The paper as JATS, written from what was read of its pages; `cells` replaces printed cells."""
    parts = []
    for section, passages in groupby(document.passages, key=lambda passage: passage.section):
        words = "".join(f"<p>{escape(passage.text)}</p>" for passage in passages if passage.kind == "text")
        parts.append(f"<sec><title>{section.capitalize()}</title>{words}</sec>")
    tables = "".join(_table(table, cells) for table in document.tables)
    title = f"<title-group><article-title>{escape(document.title.strip())}</article-title></title-group>"
    front = f"<front><article-meta>{title}</article-meta></front>"
    return f"<article>{front}<body>{''.join(parts)}<sec><title>Tables</title>{tables}</sec></body></article>"


def _table(table: Table, changed: dict[str, str]) -> str:
    rows = [
        "".join(f"<td>{escape(changed.get(_key(cell.text), cell.text))}<sup>{cell.stars}</sup></td>" for cell in row)
        for row in table.cells
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    caption = escape(table.caption.removeprefix(table.label).strip())
    note = f"<table-wrap-foot><p>{escape(table.note)}</p></table-wrap-foot>"
    head = f"<label>{table.label}</label><caption><p>{caption}</p></caption>"
    return f"<table-wrap>{head}<table>{body}</table>{note}</table-wrap>"


def _key(text: str) -> str:
    return "r" + text.replace("0.", "").strip()


READ: dict[str, list[ReadPaper]] = {}


def remembered(function: Callable[[Batch], list[ReadPaper]], batches: Sequence[Batch]) -> Iterator[list[ReadPaper]]:
    """A mapper that reads the same bytes once in all tests."""
    for batch in batches:
        (path,) = batch
        key = digest_of(path)
        if key not in READ:
            READ[key] = function(batch)
        yield [replace(paper, path=path) for paper in READ[key]]


def made(root: Path, order: Sequence[str], document: Document, *, decided: str = "", **cells: str) -> Store:
    """A review that has read both forms in this order, and accepted one printed value in between."""
    files = {"pdf": root / "Okafor2021.pdf", "xml": root / "PMC7.xml"}
    files["pdf"].write_bytes(PAPER.read_bytes())
    files["xml"].write_text(jats(document, **cells), encoding="utf-8")
    store = Store.create(root)
    for form in order:
        ingest(store, [files[form]], each=remembered)
        if decided and form == order[0]:
            decide(store, of_table(store, decided).id, "accept", who="mei", n=428)
    return store


def of_table(store: Store, printed: str) -> StoredCandidate:
    (found,) = (
        item
        for item in store.candidates()
        if item.scored.candidate.where == "table" and item.scored.candidate.r.text.endswith(printed)
    )
    return found


def results(waiting: Sequence[Task]) -> set[str]:
    return {task.what for task in waiting if task.kind == "reading"}


@pytest.mark.parametrize("order", [FORMS, FORMS[::-1]])
def test_both_forms_are_one_report_with_the_facts_of_one_and_the_places_of_the_other(
    order: Sequence[str], read: Document, protocol: Protocol, tmp_path: Path
) -> None:
    with made(tmp_path, order, read, decided=".31") as store:
        assert [(len(report.files), report.name) for report in store.codings().reports] == [
            (2, {"pdf": "Okafor2021", "xml": "PMC7"}[order[0]])
        ]
        digests = {paper.paged: paper.digest for paper in store.papers()}
        assert store.codings().reports[0].files == (digests[False], digests[True])
        matrix = [item for item in store.candidates() if item.scored.candidate.where == "table"]
        assert len(matrix) == 10
        for item in matrix:
            quotes = item.scored.candidate.quotes
            assert [quote.digest for quote in quotes] == [digests[True], digests[False]]
            assert (item.digest, bool(quotes[0].boxes), bool(quotes[1].boxes)) == (digests[True], True, False)
            assert item.scored.candidate.page == read.tables[0].page
            assert {box.page for box in item.scored.candidate.value_boxes} == {read.tables[0].page}
            assert not [flag for flag in item.scored.candidate.flags if flag.code.startswith("files_disagree")]
        (reading,) = store.readings()
        assert (reading.id, reading.r.value) == (of_table(store, ".31").id, 0.31)
        waiting = tasks(store, protocol)
        assert not [task for task in waiting if task.kind == "again"]
    (tmp_path / "alone").mkdir()
    with made(tmp_path / "alone", ("xml",), read, decided=".31") as alone:
        assert {what.partition(", page")[0] for what in results(waiting)} == {
            what.partition(", page")[0] for what in results(tasks(alone, protocol))
        }


@pytest.mark.parametrize("order", [FORMS, FORMS[::-1]])
def test_another_sign_in_the_other_form_is_a_hard_flag_and_asks_again(
    order: Sequence[str], read: Document, protocol: Protocol, tmp_path: Path
) -> None:
    with made(tmp_path, order, read, decided=".43", r43="−0.43") as store:
        item = of_table(store, ".43")
        assert item.scored.candidate.r.value == -0.43  # the exact cell's, and never silently
        (flag,) = (flag for flag in item.scored.candidate.flags if flag.code == "files_disagree")
        assert flag.severity == "hard"
        assert flag.message == f"another file of the paper shows 0.43 on page {item.scored.candidate.page}, not −0.43"
        (reading,) = store.readings()
        assert reading.id == item.id
        assert reading.r.value == (0.43 if order[0] == "pdf" else -0.43)
        again = {task.id for task in tasks(store, protocol) if task.kind == "again"}
        assert again == {item.id}
        decide(store, item.id, "accept", who="mei", n=428)
        assert not [task for task in tasks(store, protocol) if task.kind == "again"]


@pytest.mark.parametrize("order", [FORMS, FORMS[::-1]])
def test_what_only_the_pdf_shows_of_an_exact_table_is_kept_and_not_offered(
    order: Sequence[str], read: Document, protocol: Protocol, tmp_path: Path
) -> None:
    with made(tmp_path, order, read, r43="") as store:
        item = of_table(store, ".43")
        assert item.superseded
        assert item.id not in {task.id for task in tasks(store, protocol)}
        decide(store, item.id, "accept", who="mei", n=428)
        assert [reading.id for reading in store.readings()] == [item.id]
        assert item.id not in {task.id for task in tasks(store, protocol) if task.kind == "again"}


def test_an_accepted_value_that_the_exact_table_does_not_show_is_asked_again(
    read: Document, protocol: Protocol, tmp_path: Path
) -> None:
    with made(tmp_path, FORMS, read, decided=".43", r43="") as store:
        (again,) = (task for task in tasks(store, protocol) if task.kind == "again")
        assert again.id == of_table(store, ".43").id
        assert again.what.endswith("from another file of the paper, do not show it")
