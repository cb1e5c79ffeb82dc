"""What is kept of an event for the dossier's history."""

from __future__ import annotations

from typing import Any

from intake.tracking.models import Milestone
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork


def remember(uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """An event of another service about the dossier."""
    event = type(incoming.message).__name__
    uow.project(
        Milestone(
            id=incoming.id,
            dossier=incoming.dossier,
            event=event,
            at=incoming.at or uow.now,
            actor=incoming.actor,
            role=incoming.role,
            agency=incoming.agency,
        )
    )
