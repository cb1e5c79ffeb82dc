"""What was uploaded, by dossier: looked at before a body is read, counted before a file is kept, never counted down."""

from __future__ import annotations

from uuid import UUID

from intake.quota.rules import REMEMBERED, Limits, Used, check
from intake.quota.tables import COUNT, DRAFTS, FORESEEN, LOCK
from shared.contracts.names import Name
from shared.kernel.db import Tx
from shared.web.auth import Caller, Role
from shared.web.limits import AtOnce

FILES = Name("tệp", "files")
WAIT = 5  # seconds until another try is worth it: most files have come by then


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
