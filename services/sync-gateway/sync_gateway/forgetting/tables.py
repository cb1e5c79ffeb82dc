"""The statements of what is forgotten."""

from __future__ import annotations

#: Erased dossiers of which a key is left, $1 years after the last that the portal was told of them, at most $2.
DUE = """
select e.dossier from erased e join sealing_keys k on k.subject = e.dossier left join dossiers d using (dossier)
where coalesce(d.last_at, e.erased_at) + make_interval(years => $1) <= now() + (select ahead from clock)
order by e.dossier limit $2
"""
#: With what they have sealed.
DESTROY = """
with gone as (delete from troubles where dossier = any($1::uuid[]))
delete from sealing_keys where subject = any($1::uuid[]) returning subject
"""
