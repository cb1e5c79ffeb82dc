"""Notices to applicants, the history and the token of public tracking, and the tries of those who guess."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """create table notices (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        template text not null, give_up_at timestamptz, date timestamptz, amount bigint not null, codes jsonb,
        channel text, reason text)""",
    "create index notices_dossier on notices (dossier)",
    "create table milestones (id uuid primary key, dossier uuid not null, event text not null,"
    " at timestamptz not null)",
    "create index milestones_dossier on milestones (dossier)",
    "create table tries (code text primary key, at timestamptz[] not null, last timestamptz not null)",
    "create index tries_last on tries (last)",
    # What is there already gets a token as hard to guess: gen_random_uuid() draws from PostgreSQL's strong source.
    "alter table applications add column tracking text not null default replace(gen_random_uuid()::text, '-', '')",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
