"""Accepts a loss, step by step (decision 36). Interrupted, it goes on where it was: the service keeps what is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

from motcua.recovery.look import TOPIC, Json, Look, portions
from motcua.stack import topics
from motcua.stack.people import Person, Unexpected
from motcua.stack.troubles import Trouble
from motcua.stack.waiting import until
from shared.kernel.brokers import Kafka
from shared.kernel.envelope import topic_of
from shared.kernel.topics import remove

NOTICED = 12.0  # seconds until every process of the service knows that a loss is being accepted: two looks of 5
CLUSTER = 3  # brokers
SECONDS = 60.0  # the broker may take to declare a topic
NOTHING_LOST = "/problems/nothing-lost"
KEPT = ("kept", "kept_digest")  # the service knows this itself
AGAIN = 5  # times a subscriber is compared, while its consumer may still handle what it has fetched


class StillLost(Trouble):
    """A subscriber goes on receiving lost events."""


Wanted = Callable[[str, int], topics.Topic]


def wanted(service: str, brokers: int) -> topics.Topic:
    """Its topic as deploy/kafka/topics.yaml has it, for so many brokers."""
    every = topics.read_topics(place="cluster" if brokers >= CLUSTER else "local")
    return next(topic for topic in every if topic.name == topic_of(service))


class Acceptance:
    """One acceptance, of the loss that `look` finds."""

    def __init__(
        self,
        operator: Person,
        service: str,
        kafka: Kafka,
        look: Look,
        wanted: Wanted = wanted,
        noticed: float = NOTICED,
    ) -> None:
        """`wanted`: the topic, by the number of brokers; `noticed`: seconds until its processes have noticed."""
        self._operator = operator
        self._service = service
        self._kafka = kafka
        self._look = look
        self._told = look.told
        self._wanted = wanted
        self._noticed = noticed
        self.closed: dict[str, int] = dict.fromkeys(look.subscribers, 0)

    async def accept(self, why: str) -> Json:
        """The loss, accepted; if nothing more is lost, the last one that was. Each step may be repeated.

        Raises Unexpected if nothing was ever lost.
        """
        try:
            loss = await self._operator.post(self._service, "/v1/losses", {"why": why})
        except Unexpected as refused:
            if refused.problem["type"] == NOTHING_LOST and (losses := await self.losses()):
                self.closed.clear()  # that was then
                return losses[0]
            raise
        path = f"/v1/losses/{loss['id']}"
        age = (datetime.now(UTC) - datetime.fromisoformat(loss["begun_at"])).total_seconds()
        self._told("Waiting until every process of the service stands still", 0, 0)
        await asyncio.sleep(min(self._noticed, max(0.0, self._noticed - age)))
        await self._note(path)
        self._told("Raising the counters", 0, 0)
        await self._operator.post(self._service, f"{path}/counters")
        if loss["renewed_at"] is None:
            await self._renew()
            await self._operator.post(self._service, f"{path}/renewed")
        for subscriber in self._look.subscribers:
            await self._close(subscriber, why)
        await self._republish()
        self._told("Beginning a new series of anchors", 0, 0)
        await self._operator.post(self._service, f"{path}/finish")
        await until(self._goes_on, f"{self._service} to go on: restart its processes")
        return await self.known(loss["id"])

    async def known(self, number: int) -> Json:
        """The loss as the service has it."""
        return next(one for one in await self.losses() if one["id"] == number)

    async def losses(self) -> list[Json]:
        """All of its losses, the newest first."""
        found: list[Json] = (await self._operator.get(self._service, "/v1/losses"))["losses"]
        return found

    async def events(self, number: int) -> list[Json]:
        """All lost events, as the service has them."""
        found: list[Json] = []
        path = f"/v1/losses/{number}/events"
        while page := await self._operator.get(self._service, path, after=found[-1]["id"] if found else 0):
            found += page
        return found

    async def _note(self, path: str) -> None:
        async for known_by, events in noted(self._look):
            lost = [{name: value for name, value in one.items() if name not in KEPT} for one in events]
            await self._operator.post(self._service, f"{path}/events", {"known_by": known_by, "events": lost})

    async def _renew(self) -> None:
        self._told("Declaring the topic anew", 0, 0)
        topic = self._wanted(self._service, await remove(self._kafka, self._service))
        await topics.declare(self._kafka, [topic], lambda: True, SECONDS)

    async def _close(self, subscriber: str, why: str) -> None:
        """All gaps of a subscriber, and those of what its consumer handled meanwhile. Raises StillLost."""
        for _ in range(AGAIN):
            gaps = [gap async for _, some in self._look.at(subscriber) for gap in some]
            if not gaps:
                return
            for some in portions(gaps):
                path, body = f"/v1/received/{self._service}/accept", {"why": why, "gaps": list(some)}
                self.closed[subscriber] += (await self._operator.post(subscriber, path, body))["closed"]
        raise StillLost(f"{subscriber} still receives lost events of {self._service}; repeat the command.")

    async def _republish(self) -> None:
        after: int | None = 0
        while after is not None:
            self._told(f"Republishing the journal: up to position {after}", 0, 0)
            after = (await self._operator.post(self._service, f"/v1/republish/all?after={after}"))["after"]

    async def _goes_on(self) -> bool:
        self._told(f"Waiting until {self._service} goes on", 0, 0)
        return (await self._operator.get(self._service, "/v1/losses"))["standing_still"] is None


async def noted(look: Look) -> AsyncIterator[tuple[str, list[Json]]]:
    """Lost events, by who knows them; as many at a time as a route takes."""
    async for lost in look.on_topic():
        yield TOPIC, lost
    for subscriber in look.subscribers:
        async for lost, _ in look.at(subscriber):
            for some in portions(lost):
                yield subscriber, list(some)


def as_known(found: list[tuple[str, list[Json]]]) -> list[dict[str, Any]]:
    """What the service would store of these lost events, for a dry run."""
    events: dict[Any, Json] = {}
    for known_by, some in found:
        for one in some:
            key = one["dossier"], one["sequence"], one["digest"]
            known = events.setdefault(key, {"event": None, "outside": None, "code": None, "at": None, "known_by": []})
            known.update({name: value for name, value in one.items() if known.get(name) is None})
            known["known_by"].append(known_by)
    return list(events.values())
