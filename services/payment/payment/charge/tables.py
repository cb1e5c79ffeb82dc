"""The tables of charges, attempts and their dossiers, and every statement about them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from payment.charge.models import Attempt, Charge, Dossier
from shared.web.reading import table_of

metadata = sa.MetaData()
charges = table_of(metadata, "charges", Charge)
dossiers = table_of(metadata, "dossiers", Dossier, key=Dossier.key)
attempts = table_of(metadata, "attempts", Attempt, key=Attempt.key)

#: Reading: of the charges, one a caller may see: $2 the applicant's subject, $3 the agency of an officer (or null).
SEE = """
select c.dossier from charges c join dossiers d using (dossier)
where c.id = $1 and (d.owner = $2 or d.desk = $3 or d.agency = $3)
"""


#: One attempt, by its reference and the provider that reports it.
ATTEMPT = "select dossier, asked_at from attempts where reference = $1 and provider = $2"


def seen_by(owner: str | None, agency: str | None) -> sa.ColumnElement[bool]:
    """The same scope for reading: one's own, and those of one's agency or desk."""
    return sa.or_(dossiers.c.owner == owner, dossiers.c.desk == agency, dossiers.c.agency == agency)


#: What has come in for each charge, as `Payment`s.
RECEIVED = sa.text("""
(select coalesce(json_agg(json_build_object('provider', substr(l.account, 10), 'reference', l.reference,
        'amount', l.amount, 'at', l.at) order by l.at, l.reference), '[]'::json)
 from ledger l where l.charge = charges.id and l.dossier = charges.dossier and l.account like 'received:%') as payments
""")


def listing(where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Charges with their dossier's code and agency, where the newest attempt is to be paid, and what has come in."""
    joined = charges.join(dossiers, dossiers.c.dossier == charges.c.dossier).outerjoin(
        attempts, attempts.c.reference == charges.c.asked
    )
    more = (dossiers.c.code, dossiers.c.desk, dossiers.c.agency, attempts.c.url, RECEIVED)
    return sa.select(charges, *more).select_from(joined).where(*where).order_by(charges.c.id).limit(limit)


#: Loading, set-based.
CHARGES = "select * from charges where dossier = any($1::uuid[]) order by id"
DOSSIERS = "select * from dossiers where dossier = any($1::uuid[])"
ATTEMPTS = "select * from attempts where dossier = any($1::uuid[])"
NUMBERS = """
insert into numbers as n (agency, year, last) values ($1, $2, 1)
on conflict (agency, year) do update set last = n.last + 1 returning last
"""

#: Calling: what an attempt is about, and every attempt of a charge, the newest first.
ORDERS = """
select c.id, c.dossier, c.fees, c.amount, a.provider, a.reference, a.asked_at, d.code, d.procedure, d.version, d.agency
from charges c join attempts a on a.reference = c.asked join dossiers d on d.dossier = c.dossier
where c.id = any($1::uuid[])
"""
UNKNOWN = """
select c.id, c.state, a.provider, a.reference, a.asked_at,
    array(select l.reference from ledger l where l.dossier = c.dossier and l.charge = c.id) as booked
from charges c left join attempts a on a.charge = c.id where c.id = any($1::uuid[]) order by a.asked_at desc
"""
