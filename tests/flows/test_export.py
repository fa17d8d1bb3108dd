"""An export holds what others need to check and repeat the review, and never the papers."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.protocol import Protocol, parse_protocol
from corpus.store import Store
from flows.export import FolderInUse, export
from flows.repool import repool
from reports.version import latest_version
from review import coding, decisions
from review.sheet_changes import changes_in
from tests.review.reviews import MATRIX, PROTOCOL, WHO
from tests.store.evidence import candidate, document, sample, scored

SEVERAL = {**PROTOCOL, "selection": {"then": "all"}}
ROWS = (("berg2019", ".31", ".22"), ("kim2020", ".12", ".18"), ("lee2021", "-.05", ".02"), ("ng2022", ".24", ".30"))


def review(folder: Path, protocol: Protocol) -> Store:
    """Four reports with two results of one sample each."""
    store = Store.create(folder)
    (folder / "review.toml").write_text("[review]\ntitle = 'Help seeking'\n")
    for name, first, second in ROWS:
        found = (candidate(first, "Group use", "CES-D", 1, 0), candidate(second, "Group use", "BDI", 2, 0))
        store.add(document(name), scored(*found), [sample(212)], name=f"{name}.pdf", rules="1")
    for row in store.rows():
        for label, construct in ((row.x, "groups"), (row.y, "depression")):
            coding.code_variable(store, protocol, row.report, label, construct=construct, direction="+", who=WHO)
        decisions.decide(store, row.id, "accept", who=WHO)
    return store


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export; its review is beside it."""
    folder = tmp_path_factory.mktemp("export")
    protocol = parse_protocol(SEVERAL)
    (folder / "review").mkdir()
    with review(folder / "review", protocol) as store:
        repool(store, folder / "review", protocol=protocol)
        _, newer = export(store, folder / "review", protocol, folder / "out")
        assert not newer
    return folder / "out"


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_effects_stand_in_metafors_columns_with_the_way_to_their_reading(written: Path) -> None:
    rows = table(written / "effects.csv")
    assert len(rows) == 8
    assert {"ri", "ni", "slab", "study", "reading", "c_mean_age"} <= set(rows[0])
    assert rows[0]["printed"] == ".31"
    assert float(rows[0]["ri"]) == 0.31


def test_every_column_of_every_table_is_explained(written: Path) -> None:
    book = json.loads((written / "datapackage.json").read_text())
    for resource in book["resources"]:
        header = (written / resource["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert ",".join(field["name"] for field in resource["schema"]["fields"]) == header
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_decisions_and_annotations_are_lines_of_json_with_places(written: Path) -> None:
    events = [json.loads(line) for line in (written / "decisions.jsonl").read_text().splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    notes = [json.loads(line) for line in (written / "annotations.jsonl").read_text().splitlines()]
    assert len(notes) == 8
    quote, place = notes[0]["target"]["selector"][:2]
    assert quote["exact"] == "Group use .31 CES-D"
    assert place["value"].startswith("page=1&viewrect=")


def test_the_crate_lists_every_file_and_no_paper(written: Path) -> None:
    graph = {one["@id"]: one for one in json.loads((written / "ro-crate-metadata.json").read_text())["@graph"]}
    listed = {part["@id"] for part in graph["./"]["hasPart"]}
    assert listed == {path.name for path in written.iterdir()} - {"ro-crate-metadata.json"}
    assert {"effects.csv", "analysis.R", "review.toml", "analysis.json", "report.html"} <= listed
    assert not {name for name in listed if name.startswith(("berg", "kim", "lee", "ng"))}


def test_the_script_repeats_the_numbers_with_metafor_where_it_is_installed(written: Path, tmp_path: Path) -> None:
    version = latest_version(written.parent / "review" / "reports")
    assert version is not None
    asked = {question["id"]: question for question in version.data["questions"] if question["k"] > 1}
    text = (written / "analysis.R").read_text()
    assert list(asked) == ["depression"]
    assert 'read.csv("rows-depression.csv"' in text
    assert "vcalc(vi, cluster = cluster, obs = row, rho = 0.6" in text
    if shutil.which("Rscript") is None:  # what R would compute is checked where there is R
        return
    probe = ["Rscript", "-e", "quit(status = !all(sapply(c('metafor', 'clubSandwich'), requireNamespace)))"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        return
    shutil.copytree(written, tmp_path / "out")
    subprocess.run(["Rscript", "analysis.R"], cwd=tmp_path / "out", capture_output=True, check=True)
    for row in table(tmp_path / "out" / "results-of-R.csv"):
        for name in ("b", "se", "ci_lb", "ci_ub", "pval", "tau2"):
            assert float(row[name]) == pytest.approx(asked[row["id"]][name], rel=1e-4, abs=1e-7), name


def test_the_coding_sheet_comes_back_without_a_difference(written: Path) -> None:
    with Store.open(written.parent / "review") as store:
        assert not changes_in(store, written / "coding.xlsx", parse_protocol(SEVERAL)).any


def test_nothing_is_written_over(written: Path) -> None:
    with Store.open(written.parent / "review") as store, pytest.raises(FolderInUse, match="not empty"):
        export(store, written.parent / "review", parse_protocol(SEVERAL), written)


def test_figures_that_are_older_than_the_decisions_stay_behind(tmp_path: Path, written: Path) -> None:
    protocol, root = parse_protocol(SEVERAL), written.parent / "review"
    with Store.open(root) as store:
        made = decisions.decide(store, "C1", "reject", kind="other", who=WHO)
        names, newer = export(store, root, protocol, tmp_path / "later")
        decisions.undo(store, made.id, who=WHO)
    assert newer
    assert "report.html" not in names
    assert "effects.csv" in names


def test_a_label_that_a_spreadsheet_would_run_is_defused(tmp_path: Path) -> None:
    protocol = parse_protocol(PROTOCOL)
    with Store.create(tmp_path) as store:
        (tmp_path / "review.toml").write_text("")
        evil = candidate(".31", "=HYPERLINK(1)", "CES-D", 1, 0)
        store.add(document("berg2019"), scored(evil, *MATRIX[1:]), [sample(212)], name="berg2019.pdf", rules="1")
        for label, construct in (("=HYPERLINK(1)", "groups"), ("CES-D", "depression")):
            coding.code_variable(store, protocol, "R1", label, construct=construct, direction="+", who=WHO)
        decisions.decide(store, "C1", "accept", who=WHO)
        export(store, tmp_path, protocol, tmp_path / "out")
    assert "'=HYPERLINK(1)" in (tmp_path / "out" / "effects.csv").read_text()
