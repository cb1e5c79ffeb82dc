"""What is answered about notices."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from intake.tracking.schemas import Bilingual


class LetterText(BaseModel):
    """A notice in one language."""

    subject: str
    body: str


class LetterTexts(BaseModel):
    """A notice in both languages."""

    vi: LetterText
    en: LetterText


class Attempt(BaseModel):
    """What became of the message in one channel, and when that was known."""

    channel: str
    channel_title: Bilingual
    outcome: str
    title: Bilingual
    at: datetime


class LetterView(BaseModel):
    """A notice, as it reads now, and how the applicant was told that there is one.

    `dossier`: the dossier that it is about, the request, or the mandate.
    `held_until`: the end of the quiet hours that it waits for. `reason`: why no channel could be found for it.
    """

    id: UUID
    dossier: UUID
    template: str
    title: Bilingual
    at: datetime
    state: str
    state_title: Bilingual
    held_until: datetime | None
    reason: Bilingual | None
    attempts: list[Attempt]
    text: LetterTexts
