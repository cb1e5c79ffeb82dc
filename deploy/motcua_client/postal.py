"""The client of postal. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any

from motcua_client.base import Answer, Question
from motcua_client.models.postal import ConsignmentHistory, Consignments, Reply
from motcua_client.operators import Operated


class Postal(Operated):
    """The operations of postal."""

    async def list_consignments(self, *, dossier: str | None = None, after: str | None = None, limit: int | None = None) -> Answer[Consignments]:
        """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
        return await self._ask(Question(method="GET", path="/v1/consignments", query={"dossier": dossier, "after": after, "limit": limit}))

    async def read_consignment(self, consignment: str | int) -> Answer[ConsignmentHistory]:
        """One consignment, with what was received of the carrier."""
        return await self._ask(Question(method="GET", path=f"/v1/consignments/{consignment}"))

    async def myvnpost(self, body: dict[str, Any]) -> Answer[Reply]:
        """A webhook of MyVNPost: these parcels will be polled."""
        return await self._ask(Question(method="POST", path="/v1/callbacks/myvnpost", body=body))
