"""Tables drawn in many layouts come back cell by cell."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from tests.reading.drawn import NAMES, Drawn, Sheet, document, expected, matrix, moved, shown

WRAPPED = {1: ("2. Depressive symptoms in", "the past week"), 3: ("4. Empowerment through", "support groups")}


def with_columns(drawn: Drawn, heads: list[str], cells: Callable[[int], list[str]]) -> Drawn:
    """The table with further columns at the left."""
    rows = [[*cells(i), *row] for i, row in enumerate(drawn.rows)]
    return moved(drawn, heads=[*heads, *drawn.heads], rows=rows, column=42.0)


def rewritten(drawn: Drawn, change: Callable[[str], str], **changes: object) -> Drawn:
    """The table with every cell changed."""
    return moved(drawn, rows=[[change(cell) for cell in row] for row in drawn.rows], **changes)


def intervals() -> Drawn:
    """Confidence intervals in a line of their own under each row."""
    drawn, labels, rows = matrix(4), [], []
    for i, row in enumerate(drawn.rows):
        labels.append(drawn.labels[i])
        rows.append(row)
        if i:
            labels.append("")
            rows.append(["[.05, .35]" if cell and cell != "—" else "" for cell in row])
    return moved(drawn, labels=labels, rows=rows, column=62.0, align="centre")


def stacked() -> Drawn:
    """What statistics programs print: r, its significance and N under each other."""
    drawn, labels, rows = matrix(3), [], []
    for i, row in enumerate(drawn.rows):
        labels += [f"{NAMES[i]} r", "Sig. (2-tailed)", "N"]
        rows += [
            ["1" if cell == "—" else cell.rstrip("*") for cell in row],
            [".012" if cell and cell != "—" else "" for cell in row],
            ["214"] * len(row),
        ]
    return moved(drawn, labels=labels, rows=rows)


LAYOUTS: dict[str, Drawn] = {
    "lower triangle": matrix(),
    "upper triangle": matrix(lower=False),
    "no rules": moved(matrix(6), rules=False),
    "no diagonal": matrix(diagonal=""),
    "no diagonal and no rules": moved(matrix(diagonal=""), rules=False),
    "upper without diagonal": matrix(lower=False, diagonal=""),
    "reliability on the diagonal": matrix(diagonal="(.91)"),
    "ones on the diagonal": matrix(diagonal="1"),
    "tight columns": moved(matrix(7), column=27.0, size=9.0),
    "tighter columns": moved(matrix(7), column=23.0, size=8.0, align="centre"),
    "centred": moved(matrix(7), align="centre"),
    "set left": moved(matrix(7), align="left"),
    "stars of full size": moved(matrix(6), raised=False),
    "short names as headings": moved(matrix(4), heads=["Age", "Depr.", "Help", "Emp."], column=60.0),
    "long names as headings": moved(matrix(4), heads=["Age", "Symptoms", "Help seeking", "Empowerment"], column=75.0),
    "means and deviations": with_columns(matrix(), ["M", "SD"], lambda i: [f"{20 + i}.4{i}", f"{i}.9{i}"]),
    "numbers of people": with_columns(matrix(), ["N", "M"], lambda i: [f"{200 + i}", f"{20 + i}.4{i}"]),
    "labels wrap, numbers on the first line": moved(matrix(), wrap=WRAPPED),
    "labels wrap, numbers on the last line": moved(matrix(), wrap=WRAPPED, numbers_on="last"),
    "labels wrap, numbers in the middle": moved(matrix(), wrap=WRAPPED, numbers_on="middle"),
    "labels wrap without numbering": moved(
        matrix(),
        labels=NAMES[:5],
        wrap={
            1: ("Depressive symptoms in", "the past week"),
            3: ("Empowerment through", "online groups and", "forums"),
        },
    ),
    "headings between rows": moved(matrix(), sections={0: "Time 1", 3: "Time 2"}),
    "one line of caption": moved(matrix(), caption=("Table 1. Correlations among the variables.",)),
    "long caption": moved(
        matrix(),
        caption=(
            "Table 1. Correlations among the variables of the study and what",
            "else was measured at the first time of the study in the full sample.",
        ),
    ),
    "Roman label": moved(matrix(), caption=("TABLE II", "CORRELATIONS AMONG THE VARIABLES")),
    "no caption": moved(matrix(), caption=()),
    "no note": moved(matrix(), note=()),
    "no headings": moved(matrix(), heads=[""] * 5, stub=""),
    "no heading over the labels": moved(matrix(), stub=""),
    "intervals under the cells": intervals(),
    "stacks": stacked(),
    "p in the cell": rewritten(
        matrix(4), lambda c: f"{c.rstrip('*')} (.012)" if c and c != "—" else c, column=65.0, align="left"
    ),
    "decimal commas": rewritten(matrix(), lambda c: c.replace(".", "0,"), column=45.0, align="left"),
    "leading zeros": rewritten(matrix(), lambda c: c.replace(".", "0."), column=45.0),
    "two columns": Drawn(
        ["Age", "Help seeking", "Empowerment"],
        ["Depression", "Anxiety"],
        [[".12", ".23*"], ["−.34**", ".05"], [".41**", "−.22*"]],
        column=80.0,
    ),
    "r beside p and n": Drawn(
        ["Age", "Help seeking", "Empowerment"],
        ["r", "p", "n"],
        [[".12", ".081", "214"], ["−.34", ".001", "210"], [".41", ".000", "209"]],
        column=60.0,
    ),
    "one column": Drawn(
        ["Age", "Help", "Trust", "Hope"], ["r"], [[".12"], ["−.34**"], [".41**"], [".07"]], column=60.0
    ),
    "long labels": moved(
        matrix(),
        labels=[
            "1. I know where I can find help when I need it in my town",
            "2. I would not tell anyone in my family about it",
            "3. Help from others",
            "4. The people in my group understand what I go through",
            "5. Age",
        ],
        label_width=270.0,
        column=38.0,
    ),
    "means in the last rows": moved(
        matrix(4),
        labels=[*matrix(4).labels, "M", "SD"],
        rows=[*matrix(4).rows, ["3.21", "2.20", "12.40", "5.61"], ["0.91", "0.80", "3.10", "1.22"]],
    ),
}


def agrees(found: Document, drawn: Drawn, *, index: int = 0) -> None:
    """The table's likeliest reading has the drawn labels, cells and headings."""
    cells, want = shown(found.tables[index]), expected(drawn)
    assert cells[-len(want) :] == want
    above = [" ".join(row[k] for row in cells[: -len(want)] if row[k]) for k in range(len(cells[0]))]
    assert [head for head in above[1:] if head] == [head for head in drawn.heads if head]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_is_read_cell_by_cell(name: str, tmp_path: Path) -> None:
    drawn = LAYOUTS[name]
    found = document(tmp_path / "a.pdf", lambda sheet: sheet.table(drawn))
    assert len(found.tables) == 1
    agrees(found, drawn)
    table = found.tables[0]
    assert table.label == {0: "", 1: "Table 1", 2: "Table 1"}.get(len(drawn.caption)) or table.label == "TABLE II"
    assert table.caption == " ".join(drawn.caption)
    assert table.note == " ".join(drawn.note)


