"""The erasure of what is kept of one applicant, and how long it is kept before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from shared.contracts.reference import Text
from shared.contracts.reference.words import Code, Words
from shared.kernel.entity import Entity


class Retention(BaseModel, extra="forbid"):
    """How long dossiers of one kind are kept after their end, in years, by which law.

    `asked_years`: the same where the applicant was granted to have it deleted.
    """

    kind: Code
    title: Text
    years: int
    asked_years: int
    source: Words


@dataclass(slots=True, kw_only=True)
class Erasure(Entity):
    """One applicant, by the opaque id. The receipt of the package that has left: its SHA-256, size and files."""

    dossiers: list[Any] = field(default_factory=list)
    sha256: str = ""
    size: int = 0
    files: int = 0
    archived_at: datetime | None = None
    erased_at: datetime | None = None
