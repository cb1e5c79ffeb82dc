"""Time limits in days: what a due date was counted in, and the whole limit of a case."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute(
        "alter table cases add column unit text not null default '', "
        "add column allowed_minutes bigint not null default 0"
    )
    op.execute("alter table tasks add column unit text not null default ''")
