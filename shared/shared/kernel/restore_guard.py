"""May this service move at all? Looked at once, before its parts start.

Kafka remembers what was sent. If the newest record of any partition of our own topic is not in our
journal, this database has forgotten records that others have message (it was restored from something older):
the service then stands still (receives, moves and sends nothing) and says so, until an operator has decided.
"""

from __future__ import annotations

import structlog

from shared.kernel.errors import Unavailable
from shared.kernel.node import Node
from shared.kernel.topics import faults, records_on

log = structlog.get_logger()

KNOWN = "select digest from journal where dossier = $1 and sequence = $2"


async def look_back(node: Node) -> str | None:
    """Why this service must stand still; None if its journal holds the last of all it has sent.

    Raises Unavailable while its topic is not there or not set up to keep what is emitted.
    """
    wrong = await faults(node.settings.kafka, node.registry.producer, one_node=node.settings.development)
    if wrong:
        raise Unavailable("; ".join(wrong))
    for record in await records_on(node.settings.kafka, node.registry.producer, newest=True):
        async with node.database.begin() as tx:
            digest = await tx.value(KNOWN, record.dossier, record.sequence)
        if digest is None or digest.hex() != record.digest:
            what = f"sequence {record.sequence} of dossier {record.dossier}"
            why = f"{what} was sent, but is not in this journal: restored from older"
            log.error("standing still", why=why)
            return why
    return None
