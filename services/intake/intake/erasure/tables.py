"""The statements of erasures: who may be erased now, and what their keys are."""

from __future__ import annotations

#: Each dossier of an applicant with its kind of retention and when it ended; without a kind it has not.
ENDED = """
select a.applicant_id as applicant, d.id, case
        when d.state = 'draft' then 'draft'
        when d.state in ('refused', 'withdrawn') then 'not-accepted'
        when p.stage in ('refused', 'withdrawn', 'stopped') then 'no-result'
        when p.stage = 'returned' then 'result' end as kind,
    greatest(p.at, d.changed_at) as at, exists (
        select from requests r where r.applicant = a.applicant_id::text and r.asks = 'delete'
            and r.state in ('granted', 'partly')) as asked
from applications a join dossiers d on d.id = a.dossier left join progress p on p.dossier = d.id
where a.applicant_id is not null
"""
#: Of these applicants ($4; null: all after $5, at most $6), those of whom nothing must be kept any more. $1 to $3:
#: kinds of retention, with their years, and those for who has asked. One whose data is erased has nothing to erase.
DUE = f"""
select e.applicant, array_agg(e.id order by e.id) as dossiers, max(e.at) as ended_at, bool_or(e.asked) as asked
from ({ENDED} and ($4::uuid[] is null or a.applicant_id = any($4::uuid[])) and a.applicant_id > $5::uuid) e
    left join unnest($1::text[], $2::int[], $3::int[]) k(kind, years, asked_years) using (kind)
where not exists (select from erasures x where x.id = e.applicant and x.state = 'erased')
    and not exists (select from requests r where r.applicant = e.applicant::text and r.state in ('asked', 'in_hand'))
group by e.applicant
having bool_and(k.kind is not null and e.at + make_interval(
    years => case when e.asked then k.asked_years else k.years end) <= now() + (select ahead from clock))
order by e.applicant limit $6
"""
ERASURES = "select * from erasures where id = any($1::uuid[])"

#: What was written in requests about their data opens no more either.
DESTROY_REQUESTS = """
with gone as (
    delete from sealing_keys where subject in (select r.id from requests r where r.applicant = $1::uuid::text))
update request_people w set proof = null from requests r where r.id = w.request and r.applicant = $1::uuid::text
"""
#: Of these applicants, those of whom something opens again, or who are known again by a number or an account.
BACK = """
select distinct u.id from unnest($1::uuid[]) u(id)
where exists (select from sealing_keys k where k.subject = u.id)
    or exists (select from sealing_keys k join applications a on a.subject = k.subject where a.applicant_id = u.id)
    or exists (select from sealing_keys k join requests r on r.id = k.subject where r.applicant = u.id::text)
    or exists (select from applicants p where p.id = u.id and p.key is not null)
    or exists (select from accounts c where c.applicant = u.id)
limit $2
"""
