"""The client of sync-gateway. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Literal

from motcua_client.base import Answer, Question, fresh_key
from motcua_client.models.sync_gateway import ExchangeDetail, ExchangeView, Exchanges, State
from motcua_client.operators import Operated


class SyncGateway(Operated):
    """The operations of sync-gateway."""

    async def list_exchanges(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['received', '-received', 'changed', '-changed'] | None = None, state: list[State] | None = None, dossier: str | None = None, code: str | None = None) -> Answer[Exchanges]:
        """What the portal is told of each dossier."""
        return await self._ask(Question(method="GET", path="/v1/exchanges", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "state": state, "dossier": dossier, "code": code}))

    async def read_exchange(self, exchange: str | int) -> Answer[ExchangeDetail]:
        """One exchange with its progress; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/exchanges/{exchange}"))

    async def resend_exchange(self, exchange: str | int, *, seen: str, key: str | None = None) -> Answer[ExchangeView]:
        """Tells the portal now: the record, then the progress it has not acknowledged (all, if it has lost the record)."""
        return await self._ask(Question(method="POST", path=f"/v1/exchanges/{exchange}/resend", seen=seen, key=key or fresh_key()))
