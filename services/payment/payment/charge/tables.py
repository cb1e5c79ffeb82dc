"""The tables of charges, attempts and their dossiers, and every statement about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from payment.charge import whose
from payment.charge.models import Attempt, Charge, Dossier
from payment.charge.rules import RECEIPT, year
from shared.contracts.relation import Relation, Who
from shared.reference.numbering import Numbers
from shared.web.listings import Listing
from shared.web.reading import EACH, bound, readable, standing, table_of

metadata = sa.MetaData()
charges = table_of(metadata, "charges", Charge, listed=True)
dossiers = table_of(metadata, "dossiers", Dossier, key=Dossier.key)
attempts = table_of(metadata, "attempts", Attempt, key=Attempt.key)

# ---- reading

OF_A_DOSSIER = charges.join(dossiers, dossiers.c.dossier == charges.c.dossier)
#: What has come in for each charge, as `Payment`s.
RECEIVED = sa.text("""
(select coalesce(json_agg(json_build_object('provider', substr(l.account, 10), 'reference', l.reference,
        'amount', l.amount, 'at', l.at) order by l.at, l.reference), '[]'::json)
 from ledger l where l.charge = charges.id and l.dossier = charges.dossier and l.account like 'received:%') as payments
""")
#: Of these charges, those that their callers may read.
READABLE = readable(charges, OF_A_DOSSIER, whose.reads(dossiers.c, EACH))


def select(who: Who) -> sa.Select[Any]:
    """Charges that a caller may read, with code and agency, the newest attempt's address, and what has come in."""
    joined = OF_A_DOSSIER.outerjoin(attempts, attempts.c.reference == charges.c.asked)
    stands = standing(whose.stands(dossiers.c, who))
    more = (dossiers.c.code, dossiers.c.agency, attempts.c.url, RECEIVED)
    return sa.select(charges, *more).add_columns(*stands).select_from(joined).where(whose.reads(dossiers.c, who))


LISTING = Listing(
    table=charges,
    select=select,
    rows=OF_A_DOSSIER,
    reads=lambda who: whose.reads(dossiers.c, who),
    due=charges.c.until,
    filters={
        "code": lambda code, _: dossiers.c.code == code,
        "procedure": lambda procedure, _: dossiers.c.procedure == procedure,
        "agency": lambda agency, _: dossiers.c.agency == agency,
        "desk": lambda desk, _: dossiers.c.desk == desk,
    },
)
#: A caller's own charges that have receipts.
RECEIPTS = replace(
    LISTING,
    due=None,
    reads=lambda who: whose.stands(dossiers.c, who)[Relation.OWNER] & charges.c.receipt.is_not(None),
)


def with_receipt(who: Who, receipt: str) -> sa.Select[Any]:
    """The caller's own charge with this receipt."""
    owner = bound(who)
    return select(owner).where(RECEIPTS.reads(owner), charges.c.receipt == receipt)


#: One attempt, by its reference and the provider that reports it.
ATTEMPT = "select dossier, asked_at from attempts where reference = $1 and provider = $2"

#: For whom the dossier of a charge is, by the charge's id.
APPLIES = "select d.applicant, d.held_by from charges e join dossiers d using (dossier) where e.id = $1"

# ---- deciding

CHARGES = "select * from charges where dossier = any($1::uuid[]) order by id"
ATTEMPTS = "select * from attempts where dossier = any($1::uuid[])"
#: Of receipts.
NUMBERS = Numbers("agency", "year", RECEIPT, year, room=10_000)
#: Every receipt, and the code of every dossier that is known here.
CODES = """
select code, dossier from dossiers union all select receipt, dossier from charges where receipt is not null
"""

# ---- calling

#: What an attempt is about.
ORDERS = """
select c.id, c.dossier, c.fees, c.amount, a.provider, a.reference, a.asked_at, d.code, d.procedure, d.version, d.agency
from charges c join attempts a on a.reference = c.asked join dossiers d on d.dossier = c.dossier
where c.id = any($1::uuid[])
"""
#: Every attempt of a charge, the newest first.
UNKNOWN = """
select c.id, c.state, a.provider, a.reference, a.asked_at,
    array(select l.reference from ledger l where l.dossier = c.dossier and l.charge = c.id) as booked
from charges c left join attempts a on a.charge = c.id where c.id = any($1::uuid[]) order by a.asked_at desc
"""
