"""The time as the counterparts write it: Asia/Ho_Chi_Minh, which is GMT+7 without summer time.

Formats: the payment platform and the portal write `yyyyMMddHHmmss`, MyVNPost `dd/MM/yyyy HH:mm:ss`.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=7))


def now() -> datetime:
    """This machine's time, in Vietnam's time zone."""
    return datetime.now(ZONE)


def compact(at: datetime) -> str:
    """`yyyyMMddHHmmss`."""
    return at.astimezone(ZONE).strftime("%Y%m%d%H%M%S")


def slashed(at: datetime) -> str:
    """`dd/MM/yyyy HH:mm:ss`."""
    return at.astimezone(ZONE).strftime("%d/%m/%Y %H:%M:%S")


def is_compact(text: str) -> bool:
    """Whether this is an existing time in the format `yyyyMMddHHmmss`."""
    if len(text) != len("yyyyMMddHHmmss") or not (text.isascii() and text.isdigit()):
        return False
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=ZONE)
    except ValueError:
        return False
    return True
