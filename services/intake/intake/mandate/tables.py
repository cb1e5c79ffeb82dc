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

#: The mandates under which an account acts, with what was written of each.
ACTS_FOR = """
select m.id as mandate, m.state, m.ground, m.principal, m.until, t.sealed, k.master, k.wrapped
from mandates m join mandate_texts t on t.mandate = m.id left join subject_keys k on k.subject = m.id
where m.representative = account_id($1) and m.state in ('claimed', 'confirmed')
    and m.until > now() + (select ahead from clock) order by m.id desc limit 100
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
#: The ids under which an account acts no more, and how that ended: of its mandates; and of the organisations that it
#: was confirmed to represent.
_FORMER = """
select m.id::text as id, m.state, m.changed_at as at from mandates m
where m.representative = account_id({actor}) and m.state in ('revoked', 'expired')
union all
select m.principal, m.state, m.changed_at from mandates m
where m.representative = account_id({actor}) and m.state in ('revoked', 'expired')
    and m.ground = 'legal-representative'
    and exists (select from journal j where j.dossier = m.id and j.event = 'MandateConfirmed')
"""
FORMER = f"select * from ({_FORMER.format(actor='$1')}) former order by at desc limit $2"
#: How that ended under which this account acted in a dossier.
ENDED = f"""
select f.state, f.at from applications a
    join ({_FORMER.format(actor="$2")}) f on f.id in (a.held_by, a.applicant_id::text)
where a.dossier = $1 order by f.at desc limit 1
"""
