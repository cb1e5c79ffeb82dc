"""The national portal on the wire: its session, its envelope, and what its answers mean.

A session is kept, and renewed when the portal refuses it; a request that was refused for its session has done
nothing, so it is made again. Every answer in the portal's envelope is a `Reply`; anything
else (no connection, a gateway's page, half an answer) raises PortalAway: what was done is unknown.
"""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import httpx2

from shared.kernel.tls import told, trusted
from sync_gateway.portal.errors import PortalAway
from sync_gateway.settings import SyncSettings

DONE = ("0", "00")
SESSION = ("session", "phiên làm việc")


@dataclass(frozen=True, slots=True)
class Reply:
    """The portal's envelope: `{"error_code", "message", "result"}`; the code is a number or a text."""

    code: str
    message: str = ""
    result: list[Any] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Enough for a question; a look-up that finds nothing is good and has no result."""
        return self.code in DONE

    @property
    def done(self) -> bool:
        """The code alone is not enough: a write was done if the message says so too."""
        return self.good and self.says("thành công")

    @property
    def exists(self) -> bool:
        """A create is refused for a dossier the portal has."""
        return self.says("đã tồn tại")

    @property
    def refuses_session(self) -> bool:
        return not self.good and self.says(*SESSION)

    def says(self, *words: str) -> bool:
        incoming = unicodedata.normalize("NFC", self.message).casefold()
        return any(word in incoming for word in words)


class Portal:
    """The province's account at the portal. One per process."""

    def __init__(self, settings: SyncSettings) -> None:
        self._settings = settings
        self._session = ""
        self._logging_in = asyncio.Lock()
        self._http = httpx2.AsyncClient(
            base_url=settings.portal_url.rstrip("/"),
            params={"dstcode": settings.dstcode},
            headers={"dstcode": settings.dstcode, "Accept": "application/json", "Charset": "utf-8"},
            timeout=settings.timeout,
            verify=trusted(settings.ca),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, service: str, **more: Any) -> Reply:
        """One call of a service. Raises PortalAway."""
        session = self._session or await self._login("")
        reply = await self._data(session, service, more)
        if reply.refuses_session:
            reply = await self._data(await self._login(session), service, more)
        if reply.refuses_session:
            raise PortalAway("it refuses every session")
        return reply

    async def _data(self, session: str, service: str, more: dict[str, Any]) -> Reply:
        body = {"session": session, "madonvi": self._settings.madonvi, "service": service, **more}
        answer = await self._post(self._settings.data_path, body)
        result = answer.get("result")
        found = result if isinstance(result, list) else [] if result is None else [result]
        return Reply(str(answer.get("error_code")), str(answer.get("message") or ""), found)

    async def _login(self, refused: str) -> str:
        """A session other than the refused one; callers that wait meanwhile share the new one."""
        async with self._logging_in:
            if self._session == refused:
                password = self._settings.password.get_secret_value()
                account = {"username": self._settings.username, "password": password}
                answer = await self._post(self._settings.login_path, account)
                if str(answer.get("error_code")) not in DONE or not answer.get("session"):
                    raise PortalAway(f"login refused: error_code {answer.get('error_code')}")
                self._session = str(answer["session"])
            return self._session

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._http.post(path, json=body)
            answer.raise_for_status()
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise PortalAway(f"{path}: {told(error)}") from error
        if not isinstance(found, dict) or "error_code" not in found:
            raise PortalAway(f"{path}: not its envelope")
        return found
