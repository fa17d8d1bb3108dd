"""Coding sheets: written, changed by coders, and made decisions of."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decisions import Codings, Reading, Report, Study, VariableCoding
from corpus.errors import UnreadableSheet
from corpus.evidence import Printed
from corpus.store import Store
from corpus.store.folds import View
from review.coding import code_variable, set_characteristics, set_eligibility
from review.coding_sheet import write_coding_sheet
from review.decisions import decide
from review.sheet_changes import AppliedChanges, apply_changes, as_data, changes_in, differences, lines_of
from review.workbooks import read_workbook
from tests.effort import effort
from tests.review.reviews import WHO, protocol, review


@pytest.fixture
def store() -> Iterator[Store]:
    """Two verified results of a report, one label coded, its study characterised."""
    with review() as made:
        for item in ("C1", "C4"):
            decide(made, item, "accept", who=WHO)
        code_variable(made, protocol(), "R1", "CES-D", construct="depression", direction="+", who=WHO)
        set_characteristics(made, protocol(), "S1", {"mean_age": 19.5, "country": None, "generation": "z"}, who=WHO)
        yield made


def written(store: Store, folder: Path) -> Path:
    path = folder / "coding.xlsx"
    write_coding_sheet(path, store.view(), protocol())
    return path


def edit(path: Path, sheet: str, row: str, **cells: Any) -> None:
    """Type into a row of the sheet, as in a spreadsheet; a row without a name is a new one."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    names = [cell.value for cell in page[1]]
    number = next((n for n in range(2, page.max_row + 1) if row and page.cell(n, 1).value == row), page.max_row + 1)
    for name, value in cells.items():
        page.cell(number, names.index(name) + 1).value = value
    book.save(path)


def applied(store: Store, path: Path) -> AppliedChanges:
    return apply_changes(store, protocol(), changes_in(store, path, protocol()), who="ada", note=path.name)


LABELS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
NUMBERS = st.one_of(st.integers(-5, 10**6), st.floats(-1e6, 1e6, allow_nan=False))


@st.composite
def views(draw: Any) -> View:
    """Any record: labels in any script, control characters, formulas, every value that can be coded."""
    decimals = draw(st.integers(0, 6))
    value = round(draw(st.floats(-0.99, 0.99)), decimals)
    n = draw(st.one_of(st.none(), st.integers(4, 10**7)))
    r = Printed(f"{value}", value, decimals)
    group, x, y = draw(st.text(max_size=6)), draw(LABELS), draw(LABELS)
    readings = [Reading(f"C{i}", "R1", r, "pearson", n, "df", x, y, "page", WHO, group=group) for i in range(2)]
    coding = VariableCoding(
        "R1", x, draw(st.sampled_from(["", "depression"])), draw(st.sampled_from([1, -1])), y, group
    )
    coded = {"mean_age": draw(st.one_of(st.none(), NUMBERS)), "country": draw(LABELS)}
    report = Report(
        "R1", draw(LABELS), (), draw(st.text(max_size=9)), draw(st.one_of(st.none(), st.integers(1900, 2100)))
    )
    codings = Codings((coding,), (Study("S1", x, ("R1", "R2"), coded),), (report,))
    return View(readings=tuple(readings), codings=codings)


@given(views())
@settings(max_examples=effort(25, 700), deadline=None)
def test_an_untouched_sheet_has_no_difference(made: View) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coding.xlsx"
        write_coding_sheet(path, made, protocol())
        found = differences(read_workbook(path), made, made, protocol())
    assert (found.cells, found.added, found.remarks) == ((), (), ())


