"""Two measures of one construct that correlate below zero: one may be reversed, so its coder is asked."""

from corpus.store import Store
from review import coding, queue
from tests.review.reviews import MATRIX, WHO, add, candidate, protocol


def asked(store: Store) -> list[str]:
    return [task.what for task in queue.tasks(store, protocol()) if task.kind == "again"]


def coded(store: Store, label: str, direction: str, *, evidence: str = "", construct: str = "depression") -> None:
    coding.code_variable(
        store, protocol(), "R1", label, construct=construct, direction=direction, evidence=evidence, who=WHO
    )


def review(printed: str = "-.45") -> Store:
    store = Store.in_memory()
    add(store, *MATRIX, candidate(printed, "BDI", "CES-D", 4, 0))
    coded(store, "CES-D", "+")
    return store


def test_measures_that_contradict_their_coding_come_back_to_the_coder() -> None:
    with review() as store:
        assert asked(store) == []
        coded(store, "BDI", "+")
        (what,) = asked(store)
        assert what == (
            "'BDI' and 'CES-D' are both coded as much depression when high, but correlate -.45 on page 1: "
            "is one of them reversed?"
        )


def test_turning_one_of_them_or_giving_the_papers_words_settles_it() -> None:
    with review() as store:
        coded(store, "BDI", "-", evidence="")
        assert asked(store) == []
        coded(store, "BDI", "+", evidence="higher scores mean more symptoms")
        assert asked(store) == []


def test_measures_that_agree_or_measure_something_else_are_not_asked_about() -> None:
    with review(".45") as store:
        coded(store, "BDI", "+")
        assert asked(store) == []
    with review() as store:
        coded(store, "BDI", "+", construct="groups")
        assert asked(store) == []
