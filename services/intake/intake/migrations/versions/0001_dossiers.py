"""Dossiers as they move, what people wrote, documents, the numbers of codes, progress told by workflow."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table dossiers (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        procedure text not null, version bigint not null, desk text not null, channel text not null,
        code text unique, due_at timestamptz, supplement_until timestamptz, asked jsonb, reason text)""",
    "create index dossiers_desk on dossiers (desk, id)",
    """create table applications (
        dossier uuid primary key references dossiers, owner text not null,
        applicant jsonb not null, answers jsonb not null, revision bigint not null default 1)""",
    "create index applications_owner on applications (owner, dossier)",
    """create table documents (
        id uuid primary key, dossier uuid not null references dossiers, component text not null, name text not null,
        media text not null, size bigint not null, sha256 text not null, at timestamptz not null default now())""",
    "create index documents_dossier on documents (dossier)",
    "create table numbers (desk text not null, day text not null, last bigint not null, primary key (desk, day))",
    """create table progress (
        dossier uuid primary key, stage text not null, agency text not null, due_at timestamptz not null,
        apologies bigint not null, withdrawal_declined boolean not null, at timestamptz not null)""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
