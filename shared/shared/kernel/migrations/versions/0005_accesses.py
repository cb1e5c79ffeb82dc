"""Who has looked at what is kept of persons, and why; written by reads, changed by nobody."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """create table accesses (
        dossier uuid not null, subject text not null, role text not null, agency text not null, why text not null,
        hour timestamptz not null, primary key (dossier, hour, subject, role, agency, why))""",
    "create index accesses_hour on accesses using brin (hour)",
    # Five years, for which an official may be disciplined (Luật Cán bộ, công chức); the writer cannot shorten them.
    """create function forget_accesses() returns bigint language sql security definer set search_path from current as $$
        with gone as (
            delete from accesses a using clock c where a.hour < now() + c.ahead - interval '5 years' returning 1)
        select count(*) from gone $$""",
    """do $$
    declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
    begin
        if exists (select from pg_roles where rolname = writer) then
            execute format('revoke update, delete, truncate on accesses from %I', writer);
        end if;
    end $$""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
