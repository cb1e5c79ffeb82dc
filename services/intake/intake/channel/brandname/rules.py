"""The format of brandname gateways, as eSMS documents its own: what is sent, what the codes mean, quiet hours. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, timedelta
from typing import Any

from intake.channel.protocol import Message
from shared.contracts.spelled import PROVINCE

NAME = "brandname"
PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
CUSTOMER_CARE = "2"
TAKEN, TWICE = "100", "124"  # and the same RequestId again: an earlier try was taken
#: The number is blocked, is none, or is of a network where the sender's name is not registered.
NOBODY = frozenset({"99", "108", "177"})
#: SendStatus of a report: refused, or over; then SendSuccess and SendFailed say how.
REJECTED, OVER = "4", "5"


def request(message: Message, account: dict[str, str], sender: str, callback: str) -> dict[str, Any]:
    return {
        **account,
        "Brandname": sender,
        "SmsType": CUSTOMER_CARE,
        "IsUnicode": "0",
        "Content": plain(message.short),
        "Phone": message.to,
        "RequestId": message.reference,
        **({"CallbackUrl": callback} if callback else {}),
    }


def plain(text: str) -> str:
    """Without accents: a message of 160 letters instead of 70, and what the gateway's templates are registered in."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def delivered(status: str, success: str) -> bool | None:
    """What a report says became of the one message; None: nothing yet."""
    if status == REJECTED:
        return False
    return success not in ("", "0") if status == OVER else None


def quiet(hours: str, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` is in. They may go over midnight."""
    if not hours:
        return None
    begin, end = map(time.fromisoformat, hours.split("-"))
    there = now.astimezone(PROVINCE)
    inside = begin <= there.time() < end if begin <= end else there.time() >= begin or there.time() < end
    if not inside:
        return None
    morning = datetime.combine(there.date(), end, PROVINCE)
    return morning if morning > there else morning + timedelta(days=1)
