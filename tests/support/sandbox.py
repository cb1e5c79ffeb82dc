"""The sandbox as a process for one test run: started on a free port, stopped at its end, told what to do.

Tests of one service start their own; its ledgers are below the folder it is given.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from motcua.stack.waiting import until

ROOT = Path(__file__).parents[2]


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[str]:
    """Its address while the block runs. `settings` become SANDBOX_*."""
    port = free_port()
    told = {f"SANDBOX_{name.upper()}": value for name, value in {"smtp_port": str(free_port()), **settings}.items()}
    environment = {**os.environ, "SANDBOX_PORT": str(port), "SANDBOX_STATE": str(folder), **told}
    process = subprocess.Popen([sys.executable, "-m", "sandbox.app"], cwd=ROOT / "deploy", env=environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found: int = taken.getsockname()[1]
        return found


class Scripts:
    """The scripts' side of the sandbox: it always behaves."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx2.AsyncClient(base_url=url, timeout=60)

    async def close(self) -> None:
        await self._http.aclose()

    async def ready(self) -> None:
        await until(self._answers)

    async def _answers(self) -> bool:
        try:
            return (await self._http.get("/healthz")).status_code == 200
        except httpx2.TransportError:
            return False

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What it answers; anything but success fails the test."""
        answer = await self._http.request(method, path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None
