"""What lists are sorted and filtered by."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """alter table consignments add column received_at timestamptz not null default now(),
        add column changed_at timestamptz not null default now()""",
    """update consignments t set received_at = j.first, changed_at = j.last
        from (select entity, min(at) as first, max(at) as last
              from journal where entity_type = 'consignment' group by entity) j
        where j.entity = t.id""",
    "create index consignments_received on consignments (received_at, id)",
    "create index consignments_changed on consignments (changed_at, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
