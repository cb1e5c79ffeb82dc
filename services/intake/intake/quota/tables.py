"""The statements of what was uploaded."""

from __future__ import annotations

#: One applicant's uploads are counted one after the other, whatever dossiers they are for.
LOCK = "select pg_advisory_xact_lock(1953653093, hashtext($1))"
COUNT = """
insert into uploads as u (dossier, owner, count, bytes) values ($1, $2, $3, $4)
on conflict (dossier) do update set count = u.count + $3, bytes = u.bytes + $4, last = now()
returning count, bytes
"""
DRAFTS = """
select coalesce(sum(u.count), 0)::bigint as count, coalesce(sum(u.bytes), 0)::bigint as bytes from uploads u
where u.owner = $1 and u.last > now() - $2::interval and not exists (select from versions v where v.dossier = u.dossier)
"""

#: As the two above would count if $3 files ($5 bytes) came: of the dossier $1, and of the drafts of $2.
FORESEEN = """
with u as (
    select dossier, owner, count, bytes from uploads where dossier = $1 or (owner = $2 and last > now() - $4::interval)
    union all select $1, $2, $3::bigint, $5::bigint),
d as (select u.*, owner = $2 and not exists (select from versions v where v.dossier = u.dossier) as draft from u)
select coalesce(sum(count) filter (where dossier = $1), 0)::bigint as count,
    coalesce(sum(bytes) filter (where dossier = $1), 0)::bigint as bytes,
    coalesce(sum(count) filter (where draft), 0)::bigint as draft_count,
    coalesce(sum(bytes) filter (where draft), 0)::bigint as draft_bytes
from d
"""
