"""The process of a fan-out dies at each of its instants, one after the other; it goes on where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from motcua.stack.waiting import until
from shared.kernel.ids import uuid7
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.outside import Outside
from tests.support.toy_words import Ask, StirAll

MOVED = "select count(*) as moves, count(distinct dossier) as dossiers from journal where message = 'Stir'"


@pytest.fixture
async def outside(harness: Harness, tmp_path: Path) -> AsyncIterator[Outside]:
    """An echo as a process of its own, not started."""
    await harness.topics()
    process = Outside(harness, "echo", tmp_path / "echo.log")
    yield process
    await process.kill()


INSTANTS = ("fanout.before_commit:2", "fanout.after_commit:2", "due.after_commit:3")


async def test_nothing_is_lost_and_nothing_doubled(harness: Harness, outside: Outside, ask: Emitter) -> None:
    """Eighty dossiers, chunks of eight, batches of two: it dies three times on the way, then is left alone."""
    echo = await harness.node("echo")

    async def died() -> bool:
        return outside.dead

    await harness.receive(echo, *(record for _ in range(80) for record in ask.emit(uuid7(), Ask())))
    await harness.emit(echo, uuid7(), StirAll())
    for instant in INSTANTS:
        await outside.start(MOTCUA_BATCH="2", MOTCUA_KILL_AT=instant)
        await until(died, timeout=60)
        [before] = await harness.rows("echo", MOVED)
        assert before["moves"] < 80, "it died on the way"
    await outside.start(MOTCUA_BATCH="2")

    async def finished() -> bool:
        return bool(await harness.value("echo", "select count(*) from fanouts where finished_at is not null"))

    await until(finished, timeout=60)
    [after] = await harness.rows("echo", MOVED)
    assert tuple(after) == (80, 80)
    assert await harness.value("echo", "select inserted from fanouts") == 80
    assert await harness.settled("echo")
    assert await harness.breaches("echo") == []
