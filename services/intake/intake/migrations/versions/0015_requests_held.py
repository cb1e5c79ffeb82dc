"""Under which opaque id a request about personal data was made online, as applications have it."""

from alembic import op

revision = "0015"
down_revision = "0014"
stop = True
reason = "the version before would make requests that are held by nobody"

STATEMENTS = (
    "alter table request_people add column held_by text not null default ''",
    """update request_people p set held_by = account_id(p.owner) from requests r
        where r.id = p.request and r.channel = 'online'""",
    "create index request_people_held_by on request_people (held_by, request)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
