"""The client of payment. Written by `make map` from docs/openapi."""

from __future__ import annotations

from typing import Any, Literal

from motcua_client.base import Answer, Question, fresh_key
from motcua_client.models.payment import Balance, ChargeView, Charges, Differences, OwnReceipts, Receipt, Receipts, State
from motcua_client.operators import Operated


class Payment(Operated):
    """The operations of payment."""

    async def list_charges(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['due', '-due', 'received', '-received', 'changed', '-changed'] | None = None, due_before: str | None = None, state: list[State] | None = None, dossier: str | None = None, code: str | None = None, procedure: str | None = None, agency: str | None = None, desk: str | None = None) -> Answer[Charges]:
        """The charges the caller may read."""
        return await self._ask(Question(method="GET", path="/v1/charges", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "due_before": due_before, "state": state, "dossier": dossier, "code": code, "procedure": procedure, "agency": agency, "desk": desk}))

    async def read_charge(self, charge: str | int) -> Answer[ChargeView]:
        """One charge; its ETag is what If-Match wants."""
        return await self._ask(Question(method="GET", path=f"/v1/charges/{charge}"))

    async def pay_charge(self, charge: str | int, *, seen: str, key: str | None = None) -> Answer[ChargeView]:
        """Asks a payment provider to take the money."""
        return await self._ask(Question(method="POST", path=f"/v1/charges/{charge}/payment", seen=seen, key=key or fresh_key()))

    async def take_cash(self, charge: str | int, *, seen: str, key: str | None = None) -> Answer[ChargeView]:
        """The money was taken at the counter of the desk that received the dossier."""
        return await self._ask(Question(method="POST", path=f"/v1/charges/{charge}/cash", seen=seen, key=key or fresh_key()))

    async def read_receipts(self, charge: str | int) -> Answer[Receipts]:
        """One receipt per kind of fee, once the charge is settled."""
        return await self._ask(Question(method="GET", path=f"/v1/charges/{charge}/receipts"))

    async def list_receipts(self, *, limit: int | None = None, after: str | None = None, count: bool | None = None, received_from: str | None = None, received_to: str | None = None, changed_since: str | None = None, sort: Literal['received', '-received', 'changed', '-changed'] | None = None, dossier: str | None = None, code: str | None = None) -> Answer[OwnReceipts]:
        """The receipts of one's own charges."""
        return await self._ask(Question(method="GET", path="/v1/receipts", query={"limit": limit, "after": after, "count": count, "received_from": received_from, "received_to": received_to, "changed_since": changed_since, "sort": sort, "dossier": dossier, "code": code}))

    async def read_receipt(self, number: str | int) -> Answer[Receipt]:
        """One of one's own receipts, by its number."""
        return await self._ask(Question(method="GET", path=f"/v1/receipts/{number}"))

    async def report_payment(self, provider: str | int, body: dict[str, Any]) -> Answer[dict[str, Any]]:
        """A payment provider reports a payment by itself, in its own format, and is answered in it."""
        return await self._ask(Question(method="POST", path=f"/v1/callbacks/{provider}", body=body))

    async def read_balance(self) -> Answer[Balance]:
        """The balance of every account: what each provider has received, phí, lệ phí, and what is owed back."""
        return await self._ask(Question(method="GET", path="/v1/ledger/balance"))

    async def list_differences(self, *, after: str | None = None, limit: int | None = None) -> Answer[Differences]:
        """Money that providers report and the ledger does not have; it is booked only once it is confirmed."""
        return await self._ask(Question(method="GET", path="/v1/ledger/differences", query={"after": after, "limit": limit}))
