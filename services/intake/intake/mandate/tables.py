"""The tables of mandates, and every statement about them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from intake.mandate import whose
from intake.mandate.models import Mandate
from shared.contracts.relation import Who
from shared.web.listings import Listing
from shared.web.reading import EACH, readable, standing, table_of

metadata = sa.MetaData()
mandates = table_of(metadata, "mandates", Mandate, listed=True)

# ---- reading


def _theirs(who: Who) -> Any:
    parties = sa.func.parties_of(who.actor, type_=pg.ARRAY(sa.Text))
    return (mandates.c.representative == sa.any_(parties)) | (mandates.c.principal == sa.any_(parties))


def may_read(who: Who) -> sa.ColumnElement[bool]:
    """Mandates that this caller may read."""
    condition: sa.ColumnElement[bool] = whose.reads(mandates.c, _theirs(who), who)
    return condition


#: Of these mandates, those that their callers may read.
READABLE = readable(mandates, mandates, may_read(EACH))


def select(who: Who) -> sa.Select[Any]:
    """Mandates that a caller may read, and how the caller stands to them."""
    return sa.select(mandates, *standing(whose.stands(mandates.c, _theirs(who), who))).where(may_read(who))


LISTING = Listing(table=mandates, select=select, rows=mandates, reads=may_read)

#: What was written of a mandate, with the key that opens it.
TEXT = """
select t.mandate, t.sealed, k.master, k.wrapped from mandate_texts t left join subject_keys k on k.subject = t.mandate
where t.mandate = $1
"""

# ---- deciding

MANDATES = "select * from mandates where id = any($1::uuid[])"
ONE = "select * from mandates where id = $1"
#: What was written, and its key, which the key of who is represented has wrapped.
KEEP = """
with key as (
    insert into sealing_keys (subject, master, wrapped, under) values ($1::uuid, '', $3::bytea, $4::uuid))
insert into mandate_texts (mandate, sealed) values ($1::uuid, $2::bytea)
"""
#: The mandate under which this account acted in a dossier, and which has ended.
ENDED = """
select m.state, m.changed_at from applications a
    join mandates m on a.held_by in (m.id::text, m.principal) and m.representative = account_id($2)
where a.dossier = $1 and m.state in ('revoked', 'expired') order by m.changed_at desc limit 1
"""
