"""Dossiers are found by keyed words, by each agency that may read them. Workers fill in the words of what is there."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = (
    # `words`: null until a worker has opened what was written; empty once that is erased.
    """create table sought (
        dossier uuid not null, agency text not null, words bigint[], primary key (dossier, agency))""",
    """insert into sought (dossier, agency)
        select id, desk from dossiers union select dossier, agency from involved""",
    "create index sought_words on sought using gin (words) with (fastupdate = off) where words is not null",
    "create index sought_pending on sought (dossier) where words is null",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
