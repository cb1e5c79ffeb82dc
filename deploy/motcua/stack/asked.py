"""Whether PostgreSQL and Kafka answer, asked of themselves: a frozen one has a process and an open port.

Each question returns why there is no answer; empty if there is one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import asyncpg
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from motcua.stack.addresses import TOOLS, Addresses
from motcua.stack.troubles import NotUp
from shared.kernel.brokers import Kafka, arguments
from shared.kernel.outages import no_broker, no_kafka

SOON = 2.0  # seconds in which a server on this machine answers
ANYWHERE = 4.0


async def postgres(dsn: str, seconds: float = SOON) -> str:
    """In a word."""
    try:
        connection = await asyncpg.connect(dsn, timeout=seconds)
        await connection.close(timeout=seconds)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as away:  # a timeout is an OSError
        return type(away).__name__
    return ""


async def databases(dsns: Mapping[str, str], seconds: float = ANYWHERE) -> dict[str, str]:
    """By service, those that do not answer."""
    whys = await asyncio.gather(*(postgres(dsn, seconds) for dsn in dsns.values()))
    return {service: why for service, why in zip(dsns, whys, strict=True) if why}


async def kafka(at: Kafka, seconds: float = SOON) -> str:
    """In a sentence, which says what to look at."""
    if not str(at):
        return no_broker(at)
    client = AIOKafkaClient(**arguments(at))
    try:
        async with asyncio.timeout(seconds):
            await client.bootstrap()
    except (KafkaError, TimeoutError) as away:
        return await no_kafka(at, away)
    finally:
        await client.close()
    return ""


async def silent(at: Addresses, *, both: bool = True) -> list[str]:
    """Why PostgreSQL and Kafka (with `both`) of a stack do not answer, each in a sentence."""
    asks = (postgres(at.superuser_dsn, ANYWHERE), *([kafka(at.brokers(TOOLS), ANYWHERE)] if both else []))
    why, *whys = await asyncio.gather(*asks)
    return [*([no_postgres(at, why)] if why else []), *filter(None, whys)]


def no_postgres(at: Addresses, why: str) -> str:
    return f"PostgreSQL does not answer at {at.postgres_host}:{at.postgres_port} ({why}): see its log"


async def answering(at: Kafka) -> None:
    """Raises NotUp, with the sentence, if it is not."""
    if why := await kafka(at, ANYWHERE):
        raise NotUp(why)
