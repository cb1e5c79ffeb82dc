"""What a charge's table must do, transition by transition, written by hand; and scenarios as lists of messages."""

from __future__ import annotations

from typing import Any

import pytest

from payment.charge.commands import Pay, TakeCash, Unpaid
from payment.charge.errors import NothingToPay, OnlineNotOffered, TimeIsOver
from payment.charge.machine import CHARGE, State, TimePasses
from payment.provider.protocol import Failed, Paid, Reported, Started
from shared.contracts import payment as events
from shared.contracts.workflow import CaseRefused, CaseStopped, CaseWithdrawn, FeeRequested, FeeTimeMoved
from shared.kernel.errors import UnlistedMove
from tests.support import payment_facts as known
from tests.support.expected import IGNORED, PLAIN, Bars, Expected, Goes, Refuses
from tests.support.payment_facts import AMOUNT, OUR_STOP, SOUND, TIME_MOVED, UNTIL, lived, paid, reported

S = State
ENDS = (CaseWithdrawn, CaseStopped, CaseRefused)
RUNS = (S.OPEN, S.ASKING, S.PAYING)
OPENED = (S.OPEN, S.ASKING, S.PAYING, S.EXPIRING, S.EXPIRED)
LATE = {"now": UNTIL}
NEVER_ASKED = {"charge": known.charge(asked=None)}
BOOKED = {"booked": frozenset({"GD1"})}
GIVEN_BACK = {"charge": known.settled(kept=False)}
FREE = FeeRequested(step="collect", fees=[], until=UNTIL, left=0)
OLDER = Failed(reference="dvcolder", code="24")
WRONG, MORE = paid(amount=7), paid(amount=AMOUNT + 7)
TOLD = {"reference": known.REFERENCE, "transaction": "GD1", "code": "00", "paid": True, "currency": "VND"}
SAID = [{**TOLD, "amount": AMOUNT}]  # of a plain report, as a charge keeps it


def facts(state: State | None, **changes: Any) -> Any:
    """A charge that is settled was paid by GD0; a plain message brings GD1."""
    row = known.settled() if state in (S.SETTLED, S.OWED) else known.charge()
    return known.facts(**{"charge": row, **changes})


