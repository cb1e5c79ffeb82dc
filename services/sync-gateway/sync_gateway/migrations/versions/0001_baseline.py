"""Sync-gateway's tables of 0.1.0: exchanges, and what is projected about their dossiers."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table exchanges (
        id uuid primary key, dossier uuid not null unique, state text not null, revision bigint not null,
        code text not null, status bigint not null, news bigint not null, recorded bigint not null,
        told bigint not null, told_status bigint not null, declines bigint not null, retry_at timestamptz)""",
    "create index exchanges_state on exchanges (state, id)",
    """create table dossiers (
        dossier uuid primary key, code text not null, procedure text not null, version bigint not null,
        desk text not null, agency text not null, channel text not null, returns text not null,
        accepted_at timestamptz not null, due_at timestamptz not null, last_at timestamptz not null,
        fees boolean not null, paid_by text,
        finished_at timestamptz, refused_at timestamptz, returned_at timestamptz, returned_by text)""",
    """create table submissions (
        dossier uuid primary key, submitted_at timestamptz not null, digitised boolean not null)""",
    """create table lines (
        dossier uuid not null, number bigint not null, status bigint not null, act text not null,
        agency text not null, at timestamptz not null, due_at timestamptz not null,
        primary key (dossier, number))""",
    """create table troubles (
        dossier uuid primary key, code text not null, message text not null, at timestamptz not null)""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
