"""What the reader misses is measured on a random sample that people read blind."""

import pytest

from corpus.errors import InvalidDecision
from corpus.store import Store
from review.overview import overview
from review.recall import draw, exact_interval, list_results, recall
from tests.review.reviews import MATRIX, WHO, add, candidate, protocol


def review() -> Store:
    store = Store.in_memory()
    add(store, *MATRIX, name="berg2019")
    add(store, candidate(".52", "Group use", "CES-D"), name="kim2020")
    add(store, candidate(".52", "Group use", "CES-D"), name="lee2021")
    return store


def test_the_same_seed_draws_the_same_reports() -> None:
    with review() as store:
        first, second = draw(store, 2, seed=7, who=WHO), draw(store, 2, seed=7, who=WHO)
        assert first.after == second.after
        assert len(set(first.after["reports"])) == 2
        assert first.after["of"] == 3


@pytest.mark.parametrize(("count", "message"), [(0, "no sample"), (4, "more than the 3")])
def test_a_sample_that_cannot_be_drawn_says_why(count: int, message: str) -> None:
    with review() as store, pytest.raises(InvalidDecision, match=message):
        draw(store, count, seed=1, who=WHO)


def test_what_was_listed_and_not_read_was_missed() -> None:
    with review() as store:
        assert recall(store) is None
        draw(store, 3, seed=1, who=WHO)
        list_results(store, "R1", ".31; 212; Group use; CES-D; 1\n-.05; ; Age; Group use;\n.77; 90; A; B; 4", who=WHO)
        found = recall(store)
        assert found is not None
        assert [one.candidate for one in found.listed] == ["C1", "C3", ""]
        assert (found.missed, found.share, found.read) == (1, pytest.approx(1 / 3), ("R1",))
        assert found.low < 1 / 3 < found.high


def test_one_candidate_stands_for_one_result_only_and_on_its_page() -> None:
    with review() as store:
        draw(store, 3, seed=1, who=WHO)
        list_results(store, "R2", ".52; ; a; b;\n.52; ; c; d; 1", who=WHO)
        list_results(store, "R3", ".52; ; a; b; 9", who=WHO)
        found = recall(store)
        assert found is not None
        by_report = {report: [one.candidate for one in found.listed if one.report == report] for report in ("R2", "R3")}
        assert by_report == {"R2": ["", "C5"], "R3": [""]}


@pytest.mark.parametrize("line", [".31; 212", "r; 1; a; b", ".3; two; a; b", ".3; 2; a; b; five", "1.4; 2; a; b"])
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_kept(line: str) -> None:
    with review() as store:
        before = len(store.events())
        with pytest.raises(InvalidDecision, match="line 2"):
            list_results(store, "R1", f".1; 5; a; b\n{line}", who=WHO)
        assert len(store.events()) == before


def test_the_interval_is_clopper_and_pearsons() -> None:
    assert exact_interval(0, 10) == (0.0, pytest.approx(0.3085, abs=1e-4))
    assert exact_interval(10, 10) == (pytest.approx(0.6915, abs=1e-4), 1.0)
    assert exact_interval(4, 20) == (pytest.approx(0.0573, abs=1e-4), pytest.approx(0.4366, abs=1e-4))
    assert exact_interval(0, 0) == (0.0, 1.0)


def test_the_overview_tells_what_was_missed() -> None:
    with review() as store:
        assert overview(store, protocol())["recall"] is None
        draw(store, 1, seed=1, who=WHO)
        report = store.events()[-1].after["reports"][0]
        list_results(store, report, ".99; ; a; b;", who=WHO)
        told = overview(store, protocol())["recall"]
        assert (told["missed"], told["listed"], told["reports_read"]) == (1, 1, 1)
