"""Which charges receive a message, and what is written beside the move: attempts, and lines of the ledger.

A provider's report only makes the call `outcome` due (decision 12). Where a provider cannot be asked, its report
settles a charge, and then only with the exact amount.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from payment.charge.commands import TakeCash
from payment.charge.conditions import is_exact
from payment.charge.context import Context
from payment.charge.machine import CHARGE
from payment.charge.models import Attempt, Charge, Dossier, Payment, amounts
from payment.charge.rules import is_fee
from payment.ledger.rules import Entry
from payment.provider.protocol import Failed, Paid, Reported, Started
from shared.contracts import payment as events
from shared.contracts import workflow
from shared.contracts.message import Event
from shared.kernel.errors import NotFound, NotYet
from shared.kernel.ids import named
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.metrics import Theme, counter
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.dossier import dossier_of

DIFFERING = counter(
    Theme.OUTSIDE, "motcua_payments_differing_total", "Proved payments of another amount than the fee", "provider", "by"
)

OUTCOME = "outcome"
OTHER_AMOUNT = "other-amount"  # PaymentFailed's code if the attempt has brought another amount


def project_case(context: Context, uow: UnitOfWork, incoming: Incoming[workflow.CaseReceived]) -> None:
    """Keeps whose dossier it is. Workflow emits this before any fee, and events are received in order."""
    dossier = dossier_of(Dossier, incoming)
    context.dossiers[incoming.dossier] = dossier
    uow.project(dossier)


def fee_asked(
    context: Context, uow: UnitOfWork, incoming: Incoming[workflow.FeeRequested | workflow.FeeTimeMoved]
) -> None:
    """A fee is asked for, or there is more time to pay it: one charge per dossier and step."""
    if incoming.dossier not in context.dossiers:
        raise NotYet("The case was not received yet.", "Chưa có thông tin tiếp nhận hồ sơ.")
    key = named("charge", f"{incoming.dossier}.{incoming.message.step}")
    context.charges.setdefault(key, Charge(id=key, dossier=incoming.dossier))
    _receive(context, uow, context.charges[key], incoming)


def case_ends(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """The case has come to nothing, and with it every charge."""
    for charge in context.of(incoming.dossier):
        _receive(context, uow, charge, incoming)


def charge_receives(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """A message about one charge: a command, its deadline, a provider's answer."""
    charge, message = _concerned(context, incoming), incoming.message
    event = _receive(context, uow, charge, incoming)
    if isinstance(message, Paid) and event is not None and message.amount != charge.amount:
        DIFFERING.labels(message.provider, "answer").inc()
    if isinstance(event, events.PaymentFellShort):  # so this attempt has brought nothing
        _receive(
            context, uow, charge, incoming.instead(Failed(reference=incoming.message.reference, code=OTHER_AMOUNT))
        )
    if isinstance(incoming.message, Paid | TakeCash) and context.is_awaited(charge):
        ask_now(uow, charge)


def provider_reports(context: Context, uow: UnitOfWork, incoming: Incoming[Reported]) -> None:
    """A provider's report: the provider is asked at once; one that cannot be asked is believed."""
    charge, report = _concerned(context, incoming), incoming.message
    facts = context.facts(charge, incoming, uow.now)
    if _receive(context, uow, charge, incoming) is None:
        return
    if report.paid and not is_exact(facts, report):
        DIFFERING.labels(report.provider, "report").inc()
    if not report.final:
        if report.transaction not in facts.booked:
            ask_now(uow, charge)
    elif is_exact(facts, report):
        _receive(context, uow, charge, incoming.instead(_paid(report, uow)))
    else:
        code = OTHER_AMOUNT if report.paid else report.code
        _receive(context, uow, charge, incoming.instead(Failed(reference=report.reference, code=code)))


def ask_now(uow: UnitOfWork, charge: Charge) -> None:
    """Makes the call `outcome` due now. The answer to one that is out may be older than the reason, and is dropped."""
    uow.call(charge, OUTCOME, uow.now)


def _concerned(context: Context, incoming: Incoming[Any]) -> Charge:
    charge = context.concerned(incoming)
    if charge is None:
        raise NotFound("There is no such charge.", "Không có khoản thu này.")
    return charge


def _paid(report: Reported, uow: UnitOfWork) -> Paid:
    return Paid(
        provider=report.provider,
        reference=report.reference,
        transaction=report.transaction,
        amount=report.amount,
        at=report.at or uow.now,
        proof="callback",
    )


def _receive(context: Context, uow: UnitOfWork, charge: Charge, incoming: Incoming[Any]) -> Event | None:
    event = advance(uow, CHARGE, charge, context.facts(charge, incoming, uow.now), incoming)
    match event:
        case events.PaymentAsked():
            _keep(context, uow, _attempt(charge, event))
        case events.PaymentStarted() if isinstance(incoming.message, Started):
            _keep(context, uow, dataclasses.replace(context.attempts[event.reference], url=incoming.message.url))
        case events.ChargeSettled() | events.RefundOwed() | events.PaymentFellShort():
            _enter(context, uow, charge, event)
    return event


def _attempt(charge: Charge, event: events.PaymentAsked) -> Attempt:
    return Attempt(
        reference=event.reference,
        charge=charge.id,
        dossier=charge.dossier,
        provider=event.provider,
        asked_at=event.asked_at,
        url=None,
    )


def _keep(context: Context, uow: UnitOfWork, attempt: Attempt) -> None:
    context.attempts[attempt.reference] = attempt
    uow.project(attempt)


def _enter(
    context: Context,
    uow: UnitOfWork,
    charge: Charge,
    event: events.ChargeSettled | events.RefundOwed | events.PaymentFellShort,
) -> None:
    """Writes the lines of the ledger that belong to this move."""
    entry = Entry(charge=charge.id, dossier=charge.dossier, reference=event.reference, at=uow.now)
    came = event.amount
    if isinstance(event, events.ChargeSettled):
        came += event.surplus
        lines = entry.fee_paid(event.provider, amounts(charge), event.surplus)
    elif isinstance(event, events.RefundOwed) and is_fee(charge, event):
        came = 0
        lines = entry.fee_owed(amounts(charge))
    else:
        lines = entry.stray(event.provider, event.amount)
    for line in lines:
        uow.project(line)
    if came:
        payment = Payment(provider=event.provider, reference=event.reference, amount=came, at=uow.now)
        context.payments.setdefault(charge.id, []).append(payment)
