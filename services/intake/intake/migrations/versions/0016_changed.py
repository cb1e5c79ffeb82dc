"""When a dossier has changed, in the rows by which involved agencies find it, by a trigger."""

from alembic import op

revision = "0016"
down_revision = "0015"

STATEMENTS = (
    "alter table involved add column changed_at timestamptz",
    "update involved i set changed_at = d.changed_at from dossiers d where d.id = i.dossier",
    "create index involved_changed on involved (agency, changed_at, dossier)",
    # What a trigger calls `changed`: dossiers that were written, or rows that agencies were involved by.
    """create function involved_changed() returns trigger language plpgsql as $$
        begin
            update involved i set changed_at = d.changed_at from dossiers d
            where d.id = i.dossier and i.dossier = any(array(select dossier from changed));
            return null;
        end $$""",
    """create trigger involved_changed after update on dossiers referencing new table as changed
        for each statement execute function involved_changed()""",
    """create trigger involved_changed after insert on involved referencing new table as changed
        for each statement execute function involved_changed()""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
