"""What a charge emits, and when, one rule at a time."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payment.charge import conditions as when
from payment.charge import rules
from payment.charge.errors import NothingToPay, OnlineNotOffered, TimeIsOver
from payment.charge.machine import CHARGE
from payment.charge.models import Charge, amounts
from shared.contracts import payment as events
from shared.contracts import workflow
from shared.kernel.errors import NotYet
from tests.support import payment_facts as known
from tests.support.payment_facts import AMOUNT, FEES, NOON, UNTIL, charge, facts, paid, reported


def test_a_charge_is_the_sum_of_its_fees() -> None:
    event = rules.opened(facts(), known.FEE_REQUESTED)
    assert event == events.ChargeOpened(step="collect", fees=FEES, amount=AMOUNT, until=UNTIL)


@pytest.mark.parametrize("fees", [[], [workflow.Fee(code="free", kind="phi", amount=0)]])
def test_a_charge_needs_an_amount(fees: list[workflow.Fee]) -> None:
    with pytest.raises(NothingToPay):
        rules.opened(facts(), workflow.FeeRequested(step="collect", fees=fees, until=UNTIL, left=0))


def test_phi_and_le_phi_are_apart() -> None:
    assert amounts(charge()) == {"phi": 120_000, "le-phi": 30_000}


def test_every_attempt_has_a_reference_of_its_own_that_is_alphanumeric() -> None:
    first = reference_of(charge(attempts=0))
    second = reference_of(charge(attempts=1))
    other = reference_of(charge(id=dossiers_id(), attempts=0))
    assert first == "dvcH99010126111000012026111010000001990001"
    assert len({first, second, other}) == 3
    assert all(one.isascii() and one.isalnum() for one in (first, second, other))


def reference_of(row: Charge) -> str:
    asked = rules.asked(facts(charge=row), None)
    assert isinstance(asked, events.PaymentAsked)
    return asked.reference


def test_without_a_provider_there_is_no_online_payment() -> None:
    with pytest.raises(OnlineNotOffered):
        when.is_payable_online(facts(provider=None))
    with pytest.raises(TimeIsOver):
        when.is_payable_online(facts(provider=None, now=UNTIL))


def dossiers_id() -> Any:
    return type(known.ID)("02990000-0000-7000-8000-000000000002")


@pytest.mark.parametrize(
    ("now", "number"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), "H99.03-2026-0000007"),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), "H99.03-2027-0000007"),
    ],
)
def test_receipts_are_numbered_by_agency_and_local_year(now: datetime, number: str) -> None:
    dossier = dataclasses.replace(known.DOSSIER, agency="H99.03")
    assert rules.receipt_of(facts(dossier=dossier, now=now)) == number


def test_the_deadline_itself_is_too_late() -> None:
    assert when.in_time(facts(now=UNTIL - timedelta(microseconds=1)))
    with pytest.raises(TimeIsOver):
        when.in_time(facts(now=UNTIL))


def test_enough_is_the_fee_or_more_and_not_in_the_ledger() -> None:
    assert [when.is_enough(facts(), paid(amount=amount)) for amount in (1, AMOUNT - 1, AMOUNT, AMOUNT + 1)] == [
        *(False, False),
        *(True, True),
    ]
    assert not when.is_enough(facts(booked={"GD1"}), paid())


@pytest.mark.parametrize(
    "change",
    [{"amount": AMOUNT + 1}, {"amount": 0}, {"currency": "USD"}, {"paid": False}, {"transaction": ""}],
    ids=str,
)
def test_only_the_exact_amount_is_believed_without_a_query(change: dict[str, Any]) -> None:
    assert when.is_exact(facts(), reported())
    assert not when.is_exact(facts(), reported(**change))


def test_a_repeated_report_is_ignored_whatever_its_time() -> None:
    row = charge()
    CHARGE.apply(row, rules.reported(facts(), reported()))
    assert not when.is_news(facts(charge=row), reported(at=UNTIL))
    assert when.is_news(facts(charge=row), reported(amount=7))


def test_without_a_dossier_it_is_not_yet_possible() -> None:
    with pytest.raises(NotYet):
        rules.receipt_of(facts(dossier=None))


def test_a_settlement_has_provider_amount_and_time() -> None:
    event = rules.settled(facts(now=UNTIL), paid(amount=AMOUNT + 7))
    receipt = f"{known.DOSSIER.agency}-2026-0000007"
    plain = {"amount": AMOUNT, "receipt": receipt, "settled_at": NOON}
    assert event == events.ChargeSettled(
        provider="national-platform", reference="GD1", surplus=7, proof="query", **plain
    ), "the provider's time is the payment's"
    assert rules.cashed(facts(), None) == events.ChargeSettled(
        provider="cash", reference=receipt, proof="counter", **plain
    )
