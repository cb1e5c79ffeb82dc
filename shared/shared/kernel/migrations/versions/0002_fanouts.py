"""Fan-outs, and which of them a timer belongs to."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """create table fanouts (
        id bigint generated always as identity primary key,
        name text not null,
        about jsonb not null,
        begun_at timestamptz not null default now(),
        horizon xid8,
        reached uuid not null default '00000000-0000-0000-0000-000000000000',
        inserted bigint not null default 0,
        scanned_at timestamptz,
        finished_at timestamptz)""",
    "create index fanouts_running on fanouts (id) where finished_at is null",
    "alter table scheduled add column fanout bigint",
    "create index scheduled_fanout on scheduled (fanout) where fanout is not null",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
