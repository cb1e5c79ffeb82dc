"""The exchange's table: sound, every message in every state has an answer, and lives told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import intake, payment, workflow
from shared.contracts.message import Event
from shared.errors import NotYet
from shared.machine import Step
from sync_gateway.exchange.commands import Declined, Progressed, Recorded, Resend, TryAgain
from sync_gateway.exchange.machine import EXCHANGE, MACHINE, State
from sync_gateway.exchange.models import Exchange
from sync_gateway.exchange.rules import HOPELESS, NEWS, Facts
from tests.support.documents import documents
from tests.support.exchanges import NOON, SOUND, accepted, exchange, facts, opened
from tests.support.tables import answer, arrows, messages, places, told, unlisted

S = State
OPEN = {(row.state, row.hearing) for row in MACHINE.rows}
CALLED = {S.RECORDING: Recorded, S.TELLING: Progressed}


def test_the_table_has_no_defects() -> None:
    assert MACHINE.defects() == []
    assert set(messages(MACHINE)) == SOUND.keys(), "a new message needs a sound example"


@pytest.mark.parametrize(("state", "kind"), places(MACHINE))
def test_every_message_has_an_answer_in_every_state(state: State | None, kind: type[Any]) -> None:
    got = answer(MACHINE, state, (facts(), SOUND[kind]))
    assert isinstance(got, Step) if (state, kind) in OPEN else unlisted(MACHINE, state, got)


@pytest.mark.parametrize("kind", [kind for kind in NEWS if kind is not intake.DossierAccepted])
@pytest.mark.parametrize("state", S)
def test_news_are_welcome_in_every_state(state: State, kind: type[Event]) -> None:
    """Speakers do not wait for the portal: whatever it does, what they say is taken in."""
    assert (state, kind) in OPEN


@pytest.mark.parametrize("state", S)
def test_an_answer_is_heard_where_its_call_is_made_and_nowhere_else(state: State) -> None:
    """Leaving the state drops the call, so that a late answer finds nothing to answer."""
    heard = {kind for kind in (Recorded, Progressed, Declined) if (state, kind) in OPEN}
    assert heard == ({CALLED[state], Declined} if state in CALLED else set())
    assert bool(MACHINE.calling.get(state)) == (state in CALLED)


def test_every_event_has_its_arrow() -> None:
    drawn = arrows(EXCHANGE, opened)
    assert drawn == told(drawn)


def test_an_exchange_waits_for_the_titles_the_portal_wants() -> None:
    for missing in ("procedure", "agencies"):
        with pytest.raises(NotYet):
            MACHINE.decide(None, facts(documents=documents(without=missing)), accepted())


ROUND = (Recorded(news=1, status=2, created=True), Progressed(news=1))


@pytest.mark.parametrize(
    ("story", "end"),
    [
        (ROUND, S.LEVEL),
        ((workflow.ProcessingStarted, Recorded(news=2, status=4, created=True), Progressed(news=2)), S.LEVEL),
        # News in the middle of a call: another round.
        ((ROUND[0], workflow.ProcessingStarted, Progressed(news=2)), S.RECORDING),
        ((workflow.ProcessingStarted, *ROUND), S.RECORDING),
        ((ROUND[0], payment.ChargeSettled, ROUND[1], Recorded(news=2, status=2, created=False)), S.TELLING),
        ((*ROUND, workflow.CaseDecided), S.RECORDING),
        ((Declined, TryAgain, *ROUND), S.LEVEL),
        ((Declined, workflow.ProcessingStarted), S.RECORDING),
        ((*(Declined, TryAgain) * (HOPELESS - 1), Declined), S.STUCK),
        ((*(Declined, TryAgain) * (HOPELESS - 1), Declined, Resend, TryAgain, *ROUND), S.LEVEL),
        ((*(Declined, TryAgain) * (HOPELESS - 1), Declined, workflow.CaseStopped), S.RECORDING),
        ((Resend, Resend, TryAgain), S.RECORDING),
        ((ROUND[0], Resend, TryAgain), S.RECORDING),
        ((*ROUND, Resend, TryAgain), S.RECORDING),
    ],
)
def test_lives(story: tuple[Any, ...], end: State) -> None:
    assert lived(*story)[0] == end


def test_refusals_are_counted_until_the_portal_takes_the_lines() -> None:
    recorded, progressed = ROUND
    _, row = lived(Declined, TryAgain, recorded, Declined)
    assert row.declines == 2, "the record alone is half of it"
    _, row = lived(Declined, TryAgain, recorded, Declined, TryAgain, recorded, progressed)
    assert (row.declines, row.retry_at) == (0, None)


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = []
    for times in range(HOPELESS - 1):
        _, row = lived(*(Declined, TryAgain) * times, Declined)
        assert row.retry_at is not None
        pauses.append((row.retry_at - NOON).total_seconds())
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == max(pauses) == 3600


def test_a_portal_that_had_lost_the_record_is_told_every_line_again() -> None:
    again = (*ROUND, Resend, TryAgain)
    assert lived(*again, Recorded(news=1, status=2, created=False))[1].told == 1
    assert lived(*again, Recorded(news=1, status=2, created=True))[1].told == 0


def test_what_the_portal_knows_is_what_it_acknowledged() -> None:
    _, row = lived(*ROUND, workflow.CaseDecided)
    assert (row.status, row.told_status, row.news, row.told) == (9, 2, 2, 1)


def lived(*story: Any) -> tuple[str | None, Exchange]:
    """An accepted dossier after these messages (a type: its sound example), and its row as events decide it."""
    row = exchange(code="", status=0, news=0, recorded=0, told=0, told_status=0)
    state: str | None = None
    for told_or_kind in (intake.DossierAccepted, *story):
        message = SOUND[told_or_kind] if isinstance(told_or_kind, type) else told_or_kind
        step = MACHINE.decide(state, Facts(exchange=row, now=NOON, documents=documents()), message)
        assert step is not None, "the gateway ignores nothing"
        EXCHANGE.apply(row, step.said)
        state = step.after
    return state, row
