"""Whatever a charge receives, in whatever order: the ledger has what was proved to have come, once, and owes the rest.

The handlers are played in memory, with the unit of work and the ledger lines they put on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from payment.charge.commands import Pay, TakeCash, Unpaid
from payment.charge.context import Context
from payment.charge.handlers import OUTCOME
from payment.charge.machine import State, TimePasses
from payment.charge.models import Charge
from payment.ledger.models import Line
from payment.provider.protocol import Failed, Paid, Reported, Started
from payment.registry import REGISTRY
from shared.contracts.workflow import CaseRefused, CaseWithdrawn
from shared.kernel.errors import Refused
from shared.kernel.incoming import Incoming
from shared.kernel.streams import Stream
from shared.kernel.unit_of_work import UnitOfWork
from tests.support import dossiers
from tests.support import payment_facts as known
from tests.support.payment_facts import AMOUNT, ID, NOON, OUR_STOP, SOUND, paid, reported

EARNED = ("phi", "le-phi")
AMOUNTS = st.sampled_from([1, AMOUNT - 1, AMOUNT, AMOUNT + 1, 10 * AMOUNT])
ATTEMPTS = st.integers(0, 2)


@dataclass
class Played:
    """One charge, its context, and every line of the ledger it has come to. `proved`: what came, by transaction."""

    uow: UnitOfWork = field(default_factory=lambda: UnitOfWork("payment", {ID: Stream(0, b"", {})}, NOON))
    context: Context = field(default_factory=lambda: Context({}, {ID: known.DOSSIER}, {}, known.Bank()))
    proved: dict[str, int] = field(default_factory=dict)

    @property
    def charge(self) -> Charge:
        [charge] = self.context.charges.values()
        return charge

    def receive(self, message: Any) -> bool:
        """Whether it was taken, moving something or not."""
        entity = self.charge.id if self.context.charges else None
        incoming = Incoming(message=message, dossier=ID, entity=entity, actor="x", role="x", agency=dossiers.DESK)
        if entity:
            self.context.numbers[entity] = self.uow.streams[ID].sequence
        if isinstance(message, Paid) and entity:
            self.uow.scheduled.pop((entity, OUTCOME), None)
        try:
            with self.uow.atomic(ID):
                REGISTRY.handlers[type(message)](self.context, self.uow, incoming)
        except Refused:
            return False
        return True

    def attempt(self, number: int) -> str:
        """One of our references, by the order they were made in."""
        references = list(self.context.attempts)
        return references[number % len(references)] if references else known.REFERENCE

    def balance(self) -> Counter[str]:
        sums: Counter[str] = Counter()
        for record in self.uow.projected.values():
            if isinstance(record, Line):
                sums[record.account] += record.amount
        return sums


@st.composite
def messages(draw: st.DrawFn, *, final: bool) -> Any:
    """A message, and the attempt it is about. A transaction has one amount; the bank names each attempt's own."""
    attempt, amount = draw(ATTEMPTS), draw(AMOUNTS)
    about = {"transaction": f"GD{attempt}{amount}", "amount": amount}
    word = reported(paid=draw(st.booleans()), final=final, **about)
    kinds = [Pay, Started, TakeCash, TimePasses, Unpaid, Failed, CaseWithdrawn, CaseRefused]
    spoken = [OUR_STOP, word] if final else [OUR_STOP, word, paid(**about)]
    return attempt, draw(st.one_of(st.sampled_from(kinds), st.sampled_from(spoken)))


def play(history: Sequence[tuple[int, Any]]) -> Played:
    played = Played()
    assert played.receive(known.FEE_REQUESTED)
    for attempt, kind in history:
        message = SOUND[kind] if isinstance(kind, type) else kind
        if isinstance(message, known.OF_AN_ATTEMPT):
            message = type(message)(**{**known.as_dict(message), "reference": played.attempt(attempt)})
        taken = played.receive(message)
        if taken and isinstance(message, Paid):
            played.proved.setdefault(message.transaction, message.amount)
        if isinstance(message, Paid):
            assert taken, "money is never refused"
    return played


@given(st.lists(messages(final=False), max_size=12))
def test_what_was_confirmed_is_booked_once_and_nothing_else(history: list[tuple[int, Any]]) -> None:
    played = play(history)
    balance, charge = played.balance(), played.charge
    assert sum(balance.values()) == 0
    assert balance["received:national-platform"] == sum(played.proved.values())
    assert -balance["owed"] == charge.owed
    assert -sum(balance[kind] for kind in EARNED) == (AMOUNT if charge.kept else 0)
    assert [payment.reference for payment in played.context.payments.get(charge.id, [])] == [
        *dict.fromkeys(payment.reference for payment in played.context.payments.get(charge.id, []))
    ]


@given(st.lists(messages(final=True), max_size=12))
def test_without_queries_only_the_exact_amount_is_booked(history: list[tuple[int, Any]]) -> None:
    played = play(history)
    balance = played.balance()
    exact = {
        message.transaction
        for _, message in history
        if isinstance(message, Reported) and message.paid and message.amount == AMOUNT
    }
    assert balance["received:national-platform"] == AMOUNT * len(exact & booked(played))
    assert booked(played) <= exact
    assert -balance["owed"] == played.charge.owed


def booked(played: Played) -> set[str]:
    found = played.context.payments.get(played.charge.id, [])
    return {payment.reference for payment in found if payment.provider != "cash"}


@given(st.lists(messages(final=False), max_size=12))
def test_as_long_as_an_attempt_may_bring_money_it_is_asked_about(history: list[tuple[int, Any]]) -> None:
    """Also one that is settled, or owed: two attempts may both be paid. An answer takes its question away."""
    played = play([each for each in history if each[1] is not Unpaid])
    charge = played.charge
    asked = played.uow.scheduled.get((charge.id, OUTCOME)) is not None
    assert asked or charge.state == State.ASKING or not played.context.is_awaited(charge)
