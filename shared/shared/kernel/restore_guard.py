"""May this service move at all? Looked at once, before its parts start.

Kafka remembers what was sent. If the newest record of any partition of our own topic is not in our
journal, this database has forgotten lines that others have message (it was restored from something older):
the service then stands still (receives, moves and sends nothing) and says so, until an operator has decided.
"""

from __future__ import annotations

import structlog

from shared.kernel.errors import Unavailable
from shared.kernel.node import Node
from shared.kernel.topics import faults, said_on

log = structlog.get_logger()

KNOWN = "select digest from journal where dossier = $1 and line = $2"


async def look_back(node: Node) -> str | None:
    """Why this service must stand still; None if its journal defers the last of all it has sent.

    Raises Unavailable while its topic is not there or not set up to keep what is said.
    """
    wrong = await faults(node.settings.kafka, node.registry.producer, one_node=node.settings.development)
    if wrong:
        raise Unavailable("; ".join(wrong))
    for said in await said_on(node.settings.kafka, node.registry.producer, newest=True):
        async with node.database.begin() as tx:
            digest = await tx.value(KNOWN, said.dossier, said.line)
        if digest is None or digest.hex() != said.digest:
            why = (
                f"line {said.line} of dossier {said.dossier} was sent, but is not in this journal: restored from older"
            )
            log.error("standing still", why=why)
            return why
    return None
