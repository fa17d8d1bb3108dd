"""The report page: labels, eligibility, studies and sign-off are coded there, all at once or not at all."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.evidence import Characterised, Quote
from corpus.protocol import Protocol, parse_protocol
from corpus.store import Store
from review import coding, decisions
from review.overlapping import refresh as compare
from review.proposed import refresh
from tests.review.reviews import MATRIX, WHO, digest
from tests.store.evidence import document, sample, scored
from tests.web.visitor import Visitor, visiting

PROTOCOL = """
review = { title = "Help seeking" }
[constructs.depression]
label = "Depression"
high = "more symptoms"
reverse_terms = ["well-being"]
measures."CES-D".names = ["CES-D"]
[constructs.groups]
label = "Online groups"
high = "more"
terms = ["group use"]
[[questions]]
id = "depression"
label = "Depression and groups"
x = "depression"
y = "groups"
[characteristics.mean_age]
label = "Mean age"
type = "number"
moderator = true
[characteristics.online]
label = "Online"
type = "yesno"
[characteristics.design]
label = "Design"
type = "choice"
choices = { cross = "Cross-sectional", long = "Longitudinal" }
[[eligibility.exclude]]
id = "no_correlation"
label = "Reports no correlation"
"""


def parsed() -> Protocol:
    return parse_protocol(tomllib.loads(PROTOCOL))


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    said = Characterised(
        "direction", "+", 4, Quote(digest("berg2019"), "Higher scores mean more symptoms.", ()), "directions.v1", 0.9,
        variable="CES-D", derived="high scores: more symptoms",
    )  # fmt: skip
    age = Characterised("mean_age", 34.2, 3, Quote(digest("berg2019"), "34.2 years old", ()), "ages.v1", 0.9)
    with Store.create(tmp_path) as store:
        for name in ("berg2019", "berg2021"):
            store.add(document(name), scored(*MATRIX), [sample(212)], name=f"{name}.pdf", rules="1", told=[said, age])
        refresh(store, parsed())
        compare(store)
        with visiting(store, tmp_path, PROTOCOL) as someone:
            yield someone


def numbers(visitor: Visitor) -> dict[str, str]:
    """The labels of R1 with the numbers of their fields."""
    rows = visitor.page("/reports/R1").xpath("//table[contains(@class, 'map')]/tbody/tr")
    return {
        row.xpath("string(./th/text())").strip(): row.xpath("string(.//select/@name)").rpartition("-")[2]
        for row in rows
    }


def test_each_label_stands_once_what_a_question_may_need_first(visitor: Visitor) -> None:
    assert list(numbers(visitor)) == ["Group use", "CES-D", "Age", "Empowerment"]


def test_what_the_paper_says_of_high_scores_stands_beside_its_label(visitor: Visitor) -> None:
    assert "Higher scores mean more symptoms." in visitor.page("/reports/R1").text_content()


def test_ticked_proposals_are_coded_and_the_others_are_not(visitor: Visitor) -> None:
    number = numbers(visitor)["CES-D"]
    answer = visitor.send("/reports/R1", "/reports/R1/variables", **{f"right-{number}": "on"})
    assert answer.status_code == 200
    (made,) = visitor.store.codings().variables
    assert (made.label, made.construct, made.direction, made.measure) == ("CES-D", "depression", 1, "CES-D")
    assert visitor.store.events()[0].who == WHO


def test_a_changed_field_is_coded_without_a_tick(visitor: Visitor) -> None:
    number = numbers(visitor)["Age"]
    visitor.send("/reports/R1", "/reports/R1/variables", **{f"construct-{number}": "none"})
    (made,) = visitor.store.codings().variables
    assert (made.label, made.construct) == ("Age", "")


def test_nothing_is_coded_where_one_label_cannot_be_and_what_was_typed_is_kept(visitor: Visitor) -> None:
    known = numbers(visitor)
    answer = visitor.send(
        "/reports/R1", "/reports/R1/variables",
        **{f"right-{known['CES-D']}": "on", f"construct-{known['Age']}": "groups", f"measure-{known['Age']}": "Clock"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "do high values mean much of it" in answer.text
    assert 'value="Clock"' in answer.text
    assert visitor.store.codings().variables == ()


def test_sending_an_untouched_map_says_what_to_do(visitor: Visitor) -> None:
    answer = visitor.send("/reports/R1", "/reports/R1/variables")
    assert answer.status_code == 422
    assert "Nothing to save" in answer.text


def test_an_excluded_report_needs_its_reason(visitor: Visitor) -> None:
    answer = visitor.send("/reports/R1", "/reports/R1/eligibility", eligibility="exclude")
    assert answer.status_code == 422
    assert "excluded why" in answer.text
    visitor.send("/reports/R1", "/reports/R1/eligibility", eligibility="exclude", reason="no_correlation")
    report = visitor.store.codings().reports[0]
    assert (report.eligibility, report.exclusion) == ("exclude", "no_correlation")
    assert visitor.page("/reports/R1") is not None


def test_a_report_is_signed_off(visitor: Visitor) -> None:
    assert visitor.send("/reports/R1", "/reports/R1/state", state="no usable result").status_code == 422
    visitor.send("/reports/R1", "/reports/R1/state", state="no usable result", reason="regression only")
    assert visitor.store.codings().reports[0].state == "no usable result"


def test_reports_that_share_people_are_settled_where_they_are_asked_about(visitor: Visitor) -> None:
    assert "equal correlations" in visitor.page("/reports/R1").text_content()
    visitor.send("/reports/R2", "/reports/R2/overlap", same="yes")
    assert visitor.store.codings().studies[0].reports == ("R1", "R2")
    assert "equal correlations" not in visitor.page("/reports/R2").text_content()


def test_other_people_are_kept_apart(visitor: Visitor) -> None:
    visitor.send("/reports/R1", "/reports/R1/overlap", same="no", note="another wave")
    assert visitor.store.events()[-1].action == "apart"
    assert "equal correlations" not in visitor.page("/reports/R1").text_content()


def test_a_further_study_is_added(visitor: Visitor) -> None:
    visitor.send("/reports/R1", "/reports/R1/studies", printed="Study 2")
    assert "Study 2" in {study.printed for study in visitor.store.codings().studies}


def test_an_unknown_report_is_not_there(visitor: Visitor) -> None:
    assert visitor.client.get("/reports/R99").status_code == 404


def test_a_proposal_is_chosen_and_a_value_that_was_looked_for_in_vain_is_marked(visitor: Visitor) -> None:
    answer = visitor.send(
        "/studies/S1", "/studies/S1", **{"chosen-mean_age": "34.2", "missing-online": "on", "design": "long"}
    )
    assert answer.status_code == 200
    assert visitor.store.codings().studies[0].characteristics == {"mean_age": 34.2, "online": None, "design": "long"}
    assert "not reported" in answer.text


def test_a_value_of_the_wrong_type_is_refused_and_kept_in_its_field(visitor: Visitor) -> None:
    answer = visitor.send("/studies/S1", "/studies/S1", mean_age="about forty")
    assert answer.status_code == 422
    assert "is not a number" in answer.text
    assert 'value="about forty"' in answer.text


def test_an_untouched_study_says_what_to_do(visitor: Visitor) -> None:
    answer = visitor.send("/studies/S1", "/studies/S1")
    assert answer.status_code == 422
    assert "Nothing to save" in answer.text


def test_a_reading_moves_to_another_group_and_studies_become_one(visitor: Visitor) -> None:
    for label, construct in (("CES-D", "depression"), ("Group use", "groups")):
        coding.code_variable(visitor.store, parsed(), "R1", label, construct=construct, direction="+", who=WHO)
    decisions.decide(visitor.store, "C1", "accept", who=WHO)
    visitor.send("/studies/S1", "/studies/S1/samples", sample="women")
    assert visitor.store.codings().samples == {"C1": "women"}
    visitor.send("/studies/S2", "/studies/S2/merge", into="S1")
    assert [study.reports for study in visitor.store.codings().studies] == [("R1", "R2")]
