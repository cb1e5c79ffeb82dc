"""The requests' tables and statements: what is loaded to decide, and what a caller may read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from intake.request import whose
from intake.request.models import Request
from shared.contracts.relation import Who
from shared.reference.publication import counts_by
from shared.web.listings import Listing, overdue
from shared.web.reading import EACH, readable, standing, table_of

metadata = sa.MetaData()
requests = table_of(metadata, "requests", Request, listed=True)
#: Under which id it is held, what was written (sealed under its own key), and who asks, as far as that is proved.
request_people = sa.Table(
    "request_people",
    metadata,
    sa.Column("request", sa.Uuid, primary_key=True),
    sa.Column("held_by", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("proof", sa.LargeBinary),
)
MADE = requests.join(request_people, request_people.c.request == requests.c.id)
OPEN = ("asked", "in_hand")


def _held(who: Who) -> Any:
    return request_people.c.held_by == sa.any_(sa.func.parties_of(who.actor, type_=pg.ARRAY(sa.Text)))


def _proved(who: Who) -> Any:
    return request_people.c.proof == sa.any_(sa.func.proofs_of(who.actor, type_=pg.ARRAY(sa.LargeBinary)))


def may_read(who: Who) -> sa.ColumnElement[bool]:
    """Requests that this caller may read."""
    condition: sa.ColumnElement[bool] = whose.reads(requests.c, _held(who), _proved(who), who)
    return condition


READABLE = readable(requests, MADE, may_read(EACH), given=whose.given(requests.c, _held(EACH), _proved(EACH), EACH))


def select(who: Who) -> sa.Select[Any]:
    """Requests that a caller may read."""
    stands = standing(whose.stands(requests.c, _held(who), who))
    return sa.select(requests, *stands).select_from(MADE).where(may_read(who))


LISTING = Listing(
    table=requests,
    select=select,
    rows=MADE,
    reads=may_read,
    due=requests.c.due_at,
    filters={"late": overdue(requests.c.state, OPEN, requests.c.due_at)},
)

KEPT = """
select w.request, w.sealed, k.master, k.wrapped from request_people w left join sealing_keys k on k.subject = w.request
where w.request = $1
"""
KEEP = "insert into request_people (request, owner, sealed, proof, held_by) values ($1, $2, $3, $4, $5)"
PROVE = "update request_people set proof = $2 where request = $1"

# ---- deciding

REQUESTS = """
select r.*, w.held_by from requests r join request_people w on w.request = r.id where r.id = any($1::uuid[])
"""
KNOWN = "select key, id from applicants where key = any($1::bytea[])"
LINKED = "select subject, applicant, proof from accounts where subject = any($1::text[])"
#: Entities of a fan-out: open requests, counted by the calendar of their desk.
COUNTING = f"""
select id as entity, dossier, revision from requests
where id > $1 and state in ('asked', 'in_hand') and {counts_by("desk")} order by id limit $3
"""
#: Requests whose time limit is over, counted up to $1.
LATE = """
select count(*) from (
    select from requests where state in ('asked', 'in_hand') and due_at < now() + (select ahead from clock)
    limit $1) late
"""
