"""A counterpart as small as one can be: an HTTP server of plain JSON in a thread of the test."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, TypeVar

import httpx2

from shared.kernel.errors import Unavailable


class SmallServer(ThreadingHTTPServer):
    """Listens on a free port of this machine."""

    def __init__(self, answers: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), answers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Json(BaseHTTPRequestHandler):
    """Answers `get` of a path, and `post` of a body; both are JSON."""

    @abstractmethod
    def get(self, path: str) -> Any:
        """What is at this path."""

    @abstractmethod
    def post(self, body: Any) -> Any:
        """What is answered to this body."""

    def read(self, body: bytes) -> Any:
        """What was sent."""
        return json.loads(body)

    def do_GET(self) -> None:
        self._answer(self.get(self.path))

    def do_POST(self) -> None:
        self._answer(self.post(self.read(self.rfile.read(int(self.headers["Content-Length"])))))

    def _answer(self, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Logs nothing."""


S = TypeVar("S", bound=SmallServer)


@contextmanager
def serving(server: S) -> Iterator[S]:
    """The server answers for the length of the block."""
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def ask(name: str, method: str, url: str, body: Any = None) -> Any:
    """The JSON of an answer. Raises Unavailable."""
    try:
        async with httpx2.AsyncClient(timeout=5) as http:
            answer = await http.request(method, url, json=body)
            return answer.raise_for_status().json()
    except httpx2.HTTPError as error:
        raise Unavailable(f"{name}: {type(error).__name__}") from error
