"""What is given to the message port."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person, as the message port takes it."""

    to: str
    channel: str
    template: str
    language: str
    subject: str
    body: str
