"""How requests receive messages: one is made, or moves; the person is told of it."""

from __future__ import annotations

from typing import Any, Protocol

from intake.notice import context as notice
from intake.notice.handlers import tell
from intake.request import commands as ask
from intake.request.context import Requests
from intake.request.errors import MISSING
from intake.request.models import Request
from shared.kernel.errors import NotFound
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance
from shared.kernel.unit_of_work import UnitOfWork
from shared.reference.documents import Documents


class Context(notice.Context, Protocol):
    """A context that knows requests."""

    requests: Requests
    documents: Documents


def receive(context: Context, uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    """A command, or another calendar. Raises NotFound."""
    found = context.requests
    if isinstance(incoming.message, ask.MakeRequest):
        found.rows[incoming.dossier] = Request(id=incoming.dossier, dossier=incoming.dossier)
        found.held.setdefault(incoming.dossier, "")
    elif incoming.dossier not in found.rows:
        raise NotFound(*MISSING)
    concerned = found.concerned(incoming.dossier, context.documents, uow.now)
    if event := advance(uow, *concerned, incoming):
        tell(context, uow, incoming, event, uow.moves[-1].id)
