"""Workflow's tables of 0.1.0: cases and tasks."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table cases (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        code text not null, procedure text not null, version bigint not null, route text not null,
        route_version bigint not null, desk text not null, agency text not null, due_at timestamptz,
        warn_at timestamptz, apologies bigint not null, warned boolean not null,
        overdue boolean not null, result text, reason text,
        owner text not null, returns text not null, asked jsonb, supplement_until timestamptz, minutes_left bigint,
        collecting text, paid jsonb not null)""",
    "create index cases_agency on cases (agency, id)",
    "create index cases_desk on cases (desk, id)",
    """create table tasks (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        step text not null, agency text not null, role text not null, officer text, due_at timestamptz,
        outcome text, reason text)""",
    "create index tasks_dossier on tasks (dossier)",
    "create index tasks_agency on tasks (agency, state, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
