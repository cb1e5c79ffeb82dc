"""Declares the topics of deploy/kafka/topics.yaml on a broker: creates, widens and configures, never removes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.admin.new_partitions import NewPartitions
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from motcua.stack.folders import KAFKA_FILES
from motcua.stack.troubles import DidNotStart
from shared.kernel.brokers import Kafka, arguments, explain

FILE = KAFKA_FILES / "topics.yaml"
REFUSING = 5.0  # seconds in which a broker that starts may refuse whom it will let in


@dataclass(frozen=True)
class Topic:
    """The wanted settings of one topic."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


def read_topics(file: Path = FILE, place: str | None = "local") -> list[Topic]:
    """The topics of the file: defaults, then what `place` overrides, then the topic's own."""
    content = yaml.safe_load(file.read_text())
    layers = [content["defaults"], content.get(place) or {}]
    return [_topic(name, [*layers, own or {}]) for name, own in content["topics"].items()]


def _topic(name: str, layers: list[dict[str, Any]]) -> Topic:
    merged: dict[str, Any] = {}
    config: dict[str, str] = {}
    for layer in layers:
        merged |= layer
        config |= {key: _text(value) for key, value in layer.get("config", {}).items()}
    return Topic(name, int(merged["partitions"]), int(merged["replication"]), config)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


async def declare(kafka: Kafka, topics: list[Topic], alive: Callable[[], bool], seconds: float) -> None:
    """Declares the topics, waiting for the broker as long as its process is alive."""
    admin = await connected(kafka, alive, seconds)
    try:
        async with asyncio.timeout(seconds):
            older = await _create(admin, topics)
            await _widen(admin, older)
            await _configure(admin, older)
    except (KafkaError, TimeoutError) as refused:
        raise DidNotStart(f"Kafka refused its topics ({refused!r}).") from refused
    finally:
        await admin.close()


async def connected(kafka: Kafka, alive: Callable[[], bool], seconds: float) -> Any:
    """An admin client, once the broker answers. Raises DidNotStart."""
    began = time.monotonic()
    host, _, port = str(kafka).partition(",")[0].rpartition(":")
    while True:
        admin = AIOKafkaAdminClient(**arguments(kafka), request_timeout_ms=5000)
        try:
            _, writer = await asyncio.open_connection(host, int(port))
            writer.close()
            await admin.start()
        except (OSError, KafkaError) as refused:
            await admin.close()  # of a start that failed connections may be left
            why = await explain(kafka, refused)
            if not alive() or time.monotonic() > began + (min(seconds, REFUSING) if why else seconds):
                raise DidNotStart(f"Kafka did not answer ({why or repr(refused)}).") from refused
            await asyncio.sleep(0.05)
        else:
            return admin


async def _create(admin: Any, topics: list[Topic]) -> list[Topic]:
    """Creates missing topics and returns those that existed.

    Only those are compared: right after its creation the broker may describe a topic incompletely.
    """
    answer = await admin.create_topics(
        [NewTopic(one.name, one.partitions, one.replication, topic_configs=one.config) for one in topics]
    )
    codes = {name: code for name, code, *_ in answer.topic_errors}
    older = [one for one in topics if for_code(codes[one.name]) is TopicAlreadyExistsError]
    _refuse({name: code for name, code in codes.items() if name not in {one.name for one in older}})
    return older


async def _widen(admin: Any, topics: list[Topic]) -> None:
    described = await admin.describe_topics([one.name for one in topics]) if topics else []
    here = {one["topic"]: len(one["partitions"]) for one in described}
    more = {one.name: NewPartitions(one.partitions) for one in topics if here[one.name] < one.partitions}
    if more:
        await admin.create_partitions(more)


async def _configure(admin: Any, topics: list[Topic]) -> None:
    wanted = [ConfigResource(ConfigResourceType.TOPIC, one.name, configs=one.config) for one in topics]
    for answer in await admin.alter_configs(wanted) if wanted else []:
        _refuse({name: code for code, _, _, name in answer.resources})


def _refuse(codes: dict[str, int]) -> None:
    for name, code in codes.items():
        if code:
            raise for_code(code)(name)
