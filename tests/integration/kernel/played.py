"""Three toys that have played a few dossiers to the end; their rows may be changed, and are put back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from motcua.stack.waiting import until
from motcua.verify.anchored import anchored
from shared.audit import invariants
from shared.kernel.calls import Calls
from shared.kernel.consumer import Consumer
from shared.kernel.deferred import Retrier
from shared.kernel.entry import Entry
from shared.kernel.ids import uuid7
from shared.kernel.relay import Relay
from shared.kernel.timers import Timer
from tests.support.harness import Harness
from tests.support.toy_words import Ask, Close, Poke, Ring

TOYS = ("ask", "bell", "echo")
Done = Mapping[str, Sequence[str]]  # statements, by toy


class Played:
    """The toys after they have played, with a connection to each database as someone who may do anything there."""

    def __init__(self, harness: Harness, places: Sequence[invariants.Open]) -> None:
        self.harness = harness
        self.places = dict(zip(TOYS, places, strict=True))

    def told(self, name: str, entry: Entry) -> tuple[str, str]:
        """How a journal entry is named."""
        return self.harness.producer(name), f"dossier {entry.dossier} sequence {entry.sequence}"

    async def entries(self, name: str) -> list[Entry]:
        return [entry async for entry in self.places[name].entries()]

    async def found(self, *names: str) -> list[invariants.Broken]:
        """What is found without the topics: what is stored must betray it by itself."""
        places = [self.places[name] for name in names]
        broken = await invariants.check_stored(places)
        for name, place in zip(names, places, strict=True):
            broken += await anchored(place, self.harness.home(name) / "anchors")
        return broken

    @asynccontextmanager
    async def mutated(self, statements: Done) -> AsyncIterator[None]:
        """These statements were run at these services; afterwards they were not."""
        transactions = [self.places[name].connection.transaction() for name in statements]
        for transaction, (name, each) in zip(transactions, statements.items(), strict=True):
            await transaction.start()
            for statement in each:
                assert not (await self.places[name].connection.execute(statement)).endswith(" 0"), statement
        try:
            yield
        finally:
            for transaction in transactions:
                await transaction.rollback()

    async def named(self, statements: Done, *look: str) -> set[tuple[str, str]]:
        """Which `dossier ... sequence ...` are named, and of which service."""
        async with self.mutated(statements):
            return {(each.service, each.what.partition(":")[0]) for each in await self.found(*(look or statements))}


async def play(harness: Harness) -> None:
    nodes = {name: await harness.node(name) for name in TOYS}
    answered, called, faded, asked = (uuid7() for _ in range(4))
    async with AsyncExitStack() as parts:
        for node in nodes.values():
            every = (Relay(node), Consumer(node), Retrier(node), Timer(node), Calls(node))
            await parts.enter_async_context(harness.running(node, *every))
        await harness.emit(nodes["ask"], asked, Ask(words="Chào"))
        await harness.emit(nodes["ask"], faded, Ask(fades=-1.0))
        for dossier in (answered, called):
            await harness.emit(nodes["ask"], dossier, Ask(), Poke())
            await harness.emit(nodes["bell"], dossier, Ring(), Ring())
        await harness.emit(nodes["ask"], called, Close())

        async def over() -> bool:
            states = await harness.states("echo", "echoes")
            return [states.get(dossier) for dossier in (faded, called)] == ["faded", "done"]

        await until(over)
        assert await harness.settled(*TOYS)
