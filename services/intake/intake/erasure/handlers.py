"""How an erasure receives what the operator asks."""

from __future__ import annotations

from typing import Any, Protocol

from intake.erasure.context import Erasures
from intake.erasure.machine import ERASURE
from intake.erasure.models import Erasure
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork


class Context(Protocol):
    """A context that knows erasures."""

    erasures: Erasures


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """The package has left, or the keys are to be destroyed."""
    found, applicant = context.erasures, incoming.dossier
    erasure = found.rows.setdefault(applicant, Erasure(id=applicant, dossier=applicant))
    advance(uow, ERASURE, erasure, found.facts(erasure, uow.now), incoming)
