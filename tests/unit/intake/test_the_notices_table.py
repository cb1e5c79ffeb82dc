"""What a notice's table must do, line by line, written by hand."""

from __future__ import annotations

from datetime import timedelta

from intake.notice.commands import Taken, Tell, TurnedAway
from intake.notice.machine import NOTICE, NoticeWaitsTooLong, State
from intake.notice.models import Notice
from intake.notice.rules import Facts
from intake.registry import REGISTRY
from shared.contracts import intake
from shared.kernel.ids import uuid7
from tests.support.expected import PLAIN, Expected, Goes
from tests.support.machines import machine_of
from tests.support.notice_facts import NOON, SOUND

S = State
EXPECTED = Expected(
    entity_type=NOTICE,
    sound=SOUND,
    facts=lambda _state: Facts(NOON),
    final={S.SENT, S.GIVEN_UP},
    scheduled={S.DUE: (NoticeWaitsTooLong, "send"), S.SENT: (), S.GIVEN_UP: ()},
    moments=[(S.DUE, NoticeWaitsTooLong, Notice(id=uuid7(), dossier=uuid7(), give_up_at=NOON), NOON)],
    lines=[
        (None, Tell, PLAIN, Goes(S.DUE, intake.NoticeDue)),
        (S.DUE, Taken, PLAIN, Goes(S.SENT, intake.NoticeSent)),
        (S.DUE, TurnedAway, PLAIN, Goes(S.GIVEN_UP, intake.NoticeGivenUp)),
        (S.DUE, NoticeWaitsTooLong, PLAIN, Goes(S.GIVEN_UP, intake.NoticeGivenUp)),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


def test_it_is_tried_as_long_as_the_settings_say() -> None:
    row = Notice(id=uuid7(), dossier=uuid7())
    step = machine_of(NOTICE).decide(None, Facts(NOON, timedelta(days=3)), SOUND[Tell])
    assert step is not None
    NOTICE.apply(row, step.event)
    assert row.give_up_at == NOON + timedelta(days=3)


def test_every_message_of_the_table_is_received_but_what_the_dossier_says_itself() -> None:
    assert SOUND.keys() - REGISTRY.handlers.keys() == {Tell}
