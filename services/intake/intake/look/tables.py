"""The statement of who has looked at a dossier."""

from __future__ import annotations

#: The latest looks at one, the last first.
LOOKS = """
select subject, role, agency, why, hour from accesses where dossier = $1
order by hour desc, subject, role, agency, why limit 500
"""
#: Looks at what other services keep.
NOTE = """
insert into accesses (dossier, subject, role, agency, why, hour)
select u.dossier, u.subject, u.role, u.agency, u.why, date_trunc('hour', u.hour)
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
    u(dossier, subject, role, agency, why, hour)
on conflict do nothing returning dossier
"""
