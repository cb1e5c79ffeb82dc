"""Requests of people about their own personal data."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = (
    """create table requests (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        asks text not null, desk text not null, channel text not null, applicant text not null, identified text,
        asked_at timestamptz, answer_by timestamptz, decide_by timestamptz, due_at timestamptz, decided_at timestamptz,
        ground text, received_at timestamptz not null default now(), changed_at timestamptz not null default now())""",
    "create index requests_received on requests (desk, received_at, id)",
    "create index requests_changed on requests (desk, changed_at, id)",
    "create index requests_due on requests (desk, due_at, id)",
    "create index requests_running on requests (due_at) where state in ('asked', 'in_hand')",
    "create index requests_applicant on requests (applicant) where applicant <> ''",
    # `sealed`: what was written, under the key of the request. `proof`: as of `applications`, of who asks.
    """create table request_people (
        request uuid primary key, owner text not null, sealed bytea not null, proof bytea)""",
    "create index request_people_owner on request_people (owner, request)",
    "create index request_people_proof on request_people (proof, request) where proof is not null",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
