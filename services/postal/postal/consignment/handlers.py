"""Which consignment receives a message, and when it is polled again.

A webhook only makes the next poll due: the carrier's history, read by us, moves a consignment. So unsigned items,
duplicates and late webhooks need no case of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from postal.carrier.protocol import Meaning
from postal.consignment.commands import Declined, Ordered, Polled, WebhookReceived
from postal.consignment.context import Context
from postal.consignment.machine import CONSIGNMENT, POLL, State
from postal.consignment.models import Consignment, Line, Webhooks
from postal.consignment.rules import lines_of, news_of
from shared.contracts.intake import DossierAccepted
from shared.contracts.workflow import CaseDecided
from shared.kernel.errors import NotFound, NotYet
from shared.kernel.ids import named
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.dossier import OwnedDossier, dossier_of

BY_POST = "post"
POLLED = (State.CREATED, State.TRAVELLING)


def project(context: Context, uow: UnitOfWork, incoming: Incoming[DossierAccepted]) -> None:
    """A dossier was accepted: its code and who may see it are kept."""
    known = dossier_of(OwnedDossier, incoming)
    context.dossiers[incoming.dossier] = known
    uow.project(known)


def request(context: Context, uow: UnitOfWork, incoming: Incoming[CaseDecided]) -> None:
    """A result that is to come by post asks for its consignment. Raises NotYet before the dossier was accepted."""
    if incoming.message.returns != BY_POST:
        return
    if incoming.dossier not in context.dossiers:
        raise NotYet("The dossier was not accepted yet.", "Hồ sơ chưa được tiếp nhận.")
    key = named("consignment", str(incoming.dossier))
    row = context.consignments.setdefault(key, Consignment(id=key, dossier=incoming.dossier))
    advance(uow, CONSIGNMENT, row, context.facts(row, uow.now), incoming)


def answered(context: Context, uow: UnitOfWork, incoming: Incoming[Ordered | Declined]) -> None:
    """The carrier's answer to the order."""
    row = _row(context, incoming)
    advance(uow, CONSIGNMENT, row, context.facts(row, uow.now), incoming)


def polled(context: Context, uow: UnitOfWork, incoming: Incoming[Polled]) -> None:
    """Each new record of the carrier's history is received; then the next poll is scheduled."""
    row = _row(context, incoming)
    for line, meaning in lines_of(row.id, incoming.message.scans):
        if line not in context.lines:
            uow.project(line)
            _receive(context, uow, row, incoming, line, meaning)
    if row.state in POLLED:
        missed = context.webhooks.get(row.id, 0) != incoming.message.webhooks
        poll(uow, row, uow.now if missed else uow.now + context.every)


def _receive(
    context: Context, uow: UnitOfWork, row: Consignment, incoming: Incoming[Any], line: Line, meaning: Meaning
) -> None:
    """One record of the history is one message, with an id of its own: it is received once only (invariant 4)."""
    news = news_of(line, meaning, incoming.message.waybill)
    if news is not None:
        cause = named("line", f"{row.id} {line.status} {line.at.isoformat()} {line.nth}")
        advance(uow, CONSIGNMENT, row, context.facts(row, uow.now), incoming.instead(news, id=cause))


def webhook_received(context: Context, uow: UnitOfWork, incoming: Incoming[WebhookReceived]) -> None:
    """Makes the poll due now. By the count, a poll that is already out is known to have come too early."""
    row = _row(context, incoming)
    if row.state in POLLED:
        context.webhooks[row.id] = context.webhooks.get(row.id, 0) + 1
        uow.project(Webhooks(consignment=row.id, times=context.webhooks[row.id]))
        poll(uow, row, uow.now)


def poll(uow: UnitOfWork, row: Consignment, at: datetime) -> None:
    """Schedules the poll of this stay; it replaces the one that was scheduled."""
    uow.call(row, POLL, at)


def _row(context: Context, incoming: Incoming[Any]) -> Consignment:
    row = context.consignments.get(incoming.entity) if incoming.entity else None
    if row is None:
        raise NotFound("There is no such consignment.", "Không có bưu gửi này.")
    return row
