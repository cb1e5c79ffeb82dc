"""Dossiers that intake has erased: their keys here are destroyed when their own retention is over."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("create table erased (dossier uuid primary key, erased_at timestamptz not null)")
