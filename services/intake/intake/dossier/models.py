"""The dossier as it moves, what people wrote for it, and what workflow has told of it since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa

from shared.contracts.reference import Channel
from shared.contracts.relation import Relation, those
from shared.kernel.entity import Entity, Projection, table_of
from shared.kernel.incoming import Incoming


@dataclass(slots=True, kw_only=True)
class Dossier(Entity):
    """One application. Every column is decided by events; what people wrote is in `applications`."""

    procedure: str = ""
    version: int = 0
    desk: str = ""
    channel: str = ""
    code: str | None = None
    due_at: datetime | None = None
    supplement_until: datetime | None = None
    asked: list[str] | None = None
    reason: str | None = None
    returns: str = "desk"


@dataclass(slots=True, kw_only=True, frozen=True)
class Progress(Projection):
    """What workflow has said of the dossier's case so far; for the applicant's eyes."""

    table: ClassVar[str] = "progress"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    stage: str
    agency: str
    due_at: datetime
    apologies: int
    withdrawal_declined: bool
    at: datetime
    asked: list[str] | None = None
    supplement_until: datetime | None = None
    reason: str | None = None


@dataclass(slots=True, kw_only=True, frozen=True)
class Involved(Projection):
    """An agency that has, or had, a task of the dossier's case: it may read what it must judge."""

    table: ClassVar[str] = "involved"
    key: ClassVar[tuple[str, ...]] = ("dossier", "agency")

    dossier: UUID
    agency: str


metadata = sa.MetaData()
dossiers = table_of(metadata, "dossiers", Dossier)
involved = table_of(metadata, "involved", Involved, key=Involved.key)
progress = table_of(metadata, "progress", Progress, key=Progress.key)
applications = sa.Table(
    "applications",
    metadata,
    sa.Column("dossier", sa.Uuid, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("applicant", sa.JSON, nullable=False),
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("tracking", sa.Text, nullable=False),
)

#: Of the dossiers ($1), those that their callers ($2 entities, $3 an officer's agency or null) have begun or receive,
#: and those that they may see.
MAY_ACT = """(
    a.owner = u.subject and case d.channel when 'online' then u.agency is null else d.desk = u.agency end
    or d.desk = u.agency and d.state <> 'draft'
)"""
FIND = f"""
select d.id from unnest($1::uuid[], $2::text[], $3::text[]) u(dossier, subject, agency)
    join dossiers d on d.id = u.dossier join applications a on a.dossier = d.id
where {MAY_ACT}"""
SEE = f"{FIND} or exists (select from involved i where i.dossier = d.id and i.agency = u.agency)"


def relations(dossier: Dossier, owner: str, incoming: Incoming[Any]) -> frozenset[Relation]:
    """How who asks stands to a dossier; `owner` has begun it. A draft is its owner's alone, at the counter too.

    Agencies that work on its case see it, and no more.
    """
    online, own = dossier.channel == Channel.ONLINE, incoming.actor == owner
    desk = incoming.role == "officer" and incoming.agency == dossier.desk
    return those(
        {
            Relation.OWNER: online and own and incoming.role == "applicant",
            Relation.COUNTER: not online and desk and (own or dossier.state != "draft"),
            Relation.RECEIVING: desk and dossier.state != "draft",
        }
    )


def seen_by(subject: str, agency: str | None) -> sa.ColumnElement[bool]:
    """What may be seen, for lists: one's own, what was handed in at one's desk, what one's agency works on."""
    online = dossiers.c.channel == Channel.ONLINE
    begun = sa.and_(
        applications.c.owner == subject, online if agency is None else ~online & (dossiers.c.desk == agency)
    )
    at_desk = sa.and_(dossiers.c.desk == agency, dossiers.c.state != "draft")
    at_work = sa.exists().where(involved.c.dossier == dossiers.c.id, involved.c.agency == agency)
    return sa.or_(begun, at_desk, at_work)


def listing(where: Collection[sa.ColumnElement[bool]], limit: int) -> sa.Select[Any]:
    """Dossiers with their progress, by id (which is by time)."""
    told = [column.label(f"told_{column.name}") for column in progress.c]
    joined = dossiers.join(applications, applications.c.dossier == dossiers.c.id).outerjoin(
        progress, progress.c.dossier == dossiers.c.id
    )
    return (
        sa.select(dossiers, applications.c.tracking, *told)
        .select_from(joined)
        .where(*where)
        .order_by(dossiers.c.id)
        .limit(limit)
    )
