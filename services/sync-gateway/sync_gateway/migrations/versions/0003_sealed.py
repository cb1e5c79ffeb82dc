"""What the portal says of a dossier is sealed. Its last refusals are forgotten: it says them again at the next try."""

from alembic import op

revision = "0003"
down_revision = "0002"
stop = True
reason = "what the portal says is sealed from now on, and the version before would write it in the clear"

STATEMENTS = (
    "create table sealing_keys (subject uuid primary key, master text not null, wrapped bytea not null)",
    "delete from troubles",
    "alter table troubles drop column code, drop column message, add column sealed bytea not null",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
