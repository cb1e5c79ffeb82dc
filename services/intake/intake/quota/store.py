"""What was uploaded, by dossier: looked at before a body is read, counted before a file is kept, never counted down."""

from __future__ import annotations

from uuid import UUID

from intake.quota.rules import REMEMBERED, Limits, Used, check
from shared.contracts.names import Name
from shared.kernel.db import Tx
from shared.web.auth import Caller, Role
from shared.web.limits import AtOnce

FILES = Name("tệp", "files")
WAIT = 5  # seconds until another try is worth it: most files have come by then

#: One applicant's uploads are counted one after the other, whatever dossiers they are for.
LOCK = "select pg_advisory_xact_lock(1953653093, hashtext($1))"
COUNT = """
insert into uploads as u (dossier, owner, count, bytes) values ($1, $2, $3, $4)
on conflict (dossier) do update set count = u.count + $3, bytes = u.bytes + $4, last = now()
returning count, bytes
"""
DRAFTS = """
select coalesce(sum(u.count), 0)::bigint as count, coalesce(sum(u.bytes), 0)::bigint as bytes from uploads u
where u.owner = $1 and u.last > now() - $2::interval and not exists (select from versions v where v.dossier = u.dossier)
"""

#: As the two above would count if $3 files ($5 bytes) came: of the dossier $1, and of the drafts of $2.
FORESEEN = """
with u as (
    select dossier, owner, count, bytes from uploads where dossier = $1 or (owner = $2 and last > now() - $4::interval)
    union all select $1, $2, $3::bigint, $5::bigint),
d as (select u.*, owner = $2 and not exists (select from versions v where v.dossier = u.dossier) as draft from u)
select coalesce(sum(count) filter (where dossier = $1), 0)::bigint as count,
    coalesce(sum(bytes) filter (where dossier = $1), 0)::bigint as bytes,
    coalesce(sum(count) filter (where draft), 0)::bigint as draft_count,
    coalesce(sum(bytes) filter (where draft), 0)::bigint as draft_bytes
from d
"""


async def foresee(tx: Tx, caller: Caller, dossier: UUID, size: int, limits: Limits) -> None:
    """Raises QuotaUsedUp if one more file of so many bytes would be refused as things stand. Counts nothing."""
    row = await tx.row(FORESEEN, dossier, caller.subject, 1, REMEMBERED, size)
    drafts = Used(row["draft_count"], row["draft_bytes"]) if caller.role is Role.APPLICANT else Used(0, 0)
    check(Used(row["count"], row["bytes"]), drafts, limits)


async def charge(tx: Tx, caller: Caller, dossier: UUID, size: int, limits: Limits) -> None:
    """Counts one file of so many bytes. Raises QuotaUsedUp, and then it is not counted."""
    drafts = Used(0, 0)
    if caller.role is Role.APPLICANT:
        await tx.do(LOCK, caller.subject)
    row = await tx.row(COUNT, dossier, caller.subject, 1, size)
    if caller.role is Role.APPLICANT:
        drafts = Used(*await tx.row(DRAFTS, caller.subject, REMEMBERED))
    check(Used(row["count"], row["bytes"]), drafts, limits)


class UnderWay(AtOnce):
    """Uploads of one process whose bytes still come: they hold memory, disk and a connection."""

    def __init__(self, each: int = 4, most: int = 32) -> None:
        super().__init__("uploads-under-way", each, most, WAIT, FILES)
