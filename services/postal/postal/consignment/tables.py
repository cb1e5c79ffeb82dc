"""The tables of consignments, their dossiers and histories, and every statement about them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from postal.consignment.models import Consignment, Dossier, Line
from shared.web.reading import table_of

metadata = sa.MetaData()
consignments = table_of(metadata, "consignments", Consignment)
dossiers = table_of(metadata, "dossiers", Dossier, key=Dossier.key)
lines = table_of(metadata, "lines", Line, key=Line.key)


def seen_by(subject: str, agency: str | None) -> sa.ColumnElement[bool]:
    """The consignments of one's own dossiers; for an agency those of its desk and those it decides."""
    return sa.or_(dossiers.c.owner == subject, dossiers.c.desk == agency, dossiers.c.agency == agency)


def listing(where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Consignments with their dossier's code, by id."""
    joined = consignments.join(dossiers, dossiers.c.dossier == consignments.c.dossier)
    return (
        sa.select(consignments, dossiers.c.code).select_from(joined).where(*where).order_by(consignments.c.id)
    ).limit(limit)


def history_of(consignment: UUID) -> sa.Select[Any]:
    """What the carrier has told of a consignment, oldest first."""
    return sa.select(lines).where(lines.c.consignment == consignment).order_by(lines.c.at, lines.c.status, lines.c.nth)


#: Loading, set-based.
CONSIGNMENTS = "select * from consignments where dossier = any($1::uuid[])"
OF_THESE = "select id from consignments where dossier = any($1::uuid[])"
DOSSIERS = "select * from dossiers where dossier = any($1::uuid[])"
WEBHOOKS = f"select consignment, times from webhooks where consignment in ({OF_THESE})"
LINES = f"select * from lines where consignment in ({OF_THESE})"

#: Calling: what an order is about, and what a parcel is polled by.
TO_ORDER = """
select c.id, c.dossier, c.carrier, d.code
from consignments c join dossiers d using (dossier) where c.id = any($1::uuid[])
"""
TO_POLL = """
select c.id, c.carrier, c.waybill, coalesce(k.times, 0) as webhooks
from consignments c left join webhooks k on k.consignment = c.id where c.id = any($1::uuid[])
"""

#: The consignments a carrier's webhook names.
NAMED = "select id, dossier from consignments where waybill = any($1::text[]) and carrier = $2"
