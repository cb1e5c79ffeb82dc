"""How results come back, and what workflow asks of the applicant during the processing."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "alter table dossiers add column returns text not null default 'desk'",
    """alter table progress
        add column asked jsonb, add column supplement_until timestamptz, add column reason text""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
