from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import corpus.store
from corpus.document import Box
from corpus.errors import StoreUnavailable
from corpus.evidence import Candidate, PValue
from corpus.store import Store, backup, restore
from corpus.store.codec import decode, encode
from corpus.store.codec import restore as typed
from corpus.store.schema import HEAD, metadata
from tests.store.evidence import candidate, digest, document, scored, value


def test_the_migrations_make_the_tables_of_the_schema() -> None:
    with Store.in_memory() as store, store._reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_one_that_opening_looks_for() -> None:
    folder = str(Path(corpus.store.__file__).parent / "migrations")
    assert ScriptDirectory(folder, version_locations=[folder]).get_current_head() == HEAD


def test_a_store_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with Store.create(tmp_path) as store:
        store.add(document("berg2019"), scored(candidate(), candidate(".2", row=1, table="")), [], name="b", rules="1")
        before = store.candidates()
        with store._writing() as connection:
            for column in ("papers DROP COLUMN doi", "sightings DROP COLUMN place", "sightings DROP COLUMN since"):
                connection.exec_driver_sql(f"ALTER TABLE {column}")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    with Store.open(tmp_path) as store:
        assert store.candidates() == before
        with store._reading() as connection:
            places = connection.exec_driver_sql("SELECT place FROM sightings ORDER BY candidate").scalars().all()
        assert places == ["Table 1", ""]
        store.add(document("berg2019"), scored(candidate(), candidate(".2", row=1, table="")), [], name="b", rules="1")
        assert (store.candidates(), store.generation()) == (before, 1)


def test_what_is_public_is_listed() -> None:
    assert corpus.store.__all__ == sorted(corpus.store.__all__)
    assert all(hasattr(corpus.store, name) for name in corpus.store.__all__)


def test_everything_that_a_candidate_holds_survives_storage() -> None:
    full = candidate(
        p=PValue("<", value(".001")), ci=(value(".20"), value(".41")), df=value("210"), evidence=(("near_p", 1.0),)
    )  # fmt: skip
    assert decode(Candidate, encode(full)) == full


def test_a_field_that_is_added_later_with_a_default_changes_no_row() -> None:
    assert '"stars"' not in encode(candidate())
    assert '"stars":"**"' in encode(candidate(stars="**"))


def test_a_box_is_five_numbers() -> None:
    assert encode(Box(1, 2.0, 3.0, 4.5, 5.0)) == "[1,2.0,3.0,4.5,5.0]"


def test_a_type_that_cannot_be_stored_is_named() -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        typed(set, [])


def test_a_backup_comes_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"a paper")
    (tmp_path / "review.toml").write_text("[review]\ntitle = 'x'\n")
    with Store.create(tmp_path) as store:
        added = store.add_file(tmp_path / "a.pdf")
        store.add(document("berg2019"), scored(candidate()), [], name="berg2019.pdf", rules="1")
        backup(tmp_path, tmp_path / "copy")
        store.put("later", "1")
    restore(tmp_path / "copy", tmp_path / "again")
    with Store.open(tmp_path / "again") as store:
        assert [paper.digest for paper in store.papers()] == [added.digest, digest("berg2019")]
        assert store.path_of(added.digest).read_bytes() == b"a paper"
        assert store.get("later") == ""
    assert (tmp_path / "again" / "review.toml").read_text() == "[review]\ntitle = 'x'\n"


def test_a_backup_never_overwrites_a_store(tmp_path: Path) -> None:
    Store.create(tmp_path / "a").close()
    Store.create(tmp_path / "b").close()
    with pytest.raises(StoreUnavailable, match="is there already; choose a folder without a store"):
        backup(tmp_path / "a", tmp_path / "b")
