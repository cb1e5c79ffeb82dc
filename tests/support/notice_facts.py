"""What a notice knows when it is decided about: the time, and nothing else; a sound message of each type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from intake.notice.commands import Taken, Tell, TurnedAway
from intake.notice.machine import NoticeWaitsTooLong, State
from intake.notice.rules import Facts
from shared.kernel.machine import Transition

NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
SOUND: dict[type[Any], Any] = {
    Tell: Tell("accepted", date=NOON, codes=("TP01",)),
    Taken: Taken(channel="sms"),
    TurnedAway: TurnedAway(),
    NoticeWaitsTooLong: NoticeWaitsTooLong(),
}


def opened(row: Transition[State, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the notice's table takes."""
    return Facts(NOON), SOUND[row.on]