EXPECTED = Expected(
    entity_type=CHARGE,
    sound=SOUND,
    facts=facts,
    final={S.OWED},
    scheduled={
        S.OPEN: (TimePasses, "outcome"),
        S.ASKING: (TimePasses, "start"),
        S.PAYING: (TimePasses, "outcome"),
        S.EXPIRING: ("outcome",),
        S.EXPIRED: ("outcome",),
        S.SETTLED: (),
        S.CANCELLED: ("outcome",),
        S.OWED: (),
    },
    moments=[(state, TimePasses, known.charge(), UNTIL) for state in (S.OPEN, S.ASKING, S.PAYING)],
    lines=[
        (None, FeeRequested, PLAIN, Goes(S.OPEN, events.ChargeOpened)),
        (None, FREE, PLAIN, Refuses(NothingToPay)),
        (S.OPEN, Pay, PLAIN, Goes(S.ASKING, events.PaymentAsked)),
        (S.OPEN, Pay, LATE, Bars(TimeIsOver)),
        (S.OPEN, Pay, {"provider": None}, Bars(OnlineNotOffered)),
        (S.OPEN, TakeCash, PLAIN, Goes(S.SETTLED, events.ChargeSettled)),
        (S.OPEN, TakeCash, LATE, Bars(TimeIsOver)),
        (S.OPEN, TimePasses, PLAIN, Goes(S.EXPIRING, events.ExpiryNeared)),
        (S.OPEN, TimePasses, NEVER_ASKED, Goes(S.EXPIRED, events.ChargeExpired)),
        (S.OPEN, Failed, PLAIN, IGNORED),
        (S.OPEN, Unpaid, PLAIN, IGNORED),
        (S.ASKING, Started, PLAIN, Goes(S.PAYING, events.PaymentStarted)),
        (S.ASKING, Failed, PLAIN, Goes(S.OPEN, events.PaymentFailed)),
        (S.ASKING, OLDER, PLAIN, IGNORED),
        (S.ASKING, TakeCash, PLAIN, Goes(S.SETTLED, events.ChargeSettled)),
        (S.ASKING, TakeCash, LATE, Bars(TimeIsOver)),
        (S.ASKING, TimePasses, PLAIN, Goes(S.EXPIRING, events.ExpiryNeared)),
        (S.PAYING, Failed, PLAIN, Goes(S.OPEN, events.PaymentFailed)),
        (S.PAYING, OLDER, PLAIN, IGNORED),
        (S.PAYING, TimePasses, PLAIN, Goes(S.EXPIRING, events.ExpiryNeared)),
        (S.EXPIRING, Failed, PLAIN, Goes(S.EXPIRED, events.ChargeExpired)),
        (S.EXPIRING, OLDER, PLAIN, IGNORED),
        (S.EXPIRING, Unpaid, PLAIN, Goes(S.EXPIRED, events.ChargeExpired)),
        (S.EXPIRED, Failed, PLAIN, IGNORED),
        (S.EXPIRED, Unpaid, PLAIN, IGNORED),
        # In each of these the whole amount settles, and more; too little is booked and owed; its case's end ends it.
        *((state, Paid, PLAIN, Goes(S.SETTLED, events.ChargeSettled)) for state in OPENED),
        *((state, MORE, PLAIN, Goes(S.SETTLED, events.ChargeSettled)) for state in OPENED),
        *((state, WRONG, PLAIN, Goes(state, events.PaymentFellShort)) for state in OPENED),
        *((state, paid_, BOOKED, IGNORED) for state in S for paid_ in (Paid, WRONG)),
        *((state, end, PLAIN, Goes(S.CANCELLED, events.ChargeCancelled)) for state in OPENED for end in ENDS),
        *((state, OUR_STOP, PLAIN, IGNORED) for state in OPENED),
        # More time to pay, told before the end or after it; no news if it is not more.
        *((state, FeeTimeMoved, PLAIN, Goes(state, events.ChargeTimeMoved, renews=(TimePasses,))) for state in RUNS),
        *((state, FeeTimeMoved, PLAIN, Goes(S.OPEN, events.ChargeReopened)) for state in (S.EXPIRING, S.EXPIRED)),
        *((state, FeeTimeMoved, {"charge": known.charge(until=TIME_MOVED.until)}, IGNORED) for state in OPENED),
        *((state, FeeTimeMoved, PLAIN, IGNORED) for state in (S.SETTLED, S.CANCELLED, S.OWED)),
        # What a provider says by itself moves nothing; said twice it is not even noted.
        *((state, Reported, PLAIN, Goes(state, events.PaymentReported)) for state in S),
        *((state, Reported, {"charge": known.charge(reported=SAID)}, IGNORED) for state in S),
        (S.ASKING, Unpaid, PLAIN, IGNORED),
        (S.PAYING, Unpaid, PLAIN, IGNORED),
        (S.CANCELLED, Paid, PLAIN, Goes(S.OWED, events.RefundOwed)),
        (S.CANCELLED, WRONG, PLAIN, Goes(S.OWED, events.RefundOwed)),
        (S.CANCELLED, Failed, PLAIN, IGNORED),
        (S.CANCELLED, Unpaid, PLAIN, IGNORED),
        *((S.CANCELLED, end, PLAIN, IGNORED) for end in ENDS),
        (S.SETTLED, Paid, PLAIN, Goes(S.OWED, events.RefundOwed)),
        (S.SETTLED, Failed, PLAIN, IGNORED),
        (S.SETTLED, Unpaid, PLAIN, IGNORED),
        *((S.SETTLED, end, PLAIN, Goes(S.OWED, events.RefundOwed)) for end in ENDS),
        (S.SETTLED, OUR_STOP, PLAIN, IGNORED),
        (S.OWED, Paid, PLAIN, Goes(S.OWED, events.RefundOwed)),
        (S.OWED, Failed, PLAIN, IGNORED),
        (S.OWED, Unpaid, PLAIN, IGNORED),
        *((S.OWED, end, PLAIN, Goes(S.OWED, events.RefundOwed)) for end in ENDS),
        (S.OWED, OUR_STOP, PLAIN, IGNORED),
        *((S.OWED, end, GIVEN_BACK, IGNORED) for end in ENDS),
    ],
)


def test_the_table_does_what_is_expected_of_it() -> None:
    assert EXPECTED.faults() == []


Story = tuple[Any, ...]
PAYING = (FeeRequested, Pay, Started)
SHORT = paid(transaction="GD7", amount=7)


