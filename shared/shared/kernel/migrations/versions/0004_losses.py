"""Losses that an operator has accepted, or is accepting, and the events that are lost with each."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """create table losses (
        id bigint generated always as identity primary key,
        actor text not null,
        why text not null,
        begun_at timestamptz not null default now(),
        raised jsonb,
        renewed_at timestamptz,
        finished_at timestamptz)""",
    "create unique index losses_open on losses ((true)) where finished_at is null",
    """create table lost (
        id bigint generated always as identity primary key,
        loss bigint not null references losses,
        dossier uuid not null,
        sequence bigint not null,
        digest text not null,
        event text,
        entity uuid,
        at timestamptz,
        code text,
        outside text,
        known_by text[] not null,
        unique (loss, dossier, sequence, digest))""",
    # As for `closed`: what was accepted, and by whom, stays.
    """do $$
    declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
    begin
        if exists (select from pg_roles where rolname = writer) then
            execute format('revoke delete, truncate on losses, lost from %I', writer);
        end if;
    end $$""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
