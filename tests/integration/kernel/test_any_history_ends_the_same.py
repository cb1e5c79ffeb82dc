"""Any history ends the same: hypothesis writes them, the real kernel scenarios them on real databases.

Two producers interleaved; records lost (the last too), doubled, out of order; processes that die before a commit,
after it, and in the middle of a handler; refusals and bugs; records said again while they are being sent; deadlines
against unread news; versions that do not know every event yet. Whatever happened: once everything can be read
again, every record has had its effect, once and in order. More histories: `pytest --hypothesis-profile chaos`.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Iterator
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from shared.audit import invariants
from shared.kernel.deferred import CHECKPOINT
from shared.kernel.errors import Refused
from shared.kernel.ids import uuid7
from tests.support.harness import Harness
from tests.support.pool import Pool
from tests.support.simulation import SUBSCRIBERS, TOYS, Bug, Death, Simulation
from tests.support.toy_words import Ask, Close, Nudge, Poke, Ring
from tests.support.wire import Fate

COMMANDS = {"poke": ("ask", Poke), "close": ("ask", Close), "ring": ("bell", Ring), "nudge": ("echo", Nudge)}
TORN = f"""
select (select count(*) from deferred h join streams s using (dossier) where h.sequence <= {CHECKPOINT})
     + (select count(*) from streams s where s.sequence <> (select count(*) from journal j where j.dossier = s.dossier))
