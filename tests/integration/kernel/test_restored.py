"""A service whose database lacks what its topic holds stands still, and reports it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx2
import pytest
from aiokafka import AIOKafkaProducer

from motcua.stack.waiting import until
from shared.kernel.errors import Unavailable
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.peers import Peers
from shared.kernel.relay import Relay
from shared.kernel.restore_guard import look_back
from shared.kernel.settings import Part
from shared.kernel.topics import faults, records_on
from shared.web.auth import Role
from shared.web.parts import App
from shared.web.served import ServedNode
from tests.support.harness import Harness
from tests.support.kafka import wipe
from tests.support.sandbox import free_port
from tests.support.toy_words import Ask, Poke

#: Thirteen older events of each dossier are sent again.
AGAIN = "insert into outbox(position) select position from journal, generate_series(1, 13) where sequence = 1"
NOTED_LATER = 'update relayed set "offset" = $2, digest = $3 where partition = $1'
OTHERS_GONE = "delete from journal where encode(digest, 'hex') <> all($1::text[])"


@pytest.fixture
async def ask(harness: Harness) -> Node:
    """It has emitted two events of each of five dossiers, and sent them."""
    await harness.topics()
    node = await harness.node("ask")
    async with harness.running(node, Relay(node)):
        for dossier in (uuid7() for _ in range(5)):
            await harness.emit(node, dossier, Ask(), Poke())
        await until(lambda: all_sent(harness))
    return await harness.node("ask")


async def all_sent(harness: Harness) -> bool:
    return bool(await harness.value("ask", "select count(*) from outbox") == 0)


async def forget(harness: Harness) -> None:
    """The database is put back to before the last entry of each dossier."""
    await harness.rows("ask", "delete from journal where sequence = 2")
    await harness.rows(
        "ask", "update streams s set sequence = 1, digest = j.digest from journal j where j.dossier = s.dossier"
    )
    await harness.rows("ask", "update questions set revision = 1, pokes = 0, tags = '[]'")


async def looked(harness: Harness, node: Node) -> str:
    return await look_back(node, await harness.peers("ask")) or "moves"


async def test_a_service_that_has_forgotten_nothing_moves(harness: Harness, ask: Node) -> None:
    assert await looked(harness, ask) == "moves"


async def test_a_service_that_never_emitted_anything_moves(harness: Harness, ask: Node) -> None:
    assert await look_back(await harness.node("bell"), await harness.peers("bell")) is None


async def test_a_service_without_its_last_entries_stands_still(harness: Harness, ask: Node) -> None:
    await forget(harness)
    assert "restored from older" in await looked(harness, ask)


async def test_a_service_that_has_emitted_other_events_since_stands_still(harness: Harness, ask: Node) -> None:
    """It moved on before it looked: the sequences are there again, with other events."""
    await forget(harness)
    for row in await harness.rows("ask", "select dossier from streams"):
        await harness.emit(ask, row["dossier"], Poke(words="another history"))
    assert "restored from older" in await looked(harness, ask)


@pytest.mark.parametrize("older", [True, False], ids=["from 0003 on", "before 0003"])
async def test_what_was_republished_hides_nothing(harness: Harness, ask: Node, older: bool) -> None:
    """Sixty-five older records come after the newest one."""
    noted = await harness.rows("ask", 'select partition, "offset", digest from relayed')
    await harness.rows("ask", AGAIN)
    async with harness.running(ask, Relay(ask)):
        await until(lambda: all_sent(harness))
    assert await looked(harness, ask) == "moves"
    await forget(harness)
    await harness.rows("ask", "delete from relayed")
    for row in noted if older else ():
        await harness.rows("ask", "insert into relayed values ($1, $2, $3)", *row)
    assert "was sent, but is not in this journal" in await looked(harness, ask)


async def test_only_what_was_sent_since_is_read(harness: Harness, ask: Node) -> None:
    """A start reads the last seconds of a topic, not all of its month."""
    records = await records_on(harness.stack.addresses.kafka, harness.producer("ask"), ask.keys)
    last = {record.partition: record for record in records}
    for place, record in last.items():
        await harness.rows("ask", NOTED_LATER, place, record.offset, record.digest)
    await harness.rows("ask", OTHERS_GONE, [record.digest for record in last.values()])
    assert await looked(harness, ask) == "moves"


@pytest.mark.parametrize("last", ["handled", "deferred"])
async def test_a_wiped_topic_is_known_to_its_subscribers(harness: Harness, ask: Node, last: str) -> None:
    """A total loss of the broker alone stops nobody; with an older database beside it the service stands still."""
    echo, producer = await harness.node("echo"), harness.producer("ask")
    records = await records_on(harness.stack.addresses.kafka, producer, ask.keys)
    await harness.receive(echo, *(record for record in records if last == "handled" or record.sequence == 2))
    assert len(await harness.deferred("echo")) == (0 if last == "handled" else 5)
    await wipe(harness)

    async def declared() -> bool:
        return not await faults(ask.brokers, producer, one_node=True)

    await until(declared)
    with pytest.raises(Unavailable, match="does not answer"):
        await look_back(ask, Peers(ask.settings.peers, None))
    assert await looked(harness, ask) == "moves"
    await forget(harness)
    assert f"was received by {harness.producer('echo')}, but is not in this journal" in await looked(harness, ask)


async def test_it_stands_still_until_an_operator_has_decided(harness: Harness, ask: Node) -> None:
    """Nothing is sent and nothing received; a request is refused, without the reason, which is logged."""
    await forget(harness)
    app = await harness.app("ask")
    await harness.emit(app[ServedNode], uuid7(), Ask())
    before = len(await records_on(harness.stack.addresses.kafka, harness.producer("ask")))
    operator = {"Authorization": f"Bearer {harness.issuer.token('operator:terminal', Role.OPERATOR)}"}
    async with served(harness, app) as (node, http):
        assert node.standing_still, "it is known before anybody is served"
        answer, ready = await http.post("/v1/questions", json={}), (await http.get("/readyz")).json()
        read = await http.get("/v1/lag", headers=operator)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/stands-still")
    assert "restored from older" not in answer.text
    assert "restored from older" in read.json()["standing_still"], "it answers queries"
    assert Part.WORKER in node.settings.roles
    assert (ready["status"], ready["state"]) == (503, "standing-still")
    assert "restored from older" in ready["why"]
    assert ready["waits"] == {"consumer": "does not run", "relay": "does not run"}
    assert node.alive.get("relay") is None
    assert len(await records_on(harness.stack.addresses.kafka, harness.producer("ask"))) == before


@asynccontextmanager
async def served(harness: Harness, app: App) -> AsyncIterator[tuple[ServedNode, httpx2.AsyncClient]]:
    """The app through its whole life, and a client of it."""
    node = app[ServedNode]
    await node.database.close()  # the lifespan opens it again
    node.stopping.clear()
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    token = harness.issuer.token("person", Role.APPLICANT)
    headers = {"Authorization": f"Bearer {token}"}
    client = httpx2.AsyncClient(transport=transport, base_url="http://ask", headers=headers)
    async with app.router.lifespan_context(app), client:
        yield node, client


async def pass_on(to: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A door to the broker."""
    host, _, port = to.partition(":")
    there, back = await asyncio.open_connection(host, int(port))
    await asyncio.gather(pump(reader, back), pump(there, writer))


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while some := await source.read(65536):
        sink.write(some)
    sink.close()


