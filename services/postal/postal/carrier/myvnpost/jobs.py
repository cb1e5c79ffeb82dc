"""MyVNPost as a carrier: orders and histories over its customer API, webhooks by its public key."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Self
from uuid import UUID

from postal.carrier.myvnpost import rules
from postal.carrier.myvnpost.clients import Customer, Seal, notice_of
from postal.carrier.myvnpost.settings import MyVNPostSettings
from postal.carrier.protocol import Order, Scan, Status


class MyVNPost:
    """The Carrier."""

    name = rules.NAME

    def __init__(self, customer: Customer, seal: Seal, place: tuple[str, str], service: str, weight: int) -> None:
        self.customer, self._seal = customer, seal
        self._province, self._commune = place
        self._service, self._weight = service, weight

    @classmethod
    def of(cls, own: MyVNPostSettings) -> Self:
        customer = Customer(own.url, own.username, own.password, own.customer, own.timeout, own.ca)
        return cls(customer, Seal(own.webhook_key, own.ca), (own.province, own.commune), own.service, own.weight)

    def reference(self, code: str, consignment: UUID) -> str:
        return rules.reference(code, consignment)

    async def order(self, order: Order) -> str:
        told = rules.order(order, self._province, self._commune, self._service, self._weight)
        return await self.customer.create(told)

    async def find(self, reference: str) -> str | None:
        return await self.customer.find(reference)

    async def history(self, waybill: str) -> tuple[Scan, ...]:
        return await self.customer.history(waybill)

    def status(self, number: int) -> Status:
        return rules.status(number)

    async def proves(self, body: bytes) -> bool:
        """Its first item is signed: so nothing that it says of its items counts (see `proof`)."""
        notice = notice_of(body)
        return notice is not None and await self._seal.fits(notice)

    def waybills(self, body: bytes) -> frozenset[str]:
        notice = notice_of(body)
        return frozenset(item.item_code for item in notice.data) if notice else frozenset()

    def reply(self, body: bytes, updated: int | None) -> tuple[int, Mapping[str, Any]]:
        if updated is not None:
            return HTTPStatus.OK, {"success": True, "message": "Đã nhận", "updated": updated}
        no = {"success": False, "updated": 0}
        if notice_of(body) is None:
            return HTTPStatus.BAD_REQUEST, {**no, "message": "Gói tin không đúng định dạng"}
        return HTTPStatus.UNAUTHORIZED, {**no, "message": "Chữ ký không hợp lệ"}
