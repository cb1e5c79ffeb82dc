"""The users of Kafka and what each may do, declared on the brokers: a service writes its own topic and no other.

aiokafka has no calls for this, but speaks the protocol; the messages it lacks are declared here. The brokers need an
authorizer that denies what no rule allows (deploy/README.md).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from aiokafka.conn import create_conn
from aiokafka.errors import AuthenticationFailedError, KafkaError, SaslAuthenticationFailed, for_code
from aiokafka.protocol.admin import CreateAclsRequest_v1, DeleteAclsRequest_v1, DescribeAclsRequest
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactBytes, CompactString, Int8, Int16, Int32, Schema, TaggedFields

from motcua.stack.addresses import TOOLS, user_of
from motcua.stack.topics import connected
from motcua.stack.troubles import DidNotStart
from motcua.stack.waiting import until
from shared.kernel.brokers import Brokers, Mechanism
from shared.kernel.envelope import topic_of

Reads = Mapping[str, Sequence[str]]  # the producers of each service

ANY, ALLOW, LITERAL, EVERYWHERE = 1, 3, 3, "*"
TOPIC, GROUP = 2, 3
READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS = 3, 4, 8, 10  # to write and to read is also to describe
ITERATIONS = 8192
MECHANISMS = {Mechanism.SCRAM_SHA_256: 1, Mechanism.SCRAM_SHA_512: 2}


class Rule(NamedTuple):
    """One permission, in the order of the protocol."""

    resource: int
    name: str
    pattern: int
    principal: str
    host: str
    operation: int
    permission: int


def reads() -> Reads:
    """Which topics each service reads."""
    from motcua.registries import REGISTRIES  # noqa: PLC0415  # imports every service

    return {registry.producer: tuple(registry.producers) for registry in REGISTRIES}


def rules(reads: Reads) -> set[Rule]:
    """What each service may do, and the operator's commands; nobody else may do anything."""
    return {rule for service, producers in reads.items() for rule in _service(service, producers)} | _tools(reads)


def _service(service: str, producers: Sequence[str]) -> set[Rule]:
    own = topic_of(service)
    topics = [(own, WRITE), (own, DESCRIBE_CONFIGS), *((topic_of(name), READ) for name in {service, *producers})]
    return {_allowed(service, TOPIC, *topic) for topic in topics} | {
        _allowed(service, GROUP, f"motcua-{service}", READ)
    }


def _tools(services: Iterable[str]) -> set[Rule]:
    return {
        _allowed(TOOLS, *what)
        for service in services
        for what in ((TOPIC, topic_of(service), READ), (GROUP, f"motcua-{service}", DESCRIBE))
    }


def _allowed(who: str, resource: int, name: str, operation: int) -> Rule:
    return Rule(resource, name, LITERAL, f"User:{user_of(who)}", EVERYWHERE, operation, ALLOW)


async def declare(
    at: Brokers, reads: Reads, passwords: Mapping[str, str], alive: Callable[[], bool], seconds: float
) -> None:
    """Gives users their passwords and exactly these rights. Repeating it changes nothing. Raises DidNotStart.

    `passwords` by service and TOOLS; a user without one is made elsewhere, or proves itself by a certificate.
    """
    admin = await connected(at, alive, seconds)
    try:
        await _known(admin, at, passwords, seconds)
        await _allow(admin, rules(reads), {f"User:{user_of(name)}" for name in (*reads, TOOLS)})
    except (KafkaError, OSError) as refused:
        raise DidNotStart(f"Kafka refused its users or rights ({refused!r}).") from refused
    finally:
        await admin.close()


async def renew(at: Brokers, passwords: Mapping[str, str], seconds: float) -> None:
    """Gives these users their passwords, and changes nothing else. Raises DidNotStart."""
    admin = await connected(at, lambda: True, seconds)
    try:
        await _known(admin, at, passwords, seconds)
    except (KafkaError, OSError) as refused:
        raise DidNotStart(f"Kafka refused its users ({refused!r}).") from refused
    finally:
        await admin.close()


