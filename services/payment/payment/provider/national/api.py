"""The callback of the national payment platform: CONFIRM.

It carries no token, no Idempotency-Key and no If-Match: who wrote it is proved before anything else, and what is not
proved is answered without a signature and without a word of its own. A proved CONFIRM is journalled and asked about;
what it says is booked only where the platform cannot be asked (decision 12). What fails is told again by the platform.
"""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import APIRouter, Request

from payment.charge.models import ATTEMPT
from payment.charge.rules import NATIONAL_PLATFORM
from payment.provider.national import rules
from payment.provider.national.clients import Platform
from payment.provider.national.schemas import Confirm, Reply
from shared.kernel.errors import Unavailable
from shared.web.auth import Caller, Role
from shared.web.edge import Edge, traceparent_of
from shared.web.idempotency import unkeyed
from shared.web.parts import part_of
from shared.web.problems import correlation
from shared.web.served import ServedNode
from shared.web.transactional import TransactionalRoute

log = structlog.get_logger()

router = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

PLATFORM = Caller(NATIONAL_PLATFORM, Role.SERVICE, None)


@router.post("/national-platform")
async def confirm(request: Request, confirm: Confirm) -> Reply:
    """CONFIRM of the national payment platform 1.0.6."""
    platform: Platform = part_of(request, Platform)
    message = confirm.model_dump()
    if not platform.confirms(message):
        log.warning("CONFIRM not proved", correlation=str(correlation(request)))
        return Reply(**rules.UNPROVED)
    attempt = await _receive(await _edge(request), message, final=not platform.has_query)
    verdict = rules.GOOD if attempt else rules.UNKNOWN
    told = {name: message[name] for name in ("MaThamChieu", "MaGiaoDich", "MaLoi", "SoTien")}
    log.info("CONFIRM", **told, reply=verdict)
    return Reply(**platform.reply(verdict, attempt))


async def _edge(request: Request) -> Edge:
    """An open edge for the platform, which has proved who it is; the door commits it."""
    node: ServedNode = part_of(request, ServedNode)
    if node.standing_still:
        raise Unavailable(node.standing_still)
    tx = await request.state.stack.enter_async_context(node.database.begin())
    edge = Edge(node, PLATFORM, tx, unkeyed(request, PLATFORM), correlation(request), traceparent_of(request))
    request.state.edge = edge
    return edge


async def _receive(edge: Edge, message: dict[str, Any], *, final: bool) -> Any:
    """The attempt it is about, once that has received it; None if it is none of ours."""
    attempt = await edge.tx.row(ATTEMPT, message["MaThamChieu"])
    if attempt is not None:
        await edge.receive(rules.report(message, final=final), attempt["dossier"])
    return attempt
