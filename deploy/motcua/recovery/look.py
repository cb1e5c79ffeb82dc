"""What a restored service has lost: what its topic and its subscribers know and its journal does not. Reads only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from motcua.registries import REGISTRIES
from motcua.stack.people import Person
from motcua.stack.progress import silent
from shared.kernel.brokers import Kafka
from shared.kernel.incoming import EventRecord
from shared.kernel.keys import EventKeys
from shared.kernel.losses import PAGE
from shared.kernel.registry import Registry
from shared.kernel.topics import read_all

NOBODY = UUID(int=0)
TOPIC = "topic"
#: What a record says, and a checkpoint does not.
UNKNOWN = dict.fromkeys(("event", "entity", "at", "code", "outside"))

Json = dict[str, Any]
Told = Callable[[str, int, int], None]  # what is being done, how much of it is done, and how much there is (0: unknown)


class Look:
    """One look at what `service` has lost."""

    def __init__(
        self,
        operator: Person,
        service: str,
        kafka: Kafka,
        keys: EventKeys,
        told: Told = silent,
        registries: Sequence[Registry[Any]] = REGISTRIES,
    ) -> None:
        self._operator = operator
        self._service = service
        self._kafka = kafka
        self._keys = keys
        self.told = told
        self._registry = next(registry for registry in registries if registry.producer == service)
        self.subscribers = [registry.producer for registry in registries if service in registry.producers]

    async def on_topic(self) -> AsyncIterator[list[Json]]:
        """The lost events on its topic, some at a time, with what is kept of their dossiers.

        What its keys do not prove is not its own.
        """
        done = 0
        async for total, records, refused in read_all(self._kafka, self._service, self._keys):
            for some in portions(list({(one.dossier, one.sequence, one.digest): one for one in records}.values())):
                known = {(str(one.dossier), one.sequence, one.digest): one for one in some}
                missing = await self._missing([_place(*key) for key in known])
                if missing:
                    yield [one | self._event(known[one["dossier"], one["sequence"], one["digest"]]) for one in missing]
            done += len(records) + len(refused)
            self.told(f"Reading the topic of {self._service}", done, total)

    def _event(self, record: EventRecord) -> Json:
        """What its record says, as `losses.LostEvent` has it."""
        name, body = record.kind.rpartition(".")[2], json.loads(record.value)
        at = record.at.isoformat() if record.at else None
        event = UNKNOWN | {"event": name, "entity": str(record.entity), "at": at}
        numbered = {kind.kind(): field for kind, (field, _) in self._registry.numbered.items()}
        outside = {kind.kind(): field for kind, field in self._registry.outside.items()}
        if field := numbered.get(record.kind):
            event["code"] = body[field]
        if record.kind in outside:
            reference = outside[record.kind]
            event["outside"] = body[reference] if reference else str(record.entity)
        return event

    async def at(self, subscriber: str) -> AsyncIterator[tuple[list[Json], list[Json]]]:
        """Lost events that a subscriber has received, and the gaps (`losses.LostGap`) that close with them."""
        after: str | None = str(NOBODY)
        while after is not None:
            page = await self._operator.get(subscriber, f"/v1/received/{self._service}", after=after)
            self.told(f"Comparing what {subscriber} has received", int(UUID(after)) >> 64, 2**64)
            found = [one for some in portions(page["events"]) for one in await self._missing(some)]
            if found:
                codes = await self._codes(subscriber, {one["dossier"] for one in found})
                yield [one | UNKNOWN | {"code": codes.get(one["dossier"])} for one in found], list(_gaps(found))
            after = page["after"]
        self.told(f"Comparing what {subscriber} has received", 1, 1)

    async def _missing(self, events: Sequence[Json]) -> list[Json]:
        found: list[Json] = await self._operator.post(self._service, "/v1/journal/missing", list(events))
        return found

    async def _codes(self, subscriber: str, dossiers: set[str]) -> Mapping[str, str]:
        codes: dict[str, str] = {}
        for some in portions(sorted(dossiers)):
            codes |= (await self._operator.post(subscriber, "/v1/codes", list(some)))["codes"]
        return codes


def portions(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The same rows, as many at a time as a route takes."""
    for start in range(0, len(rows), PAGE):
        yield rows[start : start + PAGE]


def _place(dossier: UUID | str, sequence: int, digest: str) -> Json:
    return {"dossier": str(dossier), "sequence": sequence, "digest": digest}


def _gaps(missing: Sequence[Json]) -> Iterator[Json]:
    by_dossier: dict[str, list[Json]] = {}
    for one in missing:
        by_dossier.setdefault(one["dossier"], []).append(one)
    for dossier, some in by_dossier.items():
        kept = some[0]["kept"]
        digest = some[0]["kept_digest"] if kept else None
        yield {"dossier": dossier, "sequence": kept, "digest": digest, "lost": [one["digest"] for one in some]}
