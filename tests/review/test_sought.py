"""Numbers of an earlier review's sheet, looked for in their papers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.document import Box
from corpus.effects import effects
from corpus.errors import InvalidDecision
from corpus.evidence import Printed
from corpus.store import Store
from review.coding import code_variable
from review.decisions import decide
from review.imports import Imported, as_data, import_sheet, kept
from review.reports_meant import Named, Shelf
from review.sought import Wanted, seek
from review.spots import Glossary, Spot, likeness
from review.workbooks import Page, write_workbook
from tests.review.reviews import MATRIX, WHO, add, candidate, protocol

OTHER = (candidate("-.222", "Empowerment", "Group use", 5, 0), candidate(".17", "BDI", "Group use", 6, 0))


@pytest.fixture
def store() -> Iterator[Store]:
    """Two papers: a matrix of four results and one of two; all of 212 people."""
    with Store.in_memory() as made:
        add(made, *MATRIX)
        add(made, *OTHER, name="kim2020")
        yield made


def brought(store: Store, folder: Path, *lines: str, columns: Mapping[str, str] | None = None) -> Imported:
    path = folder / "last.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return import_sheet(store, path, protocol(), who=WHO, columns=columns)


def verdicts(done: Imported) -> list[tuple[str, ...]]:
    return [(line.sought.verdict, *line.sought.differs) for line in done.lines]


@pytest.mark.parametrize(("cells", "verdict"), [
    ("berg2019,.31,212,CES-D,Group use,", ("found",)), ("berg2019,0.31**,212,Group use,CES-D,1", ("found",)),
    ("berg2019,.31,212,group use frequency,CES-D score,", ("found",)),
    ("berg2019,.31,212,depression,groups,", ("found",)), ("berg2019,.31,212,Melancholia,Forum,1", ("found",)),
    ("berg2019,-.31,212,CES-D,Group use,", ("differs", "sign")),
    ("berg2019,.31,200,CES-D,Group use,", ("differs", "n")), ("berg2019,.31,212,CES-D,Group use,345", ("found",)),
    ("kim2020,-.22,212,Empowerment,Group use,", ("differs", "rounding")),
    ("kim2020,.22,212,Empowerment,Group use,", ("differs", "sign", "rounding")),
    ("berg2019,.45,212,CES-D,Group use,", ("elsewhere", "pair")),
    ("berg2019,.17,212,BDI,Group use,", ("elsewhere", "paper")),
    ("berg2019,.77,212,CES-D,Group use,", ("not_found",)), ("berg2019,-.77,212,Melancholia,Forum,", ("not_found",)),
    ("Unknown 1990,.31,90,CES-D,Group use,", ("not_found",)), ("berg2019,-.31,99,Melancholia,Forum,1", ("not_found",)),
])  # fmt: skip
def test_a_number_is_found_different_elsewhere_or_not_there(
    store: Store, tmp_path: Path, cells: str, verdict: tuple[str, ...]
) -> None:
    assert verdicts(brought(store, tmp_path, "study,ri,ni,x,y,page", cells)) == [verdict]


def test_a_number_on_its_page_gets_the_place_and_counts(store: Store, tmp_path: Path) -> None:
    done = brought(store, tmp_path, "study,ri,ni,x,y", "berg2019,.31,212,depression,groups")
    (line,), (reading,) = done.lines, store.readings()
    assert (reading.page, reading.quote, reading.boxes) == (1, "Group use .31 CES-D", line.sought.boxes)
    assert all(isinstance(box, Box) for box in reading.boxes)
    made = effects(store.readings(), store.codings(), protocol(), "depression")
    assert [(effect.source_kind, effect.page, effect.r) for effect in made] == [("imported", 1, 0.31)]


def test_a_number_that_its_page_contradicts_waits_for_a_person(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, "study,ri,ni,x,y", "berg2019,.31,150,depression,groups")
    allowing = protocol(selection={"imported": True})
    assert effects(store.readings(), store.codings(), allowing, "depression") == []
    assert store.readings()[0].doubt == "p. 1: r = .31, n = 212, Group use × CES-D"
    decide(store, "H1", "accept", who=WHO)
    assert [e.n for e in effects(store.readings(), store.codings(), allowing, "depression")] == [150]


def test_the_direction_of_a_label_is_taken_into_account(store: Store, tmp_path: Path) -> None:
    code_variable(store, protocol(), "R1", "CES-D", construct="depression", direction="-", note="turned", who=WHO)
    done = brought(store, tmp_path, "study,ri,ni,x,y", "berg2019,-.31,212,depression,groups")
    assert verdicts(done) == [("found",)]


def test_two_rows_take_two_places_as_long_as_there_are_two(store: Store, tmp_path: Path) -> None:
    add(store, candidate(".40", "Sleep", "Stress", 1, 0), candidate(".40", "Income", "Age", 2, 0), name="lee2021")
    rows = ["lee2021,.40,212,Alpha,Beta", "lee2021,.40,212,Stress,Sleep", "lee2021,.40,212,Gamma,Delta"]
    done = brought(store, tmp_path, "study,ri,ni,x,y", *rows)
    assert [line.sought.verdict for line in done.lines] == ["found"] * 3
    assert [line.sought.spot.item for line in done.lines if line.sought.spot] == ["C8", "C7", "C7"]


def test_a_number_on_another_page_is_elsewhere_unless_the_sheet_counts_the_journals_pages() -> None:
    spot = Spot("C1", "R1", 3, Printed(".31", 0.31, 2), 90, "A1", "B1", "correlation")
    wanted = Wanted("R1", Printed("0.31", 0.31, 2), 90, "A1", "B1", page=4)
    glossaries = {"R1": Glossary(["A1", "B1"])}
    (found,) = seek([wanted], {"R1": [spot]}, glossaries, {"R1": 12})
    assert (found.verdict, found.differs, found.told) == ("elsewhere", ("page",), "p. 3: r = .31, n = 90, A1 × B1")
    (found,) = seek([replace(wanted, page=404)], {"R1": [spot]}, glossaries, {"R1": 12})
    assert found.verdict == "found"
    (found,) = seek([wanted], {"R1": [replace(spot, page=4, kind="cited")]}, glossaries)
    assert (found.verdict, found.differs) == ("differs", ("kind",))


def test_the_four_lists_are_kept_and_told(store: Store, tmp_path: Path) -> None:
    done = brought(store, tmp_path, "study,ri,ni,x,y", "berg2019,.31,212,CES-D,Group use", "berg2019,.1,9,CES-D,Age")
    data = as_data(done, "last.csv")
    assert kept(store, "last.csv") == data
    assert data["counts"] == {"found": 1, "differs": 0, "elsewhere": 0, "not_found": 1}
    assert data["found"][0]["boxes"][0]["page"] == 1
    assert kept(store, "another.csv") is None


def test_a_sheet_with_a_row_a_study_holds_several_results(store: Store, tmp_path: Path) -> None:
    head = "Author,Year,N,r_depression,r_emp,n_emp"
    columns = {"empowerment~groups": "r_emp", "n_empowerment~groups": "n_emp"}
    done = brought(store, tmp_path, head, "Berg,2019,212,.31,.45,200", "Klein,2001,80,,NA,80", columns=columns)
    assert [(line.study, line.r, line.n, line.x, line.y) for line in done.lines] == [
        ("Berg 2019", ".31", 212, "depression", "groups"),
        ("Berg 2019", ".45", 200, "empowerment", "groups"),
    ]
    assert verdicts(done) == [("found",), ("differs", "n")]


def test_a_workbook_comes_in_like_a_csv_file(store: Store, tmp_path: Path) -> None:
    columns = tuple((name, "") for name in ("Study", "Pearson r", "Sample size", "x", "y"))
    row = {"Study": "Berg 2019", "Pearson r": 0.31, "Sample size": 212, "x": "depression", "y": "groups"}
    write_workbook(tmp_path / "last.xlsx", [Page("Coding", columns, (row,))])
    assert verdicts(import_sheet(store, tmp_path / "last.xlsx", protocol(), who=WHO)) == [("found",)]


def test_a_row_that_may_mean_two_reports_is_told_and_not_imported(store: Store, tmp_path: Path) -> None:
    add(store, candidate(".11", "A", "B", 1, 0), name="berg2019-supplementary-study")
    done = brought(store, tmp_path, "study,author,ri,ni,x,y", "Berg et al. (2019),Berg,.31,212,CES-D,Group use")
    assert [(line.outcome, line.name) for line in done.lines] == [
        ("ambiguous", "R1 (berg2019), R3 (berg2019-supplementary-study)")
    ]
    assert store.readings() == []
    named = brought(
        store, tmp_path, "study,report,ri,ni,x,y", "Berg et al. (2019),berg2019.pdf,.31,212,CES-D,Group use"
    )
    assert [line.report for line in named.lines] == ["R1"]


@pytest.mark.parametrize(("named", "report"), [
    (Named("Berg & Ito, 2019"), ["R1"]), (Named("BERG (2019)"), ["R1"]), (Named("Berg 2018"), []),
    (Named("Study 7", author="Kim, J.", year="2020"), ["R2"]), (Named("whatever", report="kim2020.PDF"), ["R2"]),
    (Named("Ito 2019"), []), (Named("R2"), ["R2"]), (Named("x", title="Too short"), []),
])  # fmt: skip
def test_a_report_is_known_by_file_id_author_and_year(store: Store, named: Named, report: list[str]) -> None:
    assert Shelf(store).meant(named) == report


@pytest.mark.parametrize(("one", "other", "like"), [
    ("CES-D", "ces–d*", True), ("Depression", "Depression (CES-D)", True), ("Depression T1", "Depression T2", False),
    ("Self esteem", "Self-esteem", True), ("Anxiety", "Avoidance", False), ("Extraversion", "Extroversion", True),
    ("Emot. exhaustion", "Emotional exhaustion", True), ("Age", "Wage", False), ("", "Age", False),
    ("Work engagement index", "Engagement at work", True),
])  # fmt: skip
def test_names_of_one_variable_are_alike(one: str, other: str, like: bool) -> None:
    assert (likeness(one, other) >= 0.6) is like


def test_a_question_that_nobody_knows_is_no_column(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidDecision, match="no column 'ri'; it has study, ni; say which it is"):
        brought(store, tmp_path, "study,ni", "berg2019,212")
