"""The notice: what is to be told, never to whom. Address and telephone stay in the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.kernel.entity import Entity


@dataclass(slots=True, kw_only=True)
class Notice(Entity):
    """One message to one applicant about one event. Every column is decided by events.

    `channel`: the one that has it. `attempts`: what has become of it, by channel, in order: `channel`, `outcome`, `at`.
    """

    template: str = ""
    give_up_at: datetime | None = None
    date: datetime | None = None
    amount: int = 0
    codes: list[str] | None = None
    channel: str | None = None
    reason: str | None = None
    attempts: list[Any] | None = None
    held_until: datetime | None = None

    def tried(self, channel: str) -> bool:
        """Does this channel not reach the applicant?"""
        return any(each["channel"] == channel and each["outcome"] not in REACHED for each in self.attempts or ())


SENT, DELIVERED = "sent", "delivered"
REACHED = (SENT, DELIVERED)
