"""What postal knows of one consignment when it decides, and a sound message of each type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from postal.carrier.protocol import Meaning
from postal.consignment import commands as incoming
from postal.consignment.machine import NEWS
from postal.consignment.models import Consignment
from postal.consignment.rules import Facts
from shared.contracts.workflow import CaseDecided
from shared.kernel.ids import uuid7
from shared.kernel.machine import Transition

NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
WAYBILL = "EH000000016VN"
SOUND: dict[type[Any], Any] = {
    CaseDecided: CaseDecided(result="KQ01", on_time=True, returns="post"),
    incoming.Ordered: incoming.Ordered(carrier="myvnpost", waybill=WAYBILL),
    incoming.Declined: incoming.Declined(),
    **{kind: kind(status=99, meaning=Meaning.OTHER, at=NOON, waybill=WAYBILL) for kind in NEWS},
}


def opened(row: Transition[Any, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the table takes."""
    return Facts(Consignment(id=uuid7(), dossier=uuid7()), NOON), SOUND[row.on]
