"""What is answered about an account."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class Account(BaseModel):
    """Whose account this is. `applicant` is an opaque id, null as long as no sign-in has proved who its holder is."""

    applicant: UUID | None
