"""What is answered about consignments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from shared.web.moves import Move
from shared.web.views import Paged


class ConsignmentView(BaseModel):
    """A consignment as the applicant and the agencies see it. `moves` is always empty: only the carrier moves it."""

    id: UUID
    dossier: UUID
    code: str
    state: str
    revision: int
    carrier: str | None
    waybill: str | None
    attempts: int
    proof: str | None
    ended_at: datetime | None
    moves: list[Move]


class LineView(BaseModel):
    """One record of the carrier's history: its status number, what it means, its name, its time."""

    status: int
    meaning: str
    vi: str
    en: str
    at: datetime


class ConsignmentHistory(ConsignmentView):
    """A consignment with all that its carrier has reported, oldest first."""

    history: list[LineView]


class Consignments(Paged):
    """Consignments, by id."""

    consignments: list[ConsignmentView]
