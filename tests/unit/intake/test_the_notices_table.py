"""The table of the notice: sound, every message answered in every state, each event's arrow what the table does."""

from __future__ import annotations

from typing import Any

import pytest

from intake.hearing import HEARING
from intake.notice.machine import NOTICE, SEND, State
from intake.notice.models import Notice
from intake.notice.rules import KEEP_TRYING
from shared.contracts import intake
from shared.ids import uuid7
from shared.machine import Step
from tests.support.notice_facts import NOON, SOUND, opened
from tests.support.tables import answer, arrows, messages, places, told, unlisted

MACHINE = NOTICE.machine


def test_the_table_has_no_defects() -> None:
    assert MACHINE.defects() == []
    assert set(messages(MACHINE)) == SOUND.keys()


@pytest.mark.parametrize(("state", "kind"), places(MACHINE))
def test_every_message_has_an_answer_in_every_state(state: State | None, kind: type[Any]) -> None:
    got = answer(MACHINE, state, (opened(MACHINE.rows[0])[0], SOUND[kind]))
    if (state, kind) in {(row.state, row.hearing) for row in MACHINE.rows}:
        assert isinstance(got, Step)
    else:
        assert unlisted(MACHINE, state, got)


def test_an_event_is_what_its_arrow_says() -> None:
    said = arrows(NOTICE, opened)
    assert said.keys() == {intake.NoticeDue, intake.NoticeSent, intake.NoticeGivenUp}
    assert told(said) == said


def test_a_notice_is_a_call_until_it_is_old() -> None:
    assert MACHINE.to_dos(State.DUE) == ("NoticeWaitsTooLong", SEND)
    assert MACHINE.to_dos(State.SENT) == MACHINE.to_dos(State.GIVEN_UP) == ()
    row = Notice(id=uuid7(), dossier=uuid7())
    step = MACHINE.decide(None, *opened(MACHINE.rows[0]))
    assert step is not None
    NOTICE.apply(row, step.said)
    assert MACHINE.within[State.DUE][0].at(row) == NOON + KEEP_TRYING


def test_every_message_of_the_table_is_heard_but_what_the_dossier_says_itself() -> None:
    assert set(messages(MACHINE)) - HEARING.handlers.keys() == {
        type(SOUND[kind]) for kind in SOUND if kind.__name__ == "Tell"
    }
