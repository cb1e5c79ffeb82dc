"""Routes are projected from now on: what workflow has said of its documents before is asked for once more.

Only streams in which we have said nothing are set back: the directory and the routes. Comparing heads from the start
finds that they lack lines, and workflow says them again (decision 19).
"""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    "update streams set checkpoints = checkpoints - 'workflow' where sequence = 0 and checkpoints ? 'workflow'",
    "delete from catch_up where producer = 'workflow'",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
