"""What a carrier tells of a parcel, whoever the carrier is."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.message import Answer


class Scan(Answer, frozen=True, kw_only=True):
    """One record of the carrier's history: its status number, and when."""

    status: int
    at: datetime
