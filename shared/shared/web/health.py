"""What an operator's machinery asks a process: does it live, is it ready, its metrics."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST

from shared.kernel.errors import Unavailable
from shared.kernel.settings import Part
from shared.web.measures import exposed
from shared.web.served import Here

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(node: Here) -> dict[str, Any]:
    """Ready to serve: PostgreSQL for an api, the parts too for a worker. 503 otherwise."""
    if node.stopping.is_set():
        raise Unavailable(node.standing_still or "stopping")
    async with node.database.begin() as tx:
        await tx.value("select 1")
    needed = {"relay"} | ({"consumer"} if node.registry.producers else set())
    waiting = sorted(part for part in needed if not node.alive.get(part))
    if Part.WORKER in node.settings.roles and waiting:
        raise Unavailable(f"waiting for {', '.join(waiting)}" + (node.standing_still or ""))
    return {"status": "ready", "parts": node.alive}


@router.get("/metrics", response_class=Response)
async def metrics(node: Here) -> Response:
    """Prometheus text."""
    return Response(exposed(node), media_type=CONTENT_TYPE_LATEST)


#: They are answered however much else is asked.
PATHS = tuple(route.path for route in router.routes if isinstance(route, APIRoute))
