"""What a notice knows when it is decided about: the time, and how long it is tried; a sound message of each type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from intake.notice.commands import Delivered, Held, NoWay, OnlineOnly, Taken, Tell, TurnedAway
from intake.notice.machine import NoticeWaitsTooLong, QuietHoursEnd, State
from intake.notice.rules import Facts
from shared.kernel.machine import Transition

NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
TRIED = timedelta(days=3)
SOUND: dict[type[Any], Any] = {
    Tell: Tell("accepted", date=NOON, codes=("TP01",)),
    Taken: Taken(channel="sms"),
    Held: Held(until=NOON),
    TurnedAway: TurnedAway(channel="mail", reason="turned-away"),
    Delivered: Delivered(channel="sms"),
    NoWay: NoWay(reason="tried-all"),
    OnlineOnly: OnlineOnly(),
    QuietHoursEnd: QuietHoursEnd(),
    NoticeWaitsTooLong: NoticeWaitsTooLong(),
}


def opened(row: Transition[State, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the notice's table takes."""
    return Facts(NOON, None if row.to is State.ONLINE else TRIED), SOUND[row.on]
