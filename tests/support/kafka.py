"""Sends what a voice has said, as a relay would."""

from __future__ import annotations

import json
from collections.abc import Iterable

from aiokafka import AIOKafkaProducer

from shared.heard import Said


async def send(producer: AIOKafkaProducer, lines: Iterable[Said]) -> None:
    """These lines, in this order; back when the broker has them all."""
    for line in lines:
        headers = [(name, text.encode("latin-1")) for name, text in json.loads(line.headers)]
        await producer.send(line.topic, line.value, key=str(line.dossier).encode(), headers=headers)
    await producer.flush()
