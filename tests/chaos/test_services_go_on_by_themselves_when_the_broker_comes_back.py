"""The broker is killed under load and started again: nobody is told, everybody goes on, the laws hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from shared.ids import uuid7
from tests.support.house import House, until
from tests.support.outside import Outside
from tests.support.toy_words import Ask, Poke, Ring

GRACE = 20.0  # seconds a stop may take, also while the broker is away
RECOVERY = 60.0  # seconds; the budget is 30, but this machine may be busy


@pytest.fixture
async def outside(house: House, tmp_path: Path) -> AsyncIterator[dict[str, Outside]]:
    """All three toys, and a second echo that stands by."""
    await house.topics()
    found = {name: Outside(house, name, tmp_path / f"{name}.log") for name in house.toys.hearings}
    found["second"] = Outside(house, "echo", tmp_path / "second.log")
    for process in found.values():
        await process.start()
    yield found
    for process in found.values():
        await process.kill()


async def test_a_broker_killed_under_load(house: House, outside: dict[str, Outside]) -> None:
    ask, bell = await house.node("ask"), await house.node("bell")
    over, said = asyncio.Event(), [uuid7()]

    async def load() -> None:
        while not over.is_set():
            await house.say(ask, said[-1], Ask(), Poke())
            await house.say(bell, said[-1], Ring())
            await asyncio.sleep(0.25)  # a steady load, no synchronisation
            said.append(uuid7())

    async def answered(dossier: UUID) -> bool:
        return (await house.states("ask", "questions")).get(dossier) == "answered"

    async with asyncio.TaskGroup() as group:
        loading = group.create_task(load())
        await until(lambda: answered(said[0]), 60)
        await asyncio.to_thread(house.stack.kill_broker)
        try:
            before = len(said)
            assert await outside["second"].stop(GRACE) < GRACE
            await until(lambda: is_longer(said, before + 8))
        finally:
            await asyncio.to_thread(house.stack.start_broker)
        fresh = said[-1]
        await until(lambda: answered(fresh), RECOVERY)
        over.set()
        await loading
    assert await house.settled("ask", "bell", "echo")
    assert await house.breaches("ask", "bell", "echo") == []
    assert not any(process.dead for name, process in outside.items() if name != "second")


async def is_longer(said: list[UUID], length: int) -> bool:
    """The counter stays open while the broker is away."""
    return len(said) > length


async def test_a_database_killed_under_load(house: House, outside: dict[str, Outside]) -> None:
    """All connections and all leaderships are lost at once; nobody has to be told."""
    ask, bell = await house.node("ask"), await house.node("bell")
    dossiers = [uuid7() for _ in range(30)]
    for dossier in dossiers:
        await house.say(ask, dossier, Ask(), Poke())
        await house.say(bell, dossier, Ring())

    async def some_heard() -> bool:
        return bool(await house.states("echo", "echoes"))

    await until(some_heard, 60)
    await asyncio.to_thread(house.stack.kill_database)
    await asyncio.to_thread(house.stack.start_database)
    later = uuid7()
    await house.say(await house.node("ask"), later, Ask())
    await house.say(await house.node("bell"), later, Ring())
    assert await house.settled("ask", "bell", "echo", patience=RECOVERY)
    assert await house.breaches("ask", "bell", "echo") == []
    assert set((await house.states("ask", "questions")).values()) == {"answered"}
    assert not any(process.dead for process in outside.values())
