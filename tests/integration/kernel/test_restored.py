"""A service whose database lacks what its topic holds stands still, and reports it."""

from __future__ import annotations

import httpx2
import pytest
from aiokafka import AIOKafkaProducer

from motcua.stack.waiting import until
from shared.kernel.errors import Unavailable
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.relay import Relay
from shared.kernel.restore_guard import look_back
from shared.kernel.settings import Part
from shared.kernel.topics import records_on
from shared.web.auth import Role
from shared.web.served import ServedNode
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Poke


@pytest.fixture
async def ask(harness: Harness) -> Node:
    """It has emitted two events of each of five dossiers, and sent them."""
    await harness.topics()
    node = await harness.node("ask")
    async with harness.running(node, Relay(node)):
        for dossier in (uuid7() for _ in range(5)):
            await harness.emit(node, dossier, Ask(), Poke())

        async def all_sent() -> bool:
            return bool(await harness.value("ask", "select count(*) from outbox") == 0)

        await until(all_sent)
    return await harness.node("ask")


async def forget(harness: Harness) -> None:
    """The database is put back to before the last entry of each dossier."""
    await harness.rows("ask", "delete from journal where sequence = 2")
    await harness.rows(
        "ask", "update streams s set sequence = 1, digest = j.digest from journal j where j.dossier = s.dossier"
    )
    await harness.rows("ask", "update questions set revision = 1, pokes = 0, tags = '[]'")


async def test_a_service_that_has_forgotten_nothing_moves(ask: Node) -> None:
    assert await look_back(ask) is None


async def test_a_service_that_never_emitted_anything_moves(harness: Harness, ask: Node) -> None:
    assert await look_back(await harness.node("bell")) is None


async def test_a_service_without_its_last_entries_stands_still(harness: Harness, ask: Node) -> None:
    await forget(harness)
    assert "restored from older" in (await look_back(ask) or "")


async def test_a_service_that_has_emitted_other_events_since_stands_still(harness: Harness, ask: Node) -> None:
    """It moved on before it looked: the sequences are there again, with other events."""
    await forget(harness)
    for row in await harness.rows("ask", "select dossier from streams"):
        await harness.emit(ask, row["dossier"], Poke(words="another history"))
    assert "restored from older" in (await look_back(ask) or "")


async def test_it_stands_still_until_an_operator_has_decided(harness: Harness, ask: Node) -> None:
    """Nothing is sent and nothing received; a request is refused, without the reason, which is logged."""
    await forget(harness)
    app = await harness.app("ask")
    node: Node = app[ServedNode]
    await harness.emit(node, uuid7(), Ask())
    before = len(await records_on(harness.stack.addresses.kafka, harness.producer("ask")))
    await node.database.close()  # the lifespan opens it again
    node.stopping.clear()
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    token = harness.issuer.token("person", Role.APPLICANT)
    operator = harness.issuer.token("operator:terminal", Role.OPERATOR)
    async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url="http://ask") as http:
        assert node.standing_still, "it is known before anybody is served"
        answer = await http.post("/v1/questions", json={}, headers={"Authorization": f"Bearer {token}"})
        ready = (await http.get("/readyz")).json()
        read = await http.get("/v1/lag", headers={"Authorization": f"Bearer {operator}"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/stands-still")
    assert "restored from older" not in answer.text
    assert "restored from older" in read.json()["standing_still"], "it answers queries"
    assert Part.WORKER in node.settings.roles
    assert (ready["status"], ready["state"]) == (503, "standing-still")
    assert "restored from older" in ready["why"]
    assert ready["waits"] == {"consumer": "does not run", "relay": "does not run"}
    assert node.alive.get("relay") is None
    assert len(await records_on(harness.stack.addresses.kafka, harness.producer("ask"))) == before


async def test_a_topic_that_would_lose_records_is_refused(harness: Harness) -> None:
    await harness.topics(1, {"retention.ms": "60000"})
    with pytest.raises(Unavailable, match="retention"):
        await look_back(await harness.node("ask"))


async def test_an_unreadable_record_is_not_one_that_the_journal_lacks(harness: Harness, ask: Node) -> None:
    async with AIOKafkaProducer(bootstrap_servers=harness.stack.addresses.kafka) as producer:
        for partition in (0, 1):
            await producer.send_and_wait(f"motcua.{harness.producer('ask')}", b"?", partition=partition)
    assert await look_back(ask) is None
