"""Whose account it is, as a sign-in proves it."""

from __future__ import annotations

from uuid import UUID

from intake.applicant.proof import Pepper
from intake.applicant.tables import LINK, OF
from shared.kernel.db import Tx
from shared.kernel.ids import uuid7
from shared.web.callers import Proved

CITIZEN = {12: "citizen-id", 9: "old-id"}  # by how many digits a proved number has


async def applicant_of(tx: Tx, pepper: Pepper, subject: str, proved: Proved | None) -> UUID | None:
    """The opaque id of the account's holder; None if no sign-in has proved it. Links the account to who is proved."""
    known = await tx.fetch(OF, subject)
    applicant: UUID | None = known[0]["applicant"] if known else None
    if proved is None:
        return applicant
    proof = pepper.person(proved.number, proved.name, proved.birth_date)
    if not known or known[0]["proof"] != proof:
        number = pepper.number(CITIZEN[len(proved.number)], proved.number)
        applicant = await tx.value(LINK, subject, uuid7(), number, proof)
    return applicant
