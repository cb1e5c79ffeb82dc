"""The tables of consignments and of what is known of them, and every statement about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from postal.consignment import whose
from postal.consignment.models import Consignment, Line
from shared.contracts.relation import Who
from shared.reference.dossier import OwnedDossier
from shared.web.listings import Listing
from shared.web.reading import EACH, readable, table_of

metadata = sa.MetaData()
consignments = table_of(metadata, "consignments", Consignment, listed=True)
dossiers = table_of(metadata, "dossiers", OwnedDossier, OwnedDossier.key)
lines = table_of(metadata, Line.table, Line, Line.key)

# ---- reading

OF_A_DOSSIER = consignments.join(dossiers, dossiers.c.dossier == consignments.c.dossier)
#: Of these consignments, those that their callers may read.
READABLE = readable(consignments, OF_A_DOSSIER, whose.reads(dossiers.c, EACH))


def select(who: Who) -> sa.Select[Any]:
    """Consignments that a caller may read, with their dossier's code."""
    return sa.select(consignments, dossiers.c.code).select_from(OF_A_DOSSIER).where(whose.reads(dossiers.c, who))


LISTING = Listing(
    table=consignments,
    select=select,
    rows=OF_A_DOSSIER,
    reads=lambda who: whose.reads(dossiers.c, who),
    filters={
        "code": lambda code, _: dossiers.c.code == code,
        "agency": lambda agency, _: dossiers.c.agency == agency,
        "desk": lambda desk, _: dossiers.c.desk == desk,
    },
)


def history_of(consignment: UUID) -> sa.Select[Any]:
    """The carrier's history of a consignment, as far as it was polled, oldest first."""
    return sa.select(lines).where(lines.c.consignment == consignment).order_by(lines.c.at, lines.c.status, lines.c.nth)


#: The consignments a carrier's webhook names.
NAMED = "select id, dossier from consignments where waybill = any($1::text[]) and carrier = $2"

#: For whom the dossier of a consignment is, by the consignment's id.
APPLIES = "select d.applicant, d.held_by from consignments e join dossiers d using (dossier) where e.id = $1"

# ---- deciding

CONSIGNMENTS = "select * from consignments where dossier = any($1::uuid[])"
OF_THESE = "select id from consignments where dossier = any($1::uuid[])"
WEBHOOKS = f"select consignment, times from webhooks where consignment in ({OF_THESE})"
LINES = f"select * from lines where consignment in ({OF_THESE})"

# ---- calling

TO_ORDER = """
select c.id, c.dossier, c.carrier, d.code
from consignments c join dossiers d using (dossier) where c.id = any($1::uuid[])
"""
TO_POLL = """
select c.id, c.carrier, c.waybill, coalesce(k.times, 0) as webhooks
from consignments c left join webhooks k on k.consignment = c.id where c.id = any($1::uuid[])
"""
