"""Who has caused a milestone, and for which agency; of what was received before it is not known."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("alter table milestones add column actor text, add column role text, add column agency text")
