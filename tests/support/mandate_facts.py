"""A sound message of each type that a mandate receives."""

from __future__ import annotations

from datetime import date
from typing import Any

from intake.mandate import commands as ask
from intake.mandate.machine import MandateExpires, MandateState
from intake.mandate.rules import Facts
from shared.kernel.machine import Transition
from tests.support import dossiers
from tests.support.intake_facts import NOON

DAY = date(2026, 11, 30)
SOUND: dict[type[Any], Any] = {
    ask.MakeMandate: ask.MakeMandate("parent", dossiers.DESK, DAY, "one", "two"),
    ask.ConfirmMandate: ask.ConfirmMandate(),
    ask.RevokeMandate: ask.RevokeMandate(),
    MandateExpires: MandateExpires(),
}


def opened(row: Transition[MandateState, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the mandate's table takes."""
    return Facts(NOON), SOUND[row.on]
