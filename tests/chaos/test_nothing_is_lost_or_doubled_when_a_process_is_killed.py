"""Kill tests at the named instants: after a restart everything arrives, nothing is doubled. Laws 1 to 5 and 8."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.ids import uuid7
from tests.support.house import House, until
from tests.support.outside import Outside
from tests.support.toy_words import Ask, E, Poke, Ring

AT_ONCE = {"ask": "relay.before_send", "bell": "relay.after_send", "echo": "consumer.after_commit"}
LATER = {"ask": "relay.after_send:3", "bell": "relay.before_send:2", "echo": "consumer.after_commit"}


@pytest.fixture
async def outside(house: House, tmp_path: Path) -> AsyncIterator[dict[str, Outside]]:
    """ask, bell and echo, none of them started."""
    await house.topics()
    found = {name: Outside(house, name, tmp_path / f"{name}.log") for name in house.toys.hearings}
    yield found
    for process in found.values():
        await process.kill()


@pytest.mark.parametrize("instants", [AT_ONCE, LATER], ids=["at once", "later"])
async def test_killed_at_the_named_instants(
    house: House, outside: dict[str, Outside], instants: dict[str, str]
) -> None:
    """Each toy dies at an instant, the first time or a later one; all are started again once they are dead."""
    ask, bell = await house.node("ask"), await house.node("bell")

    async def say() -> None:
        dossier = uuid7()
        await house.say(ask, dossier, Ask(), Poke())
        await house.say(bell, dossier, Ring())

    async def all_dead() -> bool:
        await say()
        return all(process.dead for process in outside.values())

    await say()
    for name, process in outside.items():
        await process.start(MOTCUA_KILL_AT=instants[name])
    await until(all_dead, 90)
    await say()
    for process in outside.values():
        await process.start()
    assert await house.settled("ask", "bell", "echo")
    assert await house.breaches("ask", "bell", "echo") == []
    assert set((await house.states("ask", "questions")).values()) == {"answered"}


async def test_a_line_that_kills_the_process_ends_up_waiting_for_its_clock_and_the_rest_flows(
    house: House, outside: dict[str, Outside]
) -> None:
    """Started again each time, as a supervisor would."""
    ask, lethal, others = await house.node("ask"), uuid7(), [uuid7() for _ in range(10)]
    for dossier in [*others[:5], lethal, *others[5:]]:
        await house.say(ask, dossier, Ask(words="lethal" if dossier == lethal else "fine"), Poke(), Poke())
    await outside["ask"].start()
    echo, starts = outside["echo"], 0

    async def only_the_lethal_one_waits() -> bool:
        nonlocal starts
        if echo.process is None or echo.dead:
            starts += 1
            await echo.start(MOTCUA_TOY_LETHAL="lethal")
        states = await house.rows("echo", "select 1 from echoes where heard = 3")
        waiting = [("ask", 1, "trying"), ("ask", 2, "waiting"), ("ask", 3, "waiting")]
        return len(states) == len(others) and await house.held("echo") == waiting

    await until(only_the_lethal_one_waits, 120)
    assert starts >= 3
    await echo.kill()
    await echo.start()  # the fix: this version does not die of it
    await house.rows("echo", "update held set retry_at = now()")
    assert await house.settled("ask", "echo")
    assert await house.breaches("ask", "echo") == []
    assert await house.states("echo", "echoes") == dict.fromkeys([*others, lethal], E.WAITING)
