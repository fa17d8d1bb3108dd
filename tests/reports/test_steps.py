"""How far each change moved an estimate: the parts are ranked and add up, whatever was changed."""

import random
from dataclasses import replace

import pytest

from corpus.decisions import Decision
from reports.changes import changes
from reports.page import render_page
from reports.record import record
from reports.restored import NotRestored, restored_effect, restored_method
from reports.steps import EXACT, MOST, orders, steps
from tests.effort import effort
from tests.reports.effects import QUESTION, effect, many, three
from tests.reports.reviews import TOML, codings, decisions, protocol, results, review

AT = "2026-03-01T06:00:00Z"
ROUNDING = 1e-9


def version(made, *, name="0001", last=None):
    return record(made, version=name, at=AT, previous=None, changes={}, last=last)


def moved(old, new):
    before = version(old)
    return changes(before, version(new, name="0002", last=before))


def adds_up(found):
    for move in found["estimates"]:
        if move["z_move"] is not None and not move["unsplit"]:
            for name in ("z", "r"):
                assert sum(part[name] for part in move["parts"]) == pytest.approx(move[f"{name}_move"], abs=ROUNDING)
            sizes = [abs(part["z"]) for part in move["parts"]]
            assert sizes == sorted(sizes, reverse=True)
    return found


def random_change(effects, chance):
    """Some effects gone, some with other values, some of new papers, and perhaps another method."""
    kept = [one for one in effects if chance.random() > 0.2]
    other = [
        replace(one, r=chance.choice([one.r, -one.r, 0.1]), n=chance.choice([one.n, 40]), decisions=(1, 9))
        if chance.random() < 0.4 else one
        for one in kept
    ]  # fmt: skip
    count = chance.choice([0, 1, 3, 9])
    more = [
        effect(chance.uniform(-0.4, 0.4), 60, f"New {i}", characteristics={"generation": "z"}) for i in range(count)
    ]
    tau2 = chance.choice(["REML", "DL"])
    plans = [{"question": QUESTION.id, "method": {"tau2": tau2, "test": chance.choice(["adhoc", "z"])}}]
    return review([*other, *more], protocol=protocol(analyses=plans))


@pytest.mark.parametrize("seed", range(effort(6, 60)))
def test_the_parts_of_every_move_add_up_to_it(seed):
    chance = random.Random(seed)
    effects = many(chance.choice([2, 6, 12]), seed=seed)
    adds_up(moved(review(effects), random_change(effects, chance)))


def test_a_single_change_is_the_whole_move():
    found = adds_up(moved(review(three()), review([*three(), effect(0.4, 200, "Zhao 2024")])))
    move = next(one for one in found["estimates"] if not one["subgroup"])
    assert [(part["what"], part["label"]) for part in move["parts"]] == [("paper in", "Zhao 2024")]
    assert move["parts"][0]["r"] == pytest.approx(move["r_move"])
    assert f"Of this move of r: Zhao 2024 in {move['r_move']:+.3f}".replace("0.", ".") in found["sentences"][0]


def test_parts_name_papers_decisions_files_selection_and_method():
    old = results()
    new = [
        replace(old[0], r=-0.13, printed="-.13", decisions=(1, 9)),  # decided anew
        replace(old[1], n=89, digest="cd" * 32),  # read from another file
        replace(old[3], r=-0.1),  # the sample of the first, by no decision of its own
        old[4],
        effect(0.3, 99, "Zhao 2024", characteristics={"generation": "y"}),
    ]
    plans = [{"question": QUESTION.id, "method": {"tau2": "DL"}}]
    found = adds_up(moved(review(old), review(new, protocol=protocol(analyses=plans))))
    parts = {part["what"]: part for part in found["estimates"][0]["parts"]}
    assert set(parts) <= {"paper in", "paper out", "decision", "corrected", "method"}
    whole = next(one for one in found["estimates"] if not one["subgroup"])["parts"]
    told = {(part["what"], part["label"]) for part in whole}
    assert told == {
        ("paper in", "Zhao 2024"), ("paper out", "Núñez 2021"), ("decision", "Berg 2019"), ("corrected", "Ito 2016"),
        ("method", "tau2"),
    }  # fmt: skip
    detail = next(part["detail"] for part in whole if part["what"] == "decision")
    assert "r was −.31, is −.13" in detail
    assert detail.endswith("by import on 2026-01-03")


def test_what_the_protocol_selects_otherwise_is_its_doing():
    chosen = [replace(one, r=-0.25) if one.study_label == "Ito 2016" else one for one in results()]
    found = adds_up(moved(review(), review(chosen, protocol=protocol(selection={"order": ["largest_n"]}))))
    whole = next(one for one in found["estimates"] if not one["subgroup"])["parts"]
    assert [(part["what"], part["label"]) for part in whole] == [("protocol", "Ito 2016")]
    same = adds_up(moved(review(), review(chosen)))
    assert {part["what"] for one in same["estimates"] for part in one["parts"]} == {"coding"}


