"""The table of the charge: sound, an answer to every message in every state, its arrows, and lives told as lists."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.map import events_of
from payment.charge.commands import Failed, Paid, Pay, Started, TakeCash, Unpaid
from payment.charge.machine import CHARGE, MACHINE, State, TimePasses
from payment.hearing import HEARING
from shared.contracts import payment as say
from shared.contracts.message import Event
from shared.contracts.workflow import CaseRefused, CaseStopped, CaseWithdrawn, FeeRequested
from shared.errors import Refused, UnlistedMove
from shared.machine import Step
from tests.support import payment_facts as known
from tests.support.payment_facts import OUR_STOP, SOUND, lived, paid
from tests.support.tables import answer, arrows, messages, places, told, unlisted

S = State


def test_the_table_has_no_defects() -> None:
    assert MACHINE.defects() == []
    assert set(messages(MACHINE)) == SOUND.keys(), "a new message needs a sound example"


@pytest.mark.parametrize(("state", "kind"), places(MACHINE))
def test_every_message_has_an_answer_in_every_state(state: Any, kind: type[Any]) -> None:
    over = state in (S.SETTLED, S.OWED)
    facts = known.facts(charge=known.settled() if over else known.charge())
    got = answer(MACHINE, state, (facts, SOUND[kind]))
    if (state, kind) in {(row.state, row.hearing) for row in MACHINE.rows}:
        assert isinstance(got, Step)
    elif (state, kind) in MACHINE.ignore:
        assert got is None
        assert MACHINE.ignore[state, kind], "what is ignored has a reason"
    else:
        assert unlisted(MACHINE, state, got)


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("kind", [kind for kind in HEARING.handlers if kind in messages(MACHINE)])
def test_nothing_that_others_say_late_is_ever_refused(state: S, kind: type[Any]) -> None:
    """A refused event would hold up its whole dossier. A fee asked for twice is the one thing nobody may say."""
    if not issubclass(kind, Event) or kind is FeeRequested:
        return
    for message in (SOUND[kind], OUR_STOP) if kind is CaseStopped else (SOUND[kind],):
        for charge in (known.charge(), known.charge(asked=None), known.settled(), known.settled(kept=False)):
            assert not isinstance(answer(MACHINE, state, (known.facts(charge=charge), message)), Refused)


@pytest.mark.parametrize("state", list(S))
def test_a_bank_may_say_at_any_time_that_it_has_the_money_or_has_not(state: S) -> None:
    for message in (paid(), SOUND[Failed]):
        assert not isinstance(answer(MACHINE, state, (known.facts(), message)), Refused)


def test_arrows() -> None:
    drawn = arrows(CHARGE, known.opened)
    assert drawn == told(drawn)
    assert set(drawn) == set(events_of(say.SPEAKER))


Story = tuple[Any, ...]
PAYING = (FeeRequested, Pay, Started)


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
    ],
)
def test_lives_of_a_charge(story: Story, end: S, owed: int) -> None:
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
def test_what_no_charge_lives_through(story: Story) -> None:
    lived(*story[:-1])
    with pytest.raises(UnlistedMove):
        lived(*story)


def test_an_attempt_before_the_newest_does_not_end_the_newest() -> None:
    older = Failed(reference="dvcolder", code="24")
    assert lived(*PAYING, older)[0] == S.PAYING
    assert lived(*PAYING, TimePasses, older)[0] == S.EXPIRING
