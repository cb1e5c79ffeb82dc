"""A second stream that an endpoint begins in the unit of work of its first. The answer is not about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shared.kernel.handling import decide
from shared.kernel.journal import begin
from shared.web.edge import Edge


async def begin_beside(edge: Edge, context: Any, message: Any, dossier: UUID) -> None:
    """Lets a message begin a stream under a new id, which nobody else can have locked. Raises Refused."""
    assert edge.uow is not None, "something was received before"
    registry = edge.node.registry
    other = await begin(edge.tx, registry.producer, {dossier})
    edge.uow.locked(other.streams)
    decide(registry, context, edge.uow, edge.incoming(message, dossier))
