"""What a decision about notices is made from: how long they are tried, and the notices of the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from intake.notice.commands import Delivered, Held, NoWay, OnlineOnly, Taken, TurnedAway
from intake.notice.machine import NOTICE, NoticeWaitsTooLong, QuietHoursEnd
from intake.notice.models import Notice
from intake.notice.rules import TOLD, notice_of
from intake.notice.tables import NOTICES
from shared.kernel.db import Tx
from shared.kernel.incoming import Incoming

#: What a notice receives after it has begun. It concerns the notice alone: nothing of its dossier is loaded.
RECEIVED = (Taken, Held, TurnedAway, Delivered, NoWay, OnlineOnly, NoticeWaitsTooLong, QuietHoursEnd)


@dataclass(slots=True)
class Notices:
    """`keep_trying`: how long a notice is tried; None: there are no channels. `rows` by id."""

    keep_trying: timedelta | None
    rows: dict[UUID, Notice] = field(default_factory=dict)


class Context(Protocol):
    """A context that knows notices."""

    notices: Notices


class Load:
    """The loader of notices."""

    def __init__(self, keep_trying: timedelta | None) -> None:
        self._keep_trying = keep_trying

    async def __call__(self, tx: Tx, incoming: Sequence[Incoming[Any]]) -> Notices:
        """The notices that these messages name, and those that have begun already about these events."""
        ids = [id_ for each in incoming if (id_ := _concerned(each))]
        rows = await tx.fetch(NOTICES, ids) if ids else ()
        return Notices(self._keep_trying, {row["id"]: NOTICE.of(row) for row in rows})


def _concerned(incoming: Incoming[Any]) -> UUID | None:
    if isinstance(incoming.message, RECEIVED):
        return incoming.entity
    return notice_of(incoming.id) if type(incoming.message) in TOLD else None
