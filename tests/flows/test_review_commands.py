import json
from pathlib import Path

import pytest

from corpus.store import Store
from flows.demonstrate import EXAMPLE
from tests.flows.commandline import Stook


def effects(stook: Stook) -> list[dict[str, object]]:
    report = json.loads(stook.works("report", "--format", "json"))
    return [effect for question in report["questions"] for effect in question["effects"]]


def first_result(stook: Stook) -> str:
    """The id of a result that waits in the queue."""
    waiting = json.loads(stook.works("queue", "--limit", "500", "--format", "json"))
    return next(str(task["id"]) for task in waiting if task["kind"] == "reading")


def test_a_new_review_has_a_protocol_an_inbox_and_a_store(outside: Stook, tmp_path: Path) -> None:
    assert "Next:" in outside.works("init", "mine")
    assert (tmp_path / "mine" / "review.toml").is_file()
    assert (tmp_path / "mine" / "papers").is_dir()
    (tmp_path / "mine" / "review.toml").write_text('[review]\ntitle = "Kept"\n', encoding="utf-8")
    outside.works("init", "mine")
    assert "Kept" in (tmp_path / "mine" / "review.toml").read_text(encoding="utf-8")


def test_a_command_outside_a_review_says_what_to_do(outside: Stook) -> None:
    answer = outside("status")
    assert answer.status == 1
    assert "stook init" in answer.err
    assert answer.err.count("\n") == 1


def test_a_typo_in_the_protocol_is_named_with_the_nearest_key(stook: Stook, review: Path) -> None:
    protocol = review / "review.toml"
    protocol.write_text(protocol.read_text(encoding="utf-8").replace("[review]\n", "[review]\ntitel = 1\n", 1), "utf-8")
    answer = stook("queue")
    assert answer.status == 1
    assert "titel" in answer.err
    assert "did you mean 'title'" in answer.err


def test_status_leads_with_reports_that_have_no_effect_and_no_state(stook: Stook) -> None:
    text = stook.works("status")
    assert text.startswith("Reports without an effect and without a state")
    found = json.loads(stook.works("status", "--format", "json"))
    assert {"papers", "failures", "queue", "estimates", "schedules"} <= set(found)
    assert found["papers"] == {"read": 20}
    assert found["without_state"]
    assert all(estimate["k"] > 1 for estimate in found["estimates"])


def test_a_decision_changes_the_estimate_and_the_report_says_so(stook: Stook, review: Path) -> None:
    assert "nothing changed" in stook.works("repool", "--svg-only")
    effect = effects(stook)[0]
    out = stook.works("decide", str(effect["reading"]), "change", "--n", "77", "--who", "grace")
    assert "by grace" in out
    changed = stook.works("repool")
    assert "77" in changed
    assert "grace" in changed
    version = review / "reports" / "0002"
    assert (version / "report.html").is_file()
    assert {path.suffix for path in version.glob("forest-*")} == {".svg", ".pdf", ".png"}
    assert (review / "reports" / "latest").read_text(encoding="utf-8").strip() == "0002"
    told = stook.works("report", "--since", "1")
    assert "what moved it" in told
    assert "together" in told
    moved = json.loads(stook.works("report", "--since", "0001", "--format", "json"))["estimates"]
    assert moved
    assert all(sum(part["z"] for part in move["parts"]) == pytest.approx(move["z_move"]) for move in moved)
    assert "is not there" in stook("report", "--since", "77").err
    stook.works("decide", str(effect["reading"]), "undo")
    again = json.loads(stook.works("repool", "--svg-only", "--format", "json"))
    assert again["new"] is True
    assert [e["r"] for e in effects(stook)]


def test_a_result_from_the_queue_is_accepted_only_once_it_has_its_n(stook: Stook) -> None:
    item = first_result(stook)
    answer = stook("decide", item, "change", "--n", "3")
    assert answer.status == 1
    assert "n = 3" in answer.err
    assert item in stook.works("decide", item, "change", "--n", "140")
    with pytest.raises(AssertionError, match="nothing to undo"):
        stook.works("decide", "C999", "undo")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["decide", "C99999", "accept"], "C99999"),
        (["decide", "C1", "acept"], "did you mean 'accept'"),
        (["decide", "C1", "reject", "--kind", "citd"], "did you mean 'cited'"),
        (["add", "Nobody1999", "--r", ".2", "--n", "50", "--x", "a", "--y", "b", "--page", "1"], "Nobody1999"),
        (["add", "R1", "--r", "1.2", "--n", "50", "--x", "a", "--y", "b", "--page", "1"], "1.2"),
        (["add", "R1", "--r", ".2", "--n", "2", "--x", "a", "--y", "b", "--page", "1"], "n = 2"),
        (["add", "R1", "--r", ".2", "--n", "50", "--x", "a", "--y", "b"], "--page"),
        (["code", "R1", "--variable", "Nothing", "--construct", "empowerment"], "Nothing"),
        (["code", "R1", "--state", "no usable result"], "--reason"),
        (["why", "C99999"], "C99999"),
    ],
)
def test_a_mistake_names_the_value_and_changes_nothing(stook: Stook, arguments: list[str], words: str) -> None:
    before = stook.works("verify-audit")
    answer = stook(*arguments)
    assert answer.status == 1
    assert words in answer.err
    assert answer.err.count("\n") == 1
    assert stook.works("verify-audit") == before


def test_code_without_anything_to_code_is_a_usage_error(stook: Stook) -> None:
    assert stook("code", "R1").status == 2
    assert stook("code", "R1", "--set", "country").status == 2


