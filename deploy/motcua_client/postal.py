"""The client of postal. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal

from motcua_client.base import Answer, Question
from motcua_client.models.postal import ConsignmentHistory, Consignments, State
from motcua_client.operators import Operated


class Postal(Operated):
    """The operations of postal."""

    async def list_consignments(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['received', '-received', 'changed', '-changed'] | None = None, state: list[State] | None = None, dossier: str | None = None, code: str | None = None, agency: str | None = None, desk: str | None = None, carrier: str | None = None) -> Answer[Consignments]:
        """Those of one's own dossiers; for officers those of their desk and of their agency's cases."""
        return await self._ask(Question(method="GET", path="/v1/consignments", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "state": state, "dossier": dossier, "code": code, "agency": agency, "desk": desk, "carrier": carrier}))

    async def read_consignment(self, consignment: str | int) -> Answer[ConsignmentHistory]:
        """One consignment, and what its carrier has reported."""
        return await self._ask(Question(method="GET", path=f"/v1/consignments/{consignment}"))

    async def report_parcels(self, carrier: str | int, body: Any) -> Answer[Any]:
        """A webhook of a carrier, in its own format and answered in it: the parcels it names are polled."""
        return await self._ask(Question(method="POST", path=f"/v1/callbacks/{carrier}", body=body))
