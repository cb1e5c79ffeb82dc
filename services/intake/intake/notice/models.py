"""The notice: what is to be told, never to whom. Address and telephone stay in the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.entity import Entity


@dataclass(slots=True, kw_only=True)
class Notice(Entity):
    """One message to one applicant about one event. Every column is decided by events."""

    template: str = ""
    give_up_at: datetime | None = None
    date: datetime | None = None
    amount: int = 0
    codes: list[str] | None = None
    channel: str | None = None
    reason: str | None = None
