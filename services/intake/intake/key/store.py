"""The keys of applicants and dossiers. A dossier's key is wrapped by that of its applicant, which a master key wraps.

So the applicant's key is all that has to be destroyed, here and in whatever was copied. Dossiers from before there were
such keys have one of their own, until they are written again.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from intake.key.tables import APPLICANT, DESTROY, DESTROY_ONE, MOVE, NUMBERLESS
from shared.kernel.db import Tx
from shared.kernel.ids import uuid7
from shared.kernel.sealing import Box, Masters


class Holder(NamedTuple):
    """An applicant, with the key that wraps those of the dossiers."""

    id: UUID
    master: str
    wrapped: bytes

    def make(self, masters: Masters) -> tuple[bytes, Box]:
        """A new key for a dossier, wrapped, and what it opens. Raises Unavailable."""
        wrapped = masters.below(self.master, self.wrapped)
        return wrapped, masters.box(self.master, self.wrapped + wrapped)


async def holder(tx: Tx, masters: Masters, number: bytes | None) -> Holder:
    """The applicant with this number (its keyed hash), or a new one. Locked until the end. Raises Unavailable."""
    key = masters.make(uuid7())
    return Holder(**await tx.row(APPLICANT, key.subject, number, key.master, key.wrapped))


async def held_anew(
    tx: Tx, masters: Masters, dossier: UUID, number: bytes | None, key: tuple[str, bytes]
) -> UUID | None:
    """Who applies with a dossier that is written again; its `key`, a chain, is wrapped by theirs from now on.

    None: who has no number stays who they were, unless they had one.
    """
    if number is None and await tx.row(NUMBERLESS, dossier) is not None:
        return None
    now = await holder(tx, masters, number)
    await tx.do(MOVE, dossier, now.id, masters.moved(*key, now.master, now.wrapped))
    return now.id


async def destroy_applicant(tx: Tx, applicant: UUID) -> None:
    """Nothing that was sealed for this applicant opens any more, in any dossier; no sign-in leads to it."""
    await tx.do(DESTROY, applicant)


async def destroy_dossier(tx: Tx, dossier: UUID) -> None:
    """Nothing that was sealed for this dossier opens any more; its applicant's other dossiers do."""
    await tx.do(DESTROY_ONE, dossier)
