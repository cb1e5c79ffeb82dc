"""Who may look at the public page and how often, and that its words are total."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from intake.dossier.handlers import ON_THE_WAY, STAGES
from intake.tracking import rules
from intake.tracking.rules import NO_PHONE, NO_TOKEN, TRIES, WINDOW, admit, knows
from motcua.map import events_of

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
PHONE, TOKEN = "5777", "0123456789abcdef" * 2


def at(*minutes: float) -> list[datetime]:
    """Moments so many minutes ago."""
    return [NOW - timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(
    ("tries", "kept", "wait"),
    [
        ([], 1, 0),
        (at(50, 40, 30, 20), 5, 0),
        (at(50, 40, 30, 20, 10), 5, 600),
        (at(59.999, 40, 30, 20, 10), 5, 1),
        (at(60, 40, 30, 20, 10), 5, 0),  # the first one is an hour old: it counts no longer
        (at(300, 200, 100, 90, 80), 1, 0),
        (at(0, 0, 0, 0, 0), 5, 3600),
    ],
)
def test_five_tries_in_any_hour(tries: list[datetime], kept: int, wait: int) -> None:
    now_kept, seconds = admit(tries, NOW)
    assert (len(now_kept), seconds) == (kept, wait)


def test_in_no_hour_are_there_six() -> None:
    """Somebody who tries every minute for a day, and keeps trying while told to wait."""
    tries: list[datetime] = []
    admitted: list[datetime] = []
    for minute in range(24 * 60):
        now = NOW + timedelta(minutes=minute)
        tries, wait = admit(tries, now)
        if wait:
            assert admit(tries, now + timedelta(seconds=wait))[1] == 0, "after the wait one may"
        else:
            admitted.append(now)
    assert all(later - first >= WINDOW for first, later in zip(admitted, admitted[TRIES:], strict=False))
    assert len(admitted) == TRIES * 24


@pytest.mark.parametrize(
    ("phone", "token", "right"),
    [
        (PHONE, None, True),
        (None, TOKEN, True),
        ("5778", None, False),
        (None, TOKEN[::-1], False),
        (TOKEN, PHONE, False),
        ("", "", False),
        (None, None, False),
    ],
)
def test_either_factor_opens(phone: str | None, token: str | None, right: bool) -> None:
    assert knows(phone, token, PHONE, TOKEN) is right


@pytest.mark.parametrize("kept", [None, ""])
@pytest.mark.parametrize(("phone", "token"), [(None, None), ("", ""), (NO_PHONE, NO_TOKEN), (PHONE, TOKEN)])
def test_what_is_not_kept_is_never_right(phone: str | None, token: str | None, kept: str | None) -> None:
    assert knows(phone, token, kept, kept) is False


def test_every_event_kept_has_words() -> None:
    own = {kind.__name__ for kind in events_of("intake") if not kind.__name__.endswith("Published")}
    heard = {kind.__name__ for kind in (*STAGES, *ON_THE_WAY)}
    untold = {"DossierRefused", "DossierWithdrawn", "NoticeDue", "NoticeSent", "NoticeGivenUp"}  # there is no code then
    assert rules.HISTORY.keys() == (own | heard) - untold
    assert {stage for stage in STAGES.values() if stage} | {"accepted"} == rules.STAGES.keys()
