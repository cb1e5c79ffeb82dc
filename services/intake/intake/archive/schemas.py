"""What is answered about erasures."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from intake.erasure.models import Erasure


class Due(BaseModel):
    """An applicant of whom nothing must be kept any more: how many dossiers and files, when the last one ended.

    `asked`: a request to have it deleted was granted.
    """

    applicant: UUID
    dossiers: int
    files: int = 0
    ended_at: datetime
    asked: bool


class ErasureView(BaseModel):
    """The erasure of one applicant, and the receipt of the package that has left before."""

    applicant: UUID
    state: str
    dossiers: int
    sha256: str
    size: int
    files: int
    archived_at: datetime | None
    erased_at: datetime | None

    @classmethod
    def of(cls, row: Erasure) -> Self:
        fields = {name: getattr(row, name) for name in ("state", "sha256", "size", "files", "archived_at", "erased_at")}
        return cls(applicant=row.id, dossiers=len(row.dossiers), **fields)


class Again(BaseModel):
    """How many applicants were here again."""

    applicants: int
