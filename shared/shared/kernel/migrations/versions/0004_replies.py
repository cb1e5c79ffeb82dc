"""Answers are kept sealed, under the place of their request, with what they answered about as columns.

They have a table of their own, `replies`: the version before could not read them and would give them to the wrong
person. What it has kept in `answers` is not taken over, it tells neither role nor agency: a request that was answered
before the upgrade and is asked again after it is not known any more, and If-Match refuses it where it moved something.
The rows in `answers` hold personal data in the clear; the sweep empties it within `MOTCUA_KEEP_ANSWERS`, and a later
migration drops it.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """create table replies (
        place bytea primary key,
        key bytea not null,
        request text not null,
        command text,
        entity_type text,
        entity uuid,
        sequence bigint,
        status int not null,
        headers text not null,
        secret text not null,
        sealed bytea not null,
        at timestamptz not null default now())""",
    "create index replies_at on replies (at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
