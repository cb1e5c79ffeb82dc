"""The tables of exchanges and of what is known of their dossiers, and every statement about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.web.listings import Listing
from shared.web.reading import EACH, readable, standing, table_of
from sync_gateway.exchange import whose
from sync_gateway.exchange.models import Exchange, Line

metadata = sa.MetaData()
exchanges = table_of(metadata, "exchanges", Exchange, listed=True)
lines = table_of(metadata, Line.table, Line, Line.key)

# ---- reading

#: Of these exchanges, those that their callers may read.
READABLE = readable(exchanges, exchanges, whose.reads(EACH))


def select(who: Who) -> sa.Select[Any]:
    """Exchanges that a caller may read."""
    return sa.select(exchanges, *standing(whose.stands(who))).where(whose.reads(who))


LISTING = Listing(table=exchanges, select=select, rows=exchanges, reads=whose.reads)


def lines_of(dossier: UUID) -> sa.Select[Any]:
    """All progress of one dossier, oldest first."""
    return sa.select(lines).where(lines.c.dossier == dossier).order_by(lines.c.number)


#: How the portal refused last, with the key of its dossier; no row if it never did, or the key was destroyed.
TROUBLE = """
select t.sealed, t.at, k.master, k.wrapped from troubles t join sealing_keys k on k.subject = t.dossier
where t.dossier = $1
"""
#: The call of an exchange that is scheduled.
ATTEMPTS = "select attempts, leased_until from scheduled where entity = $1 and kind = 'call'"

# ---- deciding

EXCHANGES = "select * from exchanges where dossier = any($1::uuid[])"
SUBMISSIONS = "select * from submissions where dossier = any($1::uuid[])"

# ---- calling

CHUNK = 10  # progress entries in one call
CALLED = "select * from exchanges where id = any($1::uuid[])"
#: Progress that the portal has not acknowledged, up to the news of the exchange; one more than a call takes.
UNTOLD = f"""
select l.* from exchanges e join unnest($1::uuid[], $2::bigint[]) u(dossier, news) using (dossier) cross join lateral
    (select * from lines where dossier = e.dossier and number > e.told and number <= u.news
     order by number limit {CHUNK + 1}) l
order by l.dossier, l.number
"""
