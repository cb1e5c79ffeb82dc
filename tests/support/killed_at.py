"""A process that sweeps or uploads as intake does, until MOTCUA_KILL_AT ends it; `main` lists its arguments."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx2

from intake.app import SERVICE, prepare
from intake.document.jobs import Sweep
from intake.document.store import Documents
from shared.kernel.settings import DEVELOPMENT_ISSUER, Settings
from shared.web.served import ServedNode
from shared.web.service import build
from tests.support.dossiers import PDF


async def main(dsn: str, kafka: str, jwks: str, folder: str, what: str, *told: str) -> None:
    settings = Settings(
        environment="development",
        database_url=dsn,
        kafka=kafka,
        issuer=DEVELOPMENT_ISSUER,
        jwks=jwks,
        state=Path(folder) / "state",
    )
    app = build(SERVICE, settings)
    prepare(app, settings)
    app[Documents] = type(app[Documents])(Path(folder))
    await app[ServedNode].database.open()
    if what == "sweep":
        await Sweep(app[ServedNode], app[Documents]).whole()
    else:
        path, token = told
        transport, query = httpx2.ASGITransport(app), {"component": "TP01", "name": "a.pdf"}
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://intake") as http:
            document = f"{path}/documents/00000000-0000-4000-8000-000000000001"
            await http.put(document, params=query, content=PDF, headers=headers)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
