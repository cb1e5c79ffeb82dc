"""What a due date was counted from, so that it can be counted again by a new calendar."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        "alter table cases add column counted_from timestamptz, add column working_minutes bigint not null default 0"
    )
