"""The national payment platform as a provider: INIT opens an attempt, QUERY asks about it, CONFIRM reports it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import structlog
from pydantic import ValidationError

from payment.provider.national import rules
from payment.provider.national.clients import Platform
from payment.provider.national.rules import Account
from payment.provider.national.schemas import Confirm
from payment.provider.national.settings import NationalSettings
from payment.provider.protocol import Failed, Order, Paid, Reported, Started
from shared.kernel.errors import Invalid, Unavailable
from shared.web.translations import field_errors

log = structlog.get_logger()


class National:
    """The Provider of version 1.0.6."""

    name = rules.NAME

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        settings = platform.settings
        self._account = Account(settings.account, settings.account_bank, settings.account_name)

    @classmethod
    def of(cls, settings: NationalSettings) -> Self:
        return cls(Platform(settings))

    @property
    def has_query(self) -> bool:
        return self.platform.has_query

    def reference(self, code: str, at: datetime, charge: UUID, attempt: int) -> str:
        return rules.reference(code, at, charge, attempt)

    async def start(self, order: Order, payer: Mapping[str, Any]) -> Started | Failed:
        """INIT. Sent again it is the same message, and the platform answers the same."""
        settings = self.platform.settings
        said = await self.platform.init(rules.init(order, payer, settings.partner, settings.ip, self._account))
        verdict = str(said.get("error_code"))
        if verdict == rules.BUSY:
            raise Unavailable("the payment platform is busy")
        if verdict != "0":
            log.warning("INIT refused", reference=order.reference, code=verdict)
            return Failed(reference=order.reference, code=verdict[:20])
        return Started(reference=order.reference, url=url_of(said))

    async def outcome(self, reference: str, asked_at: datetime) -> Paid | Failed | None:
        """QUERY. None also for an attempt that never reached the platform."""
        said = await self.platform.query(rules.query(reference, asked_at, self.platform.partner))
        verdict = str(said.get("MaLoi"))
        if verdict == rules.UNKNOWN:
            return None
        if verdict != rules.GOOD:
            raise Unavailable(f"the payment platform refuses to tell: {verdict[:20]}")
        try:
            return rules.outcome(said, reference)
        except ValueError as error:
            raise Unavailable(f"the payment platform's answer is unclear: {error}") from error

    async def proves(self, message: Mapping[str, Any]) -> bool:
        """Is it a CONFIRM? Raises Invalid for fields that are no text."""
        return self.platform.confirms(_fields(message))

    def report(self, message: Mapping[str, Any]) -> Reported:
        return rules.report(_fields(message), final=not self.has_query)

    def reply(self, report: Reported | None, asked_at: datetime | None) -> Mapping[str, Any]:
        """Signed if the message is proved; the platform sends again what is not answered 00."""
        return rules.UNPROVED if report is None else self.platform.reply(report.reference, asked_at)


def _fields(message: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a CONFIRM as text. Raises Invalid."""
    try:
        return Confirm.model_validate(message).model_dump()
    except ValidationError as wrong:
        errors = field_errors(wrong.errors(), message)
        raise Invalid("It is no CONFIRM.", "Không phải bản tin CONFIRM.", errors) from None


def url_of(said: Mapping[str, Any]) -> str:
    """`message` is JSON text with UrlThanhToan."""
    try:
        url = json.loads(said["message"])["UrlThanhToan"]
    except (KeyError, TypeError, ValueError):
        url = None
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise Unavailable("the payment platform accepts, but does not say where to pay")
    return url
