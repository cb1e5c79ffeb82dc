"""What is answered about dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from intake.dossier.machine import State
from intake.dossier.models import Stage
from shared.contracts.reference import Channel
from shared.web.lists import AskedByDue, Code, DossierCode, Paged
from shared.web.moves import Move


class AskedDossiers(AskedByDue):
    """Which dossiers, and in which order. Received is when a dossier was handed in; a draft, when it was begun.

    Its due date is the one that counts: what an apology or a calendar has made of that of its acceptance.
    """

    state: list[State] = Field([], max_length=10, description="In one of these states.")
    stage: list[Stage] = Field([], max_length=10, description="Whose case is at one of these stages.")
    code: DossierCode = None
    procedure: Code | None = Field(None, description="Of this procedure, by its code.")
    agency: Code | None = Field(None, description="Whose case this agency decides, by its id.")
    desk: Code | None = Field(None, description="Handed in at the desk of this agency, by its id.")
    channel: Channel | None = Field(None, description="Handed in through this channel.")
    late: bool | None = Field(None, description="Whether the time limit of its case runs and the due date is over.")


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


class Change(BaseModel):
    """What of a procedure has changed: `pointer` into the procedure, a code, and a sentence in both languages."""

    pointer: str
    code: str
    vi: str
    en: str


class DossierView(BaseModel):
    """A dossier as its applicant and its desk see it. `moves` lists what the caller may ask now.

    `due_at` is that of its case once there is one. `tracking` is the token that form 01 carries as a QR: with the
    code it opens the public page. `changes`: what of its procedure has changed since a draft was begun, and
    `procedure_version` confirms it; both null in a list, which does not look. `masked_name`: in a list alone, the name
    of who applies, with initials in place of all words but the last. `marks`: what the applicant was granted
    in requests about their data, `restrict` or `object`: an officer who works on the dossier keeps to it. `erased`:
    what was written and handed in is kept no more, and cannot be read.
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
    marks: list[str] = []
    erased: bool = False
    case: Progress | None
    changes: list[Change] | None
    procedure_version: int | None
    masked_name: str | None = None
    moves: list[Move]


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its progress (`case_...`) in one field; none before the case was received."""
    row = {"changes": None, "procedure_version": None, **row}
    if row.get("case_dossier") is None:
        return {**row, "case": None}
    case = Progress(**{name: row[f"case_{name}"] for name in Progress.model_fields})
    return {**row, "case": case, "due_at": case.due_at}


class Dossiers(Paged):
    """Dossiers, in the order that was asked for."""

    dossiers: list[DossierView]


class Found(BaseModel):
    """A dossier by its code."""

    id: UUID
    code: str
