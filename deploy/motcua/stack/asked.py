"""Whether PostgreSQL and Kafka answer, asked of themselves: a frozen one has a process and an open port.

Each question returns why there is no answer, in a word; empty if there is one.
"""

from __future__ import annotations

import asyncio

import asyncpg
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, arguments, explain

SOON = 2.0  # seconds in which a server on this machine answers
ANYWHERE = 4.0


async def postgres(dsn: str, seconds: float = SOON) -> str:
    try:
        connection = await asyncpg.connect(dsn, timeout=seconds)
        await connection.close(timeout=seconds)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as away:  # a timeout is an OSError
        return type(away).__name__
    return ""


async def kafka(at: Kafka, seconds: float = SOON) -> str:
    client = AIOKafkaClient(**arguments(at))
    try:
        async with asyncio.timeout(seconds):
            await client.bootstrap()
    except (KafkaError, TimeoutError) as away:
        return await explain(at, away) or type(away).__name__
    finally:
        await client.close()
    return ""


def no_kafka(at: Kafka, why: str) -> NotUp:
    return NotUp(f"There is no Kafka at {at} ({why}). Check MOTCUA_KAFKA, or run: motcua up")
