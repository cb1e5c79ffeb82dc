"""Postal's tables of 0.1.0: consignments, the dossiers they belong to, and what the carrier has reported."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """create table consignments (
        id uuid primary key, dossier uuid not null unique, state text not null, revision bigint not null,
        carrier text, waybill text unique, attempts bigint not null, proof text, ended_at timestamptz)""",
    """create table dossiers (
        dossier uuid primary key, code text not null, desk text not null, agency text not null, owner text not null)""",
    "create index dossiers_owner on dossiers (owner)",
    "create index dossiers_desk on dossiers (desk)",
    "create index dossiers_agency on dossiers (agency)",
    """create table lines (
        consignment uuid not null, status bigint not null, at timestamptz not null, nth bigint not null,
        primary key (consignment, status, at, nth))""",
    "create table webhooks (consignment uuid primary key, times bigint not null)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
