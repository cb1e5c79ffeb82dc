"""The notices' statements: what is loaded to decide, and what a message is written from."""

from __future__ import annotations

NOTICES = "select * from notices where id = any($1::uuid[])"

#: The notices that a channel's report is about.
REPORTED = "select id, dossier from notices where id = $1"

#: Who is told is read here, in the transaction that leases the call, and kept nowhere; with who has acted, by subject:
#: in what the notice is about, and at the acceptance before it. A milestone has the time of what happened elsewhere.
MATTERS = """
select n.id, n.state, n.reason, n.held_until, n.template, n.date, n.amount, n.codes, n.attempts,
    d.code, d.desk, d.procedure, d.version,
    coalesce(p.agency, d.desk) as agency, a.dossier, a.subject, a.number, a.sealed, a.master, a.wrapped,
    due.actor, due.agency as acting, coalesce(m.at, due.at) as at,
    r.actor as receiver, r.agency as receiving, r.at as received_at,
    now() + (select ahead from clock) as now
from notices n join dossiers d on d.id = n.dossier join handed_in a on a.dossier = n.dossier
    join journal due on due.dossier = n.dossier and due.entity = n.id and due.event in ('NoticeDue', 'NoticeShown')
    left join milestones m on m.id = due.cause
    left join journal r on r.dossier = n.dossier and r.sequence < due.sequence and r.event = 'DossierAccepted'
    left join progress p on p.dossier = n.dossier
where n.id = any($1::uuid[])
"""
#: The same for notices about mandates: what they say is in the mandate, and an officer of a desk may have ended it.
ENDED = """
select n.id, n.dossier, n.state, n.reason, n.held_until, n.template, due.at as date, n.amount, n.codes, n.attempts,
    m.desk, m.ground, t.mandate, t.sealed, k.master, k.wrapped, due.actor, due.agency as acting, due.at,
    null as receiver, null as receiving, null as received_at, now() + (select ahead from clock) as now
from notices n join mandates m on m.id = n.dossier join mandate_texts t on t.mandate = m.id
    join journal due on due.dossier = n.dossier and due.entity = n.id and due.event in ('NoticeDue', 'NoticeShown')
    left join subject_keys k on k.subject = m.id
where n.id = any($1::uuid[])
"""
#: The same for notices about requests, in whose streams they are. They name no officer.
REQUESTED = """
select n.id, n.dossier, n.state, n.reason, n.held_until, n.template, n.date, n.amount, n.codes, n.attempts,
    r.desk, r.asks, w.request, w.sealed, k.master, k.wrapped, due.at, now() + (select ahead from clock) as now
from notices n join requests r on r.id = n.dossier join request_people w on w.request = r.id
    join journal due on due.dossier = n.dossier and due.entity = n.id and due.event in ('NoticeDue', 'NoticeShown')
    left join sealing_keys k on k.subject = r.id
where n.id = any($1::uuid[])
"""
