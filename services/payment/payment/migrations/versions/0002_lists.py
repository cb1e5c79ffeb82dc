"""What lists are sorted and filtered by, and whose a charge is."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """alter table charges add column received_at timestamptz not null default now(),
        add column changed_at timestamptz not null default now()""",
    """update charges t set received_at = j.first, changed_at = j.last
        from (select entity, min(at) as first, max(at) as last
              from journal where entity_type = 'charge' group by entity) j
        where j.entity = t.id""",
    "create index charges_received on charges (received_at, id)",
    "create index charges_changed on charges (changed_at, id)",
    "create index dossiers_owner on dossiers (owner)",
    "create index dossiers_desk on dossiers (desk)",
    "create index dossiers_agency on dossiers (agency)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
