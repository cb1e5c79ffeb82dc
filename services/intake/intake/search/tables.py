"""The statements of a search."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from intake.dossier.tables import WRITTEN_FOR, dossiers, may_read
from shared.contracts.relation import Who
from shared.web.reading import text_of

#: A look of a search that finds no dossier is at this one.
NONE = UUID(int=0)
MOST = 1000  # dossiers with the same words, of which any can be found

_CALLER = Who(*(sa.literal_column(f"${n}::text", sa.Text) for n in (6, 7, 8)))
_NEWEST = sa.select(sa.literal_column("f.dossier", sa.Uuid).label("dossier")).select_from(sa.text("found f"))
_NEWEST_OF = _NEWEST.where(sa.text(f"m.matches <= {MOST}")).order_by(sa.text("f.dossier desc")).subquery("newest")
#: They are looked at in the order of the answer, until there are enough.
_READABLE = (
    sa.select(dossiers.c.id)
    .select_from(_NEWEST_OF.join(WRITTEN_FOR, dossiers.c.id == _NEWEST_OF.c.dossier))
    .where(
        sa.text("($2::text is null or dossiers.code = $2)"),
        sa.text("($3::timestamptz is null or dossiers.received_at >= $3)"),
        sa.text("($4::timestamptz is null or dossiers.received_at < $4)"),
        may_read(_CALLER),
    )
    .order_by(_NEWEST_OF.c.dossier.desc())
)
#: How many dossiers come into question, and of these, unless they are too many, the newest that the caller may read.
OF_THESE = f"""
with found as materialized ({{found}}), counted as materialized (select count(*) as matches from found)
select m.matches, array({text_of(_READABLE)} limit $5) as ids from counted m
"""
FIND = OF_THESE.format(found=f"select s.dossier from sought s where s.words @> $1::bigint[] limit {MOST + 1}")
#: Without any word.
BY_CODE = OF_THESE.format(found="select c.id as dossier from dossiers c where c.code = $2 and $1::bigint[] = '{}'")
