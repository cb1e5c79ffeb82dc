"""What was uploaded, by dossier: counted before a file is kept, and never counted down."""

from __future__ import annotations

from uuid import UUID

from intake.quota.rules import REMEMBERED, Limits, Used, check
from shared.auth import Caller, Role
from shared.db import Tx

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


async def charge(tx: Tx, caller: Caller, dossier: UUID, size: int, limits: Limits) -> None:
    """Counts one file of so many bytes. Raises QuotaUsedUp, and then it is not counted."""
    drafts = Used(0, 0)
    if caller.role is Role.APPLICANT:
        await tx.do(LOCK, caller.subject)
    row = await tx.row(COUNT, dossier, caller.subject, 1, size)
    if caller.role is Role.APPLICANT:
        drafts = Used(*await tx.row(DRAFTS, caller.subject, REMEMBERED))
    check(Used(row["count"], row["bytes"]), drafts, limits)
