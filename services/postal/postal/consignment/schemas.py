"""What is answered about consignments, and what is answered to the carrier's knocking."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel


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
    moves: list[str]


class LineView(BaseModel):
    """One line of what the carrier has told: its number, what we take it for, its name, its time."""

    status: int
    meaning: str
    vi: str
    en: str
    at: datetime


class ConsignmentHistory(ConsignmentView):
    """A consignment with all that was received of the carrier, oldest first."""

    history: list[LineView]


class Consignments(BaseModel):
    """A unit of work of consignments; `after` asks for the next one, None at the end."""

    consignments: list[ConsignmentView]
    after: UUID | None


class Reply(BaseModel):
    """What MyVNPost is answered, in its own shape; `updated` counts the parcels that will be polled."""

    success: bool
    message: str
    updated: int = 0


_ITEM: Final = {
    "type": "object",
    "required": ["itemCode", "status"],
    "properties": {"itemCode": {"type": "string"}, "status": {"type": ["integer", "string"]}},
}
#: The webhook as far as it is polled; for the documentation, since what does not fit is answered in Reply's shape.
WEBHOOK: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["data", "sendDate", "signature"],
    "properties": {
        "data": {"type": "array", "minItems": 1, "items": _ITEM},
        "sendDate": {"type": "string"},
        "signature": {"type": "string"},
    },
}
