"""The statements of what dossiers are found by."""

from __future__ import annotations

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
