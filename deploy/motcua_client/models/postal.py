"""Bodies of postal. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class ConsignmentHistory(TypedDict):
    """A consignment with all that was received of the carrier, oldest first."""
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
    moves: list[str]
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
    moves: list[str]


class Consignments(TypedDict):
    """A unit of work of consignments; `after` asks for the next one, None at the end."""
    consignments: list[ConsignmentView]
    after: str | None


class LineView(TypedDict):
    """One line of what the carrier has told: its number, what we take it for, its name, its time."""
    status: int
    meaning: str
    vi: str
    en: str
    at: str


class Reply(TypedDict):
    """What MyVNPost is answered, in its own shape; `updated` counts the parcels that will be polled."""
    success: bool
    message: str
    updated: NotRequired[int]
