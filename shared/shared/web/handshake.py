"""TLS before a connection of a client, with an end to a handshake that does not come.

A connection whose handshake lasts is one of the process's connections, and one that waits for its client. `connections`
goes on once it has ended.
"""

from __future__ import annotations

import asyncio
from ssl import SSLContext
from typing import Any

from uvicorn.server import ServerState

from shared.kernel.metrics import REFUSED
from shared.web.connections import Config, Connection


class ByTls(Config):
    """Uvicorn's configuration with these connections: what they show to clients is `context`."""

    context: SSLContext

    def __init__(self, context: SSLContext, *known: Any, **more: Any) -> None:
        super().__init__(*known, **more)
        self.context, self.http = context, Handshake


def serving(context: SSLContext | None, *known: Any, **more: Any) -> Config:
    """Uvicorn's configuration: by TLS if there is something to show, else by plain HTTP."""
    return Config(*known, **more) if context is None else ByTls(context, *known, **more)


class Handshake(asyncio.Protocol):
    """From the first byte to the end of the handshake; what came behind it is handed on."""

    transport: asyncio.Transport

    def __init__(
        self,
        config: ByTls,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._inside = Connection(config, server_state, app_state, _loop)
        self._context, self._door, self._state = config.context, config.door, server_state
        self._early = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.pause_reading()  # until TLS reads it
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn asks it to shut down, and so it can
        self._inside.make_room()
        self._door.waiting[self] = None
        self._shaking = asyncio.get_running_loop().create_task(self._shake())

    def data_received(self, data: bytes) -> None:
        self._early += data

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()

    def shutdown(self) -> None:
        """The process stops: no request was begun here."""
        self.transport.abort()

    def _cut(self, limit: str) -> None:
        REFUSED.labels(limit).inc()
        self.transport.abort()
        self._forget()

    def _forget(self) -> None:
        self._door.waiting.pop(self, None)
        self._state.connections.discard(self)

    async def _shake(self) -> None:
        try:
            inside = await asyncio.get_running_loop().start_tls(
                self.transport, self, self._context, server_side=True, ssl_handshake_timeout=self._door.bounds.head
            )
        except OSError:  # it left, came late, or speaks no TLS that we speak
            if self in self._door.waiting:
                self._cut("handshake")
            return
        self._forget()
        if inside is None or inside.is_closing():
            return
        inside.set_protocol(self._inside)
        self._inside.connection_made(inside)
        if self._early:
            self._inside.data_received(bytes(self._early))
