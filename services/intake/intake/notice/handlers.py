"""Which notice receives a message: a new one for an event worth telling, or the one whose call was answered."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from intake.notice.context import Notices
from intake.notice.machine import NOTICE
from intake.notice.models import Notice
from intake.notice.rules import Facts, notice_of, telling
from shared.contracts.message import Event
from shared.kernel.errors import NotFound
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork


class Context(Protocol):
    """A context that knows notices."""

    notices: Notices


def tell(context: Context, uow: UnitOfWork, incoming: Incoming[Any], event: Event, about: UUID) -> None:
    """The applicant shall be told of this event, if it is one to be told and was not told already.

    `about` is the event's id. Without a message port no notice is begun.
    """
    words, known = telling(event), context.notices
    id_ = notice_of(about)
    if words is None or not known.telling or id_ in known.rows:
        return
    notice = known.rows[id_] = Notice(id=id_, dossier=incoming.dossier)
    advance(uow, NOTICE, notice, Facts(uow.now), incoming.instead(words))


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """An answer of the message port, or the clock."""
    notice = context.notices.rows.get(incoming.entity) if incoming.entity else None
    if notice is None:
        raise NotFound("There is no such notice.", "Không có thông báo này.")
    advance(uow, NOTICE, notice, Facts(uow.now), incoming)
