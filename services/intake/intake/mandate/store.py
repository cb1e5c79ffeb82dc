"""What is written of a mandate beside what its events tell: sealed under the key of who is represented."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from intake.applicant.proof import Pepper
from intake.applicant.rules import Account
from intake.ground.rules import opened, sealed
from intake.key.store import holder
from intake.mandate import commands as ask
from intake.mandate.errors import NoMandate
from intake.mandate.machine import MANDATE
from intake.mandate.rules import check, covers, in_draft
from intake.mandate.schemas import ActsFor
from intake.mandate.tables import ACTS_FOR, ENDED, FORMER, KEEP, ONE, TEXT
from shared.contracts.relation import Who, account_id
from shared.kernel.db import Tx
from shared.kernel.errors import Invalid
from shared.kernel.sealing import Masters
from shared.kernel.streams import CLOCK, moment
from shared.web.callers import Former
from shared.web.former import MandateEnded

REMEMBERED = 10  # mandates that have ended, in a token


async def begun(
    tx: Tx, sealing: tuple[Masters, Pepper], mandate: UUID, asked: ask.Mandating, account: Account, who: Who
) -> ask.MakeMandate:
    """What makes a new mandate of an account (`who`), whose text is kept. Raises Invalid, Unavailable."""
    masters, pepper = sealing
    [[clock]] = await tx.fetch_all(CLOCK)
    number = check(asked, account, pepper, moment(clock["ahead"]))
    principal = await holder(tx, masters, number)
    key, box = principal.make(masters)
    text = asked.model_dump_json(include=set(ask.Written.model_fields), exclude_none=True)
    await tx.do(KEEP, mandate, sealed(box, mandate, text), key, principal.id)
    return ask.MakeMandate(str(asked.ground), asked.desk, asked.last_day, str(principal.id), account_id(who.actor))


async def begun_with_draft(
    tx: Tx, sealing: tuple[Masters, Pepper], mandate: UUID, asked: ask.Mandating, account: Account, who: Who
) -> ask.MakeMandate:
    """The same of what a draft says; what is wrong is told at its places there."""
    try:
        return await begun(tx, sealing, mandate, asked, account, who)
    except Invalid as refusal:
        raise in_draft(refusal) from None


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
    return MandateEnded(row["state"], row["at"]) if row else None


async def acted_for(tx: Tx, subject: str) -> tuple[Former, ...]:
    """The ids under which this account acts no more, those that ended last first."""
    rows = await tx.fetch(FORMER, subject, REMEMBERED)
    return tuple(Former(row["id"], row["state"], int(row["at"].timestamp())) for row in rows)


async def whom(tx: Tx, masters: Masters, subject: str) -> list[ActsFor]:
    """The mandates under which this account acts, and for whom. Raises Unavailable."""
    return [ActsFor(**row, name=_name(opened(masters, row))) for row in await tx.fetch(ACTS_FOR, subject)]


def _name(text: str | None) -> str | None:
    written = ask.Written.model_validate_json(text) if text else None
    principal = written and (written.organisation or written.person)
    return principal.name if principal else None
