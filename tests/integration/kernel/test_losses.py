"""A loss that is accepted: no code names two, subscribers go on, and what is lost is known by name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest

from motcua.recovery.acceptance import Acceptance
from motcua.recovery.look import Look
from motcua.stack.people import Person, Unexpected
from motcua.stack.topics import Topic, read_topics
from shared.audit.anchors import files, write
from shared.kernel.catch_up import CatchUp
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.envelope import topic_of
from shared.kernel.ids import uuid7
from shared.kernel.node import Node
from shared.kernel.relay import Relay
from shared.kernel.restore_guard import look_back
from shared.reference.numbering import Numbers
from shared.web.auth import Role
from shared.web.served import ServedNode
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Poke

DAY = "261129"
NUMBERS = Numbers("whose", "day", r"(.+)-([0-9]{6})-([0-9]+)", lambda _: DAY, room=100)
#: What is put back: the dossiers begun later are gone, the other ones end at their first event.
OLDER = (
    "delete from journal where dossier = any($1::uuid[]) or sequence > 1",
    "delete from questions where dossier = any($1::uuid[])",
    "delete from streams where dossier = any($1::uuid[])",
    """update streams s set sequence = 1, digest = j.digest from journal j
        where j.dossier = s.dossier and $1::uuid[] is not null""",
    "update questions set revision = 1, pokes = 0, tags = '[]' where $1::uuid[] is not null",
    "delete from catch_up where $1::uuid[] is not null",
    "update numbers set last = 2 where $1::uuid[] is not null",
)


@pytest.fixture
async def ask(harness: Harness) -> Node:
    """Its questions have codes for words."""
    known = dict(harness.toys.registries)
    known["ask"] = replace(
        harness.toys.ask,
        numbered={harness.toys.Asked: ("words", NUMBERS)},
        codes="select words as code, dossier from questions",
        outside={harness.toys.Poked: "words"},
    )
    harness.toys.registries = known
    await harness.topics()
    return await harness.node("ask")


async def begin(harness: Harness, ask: Node) -> UUID:
    """A question with the next code."""
    dossier = uuid7()
    async with ask.database.begin() as tx:
        (number,) = await NUMBERS.take(tx, [("H99.15", DAY)])
    await harness.emit(ask, dossier, Ask(words=f"H99.15-{DAY}-{number:04d}"))
    return dossier


async def sent_and_received(harness: Harness, ask: Node, echo: Node) -> None:
    peers = await harness.peers("echo")
    first, second = ((Relay(n), Consumer(n), Retrier(n), CatchUp(n, peers)) for n in (ask, echo))
    async with harness.running(ask, *first), harness.running(echo, *second):
        assert await harness.settled("ask", "echo")
    await peers.close()


async def restored(harness: Harness, ask: Node, echo: Node) -> list[UUID]:
    """Two questions are in the back-up, two are begun after it, and one is poked."""
    kept = [await begin(harness, ask), await begin(harness, ask)]
    lost = [await begin(harness, ask), await begin(harness, ask)]
    await harness.emit(ask, kept[0], Poke(words="parcel 1"))
    await sent_and_received(harness, ask, echo)
    for statement in OLDER:
        await harness.rows("ask", statement, lost)
    return kept + lost


@pytest.fixture
async def operator(harness: Harness) -> AsyncIterator[Person]:
    addresses = {harness.producer(name): f"http://{name}" for name in harness.toys.registries}
    mounts = {f"http://{name}": httpx2.ASGITransport(await harness.app(name)) for name in harness.toys.registries}
    token = harness.issuer.token("operator:test", Role.OPERATOR)
    async with httpx2.AsyncClient(mounts=mounts) as http:
        yield Person(http, addresses, token, "operator:test", Role.OPERATOR)


@asynccontextmanager
async def served(harness: Harness) -> AsyncIterator[None]:
    """A process of ask, which stands still, and goes on by itself once it may."""
    app = await harness.app("ask")
    node: Node = app[ServedNode]
    await node.database.close()  # the lifespan opens it again
    async with app.router.lifespan_context(app):
        assert node.standing_still
        yield
        assert node.standing_still is None


def acceptance(harness: Harness, ask: Node, operator: Person, **more: Any) -> Acceptance:
    def wanted(service: str, _brokers: int) -> Topic:
        return Topic(topic_of(service), 2, 1, read_topics()[0].config)

    kafka, registries = harness.stack.addresses.kafka, tuple(harness.toys.registries.values())
    look = Look(operator, harness.producer("ask"), kafka, ask.keys, registries=registries)
    return Acceptance(operator, harness.producer("ask"), kafka, look, **{"wanted": wanted, "noticed": 0, **more})


async def test_no_code_names_two_after_a_loss_was_accepted(
    harness: Harness, ask: Node, echo: Node, operator: Person
) -> None:
    first, _, third, fourth = await restored(harness, ask, echo)
    accepted = acceptance(harness, ask, operator)
    loss = await accepted.accept("the disk is gone")
    assert (loss["raised"], loss["actor"]) == ([f"H99.15 {DAY}: 100"], "operator:test")
    assert accepted.closed[harness.producer("echo")] == 3
    lost = {(UUID(one["dossier"]), one["sequence"]): one for one in await accepted.events(loss["id"])}
    assert set(lost) == {(first, 2), (third, 1), (fourth, 1)}
    assert (lost[first, 2]["outside"], lost[first, 2]["kept"], lost[third, 1]["kept"]) == ("parcel 1", 1, 0)
    assert lost[third, 1]["code"] == f"H99.15-{DAY}-0003"
    assert lost[third, 1]["known_by"] == [harness.producer("echo"), "topic"]
    closed = await harness.rows("echo", "select verb, actor, why from closed")
    assert {tuple(row) for row in closed} == {("accept-loss", "operator:test", "the disk is gone")}
    assert (await accepted.accept("it was interrupted"), accepted.closed) == (loss, {}), "its report may be asked anew"
    again = [await begin(harness, ask), await begin(harness, ask)]
    await sent_and_received(harness, ask, echo)
    assert await harness.breaches("ask", "echo") == []
    codes = await harness.rows("ask", "select words from questions where id = any($1::uuid[])", again)
    assert {row["words"] for row in codes} == {f"H99.15-{DAY}-0101", f"H99.15-{DAY}-0102"}


async def test_the_same_back_up_restored_again_forgets_no_loss(
    harness: Harness, ask: Node, echo: Node, operator: Person
) -> None:
    """The back-up is from before the first loss; anchors and what is kept of that loss lie beside the database."""
    await restored(harness, ask, echo)
    await write(ask)
    first = await acceptance(harness, ask, operator).accept("the disk is gone")
    lost = await begin(harness, ask)
    await sent_and_received(harness, ask, echo)
    for statement in ("delete from lost", "delete from losses", "delete from relayed"):
        await harness.rows("ask", statement)
    for statement in OLDER:
        await harness.rows("ask", statement, [lost])
    accepted = acceptance(harness, ask, operator)
    second = await accepted.accept("gone again")
    assert [(one["id"], one["finished_at"] is None) for one in await accepted.losses()] == [(2, False), (1, False)]
    assert second["id"] == first["id"] + 1
    assert second["raised"] == [f"H99.15 {DAY}: 200"], "above what both losses have given out"
    assert {UUID(one["dossier"]) for one in await accepted.events(2)} == {lost}
    assert [one["outside"] for one in await accepted.events(1) if one["outside"]] == ["parcel 1"]
    folder = ask.settings.anchors
    assert {each.name for each in folder.parent.glob("anchors-*")} == {f"anchors-before-loss-{n}" for n in (1, 2)}
    assert len(files(folder)) == 1
    await sent_and_received(harness, ask, echo)
    assert await harness.breaches("ask", "echo") == []


async def test_an_interrupted_acceptance_goes_on(harness: Harness, ask: Node, echo: Node, operator: Person) -> None:
    """It ends between two steps: until it is repeated the service stands still, though its topic is empty."""
    await restored(harness, ask, echo)

    def interrupted(_service: str, _brokers: int) -> Topic:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await acceptance(harness, ask, operator, wanted=interrupted).accept("the disk is gone")
    peers = await harness.peers("ask")
    assert "is being accepted" in (await look_back(ask, peers) or "")
    async with served(harness):
        accepted = acceptance(harness, ask, operator)
        loss = await accepted.accept("it was interrupted")
        assert (loss["why"], loss["raised"]) == ("the disk is gone", [f"H99.15 {DAY}: 100"])
        assert len(await accepted.events(loss["id"])) == 3
    assert await look_back(ask, peers) is None
    await peers.close()
    await sent_and_received(harness, ask, echo)
    assert await harness.breaches("ask", "echo") == []
    assert len(files(ask.settings.anchors)) == 1


async def test_nothing_is_accepted_where_nothing_is_lost(
    harness: Harness, ask: Node, echo: Node, operator: Person
) -> None:
    await begin(harness, ask)
    await sent_and_received(harness, ask, echo)
    with pytest.raises(Unexpected, match="nothing-lost"):
        await acceptance(harness, ask, operator).accept("it looks wrong")
    assert await harness.rows("ask", "select * from losses") == []


async def test_a_code_that_names_two_is_found(harness: Harness, ask: Node, echo: Node) -> None:
    """As it was before counters were raised: what is lost has the same number as what came after."""
    dossiers = await restored(harness, ask, echo)
    await harness.rows("ask", "insert into losses(actor, why) values ('op', 'test')")
    note = """
        insert into lost(loss, dossier, sequence, digest, code, known_by)
        select id, $1, 1, 'd', $2, '{topic}' from losses"""
    await harness.rows("ask", note, dossiers[2], f"H99.15-{DAY}-0003")
    again = await begin(harness, ask)
    found = [one.what for one in await harness.breaches("ask") if one.invariant == 11]
    assert len(found) == 1
    assert {dossiers[2], again} == {UUID(word) for word in found[0].split() if len(word) == 36}
