"""The statements of the tallies of wrong guesses."""

from __future__ import annotations

#: Client before code, so that no two wait for each other; guesses that come at once are judged one after the other.
#: A lock needs no row: a code that does not exist is locked like any other.
LOCK = "select pg_advisory_xact_lock(1953653091, $1), pg_advisory_xact_lock(1953653092, hashtext($2))"
READ = """
select t.last, t.drained_at, statement_timestamp() as now
from unnest($1::text[], $2::text[]) with ordinality u(kind, key, n) left join tallies t using (kind, key) order by n
"""
COUNT = """
insert into tallies as t (kind, key, last, drained_at)
select kind, key, statement_timestamp(), statement_timestamp() + forget
from unnest($1::text[], $2::text[], $3::interval[]) with ordinality u(kind, key, forget, n)
where kind <> 'code' or exists (select from dossiers where code = u.key) order by n
on conflict (kind, key) do update set last = excluded.last,
    drained_at = greatest(t.drained_at, excluded.last) + (excluded.drained_at - excluded.last)
"""
SWEEP = """
delete from tallies where (kind, key) in (
    select kind, key from tallies where drained_at < statement_timestamp() limit 20 for update skip locked)
"""
KEY = "select key from tracking_key"
