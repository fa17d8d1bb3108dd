import json
import math
from pathlib import Path

import pytest

from tests.flows.commandline import Stook
from tests.pooling.nested import ROWS as ROWS_OF_SAMPLES

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


def nested(sheet: Path) -> Path:
    """Results of twelve samples, several of most; tests/pooling holds them to R."""
    lines = [f"{math.tanh(r)!r},{n},{cluster},{group},{x}" for r, n, cluster, group, x in ROWS_OF_SAMPLES]
    sheet.write_text("ri,ni,sample,kind,x\n" + "\n".join(lines), encoding="utf-8")
    return sheet


def test_several_effects_of_a_sample_are_pooled_in_the_che_model_as_in_r(outside: Stook, sheet: Path) -> None:
    found = json.loads(outside.works("pool", nested(sheet), "--cluster", "sample", "--format", "json"))
    assert (found["k"], found["clusters"], found["dependence"], found["rho"]) == (26, 12, "CHE", 0.6)
    assert (found["b"], found["se"]) == pytest.approx((0.1754434771, 0.04944321198), abs=1e-7)
    assert found["ddf"] == pytest.approx(10.65145449, abs=1e-5)
    assert found["s_nlevels"] == [12, 26]
    assert found["sigma2"] == [one["est"] for one in found["components"]]
    assert all(one["lb"] <= one["est"] <= one["ub"] for one in found["components"])
    assert [line["rho"] for line in found["rho_table"]] == [0.0, 0.2, 0.4, 0.6, 0.8]
    assert len(found["leave_one_out"]) == 12
    assert sum(row["weight"] for row in found["rows"]) == pytest.approx(100)
    assert found["working_model"]["ll"] == pytest.approx(found["fit"]["ll"])
    text = outside.works("pool", sheet, "--cluster", "SAMPLE", "--rho", ".7")
    assert "k = 26 of 12 samples" in text
    assert "Correlated and hierarchical effects (CHE) model: 26 results of 12 samples" in text
    assert "between samples" in text
    assert "\n0.7 " in text


def test_three_levels_averages_and_independence_may_be_chosen(outside: Stook, sheet: Path) -> None:
    nested(sheet)
    ways = {
        way: json.loads(outside.works("pool", sheet, "--cluster", "sample", "--dependence", way, "--format", "json"))
        for way in ("CHE", "multilevel", "aggregate", "independent")
    }
    assert [ways[way]["k"] for way in ways] == [26, 26, 12, 26]
    assert len({found["b"] for found in ways.values()}) == 4
    assert "rho_table" not in ways["multilevel"]
    assert ways["aggregate"]["rows"] == []


def test_an_estimator_that_knows_no_samples_averages_them_and_says_so(outside: Stook, sheet: Path) -> None:
    text = outside.works("pool", nested(sheet), "--cluster", "sample", "--tau2", "DL")
    assert "DL is no estimator of the CHE model" in text
    assert "several results of a sample averaged" in text


def test_one_effect_a_sample_is_the_plain_model_and_says_so(outside: Stook, sheet: Path) -> None:
    assert "Every sample gives one effect" in outside.works("pool", sheet, "--cluster", "study")


def test_rows_without_a_sample_stand_alone_and_rows_of_one_study_are_pointed_at(outside: Stook, sheet: Path) -> None:
    sheet.write_text(ROWS + ",.2,80\nBruce2010,.3,55\n", encoding="utf-8")
    text = outside.works("pool", sheet, "--cluster", "study")
    assert "k = 6 of 5 samples" in text
    assert "line 6" in text
    alone = outside.works("pool", sheet)
    assert "1 of 4 values of 'study' stand in several rows (Bruce2010, ...)" in alone
    assert "add --cluster study" in alone


def test_moderators_of_dependent_effects_are_tested_robustly_as_in_r(outside: Stook, sheet: Path) -> None:
    found = json.loads(
        outside.works("pool", nested(sheet), "--cluster", "sample", "--moderators", "x,kind", "--format", "json")
    )
    assert found["names"] == ["intrcpt", "x", "kindb"]
    assert found["b"] == pytest.approx([0.15821545558, 0.01087179549, -0.07775169114], abs=1e-6)
    assert found["ddf"] == pytest.approx([8.273386505, 4.201058251, 2.049418843], abs=1e-4)
    assert found["QM"] == pytest.approx(2.31169127, abs=1e-5)
    text = outside.works("pool", sheet, "--cluster", "sample", "--moderators", "x,kind", "--explain")
    assert "All moderators: F(2, 2.8) = 2.31, p = .256" in text
    assert "Effects were regressed on x, kindb" in text
    assert "kindb (2.0)" in text


