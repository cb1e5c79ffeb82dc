"""What a request knows when it is decided about: its desk's calendar, and who asks; a sound message of each type."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from intake.request import commands as ask
from intake.request.facts import Facts
from intake.request.machine import RequestCalendarChanges, RequestState
from intake.request.models import Request
from shared.kernel.machine import Transition
from tests.support import dossiers
from tests.support.documents import documents

ID = UUID("01990000-0000-7000-8000-00000000000a")
NOON = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Hòa Giang
ANSWER = datetime(2026, 11, 12, 3, 0, tzinfo=UTC)  # sixteen working hours later
DECIDE = datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC)  # ten days later
PERSON = {
    "name": "Phan Thị Kín Đáo",
    "identity": {"kind": "citizen-id", "number": "099176543210"},
    "born": "1976-05-17",
}
MADE = {"asks": "see", "desk": dossiers.DESK, "channel": "online", "contact": {"phone": "0912345678"}}

SOUND: dict[type[Any], Any] = {
    ask.MakeRequest: ask.MakeRequest.model_validate(MADE),
    ask.IdentifyRequester: ask.IdentifyRequester.model_validate({"person": PERSON}),
    ask.TakeRequest: ask.TakeRequest(),
    ask.GrantRequest: ask.GrantRequest(),
    ask.GrantRequestPartly: ask.GrantRequestPartly(ground="kept-by-law"),
    ask.RefuseRequest: ask.RefuseRequest(ground="kept-by-law"),
    ask.WithdrawRequest: ask.WithdrawRequest(),
    RequestCalendarChanges: RequestCalendarChanges(),
}


def request(**changes: Any) -> Request:
    """One that was made at noon, and whose maker has proved who asks."""
    told = {"asked_at": NOON, "answer_by": ANSWER, "decide_by": DECIDE, "due_at": ANSWER}
    plain = {"asks": "see", "desk": dossiers.DESK, "channel": "online", "identified": "account", **told}
    return Request(**{"id": ID, "dossier": ID, **plain, **changes})


#: One that was counted by another calendar, and one of nobody knows whom.
OLD, UNKNOWN = request(decide_by=DECIDE - timedelta(days=1)), request(identified=None)


def facts(**changes: Any) -> Facts:
    return Facts(**{"request": request(), "now": NOON, "documents": documents(), **changes})


def opened(row: Transition[RequestState, Facts, Any]) -> tuple[Facts, Any]:
    """Facts and a message that this row of the request's table takes."""
    known = {ask.IdentifyRequester: UNKNOWN, RequestCalendarChanges: OLD}.get(row.on, request())
    return facts(request=known), SOUND[row.on]
