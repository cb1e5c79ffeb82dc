"""Who has done what a progress entry tells, by subject; of entries before it is not known."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("alter table lines add column actor text")
