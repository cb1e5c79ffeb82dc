"""What is answered about dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from shared.web.moves import Move
from shared.web.views import Paged


class Progress(BaseModel):
    """Where the case stands: its stage, the agency that has it, its due date."""

    stage: str
    agency: str
    due_at: datetime
    apologies: int
    withdrawal_declined: bool
    at: datetime
    asked: list[str] | None
    supplement_until: datetime | None
    reason: str | None


class DossierView(BaseModel):
    """A dossier as its applicant and its desk see it. `moves` lists what the caller may ask now.

    `tracking` is the token that form 01 carries as a QR: with the code it opens the public page.
    """

    id: UUID
    state: str
    revision: int
    procedure: str
    version: int
    desk: str
    channel: str
    code: str | None
    due_at: datetime | None
    supplement_until: datetime | None
    asked: list[str] | None
    reason: str | None
    returns: str
    tracking: str
    case: Progress | None
    moves: list[Move]


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its progress (`case_...`) in one field; none before the case was received."""
    known = row.get("case_dossier") is not None
    return {**row, "case": Progress(**{name: row[f"case_{name}"] for name in Progress.model_fields}) if known else None}


class Dossiers(Paged):
    """Dossiers, oldest first."""

    dossiers: list[DossierView]


class Found(BaseModel):
    """A dossier by its code."""

    id: UUID
    code: str