def test_what_coders_change_becomes_decisions(store: Store, tmp_path: Path) -> None:
    path = written(store, tmp_path)
    edit(path, "effects", "C1", r=0.3, n=200)
    edit(path, "effects", "C4", decision="reject")
    edit(path, "labels", "Group use", construct="groups", direction="+", evidence="more is more")
    edit(path, "labels", "Empowerment", construct="none")
    edit(path, "studies", "S1", mean_age=21, country="Ireland")
    edit(path, "reports", "R1", eligibility="include", state="waiting", reason="asked the authors")
    edit(path, "effects", "", report="R1", x="CES-D", y="Sleep", r=".12", n=212, page=3)
    found = changes_in(store, path, protocol())
    assert "effects C1: r 0.31 -> 0.30" in lines_of(found)
    assert store.events()[-1].who == WHO  # looking decides nothing
    assert applied(store, path) == AppliedChanges(8, ())
    kept, added = store.readings()
    assert (kept.r.value, kept.n, kept.who, added.source, added.page) == (0.3, 200, "ada", "page", 3)
    codings = store.codings()
    assert {(c.label, c.construct) for c in codings.variables} == {
        ("CES-D", "depression"), ("Group use", "groups"), ("Empowerment", ""),
    }  # fmt: skip
    assert codings.studies[0].characteristics == {"mean_age": 21, "country": "Ireland", "generation": "z"}
    assert (codings.reports[0].eligibility, codings.reports[0].state) == ("include", "waiting")
    assert store.events()[-1].note == "coding.xlsx, line 4"


def test_a_sheet_that_was_taken_over_changes_nothing_again(store: Store, tmp_path: Path) -> None:
    path = written(store, tmp_path)
    edit(path, "effects", "C1", n=200)
    assert applied(store, path).decisions == 1
    assert applied(store, path) == AppliedChanges(0, ())


def test_what_others_decided_meanwhile_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    path = written(store, tmp_path)
    edit(path, "effects", "C1", n=200)
    decide(store, "C1", "change", n=205, who="lee")
    decide(store, "C4", "change", n=99, who="lee")  # untouched in the sheet: stays
    done = applied(store, path)
    assert done == AppliedChanges(0, ("effects C1, n: meanwhile '205' was decided, the sheet says '200'",))
    assert [reading.n for reading in store.readings()] == [205, 99]


def test_what_cannot_be_decided_so_is_told_and_the_rest_is_done(store: Store, tmp_path: Path) -> None:
    set_eligibility(store, protocol(), "R1", "include", who=WHO)
    path = written(store, tmp_path)
    edit(path, "effects", "C1", n="many", page=7)
    edit(path, "effects", "C4", decision="maybe")
    edit(path, "effects", "", report="R1", x="CES-D")
    edit(path, "effects", "", id="C99", r=0.1)
    edit(path, "labels", "CES-D", construct=None)
    edit(path, "studies", "S1", mean_age=None)
    edit(path, "reports", "R1", state="no usable result")
    edit(path, "studies", "", study="Another")
    found = changes_in(store, path, protocol())
    assert set(found.remarks) == {
        "effects C1: page is for reading only",
        "effects: there was no row C99; leave the first column of a new row empty",
        "studies, line 3: new rows are for effects only",
    }
    done = applied(store, path)
    assert done.decisions == 0
    told = "; ".join(done.problems)
    for words in ("n = 'many' is no whole number", "decision 'maybe' is unknown", "needs y, r, n", "no construct",
                  "mean_age was emptied", "needs a reason"):  # fmt: skip
        assert words in told
    assert as_data(found, done)["problems"] == list(done.problems)


def test_a_row_that_is_gone_from_the_sheet_is_told(store: Store, tmp_path: Path) -> None:
    path = written(store, tmp_path)
    book = openpyxl.load_workbook(path)
    book["effects"].delete_rows(2)
    book.save(path)
    found = changes_in(store, path, protocol())
    assert (found.cells, found.remarks) == ((), ("effects: row C1 is missing in the sheet; nothing is done",))


def test_another_workbook_is_no_coding_sheet(store: Store, tmp_path: Path) -> None:
    path = written(store, tmp_path)
    with review() as other, pytest.raises(UnreadableSheet, match="written from another review"):
        changes_in(other, path, protocol())
    book = openpyxl.load_workbook(path)
    del book["stook"]
    book.save(path)
    with pytest.raises(UnreadableSheet, match="no coding sheet of `stook export`"):
        changes_in(store, path, protocol())


def test_text_is_no_formula_and_numbers_are_numbers(store: Store, tmp_path: Path) -> None:
    decide(store, "C1", "change", x="=HYPERLINK(1)", who=WHO)
    page = openpyxl.load_workbook(written(store, tmp_path))["effects"]
    row = list(next(page.iter_rows(2)))
    assert [(cell.value, cell.data_type) for cell in row if cell.column_letter in "EGH"] == [
        ("=HYPERLINK(1)", "s"), (0.31, "n"), (212, "n"),
    ]  # fmt: skip
    assert page["A1"].comment.text.startswith("id of the result")
