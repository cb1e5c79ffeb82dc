"""Starts requests on a schedule, independent of their answers; a latency counts from the time the request was due.

It shares two cores with what it measures, so it does little: requests are encoded beforehand and sent over persistent
connections, and only the status and the end of an answer are read. It knows nothing of motcua: requests come as a file
of JSON (`url`, `headers`, one pair a line, all to one server, without bodies). Latencies in ms and statuses go to
standard output.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import uvloop

CONNECTIONS = 64
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Line(asyncio.Protocol):
    """One persistent connection with at most one request in flight."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._due: float | None = None
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no sub-class

    def ask(self, due: float, request: bytes) -> None:
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._come += data
        head, ended, body = self._come.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if ended and length and len(body) >= int(length[1]):
            self._come = b""
            self._end(head[9:12].decode())
            self._load.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost(self)
        if self._due is not None:
            self._end(f"lost: {exc}")

    def _end(self, status: str) -> None:
        assert self._due is not None
        self._load.note(self._due, status)
        self._due = None


class Load:
    """The schedule. A request that is due while no connection is free waits for one, and its latency counts on."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._free: deque[Line] = deque()  # in turns, or the server would close those that are never used
        self._lines = CONNECTIONS
        self._waiting: deque[tuple[float, bytes]] = deque()
        self.over = asyncio.Event()
        self.late: list[float] = []
        self.statuses: Counter[str] = Counter()

    def start(self, due: float, request: bytes) -> None:
        self._waiting.append((due, request))
        if self._free:
            self._free.popleft().ask(*self._waiting.popleft())

    def free(self, line: Line) -> None:
        if self._waiting:
            line.ask(*self._waiting.popleft())
        else:
            self._free.append(line)

    def lost(self, line: Line) -> None:
        """Drops a connection; when none is left, the run ends."""
        self._lines -= 1
        if line in self._free:
            self._free.remove(line)
        while self._waiting and not self._lines:
            self.note(self._waiting.popleft()[0], "no connection")

    def note(self, due: float, status: str) -> None:
        self.late.append((time.perf_counter() - due) * 1000)
        self.statuses[status] += 1
        self._left -= 1
        if not self._left:
            self.over.set()


async def main(requests: list[tuple[str, dict[str, str]]], rate: float) -> None:
    loop, load, at = asyncio.get_running_loop(), Load(len(requests)), urlsplit(requests[0][0])
    asked = [_bytes(url, headers) for url, headers in requests]
    for _ in range(CONNECTIONS):
        _, line = await loop.create_connection(lambda: Line(load), str(at.hostname), int(at.port or 80))
        load.free(line)
    began = time.perf_counter() + 0.2  # uvloop's own time is in whole milliseconds
    for number, request in enumerate(asked):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        load.start(due, request)
    await load.over.wait()
    sys.stdout.write(json.dumps({"ms": load.late, "statuses": load.statuses}))


def _bytes(url: str, headers: dict[str, str]) -> bytes:
    to = urlsplit(url)
    fields = {"Host": to.netloc, "Content-Length": "0", **headers}
    lines = [f"POST {to.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode()


uvloop.run(main([json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()], float(sys.argv[2])))
