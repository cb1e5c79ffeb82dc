"""Requests with the same body and key to one toy harness, by different callers."""

from __future__ import annotations

from uuid import UUID

import httpx2

from shared.web.auth import Role
from shared.web.parts import App
from tests.support.harness import Harness

DESK, AGENCY = "H99.01.01", "H99.03"
SECRET = "Kín Đáo 099176543210"
KEY = "kin.dao@example.vn 099176543210"  # a client may put anything into it


class Requester:
    """Callers of one harness who send the same request under one key."""

    def __init__(self, harness: Harness, app: App) -> None:
        self.harness = harness
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://toy/v1")

    async def ask(self, path: str, role: Role, agency: str | None = None, **headers: str) -> httpx2.Response:
        shown = {"Authorization": f"Bearer {self.harness.issuer.token('person', role, agency)}"}
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(path, json={"words": SECRET}, headers={"Idempotency-Key": KEY} | shown | asked)

    async def ring(self, dossier: UUID, agency: str) -> httpx2.Response:
        return await self.ask(f"/rings/{dossier}", Role.OFFICER, agency)
