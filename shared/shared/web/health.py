"""What an operator's machinery asks a process: does it live, is it ready, its metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST

from shared.kernel.errors import Unavailable
from shared.kernel.outages import no_database, silence
from shared.kernel.restore_guard import UNCHECKED
from shared.kernel.settings import Part
from shared.web.measures import exposed
from shared.web.problems import responses
from shared.web.served import Here, ServedNode

SOON = 3.0  # seconds in which the database answers

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


class NotReady(Unavailable):
    """This process is not ready.

    `more`: `state` (waiting, reads-only, standing-still, stopping), `why`, `waits` (why each part of it waits).
    """

    vi = "Tiến trình này chưa sẵn sàng"

    def __init__(self, node: ServedNode, waits: Mapping[str, str]) -> None:
        super().__init__()
        stops = "stopping" if node.stopping.is_set() else "waiting"
        self.more = {"state": _halted(node) or stops, "why": _why(node, waits), "waits": waits}


def _halted(node: ServedNode) -> str | None:
    """Its state, if it takes no command."""
    if node.standing_still:
        return "standing-still"
    return "reads-only" if node.unchecked and not node.stopping.is_set() else None


def _why(node: ServedNode, waits: Mapping[str, str]) -> str | None:
    """Why it stands still, answers queries only, is stopping, or which parts wait; None if nothing keeps it."""
    if node.stopping.is_set():
        return "it is being stopped"
    if node.unchecked and not node.standing_still:
        begun = f"Kafka at {node.brokers} has not answered yet, or the topic is long"
        return f"{UNCHECKED}: {node.waits.get('restored', begun)}"
    return node.standing_still or "; ".join(f"{part} waits: {why}" for part, why in waits.items()) or None


@router.get("/readyz", responses=responses(NotReady))
async def readyz(node: Here) -> dict[str, Any]:
    """Ready to serve: PostgreSQL for an api, the parts too for a worker. 503 otherwise.

    An api that stands still answers queries, so it is ready; `state` says so. `reads-only`: commands wait until its
    database is compared with what was sent. `why` also names what waits.
    """
    if node.stopping.is_set():
        raise NotReady(node, {})
    if away := await silence(node.database.look("select 1"), SOON):
        raise NotReady(node, {"database": no_database(away)})
    needed = {"relay"} | ({"consumer"} if node.registry.producers else set())
    waits = {part: why for part, why in node.waits.items() if not node.alive.get(part)}
    waiting = {part for part in needed if not node.alive.get(part)} | waits.keys()
    if Part.WORKER in node.settings.roles and not needed.isdisjoint(waiting):
        raise NotReady(node, {part: node.waits.get(part, "does not run") for part in sorted(waiting)})
    return {"state": _halted(node) or "ready", "why": _why(node, waits), "parts": node.alive, "waits": waits}


@router.get("/metrics", response_class=Response)
async def metrics(node: Here) -> Response:
    """Prometheus text."""
    return Response(exposed(node), media_type=CONTENT_TYPE_LATEST)


#: They are answered however much else is asked.
PATHS = tuple(route.path for route in router.routes if isinstance(route, APIRoute))
