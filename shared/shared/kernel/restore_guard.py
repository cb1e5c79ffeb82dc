"""May this service move at all? Checked once, before its parts start.

Kafka remembers what was sent. If the newest record of any partition of the service's own topic is not in its journal,
the database was restored from something older, and subscribers know what it does not: the service then stands still
(receives, moves and sends nothing) until an operator has decided. A record that its own keys do not prove is not its
own, and is passed over.
"""

from __future__ import annotations

from shared.kernel.errors import Unavailable
from shared.kernel.node import Node
from shared.kernel.topics import faults, newest_on

KNOWN = "select digest from journal where dossier = $1 and sequence = $2"


async def look_back(node: Node) -> str | None:
    """Why this service must stand still; None if its journal holds the last of all it has sent.

    Raises Unavailable while its topic is missing, or not set up to keep what is sent.
    """
    wrong = await faults(node.brokers, node.registry.producer, one_node=node.settings.development)
    if wrong:
        raise Unavailable("; ".join(wrong))
    for record in await newest_on(node.brokers, node.registry.producer, node.keys):
        async with node.database.begin() as tx:
            digest = await tx.value(KNOWN, record.dossier, record.sequence)
        if digest is None or digest.hex() != record.digest:
            what = f"sequence {record.sequence} of dossier {record.dossier}"
            return f"{what} was sent, but is not in this journal: restored from older"
    return None
