"""Bodies of postal. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal, TypedDict

from motcua_client.models.shared import Move


class ConsignmentHistory(TypedDict):
    """A consignment with all that its carrier has reported, oldest first."""
    id: str
    dossier: str
    code: str
    state: str
    revision: int
    carrier: str | None
    waybill: str | None
    attempts: int
    proof: str | None
    ended_at: str | None
    moves: list[Move]
    history: list[LineView]


class ConsignmentView(TypedDict):
    """A consignment as the applicant and the agencies see it."""
    id: str
    dossier: str
    code: str
    state: str
    revision: int
    carrier: str | None
    waybill: str | None
    attempts: int
    proof: str | None
    ended_at: str | None
    moves: list[Move]


class Consignments(TypedDict):
    """Consignments, in the order that was asked for."""
    after: str | None
    as_of: str
    count: int | None
    more: bool
    consignments: list[ConsignmentView]


class LineView(TypedDict):
    """One record of the carrier's history: its status number, what it means, its name, its time."""
    status: int
    meaning: str
    vi: str
    en: str
    at: str


State = Literal['requested', 'created', 'travelling', 'delivered', 'returned']
