"""What is PostgreSQL's own: addresses, guards, turns, moves to a server and back. The contract runs on both anyway."""

import stat
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from corpus.decisions import Decision
from corpus.errors import BrokenAudit, StoreUnavailable
from corpus.store import Store, backup, restore
from corpus.store.schema import TRIGGERS, metadata
from flows.commands.init_review import init
from tests.store import postgres
from tests.store.evidence import candidate, document, scored


def reject(number: int) -> Decision:
    return Decision("reading", f"C{number}", "reject", "mei", "", {"kind": "cited"})


def execute(database: str, *statements: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def review(database: str, tmp_path: Path) -> Path:
    root = tmp_path / "review"
    with Store.create(root, database=database) as store:
        store.add(document("berg2019"), scored(candidate(), candidate(".2", row=1)), [], name="berg.pdf", rules="1")
        store.append_all([reject(1), reject(2), reject(3)])
    return root


def test_the_folder_remembers_the_address_for_its_owner_only(review: Path) -> None:
    place = review / "store" / "database.url"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert not (review / "store" / "stook.db").exists()
    with Store.open(review) as store:
        assert [event.id for event in store.events()] == ["C1", "C2", "C3"]


def test_the_migrations_make_the_tables_of_the_schema_on_a_server_too(review: Path) -> None:
    with Store.open(review) as store, store._reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET who = 'eve' WHERE seq = 2",
        "DELETE FROM events WHERE seq = 3",
        "TRUNCATE events",
        (
            "INSERT INTO events SELECT 9, subject, item, action, who, at, after, before, note, previous, 'x' "
            "FROM events WHERE seq = 2"
        ),
    ],
)
def test_the_server_refuses_to_change_the_record(review: Path, database: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.RaiseException, match="appended, never changed"):
        execute(database, statement)
    with Store.open(review) as store:
        assert store.verify() == 3


def test_a_record_that_was_changed_behind_its_guards_is_found_out(review: Path, database: str) -> None:
    execute(
        database, "ALTER TABLE events DISABLE TRIGGER USER", "UPDATE events SET who = 'eve' WHERE seq = 2",
        "ALTER TABLE events ENABLE TRIGGER USER",
    )  # fmt: skip
    with Store.open(review) as store, pytest.raises(BrokenAudit, match="decision 2 was changed"):
        store.verify()


@pytest.mark.parametrize("statement", ["DROP TRIGGER {} ON events", "ALTER TABLE events DISABLE TRIGGER {}"])
def test_a_guard_that_is_gone_or_asleep_is_found_out(review: Path, database: str, statement: str) -> None:
    execute(database, statement.format(TRIGGERS[1]))
    with Store.open(review) as store, pytest.raises(BrokenAudit, match=f"'{TRIGGERS[1]}' after decision 3"):
        store.verify()


def test_a_review_moves_to_a_server_and_back_as_it_is(review: Path, server: str, tmp_path: Path) -> None:
    with Store.open(review) as store:
        before = store.papers(), store.candidates(), store.events(), store.codings()
    backup(review, tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "file")
    restore(tmp_path / "copy", tmp_path / "server", database=postgres.empty_database(server))
    for name in ("copy", "file", "server"):
        with Store.open(tmp_path / name) as store:
            assert (store.papers(), store.candidates(), store.events(), store.codings()) == before
            assert store.verify() == 3
            assert store.append(reject(4)).seq == 4
            new = store.add(document("new"), scored(candidate(".5", "a", "b")), [], name="new.pdf", rules="1")
            assert (new.report, new.ids) == ("R2", ("C3",))


def test_a_record_never_moves_into_one_that_is_there(review: Path, database: str, tmp_path: Path) -> None:
    backup(review, tmp_path / "copy")
    with pytest.raises(StoreUnavailable, match="holds a record already; give an empty database"):
        restore(tmp_path / "copy", tmp_path / "again", database=database)
    assert not (tmp_path / "again" / "store").exists()
    with Store.open(review) as store:
        assert store.verify() == 3


def test_a_review_has_one_record_only(review: Path, server: str, tmp_path: Path) -> None:
    Store.create(tmp_path / "file").close()
    for root, there in ((review, "postgresql://"), (tmp_path / "file", r"stook\.db")):
        with pytest.raises(StoreUnavailable, match=f"the record of this review is .*{there}"):
            Store.create(root, database=postgres.empty_database(server))


def test_an_emptied_database_is_not_taken_for_a_new_review(review: Path, database: str) -> None:
    schema = database.rpartition("%3D")[2]
    execute(database, f"DROP SCHEMA {schema} CASCADE", f"CREATE SCHEMA {schema}")
    with pytest.raises(StoreUnavailable, match="holds no record of Stook; check its address or restore it"):
        Store.open(review)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mysql://stook@/x", "mysql://stook@/x is no address of a PostgreSQL database; write it like postgresql://"),
        ("somewhere", "somewhere is no address of a PostgreSQL database"),
        ("postgresql://eve:secret@/x?host=/nowhere", r"postgresql://eve:\*\*\*@/x.* cannot be reached; check that"),
    ],
)
def test_an_address_that_leads_nowhere_is_named_without_its_password(
    address: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(StoreUnavailable, match=message) as caught:
        Store.create(tmp_path, database=address)
    assert "secret" not in str(caught.value)
    Store.create(tmp_path / "other").close()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [("/postgres?", "/nothing?", "is not there; check its name"), ("stook@", "eve@", "refuses this user")],
)
def test_a_wrong_name_says_what_to_check(server: str, before: str, after: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=message):
        Store.create(tmp_path, database=server.replace(before, after))


def test_writers_wait_for_their_turn_and_say_so_when_it_takes_too_long(review: Path, database: str) -> None:
    with Store.open(review, wait=0.2) as store, Store.open(review) as other, Store.open(review) as third:
        with other._writing(), pytest.raises(StoreUnavailable, match="is locked by another program"):
            store.append(reject(4))
        with other._writing():
            assert store.claim("C1", "mei")  # a claim is one statement and waits for nobody
            assert len(store.events()) == 3
            waiting = threading.Thread(target=lambda: third.append(reject(4)))
            waiting.start()
        waiting.join()
        assert store.append(reject(5)).seq == 5
        assert store.verify() == 5


def test_a_reader_sees_one_moment(review: Path) -> None:
    with Store.open(review) as store, Store.open(review) as other, store._reading() as connection:
        count = "SELECT count(*) FROM events"
        assert connection.exec_driver_sql(count).scalar() == 3
        other.append(reject(4))
        assert connection.exec_driver_sql(count).scalar() == 3


def test_a_server_that_was_restarted_is_reached_again(tmp_path: Path, review: Path, database: str) -> None:
    with Store.open(review) as store:
        assert len(store.events()) == 3
        execute(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        assert store.append(reject(4)).seq == 4


def test_a_review_is_started_on_a_server_by_the_command_line(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOOK_DATABASE", database)
    init(tmp_path / "review", database="")
    monkeypatch.delenv("STOOK_DATABASE")
    init(tmp_path / "review", database="")  # it knows where its record is
    assert (tmp_path / "review" / "store" / "database.url").read_text(encoding="utf-8").strip() == database
    with Store.open(tmp_path / "review") as store:
        assert store.append(reject(1)).seq == 1


def test_a_missing_driver_is_named_with_its_remedy(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"needs psycopg, .*; run pip install 'stook\[postgres\]'"):
        Store.create(tmp_path, database=database)
