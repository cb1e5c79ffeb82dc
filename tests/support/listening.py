"""A service of this process on a port, with limits of the test's, and clients of bare bytes."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import httpx2

from motcua.stack.waiting import until
from shared.contracts.release import RELEASE
from shared.web.server import Server
from shared.web.service import configured
from tests.support.counter import Counter

PIECE = b"x" * 2**16
MOST = 64 * 2**20  # far more than the buffers of both sides hold
HALF = b"GET /healthz HTTP/1.1\r\nHost: intake\r\n"
WHOLE = HALF + b"\r\n"
CHUNKED = b"POST /v1/dossiers HTTP/1.1\r\nHost: intake\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = 600.0  # seconds: a limit that a test does not reach


class Quiet(Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Listening:
    """Intake on a port."""

    def __init__(self, server: Quiet, port: int, counter: Counter) -> None:
        self._server, self.port, self.counter, self.clients = server, port, counter, list[Client]()
        self.url = f"http://127.0.0.1:{port}"

    @property
    def connections(self) -> int:
        return len(self._server.server_state.connections)

    async def client(self) -> Client:
        self.clients.append(Client(*await asyncio.open_connection("127.0.0.1", self.port)))
        return self.clients[-1]

    async def honest(self) -> None:
        """A client like others: it reads health, and sees its dossiers."""
        owner = self.counter.province.applicant("applicant:honest")
        async with httpx2.AsyncClient(base_url=self.url, timeout=60) as http:
            assert (await http.get("/healthz")).status_code == 200
            answer = await http.get("/v1/dossiers", headers={"Authorization": f"Bearer {owner.token}"})
            assert answer.status_code == 200, answer.text


class Client:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, *pieces: bytes) -> None:
        self._writer.write(b"".join(pieces))
        await self._writer.drain()

    async def pour(self, piece: bytes = PIECE) -> int:
        """Sends until the server takes no more; how many bytes went."""
        sent = 0
        with suppress(ConnectionError):
            while sent < MOST:
                await self.send(piece)
                await asyncio.sleep(0)
                sent += len(piece)
        return sent

    async def ends(self) -> bytes:
        """What comes until the server ends the connection."""
        came = b""
        with suppress(ConnectionError):
            while piece := await self._reader.read(2**16):
                came += piece
        return came

    async def close(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def answer(self) -> tuple[int, dict[str, Any]]:
        """The first answer, with its body."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert length is not None
        return int(head[9:12]), json.loads(await self._reader.readexactly(int(length[1])))


async def when(holds: Callable[[], bool]) -> None:
    async def look() -> bool:
        return holds()

    await until(look)


def problem(came: bytes) -> tuple[int, str]:
    """Status and type of the only answer, which is in both languages and the last."""
    head, _, body = came.partition(b"\r\n\r\n")
    assert head.lower().count(b"connection: close") == 1
    told = json.loads(body)
    assert {"vi", "en"} <= told.keys()
    assert "instance" not in told, "no address was read"
    assert f"api-version: {RELEASE}".encode() in head
    return int(head[9:12]), told["type"].removeprefix("/problems/")


@asynccontextmanager
async def listening(counter: Counter, buffer: int = 0, **limits: float) -> AsyncIterator[Listening]:
    """`buffer`: bytes that the system takes of an answer."""
    patient = {"head_seconds": LONG, "unused_seconds": LONG, "taking_seconds": LONG}
    config = configured(counter.app, counter.node.settings.model_copy(update=patient | limits))
    config.lifespan, config.timeout_graceful_shutdown = "off", 0
    server = Quiet(config, counter.app[type(counter.node)])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        if buffer:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        serving = asyncio.create_task(server.serve([listener]))
        await when(lambda: server.started)
        here = Listening(server, listener.getsockname()[1], counter)
        try:
            yield here
        finally:
            for client in here.clients:
                await client.close()
            server.should_exit = True
            await serving
