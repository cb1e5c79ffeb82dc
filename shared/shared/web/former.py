"""Why an applicant reads no more what belongs to a dossier: the mandate under which it was theirs has ended.

Nobody else is told that there is such a thing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

from shared.contracts.spelled import moment
from shared.kernel.db import Tx
from shared.kernel.errors import Refused
from shared.web.callers import Caller


class MandateEnded(Refused):
    """The mandate under which this account acted has ended.

    `more`: `state` and `ended_at`.
    """

    status = 403
    vi = "Căn cứ đại diện của tài khoản này đã chấm dứt"

    def __init__(self, state: str, at: datetime) -> None:
        day, en, vi = moment(at), "revoked", "bị chấm dứt"
        if state == "expired":
            en, vi = "over", "hết thời hạn"
        super().__init__(
            f"It is {en} since {day.en}: nothing more may be done under it.",
            f"Việc đại diện đã {vi} từ {day.vi}, nên không thể thực hiện thêm thao tác nào.",
            state=state,
            ended_at=at,
        )


def ended(dossiers: str) -> Callable[[Tx, Caller, UUID], Awaitable[Refused | None]]:
    """Asks whether this caller has acted for who applies. `dossiers`: SQL for `applicant` and `held_by` of an id."""

    async def why(tx: Tx, caller: Caller, key: UUID) -> Refused | None:
        row = await tx.row(dossiers, key) if caller.acted_for else None
        whose = {row["applicant"], row["held_by"]} if row else set()
        former = next((each for each in caller.acted_for if each.id in whose), None)
        return MandateEnded(former.state, datetime.fromtimestamp(former.at, UTC)) if former else None

    return why
