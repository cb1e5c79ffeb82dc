"""The national payment platform over HTTP. Reached from jobs only; it knows nothing of charges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2

from payment.national import rules
from payment.settings import PaymentSettings
from shared.errors import Unavailable


class Platform:
    """A client per process. Raises Unavailable when there is no answer, or none that can be read and trusted."""

    def __init__(self, settings: PaymentSettings) -> None:
        self.settings = settings
        self.partner = settings.partner
        self._http = httpx2.AsyncClient(timeout=settings.timeout, trust_env=False)

    @property
    def secret(self) -> str:
        return self.settings.secret.get_secret_value()

    async def close(self) -> None:
        await self._http.aclose()

    async def init(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to an INIT: error_code and message."""
        return await self._ask("/init", rules.signed(message, rules.INIT, self.secret))

    async def query(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a QUERY. One that tells an outcome must be proved and about what was asked."""
        answer = await self._ask("/query", rules.signed(message, rules.QUERY, self.secret))
        if answer.get("MaLoi") == rules.GOOD:
            fits = answer.get("MaThamChieu") == message["MaThamChieu"] and answer.get("MaDoiTac") == self.partner
            if not (fits and rules.is_proved(answer, rules.CONFIRM, self.secret)):
                raise Unavailable("the platform's answer is not proved")
        return answer

    async def _ask(self, path: str, message: Mapping[str, Any]) -> dict[str, Any]:
        if not self.settings.bank_url:
            raise Unavailable("no payment platform: set MOTCUA_PAYMENT_BANK_URL")
        token = self.settings.token.get_secret_value()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = await self._http.post(self.settings.bank_url.rstrip("/") + path, json=message, headers=headers)
            answer.raise_for_status()
            said = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise Unavailable(f"the payment platform does not answer {path}: {type(error).__name__}") from error
        if not isinstance(said, dict):
            raise Unavailable(f"the payment platform answers {path} with {type(said).__name__}")
        return said
