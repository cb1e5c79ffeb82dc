"""The kernel's tables of 0.1.0, the first version that can be upgraded.

`stops` holds the migrations that needed all processes stopped: a version that does not know one of them does not work.
"""

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
    position bigint not null
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

create table replies (
    place bytea primary key,
    key bytea not null,
    request text not null,
    command text,
    entity_type text,
    entity uuid,
    sequence bigint,
    status int not null,
    headers text not null,
    secret text not null,
    sealed bytea not null,
    at timestamptz not null default now()
);
create index replies_at on replies (at);

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

create table publications (
    id uuid primary key,
    dossier uuid not null,
    state text not null,
    revision bigint not null,
    kind text not null,
    code text not null,
    version bigint not null,
    content jsonb not null,
    unique (kind, code, version)
);

create table copies (
    kind text not null,
    code text not null,
    version bigint not null,
    content jsonb not null,
    primary key (kind, code, version)
);

create view reference as
    select kind, code, version, content from publications
    union all select kind, code, version, content from copies;

create table stops (
    package text not null,
    revision text not null,
    reason text not null,
    at timestamptz not null default now(),
    primary key (package, revision)
);
"""

#: The journal is append-only for every role but its owner, and the owner only migrates.
RIGHTS = """
do $$
declare writer text := replace(current_database(), 'motcua_', '') || '_writer';
begin
    if exists (select from pg_roles where rolname = writer) then
        execute format('revoke update, delete, truncate on journal, closed from %I', writer);
        execute format('revoke insert, update, delete, truncate on stops from %I', writer);
    end if;
end $$
"""


def upgrade() -> None:
    for statement in (*TABLES.split(";\n\n"), RIGHTS):
        for part in [statement] if "$$" in statement else statement.split(";\n"):
            if part.strip():
                op.execute(part)
