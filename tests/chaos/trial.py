"""One trial: a system under load, without a fault, with it, and until it has recovered; then it is checked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from motcua.stack.waiting import SLOWER
from motcua.verify.accepted import accepted
from shared.audit.invariants import Place
from tests.chaos.account import balance
from tests.chaos.fault import Fault, Outcome, Stage

Opens = Callable[[Fault, Random], AbstractAsyncContextManager[Any]]
Tell = Callable[[Outcome, str], None]

CALM = 10.0  # seconds at full scale
SHORTEST_CALM = 3.0
#: Seconds until the flow must be whole again, or all be quiet; the budget of a broker's return is 30.
TIMEOUT = 150.0 * SLOWER
DEFERRED = "select count(*) from deferred where dossier is null or dossier <> all($1::uuid[])"


def silent(_outcome: Outcome, _phase: str) -> None:
    """Reports no phase."""


async def trial(fault: Fault, opens: Opens, seed: str, scale: float, tell: Tell = silent) -> Outcome:
    """The outcome of a fault. Never raises: an error on the way is part of the outcome."""
    rng, began = Random(f"{seed} {fault.name}"), time.monotonic()
    outcome = Outcome(fault.name, skipped=fault.unfit())
    if outcome.skipped is None:
        try:
            tell(outcome, "starting")
            async with opens(fault, rng) as stage:
                await _loaded(fault, stage, rng, scale, lambda phase: tell(outcome, phase), outcome)
        except Exception as error:
            outcome.broken.append(f"the trial failed: {_root(error)}")
    outcome.seconds = time.monotonic() - began
    tell(outcome, "done")
    return outcome


async def _loaded(
    fault: Fault, stage: Stage, rng: Random, scale: float, tell: Callable[[str], None], outcome: Outcome
) -> None:
    loading = asyncio.create_task(stage.load.run())
    try:
        await _hurt(fault, stage, rng, scale, tell, outcome, loading)
        stage.load.over.set()
        await asyncio.wait_for(loading, TIMEOUT)
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
    tell("waiting for quiet, and reading the invariants")
    await _judge(fault, stage, outcome)


async def _hurt(
    fault: Fault,
    stage: Stage,
    rng: Random,
    scale: float,
    tell: Callable[[str], None],
    outcome: Outcome,
    loading: asyncio.Task[None],
) -> None:
    """Runs without the fault, applies it, and waits until every client has ended a scenario begun after it."""
    load = stage.load
    tell("warming up")
    await _whole(stage, time.monotonic(), loading)
    tell("calm")
    calm = time.monotonic()
    await asyncio.sleep(max(SHORTEST_CALM, CALM * scale))
    began, seconds = time.monotonic(), fault.lasts(scale)
    outcome.calm = load.rate(calm, began)
    tell(f"the fault, {seconds:.0f} s")
    outcome.did = await fault.how(stage, seconds, rng)
    ended = time.monotonic()
    outcome.under = load.rate(began, ended)
    tell("recovering")
    outcome.recovery = await _whole(stage, ended, loading) - ended


async def _whole(stage: Stage, since: float, loading: asyncio.Task[None]) -> float:
    """The time of recovery. Raises TimeoutError with the last answers."""
    while (when := stage.load.whole(since)) is None:
        if loading.done():
            loading.result()
        if time.monotonic() > since + TIMEOUT:
            raise TimeoutError(f"not whole after {TIMEOUT:.0f} s; last seen: {stage.load.latest or 'nothing wrong'}")
        await asyncio.sleep(0.05)
    return when


async def _judge(fault: Fault, stage: Stage, outcome: Outcome) -> None:
    """Checks the invariants, and the promises against what is stored."""
    outcome.broken += [f"{label} has died, and was not killed" for label, one in stage.players.items() if one.dead]
    found = [(invariant, what) for invariant, what in await stage.broken(TIMEOUT) if invariant not in fault.excused]
    places = await stage.places()
    account = await balance(places, stage.load.promises)
    outcome.accepted, outcome.lost = account.accepted, len(account.lost)
    outcome.doubled = len(account.doubled) + sum(invariant in DOUBLED for invariant, _ in found)
    aside = list((await accepted(places)).dossiers)
    outcome.deferred = sum([await _deferred(place, aside) for place in places])
    outcome.broken += [what for _, what in found] + account.lost[:5] + account.doubled[:5]
    outcome.broken += [f"500 answered {times} times: {what}" for what, times in stage.load.bugs.items()]
    if gave_up := sum(stage.load.gave_up.values()):
        outcome.did += f"; clients gave up on {gave_up} lives"


DOUBLED = (4, 11)  # the invariants about it: no message moves twice, and a code names one dossier


async def _deferred(place: Place, aside: list[UUID]) -> int:
    """What is held, but for the dossiers of a loss that was accepted."""
    connection = await asyncpg.connect(place.dsn)
    try:
        return int(await connection.fetchval(DEFERRED, aside))
    finally:
        await connection.close()


def _root(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {str(error)[:600]}"
