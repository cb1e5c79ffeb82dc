"""How mandates receive messages: one is made, is confirmed at a desk, and ends."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from intake.catalogue.rules import no_desk
from intake.mandate.commands import MakeMandate
from intake.mandate.machine import MANDATE
from intake.mandate.models import Mandate
from intake.mandate.rules import Facts
from intake.notice import context as notice
from intake.notice.handlers import tell
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents


class Context(notice.Context, Protocol):
    """A context that knows mandates."""

    mandates: dict[UUID, Mandate]
    documents: Documents


def move(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """The mandate receives it; the id of a new one is that of its stream. Both sides are told of its end."""
    key, message = incoming.dossier, incoming.message
    if isinstance(message, MakeMandate) and (told := no_desk(message.desk, context.documents.only("agencies"))):
        raise Invalid(errors=[FieldError("/desk", "no_desk", told.vi, told.en)])
    row = context.mandates.setdefault(key, Mandate(id=key, dossier=key))
    if event := advance(uow, MANDATE, row, Facts(uow.now), incoming):
        tell(context, uow, incoming, event, uow.moves[-1].id)
