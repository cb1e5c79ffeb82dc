"""The gateway on the wire. What it writes is neither kept nor logged: it may name the number."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2
import msgspec

from intake.channel.brandname import rules
from intake.channel.protocol import Unreachable
from shared.kernel.errors import Unavailable
from shared.kernel.tls import told, trusted


class Answered(msgspec.Struct, frozen=True, rename={"code": "CodeResult"}):
    code: str


class Gateway:
    """A gateway at an address."""

    def __init__(self, url: str, timeout: float, bundle: Path | None = None) -> None:
        self._url = url.rstrip("/") + rules.PATH
        self._http = httpx2.AsyncClient(timeout=timeout, verify=trusted(bundle))

    async def close(self) -> None:
        await self._http.aclose()

    async def deliver(self, request: dict[str, Any]) -> None:
        """Raises Unreachable and Unavailable."""
        try:
            answer = await self._http.post(self._url, json=request)
            code = msgspec.json.decode(answer.content, type=Answered, strict=False).code
        except httpx2.HTTPError as error:
            raise Unavailable(f"the SMS gateway does not answer: {told(error)}") from None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Unavailable(f"the SMS gateway answers {answer.status_code}, and not as agreed") from None
        if answer.status_code == HTTPStatus.OK and code in (rules.TAKEN, rules.TWICE):
            return
        if answer.status_code == HTTPStatus.OK and code in rules.NOBODY:
            raise Unreachable(f"the SMS gateway answers code {code}")
        known = code if code.isdigit() else "that is none"
        raise Unavailable(f"the SMS gateway answers {answer.status_code}, code {known}")
