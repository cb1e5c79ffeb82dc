"""Up to where on its topic a service knows that its journal holds what was sent."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute('create table relayed (partition int primary key, "offset" bigint not null, digest text not null)')
