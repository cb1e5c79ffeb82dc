"""Routes of every service for accepting a loss (decision 36): at the producer that lost, and at its subscribers.

`motcua restore accept` calls them in order. Nothing else of a service that stands still can be changed meanwhile.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from shared.audit import anchors
from shared.kernel import kept_losses, losses, restore_guard
from shared.kernel.errors import NotFound, Refused
from shared.kernel.losses import PAGE
from shared.kernel.peers import Peers
from shared.web import bodies
from shared.web.auth import Caller, Role, by
from shared.web.edge import Edge, acting
from shared.web.operators import After, Done, Why
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1", tags=["operator"], route_class=TransactionalRoute)

Operator = Annotated[Edge, Depends(acting(Role.OPERATOR))]
Looks = Annotated[Caller, Depends(by(Role.OPERATOR))]
LossId = Annotated[int, Path(ge=1, lt=2**63)]
Events = Annotated[list[losses.SentEvent], Field(max_length=PAGE)]


class NothingLost(Refused):
    """Nothing is lost: the journal contains all that was sent."""

    vi = "Không mất dữ liệu: nhật ký có đủ mọi thông điệp đã gửi"


class NotRenewed(Refused):
    """The loss is not accepted yet: raise the counters and renew the topic first."""

    vi = "Chưa hoàn tất chấp nhận mất dữ liệu: cần nâng bộ đếm và tạo lại topic trước"


class Losses(BaseModel):
    """Why this process stands still, if it does; and the losses of this service, the newest first."""

    standing_still: str | None
    losses: list[losses.Loss]


class NotedEvents(BaseModel):
    """Lost events that the topic or a subscriber (`known_by`) knows."""

    known_by: str = Field(pattern="^[a-z][a-z0-9-]*$", max_length=60)
    events: list[losses.LostEvent] = Field(max_length=PAGE)


class AcceptedLoss(BaseModel):
    """What a subscriber no longer waits for, and why."""

    why: str = Field(min_length=3, max_length=1000)
    gaps: list[losses.LostGap] = Field(max_length=PAGE)


class ClosedGaps(BaseModel):
    """How many checkpoints and deferred records were given up."""

    closed: int


class KnownCodes(BaseModel):
    """The codes by which this service knows dossiers."""

    codes: dict[UUID, str]


@router.get("/losses")
async def list_losses(node: Here, _caller: Looks) -> Losses:
    """The losses that were accepted here, and the one that is being accepted."""
    async with node.database.begin() as tx:
        return Losses(standing_still=node.standing_still, losses=await losses.every(tx))


@router.post("/journal/missing", max_body_size=bodies.LARGE)
async def find_missing(edge: Operator, events: Events) -> list[losses.MissingEvent]:
    """Those of these events that the journal does not contain."""
    return await losses.missing(edge.tx, events)


async def _look_back(node: Here, peers: Annotated[Peers, Depends(part(Peers))], _caller: Looks) -> str | None:
    """What the restore guard finds, before a transaction is open: it reads the topic."""
    return await restore_guard.look_back(node, peers)


@router.post("/losses")
async def begin_loss(found: Annotated[str | None, Depends(_look_back)], edge: Operator, reason: Why) -> losses.Loss:
    """Begins to accept a loss, or goes on with the one that was begun. Refused unless something is lost."""
    if found is None:
        raise NothingLost()
    highest = kept_losses.highest(edge.node.settings.state)
    return await losses.begin_loss(edge.tx, edge.caller.subject, reason.why, highest)


@router.get("/losses/{loss}/events")
async def list_lost_events(node: Here, _caller: Looks, loss: LossId, after: After = 0) -> list[losses.KnownLoss]:
    """The events of a loss, a page at a time."""
    async with node.database.begin() as tx:
        return await losses.lost(tx, loss, after)


@router.post("/losses/{loss}/events", max_body_size=bodies.LARGE)
async def note_lost_events(edge: Operator, loss: LossId, noted: NotedEvents) -> Done:
    """Notes lost events of a loss that is being accepted."""
    await losses.opened(edge.tx, loss)
    await losses.note(edge.tx, loss, noted.known_by, noted.events)
    return Done()


@router.post("/losses/{loss}/counters")
async def raise_counters(edge: Operator, loss: LossId) -> list[str]:
    """Raises every counter above the numbers of lost events; done once."""
    return await losses.raise_counters(edge.tx, edge.node.registry, await losses.opened(edge.tx, loss))


@router.post("/losses/{loss}/renewed")
async def note_renewed(edge: Operator, loss: LossId) -> Done:
    """Notes that the topic was declared anew."""
    await losses.opened(edge.tx, loss)
    await losses.renewed(edge.tx, loss)
    return Done()


async def _new_series(node: Here, _caller: Looks, loss: LossId) -> anchors.Anchor:
    """The first anchor after the loss; before it the loss is kept beside the database. No transaction is open yet."""
    async with node.database.begin() as tx:
        found = await losses.opened(tx, loss)
    if found.raised is None or found.renewed_at is None:
        raise NotRenewed()
    kept_losses.keep(node.settings.state, found, await losses.every_lost(node.database, loss))
    return await anchors.begin_series(node, loss)


@router.post("/losses/{loss}/finish")
async def finish_loss(
    anchor: Annotated[anchors.Anchor, Depends(_new_series)], edge: Operator, loss: LossId
) -> anchors.Anchor:
    """The loss is accepted: anchors begin a new series, and the service goes on within seconds."""
    await losses.opened(edge.tx, loss)
    await losses.finish(edge.tx, loss)
    return anchor


@router.post("/codes", max_body_size=bodies.LARGE)
async def find_codes(edge: Operator, dossiers: Annotated[list[UUID], Field(max_length=PAGE)]) -> KnownCodes:
    """The codes by which these dossiers are known here."""
    rows = await edge.tx.fetch(losses.codes_of(edge.node.registry), dossiers)
    return KnownCodes(codes={row["dossier"]: row["code"] for row in rows})


@router.post("/received/{producer}/accept", max_body_size=bodies.LARGE)
async def accept_loss(edge: Operator, producer: str, accepted: AcceptedLoss) -> ClosedGaps:
    """Closes many gaps at once: a producer has lost what was received of it."""
    if producer not in edge.node.registry.producers:
        raise NotFound("This service does not read that producer.", "Dịch vụ này không nhận thông điệp từ nguồn đó.")
    registry, why = edge.node.registry, accepted.why
    closed = await losses.accept(edge.tx, registry, producer, accepted.gaps, edge.caller.subject, why)
    edge.wakes.append("retrier")
    return ClosedGaps(closed=closed)
