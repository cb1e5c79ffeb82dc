"""The scripts' side of faults: say how bad a counterpart shall be, order single deeds, count what was done."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from sandbox.faults.plan import Counterpart, Faults, Kind, Moment, Order

router = APIRouter(prefix="/faults", tags=["scripts: faults"])


class Mood(BaseModel):
    """How often (`rate` of all calls and callbacks) and in which ways; without `kinds` in every way."""

    model_config = ConfigDict(extra="forbid")

    rate: float = Field(ge=0, le=1)
    seed: int = 1
    kinds: list[Kind] = Field(default_factory=lambda: list(Kind))


class Command(BaseModel):
    """The next `times` fitting moments go wrong like this. `seconds` for slow and done_but_timeout."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    times: int = Field(1, ge=1, le=10_000)
    seconds: float | None = Field(None, ge=0, le=600)
    on: Moment | None = None


def _faults(request: Request) -> Faults:
    found: Faults = request.app.state.faults
    return found


Tempers = Annotated[Faults, Depends(_faults)]


@router.get("")
async def what_was_done(faults: Tempers) -> dict[str, Any]:
    """Per counterpart: rate, seed, kinds, orders that still wait, and how often each kind was done."""
    return {name: _told(faults, name) for name in Counterpart}


@router.put("")
async def all_become(mood: Mood, faults: Tempers) -> dict[str, Any]:
    """Every counterpart behaves like this from now on."""
    for plan in faults.tempers.values():
        plan.becomes(mood.rate, mood.seed, mood.kinds)
    return await what_was_done(faults)


@router.put("/{counterpart}")
async def one_becomes(counterpart: Counterpart, mood: Mood, faults: Tempers) -> dict[str, Any]:
    """This counterpart behaves like this from now on."""
    faults.tempers[counterpart].becomes(mood.rate, mood.seed, mood.kinds)
    return _told(faults, counterpart)


@router.post("/{counterpart}", status_code=202)
async def order(counterpart: Counterpart, command: Command, faults: Tempers) -> dict[str, Any]:
    """Orders deeds; they are carried out before the die is asked."""
    faults.tempers[counterpart].orders.append(Order(command.kind, command.times, command.seconds, command.on))
    return _told(faults, counterpart)


@router.delete("")
async def peace(faults: Tempers) -> dict[str, Any]:
    """Everybody behaves, and no order waits; the counts stay."""
    for plan in faults.tempers.values():
        plan.becomes(0, plan.seed, plan.kinds)
        plan.orders.clear()
    return await what_was_done(faults)


def _told(faults: Faults, counterpart: Counterpart) -> dict[str, Any]:
    plan = faults.tempers[counterpart]
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