def test_a_heading_stands_over_all_its_columns(tmp_path: Path) -> None:
    drawn = moved(matrix(6), spans=[("Women", 0, 2), ("Men", 3, 5)])
    found = document(tmp_path / "a.pdf", lambda sheet: sheet.table(drawn))
    assert shown(found.tables[0])[0] == ["", "Women", "Women", "Women", "Men", "Men", "Men"]


@pytest.mark.parametrize("angle", [90, 270])
def test_a_turned_table_is_read_upright_with_boxes_of_the_page(angle: int, tmp_path: Path) -> None:
    drawn = matrix(6)

    def draw(sheet: Sheet) -> None:
        sheet.canvas.saveState()
        sheet.canvas.translate(*((0, 792) if angle == 90 else (612, 0)))
        sheet.canvas.rotate(-90 if angle == 90 else 90)
        Sheet(sheet.canvas, 612).table(drawn)
        sheet.canvas.restoreState()

    found = document(tmp_path / "a.pdf", draw)
    agrees(found, drawn)
    box = found.tables[0].box
    assert box is not None
    assert box.bottom - box.top > box.x1 - box.x0
    assert all(b.x1 <= 612 and b.bottom <= 792 for row in found.tables[0].cells for c in row for b in c.boxes)


@pytest.mark.parametrize("right", [False, True])
def test_a_table_inside_one_column_is_apart_from_the_text_beside_it(tmp_path: Path, right: bool) -> None:
    drawn = moved(
        matrix(4), x=318.0 if right else 54.0, label_width=110.0, column=30.0, size=8.0, leading=10.0, top=150.0
    )

    def draw(sheet: Sheet) -> None:
        sheet.prose(drawn.x, 80, 240, 4)
        sheet.prose(drawn.x, sheet.table(drawn) + 20, 240, 25)
        sheet.prose(54 if right else 318, 80, 240, 55)

    found = document(tmp_path / "a.pdf", draw)
    assert len(found.tables) == 1
    agrees(found, drawn)
    text = " ".join(p.text for p in found.passages if p.kind == "text")
    assert "Help seeking" not in text
    assert "what kept them from asking again" in text


