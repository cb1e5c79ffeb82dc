"""Erasures: the receipts of packages that have left, and who is erased."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """create table erasures (
            id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
            dossiers jsonb not null, sha256 text not null, size bigint not null, files bigint not null,
            archived_at timestamptz, erased_at timestamptz)"""
    )
