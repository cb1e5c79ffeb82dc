"""What lists are sorted and filtered by."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """alter table exchanges add column received_at timestamptz not null default now(),
        add column changed_at timestamptz not null default now()""",
    """update exchanges t set received_at = j.first, changed_at = j.last
        from (select entity, min(at) as first, max(at) as last
              from journal where entity_type = 'exchange' group by entity) j
        where j.entity = t.id""",
    "create index exchanges_received on exchanges (received_at, id)",
    "create index exchanges_changed on exchanges (changed_at, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
