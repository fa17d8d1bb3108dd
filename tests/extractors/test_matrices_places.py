"""Tables as a page's reader hands them on: joined header rows, torn columns, damaged glyphs, lying pages, two pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.document import Box, Cell, Document, Grid, Table, Word
from extractors.checks import check
from extractors.matrices import matrices

SIZE, LEADING, COLUMN = 10.0, 12.0, 60.0


def word(text: str, x: float, top: float, *, page: int = 1, angle: int = 0, **marks: object) -> Word:
    """A word at a place of an upright page, or of the same page lying."""
    width = 5.0 * len(text)
    places = {
        0: Box(page, x, top, x + width, top + SIZE),
        90: Box(page, 700 - top - SIZE, x, 700 - top, x + width),
        270: Box(page, top, 700 - x - width, top + SIZE, 700 - x),
    }
    return Word(text, places[angle], size=SIZE, angle=angle, **marks)  # type: ignore[arg-type]


def placed(lines: Sequence[str], column: int, top: float, *, page: int = 1, angle: int = 0, shift: float = 0.0) -> Cell:
    """A cell of one or more lines, centred on its column."""
    words = []
    for k, line in enumerate(lines):
        x = COLUMN * column + 30 - 2.5 * len(line) + shift
        for text in line.split():
            words.append(word(text, x, top + k * LEADING, page=page, angle=angle))
            x += 5.0 * (len(text) + 1)
    stars = "".join(c for line in lines for c in line if c == "*")
    return Cell(" ".join(lines).replace("*", ""), tuple(w.box for w in words), stars, tuple(words))


def grid(rows: Sequence[Sequence[str]], *, page: int = 1, angle: int = 0) -> Grid:
    """Rows of cells with places; lines of a cell are parted by `/`."""
    out, top = [], 100.0
    for row in rows:
        deepest = max(cell.count("/") for cell in row)
        cells = []
        for c, text in enumerate(row):
            lines = [line.strip() for line in text.split("/")]
            lower = (deepest - len(lines) + 1) * LEADING  # headings stand at the bottom of their row
            cells.append(placed(lines, c, top + lower, page=page, angle=angle) if text.strip() else Cell(""))
        out.append(tuple(cells))
        top += LEADING * (deepest + 1)
    return tuple(out)


def document(*tables: Table) -> Document:
    return Document("d", (), (), tables, "test")


def values(*tables: Table) -> set[tuple[str, str, float, str]]:
    return {(c.x, c.y, c.r.value, c.group) for c in matrices(document(*tables)) if c.kind == "correlation"}


FACTORS = (
    ("Item", "F1", "Within/F2", "F3", "F1", "Between/F2", "F3"),
    ("F1", "1.00", "", "", "1.00", "", ""),
    ("F2", "-.33", "1.00", "", ".01", "1.00", ""),
    ("F3", ".24", ".41", "1.00", ".02", ".03", "1.00"),
)


@pytest.mark.parametrize("angle", [0, 90, 270])
def test_a_spanning_head_joined_to_the_name_in_its_middle_is_told_apart_by_its_line(angle: int) -> None:
    one = Table(1, (grid(FACTORS, angle=angle),), caption="Table 3. Factor correlations")
    assert values(one) == {
        ("F2", "F1", -0.33, "Within"),
        ("F3", "F1", 0.24, "Within"),
        ("F3", "F2", 0.41, "Within"),
        ("F2", "F1", 0.01, "Between"),
        ("F3", "F1", 0.02, "Between"),
        ("F3", "F2", 0.03, "Between"),
    }


def test_heads_over_unequal_runs_stand_in_their_middles() -> None:
    rows = (
        ("", "", "Home", "", "Work", ""),
        ("Measure", "Noise", "Light", "Space", "Tasks", "Peers"),
        ("Calm", ".11", ".12", ".13", ".14", ".15"),
    )
    found = list(matrices(document(Table(1, (grid(rows),), caption="Table 2. Correlations of moods with places"))))
    assert [c.col for c in found][:2] == ["Noise", "Home Light"]
    named = {c.r.value: c.y for c in found}
    assert named[0.14].endswith("Tasks")


def test_a_first_row_joined_to_the_header_belongs_to_the_body() -> None:
    rows = (
        ("Variable/Screen time", "SCT/1", "MIN/"),
        ("Mindfulness (MIN)", "-.31", "1"),
        ("Vocabulary", ".12", ".21"),
    )
    one = Table(1, (grid(rows),), caption="Correlations", note="SCT = Screen time. N = 90.")
    assert ("Vocabulary", "Mindfulness (MIN)", 0.21, "") in values(one)


def test_a_column_torn_in_two_is_joined_again() -> None:
    rows = (
        ("Measure", "1", "", "2", "3"),
        ("1. Calm", "—", "", "", ""),
        ("2. Noise", ".11", "", "—", ""),
        ("3. Light", ".12", "-.23", "", "—"),
    )
    one = Table(1, (grid(rows),), caption="Correlations")
    assert values(one) == {
        ("Noise", "Calm", 0.11, ""),
        ("Light", "Calm", 0.12, ""),
        ("Light", "Noise", -0.23, ""),
    }


def test_a_manuscripts_line_numbers_are_left_out() -> None:
    rows = (
        ("11 12", "Measure", "1", "2"),
        ("13", "1. Calm", "—", ""),
        ("14", "2. Noise", ".11", "—"),
        ("15", "3. Light", ".12", "-.23"),
    )
    assert len(values(Table(1, (grid(rows),), caption="Correlations"))) == 3


def test_a_heading_with_two_numbers_has_the_one_beside_its_neighbour() -> None:
    rows = (
        ("", "1 2", "3", "4"),
        ("1. Calm", ".1", ".2", ".3"),
        ("2. Noise", "", ".4", ".5"),
        ("3. Light", "", "", ".6"),
    )
    found = values(Table(1, (grid(rows),), caption="Correlations"))
    assert ("Calm", "Noise", 0.1, "") in found
    assert ("Noise", "Light", 0.4, "") in found


def test_a_matrix_over_two_pages_by_rows_has_its_names_and_note_from_both() -> None:
    first = (("Variable", "1", "2", "3"), ("1. Calm", "—", "", ""), ("2. Noise", ".11", "—", ""))
    second = (("", "1", "2", "3"), ("3. Light", ".12", "-.23", "—"))
    tables = (
        Table(1, (grid(first),), label="Table 4", caption="Table 4. Correlations"),
        Table(2, (grid(second, page=2),), label="Table 4", note="N = 77.", continues=True),
    )
    found = list(matrices(document(*tables)))
    assert {(c.x, c.y, c.page, c.n) for c in found} == {
        ("Noise", "Calm", 1, 77),
        ("Light", "Calm", 2, 77),
        ("Light", "Noise", 2, 77),
    }


def test_a_matrix_over_two_pages_by_columns_may_leave_its_names_on_the_first() -> None:
    first = (
        ("", "1", "2"),
        ("1. Calm", "—", ""),
        ("2. Noise", ".11", "—"),
        ("3. Light", ".12", "-.23"),
        ("4. Space", ".1", ".2"),
    )
    second = (("", "3", "4"), ("3.", "—", ""), ("4.", ".31", "—"))
    tables = (Table(1, (grid(first),), caption="Correlations"), Table(2, (grid(second, page=2),), continues=True))
    assert ("Space", "Light", 0.31, "") in values(*tables)


def test_a_full_matrix_over_two_pages_gives_each_pair_once_with_its_mirror_on_the_other_page() -> None:
    first = (
        ("", "1", "2"),
        ("1. Calm", "1", ".11"),
        ("2. Noise", ".11", "1"),
        ("3. Light", ".12", "-.23"),
        ("4. Space", ".1", ".2"),
    )
    second = (
        ("", "3", "4"),
        ("1. Calm", ".12", ".1"),
        ("2. Noise", "-.23", ".2"),
        ("3. Light", "1", ".3"),
        ("4. Space", ".3", "1"),
    )
    tables = (Table(1, (grid(first),), caption="Correlations"), Table(2, (grid(second, page=2),), continues=True))
    found = [c for c in matrices(document(*tables)) if c.kind == "correlation"]
    assert {(c.r.value, c.page, c.group, *sorted({b.page for b in c.value_boxes})) for c in found} == {
        (0.11, 1, "", 1),
        (0.12, 1, "", 1, 2),
        (-0.23, 1, "", 1, 2),
        (0.1, 1, "", 1, 2),
        (0.2, 1, "", 1, 2),
        (0.3, 2, "", 2),
    }


def test_the_more_consistent_of_two_readings_wins() -> None:
    right = (
        ("", "1", "2", "3"),
        ("1. Calm", "1", "", ""),
        ("2. Noise", ".81", "1", ""),
        ("3. Light", ".72", ".63", "1"),
    )
    shifted = (
        ("", "1", "2", "3"),
        ("1. Calm", "1", "", ""),
        ("2. Noise", "1.81", "1", ""),
        ("3. Light", "7.2", "6.3", "1"),
    )
    found = list(matrices(document(Table(1, (grid(shifted), grid(right)), caption="Correlations"))))
    assert {c.r.value for c in found} == {0.81, 0.72, 0.63}
    assert {dict(c.evidence)["rival_readings"] for c in found} == {2.0}


def test_an_impossible_value_of_a_misprint_is_kept_and_flagged() -> None:
    rows = (
        ("", "1", "2", "3"),
        ("1. Calm", "—", "", ""),
        ("2. Noise", "-1.26", "—", ""),
        ("3. Light", ".72", ".63", "—"),
    )
    one = document(Table(1, (grid(rows),), caption="Correlations"))
    flags = {c.r.value: [f.code for f in c.flags] for c in check(list(matrices(one)), [], one)}
    assert flags[-1.26] == ["impossible_r"]
    assert flags[0.72] == []


def test_a_minus_that_is_a_damaged_glyph_is_read_and_flagged() -> None:
    rows = (("", "1", "2"), ("1. Calm", "—", ""), ("2. Noise", ".31", "—"))
    made = grid(rows)
    cell = made[2][1]
    damaged = replace(cell.words[0], text="\ufffd.31", unmapped=True, alternatives=("−.31",))
    broken = (*made[:2], (made[2][0], replace(cell, text="\ufffd.31", words=(damaged,)), made[2][2]))
    one = document(Table(1, (broken,), caption="Correlations"))
    (found,) = check(list(matrices(one)), [], one)
    assert found.r.value == -0.31
    assert [(f.code, f.severity) for f in found.flags] == [("unmapped_glyph", "hard")]


def test_heads_without_places_are_laid_over_columns_by_count() -> None:
    rows = (
        ("", "Home", "", "Work", ""),
        ("Measure", "Noise", "Light", "Tasks", "Peers"),
        ("Calm", ".11", ".12", ".13", ".14"),
    )
    bare = tuple(tuple(Cell(text) for text in row) for row in rows)
    found = list(matrices(document(Table(1, (bare,), caption="Table 2. Correlations of moods with places"))))
    assert [c.r.value for c in found] == [0.11, 0.12, 0.13, 0.14]
    assert all(c.page == 1 and c.value_boxes == () for c in found)


def test_a_table_without_readings_or_cells_gives_nothing() -> None:
    assert values(Table(1, (), caption="Correlations")) == set()
    assert values(Table(1, ((),), caption="Correlations")) == set()
    assert values(Table(1, (((Cell(""), Cell("")),),), caption="Correlations")) == set()


def test_a_p_in_brackets_torn_from_its_value_comes_back_to_it() -> None:
    rows = (
        ("", "", "1", "", "2", "3"),
        ("1. Calm", "", "1", "", "", ""),
        ("2. Noise", "-.10", "(.013)", "", "1", ""),
        ("3. Light", ".25", "(<.001)", ".31", "(.004)", "1"),
    )
    one = Table(1, (grid(rows),), caption="Correlations", note="p values in parentheses.")
    found = {(c.x, c.y): (c.r.value, c.p and c.p.value.value) for c in matrices(document(one))}
    assert found == {
        ("Noise", "Calm"): (-0.1, 0.013),
        ("Light", "Calm"): (0.25, 0.001),
        ("Light", "Noise"): (0.31, 0.004),
    }


def test_a_bracket_torn_over_two_headings_is_closed() -> None:
    rows = (
        ("", "Women (n", "= 71)", "Men (n", "= 99)"),
        ("Measure", "Noise", "Light", "Noise", "Light"),
        ("Calm", ".11", ".12", ".13", ".14"),
    )
    one = Table(1, (grid(rows),), caption="Table 2. Correlations of moods with places")
    assert {(c.group, c.n) for c in matrices(document(one))} == {("Women", 71), ("Men", 99)}


def test_vertical_headings_over_an_upright_body_are_names() -> None:
    made = grid((("Measure", "", ""), ("Calm", "—", ""), ("Noise", ".11", "—"), ("Light", ".12", "-.23")))
    heads = [placed([name], 0, 60.0, angle=90) for name in ("Calm", "Noise")]
    one = Table(1, (((made[0][0], *heads), *made[1:]),), caption="Correlations")
    assert len(values(one)) == 3


def test_a_last_header_line_that_names_a_group_is_a_section() -> None:
    rows = (
        ("Measure/", "Noise/", "Light/Nurses (n = 40)", "Space/"),
        ("Calm", ".11", ".12", ".13"),
        ("Low", ".21", ".22", ".23"),
    )
    one = Table(1, (grid(rows),), caption="Table 2. Correlations of moods with places by group")
    assert {(c.n, c.n_source) for c in matrices(document(one))} == {(40, "group")}


def test_a_last_header_line_that_ends_a_name_is_no_section_though_it_could_name_people() -> None:
    rows = (
        ("Measure//", "Noise//", "Talk in/online/groups", "Space//"),
        ("Calm", ".11", ".12", ".13"),
        ("Low", ".21", ".22", ".23"),
    )
    one = Table(1, (grid(rows),), caption="Table 2. Correlations of moods with places")
    found = {(c.x, c.y, c.group) for c in matrices(document(one)) if c.r.text == ".12"}
    assert found == {("Calm", "Talk in online groups", "")}
