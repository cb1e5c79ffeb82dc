"""The script routes of faults: set the rate of a counterpart, order single faults, count them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from sandbox.faults.plan import Counterpart, Faults, Kind, Moment, Order

router = APIRouter(prefix="/faults", tags=["scripts: faults"])


class Behaviour(BaseModel):
    """The share of calls and callbacks that fail (`rate`), and how; default: all kinds."""

    model_config = ConfigDict(extra="forbid")

    rate: float = Field(ge=0, le=1)
    seed: int = 1
    kinds: list[Kind] = Field(default_factory=lambda: list(Kind))


class Command(BaseModel):
    """The next `times` matching calls or callbacks fail like this. `seconds` for slow and done_but_timeout."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    times: int = Field(1, ge=1, le=10_000)
    seconds: float | None = Field(None, ge=0, le=600)
    on: Moment | None = None


def _faults(request: Request) -> Faults:
    found: Faults = request.app.state.faults
    return found


FaultsDependency = Annotated[Faults, Depends(_faults)]


@router.get("")
async def overview(faults: FaultsDependency) -> dict[str, Any]:
    """Per counterpart: rate, seed, kinds, pending orders, and how often each kind has happened."""
    return {name: _view(faults, name) for name in Counterpart}


@router.put("")
async def set_all(behaviour: Behaviour, faults: FaultsDependency) -> dict[str, Any]:
    """Sets the behaviour of every counterpart."""
    for plan in faults.plans.values():
        plan.becomes(behaviour.rate, behaviour.seed, behaviour.kinds)
    return await overview(faults)


@router.put("/{counterpart}")
async def set_one(counterpart: Counterpart, behaviour: Behaviour, faults: FaultsDependency) -> dict[str, Any]:
    """Sets the behaviour of one counterpart."""
    faults.plans[counterpart].becomes(behaviour.rate, behaviour.seed, behaviour.kinds)
    return _view(faults, counterpart)


@router.post("/{counterpart}", status_code=202)
async def order(counterpart: Counterpart, command: Command, faults: FaultsDependency) -> dict[str, Any]:
    """Orders faults; they come before random ones."""
    faults.plans[counterpart].orders.append(Order(command.kind, command.times, command.seconds, command.on))
    return _view(faults, counterpart)


@router.delete("")
async def clear(faults: FaultsDependency) -> dict[str, Any]:
    """Sets all rates to 0 and removes all orders; the counts stay."""
    for plan in faults.plans.values():
        plan.becomes(0, plan.seed, plan.kinds)
        plan.orders.clear()
    return await overview(faults)


def _view(faults: Faults, counterpart: Counterpart) -> dict[str, Any]:
    plan = faults.plans[counterpart]
    waiting: Counter[str] = Counter()
    for one in plan.orders:
        waiting[one.kind] += one.times
    return {
        "rate": plan.rate,
        "seed": plan.seed,
        "kinds": list(plan.kinds),
        "ordered": +waiting,
        "done": dict(plan.done),
    }
