import json
import math
from pathlib import Path

import pytest

from tests.flows.commandline import Stook

# Molloy, O'Carroll & Ferguson (2014), conscientiousness and medication adherence: the first six studies
ROWS = "study,ri,ni\nAxelsson2009,.187,109\nAxelsson2011,.162,749\nBruce2010,.34,55\nChristensen1999,.32,107\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "studies.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_a_sheet_in_metafors_columns_is_pooled_without_a_review(outside: Stook, sheet: Path) -> None:
    found = json.loads(outside.works("pool", sheet, "--tau2", "EE", "--test", "z", "--format", "json"))
    y = [math.atanh(r) for r in (0.187, 0.162, 0.34, 0.32)]
    w = [n - 3 for n in (109, 749, 55, 107)]
    assert found["b"] == pytest.approx(sum(a * b for a, b in zip(y, w, strict=True)) / sum(w))
    assert found["se"] == pytest.approx(sum(w) ** -0.5)
    assert found["r"] == pytest.approx(math.tanh(found["b"]))


def test_the_default_interval_is_never_narrower_than_walds(outside: Stook, sheet: Path) -> None:
    default = json.loads(outside.works("pool", sheet, "--format", "json"))
    wald = json.loads(outside.works("pool", sheet, "--test", "z", "--format", "json"))
    assert default["test"] == "adhoc"
    assert default["ci_ub"] - default["ci_lb"] > wald["ci_ub"] - wald["ci_lb"]


def test_rows_without_a_fisher_z_are_left_out_by_name(outside: Stook, sheet: Path) -> None:
    sheet.write_text(ROWS + "Perfect,1,30\nTiny,.4,3\nEmpty,,50\n", encoding="utf-8")
    found = json.loads(outside.works("pool", sheet, "--format", "json"))
    assert found["k"] == 4
    assert [out["row"] for out in found["left_out"]] == [5, 6, 7]
    assert "left out, row 5" in outside.works("pool", sheet)


def test_given_effects_and_variances_are_pooled_as_they_are(outside: Stook, sheet: Path) -> None:
    sheet.write_text("study,yi,vi\na,.1,.01\nb,.3,.01\n", encoding="utf-8")
    found = json.loads(outside.works("pool", sheet, "--measure", "GEN", "--tau2", "EE", "--format", "json"))
    assert found["b"] == pytest.approx(0.2)
    assert found["r"] is None


def test_effects_of_one_sample_are_averaged(outside: Stook, sheet: Path) -> None:
    sheet.write_text("study,ri,ni\na,.2,100\na,.4,100\nb,.3,80\n", encoding="utf-8")
    found = json.loads(outside.works("pool", sheet, "--cluster", "study", "--format", "json"))
    assert found["k"] == 2


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["pool", "nowhere.csv"], 1, "nowhere.csv is not there"),
        (["pool", "studies.csv", "--tau2", "REMEL"], 2, "REML"),
        (["pool", "studies.csv", "--format", "jsn"], 2, "did you mean 'json'"),
        (["pool", "studies.csv", "--cluster", "sample"], 2, "no column 'sample'"),
        (["pool", "studies.csv", "--measure", "GEN"], 2, "GEN needs yi, vi"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    outside: Stook, sheet: Path, arguments: list[str], status: int, words: str
) -> None:
    answer = outside(*arguments)
    assert answer.status == status
    assert words in " ".join(answer.err.split())
    assert not answer.out


def test_a_cell_that_is_no_number_is_named_by_line_and_column(outside: Stook, sheet: Path) -> None:
    sheet.write_text(ROWS + "Odd,a lot,40\n", encoding="utf-8")
    answer = outside("pool", sheet)
    assert answer.status == 1
    assert "line 6: ri = 'a lot' is not a number" in answer.err


def test_moderators_are_regressed_on_by_name(outside: Stook, sheet: Path) -> None:
    rows = "".join(f"s{i},{0.1 + 0.04 * i:.2f},200,{2000 + i},{'app' if i % 2 else 'forum'}\n" for i in range(8))
    sheet.write_text("study,ri,ni,year,kind\n" + rows, encoding="utf-8")
    found = json.loads(outside.works("pool", sheet, "--moderators", "year,kind", "--format", "json"))
    assert found["names"] == ["intrcpt", "year", "kindforum"]
    assert found["b"][1] == pytest.approx(0.044, abs=0.01)
    assert "kindforum" in outside.works("pool", sheet, "--moderators", "year,kind")
    assert outside("pool", sheet, "--moderators", "yaer").status == 1
    few = outside("pool", sheet, "--moderators", "study")
    assert few.status == 1
    assert "need as many rows" in few.err


def test_moderators_follow_the_averaged_samples(outside: Stook, sheet: Path) -> None:
    rows = "".join(f"s{i // 2},{0.1 + 0.03 * i:.2f},150,{2000 + i // 2}\n" for i in range(12))
    sheet.write_text("study,ri,ni,year\n" + rows, encoding="utf-8")
    found = json.loads(outside.works("pool", sheet, "--cluster", "study", "--moderators", "year", "--format", "json"))
    assert found["b"][1] > 0


def test_a_decimal_comma_is_refused_and_never_read_as_another_number(outside: Stook, sheet: Path) -> None:
    sheet.write_text(ROWS + "Berg2019,0,31,200\n", encoding="utf-8")
    answer = outside("pool", sheet)
    assert answer.status == 1
    assert "line 6: more cells than columns" in answer.err


@pytest.mark.parametrize("content", [b"study,ri,ni\n\xff\xfe,.2,50\n", None])
def test_what_is_no_csv_file_is_one_line(outside: Stook, sheet: Path, tmp_path: Path, content: bytes | None) -> None:
    if content:
        sheet.write_bytes(content)
    answer = outside("pool", sheet if content else tmp_path)
    assert answer.status == 1
    assert "cannot be read as a CSV file" in answer.err
    assert answer.err.count("\n") == 1
