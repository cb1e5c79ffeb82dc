"""One sandbox for all tests here, and a server that receives its callbacks as a service would."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from motcua.stack.counterparts import Counterparts
from motcua.stack.stack import Stack

TIMEOUT = 60.0
QUICK = {
    "SANDBOX_BACKOFF": "0.02",
    "SANDBOX_HANG": "0.05",
    "SANDBOX_SLOW": "0.05",
    "SANDBOX_POST_STAGE": "0.02",
    "SANDBOX_POST_WINDOW": "0.02",
}


@dataclass
class CallbackServer:
    """What was received, by path; `replies` are given first (status, body), then always `usual`."""

    url: str
    incoming: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    replies: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    usual: tuple[int, Any] = (200, {"MaLoi": "00"})

    def receive(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        self.incoming.setdefault(path, []).append(body)
        waiting = self.replies.get(path)
        return waiting.pop(0) if waiting else self.usual

    def at(self, path: str) -> list[dict[str, Any]]:
        return list(self.incoming.get(path, []))


@pytest.fixture(scope="package")
def callbacks() -> Iterator[CallbackServer]:
    class Listens(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, reply = incoming.receive(self.path, body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(reply).encode())

        def log_message(self, *_: Any) -> None:
            """Logs nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listens)
    incoming = CallbackServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield incoming
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="package")
def counterparts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterparts]:
    counterparts = Counterparts(Stack("counterparts", tmp_path_factory.mktemp("stacks")))
    counterparts.start(QUICK)
    yield counterparts
    counterparts.stop()


@pytest.fixture(scope="package")
def client(counterparts: Counterparts) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=counterparts.url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def http(client: httpx2.Client) -> Iterator[httpx2.Client]:
    """A client of the sandbox; afterwards all faults are removed."""
    yield client
    client.delete("/faults").raise_for_status()


Soon = Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="package")
def soon() -> Soon:
    """Polls until there is something, and returns it."""

    def look(at: Callable[[], Any]) -> Any:
        until = time.monotonic() + TIMEOUT
        while not (found := at()):
            assert time.monotonic() < until, "it did not happen"
            time.sleep(0.01)
        return found

    return look
