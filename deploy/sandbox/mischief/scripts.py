"""The scripts' side of mischief: say how bad a counterpart shall be, order single deeds, count what was done."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from sandbox.mischief.temper import Counterpart, Kind, Mischief, Moment, Order

router = APIRouter(prefix="/mischief", tags=["scripts: mischief"])


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


def _mischief(request: Request) -> Mischief:
    found: Mischief = request.app.state.mischief
    return found


Tempers = Annotated[Mischief, Depends(_mischief)]


@router.get("")
async def what_was_done(mischief: Tempers) -> dict[str, Any]:
    """Per counterpart: rate, seed, kinds, orders that still wait, and how often each kind was done."""
    return {name: _told(mischief, name) for name in Counterpart}


@router.put("")
async def all_become(mood: Mood, mischief: Tempers) -> dict[str, Any]:
    """Every counterpart behaves like this from now on."""
    for temper in mischief.tempers.values():
        temper.becomes(mood.rate, mood.seed, mood.kinds)
    return await what_was_done(mischief)


@router.put("/{counterpart}")
async def one_becomes(counterpart: Counterpart, mood: Mood, mischief: Tempers) -> dict[str, Any]:
    """This counterpart behaves like this from now on."""
    mischief.tempers[counterpart].becomes(mood.rate, mood.seed, mood.kinds)
    return _told(mischief, counterpart)


@router.post("/{counterpart}", status_code=202)
async def order(counterpart: Counterpart, command: Command, mischief: Tempers) -> dict[str, Any]:
    """Orders deeds; they are carried out before the die is asked."""
    mischief.tempers[counterpart].orders.append(Order(command.kind, command.times, command.seconds, command.on))
    return _told(mischief, counterpart)


@router.delete("")
async def peace(mischief: Tempers) -> dict[str, Any]:
    """Everybody behaves, and no order waits; the counts stay."""
    for temper in mischief.tempers.values():
        temper.becomes(0, temper.seed, temper.kinds)
        temper.orders.clear()
    return await what_was_done(mischief)


def _told(mischief: Mischief, counterpart: Counterpart) -> dict[str, Any]:
    temper = mischief.tempers[counterpart]
    waiting: Counter[str] = Counter()
    for one in temper.orders:
        waiting[one.kind] += one.times
    return {
        "rate": temper.rate,
        "seed": temper.seed,
        "kinds": list(temper.kinds),
        "ordered": +waiting,
        "done": dict(temper.done),
    }
