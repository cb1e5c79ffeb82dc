"""How many requests are late, for the operators; counted on a worker."""

from __future__ import annotations

from intake.request.tables import LATE
from shared.kernel.metrics import Theme, gauge
from shared.kernel.node import Node

EVERY = 60.0
MOST = 10_000

LATE_REQUESTS = gauge(
    Theme.OUTSIDE, "motcua_requests_late", "Requests about personal data whose time limit is over, up to 10,000"
)


class Count:
    """Sets the gauge."""

    def __init__(self, node: Node) -> None:
        self._node = node

    async def step(self) -> float:
        """One look; the seconds until the next."""
        async with self._node.database.begin() as tx:
            LATE_REQUESTS.set(await tx.value(LATE, MOST))
        return EVERY
