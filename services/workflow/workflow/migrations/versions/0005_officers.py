"""Officers, the roles they hold, and who has changed what of them when."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """create table officers (
        id uuid primary key, subject text not null unique, name text not null, title_vi text not null,
        title_en text not null, email text, telephone text, revision bigint not null,
        received_at timestamptz not null, changed_at timestamptz not null)""",
    "create index officers_received on officers (received_at, id)",
    "create index officers_changed on officers (changed_at, id)",
    """create table held_roles (
        id uuid primary key, officer uuid not null references officers (id), role text not null, agency text,
        valid_from timestamptz not null, valid_until timestamptz)""",
    "create index held_roles_officer on held_roles (officer)",
    "create index held_roles_agency on held_roles (agency, role, officer)",
    """create table officer_changes (
        officer uuid not null references officers (id), revision bigint not null, at timestamptz not null,
        actor text not null, role text not null, agency text, before jsonb, after jsonb not null,
        primary key (officer, revision))""",
    # Append-only for every role but their owner, as the journal is.
    """do $$
    declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
    begin
        if exists (select from pg_roles where rolname = writer) then
            execute format('revoke update, delete, truncate on officer_changes from %I', writer);
        end if;
    end $$""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
