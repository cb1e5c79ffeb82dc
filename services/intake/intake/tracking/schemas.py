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


class Officer(BaseModel):
    """The officer who acted, as called at that time."""

    name: str
    title: Bilingual


class Event(BaseModel):
    """Something that happened to it, and the agency that acted (none: the applicant, or time passed).

    `officer` is null too if nobody by this subject is known here, and while names cannot be asked for.
    """

    event: str
    title: Bilingual
    at: datetime
    agency: Agency | None
    officer: Officer | None


class Happening(Event):
    """Something that happened. `actor` and `role` are who acted, by subject: for officers and supervisors only."""

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
