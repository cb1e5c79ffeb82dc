"""What is over, in the order in which it was due; and the due date of a case where its consulted agencies find it."""

from alembic import op

revision = "0006"
down_revision = "0005"
stop = True
reason = "the version before moves cases and leaves the due dates that consulted agencies are shown as they were"

STATEMENTS = (
    """alter table consulted add column received_at timestamptz, add column due_at timestamptz,
        add column running boolean not null default true""",
    """update consulted k set received_at = c.received_at, due_at = c.due_at,
        running = c.state in ('received', 'processing', 'supplementing', 'awaiting_payment')
        from cases c where c.id = k.dossier""",
    "create index consulted_received on consulted (agency, received_at, dossier)",
    "create index consulted_due on consulted (agency, due_at, dossier) where running",
    "create index consulted_was_due on consulted (agency, due_at, dossier) where not running",
    """create index cases_agency_was_due on cases (agency, due_at, id) include (state, procedure)
        where state in ('decided', 'returned', 'refused', 'withdrawn', 'stopped')""",
    """create index cases_desk_was_due on cases (desk, due_at, id) include (state, procedure)
        where state in ('decided', 'returned', 'refused', 'withdrawn', 'stopped')""",
    """create index tasks_was_due on tasks (agency, due_at, id) include (state, officer, procedure, step)
        where state in ('done', 'cancelled')""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
