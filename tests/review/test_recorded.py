import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from corpus.effects import effects
from corpus.errors import InvalidDecision
from corpus.store import Store
from review import coding
from review.decisions import decide, undo
from review.recorded import NotFound, apply_recorded
from tests.review.reviews import MATRIX, WHO, add, candidate, protocol, review


@pytest.fixture
def store() -> Iterator[Store]:
    with review() as made:
        yield made


def line(**given: Any) -> str:
    return json.dumps({"paper": "berg2019.pdf", "who": "author", "at": "2024-02-01T09:00:00Z"} | given)


def reading(printed: str, *pair: str, action: str = "accept", **given: Any) -> str:
    return line(**({"page": 1, "printed": printed, "pair": pair, "group": "", "action": action} | given))


LINES = [
    line(state="coded"),
    line(eligibility="include"),
    line(study="", set={"generation": "z", "mean_age": None}),
    line(variable="CES-D", construct="depression", measure="CES-D", direction="+", evidence="higher is worse"),
    line(variable="Group use", construct="groups", measure="", direction="+", subscale="", wave="", informant="self"),
    reading(".31", "CES-D", "Group use"),
    reading("−.05", "Age", "Group use", action="change", set={"n": 200}, note="n of the table's note"),
    reading(".12", "Age", "CES-D", action="reject", kind="cited"),
    "",
]


def test_recorded_decisions_are_those_of_their_author(store: Store) -> None:
    applied = apply_recorded(store, LINES, protocol())
    assert applied.counts == {
        "accept": 1, "change": 1, "reject": 1, "code": 2, "set": 1, "eligibility": 1, "state": 1,
    }  # fmt: skip
    assert (applied.total, applied.unchanged) == (8, 0)
    assert {(event.who, event.at) for event in store.events()} == {("author", "2024-02-01T09:00:00Z")}
    (effect,) = effects(store.readings(), store.codings(), protocol(), "depression")
    assert (effect.r, effect.n, effect.measures) == (0.31, 212, ("CES-D", ""))
    assert effect.characteristics == {"generation": "z", "mean_age": None}
    assert [(r.id, r.n) for r in store.readings()] == [("C1", 212), ("C3", 200)]
    assert store.codings().reports[0].state == "coded"


def test_applied_again_nothing_changes(store: Store) -> None:
    apply_recorded(store, LINES, protocol())
    before = store.events(), store.generation()
    again = apply_recorded(store, LINES, protocol())
    assert (again.total, again.unchanged) == (0, 8)
    assert (store.events(), store.generation()) == before


def test_what_a_person_decided_since_is_not_overwritten(store: Store) -> None:
    apply_recorded(store, LINES, protocol())
    decide(store, "C1", "reject", who=WHO)
    apply_recorded(store, LINES, protocol())
    assert [r.id for r in store.readings()] == ["C3"]


def test_a_value_that_was_not_found_is_told_with_paper_page_and_value(store: Store) -> None:
    lines = [*LINES, reading(".77", "CES-D", "Group use"), reading(".31", "Sleep", "Grades")]
    with pytest.raises(NotFound) as error:
        apply_recorded(store, lines, protocol())
    assert str(error.value) == (
        "2 recorded decisions do not fit: "
        "berg2019.pdf: page 1, .77 (CES-D x Group use): the reader did not find it; "
        "berg2019.pdf: page 1, .31 (Sleep x Grades): the reader did not find it."
    )
    assert len(store.readings()) == 2  # all that fits was applied


def test_everything_that_does_not_fit_is_told(store: Store) -> None:
    lines = [
        line(variable="Slep", construct="depression", direction="+"),
        line(study="", set={"generation": "q"}),
        line(paper="lee2010.pdf", state="coded"),
        reading(".31", "CES-D", "Group use", page=2),
    ]
    with pytest.raises(NotFound, match="4 recorded decisions do not fit") as error:
        apply_recorded(store, lines, protocol())
    for part in (
        "variable 'Slep': R1 has no variable",
        "generation = 'q' is no choice",
        "no report 'lee2010.pdf'",
        "page 2",
    ):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "recorded decision 1 is no JSON"),
        ("[]", "recorded decision 1 is incomplete"),
        ('{"paper": "x.pdf", "who": "author"}', "recorded decision 1 is incomplete; it needs paper, who and one of"),
        ('{"paper": "x.pdf", "state": "coded"}', "recorded decision 1 is incomplete"),
    ],
)
def test_a_line_that_is_none_is_named_by_number(store: Store, text: str, message: str) -> None:
    with pytest.raises(InvalidDecision, match=message):
        apply_recorded(store, [text], protocol())


def test_labels_with_more_words_around_them_are_the_same() -> None:
    with Store.in_memory() as store:
        add(store, candidate(".31", "2. Group use (weekly)", "Depressive symptoms (CES-D)"))
        apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol())
        (found,) = store.readings()
        assert (found.x, found.y) == ("Group use", "CES-D")


def test_the_group_decides_between_studies() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], group="Study 1"), replace(MATRIX[0], group="Study 2", n=100))
        lines = [
            reading(".31", "CES-D", "Group use", group="Study 2"),
            line(study="Study 1", set={"country": "Ireland"}),
            line(study="", set={"mean_age": 20}),
        ]
        apply_recorded(store, lines, protocol())
        assert [(r.id, r.n) for r in store.readings()] == [("C2", 100)]
        assert [study.characteristics for study in store.codings().studies] == [
            {"country": "Ireland", "mean_age": 20},
            {"mean_age": 20},
        ]


