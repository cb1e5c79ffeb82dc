"""Toys as operating-system processes: started, killed, stopped, and seen through their databases only."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
from pydantic import SecretStr

from motcua.stack.ports import HOST, kept_or_new
from motcua.stack.waiting import until
from tests.support.harness import Harness

ROOT = Path(__file__).parents[2]


class Outside:
    """One process of a toy; start it again as often as it dies."""

    def __init__(self, harness: Harness, name: str, log: Path) -> None:
        self._harness = harness
        self._name = name
        self._log = log
        self.port = kept_or_new(None)
        self.process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def start(self, roles: Sequence[str] = ("worker",), **extra: str) -> None:
        """Starts it; does not wait for anything."""
        settings = await self._harness.settings(self._name)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
            **{
                f"MOTCUA_{name.upper()}": _text(value)
                for name, value in settings.model_dump(exclude_unset=True).items()
            },
            "MOTCUA_ISSUERS": self._harness.issuer.trusted,
            "MOTCUA_TOKEN_KEYS": json.dumps(self._harness.issuer.token_keys),
            "MOTCUA_ROLES": json.dumps(list(roles)),
            "MOTCUA_PORT": str(self.port),
            "MOTCUA_INSTANCE": f"{self._name}-{self.port}",
            "MOTCUA_TOY": f"{self._name}:{self._harness.toys.tail}",
            **extra,
        }
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.support.toy_app"),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )

    async def ready(self, timeout: float = 60) -> None:
        """Returns when it is ready."""

        async def is_ready() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self._log.read_text()[-3000:]
            try:
                async with httpx2.AsyncClient(timeout=2) as http:
                    return bool((await http.get(f"{self.url}/readyz")).status_code == 200)
            except httpx2.HTTPError:
                return False

        await until(is_ready, timeout=timeout)

    @property
    def dead(self) -> bool:
        """Whether it was started and was killed."""
        code = None if self.process is None else self.process.returncode
        assert code in (None, -signal.SIGKILL), self._log.read_text()[-3000:]
        return code is not None

    async def stop(self, grace: float = 20) -> float:
        """SIGTERM; answers the seconds it took. Fails if the grace time was not enough."""
        assert self.process is not None
        began = time.monotonic()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(grace):
            await self.process.wait()
        return time.monotonic() - began

    async def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


def _text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return json.dumps(value) if isinstance(value, dict) else str(value)
