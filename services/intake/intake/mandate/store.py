"""What is written of a mandate beside what its events tell: sealed under the key of who is represented."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from intake.applicant.rules import Account
from intake.ground.rules import opened, sealed
from intake.key.store import holder
from intake.mandate.commands import Written
from intake.mandate.errors import MandateEnded, NoMandate
from intake.mandate.machine import MANDATE
from intake.mandate.rules import covers
from intake.mandate.tables import ENDED, KEEP, ONE, TEXT
from shared.kernel.db import Tx
from shared.kernel.sealing import Masters


async def keep(tx: Tx, masters: Masters, mandate: UUID, written: Written, number: bytes) -> UUID:
    """Keeps it; the opaque id of who is represented. Raises Unavailable."""
    who = await holder(tx, masters, number)
    key, box = who.make(masters)
    text = written.model_dump_json(include=set(Written.model_fields), exclude_none=True)
    await tx.do(KEEP, mandate, sealed(box, mandate, text), key, who.id)
    return who.id


async def text_of(tx: Tx, masters: Masters, mandate: UUID) -> str | None:
    """What was written; None: its key was destroyed. Raises Unavailable."""
    row = await tx.row(TEXT, mandate)
    return opened(masters, row) if row else None


async def check_covered(tx: Tx, mandate: UUID, account: Account, applicant: UUID, now: datetime) -> None:
    """Raises NoMandate unless this account may begin something for this applicant under it."""
    row = await tx.row(ONE, mandate)
    if row is None or not covers(MANDATE.of(row), account, applicant, now):
        raise NoMandate.at(
            "/mandate",
            "It is not in force, not this account's, or for another applicant.",
            "Căn cứ này không còn hiệu lực, không phải của tài khoản này, hoặc dành cho chủ hồ sơ khác.",
        )


async def ended(tx: Tx, dossier: UUID, subject: str) -> MandateEnded | None:
    """Why this account may do nothing more with a dossier; None: it never acted there for anybody, or still does."""
    row = await tx.row(ENDED, dossier, subject)
    return MandateEnded(row["state"], row["changed_at"]) if row else None