async def test_no_command_is_taken_before_the_topic_has_been_read(harness: Harness, ask: Node) -> None:
    """The broker is away when a process starts, and comes: queries are answered at once, commands from then on."""
    await harness.emit(ask, uuid7(), Ask())
    away = free_port()
    app = await harness.app("ask", kafka=f"127.0.0.1:{away}", roles=["api"])
    tried: list[bool] = []

    async def erase() -> None:
        tried.append(len(tried) > 0)
        if not tried[-1]:
            raise Unavailable("the database")

    app[ServedNode].first["erasures"] = erase
    operator = {"Authorization": f"Bearer {harness.issuer.token('operator', Role.OPERATOR)}"}
    async with served(harness, app) as (_, http):
        assert tried == [False, True], "what comes first is done before anything is served, by an api too"
        assert (await http.post("/v1/questions", json={})).status_code == 503
        assert (await http.post("/v1/republish/all", headers=operator)).status_code == 503
        assert len((await http.get("/v1/heads", headers=operator)).json()["heads"]) == 6
        async with await asyncio.start_server(partial(pass_on, harness.stack.addresses.kafka), "127.0.0.1", away):

            async def taken() -> bool:
                return (await http.post("/v1/questions", json={})).status_code == 201

            await until(taken)
        assert await taken(), "the broker may go again"


async def test_a_service_may_serve_at_any_price(harness: Harness, ask: Node) -> None:
    app = await harness.app("ask", kafka=f"127.0.0.1:{free_port()}", roles=["api"], unchecked="serve")
    async with served(harness, app) as (_, http):
        assert (await http.post("/v1/questions", json={})).status_code == 201


async def test_a_topic_that_would_lose_records_is_refused(harness: Harness) -> None:
    await harness.topics(1, {"retention.ms": "60000"})
    with pytest.raises(Unavailable, match="retention"):
        await looked(harness, await harness.node("ask"))


async def test_an_unreadable_record_is_not_one_that_the_journal_lacks(harness: Harness, ask: Node) -> None:
    async with AIOKafkaProducer(bootstrap_servers=harness.stack.addresses.kafka) as producer:
        for partition in (0, 1):
            await producer.send_and_wait(f"motcua.{harness.producer('ask')}", b"?", partition=partition)
    assert await looked(harness, ask) == "moves"
