"""The bell: wakes parts in other processes of this service, which otherwise look once a second.

An api has no parts, and only one worker's relay leads, so after a commit others may have the work. They are told with
NOTIFY, after the commit and at most every SPACING seconds: a transaction that notifies waits for all others that do.
The relay's connection listens. A ring that is lost, with its process or a connection, costs the time until they look.
"""

from __future__ import annotations

from typing import Any

from shared.kernel.node import Node

CHANNEL = "motcua"
SPACING = 0.25
FOR_EVER = 1e9


class Bell:
    """Rings for what `Node.wake` has noted."""

    def __init__(self, node: Node) -> None:
        self._node = node

    async def run(self) -> None:
        await self._node.keep("bell", self._ring, self._node.bell_due)

    async def _ring(self) -> float:
        parts, self._node.elsewhere = self._node.elsewhere, set()
        if not parts:
            return FOR_EVER
        await self._node.database.look("select pg_notify($1, $2)", CHANNEL, " ".join(sorted(parts)))
        await self._node.rest(SPACING)
        return 0.0


async def listen(node: Node, connection: Any) -> None:
    """From now on this connection wakes the parts of this process."""

    def ring(_connection: Any, _process: int, _channel: str, parts: str) -> None:
        for part in parts.split():
            node.due[part].set()

    await connection.add_listener(CHANNEL, ring)
