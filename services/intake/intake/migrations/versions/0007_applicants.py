"""Applicants under opaque ids, and the accounts of those who have proved who they are."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    # `key`: a keyed hash of kind and number, of who has one. The key of the hash is in no database.
    "create table applicants (id uuid primary key, key bytea unique, since timestamptz not null default now())",
    # `proof`: a keyed hash of number, name and birth date, as the sign-in has proved them.
    """create table accounts (
        subject text primary key, applicant uuid not null references applicants, proof bytea not null,
        since timestamptz not null default now())""",
    "alter table applications add column applicant_id uuid, add column proof bytea",
    "create index applications_proof on applications (proof, dossier) where proof is not null",
    "alter table dossiers add column applicant text not null default ''",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
