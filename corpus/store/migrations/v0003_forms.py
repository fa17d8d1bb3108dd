"""Papers by their DOI, the table that a candidate stands in, and the decision after which it was new."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what is there already was there before any decision."""
    op.add_column("papers", sa.Column("doi", sa.String, nullable=False, server_default=""))
    op.add_column("sightings", sa.Column("place", sa.Text, nullable=False, server_default=""))
    op.add_column("sightings", sa.Column("since", sa.Integer, nullable=False, server_default="0"))
    rows = sa.table("sightings", *map(sa.column, ("candidate", "paper", "content", "place")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(rows)).all():
        place = json.loads(row.content)["candidate"].get("table", "")
        if place:
            here = (rows.c.candidate == row.candidate) & (rows.c.paper == row.paper)
            connection.execute(sa.update(rows).where(here).values(place=place))
