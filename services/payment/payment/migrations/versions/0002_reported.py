"""What providers have said by themselves about a charge."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("alter table charges add column reported jsonb not null default '[]'")
