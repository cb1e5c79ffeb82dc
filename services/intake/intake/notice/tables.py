"""The notices' statements: what is loaded to decide, and what a message is written from."""

from __future__ import annotations

NOTICES = "select * from notices where id = any($1::uuid[])"

#: Who is told is read here, in the transaction that leases the call, and kept nowhere.
MATTERS = """
select n.id, n.template, n.date, n.amount, n.codes, d.code, d.desk, d.procedure, d.version,
    coalesce(p.agency, d.desk) as agency, a.dossier, a.subject, a.number, a.sealed, a.master, a.wrapped
from notices n join dossiers d on d.id = n.dossier join handed_in a on a.dossier = n.dossier
    left join progress p on p.dossier = n.dossier
where n.id = any($1::uuid[])
"""
