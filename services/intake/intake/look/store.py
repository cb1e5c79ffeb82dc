"""What is written of a look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from intake.purposes.names import why_of
from shared.kernel.db import Tx
from shared.web.auth import Caller
from shared.web.looks import look


async def opened(tx: Tx, caller: Caller, dossier: UUID, found: Any, *, reading: bool = True) -> None:
    """The caller opens something of a dossier; `found` as `Views.found` gives it, `reading` as of `look`."""
    await look(tx, caller, why_of(caller.role, acts=found["acts"]), [dossier], reading=reading)
