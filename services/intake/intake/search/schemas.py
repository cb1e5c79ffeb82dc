"""What a search answers."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, Field


class FoundDossiers(BaseModel):
    """The newest first, at most 200. `more`: there are more."""

    dossiers: list[UUID] = Field(max_length=200)
    more: bool