def test_who_withdrew_a_result_is_told_with_the_reason():
    gone = Decision("reading", "C-berg-2", "reject", "ben", "2026-02-02T10:00:00Z", seq=12, note="of another sample")
    new = review([one for one in results() if one.reading != "C-berg-2"], decisions=[*decisions(), gone])
    found = adds_up(moved(review(), new))
    part = found["estimates"][0]["parts"][0]
    assert part["detail"] == "r = −.20 withdrawn, by ben on 2026-02-02 (of another sample)"
    assert any("was withdrawn, by ben on 2026-02-02 (of another sample)." in text for text in found["sentences"])


def test_an_excluded_paper_is_told_with_the_reason_in_the_words_of_the_protocol():
    why = [{"id": "retracted", "label": "The paper was retracted"}]
    judged = codings()
    out = replace(judged.reports[2], eligibility="exclude", exclusion="retracted")
    judged = replace(judged, reports=(*judged.reports[:2], out, *judged.reports[3:]))
    laid_down = protocol(eligibility={"exclude": why})
    old, new = (review(some, codings=judged, protocol=laid_down) for some in (results(), results()[:2] + results()[3:]))
    whole = next(one for one in adds_up(moved(old, new))["estimates"] if not one["subgroup"])
    assert (whole["parts"][0]["what"], whole["parts"][0]["detail"]) == ("paper out", "The paper was retracted")


def test_many_changes_are_told_by_the_strongest_and_the_rest_as_one():
    found = adds_up(moved(review(three()), review([*three(), *many(MOST + 9)])))
    whole = next(one for one in found["estimates"] if not one["subgroup"])
    assert len(whole["parts"]) == MOST
    assert "10 further changes" in {part["label"] for part in whole["parts"]}


def test_few_changes_are_made_in_every_order_and_many_in_two():
    assert len(list(orders(3))) == 6
    assert [list(order) for order in orders(EXACT + 1)] == [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]


def test_what_other_code_computed_stands_apart():
    old, new = version(review(three())), version(review([*three(), effect(0.4, 200, "Zhao 2024")]), name="0002")
    old["questions"][0]["b"] += 0.01
    old["questions"][0]["r"] += 0.01
    found = {part["what"]: part["z"] for part in steps(old, new, QUESTION.id)[""]}
    assert found["computing"] == pytest.approx(-0.01)


def test_a_version_whose_method_is_gone_is_told_and_the_rest_is_complete():
    old, new = version(review(three())), version(review([*three(), effect(0.4, 200, "Zhao 2024")]), name="0002")
    old["questions"][0]["method"]["tau2"] = "OLD"
    found = changes(old, new)
    assert "Not split into its parts: analysis 0001 was made with a method that is gone" in found["sentences"][0]
    assert found["papers"]["in"][0]["name"] == "Zhao 2024"
    with pytest.raises(NotRestored, match="was made with shape = 'round', which is gone"):
        restored_method({"shape": "round"}, "0001")
    with pytest.raises(NotRestored, match="was written by other software"):
        restored_effect({"id": "E-1"})
    old["questions"][0]["method"]["tau2"] = "REML"
    old["protocol"]["questions"] = []
    assert "has no question" in changes(old, new)["estimates"][0]["unsplit"]


def test_a_prediction_interval_that_now_excludes_zero_is_said_first():
    sure = [effect(0.40, 400, f"S{i}") for i in range(8)]
    wide = [*sure[:6], effect(-0.3, 400, "S6"), effect(-0.2, 400, "S7")]
    found = moved(review(wide), review(sure))
    assert "The prediction interval now excludes zero. " in found["sentences"][0]
    assert "now includes zero" in moved(review(sure), review(wide))["sentences"][0]
    assert "No prediction interval any more. " in " ".join(moved(review(sure), review(sure[:1]))["sentences"])


def test_an_estimate_of_another_question_has_no_parts():
    old = version(review(three()))
    new = version(review(three(), protocol=protocol(questions=[{**TOML["questions"][0], "id": "new"}], analyses=[])))
    assert steps(old, new, "new") == {}


def test_the_page_holds_what_moved_each_estimate():
    before = version(review(three()))
    new = review([*three(), effect(0.4, 200, "Zhao 2024")])
    data = version(new, name="0002", last=before)
    html = render_page(new, {**data, "changes": changes(before, data)}, {one.question.id: "" for one in new.analyses})
    assert "What moved Depressive symptoms and online support groups" in html
    assert '<th scope="row">Zhao 2024 in</th>' in html
    assert '<th scope="row">Together</th>' in html
