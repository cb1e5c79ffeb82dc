"""A service in this process without its relay, consumer and timers: a test gives it messages and makes its calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx2

from motcua.stack.addresses import Scratch
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from motcua.stack.waiting import until
from shared.kernel.calls import Calls
from shared.kernel.journal import begin, write
from shared.kernel.settings import Settings
from shared.web.parts import App
from shared.web.served import ServedNode
from shared.web.service import Service, build
from tests.support.emitter import incoming


class Apart:
    """Its node, a client of its routes, and its database."""

    def __init__(self, app: App, scratch: Scratch) -> None:
        self.node = app[ServedNode]
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://here")
        self.dsn = scratch.owner_dsn

    async def receive(self, dossier: UUID, *messages: Any) -> None:
        """Each in a transaction of its own."""
        for message in messages:
            async with self.node.database.begin() as tx:
                uow = await begin(tx, self.node.registry.producer, {dossier})
                one = incoming(message, dossier)
                context = await self.node.registry.load(tx, uow, [one])
                with uow.atomic(dossier):
                    self.node.registry.handlers[type(message)](context, uow, one)
                await write(tx, uow)

    async def calls(self) -> None:
        """Makes the calls that are scheduled until now, those between two tries too."""
        await self.rows("update scheduled set leased_until = null where at <= now()")
        await Calls(self.node)._call_some()

    async def until(self, found: Callable[[], Awaitable[Any]]) -> Any:
        """What `found` answers once it is true, while calls are made."""

        async def look() -> Any:
            await self.calls()
            return await found()

        return await until(look)

    async def rows(self, sql: str, *values: object) -> list[Any]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(sql, *values))
        finally:
            await connection.close()


@asynccontextmanager
async def apart(
    service: Service, connect: Callable[[App], None], stack: Stack, issuer: Issuer, scratch: Scratch, intake: str
) -> AsyncIterator[Apart]:
    """The service as `connect` composes it. `intake` is the address of the one peer it asks."""
    settings = Settings(
        environment="development",
        database_url=scratch.writer_dsn,
        kafka=stack.addresses.kafka,
        **issuer.known,
        service_token_file=issuer.service_token_file(service.title),
        peers={"intake": intake},
    )
    app = build(service, settings)
    connect(app)
    await app[ServedNode].database.open()
    found = Apart(app, scratch)
    yield found
    await found.http.aclose()
    await app[ServedNode].database.close()
