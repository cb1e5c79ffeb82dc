"""What a case needs for its whole life: owner, way of return, supplement, suspended clock, fees."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """alter table cases
        add column owner text not null default '',
        add column returns text not null default 'desk',
        add column asked jsonb,
        add column supplement_until timestamptz,
        add column minutes_left bigint,
        add column collecting text,
        add column paid jsonb not null default '[]'""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
