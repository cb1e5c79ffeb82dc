"""Processes that sweep or upload as intake does, until they kill themselves at an instant.

One process loads intake, and makes a process of its own for each line it reads: the instant and the arguments of
`main`, as JSON. It answers with the status that one ended with.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import httpx2

from intake.app import SERVICE, prepare
from intake.document.jobs import Sweep
from intake.document.store import Documents
from shared.kernel.sealing import Masters
from shared.kernel.settings import Settings
from shared.web.served import ServedNode
from shared.web.service import build
from tests.support.dossiers import PDF


async def main(dsn: str, kafka: str, known: str, folder: str, what: str, *told: str) -> None:
    settings = Settings(
        environment="development",
        database_url=dsn,
        kafka=kafka,
        **json.loads(known),
        state=Path(folder) / "state",
    )
    os.environ["MOTCUA_TOKEN_KEY_FILE"] = str(Path(settings.token_keys["intake"]).with_name("key.pem"))
    app = build(SERVICE, settings)
    prepare(app, settings)
    app[Documents] = type(app[Documents])(Path(folder))
    await app[ServedNode].database.open()
    if what == "sweep":
        await Sweep(app[ServedNode], app[Documents], app[Masters]).whole()
    else:
        path, token = told
        transport, query = httpx2.ASGITransport(app), {"component": "TP01", "name": "a.pdf"}
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/pdf"}
        async with httpx2.AsyncClient(transport=transport, base_url="http://intake") as http:
            document = f"{path}/documents/00000000-0000-4000-8000-000000000001"
            await http.put(document, params=query, content=PDF, headers=headers)


def dies(instant: str, *told: str) -> int:
    """The status of a process that does this, and is to die at this instant."""
    child = os.fork()
    if not child:
        os.environ["MOTCUA_KILL_AT"] = instant
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what it logs is no answer
        asyncio.run(main(*told))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(f"{dies(*json.loads(line))}\n")
        sys.stdout.flush()
