"""Whose a dossier is, by opaque ids. Rows from before have none, and keep the subject that has begun them."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """alter table dossiers add column applicant text not null default '',
        add column held_by text not null default ''""",
    "create index dossiers_applicant on dossiers (applicant) where applicant <> ''",
    "create index dossiers_held_by on dossiers (held_by) where held_by <> ''",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
