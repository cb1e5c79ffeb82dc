"""How notices receive messages: one begins for an event worth telling, another gets answers and reports of channels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from intake.notice.commands import TurnedAway
from intake.notice.context import Context
from intake.notice.machine import NOTICE, SEND, State
from intake.notice.models import Notice
from intake.notice.rules import Facts, notice_of, telling
from shared.contracts.message import Event
from shared.kernel.errors import NotFound
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork


def tell(context: Context, uow: UnitOfWork, incoming: Incoming[Any], event: Event, about: UUID) -> None:
    """Begins the notices about this event, if there are any to give and they have not begun before.

    `about` is the event's id. Without a channel they are read online only.
    """
    known = context.notices
    for number, message in enumerate(telling(event)):
        id_ = notice_of(about, number)
        if id_ not in known.rows:
            notice = known.rows[id_] = Notice(id=id_, dossier=incoming.dossier)
            advance(uow, NOTICE, notice, Facts(uow.now, known.keep_trying), incoming.instead(message))


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """An answer or a report of a channel, or a deadline. Raises NotFound.

    Each channel is tried once: what it reports after the next one took over is about nothing any more, unless the
    message has arrived after all.
    """
    notice = context.notices.rows.get(incoming.entity) if incoming.entity else None
    if notice is None:
        raise NotFound("There is no such notice.", "Không có thông báo này.")
    message = incoming.message
    if isinstance(message, TurnedAway) and notice.tried(message.channel):
        return
    moved = advance(uow, NOTICE, notice, Facts(uow.now, context.notices.keep_trying), incoming)
    if moved and isinstance(message, TurnedAway) and notice.state == State.DUE:
        uow.call(notice, SEND, uow.now)
