"""E-mail as a channel."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

import msgspec

from intake.channel.protocol import Kind, Message, Report, Unreachable
from intake.channel.smtp import proof, rules
from intake.channel.smtp.clients import Relay
from intake.channel.smtp.settings import SmtpSettings


class Returned(msgspec.Struct, frozen=True):
    """Returned mail as the machine that receives it hands it on: `message` is base64."""

    sent_at: str
    message: str
    signature: str


class Smtp:
    """The Channel."""

    name, kind = rules.NAME, Kind.MAIL

    def __init__(self, relay: Relay, sender: str, bounces: str, key: bytes) -> None:
        self._relay, self._sender, self._bounces, self._key = relay, sender, bounces or sender, key

    @classmethod
    def of(cls, own: SmtpSettings) -> Self:
        login = (own.username, own.password) if own.username else None
        relay = Relay(own.host, own.port, tls=own.tls, ca=own.ca, login=login, timeout=own.timeout)
        return cls(relay, own.sender, own.bounces, own.bounce_key.get_secret_value().encode())

    def quiet(self, _now: datetime) -> datetime | None:
        """E-mail wakes nobody."""
        return None

    async def deliver(self, message: Message) -> None:
        try:
            mail = rules.letter(message, self._sender)
        except ValueError:
            raise Unreachable("no header can hold the address") from None
        await self._relay.deliver(mail, self._bounces, message.to)

    def proves(self, body: bytes) -> bool:
        came = _read(body)
        return came is not None and proof.proves(self._key, came.sent_at, came.message, came.signature)

    def report(self, body: bytes) -> Report | None:
        came = _read(body)
        try:
            return rules.returned(base64.b64decode(came.message, validate=True)) if came else None
        except binascii.Error:
            return None

    def reply(self, *, proved: bool) -> tuple[int, Mapping[str, Any]]:
        return (HTTPStatus.OK, {"taken": True}) if proved else (HTTPStatus.UNAUTHORIZED, {"taken": False})

    async def close(self) -> None:
        await self._relay.close()


def _read(body: bytes) -> Returned | None:
    try:
        return msgspec.json.decode(body, type=Returned)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