def test_a_result_added_by_hand_is_pooled_and_marked(stook: Stook) -> None:
    effect = effects(stook)[0]
    x, y = effect["labels"]  # type: ignore[misc]
    added = stook.works(
        "add", str(effect["report"]), "--r", ".11", "--n", "900", "--x", x, "--y", y, "--source", "author"
    )
    assert "H1" in added
    stook.works("repool", "--svg-only")
    assert "author" in {str(e["source_kind"]) for e in effects(stook)}


def test_why_walks_from_the_estimate_to_the_page(stook: Stook) -> None:
    effect = next(e for e in effects(stook) if e["page"])
    text = stook.works("why", str(effect["reading"]))
    for word in ("Estimate", "Selection", "Coding", "Printed", "Decision", "Quote", f"page {effect['page']}", "file"):
        assert word in text


def test_coding_a_label_otherwise_turns_the_effect(stook: Stook) -> None:
    effect = effects(stook)[0]
    label = effect["labels"][0]  # type: ignore[index]
    stook.works(
        "code", str(effect["report"]), "--variable", label, "--construct", str(effect["x"]), "--direction", "-",
        "--note", "reversed in this paper",
    )  # fmt: skip
    stook.works("repool", "--svg-only")
    turned = next(e for e in effects(stook) if e["id"] == effect["id"])
    assert turned["r"] == pytest.approx(-float(str(effect["r"])))


def test_a_sheet_of_an_earlier_review_is_imported_once(stook: Stook, review: Path) -> None:
    sheet = review / "old.csv"
    sheet.write_text("study,ri,ni,x,y\nOlder 2001,.25,120,depressive_symptoms,help_seeking_groups\n", "utf-8")
    protocol = (review / "review.toml").read_text(encoding="utf-8")
    names = [line.split(".")[1].rstrip("]") for line in protocol.splitlines() if line.startswith("[constructs.")]
    x, y = names[0], names[1]
    sheet.write_text(f"study,ri,ni,x,y\nOlder 2001,.25,120,{x},{y}\n", "utf-8")
    assert "1 imported, 0 already there" in stook.works("import", sheet)
    assert "0 imported, 1 already there" in stook.works("import", sheet)


def test_ingesting_again_reads_nothing_again(stook: Stook) -> None:
    found = json.loads(stook.works("ingest", "--format", "json"))
    assert found["read"] == []
    assert len(found["unchanged"]) == 20


def test_a_bad_file_is_kept_with_its_reason_and_the_others_are_read(stook: Stook, review: Path, sample: Path) -> None:
    (review / "papers" / "Broken2020.pdf").write_bytes(b"%PDF-1.7 and no more")
    (review / "papers" / "Again2021.pdf").write_bytes(sample.read_bytes())
    answer = stook("ingest", "--format", "json")
    found = json.loads(answer.out)
    assert answer.status == 1
    assert "Broken2020.pdf" in answer.err
    assert list(found["failed"]) == ["Broken2020.pdf"]
    assert "Again2021.pdf" in found["unchanged"]
    status = json.loads(stook.works("status", "--format", "json"))
    assert [failure["name"] for failure in status["failures"]] == ["Broken2020.pdf"]
    assert all(failure["message"] and failure["code"] for failure in status["failures"])


def test_a_backup_comes_back_whole(stook: Stook, review: Path, tmp_path: Path, outside: Stook) -> None:
    count = stook.works("verify-audit")
    stook.works("backup", tmp_path / "copy")
    (tmp_path / "new").mkdir()
    outside.folder = tmp_path / "new"
    outside.works("restore", tmp_path / "copy")
    assert outside.works("verify-audit") == count
    with Store.open(tmp_path / "new") as store:
        assert len(store.papers()) == 20


def test_the_doctor_looks_at_everything(stook: Stook) -> None:
    assert "chain whole" in stook.works("doctor")
    assert all(item["said"] for item in json.loads(stook.works("doctor", "--format", "json")))


def test_an_empty_review_says_what_comes_next(outside: Stook, tmp_path: Path) -> None:
    outside.works("init", "mine")
    outside.folder = tmp_path / "mine"
    assert "no papers yet" in outside.works("queue")
    assert "no questions yet" in outside.works("repool", "--svg-only")
    protocol = (EXAMPLE / "review.toml").read_text(encoding="utf-8")
    (tmp_path / "mine" / "review.toml").write_text(protocol, encoding="utf-8")
    assert "No verified effect yet" in outside.works("repool", "--svg-only")
    assert "no verified effect yet" in outside.works("report")
    assert "nothing changed" in outside.works("repool", "--svg-only")


def test_a_report_before_the_first_analysis_says_how_to_get_one(outside: Stook) -> None:
    answer = outside("report")
    assert answer.status == 1
    assert "stook repool" in answer.err


def test_studies_are_split_merged_and_given_their_readings(stook: Stook) -> None:
    stook.works("code", "Okafor2021", "--split-study", "Study 2")
    assert "Study 2" in stook("code", "Okafor2021", "--split-study", "Study 2").err
    reading = next(str(e["reading"]) for e in effects(stook) if "Okafor" in str(e["study_label"]))
    stook.works("code", reading, "--sample", "Study 2")
    stook.works("repool", "--svg-only")
    assert any("Study 2" in str(e["study_label"]) for e in effects(stook))
    stook.works("code", "Moreau2023", "--merge-into", "Novak2017")
    assert "merged" in stook("code", "R10", "--state", "waiting").err


def test_a_decision_may_correct_statistic_and_group(stook: Stook) -> None:
    effect = effects(stook)[0]
    stook.works("decide", str(effect["reading"]), "change", "--statistic", "spearman")
    stook.works("repool", "--svg-only")
    assert effect["reading"] not in {e["reading"] for e in effects(stook)}
