"""What must be known to decide about notices: whether anybody can be told, and those that concern the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from intake.notice.machine import NOTICE
from intake.notice.models import Notice
from intake.notice.rules import TOLD, notice_of
from shared.contracts.message import Answer, Tick
from shared.kernel.db import Tx
from shared.kernel.incoming import Incoming

NOTICES = "select * from notices where id = any($1::uuid[])"


@dataclass(slots=True)
class Notices:
    """`telling`: there is a message port. `rows` by id."""

    telling: bool
    rows: dict[UUID, Notice] = field(default_factory=dict)


async def load(tx: Tx, incoming: Sequence[Incoming[Any]], *, telling: bool) -> Notices:
    """The notices that answers and the clock speak to, and those that exist already about what was received."""
    ids = [id_ for each in incoming if (id_ := _concerned(each, telling))]
    rows = await tx.fetch(NOTICES, ids) if ids else ()
    return Notices(telling, {row["id"]: NOTICE.of(row) for row in rows})


def _concerned(incoming: Incoming[Any], telling: bool) -> UUID | None:
    if isinstance(incoming.message, Answer | Tick):
        return incoming.entity
    return notice_of(incoming.id) if telling and type(incoming.message) in TOLD else None
