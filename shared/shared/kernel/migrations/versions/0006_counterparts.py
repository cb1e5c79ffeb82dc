"""How each counterpart answers, as the process that called it last has seen."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """create table counterparts (
        peer text primary key,
        answered_at timestamptz,
        failed_at timestamptz,
        failures int not null default 0,
        why text,
        open_until timestamptz)""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
