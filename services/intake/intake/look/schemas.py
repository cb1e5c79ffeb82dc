"""What is told of a look."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from intake.purposes.names import LookReason
from intake.tracking.schemas import Agency, Bilingual, Officer
from shared.web.callers import Role


class LookView(BaseModel):
    """A look: what the dossier keeps of persons was opened, within the hour that begins at `hour`.

    `agency`: for which; null for an applicant, and for a service. `officer`: who it was, if somebody who works here;
    null too while the name cannot be asked for. `why`: a code, and `title` what it is called. `actor`: an opaque
    subject, for inspectors only.
    """

    hour: datetime
    role: str
    agency: Agency | None
    officer: Officer | None = None
    why: str
    title: Bilingual
    actor: str | None


class ToldLook(BaseModel, extra="forbid"):
    """A look at what another service keeps of a dossier."""

    dossier: UUID
    subject: Annotated[str, Field(max_length=300)]
    role: Role
    agency: Annotated[str, Field(max_length=60)]
    why: LookReason
    hour: datetime


class ToldLooks(BaseModel, extra="forbid"):
    """Looks in another service; those that are known change nothing."""

    looks: Annotated[list[ToldLook], Field(max_length=500)]


class NotedLooks(BaseModel):
    """How many were not known."""

    noted: int
