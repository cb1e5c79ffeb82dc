"""What is answered about consignments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from postal.consignment.machine import State
from shared.web.lists import AskedByTime, Code, DossierCode, Paged
from shared.web.moves import Move


class AskedConsignments(AskedByTime):
    """Which consignments, and in which order."""

    state: list[State] = Field([], max_length=10, description="In one of these states.")
    dossier: UUID | None = Field(None, description="Of this dossier.")
    code: DossierCode = None
    agency: Code | None = Field(None, description="Of a case that this agency decides, by its id.")
    desk: Code | None = Field(None, description="Of a dossier received at the desk of this agency, by its id.")
    carrier: Code | None = Field(None, description="Brought by this carrier, by its name in the API.")


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
    """Consignments, in the order that was asked for."""

    consignments: list[ConsignmentView]
