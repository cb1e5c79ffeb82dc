"""Due date and stage of a case in the row of its dossier, where a list by due date finds them."""

from alembic import op

revision = "0013"
down_revision = "0012"
stop = True
reason = "the version before follows a case and leaves the due date in the row of its dossier as it was"

STATEMENTS = (
    "alter table dossiers add column shown_due_at timestamptz, add column shown_stage text not null default ''",
    "alter table involved add column received_at timestamptz, add column due_at timestamptz, "
    "add column running boolean not null default false",
    "update dossiers d set shown_due_at = p.due_at, shown_stage = p.stage from progress p where p.dossier = d.id",
    """update involved i set received_at = d.received_at, due_at = d.shown_due_at,
        running = d.shown_stage in ('received', 'processing', 'supplementing', 'awaiting_payment')
        from dossiers d where d.id = i.dossier""",
    "create index involved_received on involved (agency, received_at, dossier)",
    "create index involved_due on involved (agency, due_at, dossier) where running",
    "create index involved_was_due on involved (agency, due_at, dossier) where not running",
    """create index dossiers_due on dossiers (desk, (coalesce(shown_due_at, due_at)), id) include (shown_stage)
        where shown_stage in ('received', 'processing', 'supplementing', 'awaiting_payment')""",
    """create index dossiers_was_due on dossiers (desk, (coalesce(shown_due_at, due_at)), id) include (shown_stage)
        where shown_stage in ('', 'decided', 'returned', 'refused', 'withdrawn', 'stopped')""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
