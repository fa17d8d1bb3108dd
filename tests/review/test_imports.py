from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.effects import effects, select
from corpus.errors import InvalidDecision, UnreadableSheet
from corpus.store import Store
from review.coding import code_variable
from review.decisions import decide
from review.imports import Imported, import_sheet
from tests.review.reviews import WHO, add, candidate, protocol, review

IMPORTED = {"imported": True}


@pytest.fixture
def store() -> Iterator[Store]:
    with review() as made:
        yield made


def sheet(folder: Path, *lines: str) -> Path:
    path = folder / "review.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def counts(done: Imported) -> tuple[int, int]:
    return done.count("imported"), done.count("unchanged")


def test_a_sheet_becomes_readings_of_source_imported(store: Store, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "study,ri,ni,x,y,mean_age,page",
        "Klein 2001,.25,80,depression,groups,19.5,7",
        "Roth 1999,-.1,60,depression,groups,NA,",
    )
    assert counts(import_sheet(store, path, protocol(), who=WHO)) == (2, 0)
    first, second = store.readings()
    assert (first.id, first.source, first.r.text, first.n, first.n_basis, first.page) == (
        "H1",
        "imported",
        ".25",
        80,
        "sheet",
        7,
    )
    assert (second.page, second.report) == (None, "R3")
    assert effects(store.readings(), store.codings(), protocol(), "depression") == []
    made = effects(store.readings(), store.codings(), protocol(selection=IMPORTED), "depression")
    assert [(e.study_label, e.r, e.n, e.source_kind) for e in made] == [
        ("Klein 2001", 0.25, 80, "imported"),
        ("Roth 1999", -0.1, 60, "imported"),
    ]
    assert made[0].characteristics["mean_age"] == 19.5


def test_the_same_sheet_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, "study,ri,ni,x,y,country", "Klein 2001,.25,80,depression,groups,Ireland")
    import_sheet(store, path, protocol(), who=WHO)
    before = store.events()
    assert counts(import_sheet(store, path, protocol(), who="somebody else")) == (0, 1)
    assert store.events() == before


def test_a_row_about_a_known_report_joins_it(store: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, "study,ri,ni,x,y", "Berg 2019,.31,212,CES-D,Group use", "berg2019,.11,212,CES-D,Sleep")
    import_sheet(store, path, protocol(), who=WHO)
    assert {reading.report for reading in store.readings()} == {"R1"}
    assert store.codings().variables == ()


def test_labels_and_constructs_may_stand_side_by_side(store: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, "study,ri,ni,x,x_construct,y_construct", "Klein 2001,.25,80,BDI,depression,groups")
    import_sheet(store, path, protocol(), who=WHO)
    assert [(c.label, c.construct) for c in store.codings().variables] == [
        ("BDI (imported)", "depression"),
        ("groups (imported)", "groups"),
    ]


def test_the_only_question_is_meant_where_the_sheet_says_nothing(store: Store, tmp_path: Path) -> None:
    one = protocol(selection=IMPORTED, questions=[{"id": "q", "label": "q", "x": "depression", "y": "groups"}])
    import_sheet(store, sheet(tmp_path, "study,ri,ni", "Klein 2001,.25,80"), one, who=WHO)
    assert [e.r for e in effects(store.readings(), store.codings(), one, "q")] == [0.25]


