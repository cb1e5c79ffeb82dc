"""The client of sync-gateway. Written by `make map` from docs/openapi."""

from __future__ import annotations

from motcua_client.base import Answer, Question, fresh_key
from motcua_client.models.sync_gateway import ExchangeDetail, ExchangeView, Exchanges, State
from motcua_client.operators import Operated


class SyncGateway(Operated):
    """The operations of sync-gateway."""

    async def list_exchanges(self, *, state: State | None = None, dossier: str | None = None, after: str | None = None, limit: int | None = None) -> Answer[Exchanges]:
        """Exchanges by id, of one state or all."""
        return await self._ask(Question(method="GET", path="/v1/exchanges", query={"state": state, "dossier": dossier, "after": after, "limit": limit}))

    async def read_exchange(self, exchange: str | int) -> Answer[ExchangeDetail]:
        """One exchange with its progress; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/exchanges/{exchange}"))

    async def resend_exchange(self, exchange: str | int, *, seen: str, key: str | None = None) -> Answer[ExchangeView]:
        """Tells the portal now: the record, then the progress it has not acknowledged (all, if it has lost the record)."""
        return await self._ask(Question(method="POST", path=f"/v1/exchanges/{exchange}/resend", seen=seen, key=key or fresh_key()))
