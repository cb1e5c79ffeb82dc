"""The callback of the national payment platform: CONFIRM.

It carries no token, no Idempotency-Key and no If-Match: the signature is checked before anything else, and a payment
is known by the platform's own reference. Replies are in the platform's own words; what fails is told again by it.
"""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request

from payment.charge.commands import Failed, Paid
from payment.charge.errors import WrongAmount
from payment.charge.models import ATTEMPT
from payment.charge.rules import NATIONAL_PLATFORM
from payment.national import rules
from payment.national.clients import Platform
from payment.national.schemas import Confirm, Reply
from shared.auth import Caller, Role
from shared.edge import Door, Edge, traceparent_of
from shared.errors import Unavailable
from shared.idempotency import Asked
from shared.node import Node
from shared.problems import correlation

log = structlog.get_logger()

router = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=Door)

PLATFORM = Caller(NATIONAL_PLATFORM, Role.SERVICE, None)


@router.post("/national-platform")
async def confirm(request: Request, confirm: Confirm) -> Reply:
    """CONFIRM of the national payment platform 1.0.6."""
    platform: Platform = request.app.state.platform
    message = confirm.model_dump()
    if not rules.is_proved(message, rules.CONFIRM, platform.secret) or confirm.MaDoiTac != platform.partner:
        log.warning("forged CONFIRM", reference=confirm.MaThamChieu[:100])
        return Reply(**rules.reply(message, rules.FORGED, platform.secret))
    verdict = await _hear(await _edge(request), confirm)
    if verdict != rules.GOOD:
        log.error("CONFIRM not taken", reference=confirm.MaThamChieu, code=verdict, amount=confirm.SoTien)
    return Reply(**rules.reply(message, verdict, platform.secret))


async def _edge(request: Request) -> Edge:
    """An open edge for the platform, which has proved who it is; the door commits it."""
    node: Node = request.app.state.node
    if node.standing_still:
        raise Unavailable(node.standing_still)
    tx = await request.state.stack.enter_async_context(node.database.begin())
    asked = Asked(NATIONAL_PLATFORM, request.method, request.url.path, key=None, if_match=None, hash=b"")
    edge = Edge(node, PLATFORM, tx, asked, correlation(request), traceparent_of(request))
    request.state.edge = edge
    return edge


async def _hear(edge: Edge, confirm: Confirm) -> str:
    """The code of our reply. A payment that was heard before is good news told twice."""
    attempt = await edge.tx.row(ATTEMPT, confirm.MaThamChieu)
    amount = rules.amount(confirm.SoTien)
    if attempt is None:
        return rules.UNKNOWN
    if confirm.MaLoi != rules.GOOD:
        message: Paid | Failed = Failed(reference=confirm.MaThamChieu, code=confirm.MaLoi[:20])
    elif amount is None or not confirm.MaGiaoDich or confirm.MaTienTe != "VND":
        return rules.OTHER_AMOUNT
    else:
        message = Paid(
            provider=NATIONAL_PLATFORM,
            reference=confirm.MaThamChieu,
            transaction=confirm.MaGiaoDich,
            amount=amount,
        )
    try:
        await edge.hear(message, attempt["dossier"])
    except WrongAmount:
        return rules.OTHER_AMOUNT
    return rules.GOOD