"""
FIRST_DEFERRED = f"select h.kind from deferred h join streams s using (dossier) where h.sequence = {CHECKPOINT} + 1"
CHECKPOINTS = "select dossier, (checkpoints -> $1 ->> 0)::int as sequence from streams where checkpoints ? $1"
DEFERRED = "select dossier, sequence from deferred where producer = $1"
ENTITY_TYPES = {"ask": "questions", "echo": "echoes"}
#: What the tables list as late, by the state an entity ends in; and what ask does not listen to.
WITHOUT_EFFECT = {
    "ask": {("Echoed", "answered"), ("Echoed", "closed")},
    "echo": {("Rung", "done"), ("Rung", "faded")},
}
NEVER = {"Began", "Noted", "Called", "Finished", "Faded", "Answered"}
subscribers = st.sampled_from(sorted(SUBSCRIBERS))
toys = st.sampled_from(TOYS)
mostly = st.sampled_from([True, True, True, False])
commands = st.lists(st.sampled_from(["poke", "poke", "poke", "ring", "ring", "close", "nudge"]), max_size=8)
troubles = st.sampled_from([None, None, Death(), Bug(), Refused("Not now.", "Chưa được.")])


class History(RuleBasedStateMachine):
    """What may happen. Dossiers are known by their number; a number too high counts from the beginning again."""

    runner: ClassVar[asyncio.Runner]
    simulation: ClassVar[Simulation]

    def __init__(self) -> None:
        super().__init__()
        self.dossiers: list[UUID] = []

    def do(self, step: Awaitable[Any]) -> None:
        async def run() -> None:
            await self.simulation.live(step)

        self.runner.run(run())

    @initialize(fades=st.lists(st.sampled_from([None, None, 5.0, -1.0]), min_size=1, max_size=3), words=commands)
    def begin(self, fades: list[float | None], words: list[str]) -> None:
        """A few dossiers with events; some of the records are on the wire already."""
        self.do(self.simulation.sweep())
        self.dossiers = [uuid7() for _ in fades]
        for dossier, fading in zip(self.dossiers, fades, strict=True):
            self.do(self.simulation.command("ask", dossier, Ask(fades=fading)))
        self.talk(words, 0)
        for toy in TOYS:
            self.do(self.simulation.send(toy))

    @rule(words=commands, n=st.integers(0, 2))
    def talk(self, words: list[str], n: int) -> None:
        """Commands, dossier by dossier."""
        for more, word in enumerate(words):
            toy, command = COMMANDS[word]
            self.do(self.simulation.command(toy, self.dossiers[(n + more // 4) % len(self.dossiers)], command()))

    @rule(unknown=st.sampled_from(["Poked", "Rung", None]))
    def install(self, unknown: str | None) -> None:
        """Another version of echo: what it does not know yet parks until the upgrade."""
        self.simulation.run_version(unknown and getattr(self.simulation.harness.toys, unknown))

    @rule(toy=toys, fates=st.lists(st.sampled_from(Fate), max_size=4))
    def send(self, toy: str, fates: list[Fate]) -> None:
        self.do(self.simulation.send(toy, *fates))

    @rule(subscriber=subscribers, most=st.integers(1, 6), trouble=troubles)
    def read(self, subscriber: str, most: int, trouble: BaseException | None) -> None:
        """In order; a process that dies in a handler, or errs there, has not moved its offset."""
        self.simulation.trouble = trouble
        self.do(self.simulation.read(subscriber, most))

    @rule(subscriber=subscribers, picks=st.lists(st.integers(0, 40), min_size=1, max_size=8), survives=mostly)
    def receive_anything(self, subscriber: str, picks: list[int], survives: bool) -> None:
        """Any records in any order, old ones too."""
        if records := self.simulation.audible(subscriber):
            self.do(
                self.simulation.receive(subscriber, [records[pick % len(records)] for pick in picks], survives=survives)
            )

    @rule(subscriber=subscribers, trouble=troubles)
    def retry(self, subscriber: str, trouble: BaseException | None) -> None:
        self.simulation.trouble = trouble
        self.do(self.simulation.retry(subscriber))

    @rule(seconds=st.sampled_from([1, 10, 100_000]), trouble=troubles)
    def tick(self, seconds: int, trouble: BaseException | None) -> None:
        self.simulation.trouble = trouble
        self.do(self.simulation.tick(seconds))

    @rule(trouble=troubles)
    def call(self, trouble: BaseException | None) -> None:
        self.simulation.trouble = trouble
        self.do(self.simulation.call())

    @rule(seed=st.integers(0, 1000))
    def lose(self, seed: int) -> None:
        self.simulation.wire.lose(random.Random(seed))

    @rule(subscriber=subscribers)
    def look(self, subscriber: str) -> None:
        self.do(self.simulation.look(subscriber))

    @invariant()
    def nothing_is_torn(self) -> None:
        """Deferred records are above their checkpoint, streams count their journal."""
        for toy in TOYS:
            assert self.runner.run(self.simulation.rows(toy, TORN))[0][0] == 0

    def teardown(self) -> None:
        self.do(self.simulation.calm())
        self.runner.run(every_event_had_its_effect_once(self.simulation))


async def every_event_had_its_effect_once(simulation: Simulation) -> None:
    """All invariants hold but for what the table refuses: that is parked, with all that follows it."""
    async with invariants.opened(await simulation.harness.places(*TOYS)) as places:
        broken = await invariants.check_stored(places)
    parked = {row["kind"] for toy in TOYS for row in await simulation.rows(toy, FIRST_DEFERRED)}
    assert parked <= {"refused"}
    assert {each.invariant for each in broken} <= ({5, 8} if parked else set()), broken
    for subscriber, producers in SUBSCRIBERS.items():
        for producer in producers:
            await all_events_were_received(simulation, subscriber, producer)


async def all_events_were_received(simulation: Simulation, subscriber: str, producer: str) -> None:
    """Each record is deferred, or had its effect in its turn, or the table says that it has none."""
    name = simulation.harness.producer(producer)
    checkpoints = {row["dossier"]: row["sequence"] for row in await simulation.rows(subscriber, CHECKPOINTS, name)}
    deferred = {(row["dossier"], row["sequence"]) for row in await simulation.rows(subscriber, DEFERRED, name)}
    place = {
        row["cause"]: row["position"]
        for row in await simulation.rows(subscriber, "select cause, position from journal")
    }
    states = await simulation.harness.states(subscriber, ENTITY_TYPES[subscriber])
    last = defaultdict[UUID, int](int)
    for row in await simulation.rows(
        producer, "select dossier, sequence, id, event from journal order by dossier, sequence"
    ):
        dossier, sequence = row["dossier"], row["sequence"]
        assert (sequence <= checkpoints.get(dossier, 0)) != ((dossier, sequence) in deferred), (
            "received or deferred, not both"
        )
        if row["id"] in place:
            assert (dossier, sequence) not in deferred, "what is deferred has no effect"
            assert last[dossier] < place[row["id"]], "in the order it was emitted"
            last[dossier] = place[row["id"]]
        elif sequence <= checkpoints.get(dossier, 0):
            assert (row["event"], states[dossier]) in WITHOUT_EFFECT[subscriber] or row["event"] in NEVER, "no effect"


@pytest.fixture
def simulation(stack: Stack, issuer: Issuer, pool: Pool) -> Iterator[Simulation]:
    """On a loop of its own: hypothesis does not await."""
    with asyncio.Runner() as runner:
        History.runner = runner
        harness = Harness(stack, issuer, pool)
        History.simulation = Simulation(harness)
        runner.run(History.simulation.open())
        yield History.simulation
        runner.run(History.simulation.close())
        runner.run(harness.__aexit__())


def test_any_history_ends_the_same(simulation: Simulation) -> None:
    few = settings(max_examples=20, derandomize=True)
    chosen = few if settings.get_current_profile_name() != "chaos" else settings()
    run_state_machine_as_test(History, settings=settings(chosen, deadline=None, stateful_step_count=30))
