"""An outbox row needs no foreign key: positions come from the journal itself, and nothing ever leaves the journal.

Checking it cost a look-up and a row lock for every line said: about a tenth of the database's work for a move, where
it was measured.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("alter table outbox drop constraint outbox_position_fkey")
