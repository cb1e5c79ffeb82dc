"""What of the answers time limits and routes ask."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.execute("alter table dossiers add column facts jsonb not null default '{}'")
