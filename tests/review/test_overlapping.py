"""Reports that may tell of the same people are asked about until somebody says what they are."""

import pytest

from corpus.errors import InvalidDecision
from corpus.evidence import Characterised, Quote
from corpus.store import Store
from review import coding, decisions, queue
from review.overlapping import keep_apart, refresh, standing
from tests.review.reviews import MATRIX, WHO, add, candidate, digest, protocol
from tests.store.evidence import document, sample, scored


def review() -> Store:
    """Two reports that print the same matrix, and one that prints another."""
    store = Store.in_memory()
    for name in ("berg2019", "berg2021"):
        add(store, *MATRIX, name=name)
    add(store, candidate(".52", "Group use", "CES-D"), name="kim2020")
    refresh(store)
    return store


def seen(store: Store) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in standing(store, store.codings(), store.events())]


def overlap_tasks(store: Store) -> list[queue.Task]:
    return [task for task in queue.tasks(store, protocol()) if task.kind == "overlap"]


def test_equal_correlations_are_asked_about_under_the_names_of_the_files() -> None:
    with review() as store:
        (task,) = overlap_tasks(store)
        assert task.what == (
            "the same people as in R1? berg2019 and berg2021 print 4 equal correlations of the same pairs."
        )
        assert task.details == ("if so: stook code S2 --merge-into S1",)
        assert task.command == "stook code R2 --apart-from R1"


def test_a_shared_author_with_equal_n_and_age_is_asked_about() -> None:
    with Store.in_memory() as store:
        for name, r in (("berg2019", ".31"), ("berg2021", ".12")):
            found = [
                Characterised("author", "Berg, K.", 1, Quote(digest(name), "Berg, K.", ()), "authors.v1", 0.9),
                Characterised("mean_age", 34.2, 1, Quote(digest(name), "34.2 years", ()), "ages.v1", 0.9),
            ]
            store.add(document(name), scored(candidate(r)), [sample(212)], name=f"{name}.pdf", rules="1", told=found)
        refresh(store)
        ((first, second),) = seen(store)
        assert (first, second) == ("R1", "R2")


@pytest.mark.parametrize("closing", ["merge", "apart", "exclude"])
def test_a_decision_closes_the_question_and_undoing_it_opens_it_again(closing: str) -> None:
    with review() as store:
        match closing:
            case "merge":
                made = coding.merge(store, "S2", "S1", who=WHO)
            case "apart":
                made = keep_apart(store, "berg2021", "berg2019", who=WHO, note="other waves")
            case _:
                made = coding.set_eligibility(store, protocol(), "R2", "exclude", reason="no_correlation", who=WHO)
        assert overlap_tasks(store) == []
        decisions.undo(store, made.id, who=WHO)
        assert len(overlap_tasks(store)) == 1


def test_a_report_does_not_stand_apart_from_itself() -> None:
    with review() as store, pytest.raises(InvalidDecision, match="the same report"):
        keep_apart(store, "R1", "berg2019", who=WHO)


def test_a_second_look_at_the_same_reports_writes_nothing() -> None:
    with review() as store:
        before = store.get("overlaps")
        refresh(store)
        assert store.get("overlaps") == before != "[]"
