"""The statement of corrections that were granted."""

from __future__ import annotations

#: Of each dossier the latest correction of its applicant's data since it was handed in last; of each mandate that of
#: who is represented, since it was made.
GRANTED = """
(select distinct on (a.dossier) a.dossier, r.id as request, w.sealed, k.master, k.wrapped
from applications a join request_people w on w.proof = a.proof join requests r on r.id = w.request
    join sealing_keys k on k.subject = r.id
where a.dossier = any($1::uuid[]) and r.asks = 'correct' and r.state in ('granted', 'partly')
    and not exists (select from versions v where v.dossier = a.dossier and v.at >= r.decided_at)
order by a.dossier, r.decided_at desc)
union all
(select distinct on (m.id) m.id, r.id, w.sealed, k.master, k.wrapped
from mandates m join requests r on r.applicant = m.principal join request_people w on w.request = r.id
    join sealing_keys k on k.subject = r.id
where m.id = any($1::uuid[]) and r.asks = 'correct' and r.state in ('granted', 'partly')
    and r.decided_at > m.received_at
order by m.id, r.decided_at desc)
"""