def test_the_study_is_found_behind_other_words_and_no_other_study_is_taken_for_it() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], group="Study 1: online groups"), replace(MATRIX[1], group="Study 2"))
        apply_recorded(store, [reading(".31", "CES-D", "Group use", group="Study 1")], protocol())
        assert [r.group for r in store.readings()] == ["Study 1"]
        with pytest.raises(NotFound, match="the reader did not find it"):
            apply_recorded(store, [reading(".12", "CES-D", "Age", group="Study 1")], protocol())
        apply_recorded(store, [reading(".12", "CES-D", "Age", group="Women")], protocol())
        assert [r.group for r in store.readings()] == ["Study 1", "Women"]


def test_the_person_knows_better_than_the_reader_which_group_it_is() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], group="online groups"))
        apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol())
        assert [r.group for r in store.readings()] == [""]


def test_a_study_that_the_reader_did_not_see_is_made(store: Store) -> None:
    apply_recorded(store, [line(study="Study 2", set={"country": "Ireland"})], protocol())
    assert [(s.printed, s.characteristics) for s in store.codings().studies] == [("Study 2", {"country": "Ireland"})]


def test_the_likelier_of_two_places_is_meant() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], kind="cited"), replace(MATRIX[0], value_boxes=()))
        apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol())
        assert [r.id for r in store.readings()] == ["C2"]


def test_a_convertible_result_is_not_accepted_by_a_record_either() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], kind="convertible"))
        with pytest.raises(NotFound, match="needs a named conversion"):
            apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol())


def test_a_line_is_known_again_when_the_reader_reads_otherwise(store: Store) -> None:
    lines = [reading(".31", "CES-D", "Group use", at="")]
    apply_recorded(store, lines, protocol())
    decide(store, "C1", "change", who=WHO, n=180)
    add(store, replace(MATRIX[0], n=210), *MATRIX[1:], rules="2")
    assert apply_recorded(store, lines, protocol()).unchanged == 1
    assert [(r.id, r.n) for r in store.readings()] == [("C1", 180)]


def test_a_line_of_an_older_store_is_known_again(store: Store) -> None:
    decide(store, "C1", "accept", who="author", at="2024-02-01T09:00:00Z")
    decide(store, "C1", "change", who=WHO, n=180)
    assert apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol()).unchanged == 1
    assert [(r.id, r.n) for r in store.readings()] == [("C1", 180)]


def test_a_line_about_women_is_not_about_men() -> None:
    with Store.in_memory() as store:
        add(store, replace(MATRIX[0], group="Men"))
        with pytest.raises(NotFound, match="the reader did not find it"):
            apply_recorded(store, [reading(".31", "CES-D", "Group use", group="Women")], protocol())


def test_equal_values_need_a_pair() -> None:
    with Store.in_memory() as store:
        add(store, MATRIX[0], candidate(".31", "Age", "Sex", 4, 0))
        with pytest.raises(NotFound, match=r"2 results fit \(age x sex; ces-d x group use\); name the pair and group"):
            apply_recorded(store, [reading(".31")], protocol())


def test_a_label_is_not_found_inside_a_word() -> None:
    with Store.in_memory() as store:
        add(store, candidate(".31", "Engagement", "CES-D"))
        with pytest.raises(NotFound, match="the reader did not find it"):
            apply_recorded(store, [reading(".31", "Age", "CES-D")], protocol())


@pytest.mark.parametrize(("groups", "taken"), [(("Men", "Women"), None), (("Men", "", "Women"), ""), (("Men",), "")])
def test_equal_values_of_men_and_women_need_their_group(groups: tuple[str, ...], taken: str | None) -> None:
    with Store.in_memory() as store:
        rows = [replace(candidate(".31", "Group use", "CES-D", row), group=g) for row, g in enumerate(groups)]
        add(store, *rows)
        if taken is None:
            with pytest.raises(NotFound, match=r"2 results fit \(.*, men; .*, women\); name the pair and group"):
                apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol())
        else:
            apply_recorded(store, [reading(".31", "CES-D", "Group use")], protocol())
        apply_recorded(store, [reading(".31", "CES-D", "Group use", group="Men")], protocol())
        assert [r.group for r in store.readings()] == ([] if taken is None or len(groups) == 1 else [taken]) + ["Men"]


def test_a_line_on_a_label_study_or_report_is_known_again_when_its_facts_are_read_otherwise(store: Store) -> None:
    lines = [
        line(variable="CES-D", construct="depression", measure="CES-D", direction="+", at=""),
        line(study="", set={"mean_age": 20}, at=""),
        line(state="waiting", at=""),
    ]
    apply_recorded(store, lines, protocol())
    renamed = [replace(item, x="CES-D" if item.x == "Age" else item.x, y=item.y.replace("CES-D", "CES-D.")) for item in
               MATRIX]  # fmt: skip
    add(store, *renamed, rules="2")
    for change in ({"construct": ""}, {"construct": "groups"}):
        coding.code_variable(store, protocol(), "R1", "CES-D", direction="+", who=WHO, **change)
    undo(store, "S1", who=WHO)
    before = store.events()
    assert apply_recorded(store, lines, protocol()).unchanged == 3
    assert store.events() == before
