from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decisions import Decision, Reading, Study
from corpus.store import Minted, Store, fold, in_force
from corpus.store.folds import view
from corpus.store.records import StoredReport, StoredStudy
from tests.store.evidence import candidate, digest, document, scored, value

MINTED = Minted(
    reports=(StoredReport("R1", "berg2019", ("d1",), year=2019), StoredReport("R2", "berg2020", ("d2",))),
    studies=(StoredStudy("S1", "R1"), StoredStudy("S2", "R2")),
)


def numbered(*events: Decision) -> list[Decision]:
    return [replace(event, seq=seq) for seq, event in enumerate(events, start=1)]


def event(subject: Any, item: str, action: Any, **after: Any) -> Decision:
    return Decision(subject, item, action, "mei", "", after)


def accepted(item: str, r: str = ".31", report: str = "R1", file: str = "d1", **more: Any) -> Decision:
    return event(
        "reading", item, "accept", report=report, r={"text": r, "value": float(r), "decimals": 2}, statistic="pearson",
        n=212, n_basis="table_note", x="Use", y="CES-D", source="page", boxes=[[1, 2, 3, 4, 5]], digest=file, **more,
    )  # fmt: skip


def undo(item: str, seq: int, subject: Any = "reading") -> Decision:
    return event(subject, item, "undo", undoes=seq)


def test_an_accepted_candidate_is_a_reading_with_its_place() -> None:
    (reading,), _ = fold(numbered(accepted("C1", flags=[])), MINTED)
    assert reading.r == value(".31")
    assert (reading.id, reading.report, reading.who, reading.decision) == ("C1", "R1", "mei", 1)
    assert reading.boxes[0].bottom == 5


def test_the_last_word_counts() -> None:
    events = numbered(accepted("C1"), event("reading", "C1", "reject", kind="cited"), accepted("C1", ".32"))
    assert [reading.r.text for reading in fold(events, MINTED)[0]] == [".32"]
    assert fold(events[:2], MINTED)[0] == []


def test_a_question_holds_a_reading_back() -> None:
    assert fold(numbered(accepted("C1"), event("reading", "C1", "ask")), MINTED)[0] == []


def test_an_undone_undo_counts_as_never_made() -> None:
    events = numbered(accepted("C1"), undo("C1", 1), undo("C1", 2), undo("C1", 3))
    readings = [len(fold(events[:length], MINTED)[0]) for length in range(len(events) + 1)]
    assert readings == [0, 1, 0, 1, 0]


def naive(events: list[Decision]) -> dict[str, str]:
    """The state by playing the record forward again and again: an undo is the world without its event."""

    def alive(seq: int) -> bool:
        return not any(e.action == "undo" and e.after["undoes"] == seq and alive(e.seq) for e in events)

    state: dict[str, str] = {}
    for e in events:
        if e.action != "undo" and alive(e.seq):
            state[e.id] = e.action
    return state


steps = st.lists(st.tuples(st.sampled_from(["accept", "reject", "undo"]), st.integers(0, 30)), max_size=30)


@given(steps)
@settings(deadline=None)
def test_the_fold_is_what_a_replay_gives(moves: list[tuple[str, int]]) -> None:
    events: list[Decision] = []
    for action, number in moves:
        if action == "undo" and events:
            target = events[number % len(events)]
            events.append(numbered(undo(target.id, target.seq))[0])
        else:
            item = f"C{number % 3 + 1}"
            events.append(accepted(item) if action == "accept" else event("reading", item, "reject"))
        events = numbered(*events)
    state = naive(events)
    assert {item: word.action for item, word in view(events, MINTED).words.items()} == state
    assert {reading.id for reading in fold(events, MINTED)[0]} == {i for i, a in state.items() if a == "accept"}


