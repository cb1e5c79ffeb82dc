"""A request of a person about their own personal data. Who it is, and what was written, is beside it, sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.entity import Entity


@dataclass(slots=True, kw_only=True)
class Request(Entity):
    """One request. Every column is decided by events.

    applicant: the opaque id of who asks, empty until that is proved or where nobody with this number ever applied.
    identified: by what that was proved. due_at: the time limit that runs now; none is left when it is decided.
    """

    asks: str = ""
    desk: str = ""
    channel: str = ""
    applicant: str = ""
    identified: str | None = None
    asked_at: datetime | None = None
    answer_by: datetime | None = None
    decide_by: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    ground: str | None = None
