"""What a worker forgets: stored answers and looks whose time is over."""

from __future__ import annotations

from shared.web import idempotency
from shared.web.looks import FORGET
from shared.web.served import ServedNode

EVERY = 3600.0


async def sweep(node: ServedNode) -> float:
    """One sweep; the seconds until the next."""
    async with node.database.begin() as tx:
        more = await idempotency.forget(tx, node.settings.keep_answers)
        await tx.do(FORGET)
    return 0 if more else EVERY
