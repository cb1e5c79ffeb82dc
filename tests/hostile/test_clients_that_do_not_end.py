"""Clients that hold connections: silent, slow, endless, many. Each is answered or cut, and an honest one is served.

Intake listens on a port of this process, with limits that are tiny. A test waits for the end of a connection and
measures no time. What a client could send shows what the server took of it: it stops reading.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import httpx2
import pytest

from shared.web.limits import Places
from tests.support.counter import Counter
from tests.support.listening import CHUNKED, HALF, MOST, PIECE, WHOLE, listening, problem, when


async def test_a_silent_client_is_cut(counter: Counter) -> None:
    async with listening(counter, head_seconds=0.05) as here:
        client = await here.client()
        assert await client.ends() == b""
        await here.honest()


async def test_half_a_head_is_answered_and_cut(counter: Counter) -> None:
    """Whether it stops or comes by single bytes: it is the whole of it that has a time."""
    async with listening(counter, head_seconds=0.05) as here:
        silent, slow = await here.client(), await here.client()
        for client in (silent, slow):
            await client.send(HALF)
        dripping = asyncio.create_task(slow.pour(b"x"))
        assert problem(await silent.ends()) == (408, "too-slow")
        assert problem(await slow.ends()) == (408, "too-slow")
        dripping.cancel()
        await here.honest()


async def test_an_unused_connection_is_closed(counter: Counter) -> None:
    """Also one that sends empty lines, which belong to no request."""
    async with listening(counter, unused_seconds=0.05) as here:
        client = await here.client()
        await client.send(WHOLE)
        assert (await client.answer())[0] == 200
        await client.send(b"\r\n")
        assert await client.ends() == b""


@pytest.mark.parametrize(
    ("begun", "piece", "told"),
    [
        (HALF + b"X-More: ", PIECE, (431, "head-too-large")),
        (HALF, b"X: y\r\n" * 1000, (431, "head-too-large")),
        (b"GET /", PIECE, (414, "address-too-long")),
        (PIECE, PIECE, (400, "unreadable")),
    ],
    ids=["a header", "headers", "an address", "no method"],
)
async def test_an_endless_head_is_answered_and_read_no_further(
    counter: Counter, begun: bytes, piece: bytes, told: tuple[int, str]
) -> None:
    async with listening(counter) as here:
        client = await here.client()
        await client.send(begun)
        pouring = asyncio.create_task(client.pour(piece))
        assert problem(await client.ends()) == told
        assert await pouring < MOST
        await here.honest()


@pytest.mark.parametrize(
    "piece", [b"10000\r\n" + PIECE + b"\r\n", b"0\r\nX: " + PIECE, b"1;" + PIECE], ids=["body", "trailer", "extension"]
)
async def test_what_goes_on_after_the_answer_is_cut(counter: Counter, piece: bytes) -> None:
    """There is no token, so nothing of the body is asked for."""
    async with listening(counter, head_seconds=0.05) as here:
        client = await here.client()
        await client.send(CHUNKED)
        assert (await client.answer())[0] == 401
        pouring = asyncio.create_task(client.pour(piece))
        assert await client.ends() == b""
        await pouring
        await when(lambda: here.connections == 0)
        await here.honest()


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        (CHUNKED, b"zz\r\n"),
        (b"GET /healthz HTTP/1.1\r\n", b"\r\n"),
        (HALF, b"Host: elsewhere\r\n\r\n"),
        (b"GET /healthz HTTP/1.0\r\nHost: a\r\n", b"Host: b\r\n\r\n"),
    ],
    ids=["a piece without a length", "no host", "two hosts", "two hosts of an old client"],
)
async def test_what_is_no_request_is_answered(counter: Counter, head: bytes, rest: bytes) -> None:
    async with listening(counter) as here:
        client = await here.client()
        await client.send(head + rest)
        assert problem(await client.ends()) == (400, "unreadable")
        await here.honest()


async def test_a_body_that_breaks_off_is_answered_once(counter: Counter) -> None:
    """Its request waits for the rest; what it would answer is not sent."""
    token = counter.province.applicant("applicant:broken").token
    async with listening(counter) as here:
        client = await here.client()
        await client.send(CHUNKED[:-2] + f"Authorization: Bearer {token}\r\n\r\n1\r\n{{\r\n".encode())
        await when(lambda: counter.app[Places]._all._all == 1)
        await client.send(b"zz\r\n")
        assert problem(await client.ends()) == (400, "unreadable")
        await when(lambda: counter.app[Places]._all._all == 0)


async def test_the_server_has_options_and_an_old_client_no_host(counter: Counter) -> None:
    async with listening(counter) as here:
        for sent, status in (
            (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", b"204"),
            (b"GET /healthz HTTP/1.0\r\n\r\n", b"200"),
        ):
            client = await here.client()
            await client.send(sent.replace(b"Host: a", b"Host: a\r\nConnection: close"))
            assert (await client.ends())[9:12] == status


async def test_requests_sent_ahead_are_few(counter: Counter) -> None:
    async with listening(counter) as here:
        client = await here.client()
        await client.send(WHOLE * 5)
        assert [(await client.answer())[0] for _ in range(5)] == [200] * 5
        await client.send(WHOLE * 5000)
        assert (await client.ends()).count(b"200 OK") <= 9


async def test_an_answer_that_is_not_taken_is_cut(counter: Counter) -> None:
    async with listening(counter, taking_seconds=0.05, buffer=4096) as here:
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(slow, ("127.0.0.1", here.port))
            await loop.sock_sendall(slow, b"GET /openapi.json HTTP/1.1\r\nHost: intake\r\n\r\n")
            await when(lambda: here.connections == 1)
            await when(lambda: here.connections == 0)
        await here.honest()


async def test_one_more_connection_takes_the_place_of_the_one_that_waits_longest(counter: Counter) -> None:
    async with listening(counter, connections=4) as here:
        silent = [await here.client() for _ in range(12)]
        for client in silent[:8]:
            assert await client.ends() == b""
        await here.honest()
        assert here.connections <= 4
        half = [await here.client() for _ in range(4)]
        for client in half:
            await client.send(HALF)
        await here.honest()


async def test_beyond_the_requests_at_once_only_health_is_answered(counter: Counter) -> None:
    """Two upload nothing of what they have announced; when they are gone, there is room again."""
    owner = counter.province.applicant("applicant:slow")
    begun = announcing(owner.token)
    before, counter.app[Places] = counter.app[Places], Places(2)
    try:
        async with listening(counter) as here, httpx2.AsyncClient(base_url=here.url, timeout=60) as http:
            slow = [await here.client() for _ in range(2)]
            for client in slow:
                await client.send(begun)
            await when(taken(counter))
            answer = await http.get("/v1/dossiers", headers={"Authorization": f"Bearer {owner.token}"})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.json()["type"] == "/problems/unavailable"
            assert {(await http.get(path)).status_code for path in ("/healthz", "/metrics")} == {200}
            for client in slow:
                await client.close()
            await when(lambda: not taken(counter)())
            await here.honest()
    finally:
        counter.app[Places] = before


def announcing(token: str) -> bytes:
    """A request whose body does not come."""
    known = f"Authorization: Bearer {token}\r\nContent-Length: 9\r\n\r\n"
    return b"POST /v1/dossiers HTTP/1.1\r\nHost: intake\r\n" + known.encode()


def taken(counter: Counter) -> Callable[[], bool]:
    return lambda: counter.app[Places]._all._all == 2


async def test_beyond_the_connections_only_health_is_answered(counter: Counter) -> None:
    """All of them are being answered, so none can be closed for another one."""
    owner = counter.province.applicant("applicant:slow")
    begun = announcing(owner.token)
    async with listening(counter, connections=2) as here:
        slow = [await here.client() for _ in range(2)]
        for client in slow:
            await client.send(begun)
        await when(taken(counter))
        probe, other = await here.client(), await here.client()
        await other.send(b"GET /v1/dossiers HTTP/1.1\r\nHost: intake\r\n\r\n")
        assert problem(await other.ends()) == (503, "unavailable")
        assert await probe.ends() == b"", "it had waited longest"
        probe = await here.client()
        await probe.send(WHOLE)
        assert (await probe.answer())[0] == 200
