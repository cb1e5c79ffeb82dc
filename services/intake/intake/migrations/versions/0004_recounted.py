"""What the time for a supplement was counted from, and how far the time limits of a case reach."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("alter table dossiers add column supplement_from timestamptz")
    op.execute("alter table progress add column furthest timestamptz")
