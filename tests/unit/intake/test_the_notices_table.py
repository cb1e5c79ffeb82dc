"""What a notice's table must do, line by line, written by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.notice.commands import Delivered, Held, NoWay, OnlineOnly, Taken, Tell, TurnedAway
from intake.notice.machine import NOTICE, NoticeWaitsTooLong, QuietHoursEnd, State
from intake.notice.models import Notice
from intake.notice.rules import AWAY, BOUNCED, TURNED_AWAY, Facts, Ways, ways
from intake.registry import REGISTRY
from shared.contracts import intake
from shared.kernel.ids import uuid7
from tests.support.expected import IGNORED, PLAIN, Expected, Goes
from tests.support.machines import machine_of
from tests.support.notice_facts import NOON, SOUND, TRIED

S = State
EXPECTED = Expected(
    entity_type=NOTICE,
    sound=SOUND,
    facts=lambda _state, **known: Facts(NOON, **{"keep_trying": TRIED, **known}),
    final={S.DELIVERED, S.GIVEN_UP, S.ONLINE},
    scheduled={
        S.DUE: (NoticeWaitsTooLong, "send"),
        S.HELD: (QuietHoursEnd,),
        **dict.fromkeys((S.SENT, S.DELIVERED, S.GIVEN_UP, S.ONLINE), ()),
    },
    moments=[
        (S.DUE, NoticeWaitsTooLong, Notice(id=uuid7(), dossier=uuid7(), give_up_at=NOON), NOON),
        (S.HELD, QuietHoursEnd, Notice(id=uuid7(), dossier=uuid7(), held_until=NOON), NOON),
    ],
    lines=[
        (None, Tell, PLAIN, Goes(S.DUE, intake.NoticeDue)),
        (None, Tell, {"keep_trying": None}, Goes(S.ONLINE, intake.NoticeShown)),
        (S.DUE, Taken, PLAIN, Goes(S.SENT, intake.NoticeSent)),
        (S.DUE, Delivered, PLAIN, Goes(S.DELIVERED, intake.NoticeDelivered)),
        (S.DUE, TurnedAway, PLAIN, Goes(S.DUE, intake.NoticeTurnedAway, (NoticeWaitsTooLong,))),
        (S.DUE, Held, PLAIN, Goes(S.HELD, intake.NoticeHeld)),
        (S.DUE, NoWay, PLAIN, Goes(S.GIVEN_UP, intake.NoticeGivenUp)),
        (S.DUE, OnlineOnly, PLAIN, Goes(S.ONLINE, intake.NoticeKeptOnline)),
        (S.DUE, NoticeWaitsTooLong, PLAIN, Goes(S.GIVEN_UP, intake.NoticeGivenUp)),
        (S.HELD, QuietHoursEnd, PLAIN, Goes(S.DUE, intake.NoticeReleased)),
        (S.HELD, Delivered, PLAIN, Goes(S.DELIVERED, intake.NoticeDelivered)),
        (S.HELD, TurnedAway, PLAIN, Goes(S.DUE, intake.NoticeTurnedAway)),
        (S.SENT, Delivered, PLAIN, Goes(S.DELIVERED, intake.NoticeDelivered)),
        (S.SENT, TurnedAway, PLAIN, Goes(S.DUE, intake.NoticeTurnedAway)),
        *(
            (state, on, PLAIN, IGNORED)
            for state in (S.DELIVERED, S.GIVEN_UP, S.ONLINE)
            for on in (Delivered, TurnedAway)
        ),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


def test_it_is_tried_as_long_as_the_settings_say() -> None:
    row = Notice(id=uuid7(), dossier=uuid7())
    step = machine_of(NOTICE).decide(None, Facts(NOON, TRIED), SOUND[Tell])
    assert step is not None
    NOTICE.apply(row, step.event)
    assert row.give_up_at == NOON + timedelta(days=3)


def test_every_message_of_the_table_is_received_but_what_the_dossier_says_itself() -> None:
    assert SOUND.keys() - REGISTRY.handlers.keys() == {Tell}


def told(row: Notice, state: State, message: object, at: timedelta = timedelta()) -> Notice:
    step = machine_of(NOTICE).decide(state, Facts(NOON + at, TRIED), message)
    assert step is not None
    NOTICE.apply(row, step.event)
    return row


def test_what_became_of_it_is_known_for_each_channel() -> None:
    row, later = Notice(id=uuid7(), dossier=uuid7(), template="accepted", give_up_at=NOON), timedelta(hours=1)
    told(row, S.DUE, Taken(channel="mail"))
    assert not row.tried("mail")
    told(row, S.SENT, TurnedAway(channel="mail", reason=BOUNCED), later)
    assert row.tried("mail")
    assert (row.channel, row.give_up_at) == (None, NOON + later + TRIED), "the next channel is tried as long"
    told(row, S.DUE, Taken(channel="sms"), later)
    told(row, S.SENT, Delivered(channel="sms"), 2 * later)
    assert [(each["channel"], each["outcome"]) for each in row.attempts or ()] == [
        ("mail", BOUNCED),
        ("sms", "delivered"),
    ]
    assert row.channel == "sms"
    assert row.attempts
    assert row.attempts[1]["at"] == (NOON + 2 * later).isoformat()


def test_a_channel_that_refuses_or_is_away_is_left() -> None:
    for reason in (TURNED_AWAY, AWAY):
        row = told(Notice(id=uuid7(), dossier=uuid7()), S.DUE, TurnedAway(channel="mail", reason=reason))
        assert (row.tried("mail"), row.tried("sms")) == (True, False)


def test_what_was_sent_before_attempts_were_kept_has_none() -> None:
    row = Notice(id=uuid7(), dossier=uuid7())
    NOTICE.apply(row, intake.NoticeSent(channel="mail"))
    assert (row.channel, row.attempts) == ("mail", None)


BOTH = {"mail": "an@hoagiang.example", "sms": "0199000001"}


@pytest.mark.parametrize(
    ("offered", "given", "chosen", "found"),
    [
        (("mail", "sms"), BOTH, None, Ways(("mail", "sms"))),
        (("sms", "mail"), BOTH, None, Ways(("sms", "mail"))),
        (("mail", "sms"), {**BOTH, "mail": ""}, None, Ways(("sms",))),
        (("mail", "sms"), {**BOTH, "mail": None}, ["mail"], Ways(())),
        (("mail", "sms"), BOTH, ["sms", "mail", "sms"], Ways(("sms", "mail"))),
        (("mail",), BOTH, ["sms"], Ways(())),
        (("mail", "sms"), BOTH, [], Ways((), wanted=False)),
        (("mail", "sms"), {}, None, Ways(())),
    ],
)
def test_by_which_channels_an_applicant_is_told(
    offered: tuple[str, ...], given: dict[str, str | None], chosen: list[str] | None, found: Ways
) -> None:
    assert ways(offered, given, chosen) == found
