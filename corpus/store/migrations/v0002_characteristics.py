"""What papers tell of their studies, their running text, and what was proposed to the coder."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; papers that were read before are read again, as their rules have changed anyway."""
    op.create_table(
        "characteristics",
        sa.Column("paper", sa.Integer, sa.ForeignKey("papers.id"), primary_key=True),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("passages", sa.LargeBinary, nullable=False),
        sa.Column("protocol", sa.String(64), nullable=False),
        sa.Column("proposals", sa.Text, nullable=False),
    )
