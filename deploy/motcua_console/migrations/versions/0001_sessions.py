"""Sessions of browsers."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table sessions (
        id bytea primary key, subject text, sealed bytea not null, began_at timestamptz not null,
        used_at timestamptz not null)""",
    "create index sessions_subject on sessions (subject)",
    "create index sessions_used on sessions (used_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
