"""What waits in each service, by its own account, and how many records its consumer group has not read."""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from motcua.registries import REGISTRIES
from motcua.stack.people import Person
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, arguments, explain
from shared.kernel.envelope import topic_of

TIMEOUT = 20.0


async def lags(operator: Person, kafka: Kafka) -> dict[str, dict[str, int | str]]:
    """`outbox`, `deferred`, `parked`, `scheduled`, `fanouts` and `unread` by service. Raises NotUp if Kafka is away."""
    found: dict[str, dict[str, int | str]] = {}
    unread = await _unread(kafka)
    for service in operator.addresses:
        found[service] = {**await operator.get(service, "/v1/lag"), "unread": unread.get(service, "-")}
    return found


async def _unread(kafka: Kafka) -> dict[str, int]:
    """Records between a service's committed offsets and the ends of its topics, by service."""
    client, admin = AIOKafkaConsumer(**arguments(kafka)), AIOKafkaAdminClient(**arguments(kafka))
    try:
        async with asyncio.timeout(TIMEOUT):
            await client.start()
            await admin.start()
            return {registry.producer: await _behind(client, admin, registry.producer) for registry in REGISTRIES}
    except (KafkaError, TimeoutError) as error:
        why = await explain(kafka, error) or type(error).__name__
        raise NotUp(f"There is no Kafka at {kafka} ({why}). Check MOTCUA_KAFKA, or run: motcua up") from None
    finally:
        await client.stop()
        await admin.close()


async def _behind(client: AIOKafkaConsumer, admin: AIOKafkaAdminClient, service: str) -> int:
    registry = next(each for each in REGISTRIES if each.producer == service)
    topics = [topic_of(producer) for producer in registry.producers]
    await client._client.set_topics(topics)  # the public method knows only topics it has subscribed to
    partitions = [TopicPartition(topic, n) for topic in topics for n in client.partitions_for_topic(topic) or ()]
    ends, read = await client.end_offsets(partitions), await admin.list_consumer_group_offsets(f"motcua-{service}")
    begins = await client.beginning_offsets(partitions)
    return sum(ends[tp] - (max(read[tp].offset, 0) if tp in read else begins[tp]) for tp in partitions)
