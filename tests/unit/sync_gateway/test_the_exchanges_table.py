"""What an exchange's table must do, transition by transition, written by hand; and scenarios as lists of messages."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import intake, payment, workflow
from shared.contracts import sync_gateway as events
from shared.kernel.errors import NotYet
from shared.kernel.machine import Step
from sync_gateway.exchange.commands import Declined, Progressed, Recorded, Resend, TryAgain
from sync_gateway.exchange.machine import EXCHANGE, State
from sync_gateway.exchange.models import Exchange
from tests.support.documents import documents
from tests.support.exchanges import NOON, SOUND, exchange, facts
from tests.support.expected import PLAIN, Expected, Goes, Refuses
from tests.support.machines import machine_of

S = State
HOPELESS = 20
#: Producers do not wait for the portal: whatever it does, what they say is taken in.
NEWS = (
    workflow.ProcessingStarted,
    workflow.SupplementRequested,
    workflow.ProcessingResumed,
    workflow.FeeRequested,
    workflow.FeePaid,
    workflow.ApologyGiven,
    workflow.DueDateMoved,
    workflow.SupplementTimeMoved,
    workflow.FeeTimeMoved,
    workflow.CaseDecided,
    workflow.CaseRefused,
    workflow.CaseWithdrawn,
    workflow.CaseStopped,
    workflow.ResultReturned,
    payment.ChargeSettled,
)
NEARLY = {"row": exchange(declines=HOPELESS - 1)}
BEFORE = {"row": exchange(declines=HOPELESS - 2)}
MORE = {"row": exchange(news=2)}

EXPECTED = Expected(
    entity_type=EXCHANGE,
    sound=SOUND,
    facts=lambda _state, **known: facts(**known),
    final=set(),
    scheduled={S.RECORDING: ("record",), S.TELLING: ("progress",), S.WAITING: (TryAgain,), S.STUCK: (), S.LEVEL: ()},
    moments=[(S.WAITING, TryAgain, exchange(retry_at=NOON), NOON)],
    lines=[
        (None, intake.DossierAccepted, PLAIN, Goes(S.RECORDING, events.ExchangeOpened)),
        (None, intake.DossierAccepted, {"documents": documents(without="procedure")}, Refuses(NotYet)),
        (None, intake.DossierAccepted, {"documents": documents(without="agencies")}, Refuses(NotYet)),
        (S.RECORDING, Recorded, PLAIN, Goes(S.TELLING, events.RecordAcknowledged)),
        (S.RECORDING, Declined, BEFORE, Goes(S.WAITING, events.PortalDeclined)),
        (S.RECORDING, Declined, NEARLY, Goes(S.STUCK, events.PortalGivenUp)),
        (S.RECORDING, Resend, PLAIN, Goes(S.WAITING, events.ResendAsked)),
        *((S.RECORDING, news, PLAIN, Goes(S.RECORDING, events.NewsQueued)) for news in NEWS),
        (S.TELLING, Progressed, PLAIN, Goes(S.LEVEL, events.PortalTold)),
        (S.TELLING, Progressed(news=2), PLAIN, Goes(S.RECORDING, events.LinesAcknowledged)),
        (S.TELLING, Progressed, MORE, Goes(S.RECORDING, events.LinesAcknowledged)),
        (S.TELLING, Declined, BEFORE, Goes(S.WAITING, events.PortalDeclined)),
        (S.TELLING, Declined, NEARLY, Goes(S.STUCK, events.PortalGivenUp)),
        (S.TELLING, Resend, PLAIN, Goes(S.WAITING, events.ResendAsked)),
        *((S.TELLING, news, PLAIN, Goes(S.TELLING, events.NewsQueued)) for news in NEWS),
        (S.WAITING, TryAgain, PLAIN, Goes(S.RECORDING, events.SendingResumed)),
        (S.WAITING, Resend, PLAIN, Goes(S.WAITING, events.ResendAsked, renews=(TryAgain,))),
        *((S.WAITING, news, PLAIN, Goes(S.RECORDING, events.NewsCame)) for news in NEWS),
        (S.STUCK, Resend, PLAIN, Goes(S.WAITING, events.ResendAsked)),
        *((S.STUCK, news, PLAIN, Goes(S.RECORDING, events.NewsCame)) for news in NEWS),
        (S.LEVEL, Resend, PLAIN, Goes(S.WAITING, events.ResendAsked)),
        *((S.LEVEL, news, PLAIN, Goes(S.RECORDING, events.NewsCame)) for news in NEWS),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


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
def test_scenarios(story: tuple[Any, ...], end: State) -> None:
    assert lived(*story)[0] == end


def test_refusals_are_counted_until_the_portal_takes_the_entries() -> None:
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


def test_a_portal_that_had_lost_the_record_is_told_every_entry_again() -> None:
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
        step = machine_of(EXCHANGE).decide(state, facts(row), message)
        assert isinstance(step, Step), "the gateway ignores nothing"
        EXCHANGE.apply(row, step.event)
        state = step.after
    return state, row
