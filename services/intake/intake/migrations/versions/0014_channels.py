"""What has become of a notice in each channel, and until when it is held."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("alter table notices add column attempts jsonb, add column held_until timestamptz")
