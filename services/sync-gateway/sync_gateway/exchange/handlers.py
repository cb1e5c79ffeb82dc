"""Handlers of the exchange: it moves, and what events tell of the dossier is projected for the portal's record."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from shared.contracts import intake, payment, workflow
from shared.contracts.message import Event
from shared.kernel.errors import NotYet
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.dossier import dossier_of
from sync_gateway.exchange.commands import Declined
from sync_gateway.exchange.context import Context
from sync_gateway.exchange.machine import EXCHANGE
from sync_gateway.exchange.models import Dossier, Exchange, Line, Submission, Trouble, exchange_of
from sync_gateway.exchange.rules import NEWS

LONGEST = 500  # characters of the portal's refusal that are kept
#: The portal counts in seconds, wants progress in order, and takes equal entries for one that was sent twice.
APART = timedelta(seconds=1)


def submitted(context: Context, uow: UnitOfWork, incoming: Incoming[intake.DossierSubmitted]) -> None:
    """Handed in: when, and whether documents came in digital form."""
    submission = Submission(
        dossier=incoming.dossier, submitted_at=time_of(uow, incoming), digitised=bool(incoming.message.papers)
    )
    context.submissions[incoming.dossier] = submission
    uow.project(submission)


def documents_came(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """A supplement may bring the first document in digital form. The portal is told with the next news."""
    known = context.submissions.get(incoming.dossier)
    if known is not None and incoming.message.papers:
        submission = context.submissions[incoming.dossier] = dataclasses.replace(known, digitised=True)
        uow.project(submission)


def accepted(context: Context, uow: UnitOfWork, incoming: Incoming[intake.DossierAccepted]) -> None:
    """The dossier has its code, and the exchange begins."""
    exchange = Exchange(id=exchange_of(incoming.dossier), dossier=incoming.dossier)
    exchange = context.exchanges.setdefault(incoming.dossier, exchange)
    advance(uow, EXCHANGE, exchange, context.facts(exchange, uow.now), incoming)
    at = incoming.message.accepted_at
    _keep(context, uow, incoming, exchange, dossier_of(Dossier, incoming, last_at=at), at)


def news(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """An event that the portal is told of an accepted dossier. Raises NotYet before the acceptance."""
    exchange = context.exchanges.get(incoming.dossier)
    if exchange is None or exchange.state is None:
        raise NotYet("Its acceptance was not received yet.", "Chưa có thông tin tiếp nhận hồ sơ.")
    advance(uow, EXCHANGE, exchange, context.facts(exchange, uow.now), incoming)
    dossier = context.dossiers[incoming.dossier]
    at = max(time_of(uow, incoming), dossier.last_at + APART)
    _keep(context, uow, incoming, exchange, dataclasses.replace(dossier, **changes(incoming.message, at)), at)


def moved(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """An answer, a tick or a command moves the exchange alone."""
    (exchange,) = context.concerns(type(incoming.message), incoming, uow.now)
    advance(uow, *exchange, incoming)
    if isinstance(incoming.message, Declined):
        words = {name: getattr(incoming.message, name)[:LONGEST] for name in ("code", "message")}
        box = context.keys.keep(incoming.dossier, uow.project)
        sealed = box.seal(msgspec.json.encode(words), Trouble.place(incoming.dossier))
        uow.project(Trouble(dossier=incoming.dossier, sealed=sealed, at=uow.now))


def time_of(uow: UnitOfWork, incoming: Incoming[Any]) -> datetime:
    """When its producer emitted it, however late it is received here."""
    return incoming.at or uow.now


#: The columns of the projected dossier that an event changes.
CHANGES: Mapping[type[Event], Callable[[Any, datetime], Mapping[str, Any]]] = {
    workflow.ProcessingResumed: lambda event, _: {"due_at": event.due_at},
    workflow.ApologyGiven: lambda event, _: {"due_at": event.due_at},
    workflow.DueDateMoved: lambda event, _: {"due_at": event.due_at},
    workflow.FeeRequested: lambda _, __: {"fees": True},
    payment.ChargeSettled: lambda event, _: {"fees": True, "paid_by": event.provider},
    # It may have been stopped for want of the fee.
    workflow.FeePaid: lambda event, _: {"due_at": event.due_at, "finished_at": None},
    workflow.CaseDecided: lambda event, at: {"finished_at": at, "returns": event.returns},
    workflow.CaseRefused: lambda _, at: {"finished_at": at, "refused_at": at},
    workflow.CaseWithdrawn: lambda _, at: {"finished_at": at},
    workflow.CaseStopped: lambda _, at: {"finished_at": at},
    workflow.ResultReturned: lambda event, at: {"returned_at": at, "returned_by": event.by},
}


def changes(event: Event, at: datetime) -> Mapping[str, Any]:
    """What this event, at this time, changes in the projected dossier."""
    change = CHANGES.get(type(event))
    return change(event, at) if change else {}


def _keep(
    context: Context, uow: UnitOfWork, incoming: Incoming[Any], exchange: Exchange, dossier: Dossier, at: datetime
) -> None:
    """Projects the dossier, and a progress entry if this makes one. Raises nothing: the exchange has moved."""
    what = NEWS[type(incoming.message)]
    if what.words:
        dossier = dataclasses.replace(dossier, last_at=at)
        agency = dossier.desk if what.at_desk else dossier.agency
        line = Line(
            dossier=incoming.dossier,
            number=exchange.news,
            status=exchange.status,
            act=type(incoming.message).__name__,
            agency=agency,
            at=at,
            due_at=dossier.due_at,
            actor=incoming.actor if incoming.agency == agency else None,
        )
        uow.project(line)
    context.dossiers[incoming.dossier] = dossier
    uow.project(dossier)