def test_an_import_that_was_taken_back_can_be_repeated(store: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, "study,ri,ni,x,y", "Klein 2001,.25,80,depression,groups")
    import_sheet(store, path, protocol(), who=WHO)
    decide(store, "H1", "undo", who=WHO)
    assert counts(import_sheet(store, path, protocol(), who=WHO)) == (1, 0)
    assert [reading.id for reading in store.readings()] == ["H2"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["study,yi,vi", "a,.2,.1"], "has yi, vi, which are transformed; give the correlations as ri with ni"),
        (["study,ri,nn", "a,.2,10"], "has no column 'ni'; it has study, ri, nn; say which it is: --columns ni=NAME"),
        (["who,ri,ni", "a,.2,10"], "has no column 'study'; say which it is: --columns study=NAME"),
        (["study,ri,ni,x,y", "a,.2,many,b,c"], "line 2: ni = 'many' is not a whole number"),
        (["study,ri,ni,x,y", "a,.2,10.5,b,c"], "line 2: ni = '10.5' is not a whole number"),
        (["study,ri,ni,x,y", "a,.2,10,b,c", "a,1.2,10,b,c"], "line 3: r = 1.2 is not between"),
        (["study,ri,ni,x,y", "a,.2,3,b,c"], "line 2: n = 3 is too small"),
        (["study,ri,ni,x,y", "a,,30,b,c"], "line 2: r = '' is not a number"),
        (["study,ri,ni,x,y", ",.2,30,b,c"], "line 2: no study"),
        (["study,ri,ni", "a,.2,30"], "line 2: what correlates"),
    ],
)
def test_a_sheet_that_cannot_be_used_changes_nothing(
    store: Store, tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises((InvalidDecision, UnreadableSheet), match=message):
        import_sheet(store, sheet(tmp_path, *lines), protocol(), who=WHO)
    assert store.events() == []
    assert len(store.codings().reports) == 1


def test_a_sheet_that_is_not_there_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSheet, match="is not there; check its name"):
        import_sheet(store, tmp_path / "no.csv", protocol(), who=WHO)


def test_a_decimal_comma_is_refused(store: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, "study,ri,ni,x,y", "Klein 2001,.3,80,depression,groups", "Roth 1999,0,31,200,a,b")
    with pytest.raises(UnreadableSheet, match="line 3: more cells than columns; quote cells with commas"):
        import_sheet(store, path, protocol(), who=WHO)
    assert store.events() == []


def test_what_was_decided_on_an_imported_row_outlasts_the_sheet(store: Store, tmp_path: Path) -> None:
    path = sheet(
        tmp_path, "study,ri,ni,x,y", "Klein 2001,.25,80,depression,groups", "Roth 1999,.31,60,depression,groups"
    )
    import_sheet(store, path, protocol(), who=WHO)
    decide(store, "H1", "reject", who=WHO)
    decide(store, "H2", "change", who=WHO, r="-.31")
    assert counts(import_sheet(store, path, protocol(), who=WHO)) == (0, 2)
    assert [(r.id, r.r.text) for r in store.readings()] == [("H2", "-.31")]


def test_imported_values_neither_set_nor_borrow_the_direction_of_a_label(tmp_path: Path) -> None:
    path = sheet(
        tmp_path, "study,ri,ni,x,y,x_construct,y_construct", "berg2019,-.28,150,WHO-5,Group use,depression,groups"
    )
    with Store.in_memory() as store:
        add(store, candidate(".31", "WHO-5", "Group use"))
        import_sheet(store, path, protocol(), who=WHO)
        assert {c.label for c in store.codings().variables} == {"WHO-5 (imported)", "Group use (imported)"}
        code_variable(store, protocol(), "R1", "WHO-5", construct="depression", direction="-", who=WHO)
        made = effects(store.readings(), store.codings(), protocol(selection=IMPORTED), "depression")
        assert [(e.reading, e.r) for e in made] == [("H1", -0.28)]


@pytest.mark.parametrize(("printed", "direction", "n", "taken"), [
    (".31", "+", 150, ["C1"]), (".312", "+", 212, ["C1"]), ("-.31", "-", 150, ["C1"]), (".25", "+", 212, ["C1", "H1"]),
    ("-.31", "+", 212, []),
])  # fmt: skip
def test_a_value_on_the_page_and_in_a_sheet_is_one_effect_with_the_page(
    store: Store, tmp_path: Path, printed: str, direction: str, n: int, taken: list[str]
) -> None:
    code_variable(store, protocol(), "R1", "CES-D", construct="depression", direction=direction, note="so", who=WHO)
    code_variable(store, protocol(), "R1", "Group use", construct="groups", direction="+", who=WHO)
    path = sheet(tmp_path, "study,ri,ni,x,y", f"berg2019,{printed},{n},depression,groups")
    import_sheet(store, path, protocol(), who=WHO)
    decide(store, "C1", "accept", who=WHO)
    found = select(store.readings(), store.codings(), protocol(selection=IMPORTED), "depression")
    assert sorted(effect.reading for effect in found.effects) == taken
    if taken == ["C1"]:
        assert (found.effects[0].page, [(out.id, out.code) for out in found.left_out]) == (1, [("H1", "repeated")])
    if not taken:
        assert {out.code for out in found.left_out} == {"contradiction"}
