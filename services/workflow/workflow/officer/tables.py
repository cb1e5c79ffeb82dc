"""The tables of officers, their roles and the changes of both: what a caller may read, and the statements that write.

Rows of changes are never altered (the writer has no right to). A write names the revision that it follows.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.relation import Who
from shared.kernel.entity import NOW
from shared.web.listings import CLOCK, Listing
from shared.web.reading import TYPES, bound
from workflow.officer import whose
from workflow.officer.models import Officer

metadata = sa.MetaData()
_TIME = TYPES["timestamptz"]
officers = sa.Table(
    "officers",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    *(sa.Column(name, sa.Text) for name in Officer.columns[1:-1]),
    sa.Column("revision", sa.BigInteger),
    sa.Column("received_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
)
held_roles = sa.Table(
    "held_roles",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("officer", sa.Uuid),
    sa.Column("role", sa.Text),
    sa.Column("agency", sa.Text),
    sa.Column("valid_from", _TIME),
    sa.Column("valid_until", _TIME),
)
VALID = (held_roles.c.valid_from <= CLOCK) & (held_roles.c.valid_until.is_(None) | (held_roles.c.valid_until > CLOCK))


def may_read(who: Who) -> sa.ColumnElement[bool]:
    """Officers that this caller may read."""
    found: sa.ColumnElement[bool] = whose.reads(holding(held_roles.c.agency == who.agency), who)
    return found


def holding(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Has the officer a role of this kind?"""
    return sa.exists().where(held_roles.c.officer == officers.c.id, *conditions)


def select(who: Who) -> sa.Select[Any]:
    """Officers that a caller may read."""
    return sa.select(officers).where(may_read(who))


def one(who: Who, officer: UUID) -> sa.Select[Any]:
    """One officer, if the caller may read it."""
    return select(bound(who)).where(officers.c.id == officer)


def roles_of(ids: list[UUID]) -> sa.Select[Any]:
    """All roles of these officers, and what time it is."""
    order = held_roles.c.valid_from, held_roles.c.id
    return sa.select(held_roles, CLOCK.label("now")).where(held_roles.c.officer.in_(ids)).order_by(*order)


def _asked(name: str, kind: Any, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether a role is as it is asked for; the parameter of a filter that is not given is null."""
    wanted = sa.bindparam(f"asked_{name}", value=None, type_=kind)
    return wanted.is_(None) | (column == wanted)


#: One role as all three filters ask for it.
WANTED = holding(
    _asked("agency", sa.Text(), held_roles.c.agency),
    _asked("role", sa.Text(), held_roles.c.role),
    _asked("valid", sa.Boolean(), VALID),
)
LISTING = Listing(
    table=officers,
    select=select,
    rows=officers,
    reads=may_read,
    filters=dict.fromkeys(("agency", "role", "valid"), lambda _value, _who: WANTED),
)

# ---- for asyncpg

OFFICERS = "select * from officers where subject = any($1::text[])"
ROLES = """
select h.* from held_roles h join officers o on o.id = h.officer where o.subject = any($1::text[])
order by h.valid_from, h.id
"""
NAMES = """
select o.subject, c.at, c.after ->> 'name' as name, c.after -> 'title' ->> 'vi' as vi, c.after -> 'title' ->> 'en' as en
from officers o join officer_changes c on c.officer = o.id where o.subject = any($1::text[])
order by o.subject, c.revision
"""
CHANGES = """
select revision, at, actor, role, agency, before, after from officer_changes
where officer = $1 order by revision desc limit 100
"""
#: The directory in force is the latest version of the one that is `default`.
UNLISTED = """
with directory as (
    select content -> 'agencies' as agencies
    from (select distinct on (code) content from reference where kind = 'agencies' order by code, version desc) latest
    where coalesce((content ->> 'default')::boolean, true))
select u.agency from unnest($1::text[]) u(agency) where exists (select from directory) and not exists (
    select from directory, jsonb_array_elements(agencies) listed where listed ->> 'id' = u.agency)
"""
WRITE = f"""
insert into officers(id, subject, name, title_vi, title_en, email, telephone, revision, received_at, changed_at)
select u.*, {NOW}, {NOW} from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                                     $8::bigint[]) u
on conflict (id) do update set name = excluded.name, title_vi = excluded.title_vi, title_en = excluded.title_en,
    email = excluded.email, telephone = excluded.telephone, revision = excluded.revision,
    changed_at = excluded.changed_at
where officers.revision = excluded.revision - 1
returning id
"""
TAKE_BACK = "delete from held_roles where officer = any($1::uuid[]) and id <> all($2::uuid[])"
GIVE = """
insert into held_roles(id, officer, role, agency, valid_from, valid_until)
select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
on conflict (id) do update set valid_until = excluded.valid_until
"""
NOTE = f"""
insert into officer_changes(officer, revision, at, actor, role, agency, before, after)
select u.officer, u.revision, {NOW}, $3, $4, $5, u.before::jsonb, u.after::jsonb
from unnest($1::uuid[], $2::bigint[], $6::text[], $7::text[]) u(officer, revision, before, after)
"""
