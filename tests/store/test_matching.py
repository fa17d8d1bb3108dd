from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decisions import Decision
from corpus.evidence import Candidate
from corpus.store import Store
from corpus.store.matching import match_same_file
from tests.store.evidence import candidate, digest, document, scored, shifted

pytestmark = pytest.mark.usefixtures("dialect")

MATRIX = [
    candidate(r, x, y, row, col)
    for row, col, x, y, r in (
        (1, 0, "Use", "CES-D", ".31"), (2, 0, "Age", "CES-D", ".31"), (2, 1, "Age", "Use", ".31"),
        (3, 0, "Support", "CES-D", "-.12"), (3, 1, "Support", "Use", ".45"), (3, 2, "Support", "Age", ".31"),
    )
]  # fmt: skip


def stored(store: Store, found: list[Candidate], rules: str = "1", name: str = "berg2019.pdf") -> list[str]:
    return list(store.add(document("berg2019"), scored(*found), [], name=name, rules=rules).ids)


def test_the_same_file_again_changes_nothing_at_all() -> None:
    with Store.in_memory() as store:
        stored(store, MATRIX)
        before = store.papers(), store.candidates(), store.generation()
        again = store.add(document("berg2019"), scored(*MATRIX), [], name="berg2019.pdf", rules="1")
        assert (again.new, again.kept, again.vanished, again.changed) == (0, 6, 0, 0)
        assert (store.papers(), store.candidates(), store.generation()) == before


def test_the_same_file_under_another_name_changes_nothing_at_all() -> None:
    with Store.in_memory() as store:
        stored(store, MATRIX)
        before = store.papers(), store.candidates(), store.generation()
        stored(store, MATRIX, name="copy of berg.pdf")
        assert (store.papers(), store.candidates(), store.generation()) == before


def test_boxes_two_points_away_and_a_split_quote_lose_no_id_and_no_decision() -> None:
    with Store.in_memory() as store:
        ids = stored(store, MATRIX)
        for item in ids:
            store.append(Decision("reading", item, "reject", "mei", "", {"kind": "cited"}))
        moved = [shifted(item, 2) for item in MATRIX]
        first = moved[0].quotes[0]
        halves = (replace(first, text="Use .31"), replace(first, text="CES-D", boxes=()))
        moved[0] = replace(moved[0], quotes=halves)
        assert stored(store, moved, rules="2") == ids
        assert store.candidate("C1").scored.candidate.quotes == halves
        assert [item.changed for item in store.candidates()] == [False] * len(ids)
        assert store.candidates() == store.candidates(with_vanished=True)


@given(st.permutations(range(len(MATRIX))), st.floats(-2, 2), st.sets(st.integers(0, len(MATRIX) - 1)))
@settings(deadline=None)
def test_no_order_shift_or_gap_confuses_equal_values(order: list[int], shift: float, lost: set[int]) -> None:
    found = [shifted(MATRIX[place], shift) for place in order if place not in lost]
    matches = match_same_file(list(enumerate(MATRIX)), found)
    assert [matches[index] for index in range(len(found))] == [place for place in order if place not in lost]


def test_what_is_new_gets_a_new_id_and_what_vanished_is_kept_and_listed() -> None:
    with Store.in_memory() as store:
        stored(store, MATRIX[:2])
        again = store.add(document("berg2019"), scored(*MATRIX[1:3]), [], name="berg2019.pdf", rules="2")
        assert (again.ids, again.new, again.kept, again.vanished, again.gone) == (("C2", "C3"), 1, 1, 1, ("C1",))
        assert [item.id for item in store.candidates()] == ["C2", "C3"]
        assert [(item.id, item.vanished) for item in store.candidates(with_vanished=True)][-1] == ("C1", True)
        assert store.candidate("C1").vanished


def test_what_vanished_and_comes_back_has_its_old_id() -> None:
    with Store.in_memory() as store:
        stored(store, MATRIX)
        stored(store, [], rules="2")
        assert stored(store, MATRIX, rules="3") == ["C1", "C2", "C3", "C4", "C5", "C6"]
        assert len(store.candidates()) == len(MATRIX)


