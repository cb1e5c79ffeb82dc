"""Records that another party has written to a topic: they move nothing, replace nothing, and are seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from aiokafka import AIOKafkaProducer

from motcua.stack.issuer import Issuer
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.audit.invariants import check
from shared.kernel.catch_up import CatchUp
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.envelope import headers_and_value
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord
from shared.kernel.keys import EventKeys, Key
from shared.kernel.node import Node
from shared.kernel.rejected import recheck_all
from shared.kernel.relay import Relay
from shared.kernel.restore_guard import look_back
from shared.web.auth import Role
from tests.support.emitter import Emitter, Row, recorded
from tests.support.harness import Harness
from tests.support.kafka import committed, send
from tests.support.pool import Pool
from tests.support.toy_words import Ask, Close, E, Poke

FORGED = "select * from deferred where kind = 'forged' order by id"
LAST_SECRET = "throw-away-last"


@pytest.fixture(scope="module")
def pool(stack: Stack) -> Pool:
    return Pool(stack)


@pytest.fixture
async def harness(stack: Stack, issuer: Issuer, pool: Pool) -> AsyncIterator[Harness]:
    async with Harness(stack, issuer, pool) as harness:
        await harness.topics(1)
        yield harness


@pytest.fixture
async def kafka(harness: Harness) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(bootstrap_servers=harness.stack.addresses.kafka) as client:
        yield client


@pytest.fixture
def ask(harness: Harness) -> Emitter:
    return Emitter(harness.toys.ask)


async def write(kafka: AIOKafkaProducer, topic: str, value: bytes | None, headers: Any) -> None:
    await kafka.send_and_wait(topic, value, key=b"any", partition=0, headers=list(headers))


async def read_all(harness: Harness, node: Node) -> None:
    consumer = Consumer(node)
    async with harness.running(node, consumer):
        await until(committed(consumer))


def signed(emitter: Emitter, number: int, key: Key | None) -> Any:
    """The headers of an entry, under this key or none."""
    return headers_and_value(emitter.registry.producer, Row(emitter.entries[number]), key)[0]


async def test_a_forged_record_moves_nothing_and_the_genuine_one_is_received(
    harness: Harness, ask: Emitter, kafka: AIOKafkaProducer
) -> None:
    """Each is about the very event that comes next, and is there before it."""
    echo, dossier, topic = await harness.node("echo"), uuid7(), f"motcua.{ask.registry.producer}"
    asked, *rest = ask.emit(dossier, Ask(), Poke(), Close())
    bell = f"motcua.{harness.producer('bell')}"
    strangers = EventKeys(f"{ask.registry.producer}:1:guessed").own(ask.registry.producer)
    bells = echo.keys.own(harness.producer("bell"))
    actor = {name: value for name, value in asked.raw if name != "ce_actor"} | {"ce_actor": b"a stranger"}
    attempts = [
        (topic, asked.value, signed(ask, 0, None)),
        (topic, asked.value, signed(ask, 0, strangers)),
        (topic, asked.value, signed(ask, 0, bells)),
        (topic, asked.value, recorded(harness.producer("bell"), ask.entries[0]).headers),
        (bell, asked.value, asked.raw),
        (topic, b'{"words":"altered"}', asked.raw),
        (topic, asked.value, actor.items()),
        (topic, None, asked.raw),
    ]
    for attempt in attempts:
        await write(kafka, *attempt)
    await send(kafka, [asked, *rest])
    await read_all(harness, echo)
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}
    forged = await harness.rows("echo", FORGED)
    assert sorted(row["topic"] for row in forged) == sorted(topic for topic, *_ in attempts)
    assert {(row["dossier"], row["sequence"], row["attempts"]) for row in forged} == {(None, None, 1)}
    assert await harness.value("echo", "select count(*) from deferred") == len(attempts)


async def test_a_forged_record_about_a_later_event_leaves_no_gap(
    harness: Harness, ask: Emitter, kafka: AIOKafkaProducer
) -> None:
    echo, dossier, topic = await harness.node("echo"), uuid7(), f"motcua.{ask.registry.producer}"
    lines = ask.emit(dossier, Ask(), Poke(), Close())
    await write(kafka, topic, lines[2].value, signed(ask, 2, None))
    await send(kafka, lines[:2])
    await read_all(harness, echo)
    streams = await harness.value("echo", "select checkpoints from streams")
    assert f'"{ask.registry.producer}": [2,' in streams
    await send(kafka, lines[2:])
    await read_all(harness, echo)
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}


async def test_a_service_starts_though_its_topic_ends_with_forged_records(
    harness: Harness, kafka: AIOKafkaProducer
) -> None:
    """And it still notices that it was restored from something older."""
    node, peers, dossier = await harness.node("ask"), await harness.peers("ask"), uuid7()
    async with harness.running(node, Relay(node)):
        await harness.emit(node, dossier, Ask(), Poke())
        await until(lambda: nothing_unsent(harness))
    stranger = Emitter(harness.toys.ask)
    stranger.emit(uuid7(), *[Ask()], *[Poke()] * 12)
    for n in range(len(stranger.entries)):
        await write(kafka, f"motcua.{harness.producer('ask')}", stranger.records[n].value, signed(stranger, n, None))
    assert await look_back(node, peers) is None
    found = await check(await harness.places("ask"), harness.stack.addresses.kafka, node.keys)
    assert [(one.invariant, "is forged: it has no ce_mac" in one.what) for one in found] == [(3, True)] * 13
    await harness.rows("ask", "delete from journal where sequence = 2")
    assert "restored from older" in (await look_back(node, peers) or "")


async def nothing_unsent(harness: Harness) -> bool:
    return bool(await harness.value("ask", "select count(*) from outbox") == 0)


async def test_one_key_follows_the_other_without_a_pause(harness: Harness) -> None:
    """Subscribers learn the new key first, then the producer signs with it, then the old one goes."""
    producer, dossier = harness.producer("ask"), uuid7()
    others = event_keys([harness.producer("bell"), harness.producer("echo")])
    old, new = f"{producer}:1:throw-away-first", f"{producer}:2:{LAST_SECRET}"
    stages = [(old, old), (old, f"{old},{new}"), (f"{new},{old}", f"{old},{new}"), (new, f"{new},{old}"), (new, new)]
    for number, (signs, proves) in enumerate(stages):
        node = await harness.node("ask", event_keys=f"{signs},{others}")
        async with harness.running(node, Relay(node)):
            await harness.emit(node, dossier, Poke() if number else Ask())
            await until(lambda: nothing_unsent(harness))
        await read_all(harness, await harness.node("echo", event_keys=f"{proves},{others}"))
    assert await harness.value("echo", "select count(*) from deferred") == 0
    assert f'"{producer}": [5,' in await harness.value("echo", "select checkpoints from streams")


async def test_a_subscriber_without_the_key_heals_once_it_has_it(harness: Harness) -> None:
    """What came meanwhile is not asked for again and again; it is proved at the next start."""
    ask, echo, dossier = await harness.node("ask"), await harness.node("echo"), uuid7()
    peers, producer = await harness.peers("echo"), harness.producer("ask")
    async with harness.running(ask, Relay(ask)):
        await harness.emit(ask, dossier, Ask(), Close())
        await until(lambda: nothing_unsent(harness))
    wrong = f"{producer}:1:another," + event_keys([harness.producer("bell"), harness.producer("echo")])
    lacking = await harness.node("echo", event_keys=wrong)
    await read_all(harness, lacking)
    lacking.stopping.clear()
    assert await CatchUp(lacking, peers)._look(producer) == 2
    assert await nothing_unsent(harness)
    assert await harness.value("echo", "select count(*) from catch_up") == 0
    await recheck_all(lacking)
    assert [row["kind"] for row in await harness.rows("echo", FORGED)] == ["forged"] * 2
    await recheck_all(echo)
    async with harness.running(echo, Retrier(echo)):
        await harness.holds_nothing("echo")
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}


async def test_a_missing_mac_is_taken_while_keys_are_rolled_out_and_a_wrong_one_is_not(
    harness: Harness, ask: Emitter, kafka: AIOKafkaProducer
) -> None:
    echo, dossier = await harness.node("echo", accept_unproved=True), uuid7()
    lines = ask.emit(dossier, Ask(), Close())
    topic = f"motcua.{ask.registry.producer}"
    await write(
        kafka, topic, lines[0].value, signed(ask, 0, EventKeys(f"{ask.registry.producer}:1:x").own(lines[0].producer))
    )
    for n, line in enumerate(lines):
        await write(kafka, topic, line.value, signed(ask, n, None))
    await read_all(harness, echo)
    assert await harness.states("echo", "echoes") == {dossier: E.CALLING}
    assert len(await harness.rows("echo", FORGED)) == 1


async def test_an_operator_sees_it_tries_it_again_and_drops_it(
    harness: Harness, ask: Emitter, kafka: AIOKafkaProducer
) -> None:
    """One was forged; the other was genuine, and its key was not known."""
    app = await harness.app("echo")
    dossier, topic = uuid7(), f"motcua.{ask.registry.producer}"
    [line] = ask.emit(dossier, Ask())
    await write(kafka, topic, line.value, signed(ask, 0, None))
    await send(kafka, [line])
    lacking = await harness.node("echo", event_keys=event_keys([harness.producer("echo")]))
    lacking_all = Consumer(lacking)
    async with harness.running(lacking, lacking_all):
        await until(committed(lacking_all))
    token = harness.issuer.token("operator:1", Role.OPERATOR)
    transport, headers = httpx2.ASGITransport(app), {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://echo", headers=headers) as http:
        forged, genuine = (await http.get("/v1/deferred")).json()
        assert (forged["kind"], genuine["kind"], genuine["dossier"]) == ("forged", "forged", None)
        refused = await http.post(f"/v1/deferred/{forged['id']}/retry")
        told = refused.json()
        assert (refused.status_code, told["kind"], told["why"]) == (409, "forged", "it has no ce_mac")
        assert (await http.post(f"/v1/deferred/{genuine['id']}/retry")).status_code == 200
        dropped = await http.post(f"/v1/deferred/{forged['id']}/drop", json={"why": "a stranger wrote it"})
        assert dropped.status_code == 200
    async with harness.running(lacking, Retrier(lacking)):
        await harness.holds_nothing("echo")
    assert await harness.states("echo", "echoes") == {dossier: E.WAITING}
    [closed] = await harness.rows("echo", "select verb, actor, why, deferred from closed")
    assert (closed["verb"], closed["actor"], closed["why"]) == ("drop", "operator:1", "a stranger wrote it")
    assert '"kind": "forged"' in closed["deferred"]


def test_emitters_of_tests_sign(ask: Emitter) -> None:
    """Or nothing above would show anything."""
    [line] = ask.emit(uuid7(), Ask())
    assert isinstance(line, EventRecord)
    assert dict(line.raw)["ce_mac"]
