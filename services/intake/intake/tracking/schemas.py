"""What is answered for a dossier's code and second factor: where it stands, and never whose it is."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel


class Bilingual(BaseModel):
    """The same in both languages."""

    vi: str
    en: str


class Agency(BaseModel):
    """The agency that has it."""

    id: str
    title: Bilingual


class Event(BaseModel):
    """Something that happened to it."""

    event: str
    title: Bilingual
    at: datetime


class Happening(Event):
    """Something that happened, and the agency that acted (none: the applicant, or time passed).

    `actor` and `role` are who acted: for officers and supervisors only.
    """

    agency: Agency | None
    actor: str | None
    role: str | None


class Timeline(BaseModel):
    """What has happened to a dossier, in order; of very many events the last 500."""

    happened: list[Happening]


class Tracked(BaseModel):
    """A dossier as the public page shows it."""

    code: str
    stage: str
    title: Bilingual
    agency: Agency
    received_at: datetime
    due_at: datetime
    returned_at: datetime | None
    history: list[Event]
