"""What lists are sorted and filtered by, and which agencies are consulted in a case."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """alter table cases add column received_at timestamptz not null default now(),
        add column changed_at timestamptz not null default now()""",
    """alter table tasks add column received_at timestamptz not null default now(),
        add column changed_at timestamptz not null default now(), add column procedure text not null default ''""",
    """update cases t set received_at = j.first, changed_at = j.last
        from (select entity, min(at) as first, max(at) as last
              from journal where entity_type = 'case' group by entity) j
        where j.entity = t.id""",
    """update tasks t set received_at = j.first, changed_at = j.last
        from (select entity, min(at) as first, max(at) as last
              from journal where entity_type = 'task' group by entity) j
        where j.entity = t.id""",
    "create table consulted (agency text not null, dossier uuid not null, primary key (agency, dossier))",
    """insert into consulted (agency, dossier)
        select distinct t.agency, t.dossier from tasks t join cases c on c.id = t.dossier
        where t.agency not in (c.agency, c.desk)""",
    # What a filter asks stands in the index: of what it leaves out no row is read.
    """create index tasks_due on tasks (agency, due_at, id) include (state, officer, procedure, step)
        where state in ('open', 'claimed')""",
    "create index tasks_received on tasks (agency, received_at, id)",
    "create index tasks_changed on tasks (agency, changed_at, id)",
    """create index cases_agency_due on cases (agency, due_at, id) include (state, procedure)
        where state in ('received', 'processing', 'supplementing', 'awaiting_payment')""",
    """create index cases_desk_due on cases (desk, due_at, id) include (state, procedure)
        where state in ('received', 'processing', 'supplementing', 'awaiting_payment')""",
    "create index cases_agency_received on cases (agency, received_at, id)",
    "create index cases_desk_received on cases (desk, received_at, id)",
    "create index cases_agency_changed on cases (agency, changed_at, id)",
    "create index cases_desk_changed on cases (desk, changed_at, id)",
    "create index cases_code on cases (code)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
