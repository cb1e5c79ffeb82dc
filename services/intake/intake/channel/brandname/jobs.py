"""SMS as a channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

import msgspec

from intake.channel.brandname import proof, rules
from intake.channel.brandname.clients import Gateway
from intake.channel.brandname.settings import BrandnameSettings
from intake.channel.protocol import Kind, Message, Report


class Reported(
    msgspec.Struct,
    frozen=True,
    rename={
        "id": "SMSID",
        "reference": "RequestId",
        "status": "SendStatus",
        "success": "SendSuccess",
        "signature": "Signature",
    },
):
    """A report as the gateway posts it."""

    id: str
    reference: str
    status: str
    success: str
    signature: str


class Brandname:
    """The Channel."""

    name, kind = rules.NAME, Kind.SMS

    def __init__(self, gateway: Gateway, own: BrandnameSettings) -> None:
        self._gateway, self._sender, self._callback, self._hours = gateway, own.sender, own.callback, own.quiet
        self._account, self._key = (own.api_key, own.secret_key), own.report_key.get_secret_value().encode()

    @classmethod
    def of(cls, own: BrandnameSettings) -> Self:
        return cls(Gateway(own.url, own.timeout, own.ca), own)

    def quiet(self, now: datetime) -> datetime | None:
        return rules.quiet(self._hours, now)

    async def deliver(self, message: Message) -> None:
        key, secret = (each.get_secret_value() for each in self._account)
        account = {"ApiKey": key, "SecretKey": secret}
        await self._gateway.deliver(rules.request(message, account, self._sender, self._callback))

    def proves(self, body: bytes) -> bool:
        came = _read(body)
        return came is not None and proof.proves(
            self._key, came.signature, came.id, came.reference, came.status, came.success
        )

    def report(self, body: bytes) -> Report | None:
        came = _read(body)
        outcome = rules.delivered(came.status, came.success) if came else None
        return None if came is None or outcome is None else Report(came.reference, outcome)

    def reply(self, *, proved: bool) -> tuple[int, Mapping[str, Any]]:
        return (HTTPStatus.OK, {"CodeResult": "100"}) if proved else (HTTPStatus.UNAUTHORIZED, {"CodeResult": "101"})

    async def close(self) -> None:
        await self._gateway.close()


def _read(body: bytes) -> Reported | None:
    try:
        return msgspec.json.decode(body, type=Reported)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
