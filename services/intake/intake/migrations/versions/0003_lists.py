"""What lists are sorted and filtered by. A dossier is received when it leaves its draft."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """alter table dossiers add column received_at timestamptz not null default now(),
        add column changed_at timestamptz not null default now()""",
    """update dossiers t set received_at = coalesce(j.received, j.begun), changed_at = greatest(j.last, p.at)
        from (select entity, min(at) as begun, min(at) filter (where after <> 'draft') as received, max(at) as last
              from journal where entity_type = 'dossier' group by entity) j
            left join progress p on p.dossier = j.entity
        where j.entity = t.id""",
    # Who reads a dossier at its own desk does so without being involved.
    "delete from involved i using dossiers d where d.id = i.dossier and d.desk = i.agency",
    "create index involved_agency on involved (agency, dossier)",
    "create index dossiers_received on dossiers (desk, received_at, id)",
    "create index dossiers_changed on dossiers (desk, changed_at, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
