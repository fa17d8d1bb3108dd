import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InvalidProtocol, UnknownId
from corpus.offers import LeftOut
from reports.changes import changes
from reports.inputs import inputs
from reports.prints import forests_for_print
from reports.record import record
from reports.version import UnreadableVersion, VersionTaken, latest_version, read_version, versions, write_version
from reports.why import why
from tests.reports.effects import QUESTION, effect
from tests.reports.reviews import TOML, codings, decisions, protocol, results, review

AT = "2026-03-01T06:00:00Z"
CONTRACT = {
    "id", "k", "n", "b", "se", "ci_lb", "ci_ub", "pval", "tau2", "I2", "QE", "pi_lb", "pi_ub", "r", "r_ci_lb",
    "r_ci_ub", "unverified", "effects",
}  # fmt: skip


def no_pages(made, data, folder: Path):
    """For tests of the folder alone: a page in one line."""
    (folder / "report.html").write_text(data["version"], encoding="utf-8")


def told(before, after):
    """What the second of two reviews says of itself."""
    one = record(before, version="0001", at=AT, previous=None, changes={})
    return changes(one, record(after, version="0002", at=AT, previous="0001", changes={}))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A first version with everything drawn. Copy it before changing it."""
    reports = tmp_path_factory.mktemp("whole") / "reports"
    made = write_version(review(), reports, at=AT)
    assert made.new
    assert made.version.folder == reports / "0001"
    drawn = forests_for_print(review(), made.version.data, made.version.folder)
    assert len(drawn) == 4
    assert forests_for_print(review(), made.version.data, made.version.folder) == []
    return reports


def test_a_version_holds_what_the_contract_names(whole):
    folder = whole / "0001"
    data = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    assert {"digest", "previous", "changes"} <= set(data)
    assert [question["id"] for question in data["questions"]] == [QUESTION.id, "empowerment"]
    assert all(set(question) >= CONTRACT for question in data["questions"])
    first = data["questions"][0]
    assert (first["k"], first["samples"], first["dependence"]) == (5, 4, "CHE")
    assert first["model"].startswith("Correlated and hierarchical effects (CHE) model: 5 results of 4 samples")
    assert [line["rho"] for line in first["rho_table"] if line["assumed"]] == [0.6]
    assert len(first["leave_one_out"]) == 4
    assert {"est", "lb", "ub"} == set(first["components"][1])
    assert data["questions"][0]["unverified"] == 3
    assert len(data["questions"][0]["effects"]) == 5
    assert data["questions"][1]["b"] is None
    names = {path.name for path in folder.iterdir()}
    forests = {f"forest-{q}.{ending}" for q in (QUESTION.id, "empowerment") for ending in ("svg", "pdf", "png")}
    further = ("funnel", "orchard", "leave-one-out", "baujat", "influence")
    assert names == {
        "analysis.json", "report.html", "prisma.svg", *forests, *(f"{name}-{QUESTION.id}.svg" for name in further)
    }  # fmt: skip
    assert (whole / "latest").read_text(encoding="utf-8") == "0001\n"


def test_an_unchanged_digest_does_no_work(tmp_path):
    write_version(review(), tmp_path, at=AT, render=no_pages)
    (tmp_path / "latest").unlink()

    def never(made, data, folder):
        raise AssertionError("drawn again")

    again = write_version(review(unverified={QUESTION.id: 7}), tmp_path, at="2026-04-01T06:00:00Z", render=never)
    assert not again.new
    assert versions(tmp_path) == ["0001"]
    assert (tmp_path / "latest").read_text(encoding="utf-8") == "0001\n"


def test_a_change_writes_the_next_version_with_what_changed(tmp_path):
    write_version(review(), tmp_path, at=AT, render=no_pages)
    written = write_version(review(results()[1:]), tmp_path, at=AT, render=no_pages)
    assert written.version.name == "0002"
    assert written.version.data["previous"] == "0001"
    assert written.version.data["changes"]["since"] == "0001"
    assert latest_version(tmp_path) == written.version


def test_what_stands_beside_an_unchanged_estimate_is_taken_over():
    made = review(code="abc")
    last = record(made, version="0001", at=AT, previous=None, changes={})
    last["questions"][0]["leave_one_out"] = "kept"

    def again(inputs, before):
        return record(inputs, version="0002", at=AT, previous="0001", changes={}, last=before)["questions"][0]

    assert again(made, last)["leave_one_out"] == "kept"
    assert again(review(results()[1:], code="abc"), last)["leave_one_out"] != "kept"
    assert again(review(code="def"), last)["leave_one_out"] != "kept"
    old = {**last, "questions": [{k: v for k, v in last["questions"][0].items() if k != "rho_table"}]}
    assert again(made, old)["leave_one_out"] != "kept"


def test_figures_that_would_be_drawn_again_line_by_line_are_taken_over(whole, tmp_path):
    shutil.copytree(whole, tmp_path, dirs_exist_ok=True)
    drawn, pdf = (tmp_path / "0001" / f"forest-{QUESTION.id}.{ending}" for ending in ("svg", "pdf"))
    drawn.write_text(drawn.read_text(encoding="utf-8").replace("<svg ", '<svg data-kept="yes" ', 1), encoding="utf-8")
    pdf.write_bytes(b"kept")
    judged = codings()
    judged = review(codings=replace(judged, reports=(replace(judged.reports[0], state="waiting"), *judged.reports[1:])))
    again = write_version(judged, tmp_path, at=AT).version
    assert 'data-kept="yes"' in (tmp_path / "0002" / drawn.name).read_text(encoding="utf-8")
    forests_for_print(judged, again.data, again.folder)
    assert (tmp_path / "0002" / pdf.name).read_bytes() == b"kept"
    write_version(review(results()[1:]), tmp_path, at=AT)
    assert "data-kept" not in (tmp_path / "0003" / drawn.name).read_text(encoding="utf-8")


def test_numbers_are_told_before_anything_is_drawn(tmp_path):
    order = []
    write_version(
        review(), tmp_path, at=AT,
        render=lambda inputs, data, folder: order.append("drawn"), heard=lambda data: order.append(data["version"]),
    )  # fmt: skip
    assert order == ["0001", "drawn"]


def test_numbers_go_on_after_9999_and_odd_folders_are_no_versions(tmp_path):
    for name in ("9999", "notes", "10000"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "analysis.json").write_text('{"digest": ""}', encoding="utf-8")
    (tmp_path / "0042").mkdir()
    assert versions(tmp_path) == ["9999", "10000"]


def test_a_crash_leaves_no_half_version(tmp_path):
    write_version(review(), tmp_path, at=AT, render=no_pages)

    def dies(made, data, folder):
        (folder / "report.html").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_version(review(results()[1:]), tmp_path, at=AT, render=dies)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001", "latest"]
    assert write_version(review(results()[1:]), tmp_path, at=AT, render=no_pages).version.name == "0002"


def test_two_processes_never_mix_their_files_in_one_version(tmp_path):
    def slow(made, data, folder):
        if not (tmp_path / "0001").exists():
            write_version(review(), tmp_path, at=AT, render=no_pages)
        no_pages(made, data, folder)

    with pytest.raises(VersionTaken, match="0001 was written by another process"):
        write_version(review(results()[1:]), tmp_path, at=AT, render=slow)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0001", "latest"]
    assert read_version(tmp_path / "0001").digest == review().digest


def test_what_a_killed_process_left_is_swept_when_it_is_old(tmp_path):
    import os

    for name, age in ((".writing-old", 7200), (".writing-new", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}-pointer").write_text("0001", encoding="utf-8")
        for path in (tmp_path / name, tmp_path / f"{name}-pointer"):
            os.utime(path, (1e9 - age, 1e9 - age))
    write_version(review(), tmp_path, at=AT, render=no_pages)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".writing-new", ".writing-new-pointer", "0001", "latest"]


def test_a_missing_or_damaged_version_is_named_with_the_remedy(tmp_path):
    assert latest_version(tmp_path / "reports") is None
    with pytest.raises(UnreadableVersion, match="is not there; `stook repool`"):
        read_version(tmp_path / "0007")
    (tmp_path / "0007").mkdir()
    (tmp_path / "0007" / "analysis.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableVersion, match="damaged"):
        read_version(tmp_path / "0007")


def test_the_digest_sees_effects_methods_protocol_and_states_but_not_the_queue_or_the_schedule():
    base = review().digest
    assert review(unverified={}).digest == base
    assert review(protocol=protocol(schedule={"cron": "0 7 * * 1"})).digest == base
    judged = codings()
    judged = replace(judged, reports=(replace(judged.reports[0], state="waiting"), *judged.reports[1:]))
    others = [
        review(results()[1:]).digest,
        review(protocol=protocol(review={**TOML["review"], "version": "3"})).digest,
        review(protocol=protocol(analyses=[])).digest,
        review(codings=judged).digest,
    ]
    assert len({base, *others}) == 5


def test_plans_of_a_question_are_its_main_analysis_and_further_ones():
    found = review()
    assert [analysis.plan for analysis in found.analyses] == ["main", ""]
    assert [analysis.plan for analysis in found.others] == ["DerSimonian-Laird"]
    assert found.others[0].estimate.tau2_method == "DL"


def test_a_plan_with_an_unknown_name_is_refused():
    with pytest.raises(InvalidProtocol, match="'DLX' is not known"):
        inputs({}, protocol(analyses=[{"question": QUESTION.id, "method": {"tau2": "DLX"}}]))


# -- changes -----------------------------------------------------------------------------------------------------------


def test_papers_in_and_out_are_named():
    new = effect(0.2, 120, "Zhao 2024", characteristics={"generation": "x"})
    found = told(review(), review([*results()[:1], *results()[2:], new]))
    assert [item["name"] for item in found["papers"]["in"]] == ["Zhao 2024"]
    assert [item["name"] for item in found["papers"]["out"]] == ["ito .pdf"]
    assert "1 paper in: Zhao 2024." in found["sentences"]


def test_a_paper_read_again_is_told_from_a_decision():
    again = [replace(results()[0], digest="cd" * 32), *results()[1:]]
    found = told(review(), review(again))
    assert [item["name"] for item in found["papers"]["reread"]] == ["berg.pdf"]
    assert found["decisions"] == []


def test_a_changed_decision_names_the_values_and_the_person():
    corrected = replace(results()[0], r=-0.21, printed="-.21", decisions=(1, 9))
    found = told(review(), review([corrected, *results()[1:]]))
    (item,) = found["decisions"]
    assert item["who"] == "import"
    assert {"key": "r", "before": -0.31, "after": -0.21} in item["fields"]
    assert "Berg 2019: r was −.31, is −.21; printed was -.31, is -.21, by import on 2026-01-03." in found["sentences"]
    (move, *_) = [move for move in found["estimates"] if not move["subgroup"]]
    assert move["r_after"] - move["r_before"] == pytest.approx(move["r_move"])
    assert move["r_move"] > 0


def test_a_result_added_or_withdrawn_in_a_known_paper_is_a_decision_and_no_paper():
    extra = effect(-0.25, 212, "Berg 2019", key="berg-3", characteristics={"generation": "z"})
    found = told(review(), review([*results(), extra]))
    assert [(item["what"], item["id"]) for item in found["decisions"]] == [("added", "E-berg-3")]
    back = told(review([*results(), extra]), review())
    assert [(item["what"], item["id"]) for item in back["decisions"]] == [("withdrawn", "E-berg-3")]
    assert back["papers"] == {"in": [], "out": [], "reread": []}


def test_a_change_of_sign_or_significance_is_said_first():
    flipped = [replace(one, r=-one.r) if one.study_label == "Núñez 2021" else one for one in results()]
    strong = [replace(one, r=0.4) for one in results()]
    found = told(review(flipped), review(strong))
    assert found["sentences"][0].startswith("Sign changed. ")
    first = found["estimates"][0]
    assert first["sign_changed"]
    same = told(review([effect(-0.3, 50, "A 2001")]), review([effect(-0.25, 50, "A 2001")]))
    assert same["sentences"][0].startswith("No longer significant (p = .080, was .034). ")
    back = told(review([effect(-0.25, 50, "A 2001")]), review([effect(-0.3, 50, "A 2001")]))
    assert back["sentences"][0].startswith("Now significant (p = .034, was .080). ")


def test_an_estimate_that_comes_or_goes_is_said():
    found = told(review([]), review())
    assert any("first estimate, r = " in text for text in found["sentences"])
    gone = told(review(), review([]))
    assert any("no estimate any more" in text for text in gone["sentences"])


def test_changes_of_protocol_method_and_states_are_told_by_key():
    questions = [{**TOML["questions"][0], "label": "New words"}, TOML["questions"][1]]
    plans = [{"question": QUESTION.id, "id": "main", "method": {"tau2": "PM", "level": 0.9}}]
    new = protocol(questions=questions, analyses=plans, selection={"then": "average"})
    judged = codings()
    lost = replace(judged.reports[-3], state="no usable result", reason="means only")
    judged = replace(judged, reports=(*judged.reports[:-3], lost, *judged.reports[-2:]))
    found = told(review(), review(protocol=new, codings=judged))
    assert {"key": "selection.then", "before": "all", "after": "average"} in found["protocol"]
    assert any(item["key"] == f"questions.{QUESTION.id}.label" for item in found["protocol"])
    assert {"question": QUESTION.id, "label": "New words", "key": "tau2", "before": "REML", "after": "PM"} in found[
        "method"
    ]
    assert "lost.pdf: state was open, is no usable result." in found["sentences"]
    assert "The method changed (New words): level was 0.95, is 0.9." in found["sentences"]
    json.dumps(found)


def test_another_model_of_dependence_is_told_once_and_in_words():
    averaged = [{"question": q, "method": {"dependence": "aggregate"}} for q in (QUESTION.id, "empowerment")]
    plans = [{"question": q, "method": {"dependence": "CHE"}} for q in (QUESTION.id, "empowerment")]
    found = told(review(protocol=protocol(analyses=averaged)), review(protocol=protocol(analyses=plans)))
    told_once = [text for text in found["sentences"] if "method changed" in text]
    assert told_once == [
        (
            "The method changed (all questions): dependence was aggregate (the results of a sample averaged), is CHE "
            "(correlated and hierarchical effects)."
        )
    ]
    assert found["estimates"][0]["k_before"] == 4


def test_a_version_of_older_software_stays_readable_and_says_what_is_computed_otherwise():
    old = record(review(code="abc"), version="0001", at=AT, previous=None, changes={})
    new = record(review(code="def"), version="0002", at=AT, previous="0001", changes={})
    newer = ("rules", "model", "samples", "rho_table", "leave_one_out", "components", "dependence")
    for question in old["questions"]:
        for name in newer[1:]:
            question.pop(name)
    del old["rules"]
    old["software"] = {**old["software"], "numpy": "1.0"}
    found = changes(old, new)
    assert [item["key"] for item in found["computing"]] == ["rules", "code", "software.numpy"]
    text = "\n".join(found["sentences"])
    assert "The method changed: results are put into rows by other rules (analysis.v1 before, analysis.v2 now)." in text
    assert "nobody decided anything by that" in text
    assert "before with 1.0." in text


def test_no_change_is_said_too():
    found = told(review(), review())
    assert found["sentences"] == ["Nothing that the results rest on changed."]
    assert found["estimates"] == []


def test_a_new_construct_is_named_by_its_key():
    wider = {**TOML["constructs"], "stigma": {"label": "Stigma", "high": "more stigma"}}
    found = told(review(), review(protocol=protocol(constructs=wider)))
    assert "Protocol: constructs.stigma was none, is laid down." in found["sentences"]


def test_what_is_merely_available_is_no_decision():
    more = replace(results()[0], selection=replace(results()[0].selection, available=("C-Berg 2019", "C-new")))
    assert told(review(), review([more, *results()[1:]]))["decisions"] == []


# -- why ---------------------------------------------------------------------------------------------------------------


def test_why_leads_from_the_estimate_to_the_page():
    lines = why("E-Berg 2019", review(protocol=protocol(analyses=[])))
    assert lines[0] == "Berg 2019: r = −.31, n = 212"
    text = "\n".join(lines)
    for part in (
        "Estimate: r = −.06 from 5 results of 4 samples; this one weighs ",
        "Model: Correlated and hierarchical effects (CHE) model: 5 results of 4 samples, assumed to correlate by .60",
        "Subgroup: Generation, Generation Z",
        "Selection: C-Berg 2019 (only result)",
        "Coding: “CES-D” is Depressive symptoms (CES-D), direction +: higher scores mean more symptoms",
        "Printed: -.31, pearson, n by study; sign kept",
        "Decision: #1 accept of reading C-Berg 2019 by anna on 2026-01-02 (clear)",
        "Quote: CES-D and group use correlated, r(210) = -0.31.",
        "Source: page 5 of berg.pdf, file abababababab",
    ):
        assert part in text


def test_why_names_the_results_that_were_averaged_with_it():
    text = "\n".join(why("E-Berg 2019", review(protocol=protocol(selection={"then": "average"}))))
    assert "Averaged: E-Berg 2019, E-berg-2 of one sample, assumed to correlate by .60" in text
    assert "from 4 samples; this one weighs" in text


def test_why_answers_for_a_reading_that_was_taken_turned_or_passed_over():
    assert "sign turned" in "\n".join(why("C-berg-2", review()))
    passed = "\n".join(why("C-sub", review()))
    assert "Selection: C-berg-2 (total over subscale); not taken: C-sub" in passed


def test_why_says_where_a_number_without_a_page_comes_from():
    text = "\n".join(why("E-odd", review()))
    assert "Source: imported, no page of o'ne.pdf" in text
    assert "Decision: #9 import of reading C-odd by import on 2026-01-03: n = 150, r = .12" in text
    assert "Quote: none" in text
    assert "Subgroup: Generation, not reported" in text


def test_why_of_what_was_left_out_gives_the_reason():
    left = (LeftOut("C-7", "Kim 2020", "excluded", "Its report is excluded."),)
    assert why("C-7", review(left_out=left))[0] == "Kim 2020: not pooled in depression-groups. Its report is excluded."


def test_why_of_an_unknown_id_names_it():
    with pytest.raises(UnknownId, match="'C-404'"):
        why("C-404", review(decisions=decisions()))