def test_subgroups_are_compared_with_and_without_samples(outside: Stook, sheet: Path) -> None:
    nested(sheet)
    robust = json.loads(outside.works("pool", sheet, "--cluster", "sample", "--by", "kind", "--format", "json"))
    assert [level["subgroup"] for level in robust["levels"]] == ["a", "b"]
    assert robust["F_between"] is not None
    assert "Between: F(1, 2.6)" in outside.works("pool", sheet, "--cluster", "sample", "--by", "kind")
    plain = outside.works("pool", sheet, "--by", "kind", "--explain")
    assert "Between: Q(1)" in plain
    assert "Subgroups by kind have a τ² each" in plain


def test_the_methods_paragraph_fits_what_was_run_and_cites_it(outside: Stook, sheet: Path) -> None:
    text = outside.works("pool", sheet, "--tau2", "PM", "--test", "knha", "--explain")
    assert "τ² by the method of Paule and Mandel (1982)" in text
    assert "adjusted as by Knapp and Hartung (2003)." in text
    assert "Computed by Stook" in text
    references = text.split("References\n")[1].splitlines()
    assert [line.split(",")[0] for line in references] == sorted(line.split(",")[0] for line in references)
    assert {"Paule", "Knapp", "Harris", "Virtanen"} <= {line.split(",")[0] for line in references}
    given = json.loads(outside.works("pool", nested(sheet), "--cluster", "sample", "--explain", "--format", "json"))
    assert "correlated and hierarchical effects model" in given["methods"]
    assert any("Pustejovsky" in line for line in given["references"])


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["pool", "nowhere.csv"], 1, "nowhere.csv is not there"),
        (["pool", "studies.csv", "--tau2", "REMEL"], 2, "REML"),
        (["pool", "studies.csv", "--format", "jsn"], 2, "did you mean 'json'"),
        (["pool", "studies.csv", "--cluster", "sample"], 2, "no column 'sample'"),
        (["pool", "studies.csv", "--measure", "GEN"], 2, "GEN needs yi, vi"),
        (["pool", "studies.csv", "--dependence", "CHI"], 2, "Nearest: CHE"),
        (["pool", "studies.csv", "--level", "95"], 2, "between 0.0 and 1.0"),
        (["pool", "studies.csv", "--columns", "ri"], 2, "write ri=Correlation,ni=Size"),
        (["pool", "studies.csv", "--columns", "rr=ri"], 1, "there is no 'rr'"),
        (["pool", "studies.csv", "--by", "kind"], 2, "no column 'kind'"),
        (["pool", "studies.csv", "--by", "study", "--moderators", "ni"], 2, "one after the other"),
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


def test_given_effects_that_are_other_ones_are_said_not_to_be_used(outside: Stook, sheet: Path) -> None:
    sheet.write_text("study,ri,ni,yi\na,.3,50,.9\nb,.2,60,\n", encoding="utf-8")
    assert "column 'yi' holds other values and is not used" in outside.works("pool", sheet)
    sheet.write_text(f"study,ri,ni,yi\na,.3,50,{math.atanh(0.3)}\nb,.2,60,\n", encoding="utf-8")
    assert "not used" not in outside.works("pool", sheet)


def test_given_effects_are_taken_as_fishers_z_and_said_so(outside: Stook, sheet: Path) -> None:
    sheet.write_text("study;z;SE\na;0,1;0,1\nb;0,3;0,1\n", encoding="utf-8")
    given = ("pool", sheet, "--columns", "yi=z")
    assert "z and SE were taken as Fisher's z and its SE" in outside.works(*given)
    found = json.loads(outside.works(*given, "--tau2", "EE", "--test", "z", "--explain", "--format", "json"))
    assert (found["b"], found["se"]) == (pytest.approx(0.2), pytest.approx(math.sqrt(1 / 200)))
    assert "were pooled as given" in found["methods"]


def test_what_averages_cannot_answer_is_refused_with_the_remedy(outside: Stook, sheet: Path) -> None:
    nested(sheet)
    shared = ("pool", sheet, "--cluster", "sample", "--tau2", "DL")
    assert "use REML or ML, and CHE" in outside(*shared, "--moderators", "x").err
    assert "use REML and CHE" in outside(*shared, "--by", "kind").err
    sheet.write_text("ri,ni,kind\n.1,30,\n.2,40,NA\n", encoding="utf-8")
    assert "no row that can be pooled has a value there" in outside("pool", sheet, "--by", "kind").err


def test_a_decimal_comma_is_refused_and_never_read_as_another_number(outside: Stook, sheet: Path) -> None:
    sheet.write_text(ROWS + "Berg2019,0,31,200\n", encoding="utf-8")
    answer = outside("pool", sheet)
    assert answer.status == 1
    assert "line 6: more cells than columns" in answer.err


@pytest.mark.parametrize("content", [b"study,ri,ni\n\0\xfe,.2,50\n", None])
def test_what_is_no_csv_file_is_one_line(outside: Stook, sheet: Path, tmp_path: Path, content: bytes | None) -> None:
    if content:
        sheet.write_bytes(content)
    answer = outside("pool", sheet if content else tmp_path)
    assert answer.status == 1
    assert "cannot be read as a CSV file" in answer.err
    assert answer.err.count("\n") == 1