def test_an_equal_value_in_the_row_below_is_not_the_one_that_vanished() -> None:
    below = shifted(candidate(".31", "Age", "CES-D"), 0)
    below = replace(below, value_boxes=(replace(below.value_boxes[0], top=209, bottom=217),))
    with Store.in_memory() as store:
        stored(store, [candidate(".31", "Use", "CES-D")])
        assert stored(store, [below], rules="2") == ["C2"]


def test_another_sign_is_another_result() -> None:
    with Store.in_memory() as store:
        stored(store, [candidate(".31")])
        assert stored(store, [candidate("-.31")], rules="2") == ["C2"]
        assert store.candidate("C1").vanished


def test_the_labels_decide_between_results_of_the_same_place() -> None:
    twins = [candidate(".31", "Use", "CES-D"), candidate(".31", "Use", "PHQ-9")]
    with Store.in_memory() as store:
        stored(store, twins)
        assert stored(store, twins[::-1], rules="2") == ["C2", "C1"]


def test_a_table_that_moves_by_a_whole_row_keeps_the_ids_of_equal_values() -> None:
    rows = [candidate(".31", label, "CES-D", row) for row, label in enumerate(("Use", "Age", "Support"))]
    moved = [candidate(".31", label, "CES-D", row + 1) for row, label in enumerate(("Use", "Age", "Support"))]
    with Store.in_memory() as store:
        ids = stored(store, rows)
        assert stored(store, moved, rules="2") == ids
        assert not any(item.changed or item.vanished for item in store.candidates(with_vanished=True))


def test_a_result_told_in_several_places_keeps_the_id_on_which_somebody_decided() -> None:
    table = candidate(".31", "Use", "CES-D", 1, page=5)
    text = candidate(".31", "use of groups", "symptoms", 9, page=2, where="text", table="")
    both = replace(table, quotes=table.quotes + text.quotes, value_boxes=table.value_boxes + text.value_boxes)
    with Store.in_memory() as store:
        assert stored(store, [table, text]) == ["C1", "C2"]
        store.append(Decision("reading", "C2", "reject", "mei", "", {"kind": "cited"}))
        assert stored(store, [both], rules="2") == ["C2"]
        assert stored(store, [both], rules="3") == ["C2"]
        assert store.candidate("C1").vanished


def test_better_labels_keep_the_id_and_say_that_a_decision_saw_others() -> None:
    with Store.in_memory() as store:
        stored(store, [candidate(x="Depres-")])
        before = {"r": ".31", "n": 212, "x": "Depres-", "y": "Group use", "statistic": "pearson", "group": ""}
        store.append(Decision("reading", "C1", "reject", "mei", "", {"kind": "cited"}, before))
        again = store.add(document("berg2019"), scored(candidate(x="Depression")), [], name="b.pdf", rules="2")
        assert (again.ids, again.changed) == (("C1",), 1)
        assert store.candidate("C1").changed
        assert store.candidate("C1").scored.candidate.x == "Depression"


def test_a_page_laid_out_anew_is_matched_by_its_labels() -> None:
    with Store.in_memory() as store:
        stored(store, MATRIX)
        assert stored(store, [shifted(item, 300) for item in MATRIX], rules="2") == ["C1", "C2", "C3", "C4", "C5", "C6"]


def test_one_label_is_enough_where_the_page_has_one_such_result() -> None:
    alphas = [candidate(r, "CES-D", "", row, kind="reliability") for row, r in enumerate((".91", ".86", ".86"))]
    with Store.in_memory() as store:
        stored(store, alphas)
        assert stored(store, [shifted(item, 300) for item in alphas], rules="2") == ["C1", "C4", "C5"]


