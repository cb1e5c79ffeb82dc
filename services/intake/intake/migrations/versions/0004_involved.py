"""Which agencies have work to do on a dossier: they may read it."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("create table involved (dossier uuid not null, agency text not null, primary key (dossier, agency))")
