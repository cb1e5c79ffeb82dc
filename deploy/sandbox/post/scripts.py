"""The post's script routes: the webhook's address, parcels' plans, the public key, the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from sandbox.post.office import Office
from sandbox.post.parcels import Parcel, view
from sandbox.post.statuses import NAMES, Stage
from sandbox.post.wire import AnyOffice, Tokens

router = APIRouter(prefix="/post", tags=["scripts: post"])


def _known(status: int) -> int:
    if status not in NAMES:
        raise ValueError("no such status")
    return status


class Hook(BaseModel):
    """The customer's webhook; an empty address: no webhooks are sent."""

    model_config = ConfigDict(extra="forbid")

    url: str


class Plan(BaseModel):
    """How the parcel of `reference` (its saleOrderCode), or without one every later parcel, will move."""

    model_config = ConfigDict(extra="forbid")

    plan: list[Stage] = Field(min_length=1)
    reference: str | None = None


class Step(BaseModel):
    """One status, now or at a given time."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[int, AfterValidator(_known)]
    reason: str = ""
    at: AwareDatetime | None = None


@router.put("/webhook")
async def hook(hook: Hook, office: AnyOffice) -> dict[str, str]:
    """Sets the webhook's address; unreported changes are then sent."""
    office.parcels.note("hook", url=hook.url)
    office.tell_again()
    return {"url": hook.url}


@router.get("/public-key", response_class=PlainTextResponse)
async def public_key(office: AnyOffice) -> str:
    """The key webhooks are signed with, PEM."""
    return office.signer.public


@router.post("/plan", status_code=202)
async def plan(plan: Plan, office: AnyOffice) -> dict[str, Any]:
    """Before the order or while its parcel moves: ["delivered"], ["failed", "failed", "returned"], ["held"] ..."""
    office.plan(plan.reference, plan.plan)
    return {"reference": plan.reference, "plan": plan.plan}


@router.get("/parcels/{code}")
async def parcel(code: str, office: AnyOffice) -> dict[str, Any]:
    """By waybill, originalID or saleOrderCode."""
    return view(_parcel(office, code))


@router.post("/parcels/{code}/advance")
async def advance(code: str, step: Step, office: AnyOffice) -> dict[str, Any]:
    """The parcel takes this status, whatever its plan."""
    found = _parcel(office, code)
    at: datetime | None = step.at
    office.advance(found, step.status, at=at, reason=step.reason)
    return view(found)


@router.delete("/tokens", status_code=204)
async def forget_tokens(request: Request) -> None:
    """Ends all tokens; customers must request new ones."""
    tokens: Tokens = request.app.state.tokens
    tokens.forget()


@router.get("/ledger")
async def ledger(office: AnyOffice) -> dict[str, Any]:
    """All parcels in the order they were created, without names and addresses."""
    return {"parcels": [view(one) for one in office.parcels.parcels.values()]}


def _parcel(office: Office, code: str) -> Parcel:
    found = office.parcels.by_code(code) or office.parcels.by_name(code)
    if found is None:
        raise HTTPException(404, "no such parcel")
    return found
