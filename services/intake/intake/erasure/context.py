"""What is loaded to decide about erasures, set-based: each with the dossiers that may be erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.erasure.commands import Archive, Erase
from intake.erasure.facts import Facts
from intake.erasure.machine import ERASURE
from intake.erasure.models import Erasure
from intake.erasure.store import due
from intake.erasure.tables import ERASURES
from shared.kernel.db import Tx
from shared.kernel.incoming import Incoming

RECEIVED = (Archive, Erase)


@dataclass(slots=True)
class Erasures:
    """Erasures by applicant; `due` are the dossiers of those of whom nothing must be kept any more."""

    rows: dict[UUID, Erasure] = field(default_factory=dict)
    due: dict[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    def facts(self, erasure: Erasure, now: datetime) -> Facts:
        return Facts(erasure=erasure, now=now, dossiers=self.due.get(erasure.id))


async def load(tx: Tx, incoming: Sequence[Incoming[Any]]) -> Erasures:
    """What these messages are decided from."""
    found, ids = Erasures(), [each.dossier for each in incoming if isinstance(each.message, RECEIVED)]
    if ids:
        found.rows = {row["id"]: ERASURE.of(row) for row in await tx.fetch(ERASURES, ids)}
        found.due = {row["applicant"]: tuple(row["dossiers"]) for row in await due(tx, ids)}
    return found
