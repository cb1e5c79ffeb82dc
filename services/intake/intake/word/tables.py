"""The statements of what dossiers are found by."""

from __future__ import annotations

from uuid import UUID

#: A look of a search that finds no dossier is at this one.
NONE = UUID(int=0)
MOST = 1000  # dossiers with the same words, of which any can be found

PENDING = """
select dossier, agency from sought where words is null order by dossier limit $1 for update skip locked
"""
LEFT = "select count(*) from (select from sought where words is null limit 10000) s"
TEXTS = """
select a.dossier, d.procedure, a.subject, 0 as number, a.sealed, k.master, k.wrapped
from applications a join dossiers d on d.id = a.dossier left join subject_keys k on k.subject = a.subject
where a.dossier = any($1::uuid[])
"""
FILL = """
update sought s set words = u.words::bigint[] from unnest($1::uuid[], $2::text[], $3::text[]) u(dossier, agency, words)
where s.dossier = u.dossier and s.agency = u.agency
"""

#: The ids of what comes into question, the newest first, and how many dossiers those were taken from.
OF_THESE = """
with found as materialized ({found})
select (select count(*) from found) as matches, array(
    select d.id from found f join dossiers d on d.id = f.dossier
    where ($2::text is null or d.code = $2) and ($3::timestamptz is null or d.received_at >= $3)
        and ($4::timestamptz is null or d.received_at < $4)
    order by d.id desc limit $5) as ids
"""
FIND = OF_THESE.format(found=f"select s.dossier from sought s where s.words @> $1::bigint[] limit {MOST + 1}")
#: Without any word.
BY_CODE = OF_THESE.format(found="select c.id as dossier from dossiers c where c.code = $2 and $1::bigint[] = '{}'")
