"""When a case has changed, in the rows by which consulted agencies find it, by a trigger."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    "alter table consulted add column changed_at timestamptz",
    "update consulted k set changed_at = c.changed_at from cases c where c.id = k.dossier",
    "create index consulted_changed on consulted (agency, changed_at, dossier)",
    "create index consulted_dossier on consulted (dossier)",
    # What a trigger calls `changed`: cases that were written, or rows that agencies were consulted by.
    """create function consulted_changed() returns trigger language plpgsql as $$
        begin
            update consulted k set changed_at = c.changed_at from cases c
            where c.id = k.dossier and k.dossier = any(array(select dossier from changed));
            return null;
        end $$""",
    """create trigger consulted_changed after update on cases referencing new table as changed
        for each statement execute function consulted_changed()""",
    """create trigger consulted_changed after insert on consulted referencing new table as changed
        for each statement execute function consulted_changed()""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
