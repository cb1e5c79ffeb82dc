"""One connection of a client, as uvicorn's httptools protocol, with an end to all that a client may send or leave out.

Limited are the bytes of a head, its fields and address, the time it takes, how long a connection stays unused, what
follows without being a body (trailers, extensions of chunks), requests sent ahead, and how slowly an answer is taken.
What is too much is answered with a problem if no answer has begun, then the connection is closed. A process has a
number of connections: one more takes the place of the one that has waited longest for its client. Bodies are limited
where they are read (`bodies`). Knows no route.
"""

from __future__ import annotations

import asyncio
from math import inf
from typing import Any, NoReturn

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from shared.kernel.errors import Named, Unavailable
from shared.kernel.metrics import REFUSED
from shared.web.bounds import AHEAD, LARGEST_HEAD, LARGEST_UNREAD, LINGER, LONGEST_ADDRESS, MOST_FIELDS, TAKEN, Door
from shared.web.errors import AddressTooLong, HeadTooLarge, TooSlow, Unreadable
from shared.web.problems import without_request


class Config(uvicorn.Config):
    """Uvicorn's configuration, with these connections and no others."""

    def __init__(self, app: ASGIApp, door: Door, **more: Any) -> None:
        super().__init__(app, http=Connection, ws="none", **more)
        self.door = door


class TooMuch(Exception):
    """Ends the parser's work at once."""


class Connection(HttpToolsProtocol):
    """From the first byte to the last. It either waits for its client (`Door.waiting`), until a time, or runs."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._door = config.door
        self._coming = self._in_head = self._leaving = False  # of a request; of its head; no more is read
        self._head = self._fields = self._unread = self._unsent = 0
        self._told: Named = Unreadable()  # why the parser's work was ended
        self._until = self._armed = inf
        self._timer: asyncio.TimerHandle | None = None

    # ---- the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.make_room()
        self._wait(self._door.bounds.head)

    def make_room(self) -> None:
        """One more connection than there may be takes the place of the one that waits longest."""
        if len(self.connections) > self._door.bounds.most and self._door.waiting:
            next(iter(self._door.waiting))._cut("connections")

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.waiting.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, and looks what has come of it."""
        if self._leaving:
            return
        self._unread += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # no other protocol is offered; the request is answered like any other
        except httptools.HttpParserError:
            self._refuse(self._told)
        else:
            if self._unread > LARGEST_UNREAD:
                self._refuse(HeadTooLarge())

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self._by(self._door.bounds.taking)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unsent = 0
        if self._runs:
            self._until = inf
        else:
            self._wait_for_more()

    # ---- what the parser finds

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._coming = self._in_head = True
        self._head = self._fields = 0
        if not self._runs:
            self._wait(self._door.bounds.head)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > LONGEST_ADDRESS:
            self._stop(AddressTooLong())

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; what stands behind a body (trailers) is not read."""
        if not self._in_head:
            return
        super().on_header(name, value)
        self._head, self._fields = self._head + len(name) + len(value), self._fields + 1
        if self._head > LARGEST_HEAD or self._fields > MOST_FIELDS:
            self._stop(HeadTooLarge())

    def on_headers_complete(self) -> None:
        hosts, ahead = sum(name == b"host" for name, _ in self.headers), self._runs and len(self.pipeline) >= AHEAD
        if ahead or hosts > 1 or (not hosts and self.parser.get_http_version() > "1.0"):  # RFC 9112 section 3.2
            self._stop(Unreadable())
        if len(self.connections) > self._door.bounds.most and self.url.partition(b"?")[0] not in self._door.always:
            self._stop(Unavailable("connections", retry_after=1))
        self._in_head, self._unread = False, 0
        super().on_headers_complete()
        self._door.waiting.pop(self, None)
        if not self.flow.write_paused:
            self._until = inf

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_chunk_header(self) -> None:
        """The length of a piece has come, whole."""
        self._unread = 0

    def on_message_complete(self) -> None:
        self._coming, self._unread = False, 0
        super().on_message_complete()
        if not self._runs:
            self._wait_for_more()

    def on_response_complete(self) -> None:
        ahead = bool(self.pipeline)
        super().on_response_complete()
        if self.transport.is_closing():
            self._by(self._door.bounds.taking)
        elif not ahead:
            self._wait_for_more()

    def _stop(self, told: Named) -> NoReturn:
        """Ends the parser's work, out of one of its calls."""
        self._told = told
        raise TooMuch

    # ---- until when

    @property
    def _runs(self) -> bool:
        """Is a request being answered?"""
        return self.cycle is not None and not self.cycle.response_complete

    def timeout_keep_alive_handler(self) -> None:
        """Uvicorn's own timer, which any byte stops, does nothing here."""

    def _wait_for_more(self) -> None:
        """For the rest of a request, which is short or is not read, or for the next one."""
        self._wait(self._door.bounds.head if self._coming else self._door.bounds.unused)

    def _wait(self, seconds: float) -> None:
        """For so long; as long as an answer is not taken, the time for that counts."""
        self._door.waiting.pop(self, None)
        self._door.waiting[self] = None
        if not self.flow.write_paused:
            self._by(seconds)

    def _by(self, seconds: float) -> None:
        """From now on there are so many seconds. One timer serves all: it is set again when it has come too early."""
        self._until = self.loop.time() + seconds
        if self._until < self._armed:
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._armed = self._until
        self._timer = self.loop.call_at(self._armed, self._look)

    def _look(self) -> None:
        self._timer, self._armed = None, inf
        if self._until > self.loop.time():
            if self._until < inf:
                self._arm()
        elif not self._leaving and self._takes():
            self._by(self._door.bounds.taking)
        else:
            self._late()

    def _takes(self) -> bool:
        """Does the client take its answer, of which this much is left?"""
        before, self._unsent = self._unsent, self.transport.get_write_buffer_size()
        return 0 < self._unsent <= before - TAKEN

    def _late(self) -> None:
        if self._leaving or self._unsent or (self._coming and not self._in_head):
            self._cut("answers" if self._unsent else "lingering")
        elif self._in_head:
            REFUSED.labels("head-seconds").inc()
            self._refuse(TooSlow())
        else:
            self.transport.close()

    # ---- the end

    def _cut(self, limit: str) -> None:
        REFUSED.labels(limit).inc()
        self._door.waiting.pop(self, None)
        self.connections.discard(self)
        self.transport.abort()

    def _refuse(self, told: Named) -> None:
        """Answers `told`, and reads nothing more. The connection is cut if its request is being answered, or was."""
        cycle, in_body = self.cycle, self._coming and not self._in_head
        if in_body and cycle is not None and not (cycle.response_started or self.pipeline):
            cycle.disconnected = True  # as if its client were gone: what it answers is not sent
            cycle.message_event.set()
        elif self._runs or in_body:
            self._cut(told.kind)
            return
        REFUSED.labels(told.kind).inc()
        self._leaving = True
        said = without_request(told, self.scheme)
        fields = [*self.server_state.default_headers, *said.raw_headers]
        lines = [STATUS_LINE[said.status_code], *(b"%s: %s\r\n" % field for field in fields), b"\r\n"]
        self.transport.write(b"".join([*lines, bytes(said.body)]))
        if self.transport.can_write_eof():  # TLS cannot; the client knows where the answer ends
            self.transport.write_eof()
        self.flow.pause_reading()
        self._wait(LINGER)
