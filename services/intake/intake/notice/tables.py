"""The notices' statements: what is loaded to decide, and what a message is written from."""

from __future__ import annotations

NOTICES = "select * from notices where id = any($1::uuid[])"

#: Telephone and e-mail of who is told are read here, in the transaction that leases the call, and kept nowhere.
MATTERS = """
select n.id, n.template, n.date, n.amount, n.codes, d.code, d.desk, d.procedure, d.version,
    coalesce(p.agency, d.desk) as agency, a.contact ->> 'phone' as phone, a.contact ->> 'email' as email,
    a.applicant ->> 'kind' as addressee,
    coalesce(a.applicant ->> 'language', 'vi') as language
from notices n join dossiers d on d.id = n.dossier join handed_in a on a.dossier = n.dossier
    left join progress p on p.dossier = n.dossier
where n.id = any($1::uuid[])
"""
