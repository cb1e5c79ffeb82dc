"""Clients that a closed Kafka refuses, what they say, and what it denies to those that it lets in."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
)

from motcua.stack import closed, rights
from motcua.stack.addresses import ADMIN, TOOLS
from motcua.stack.databases import SERVICES
from motcua.stack.stack import Stack
from shared.kernel.brokers import Brokers, Mechanism, Security, arguments, explain
from shared.kernel.topics import faults

PASSWORD = "a password of nobody's"
TOPICS = {f"motcua.{service}" for service in SERVICES}


@asynccontextmanager
async def administering(at: Brokers) -> AsyncIterator[Any]:
    admin = AIOKafkaAdminClient(**arguments(at), request_timeout_ms=10_000)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def seen(at: Brokers) -> set[str]:
    """The topics that this client is told of."""
    async with administering(at) as admin:
        return set(await admin.list_topics())


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another password": ({"password": PASSWORD}, "knows no such user with this password: see MOTCUA_KAFKA_USER"),
    "an unknown user": ({"user": "motcua-nobody"}, "knows no such user with this password: see MOTCUA_KAFKA_USER"),
    "another mechanism": ({"mechanism": Mechanism.SCRAM_SHA_256}, "knows no such user with this password"),
    "no TLS": ({"security": Security.PLAINTEXT}, "see MOTCUA_KAFKA_SECURITY"),
    "a user without TLS": ({"security": Security.SASL_PLAINTEXT}, "see MOTCUA_KAFKA_SECURITY"),
    "TLS without a user": ({"security": Security.SSL}, "see MOTCUA_KAFKA_SECURITY"),
    "another name of the broker": ({"servers": "127.1"}, "is not proved by MOTCUA_KAFKA_CA, or has another name"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_client_that_is_refused_says_what_to_look_at(stack: Stack, case: str) -> None:
    changes, told = REFUSED[case]
    good = stack.addresses.brokers("payment")
    if "servers" in changes:
        changes = {"servers": good.servers.replace("127.0.0.1", changes["servers"])}
    at = dataclasses.replace(good, **changes)
    with pytest.raises(KafkaConnectionError) as refused:
        await seen(at)
    why = await explain(at, refused.value) or ""
    assert told.lower() in why.lower()
    assert not [secret for secret in (good.password, PASSWORD) if secret in why]


async def test_brokers_of_another_authority_are_not_trusted(stack: Stack, tmp_path: Path) -> None:
    at = dataclasses.replace(stack.addresses.brokers("payment"), ca=closed.Authority(tmp_path).cert)
    with pytest.raises(KafkaConnectionError) as refused:
        await seen(at)
    assert "is not proved by MOTCUA_KAFKA_CA" in (await explain(at, refused.value) or "")


async def test_a_certificate_opens_the_door_that_asks_for_one(certified: Brokers) -> None:
    assert "motcua.payment" in await seen(certified)
    await writes(certified, "payment")
    with pytest.raises(TopicAuthorizationFailedError):
        await writes(certified, "intake")


@pytest.mark.parametrize("by", ["none", "another authority's"])
async def test_other_certificates_do_not(certified: Brokers, tmp_path: Path, by: str) -> None:
    cert, key = (None, None) if by == "none" else closed.Authority(tmp_path).issue("motcua-payment")
    at = dataclasses.replace(certified, cert=cert, key=key)
    with pytest.raises(KafkaConnectionError) as refused:
        await seen(at)
    assert "_CERT and the port" in (await explain(at, refused.value) or "")


async def writes(at: Brokers, service: str) -> None:
    """Sends a record that is too large: the broker refuses it after a look at the rights, so that none stays."""
    async with AIOKafkaProducer(**arguments(at), max_request_size=4 << 20) as producer:
        with pytest.raises(MessageSizeTooLargeError):
            await producer.send_and_wait(f"motcua.{service}", b"x" * (2 << 20))


async def reads(at: Brokers, service: str) -> None:
    client = AIOKafkaConsumer(f"motcua.{service}", **arguments(at))
    try:
        await client.start()
        await client.getmany(timeout_ms=5000)
    finally:
        await client.stop()


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_writes_its_own_topic_and_no_other(stack: Stack, service: str) -> None:
    at = stack.addresses.brokers(service)
    await writes(at, service)
    other = "intake" if service != "intake" else "workflow"
    with pytest.raises(TopicAuthorizationFailedError) as denied:
        await writes(at, other)
    assert await explain(at, denied.value) == (
        f"{denied.value}: not for motcua-{service}; `motcua prepare` declares the rights of every user"
    )
    assert await faults(at, service, one_node=True) == []
    producers = rights.reads()[service]
    assert await seen(at) == {f"motcua.{name}" for name in {service, *producers}}


async def test_a_group_is_its_services_own(stack: Stack) -> None:
    at = stack.addresses.brokers("payment")
    client = AIOKafkaConsumer(**arguments(at), group_id="motcua-postal", enable_auto_commit=False)
    try:
        await client.start()
        client.assign([TopicPartition("motcua.payment", 0)])
        with pytest.raises(GroupAuthorizationFailedError):
            await client.commit({TopicPartition("motcua.payment", 0): 1})
    finally:
        await client.stop()


async def test_the_tools_read_everything_and_write_nothing(stack: Stack) -> None:
    at = stack.addresses.brokers(TOOLS)
    assert await seen(at) == TOPICS
    with pytest.raises(TopicAuthorizationFailedError):
        await writes(at, "intake")


async def test_a_user_without_rights_reads_nothing(stack: Stack) -> None:
    """Only who it is was proved."""
    admin = stack.addresses.brokers(ADMIN)
    await rights.declare(admin, rights.reads(), {"nobody": PASSWORD}, lambda: True, 30)
    at = dataclasses.replace(admin, user="motcua-nobody", password=PASSWORD)
    assert await seen(at) == set()
    for act in (reads, writes):
        with pytest.raises(TopicAuthorizationFailedError):
            await act(at, "payment")
