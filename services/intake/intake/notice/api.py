"""The route by which channels report what became of a message."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from intake.channel.protocol import TOLD, Channel, Channels
from intake.notice.commands import Delivered, TurnedAway
from intake.notice.models import DELIVERED
from intake.notice.rules import BOUNCED
from intake.notice.tables import REPORTED
from shared.kernel.errors import NotFound
from shared.web.callbacks import Counterpart, Meant, proved
from shared.web.parts import part
from shared.web.transactional import TransactionalRoute

callbacks = APIRouter(prefix="/v1/callbacks", tags=["callbacks"], route_class=TransactionalRoute)

BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


async def sent(request: Request) -> bytes:
    """The body as it came, read before anything else is asked for."""
    return await request.body()


@callbacks.post("/{channel}", openapi_extra=BODY)
async def report_message(
    request: Request,
    body: Annotated[bytes, Depends(sent)],
    channels: Annotated[Channels, Depends(part(Channels))],
    channel: str,
) -> JSONResponse:
    """What became of a message, in the channel's own format and answered in it.

    There is no token: the report proves who wrote it. The same report again changes nothing.
    """
    known = channels.named(channel)
    if known is None:
        raise NotFound("There is no such channel.", "Không có kênh gửi thông báo này.")

    async def proves(came: bytes) -> bool:
        return known.proves(came)

    counterpart = await proved(request, known.name, proves, body)
    if counterpart is not None:
        await _receive(counterpart, known, body)
    status, answer = known.reply(proved=counterpart is not None)
    return JSONResponse(dict(answer), status)


async def _receive(counterpart: Counterpart, channel: Channel, body: bytes) -> None:
    """A report that is about no message of this channel is taken, and is about nothing."""
    report = channel.report(body)
    number, _, kind = report.reference.partition(".") if report else ("", "", "")
    if report is None or kind != channel.kind or not (about := _id(number)):
        return
    message = Delivered(channel=kind) if report.delivered else TurnedAway(channel=kind, reason=BOUNCED)
    TOLD.labels(kind, DELIVERED if report.delivered else BOUNCED).inc()
    rows = await counterpart.find(REPORTED, about)
    await counterpart.receive([Meant(message, row["dossier"], row["id"]) for row in rows])


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
