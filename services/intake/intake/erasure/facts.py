"""What a decision about an erasure is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from intake.erasure.models import Erasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`dossiers`: all of the applicant; None: not all of them may be erased now."""

    erasure: Erasure
    now: datetime
    dossiers: tuple[UUID, ...] | None
