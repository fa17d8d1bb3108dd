"""Sheets as people keep them: the same six results, written in many ways."""

import math
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import UnreadableSheet
from review.sheets import number, read_sheet
from review.workbooks import Page, read_workbook, write_workbook

RESULTS = [("Núñez 2019", 0.31, 212), ("Öz 2021", -0.05, 1204)]


def comma(value: float) -> str:
    return str(value).replace(".", ",")


SHEETS = {
    "metafor's own names": "study,ri,ni\n" + "".join(f"{s},{r},{n}\n" for s, r, n in RESULTS),
    "as R writes it": '"","study","ri","ni"\n'
    + "".join(f'"{i}","{s}",{r},{n}\n' for i, (s, r, n) in enumerate(RESULTS)),
    "semicolons and decimal commas": "study;ri;ni\n" + "".join(f"{s};{comma(r)};{n}\n" for s, r, n in RESULTS),
    "a spreadsheet's first line": "sep=;\r\nStudie;r;N\r\n" + "".join(f"{s};{comma(r)};{n}\r\n" for s, r, n in RESULTS),
    "tabs": "Author(s)\tPearson r\tSample size\n" + "".join(f"{s}\t{r}\t{n}\n" for s, r, n in RESULTS),
    "bars and spaces": "study | r | N\n" + "".join(f" {s} | {r} | {n}\n" for s, r, n in RESULTS),
    "quoted thousands and a real minus": 'study,r,n\nNúñez 2019,.31,212\nÖz 2021,"−,05","1,204"\n',
    "empty lines and columns": "study,ri,ni,,\n\nNúñez 2019,.31,212,,\n,,,,\nÖz 2021,-.05,1204\n",
}


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_same_results_are_read_however_they_are_written(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(SHEETS[name].replace("−", "−" if encoding != "cp1252" else "–").encode(encoding))
    sheet = read_sheet(path)
    assert sheet.has("study", "ri", "ni")
    assert not sheet.has("yi")
    assert (
        list(zip(sheet.cells(sheet.roles["study"]), sheet.numbers("ri"), sheet.numbers("ni"), strict=True)) == RESULTS
    )


def test_a_workbook_is_read_with_the_decimals_that_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    columns = (("Study", "who"), ("r", ""), ("N", ""))
    rows = ({"Study": "=Núñez 2019", "r": (0.3, 2), "N": 212}, {"Study": "Öz\x01 2021", "r": (-1, 1), "N": 1204.0})
    write_workbook(path, [Page("effects", columns, rows), Page("hidden", (("seq", ""),), (), hidden=True)])
    sheet = read_sheet(path)
    assert sheet.cells("r") == ["0.30", "-1.0"]
    assert sheet.cells("Study") == ["=Núñez 2019", "Öz 2021"]
    assert sheet.numbers("ni") == [212, 1204]
    assert list(read_workbook(path)) == ["effects", "hidden"]


def test_dates_and_truths_are_text(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    rows = ({"a": date(2020, 5, 17), "b": True, "c": 1e-20}, {"a": None, "b": False, "c": 0.25})
    write_workbook(path, [Page("s", (("a", ""), ("b", ""), ("c", "")), rows)])
    assert [cells for _, cells in read_workbook(path)["s"][1:]] == [
        ["2020-05-17", "true", "1e-20"],
        ["", "false", "0.25"],
    ]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text('sep=,\nstudy,r,n\n"a\nb",.1,20\n\nc,.2,30\n', encoding="utf-8")
    assert read_sheet(path).lines == (4, 6)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no rows"),
        (b"study,ri,ni\n", "has no rows"),
        (b"PK\x03\x04more", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0more", "is a workbook of the old format; save it as XLSX"),
        (b"\x00\x01\x02", "no text in UTF-8 or UTF-16"),
        (b"study,ri,ri,ni\na,.1,.1,20\n", "two columns 'ri'"),
        (b"study,r,correlation,n\na,.1,.2,20\n", "'r', 'correlation' may each be ri; say which with --columns ri=NAME"),
        (b"study,ri,ni\na,0,31,200\n", "line 2: more cells than columns"),
        (b'study,ri,ni\n"a' + b"b" * 140_000 + b'",.1,20\n', "cannot be read as a CSV file"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_named_with_its_remedy(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableSheet, match=words.replace("(", r"\(")):
        read_sheet(path)


def test_a_column_may_be_named_and_one_without_a_name_has_its_number(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("study,rho_hat,N,\na,.1,20,x\n", encoding="utf-8")
    sheet = read_sheet(path, named={"ri": "RHO_HAT"})
    assert sheet.numbers("ri") == [0.1]
    assert sheet.columns["column 4"] == ["x"]
    with pytest.raises(UnreadableSheet, match="no column 'rho'; it has study, rho_hat, N"):
        read_sheet(path, named={"ri": "rho"})
    with pytest.raises(UnreadableSheet, match="there is no 'zi'"):
        read_sheet(path, named={"zi": "rho_hat"})


@pytest.mark.parametrize(
    ("text", "value"),
    [(".31", 0.31), ("−.05", -0.05), ("–0,05", -0.05), (" 1e-3 ", 0.001), ("0,5E-1", 0.05), ("1,23", 1.23)],
)
def test_a_number_is_read_as_it_is_meant(text: str, value: float) -> None:
    assert number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "NA", "n/a", "NaN", ".", "NULL"])
def test_a_missing_number_is_no_number(text: str) -> None:
    assert math.isnan(number(text))


@pytest.mark.parametrize(
    ("text", "count", "words"),
    [
        (".31**", False, "is not a number"), ("1,204", False, "decimal comma or thousands"), ("inf", False, "finite"),
        ("1.204", True, "may be thousands"), ("57,5", True, "whole number"), ("a lot", True, "is not a number"),
    ],
)  # fmt: skip
def test_what_may_mean_two_numbers_is_refused(text: str, count: bool, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        number(text, count=count)


def test_a_count_with_thousands_is_whole() -> None:
    assert number("1,204", count=True) == 1204
    assert number("1 204".replace(" ", "\u202f"), count=True) == 1204