@given(steps)
@settings(deadline=None)
def test_undoing_the_newest_event_restores_the_state_before_it(moves: list[tuple[str, int]]) -> None:
    events = numbered(
        *(accepted(f"C{n % 3}") if a == "accept" else event("reading", f"C{n % 3}", "reject") for a, n in moves)
    )
    for length in range(1, len(events) + 1):
        taken_back = numbered(*events[:length], undo(events[length - 1].id, length))
        assert in_force(taken_back) == events[: length - 1]
        assert in_force(numbered(*taken_back, undo("x", length + 1))) == events[:length]


def test_codings_keep_the_last_word_of_each_characteristic() -> None:
    events = numbered(
        event("study", "S1", "set", generation="z", mean_age=19.8),
        event("study", "S1", "set", mean_age=None),
        event("variable", "R1/CES-D", "code", report="R1", label="CES-D", construct="depression"),
        event("variable", "R1/1. ces-d", "code", report="R1", label="1. ces-d", construct="distress", direction=-1),
        event("report", "R1", "state", state="no usable result", reason="regression only"),
        event("report", "R1", "eligibility", eligibility="exclude", exclusion="no_correlation"),
        event("sample", "C1", "assign", sample="Women"),
    )
    codings = fold(events, MINTED)[1]
    assert codings.studies[0] == Study(
        "S1", "Berg 2019", ("R1",), {"generation": "z", "mean_age": None}, labels=(("R1", ""),)
    )
    assert [(c.construct, c.direction, c.decision) for c in codings.variables] == [("distress", -1, 4)]
    assert (codings.reports[0].state, codings.reports[0].reason) == ("no usable result", "regression only")
    assert (codings.reports[0].eligibility, codings.reports[0].exclusion) == ("exclude", "no_correlation")
    assert codings.samples == {"C1": "Women"}


def test_merged_reports_are_one_until_that_is_undone() -> None:
    events = numbered(
        accepted("C1"),
        accepted("C9", report="R2", file="d2"),
        event("study", "S2", "set", generation="z"),
        event("variable", "R2/CES-D", "code", report="R2", label="CES-D", construct="depression"),
        event("report", "R2", "merge", into="R1"),
    )
    readings, codings = fold(events, MINTED)
    assert {reading.report for reading in readings} == {"R1"}
    assert [(report.id, report.files) for report in codings.reports] == [("R1", ("d1", "d2"))]
    assert [(study.id, study.reports, study.characteristics) for study in codings.studies] == [
        ("S1", ("R1",), {"generation": "z"})
    ]
    assert codings.variables[0].report == "R1"
    apart = fold(numbered(*events, undo("R2", 5, "report")), MINTED)
    assert apart == fold(events[:4], MINTED)


def test_merged_studies_have_both_reports() -> None:
    _, codings = fold(numbered(event("study", "S2", "merge", into="S1")), MINTED)
    assert [(study.id, study.reports) for study in codings.studies] == [("S1", ("R1", "R2"))]


def test_a_merged_study_is_known_by_each_of_its_labels_and_has_the_name_of_the_one_it_went_into() -> None:
    minted = replace(MINTED, studies=(StoredStudy("S1", "R1", "Study 1"), StoredStudy("S2", "R1", "Study 2")))
    (study,) = fold(numbered(event("study", "S1", "merge", into="S2")), minted)[1].studies
    assert (study.id, study.label, study.printed) == ("S2", "Berg 2019, Study 2", "Study 2")
    assert study.printed_in("R1") == {"Study 1", "Study 2"}
    assert study.printed_in("R2") == {"Study 2"}


def test_merging_in_a_circle_ends() -> None:
    circle = numbered(event("study", "S2", "merge", into="S1"), event("study", "S1", "merge", into="S2"))
    assert len(fold(circle, MINTED)[1].studies) <= 2


def test_readings_of_the_store_follow_its_decisions() -> None:
    with Store.in_memory() as store:
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        store.append(accepted("C1", file=digest("berg2019")))
        (reading,) = store.readings()
        assert isinstance(reading, Reading)
        store.append(undo("C1", 1))
        assert store.readings() == []
