"""An app on a port of localhost, by TLS: uvicorn with the connections and handshakes of a service."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from shared.kernel.tls import shown
from shared.web.bounds import Bounds, Door
from shared.web.handshake import ByTls
from tests.support.listening import LONG, when

PATIENT = Bounds(100, LONG, LONG, LONG)


class Mute(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: Any, file: Path, bounds: Bounds = PATIENT) -> AsyncIterator[tuple[Mute, int]]:
    """The server and its port; `file` holds its certificate and key."""
    config = ByTls(shown(file, file), app, Door(bounds), log_config=None, lifespan="off", timeout_graceful_shutdown=0)
    server = Mute(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve([listener]))
        await when(lambda: server.started)
        try:
            yield server, listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task
