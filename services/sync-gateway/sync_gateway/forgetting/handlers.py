"""How the gateway receives that an applicant was erased."""

from __future__ import annotations

from typing import Any

from shared.contracts.intake import ApplicantErased
from shared.kernel.incoming import Incoming
from shared.kernel.unit_of_work import UnitOfWork
from sync_gateway.forgetting.models import Erased


def erased(_context: Any, uow: UnitOfWork, incoming: Incoming[ApplicantErased]) -> None:
    """Notes the dossiers; those that the portal was never told of have nothing to destroy."""
    for dossier in incoming.message.dossiers:
        uow.project(Erased(dossier=dossier, erased_at=incoming.message.erased_at))
