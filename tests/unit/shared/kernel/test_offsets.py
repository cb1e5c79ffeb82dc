"""Offsets that could not be committed are committed when nothing comes, so that `unread` goes back to 0."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, KafkaConnectionError

from shared.kernel.consumer import Batch, Consumer, Fetched, How
from shared.kernel.db import Database
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.support.toy import Toys

ONE, OTHER = TopicPartition("motcua.ask", 0), TopicPartition("motcua.ask", 1)
LANE = 0  # of both


class Broker:
    """Takes offsets unless it is away."""

    def __init__(self) -> None:
        self.away: Exception | None = None
        self.committed: dict[TopicPartition, int] = {}
        self.assigned = {ONE, OTHER}
        self.asked = 0

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        self.asked += 1
        if self.away is not None:
            raise self.away
        self.committed |= offsets


class Handles(Consumer):
    """Every batch is handled."""

    async def _handle(self, batch: Batch, how: How, lane: int) -> bool:
        return True

    async def comes(self, fetched: Fetched) -> None:
        """Whatever time has passed since the last one."""
        self._owed_from = 0.0
        await self._handle_fetched(fetched, LANE)


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def consumer(broker: Broker) -> Handles:
    settings = Settings(environment="development", database_url="", kafka="")
    consumer = Handles(Node(settings, Toys("offsets").echo, Database("")))
    consumer._kafka = broker
    return consumer


def records(tp: TopicPartition, offset: int) -> dict[TopicPartition, list[Any]]:
    record = SimpleNamespace(topic=tp.topic, partition=tp.partition, offset=offset, headers=(), key=b"", value=b"")
    return {tp: [record]}


@pytest.mark.parametrize("away", [KafkaConnectionError(), CommitFailedError(), TimeoutError()])
async def test_what_was_not_committed_is_committed_when_nothing_comes(
    broker: Broker, consumer: Handles, away: Exception
) -> None:
    broker.away = away
    await consumer.comes(records(ONE, 7))
    await consumer.comes({})
    assert broker.committed == {}
    broker.away = None
    await consumer.comes({})
    assert broker.committed == {ONE: 8}
    asked = broker.asked
    await consumer.comes({})
    assert broker.asked == asked, "nothing is owed any more"


async def test_the_next_batch_takes_along_what_is_owed(broker: Broker, consumer: Handles) -> None:
    broker.away = KafkaConnectionError()
    await consumer.comes(records(ONE, 7))
    broker.away = None
    await consumer.comes(records(OTHER, 3))
    assert broker.committed == {ONE: 8, OTHER: 4}


async def test_a_partition_that_was_revoked_is_left_to_its_new_owner(broker: Broker, consumer: Handles) -> None:
    """It may have come back meanwhile: an offset is never put back."""
    broker.away = CommitFailedError()
    await consumer.comes(records(ONE, 7))
    await consumer.on_partitions_revoked({ONE})
    broker.away = None
    await consumer.comes({})
    assert broker.committed == {}
    await consumer.comes(records(OTHER, 3))
    assert broker.committed == {OTHER: 4}


async def test_a_batch_that_outlives_its_partition_is_not_committed_when_it_comes_back(
    broker: Broker, consumer: Handles
) -> None:
    """Its next owner may have committed more meanwhile."""
    broker.assigned = {OTHER}
    await consumer.comes(records(ONE, 7))
    broker.assigned = {ONE, OTHER}
    await consumer.on_partitions_assigned({ONE})
    await consumer.comes({})
    assert broker.committed == {}


async def test_while_nothing_comes_it_is_not_asked_all_the_time(broker: Broker, consumer: Handles) -> None:
    broker.away = KafkaConnectionError()
    await consumer.comes(records(ONE, 7))
    for _ in range(5):
        await consumer._handle_fetched({}, LANE)
    assert broker.asked == 1
