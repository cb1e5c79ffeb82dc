"""The national payment platform over HTTP. Reached from jobs only; it knows nothing of charges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx2

from payment.provider.national import proof, rules
from payment.provider.national.settings import NationalSettings, Query
from payment.provider.protocol import Read
from shared.kernel.errors import Unavailable
from shared.kernel.tls import told, trusted


class Platform:
    """A client per process. Raises Unavailable when there is no answer, or none that can be read and trusted."""

    def __init__(self, settings: NationalSettings) -> None:
        self.settings = settings
        self.partner = settings.partner
        self.has_query = settings.query is not Query.NONE
        self._answer = proof.Form(settings.query_fields, "QUERY") if settings.query is Query.FIELDS else proof.ANSWER
        self._http = httpx2.AsyncClient(timeout=settings.timeout, trust_env=False, verify=trusted(settings.ca))

    @property
    def secret(self) -> str:
        return self.settings.secret.get_secret_value()

    async def close(self) -> None:
        await self._http.aclose()

    async def init(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to an INIT: error_code and message."""
        return await self._ask("/init", proof.INIT.signed(message, self.secret))

    async def query(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a QUERY. One that tells an outcome must be proved and about what was asked."""
        answer = await self._ask("/query", proof.QUERY.signed(message, self.secret))
        if answer.get("MaLoi") == rules.GOOD:
            said = [answer.get("MaThamChieu"), answer.get("MaDoiTac"), answer.get("LoaiBanTin", proof.QUERY.kind)]
            fits = said == [message["MaThamChieu"], self.partner, proof.QUERY.kind]
            if not (fits and self._is_proved(answer)):
                raise Unavailable("the platform's answer is not proved")
        return answer

    def confirms(self, message: Mapping[str, Any]) -> bool:
        """Is it a CONFIRM from the platform to us? An answer to a QUERY is none, whatever its LoaiBanTin."""
        proved = proof.CONFIRM.proves(message, self.secret)
        return proved and message["MaDoiTac"] == self.partner and message.get("TrangThaiGD") is None

    def reply(self, reference: str, asked_at: datetime | None) -> dict[str, Any]:
        """Our signed reply to a proved CONFIRM about an attempt; without `asked_at` it is none of ours."""
        return proof.REPLY.signed(rules.reply(self.partner, reference, asked_at), self.secret)

    def _is_proved(self, answer: Mapping[str, Any]) -> bool:
        """As the settings say. If TLS alone proves it, its type and its fields are still checked."""
        if self.settings.query is Query.TLS:
            form = proof.Form([name for name in proof.FIELDS if name in answer], "QUERY")
            return form.sound(answer)
        return self._answer.proves(answer, self.secret)

    async def _ask(self, path: str, message: Mapping[str, Any]) -> dict[str, Any]:
        if not self.settings.url:
            raise Unavailable("no payment platform: set MOTCUA_PAYMENT_NATIONAL_URL")
        token = self.settings.token.get_secret_value()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = await self._http.post(self.settings.url.rstrip("/") + path, json=message, headers=headers)
            answer.raise_for_status()
            said = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise Unavailable(f"the payment platform does not answer {path}: {told(error)}") from error
        if not isinstance(said, dict):
            raise Unavailable(f"the payment platform answers {path} with {type(said).__name__}")
        return said


async def account(read: Read) -> dict[str, int]:
    """What the platform's bank has taken for us, by MaGiaoDich, in VND."""
    payments = [payment for asked in (await read("/bank/ledger"))["references"] for payment in asked["payments"]]
    return {each["transaction"]: each["amount"] for each in payments if each["outcome"] == "paid"}
