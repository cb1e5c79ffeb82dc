"""Which consignment receives a message, and when it is polled again.

What the carrier pushes is a webhook and nothing more: only its own history, read by us, moves a consignment. So an
unsigned item, a duplicate and a late one need no case of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from postal.carrier.protocol import Meaning
from postal.consignment.commands import Declined, Ordered, Polled, WebhookReceived
from postal.consignment.context import Context
from postal.consignment.machine import CONSIGNMENT, POLL, State
from postal.consignment.models import Consignment, Dossier, Line, Webhooks
from postal.consignment.rules import lines_of, news_of
from shared.contracts.intake import DossierAccepted
from shared.contracts.workflow import CaseDecided
from shared.kernel.errors import NotFound, NotYet
from shared.kernel.ids import named
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import Scheduled, UnitOfWork

BY_POST = "post"
POLLED = (State.CREATED, State.TRAVELLING)


def project(context: Context, uow: UnitOfWork, incoming: Incoming[DossierAccepted]) -> None:
    """A dossier was accepted: its code and who may see it are kept."""
    said = incoming.message
    known = Dossier(dossier=incoming.dossier, code=said.code, desk=said.desk, agency=said.agency, owner=said.owner)
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
    """What is new in the carrier's history is received, line by line; then a date for the next poll."""
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
    """The carrier has news: poll now. The count tells a poll already under way that it may have come too early."""
    row = _row(context, incoming)
    if row.state in POLLED:
        context.webhooks[row.id] = context.webhooks.get(row.id, 0) + 1
        uow.project(Webhooks(consignment=row.id, times=context.webhooks[row.id]))
        poll(uow, row, uow.now)


def poll(uow: UnitOfWork, row: Consignment, at: datetime) -> None:
    """The poll of this stay is due then; it replaces the one that was planned."""
    uow.scheduled[row.id, POLL] = Scheduled(row.dossier, row.id, POLL, "call", row.revision, at)


def _row(context: Context, incoming: Incoming[Any]) -> Consignment:
    row = context.consignments.get(incoming.entity) if incoming.entity else None
    if row is None:
        raise NotFound("There is no such consignment.", "Không có bưu gửi này.")
    return row
