"""What waits in each service, by its own account; what its consumer group has not read, and how far it is behind.

Behind are the events that its producers' heads have and its checkpoints do not, compared by the service itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from motcua.observe.each import Answers, no_database, of_each, silent
from motcua.stack import asked
from motcua.stack.people import Person
from motcua.stack.rights import Reads, reads
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, arguments
from shared.kernel.envelope import topic_of
from shared.kernel.outages import no_kafka

TIMEOUT = 20.0
STORED = ("outbox", "deferred", "parked", "scheduled", "fanouts")
COUNTS = (*STORED, "unread", "behind")
UNKNOWN = "?"


@dataclass(frozen=True)
class Lags:
    """A row per service (its name, `COUNTS`, its state), and notes. `good`: all answer, and none stands still."""

    rows: Sequence[Sequence[str]]
    notes: Sequence[str]
    good: bool


async def lags(operator: Person, kafka: Kafka, databases: Mapping[str, str]) -> Lags:
    """Asks every service, the broker and the databases that are known; what does not answer takes no other with it."""
    told, away, closed = await asyncio.gather(
        waits(operator), asked.kafka(kafka, asked.ANYWHERE), asked.databases(databases)
    )
    unread: Mapping[str, str] = {}
    if not away:
        unread, away = await _unread_or_why(kafka, _producers(told))
    return compose(list(operator.addresses), told, unread, away, closed)


def _producers(told: Answers[dict[str, Any]]) -> Reads:
    """The producers of each service, as it tells them; of one that does not answer, from its registry."""
    found = {service: [each["producer"] for each in answer["behind"]] for service, answer in told.found.items()}
    return {**(reads() if told.away else {}), **found}


async def waits(operator: Person) -> Answers[dict[str, Any]]:
    """What each service says waits in it, and how far it is behind each of its producers."""

    async def ask(service: str) -> dict[str, Any]:
        return {**await operator.get(service, "/v1/lag"), "behind": await operator.get(service, "/v1/behind")}

    return await of_each(operator, operator.addresses, ask)


def compose(
    services: Sequence[str],
    told: Answers[dict[str, Any]],
    unread: Mapping[str, str],
    away: str = "",
    closed: Mapping[str, str] | None = None,
) -> Lags:
    """`unread` by service; `away`: why the broker does not answer; `closed`: why a database does not, by service."""
    rows: list[Sequence[str]] = []
    notes = [*([away] if away else []), *(no_database(service, why) for service, why in (closed or {}).items())]
    for service in services:
        if service in told.away:
            rows.append((service, *[UNKNOWN] * len(STORED), unread.get(service, UNKNOWN), UNKNOWN, "does not answer"))
            notes.append(silent(service, told.away[service]))
        else:
            rows.append(_row(service, told.found[service], unread.get(service, UNKNOWN)))
            notes += _notes(service, told.found[service])
    still = [service for service, found in told.found.items() if found["standing_still"]]
    return Lags(rows, notes, good=not (told.away or away or closed or still))


def _row(service: str, found: Mapping[str, Any], unread: str) -> Sequence[str]:
    events = [each["events"] for each in found["behind"]]
    behind = UNKNOWN if None in events else str(sum(events))
    state = "stands still" if found["standing_still"] else ""
    return (service, *(str(found[name]) for name in STORED), unread, behind, state)


def _notes(service: str, found: Mapping[str, Any]) -> list[str]:
    still = [f"{service} stands still: {found['standing_still']}"] if found["standing_still"] else []
    told = [(each["producer"], each["events"], each["why"]) for each in found["behind"]]
    behind = [f"{service} is {events} events behind {producer}" for producer, events, _ in told if events]
    return [*still, *behind, *(f"{service} cannot compare: {why}" for _, events, why in told if events is None)]


async def _unread_or_why(kafka: Kafka, reads: Reads) -> tuple[dict[str, str], str]:
    try:
        return {service: str(count) for service, count in (await _unread(kafka, reads)).items()}, ""
    except NotUp as away:
        return {}, str(away)


async def _unread(kafka: Kafka, reads: Reads) -> dict[str, int]:
    """Records between a service's committed offsets and the ends of its topics, by service. Raises NotUp."""
    client, admin = AIOKafkaConsumer(**arguments(kafka)), AIOKafkaAdminClient(**arguments(kafka))
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            await admin.start()
            return {service: await _behind(client, admin, service, producers) for service, producers in reads.items()}
    except (KafkaError, TimeoutError) as error:
        raise NotUp(await no_kafka(kafka, error)) from None
    finally:
        await client.stop()
        await admin.close()


async def _behind(client: AIOKafkaConsumer, admin: AIOKafkaAdminClient, service: str, producers: Sequence[str]) -> int:
    topics = [topic_of(producer) for producer in producers]
    await client._client.set_topics(topics)  # the public method knows only topics it has subscribed to
    partitions = [TopicPartition(topic, n) for topic in topics for n in client.partitions_for_topic(topic) or ()]
    ends, read = await client.end_offsets(partitions), await admin.list_consumer_group_offsets(f"motcua-{service}")
    begins = await client.beginning_offsets(partitions)
    return sum(ends[tp] - (max(read[tp].offset, 0) if tp in read else begins[tp]) for tp in partitions)
