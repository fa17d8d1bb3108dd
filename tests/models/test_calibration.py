from dataclasses import replace

from corpus.evidence import Candidate, Printed
from models.calibration import DEMOTE_BELOW, PROMOTE_FROM, counted, has_own_evidence

SEEN = Candidate(
    rule="r.v1", kind="correlation", statistic="pearson", r=Printed(".25", 0.25, 2), page=1, where="text", quotes=(),
    x="mood", y="sleep", df=Printed("98", 98, 0),
)  # fmt: skip


def test_a_correlation_stays_one_until_showing_it_costs_more_than_missing_it() -> None:
    assert counted(SEEN, {"correlation": DEMOTE_BELOW, "cited": 1 - DEMOTE_BELOW}) == "correlation"
    assert counted(SEEN, {"correlation": DEMOTE_BELOW / 2, "cited": 0.9, "other": 0.05}) == "cited"


def test_a_demoted_correlation_is_called_a_reliability_only_where_that_is_nearly_certain() -> None:
    assert counted(SEEN, {"correlation": 0.01, "reliability": 0.6, "cited": 0.39}) == "other"


def test_in_tables_the_rule_decides_alone() -> None:
    cell = replace(SEEN, where="table")
    assert counted(cell, {"correlation": 0.01, "other": 0.99}) == "correlation"
    assert counted(replace(cell, kind="other"), {"correlation": 0.99}) == "other"


def test_a_cited_value_becomes_a_correlation_only_with_evidence_of_its_own() -> None:
    sure = {"correlation": PROMOTE_FROM, "cited": 1 - PROMOTE_FROM}
    cited = replace(SEEN, kind="cited")
    assert counted(cited, sure) == "correlation"
    assert counted(replace(cited, df=None), sure) == "cited"
    assert counted(replace(cited, y=""), sure) == "cited"
    assert counted(cited, {"correlation": PROMOTE_FROM - 0.01, "cited": 0.11}) == "cited"


def test_a_variable_with_itself_is_no_evidence() -> None:
    assert has_own_evidence(SEEN)
    assert not has_own_evidence(replace(SEEN, y="mood"))


def test_between_kinds_that_are_not_pooled_a_nearly_certain_one_counts() -> None:
    cited = replace(SEEN, kind="cited")
    assert counted(cited, {"pooled_of_review": 0.85, "cited": 0.15}) == "pooled_of_review"
    assert counted(cited, {"pooled_of_review": 0.6, "cited": 0.4}) == "cited"


def test_a_convertible_result_is_never_relabelled_as_something_that_is_not_pooled() -> None:
    assert counted(replace(SEEN, kind="convertible", df=None), {"other": 0.99}) == "convertible"


def test_without_any_chance_the_rule_has_the_last_word_on_what_is_not_a_correlation() -> None:
    assert counted(replace(SEEN, kind="benchmark"), {}) == "benchmark"
