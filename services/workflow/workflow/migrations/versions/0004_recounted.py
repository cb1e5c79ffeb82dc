"""What the time of an applicant and of a task was counted from, and what a suspended task has left."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("alter table cases add column suspended_at timestamptz, add column fee_until timestamptz")
    op.execute(
        "alter table tasks add column counted_from timestamptz, "
        "add column working_minutes bigint not null default 0, add column minutes_left bigint"
    )
