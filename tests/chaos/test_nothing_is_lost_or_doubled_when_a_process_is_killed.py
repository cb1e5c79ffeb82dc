"""The short faults of the matrix, and two that it has no row for. Invariants and promises are checked after each."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from tests.chaos.account import balance
from tests.chaos.fault import Fault
from tests.chaos.load import Move, Promise
from tests.chaos.matrix import SHORT
from tests.chaos.toys import toys
from tests.chaos.trial import trial
from tests.support.harness import Harness
from tests.support.outside import Outside
from tests.support.pool import Pool
from tests.support.toy_words import Ask, E, Poke

GRACE = 20.0  # seconds a stop may take, also while the broker is away
SCALE = 0.1
ANSWERED = """
insert into replies(place, key, request, command, entity_type, entity, sequence, status, headers, secret, sealed)
values ('', sha256('kept'), 'POST /v1/questions', 'Ask', 'question', $1, 1, 201, '{}', '', '')
"""


@pytest.fixture(scope="session")
def seed() -> str:
    """The seed of random choices; MOTCUA_SEED repeats a run."""
    return os.environ.get("MOTCUA_SEED") or secrets.token_hex(4)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("fault", SHORT, ids=lambda fault: fault.name)
async def test_a_fault_loses_and_doubles_nothing(
    fault: Fault, seed: str, stack: Stack, issuer: Issuer, pool: Pool, tmp_path: Path
) -> None:
    opens = toys(lambda: Harness(stack, issuer, pool), tmp_path)
    outcome = await trial(fault, opens, seed, SCALE)
    assert outcome.holds, f"MOTCUA_SEED={seed}: {outcome}"
    assert outcome.accepted


async def test_the_account_sees_what_is_lost_and_what_no_key_answers_for(harness: Harness) -> None:
    ask, kept, places = await harness.node("ask"), uuid7(), await harness.places("ask")
    await harness.emit(ask, kept, Ask())
    await harness.rows("ask", ANSWERED, kept)
    promise = Promise(places[0].name, "kept", Move(kept, 1))
    assert await balance(places, [promise]) == (1, [], [])
    other = Move(kept, 2)
    lost = [promise._replace(key="no answer"), promise._replace(move=other)]
    assert len((await balance(places, lost)).lost) == 2
    await harness.emit(ask, uuid7(), Ask())
    assert len((await balance(places, [promise])).doubled) == 1


@pytest.fixture
async def outside(harness: Harness, tmp_path: Path) -> AsyncIterator[dict[str, Outside]]:
    """ask and echo, none of them started."""
    await harness.topics()
    found = {name: Outside(harness, name, tmp_path / f"{name}.log") for name in ("ask", "echo")}
    yield found
    for process in found.values():
        await process.kill()


async def test_an_entry_that_kills_the_process_ends_up_waiting_for_its_clock_and_the_rest_flows(
    harness: Harness, outside: dict[str, Outside]
) -> None:
    """The process is started again each time, as by a supervisor."""
    ask, lethal, others = await harness.node("ask"), uuid7(), [uuid7() for _ in range(10)]
    for dossier in [*others[:5], lethal, *others[5:]]:
        await harness.emit(ask, dossier, Ask(words="lethal" if dossier == lethal else "fine"), Poke(), Poke())
    await outside["ask"].start()
    echo, starts = outside["echo"], 0

    async def only_the_lethal_one_waits() -> bool:
        nonlocal starts
        if echo.process is None or echo.dead:
            starts += 1
            await echo.start(MOTCUA_TOY_LETHAL="lethal")
        states = await harness.rows("echo", "select 1 from echoes where received = 3")
        waiting = [("ask", 1, "trying"), ("ask", 2, "waiting"), ("ask", 3, "waiting")]
        return len(states) == len(others) and await harness.deferred("echo") == waiting

    await until(only_the_lethal_one_waits, timeout=120)
    assert starts >= 3
    await echo.kill()
    await echo.start()  # the fix: this version does not die of it
    await harness.rows("echo", "update deferred set retry_at = now()")
    assert await harness.settled("ask", "echo")
    assert await harness.breaches("ask", "echo") == []
    assert await harness.states("echo", "echoes") == dict.fromkeys([*others, lethal], E.WAITING)


async def test_a_process_stops_in_time_while_the_broker_is_away(stack: Stack, outside: dict[str, Outside]) -> None:
    await outside["echo"].start()
    await outside["echo"].ready()
    await asyncio.to_thread(stack.kill_broker)
    try:
        assert await outside["echo"].stop(GRACE) < GRACE
    finally:
        await asyncio.to_thread(stack.start_broker)
