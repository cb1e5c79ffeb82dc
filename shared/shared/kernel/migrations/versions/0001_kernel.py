"""The kernel's tables: streams, journal, outbox, deferred, closed, scheduled, answers, catch_up, starts, clock."""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
create table streams (
    dossier uuid primary key,
    sequence bigint not null default 0,
    digest bytea not null default decode(repeat('00', 32), 'hex'),
    checkpoints jsonb not null default '{}'
) with (fillfactor = 70);

create table journal (
    position bigint generated always as identity primary key,
    dossier uuid not null,
    sequence bigint not null,
    entity uuid not null,
    entity_type text not null,
    before text,
    after text not null,
    message text not null,
    cause uuid not null,
    id uuid not null,
    event text not null,
    body text not null,
    actor text not null,
    role text not null,
    agency text,
    at timestamptz not null,
    correlation uuid not null,
    traceparent text,
    previous bytea not null,
    digest bytea not null,
    unique (dossier, sequence)
);

create table outbox (
    number bigint generated always as identity primary key,
    position bigint not null references journal
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);
create index outbox_position on outbox (position);

create table deferred (
    id bigint generated always as identity primary key,
    dossier uuid,
    producer text,
    sequence bigint,
    digest text,
    topic text not null,
    partition int not null,
    "offset" bigint not null,
    headers text not null,
    value bytea not null,
    kind text not null,
    why text not null,
    attempts int not null,
    retry_at timestamptz not null,
    since timestamptz not null default now(),
    unique (dossier, producer, sequence)
);
create unique index deferred_unreadable on deferred (topic, partition, "offset") where dossier is null;
create index deferred_retry on deferred (retry_at);

create table closed (
    id bigint generated always as identity primary key,
    dossier uuid,
    producer text,
    sequence bigint,
    verb text not null,
    actor text not null,
    why text not null,
    deferred jsonb,
    at timestamptz not null default now()
);

create table scheduled (
    dossier uuid not null,
    entity uuid not null,
    name text not null,
    kind text not null,
    revision bigint not null,
    at timestamptz not null,
    attempts int not null default 0,
    leased_until timestamptz,
    primary key (entity, name)
);
create index scheduled_at on scheduled (kind, at);

create table answers (
    caller text not null,
    method text not null,
    path text not null,
    key text not null,
    hash bytea not null,
    status int not null,
    headers text not null,
    body bytea not null,
    at timestamptz not null default now(),
    primary key (caller, method, path, key)
);
create index answers_at on answers (at);

create table catch_up (producer text primary key, position bigint not null);

create table starts (
    topic text not null,
    partition int not null,
    "offset" bigint not null,
    count int not null,
    primary key (topic, partition)
);

create table clock (
    one boolean primary key default true check (one),
    ahead interval not null default '0'
);
insert into clock default values;
"""

#: The journal is append-only for everybody but its owner, who only migrates.
APPEND_ONLY = """
do $$
declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
begin
    if exists (select from pg_roles where rolname = writer) then
        execute format('revoke update, delete, truncate on journal, closed from %I', writer);
    end if;
end $$
"""


def upgrade() -> None:
    for statement in (*TABLES.split(";\n\n"), APPEND_ONLY):
        for part in [statement] if "$$" in statement else statement.split(";\n"):
            if part.strip():
                op.execute(part)
