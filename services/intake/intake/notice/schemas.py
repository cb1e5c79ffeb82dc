"""What a notice is, written."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Written(NamedTuple):
    """A notice in one language."""

    subject: str
    body: str


class Addressed(NamedTuple):
    """To whom a message goes, under which reference, where its notice is read, and when it is sent."""

    address: str
    reference: str
    link: str
    at: datetime
