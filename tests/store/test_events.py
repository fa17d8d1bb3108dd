import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.decisions import Decision
from corpus.errors import BrokenAudit, InvalidDecision
from corpus.store import Store
from corpus.store.schema import TRIGGERS

AT = "2026-01-02T03:04:05+00:00"
COLUMNS = "subject, item, action, who, at, after, before, note, previous"


def reject(item: str, who: str = "mei") -> Decision:
    return Decision(
        "reading", item, "reject", who, "2026-01-02T03:04:05+00:00", {"kind": "cited"}, note="of Lee (2010)"
    )


@pytest.fixture
def review(tmp_path: Path) -> Path:
    with Store.create(tmp_path) as store:
        store.append_all([reject("C1"), reject("C2"), reject("C3")])
    return tmp_path


def database(review: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(review / "store" / "stook.db", isolation_level=None))


def without_guards(review: Path, *statements: str) -> None:
    """What somebody does who wants to change the record: take the guards away, and put them back."""
    with database(review) as connection:
        guards = [
            connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            for name in TRIGGERS
        ]
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *guards):
            connection.execute(statement)


def test_a_decision_comes_back_as_it_was_recorded(review: Path) -> None:
    with Store.open(review) as store:
        made = store.append(reject("C4"))
        assert store.events()[-1] == made
        assert store.events(since=3) == [made]
        assert replace(made, seq=0, previous="", hash="") == reject("C4")
        assert (made.seq, made.previous) == (4, store.events()[2].hash)


def test_a_decision_without_a_time_gets_the_current_one(review: Path) -> None:
    with Store.open(review) as store:
        assert store.append(replace(reject("C4"), at="")).at.endswith("+00:00")


def test_a_decision_of_nobody_is_refused(review: Path) -> None:
    with Store.open(review) as store:
        with pytest.raises(InvalidDecision, match="names nobody; say who decides with --who NAME"):
            store.append_all([reject("C4"), reject("C5", who=" ")])
        assert len(store.events()) == 3


def test_decisions_of_another_program_are_seen(review: Path) -> None:
    with Store.open(review) as one, Store.open(review) as other:
        assert len(one.events()) == 3
        other.append(reject("C4"))
        assert len(one.events()) == 4
        assert one.append(reject("C5")).seq == 5


def test_decisions_made_at_the_same_time_form_one_chain(review: Path) -> None:
    def decide(name: str) -> None:
        with Store.open(review) as store:
            for number in range(10):
                store.append(reject(f"C{number + 10}", who=name))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(decide, ("mei", "jonas", "ada", "tom")))
    with Store.open(review) as store:
        assert store.verify() == 43


def test_threads_that_share_a_store_see_each_decision_once(review: Path) -> None:
    with Store.open(review) as store, ThreadPoolExecutor(6) as pool:
        looks = [pool.submit(lambda: [[event.seq for event in store.events()] for _ in range(60)]) for _ in range(5)]
        pool.submit(lambda: [store.append(reject(f"C{number + 10}")) for number in range(20)]).result()
        for seen in (seen for look in looks for seen in look.result()):
            assert seen == list(range(1, len(seen) + 1))
        assert len(store.events()) == 23


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET who = 'eve' WHERE seq = 2",
        "DELETE FROM events WHERE seq = 3",
        f"INSERT OR REPLACE INTO events SELECT 2, {COLUMNS}, 'x' FROM events WHERE seq = 3",
        f"INSERT INTO events SELECT 9, {COLUMNS}, 'x' FROM events WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_the_record(review: Path, statement: str) -> None:
    with database(review) as connection, pytest.raises(sqlite3.IntegrityError, match="appended, never changed"):
        connection.execute(statement)
    with Store.open(review) as store:
        assert store.verify() == 3


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE events SET who = 'eve' WHERE seq = 2", "decision 2 was changed"),
        ("UPDATE events SET after = '{}' WHERE seq = 3", "decision 3 was changed"),
        ("DELETE FROM events WHERE seq = 1", "decision 1 is missing"),
        ("DELETE FROM events WHERE seq = 2", "decision 2 is missing"),
        ("DELETE FROM events WHERE seq = 3", "decisions after 2 are missing"),
        ("DELETE FROM events", "decisions after 0 are missing"),
    ],
)
def test_a_changed_record_is_found_out(review: Path, statement: str, message: str) -> None:
    without_guards(review, statement)
    with Store.open(review) as store, pytest.raises(BrokenAudit, match=message):
        store.verify()


def test_a_missing_guard_is_found_out(review: Path) -> None:
    with database(review) as connection:
        connection.execute("DROP TRIGGER events_are_not_deleted")
    with Store.open(review) as store, pytest.raises(BrokenAudit, match="'events_are_not_deleted' after decision 3"):
        store.verify()


def test_a_whole_record_holds(review: Path) -> None:
    with Store.open(review) as store:
        assert store.verify() == 3
    with Store.in_memory() as store:
        assert store.verify() == 0
