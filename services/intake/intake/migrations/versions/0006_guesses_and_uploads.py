"""Tallies of wrong guesses, with the key that hides whose they are; and what the store of documents holds."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    # `tries` of 0003 is used no longer; a later contract migration takes it away.
    """create table tallies (
        kind text not null, key text not null, last timestamptz not null, drained_at timestamptz not null,
        primary key (kind, key))""",
    "create index tallies_drained_at on tallies (drained_at)",
    "create table tracking_key (one boolean primary key default true check (one), key bytea not null)",
    # 244 random bits: gen_random_uuid() draws from PostgreSQL's strong source.
    """insert into tracking_key (key)
        values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))""",
    # Null: kept by the version before, under its SHA-256.
    "alter table documents add column object text",
    "create index documents_object on documents (coalesce(object, left(sha256, 2) || '/' || sha256))",
    """create table strays (
        shelf text not null, object text not null, since timestamptz not null default now(),
        primary key (shelf, object))""",
    """create table uploads (
        dossier uuid primary key, owner text not null, count int not null, bytes bigint not null,
        last timestamptz not null default now())""",
    "create index uploads_owner on uploads (owner)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
