"""A producer that emits what a test gives it, with its own journal and relay: a neighbour without its service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import asyncpg

from motcua.stack.addresses import Scratch
from motcua.stack.services import event_keys
from motcua.stack.stack import Stack
from shared.audit.invariants import Place
from shared.contracts.message import Event
from shared.kernel.db import Database, Tx
from shared.kernel.entity import Entity, EntityType
from shared.kernel.incoming import Incoming
from shared.kernel.journal import advance, begin, write
from shared.kernel.machine import Machine, Transition
from shared.kernel.migrate import migrate
from shared.kernel.node import Node
from shared.kernel.registry import Registry
from shared.kernel.relay import Relay
from shared.kernel.settings import Settings
from shared.kernel.unit_of_work import UnitOfWork

TABLE = """
create table publishers (id uuid primary key, dossier uuid not null, state text not null, revision bigint not null)
"""


class State(StrEnum):
    SPEAKING = "speaking"


@dataclass(frozen=True)
class Say:
    """The message to publish."""

    event: Event


def said(_facts: None, say: Say) -> Event:
    return say.event


MACHINE: Machine[State, None] = Machine(
    State,
    final={State.SPEAKING},
    transitions=[Transition(None, Say, State.SPEAKING, said), Transition(State.SPEAKING, Say, State.SPEAKING, said)],
)
PUBLISHER: EntityType[Entity] = EntityType("publisher", "publishers", Entity, MACHINE)


class Publisher:
    """One producer. What it emits is on its topic soon after."""

    def __init__(self, producer: str, scratch: Scratch, node: Node) -> None:
        self._producer = producer
        self._scratch = scratch
        self._node = node

    @property
    def place(self) -> Place:
        """For the invariants."""
        return Place(self._node.registry, self._scratch.owner_dsn)

    async def emit(self, dossier: UUID, *events: Event) -> None:
        """One transaction, one event each."""
        async with self._node.database.begin() as tx:
            uow = await begin(tx, self._producer, {dossier})
            context = await load(tx, uow, [])
            for event in events:
                receive(context, uow, Incoming(message=Say(event), dossier=dossier, actor="publisher", role="service"))
            await write(tx, uow)
        self._node.committed(uow)


async def load(tx: Tx, uow: UnitOfWork, _incoming: Sequence[Incoming[Any]]) -> dict[UUID, Entity]:
    rows = await tx.fetch("select * from publishers where id = any($1::uuid[])", list(uow.streams))
    return {row["id"]: PUBLISHER.of(row) for row in rows}


def receive(context: dict[UUID, Entity], uow: UnitOfWork, incoming: Incoming[Any]) -> None:
    row = context.setdefault(incoming.dossier, Entity(id=incoming.dossier, dossier=incoming.dossier))
    advance(uow, PUBLISHER, row, None, incoming)


@asynccontextmanager
async def publisher(producer: str, stack: Stack) -> AsyncIterator[Publisher]:
    """A producer with a database of its own, as long as the block lasts."""
    scratch = await asyncio.to_thread(stack.scratch, "intake")
    await migrate(scratch.owner_dsn, "shared")
    connection = await asyncpg.connect(scratch.owner_dsn)
    await connection.execute(TABLE)
    await connection.close()
    settings = _settings(producer, stack, scratch)
    node = Node(settings, _registry(producer), Database(scratch.writer_dsn, timeout=settings.timeout))
    await node.database.open()
    relay = asyncio.create_task(Relay(node).run())
    try:
        yield Publisher(producer, scratch, node)
    finally:
        node.stopping.set()
        await relay
        await node.database.close()


def _registry(producer: str) -> Registry[Any]:
    return Registry(producer=producer, entity_types=(PUBLISHER,), load=load, handlers={Say: receive})


def _settings(producer: str, stack: Stack, scratch: Scratch) -> Settings:
    return Settings(
        environment="development",
        database_url=scratch.writer_dsn,
        kafka=stack.addresses.kafka,
        event_keys=event_keys([producer]),
    )