@pytest.mark.parametrize(
    ("story", "end", "owed"),
    [
        ((*PAYING, Paid), S.SETTLED, 0),
        ((FeeRequested, TakeCash), S.SETTLED, 0),
        ((*PAYING, Paid, Paid), S.SETTLED, 0),
        # failed then paid
        ((*PAYING, Failed, Pay, Started, Paid), S.SETTLED, 0),
        ((*PAYING, Failed, Paid), S.SETTLED, 0),
        ((*PAYING, Paid, Failed), S.SETTLED, 0),
        ((FeeRequested, Pay, Failed, TakeCash), S.SETTLED, 0),
        # the bank was told, its answer was lost, and the money comes before it
        ((FeeRequested, Pay, Paid), S.SETTLED, 0),
        # the time passes
        ((FeeRequested, TimePasses), S.EXPIRED, 0),
        ((*PAYING, TimePasses, Unpaid), S.EXPIRED, 0),
        ((*PAYING, TimePasses, Failed), S.EXPIRED, 0),
        ((FeeRequested, Pay, TimePasses, Unpaid), S.EXPIRED, 0),
        ((*PAYING, Failed, TimePasses, Unpaid), S.EXPIRED, 0),
        # there is more time, told before the end or after it
        ((*PAYING, FeeTimeMoved, TimePasses, Unpaid), S.EXPIRED, 0),
        ((*PAYING, TimePasses, FeeTimeMoved, Unpaid, TakeCash), S.SETTLED, 0),
        ((*PAYING, TimePasses, Unpaid, FeeTimeMoved, Pay, Started, Paid), S.SETTLED, 0),
        ((FeeRequested, TimePasses, FeeTimeMoved, FeeTimeMoved, TimePasses), S.EXPIRED, 0),
        # paid at the instant of expiry, in every order (paid first: the deadline is gone with the state)
        ((*PAYING, TimePasses, Paid, Paid), S.SETTLED, 0),
        ((*PAYING, TimePasses, Unpaid, Paid), S.SETTLED, 0),
        ((*PAYING, TimePasses, Unpaid, OUR_STOP, Paid), S.SETTLED, 0),
        ((*PAYING, TimePasses, Unpaid, Paid, OUR_STOP), S.SETTLED, 0),
        # and the case is withdrawn after all that
        ((*PAYING, TimePasses, Unpaid, Paid, OUR_STOP, CaseWithdrawn), S.OWED, known.AMOUNT),
        # the case ends
        ((FeeRequested, CaseWithdrawn), S.CANCELLED, 0),
        ((*PAYING, CaseStopped), S.CANCELLED, 0),
        ((*PAYING, TimePasses, Unpaid, CaseStopped), S.CANCELLED, 0),
        ((*PAYING, CaseWithdrawn, Paid), S.OWED, known.AMOUNT),
        ((*PAYING, CaseWithdrawn, Paid, Paid), S.OWED, known.AMOUNT),
        ((*PAYING, Paid, CaseRefused), S.OWED, known.AMOUNT),
        ((*PAYING, Paid, CaseWithdrawn, CaseWithdrawn), S.OWED, known.AMOUNT),
        # paid twice
        ((*PAYING, Paid, paid(transaction="GD2")), S.OWED, known.AMOUNT),
        ((*PAYING, Paid, paid(transaction="GD2"), paid(transaction="GD2"), Paid), S.OWED, known.AMOUNT),
        ((*PAYING, Paid, paid(transaction="GD2"), CaseWithdrawn), S.OWED, 2 * known.AMOUNT),
        ((FeeRequested, TakeCash, Paid), S.OWED, known.AMOUNT),
        ((*PAYING, CaseWithdrawn, paid(amount=7)), S.OWED, 7),
        # another amount: too much settles, too little is owed back and the fee is still to be paid
        ((*PAYING, paid(amount=known.AMOUNT + 7)), S.SETTLED, 7),
        ((*PAYING, paid(amount=known.AMOUNT + 7), CaseRefused), S.OWED, known.AMOUNT + 7),
        ((*PAYING, SHORT), S.PAYING, 7),
        ((*PAYING, SHORT, SHORT), S.PAYING, 7),
        ((*PAYING, SHORT, Failed, TakeCash), S.SETTLED, 7),
        ((*PAYING, SHORT, Failed, Pay, Started, Paid), S.SETTLED, 7),
        ((*PAYING, SHORT, TimePasses, Failed), S.EXPIRED, 7),
        ((*PAYING, TimePasses, Unpaid, OUR_STOP, SHORT, Paid), S.SETTLED, 7),
        ((*PAYING, SHORT, CaseWithdrawn), S.CANCELLED, 7),
        ((*PAYING, SHORT, CaseWithdrawn, SHORT), S.CANCELLED, 7),
        # what a bank reports by itself moves nothing
        ((*PAYING, Reported), S.PAYING, 0),
        ((*PAYING, Reported, reported(amount=7), Reported), S.PAYING, 0),
        ((*PAYING, Reported, TimePasses, Unpaid), S.EXPIRED, 0),
    ],
)
def test_scenarios_of_a_charge(story: Story, end: S, owed: int) -> None:
    state, row = lived(*story)
    assert (state, row.owed) == (end, owed)


@pytest.mark.parametrize(
    "story",
    [
        (Pay,),
        (FeeRequested, FeeRequested),
        (*PAYING, Pay),
        (*PAYING, TakeCash),  # the money may be under way
        (FeeRequested, TimePasses, Pay),
        (FeeRequested, TimePasses, TakeCash),
        (FeeRequested, CaseWithdrawn, Pay),
        (FeeRequested, TakeCash, TakeCash),
    ],
)
def test_scenarios_that_are_refused(story: Story) -> None:
    lived(*story[:-1])
    with pytest.raises(UnlistedMove):
        lived(*story)


def test_an_attempt_before_the_newest_does_not_end_the_newest() -> None:
    older = Failed(reference="dvcolder", code="24")
    assert lived(*PAYING, older)[0] == S.PAYING
    assert lived(*PAYING, TimePasses, older)[0] == S.EXPIRING
