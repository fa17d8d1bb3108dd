"""The first tables. They are spelled out here once more: a migration must not change when the schema does."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything that an empty review needs."""
    _papers()
    _findings()
    _record()


def _papers() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("split", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("printed", sa.String, nullable=False),
        sa.Column("split", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("one_study_a_label", "studies", ["report", "printed"], unique=True)
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id")),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("parser", sa.String, nullable=False),
        sa.Column("rules", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("samples", sa.Text, nullable=False),
        sa.Column("warnings", sa.Text, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("read_at", sa.String, nullable=False),
    )


def _findings() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_candidates_report", "candidates", ["report"])
    op.create_table(
        "sightings",
        sa.Column("candidate", sa.Integer, sa.ForeignKey("candidates.id"), primary_key=True),
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("printed", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("statistic", sa.String, nullable=False),
        sa.Column("x", sa.Text, nullable=False),
        sa.Column("y", sa.Text, nullable=False),
        sa.Column("group", sa.Text, nullable=False),
        sa.Column("n", sa.Integer),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("vanished", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("sightings_of_a_paper", "sightings", ["paper"])


def _record() -> None:
    op.create_table("meta", sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("subject", "item", "action", "who", "at")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("after", "before", "note")),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_events_item", "events", ["item"])
    op.create_table(
        "claims",
        sa.Column("item", sa.String, primary_key=True),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("until", sa.Float, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guards_of_postgresql()
    else:
        _guards()


def _guards_of_postgresql() -> None:
    refuse = "RAISE EXCEPTION 'decisions are appended, never changed'; END"
    body = "RETURNS trigger LANGUAGE plpgsql AS"
    op.execute(f"CREATE FUNCTION refuse_event() {body} $$ BEGIN {refuse} $$")
    next_one = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM events)"
    op.execute(
        f"CREATE FUNCTION check_event() {body} $$ BEGIN IF NEW.seq = {next_one} THEN RETURN NEW; END IF; {refuse} $$"
    )
    changed, deleted, follow = "events_are_not_changed", "events_are_not_deleted", "events_follow_each_other"
    op.execute(f"CREATE TRIGGER {changed} BEFORE UPDATE ON events EXECUTE FUNCTION refuse_event()")
    op.execute(f"CREATE TRIGGER {deleted} BEFORE DELETE OR TRUNCATE ON events EXECUTE FUNCTION refuse_event()")
    op.execute(f"CREATE TRIGGER {follow} BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION check_event()")


def _guards() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'decisions are appended, never changed'); END"
    op.execute(f"CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events {refuse}")
    op.execute(f"CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events {refuse}")
    # REPLACE deletes without firing a delete trigger, so an insert may only follow the newest event.
    next_one = "(SELECT COALESCE(MAX(seq), 0) + 1 FROM events)"
    op.execute(f"CREATE TRIGGER events_follow_each_other BEFORE INSERT ON events WHEN NEW.seq <> {next_one} {refuse}")
