"""The tables of a review. A change here needs a migration beside it; `HEAD` names the newest."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

HEAD = "0003"

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("title", Text, nullable=False, default=""),
    Column("year", Integer),
    Column("split", Boolean, nullable=False, default=False),  # made by a decision, there while that is in force
    sqlite_autoincrement=True,
)

studies = Table(
    "studies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("reports.id"), nullable=False),
    Column("printed", String, nullable=False, default=""),
    Column("split", Boolean, nullable=False, default=False),
    Index("one_study_a_label", "report", "printed", unique=True),
    sqlite_autoincrement=True,
)

papers = Table(
    "papers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), unique=True),  # none where the file was never there
    Column("name", String, nullable=False),
    Column("state", String, nullable=False),
    Column("code", String, nullable=False, default=""),
    Column("message", Text, nullable=False, default=""),
    Column("report", ForeignKey("reports.id")),
    Column("pages", Integer, nullable=False, default=0),
    Column("parser", String, nullable=False, default=""),
    Column("rules", String, nullable=False, default=""),
    Column("title", Text, nullable=False, default=""),
    Column("samples", Text, nullable=False, default="[]"),
    Column("warnings", Text, nullable=False, default="[]"),
    Column("added_at", String, nullable=False),
    Column("read_at", String, nullable=False, default=""),
    Column("doi", String, nullable=False, default=""),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("reports.id"), nullable=False, index=True),
    sqlite_autoincrement=True,
)

# What one file says about a candidate. The columns beside `content` are those that lists need without decoding it.
sightings = Table(
    "sightings",
    metadata,
    Column("candidate", ForeignKey("candidates.id"), primary_key=True),
    Column("paper", ForeignKey("papers.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("printed", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("statistic", String, nullable=False),
    Column("x", Text, nullable=False),
    Column("y", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("n", Integer),
    Column("probability", Float, nullable=False),
    Column("vanished", Boolean, nullable=False, default=False),
    Column("content", Text, nullable=False),
    Column("place", Text, nullable=False, default=""),  # the label of its table; none where it stands in the text
    Column("since", Integer, nullable=False, default=0),  # seq of the newest decision when it was first seen like this
    Index("sightings_of_a_paper", "paper"),
)

# What one file tells of its studies, its running text (packed, to look a protocol's terms up without the file), and
# what was proposed to the coder under the protocol with this digest.
characteristics = Table(
    "characteristics",
    metadata,
    Column("paper", ForeignKey("papers.id"), primary_key=True),
    Column("found", Text, nullable=False, default="[]"),
    Column("passages", LargeBinary, nullable=False, default=b""),
    Column("protocol", String(64), nullable=False, default=""),
    Column("proposals", Text, nullable=False, default="[]"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("subject", String, nullable=False),
    Column("item", String, nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", String, nullable=False),
    Column("after", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

claims = Table(
    "claims",
    metadata,
    Column("item", String, primary_key=True),
    Column("who", String, nullable=False),
    Column("until", Float, nullable=False),
)

# The triggers that keep `events` append-only; `Store.verify` misses one that somebody dropped.
TRIGGERS = ("events_are_not_changed", "events_are_not_deleted", "events_follow_each_other")
