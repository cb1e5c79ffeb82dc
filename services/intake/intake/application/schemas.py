"""What is answered about what was written, and about each time it was handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from intake.applicant.models import Applicant
from intake.dossier.commands import Application


class ApplicationView(Application):
    """What was written. It can be changed and sent back as it is; the ETag has its revision."""


class HandedIn(BaseModel):
    """One document of a version; size in bytes. It can be fetched as long as the dossier is kept."""

    id: UUID
    component: str
    name: str
    media: str
    size: int
    sha256: str


class VersionView(BaseModel):
    """One handing-in: by which event, and at which sequence of the journal. `digest` covers salt and text.

    `journalled`: the journal has the same of it.
    """

    number: int
    event: str | None
    sequence: int
    at: datetime
    digest: str
    journalled: bool
    documents: list[HandedIn]


class VersionText(VersionView):
    """A version with what was written, as it was. `digest` is the SHA-256 over the bytes of the salt, then the text.

    `salt` is hex. Both are empty, and `applicant` is null, once a person was erased.
    """

    applicant: Applicant | None
    answers: dict[str, Any] = Field(default_factory=dict)
    salt: str
    text: str
