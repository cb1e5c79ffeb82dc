"""Heads on real Kafka and PostgreSQL: a loss that left no trace is noticed, and heals by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from motcua.stack.waiting import until
from shared.kernel.catch_up import CatchUp, Comparison
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.errors import Unavailable
from shared.kernel.heads import serve
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.relay import Relay
from shared.web.served import ServedNode
from tests.support import tls
from tests.support.by_tls import serving
from tests.support.emitter import Emitter
from tests.support.harness import Harness
from tests.support.kafka import wipe
from tests.support.toy_words import Ask, Poke


@pytest.fixture
async def ask(harness: Harness) -> Node:
    await harness.topics()
    return await harness.node("ask")


@asynccontextmanager
async def running(harness: Harness, *nodes: Node, look: bool = True) -> AsyncIterator[None]:
    """All parts of these nodes; without `look` no one compares heads."""
    async with AsyncExitStack() as stack:
        peers = await harness.peers("echo")
        stack.push_async_callback(peers.close)
        for node in nodes:
            parts: list[Any] = [Relay(node), Consumer(node), Retrier(node), *([CatchUp(node, peers)] if look else [])]
            await stack.enter_async_context(harness.running(node, *parts))
        yield


async def withhold(harness: Harness, dossier: UUID, line: int) -> None:
    """This event is in the journal and is never sent: its outbox row is gone."""
    gone = "delete from outbox u using journal j where j.position = u.position and j.dossier = $1 and j.sequence = $2"
    await harness.rows("ask", gone, dossier, line)


def incoming(harness: Harness, lines: int) -> Callable[[], Awaitable[bool]]:
    async def is_so() -> bool:
        return bool(await harness.value("echo", "select count(*) from journal") == lines)

    return is_so


async def test_a_withheld_event_makes_later_ones_wait_until_heads_heal_it(
    harness: Harness, ask: Node, echo: Node
) -> None:
    dossier, other = uuid7(), uuid7()
    await harness.emit(ask, dossier, Ask(), Poke(), Poke(), Poke())
    await harness.emit(ask, other, Ask(), Poke())
    await withhold(harness, dossier, 2)
    async with running(harness, ask, echo, look=False):
        await until(incoming(harness, 3))

        async def two_wait() -> bool:
            return await harness.deferred("echo") == [("ask", 3, "waiting"), ("ask", 4, "waiting")]

        await until(two_wait)
    async with running(harness, ask, echo):
        assert await harness.settled("ask", "echo")
    assert await harness.breaches("ask", "echo") == []


async def test_a_withheld_last_event_is_healed_too(harness: Harness, ask: Node, echo: Node) -> None:
    dossier = uuid7()
    await harness.emit(ask, dossier, Ask(), Poke())
    await withhold(harness, dossier, 2)
    async with running(harness, ask, echo):
        assert await harness.settled("ask", "echo")
    assert await harness.value("echo", "select count(*) from journal") == 2
    assert await harness.breaches("ask", "echo") == []


async def test_a_dossier_no_one_ever_received_of_is_healed_too(harness: Harness, ask: Node, echo: Node) -> None:
    """A service that joined late, or whose offsets were beyond what it had received."""
    dossiers = [uuid7() for _ in range(30)]
    for dossier in dossiers:
        await harness.emit(ask, dossier, Ask(), Poke())
    await harness.rows("ask", "delete from outbox")
    async with running(harness, ask, echo):
        assert await harness.settled("ask", "echo")
    assert await harness.breaches("ask", "echo") == []


async def test_a_broker_that_lost_its_disk_is_healed(harness: Harness, ask: Node, echo: Node) -> None:
    """Topics are deleted and created again while all toys run; events from before and after arrive."""
    first, last = uuid7(), uuid7()
    async with running(harness, ask, echo):
        await harness.emit(ask, first, Ask(), Poke())
        await until(incoming(harness, 2))
        await harness.emit(ask, last, *[Ask()])
        await wipe(harness)
        await harness.emit(ask, first, Poke())
        await harness.emit(ask, last, Poke())
        assert await harness.settled("ask", "echo", timeout=120)
    assert await harness.value("echo", "select count(*) from journal") == 5


async def test_a_subscriber_ahead_of_its_producer_reports_it_and_asks_for_nothing(
    harness: Harness, ask: Node, echo: Node, capsys: pytest.CaptureFixture[str]
) -> None:
    """The producer was restored from something older."""
    dossier = uuid7()
    await harness.emit(ask, dossier, Ask())
    await harness.receive(echo, *Emitter(harness.toys.ask).emit(dossier, Ask(), Poke()))
    peers = await harness.peers("echo")
    before = await harness.dump("ask")
    assert await CatchUp(echo, peers)._look(harness.producer("ask")) == 0
    assert '"event": "fork"' in capsys.readouterr().out
    assert await harness.dump("ask") == before
    await peers.close()


async def test_a_producer_put_back_behind_the_cursor_is_noticed(
    harness: Harness, ask: Node, echo: Node, capsys: pytest.CaptureFixture[str]
) -> None:
    """All was received, then the producer lost its last entries: nothing new comes, and yet it is a
    fork.
    """
    dossiers = [uuid7() for _ in range(3)]
    for dossier in dossiers:
        await harness.emit(ask, dossier, Ask())
    async with running(harness, ask, echo, look=False):
        await harness.emit(ask, dossiers[0], Poke())
        assert await harness.settled("ask", "echo")
    echo.stopping.clear()
    peers = await harness.peers("echo")
    look = CatchUp(echo, peers)
    assert await look._look(harness.producer("ask")) == 0
    assert '"event": "fork"' not in capsys.readouterr().out
    await harness.rows("ask", "delete from journal where sequence = 2")
    await harness.rows("ask", "update streams set sequence = 1 where dossier = $1", dossiers[0])
    assert await look._look(harness.producer("ask")) == 0
    assert '"event": "fork"' in capsys.readouterr().out
    await peers.close()


async def test_only_what_is_missing_is_asked_for_again(harness: Harness, ask: Node, echo: Node) -> None:
    """Records above the checkpoint that are deferred already need not be republished."""
    dossier = uuid7()
    await harness.emit(ask, dossier, Ask(), Poke(), Poke(), Poke())
    await withhold(harness, dossier, 2)
    async with running(harness, ask, echo, look=False):

        async def two_wait() -> bool:
            return len(await harness.deferred("echo")) == 2

        await until(two_wait)
    echo.stopping.clear()
    peers = await harness.peers("echo")
    assert await CatchUp(echo, peers)._look(harness.producer("ask")) == 1
    again = "select sequence from outbox join journal using (position)"
    assert [row["sequence"] for row in await harness.rows("ask", again)] == [2]
    await peers.close()


async def test_a_cursor_stops_before_the_oldest_disagreement(harness: Harness, ask: Node, echo: Node) -> None:
    dossiers = [uuid7() for _ in range(3)]
    for dossier in dossiers:
        await harness.emit(ask, dossier, Ask())
    peers = await harness.peers("echo")
    look = CatchUp(echo, peers)
    assert await Comparison(echo, peers).behind(harness.producer("ask")) == 3
    assert await harness.value("ask", "select count(*) from outbox") == 3, "nothing is asked for by comparing"
    assert await look._look(harness.producer("ask")) == 3
    assert await harness.rows("echo", "select * from catch_up") == []
    assert await look._look(harness.producer("ask")) == 3
    async with running(harness, ask, echo, look=False):
        await until(incoming(harness, 3))
        assert await look._look(harness.producer("ask")) == 0
    last = await harness.value("ask", "select max(position) from journal")
    assert await harness.value("echo", "select position from catch_up") == last
    await peers.close()


async def test_behind_counts_what_has_not_settled_yet(harness: Harness, ask: Node, echo: Node) -> None:
    (await harness.app("ask"))[ServedNode].settings.heads_settle = 3600
    await harness.emit(ask, uuid7(), Ask(), Poke())
    peers = await harness.peers("echo")
    assert await CatchUp(echo, peers)._look(harness.producer("ask")) == 0
    assert await Comparison(echo, peers).behind(harness.producer("ask")) == 2
    await peers.close()


async def test_heads_stop_at_the_first_row_that_is_not_settled(harness: Harness, ask: Node) -> None:
    """Positions and times may cross: a later position can be older, and must not carry the cursor past."""
    first, second, third = uuid7(), uuid7(), uuid7()
    for dossier in (first, second, third):
        await harness.emit(ask, dossier, Ask())
    await harness.rows("ask", "update journal set at = at - interval '1 hour' where dossier <> $1", second)
    served = await serve(ask.database, 0, 60)
    assert [head.dossier for head in served.heads] == [first]
    assert (await serve(ask.database, served.position or 0, 60)).position is None
    assert len((await serve(ask.database, 0, 0)).heads) == 3


async def test_heads_are_served_page_by_page_to_the_end(harness: Harness, ask: Node) -> None:
    dossiers = [uuid7() for _ in range(6)]
    for message in (Ask(), Poke()):
        for dossier in dossiers:
            await harness.emit(ask, dossier, message)
    found: dict[UUID, int] = {}
    after: int | None = 0
    while after is not None:
        served = await serve(ask.database, after, 0, limit=4)
        found |= {head.dossier: head.sequence for head in served.heads}
        after = served.position
    assert found == dict.fromkeys(dossiers, 2)


async def test_a_producer_is_asked_once_its_certificate_is_trusted(
    harness: Harness, ask: Node, echo: Node, tmp_path: Path
) -> None:
    """A subscriber that trusts another certificate says why it is not answered, and loses nothing by it."""
    dossier, producer = uuid7(), harness.producer("ask")
    await harness.emit(ask, dossier, Ask(), Poke())
    await withhold(harness, dossier, 2)
    proper, other = tls.certificate(tmp_path, "localhost"), tls.certificate(tmp_path, "other.example")
    token = (await harness.settings("echo")).service_token_file
    async with running(harness, ask, echo, look=False), serving(await harness.app("ask"), proper) as (_, port):
        await until(incoming(harness, 1))
        address = {producer: f"https://localhost:{port}"}
        mistrusting, trusting = (Peers(address, token, each) for each in (other, proper))
        with pytest.raises(Unavailable, match="certificate verify failed: self-signed certificate"):
            await CatchUp(echo, mistrusting)._look(producer)
        assert await CatchUp(echo, trusting)._look(producer) == 1
        assert await harness.settled("ask", "echo")
        for peers in (mistrusting, trusting):
            await peers.close()
    assert await harness.breaches("ask", "echo") == []
