"""What an erasure knows when it is decided about; a sound message of each type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from intake.erasure.commands import Archive, Erase
from intake.erasure.facts import Facts
from intake.erasure.machine import ErasureState
from intake.erasure.models import Erasure
from shared.kernel.machine import Transition

ID = UUID("01990000-0000-7000-8000-00000000000c")
NOON = datetime(2036, 11, 10, 3, 0, tzinfo=UTC)
SOUND: dict[type[Any], Any] = {Archive: Archive("00" * 32, 1024, 3), Erase: Erase()}


def facts(**changes: Any) -> Facts:
    erasure = Erasure(id=ID, dossier=ID, dossiers=[str(ID)])
    return Facts(**{"erasure": erasure, "now": NOON, "dossiers": (ID,), **changes})


def opened(row: Transition[ErasureState, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the erasure's table takes."""
    return facts(), SOUND[row.on]