@pytest.mark.parametrize(("x", "same"), [("CES-D", True), ("", True), ("PHQ-9", False)])
def test_without_places_words_and_labels_decide(x: str, same: bool) -> None:
    flat = replace(candidate(), value_boxes=(), table="")
    other = replace(flat, x=x)
    with Store.in_memory() as store:
        stored(store, [flat])
        assert (stored(store, [other], rules="2") == ["C1"]) is same


def test_other_words_are_another_place() -> None:
    bare = replace(candidate(x="", y=""), value_boxes=())
    women, men = (
        replace(bare, quotes=(replace(bare.quotes[0], text=text),)) for text in ("r = .31 in women", "r = .31 in men")
    )
    with Store.in_memory() as store:
        stored(store, [bare, women])
        assert stored(store, [men], rules="2") == ["C3"]


def test_another_file_of_the_report_is_matched_by_value_pair_and_table() -> None:
    xml = digest("berg2019 as XML")
    with Store.in_memory() as store:
        stored(store, MATRIX)
        found = [replace(shifted(item, 400), page=1, x=item.y, y=item.x) for item in MATRIX]
        other = replace(document("berg2019"), digest=xml)
        again = store.add(other, scored(*found), [], name="berg2019.xml", rules="1")
        assert (again.report, again.ids) == ("R1", ("C1", "C2", "C3", "C4", "C5", "C6"))
        assert {item.digest for item in store.candidates()} == {xml}
        assert store.codings().reports[0].files == (xml, digest("berg2019"))
        before = store.candidates(), store.generation()
        stored(store, MATRIX)
        assert (store.candidates(), store.generation()) == before


def test_a_result_is_there_as_long_as_one_file_shows_it() -> None:
    other = replace(document("berg2019"), digest=digest("second"))
    with Store.in_memory() as store:
        stored(store, MATRIX)
        store.add(other, scored(*MATRIX[:5]), [], name="berg2019.xml", rules="1")
        assert len(store.candidates()) == len(MATRIX)
        stored(store, MATRIX[:5], rules="2")
        assert [item.id for item in store.candidates(with_vanished=True) if item.vanished] == ["C6"]


def test_another_label_of_the_table_is_no_obstacle() -> None:
    other = replace(document("berg2019"), digest=digest("second"))
    with Store.in_memory() as store:
        stored(store, MATRIX)
        found = [replace(item, table="Table 2") for item in MATRIX]
        assert store.add(other, scored(*found), [], name="berg2019.xml", rules="1").new == 0


def test_equal_names_alone_make_no_report() -> None:
    with Store.in_memory() as store:
        stored(store, MATRIX)
        found = scored(candidate(".77", "Sleep", "Grades"))
        other = replace(document("fulltext"), digest=digest("other paper"))
        assert store.add(other, found, [], name="berg2019.pdf", rules="1").report == "R2"


def test_equal_titles_and_names_make_a_report_without_any_result() -> None:
    title = "Help seeking in online groups and depressive symptoms"
    with Store.in_memory() as store:
        store.add(document("a", title), [], [], name="x2020.pdf", rules="1")
        assert store.add(document("b", title), [], [], name="x2020.xml", rules="1").report == "R1"
        assert store.add(document("c", title), [], [], name="other.pdf", rules="1").report == "R2"


def test_two_papers_of_one_name_and_a_programs_title_stay_two_reports() -> None:
    title = "Microsoft Word - manuscript_final_version.docx"
    with Store.in_memory() as store:
        first = store.add(document("a", title), scored(candidate(".31")), [], name="manuscript.pdf", rules="1")
        second = store.add(document("b", title), scored(candidate("-.12")), [], name="manuscript.pdf", rules="1")
        assert first.report != second.report


def test_one_name_and_title_are_two_reports_where_nothing_agrees() -> None:
    title = "Help seeking in online groups and depressive symptoms"
    with Store.in_memory() as store:
        first = store.add(document("a", title), scored(candidate(".31")), [], name="x2020.pdf", rules="1")
        second = store.add(document("b", title), scored(candidate("-.12")), [], name="x2020.pdf", rules="1")
        assert first.report != second.report
