"""A mandate: on what ground an account acts for an applicant, and until when. Who they are stays beside it, sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.kernel.entity import Entity


@dataclass(slots=True, kw_only=True)
class Mandate(Entity):
    """Every column is decided by events. `principal`: for whom; `representative`: whose account; both opaque ids.

    `desk`: where it is confirmed, against its document, and revoked for who comes there.
    """

    ground: str = ""
    principal: str = ""
    representative: str = ""
    desk: str = ""
    until: datetime | None = None