async def _known(admin: Any, at: Brokers, passwords: Mapping[str, str], seconds: float) -> None:
    if changed := [name for name in passwords if not await _know(at, {name: passwords[name]})]:
        await _give(admin, at.mechanism, {user_of(name): passwords[name] for name in changed})
        await until(partial(_know, at, passwords), "the brokers to know their users", timeout=seconds)


async def _know(at: Brokers, passwords: Mapping[str, str]) -> bool:
    """Whether the broker lets each of them in with the password."""
    host, _, port = at.servers.partition(",")[0].rpartition(":")
    for name, password in passwords.items():
        try:
            connection = await create_conn(
                host, int(port), **replace(at, user=user_of(name), password=password).proof()
            )
        except (SaslAuthenticationFailed, AuthenticationFailedError):
            return False
        connection.close()
    return True


async def _give(admin: Any, mechanism: Mechanism, passwords: Mapping[str, str]) -> None:
    """SCRAM credentials: the broker is given a salted hash and no password."""
    hashed = mechanism.value.removeprefix("SCRAM-").replace("-", "").lower()
    rows = list[Any]()
    for user, password in passwords.items():
        salt = secrets.token_bytes(32)
        proof = hashlib.pbkdf2_hmac(hashed, password.encode(), salt, ITERATIONS)
        rows.append((user, MECHANISMS[mechanism], ITERATIONS, salt, proof, {}))
    answer = await admin._send_request(AlterCredentials(rows))
    for user, code, message, _ in answer.results:
        if code:
            raise for_code(code)(f"{user}: {message}")


async def _allow(admin: Any, wanted: set[Rule], principals: set[str]) -> None:
    """Adds the rules that are missing, and removes others of the same principals."""
    found = await admin._send_request(DescribeAclsRequest(ANY, None, ANY, None, None, ANY, ANY))
    if found.error_code:
        raise for_code(found.error_code)(found.error_message)
    here = {
        Rule(resource, name, pattern, *own)
        for resource, name, pattern, acls in found.resources
        for own in acls
        if own[0] in principals
    }
    if missing := sorted(wanted - here):
        answer = await admin._send_request(CreateRules(missing))
        _refuse((code, message) for code, message in answer.creation_responses)
    if surplus := sorted(here - wanted):
        answer = await admin._send_request(DeleteRules(surplus))
        _refuse((code, message) for code, message, _ in answer.filter_responses)


def _refuse(answers: Iterable[tuple[int, str | None]]) -> None:
    for code, message in answers:
        if code:
            raise for_code(code)(message)


class CreateRules(Request[CreateAclsRequest_v1]):  # type: ignore[misc]  # aiokafka ships no types
    """aiokafka's own sends one rule at a time."""

    API_KEY = CreateAclsRequest_v1.API_KEY

    def __init__(self, rows: Sequence[Rule]) -> None:
        self._rows = [tuple(row) for row in rows]

    def build(self, kind: Any) -> Any:
        return kind(self._rows)


class DeleteRules(Request[DeleteAclsRequest_v1]):  # type: ignore[misc]  # aiokafka ships no types
    """The same."""

    API_KEY = DeleteAclsRequest_v1.API_KEY

    def __init__(self, rows: Sequence[Rule]) -> None:
        self._rows = [tuple(row) for row in rows]

    def build(self, kind: Any) -> Any:
        return kind(self._rows)


class AlteredCredentials(Response):  # type: ignore[misc]  # aiokafka ships no types
    API_KEY = 51
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class AlterCredentials_v0(RequestStruct):  # type: ignore[misc]  # noqa: N801  # the names of aiokafka
    FLEXIBLE_VERSION = True
    API_KEY = 51
    API_VERSION = 0
    RESPONSE_TYPE = AlteredCredentials
    SCHEMA = Schema(
        ("deletions", CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields))),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class AlterCredentials(Request[AlterCredentials_v0]):  # type: ignore[misc]  # aiokafka ships no types
    """AlterUserScramCredentials (KIP-554)."""

    API_KEY = 51

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def build(self, kind: Any) -> Any:
        return kind([], self._rows, {})