@pytest.mark.parametrize("prose", [False, True])
def test_two_tables_side_by_side_are_two(tmp_path: Path, prose: bool) -> None:
    small = {"label_width": 110.0, "column": 30.0, "size": 8.0, "leading": 10.0, "top": 80.0}
    first = moved(matrix(4), x=54.0, **small)
    second = moved(matrix(4, lower=False), x=318.0, caption=("Table 2", "Others"), **small)

    def draw(sheet: Sheet) -> None:
        y = sheet.table(first) + 20
        sheet.table(second)
        if prose:
            sheet.prose(54, y, 240, 30)
            sheet.prose(318, y, 240, 30)

    found = document(tmp_path / "a.pdf", draw)
    assert [t.label for t in found.tables] == ["Table 1", "Table 2"]
    agrees(found, first)
    agrees(found, second, index=1)


def test_a_table_over_both_columns_is_one(tmp_path: Path) -> None:
    drawn = moved(matrix(7), x=54.0, label_width=130.0, column=45.0, top=80.0)

    def draw(sheet: Sheet) -> None:
        y = sheet.table(drawn) + 20
        sheet.prose(54, y, 240, 30)
        sheet.prose(318, y, 240, 30)

    agrees(document(tmp_path / "a.pdf", draw), drawn)


def test_tables_under_each_other_are_two(tmp_path: Path) -> None:
    first, second = moved(matrix(4), top=80.0), moved(matrix(lower=False), top=300.0, caption=("Table 2", "Others"))

    def draw(sheet: Sheet) -> None:
        sheet.table(first)
        sheet.table(second)

    found = document(tmp_path / "a.pdf", draw)
    agrees(found, first)
    agrees(found, second, index=1)


def test_a_table_between_paragraphs_leaves_both_whole(tmp_path: Path) -> None:
    drawn = moved(matrix(), top=250.0, note=(), rules=False)

    def draw(sheet: Sheet) -> None:
        sheet.prose(72, 80, 468, 12)
        sheet.prose(72, sheet.table(drawn) + 20, 468, 15)

    found = document(tmp_path / "a.pdf", draw)
    agrees(found, drawn)
    assert not [p for p in found.passages if p.kind == "text" and ".34" in p.text]
    assert [p.text for p in found.passages if p.kind == "caption"] == [found.tables[0].caption]


def test_a_lone_minus_belongs_to_its_number(tmp_path: Path) -> None:
    drawn = rewritten(matrix(), lambda c: c.replace("−", "− "), align="left", column=46.0)
    found = document(tmp_path / "a.pdf", lambda sheet: sheet.table(drawn))
    assert shown(found.tables[0])[-3][2] == "−.34*"


def test_a_caption_under_a_table_is_its_caption(tmp_path: Path) -> None:
    drawn = moved(matrix(), caption=(), note=())

    def draw(sheet: Sheet) -> None:
        y = sheet.table(drawn)
        sheet.text(72, y + 8, "Table 3. Correlations among the variables of the study.")
        sheet.prose(72, y + 60, 460, 20)

    found = document(tmp_path / "a.pdf", draw)
    agrees(found, drawn)
    assert found.tables[0].label == "Table 3"


def test_headings_that_run_up_are_headings(tmp_path: Path) -> None:
    drawn = moved(matrix(), heads=[""] * 5, top=260.0, caption=())

    def draw(sheet: Sheet) -> None:
        sheet.text(72, 100, "Table 1")
        sheet.text(72, 114, "Correlations of the study")
        sheet.table(drawn)
        for k in range(5):
            sheet.canvas.saveState()
            sheet.canvas.translate(72 + 140 + 40 * k + 8, 792 - 255)
            sheet.canvas.rotate(90)
            sheet.canvas.drawString(0, 0, NAMES[k])
            sheet.canvas.restoreState()

    agrees(document(tmp_path / "a.pdf", draw), moved(drawn, heads=NAMES[:5]))


def test_headings_over_two_lines_are_joined(tmp_path: Path) -> None:
    heads = [("Depressive", "symptoms"), ("Help", "seeking"), ("Social", "support"), ("Self-", "esteem")]
    drawn = moved(matrix(4), heads=[""] * 4, column=75.0, stub="", top=130.0)

    def draw(sheet: Sheet) -> None:
        sheet.table(drawn)
        for k, (above, below) in enumerate(heads):
            sheet.text(202 + 75 * k, 157, above)
            sheet.text(202 + 75 * k, 168, below)

    want = ["Depressive symptoms", "Help seeking", "Social support", "Self-esteem"]
    agrees(document(tmp_path / "a.pdf", draw), moved(drawn, heads=want))


def test_the_axes_of_a_figure_are_no_table(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        for k in range(6):
            sheet.text(100, 100 + 40 * k, f"0.{k}0")
            sheet.text(120 + 40 * k, 330, f"{k}.0")
        sheet.text(72, 360, "Figure 1. Means of the groups.")
        sheet.prose(72, 400, 468, 20)

    assert not document(tmp_path / "a.pdf", draw).tables


def test_a_table_that_goes_on_says_so(tmp_path: Path) -> None:
    drawn = moved(matrix(), caption=("Table 1 (continued)",))
    assert document(tmp_path / "a.pdf", lambda sheet: sheet.table(drawn)).tables[0].continues
