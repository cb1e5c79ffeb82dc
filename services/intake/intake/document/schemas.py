"""What is answered about documents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Document(BaseModel):
    """One uploaded file. `component` is the procedure's component it was uploaded for; size in bytes."""

    id: UUID
    component: str
    name: str
    media: str
    size: int
    sha256: str
    at: datetime
