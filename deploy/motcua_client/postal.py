"""The client of postal. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any

from motcua_client.base import Answer, Question
from motcua_client.models.postal import ConsignmentHistory, Consignments
from motcua_client.operators import Operated


class Postal(Operated):
    """The operations of postal."""

    async def list_consignments(self, *, dossier: str | None = None, after: str | None = None, limit: int | None = None) -> Answer[Consignments]:
        """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
        return await self._ask(Question(method="GET", path="/v1/consignments", query={"dossier": dossier, "after": after, "limit": limit}))

    async def read_consignment(self, consignment: str | int) -> Answer[ConsignmentHistory]:
        """One consignment, and what its carrier has reported."""
        return await self._ask(Question(method="GET", path=f"/v1/consignments/{consignment}"))

    async def report_parcels(self, carrier: str | int, body: Any) -> Answer[Any]:
        """A webhook of a carrier, in its own format and answered in it: the parcels it names are polled."""
        return await self._ask(Question(method="POST", path=f"/v1/callbacks/{carrier}", body=body))
