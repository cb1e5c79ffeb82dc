"""Reference data: what this service publishes, what it has projected, and both together as `reference`."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """create table publications (
        id uuid primary key, dossier uuid not null, state text not null, revision bigint not null,
        kind text not null, code text not null, version bigint not null, content jsonb not null,
        unique (kind, code, version))""",
    """create table copies (
        kind text not null, code text not null, version bigint not null, content jsonb not null,
        primary key (kind, code, version))""",
    """create view reference as
        select kind, code, version, content from publications
        union all select kind, code, version, content from copies""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
