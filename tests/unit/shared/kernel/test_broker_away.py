"""A broker that is frozen is seen while nothing is sent, and by a consumer that has nothing to read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from prometheus_client import REGISTRY

from shared.kernel.liveness import Watch
from shared.kernel.outages import no_broker
from shared.kernel.relay import Relay


class Broker:
    """As its clients see it."""

    def __init__(self) -> None:
        self.frozen, self.client = True, self

    async def fetch_all_metadata(self) -> None:
        if self.frozen:
            raise KafkaError

    async def end_offsets(self, partitions: Any) -> dict[Any, int]:
        if self.frozen:
            raise TimeoutError
        return dict.fromkeys(partitions, 0)

    async def position(self, _partition: Any) -> int:
        return 0

    def assignment(self) -> set[TopicPartition]:
        return {TopicPartition("motcua.ask", 0)}


def node() -> Any:
    registry = SimpleNamespace(producer="echo", producers=("ask",))
    return SimpleNamespace(alive={}, waits={}, registry=registry, brokers="a:1")


def away(part: str) -> float | None:
    return REGISTRY.get_sample_value("motcua_broker_away", {"part": part})


async def test_a_relay_that_sends_nothing_sees_a_frozen_broker() -> None:
    echo, broker = node(), Broker()
    relay = Relay(echo)
    with pytest.raises(KafkaError):
        await relay._ask(broker)  # type: ignore[arg-type]
    assert (away("relay"), echo.alive) == (1, {})
    broker.frozen = False
    await relay._ask(broker)  # type: ignore[arg-type]
    assert (away("relay"), echo.alive) == (0, {"relay": True})
    broker.frozen = True
    await relay._ask(broker)  # type: ignore[arg-type]  # it has been asked a moment ago
    assert away("relay") == 0


async def test_a_consumer_with_nothing_to_read_sees_a_frozen_broker() -> None:
    echo, broker = node(), Broker()
    watch = Watch(echo, broker)
    watch._next = 0
    await watch.look(at_work=False)
    await watch.look(at_work=False)
    assert (away("consumer"), echo.alive, echo.waits) == (1, {"consumer": False}, {"consumer": no_broker("a:1")})
    broker.frozen, watch._next = False, 0
    await watch.look(at_work=False)
    await watch.look(at_work=False)
    assert (away("consumer"), echo.alive, echo.waits) == (0, {"consumer": True}, {})
