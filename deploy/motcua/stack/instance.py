"""One running process of a service: its address, its log, and whether it is ready. `services` starts it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from motcua.stack.ports import HOST
from motcua.stack.troubles import DidNotStart, tail

TIMEOUT = 60.0  # seconds until it must be ready


PREFIX = "service:"  # of their names in the state of a stack
STANDS_STILL = "standing-still"


@dataclass(frozen=True)
class Readiness:
    """What a process says of itself; `waits`: why a part of it waits, by its name."""

    answers: bool
    ready: bool
    state: str
    why: str = ""
    waits: Mapping[str, str] = field(default_factory=dict)

    @property
    def short(self) -> str:
        """The state, without reasons."""
        return "stands still" if self.state == STANDS_STILL else self.state

    def __str__(self) -> str:
        if self.state == STANDS_STILL:
            return f"{self.short}: {self.why}"
        waits = ", ".join(f"{part} waits: {why}" for part, why in self.waits.items())
        return f"{self.state} ({waits})" if waits else self.state


@dataclass(frozen=True)
class Instance:
    """A process of `service`; `label` tells several of them apart."""

    service: str
    label: str
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def ready(self) -> bool:
        """Whether it answers /readyz with 200 now."""
        return self.readiness().ready

    def readiness(self) -> Readiness:
        """What it answers to /readyz now."""
        return readiness(self.url)

    def wait(self, alive: Callable[[], bool]) -> None:
        """Waits until it is ready or stands still, which waiting does not change.

        Raises DidNotStart when the process ends or the time is over.
        """
        until = time.monotonic() + TIMEOUT
        while not ((told := self.readiness()).ready or told.state == STANDS_STILL):
            if not alive():
                raise DidNotStart(f"{self.label} ended. {tail(self.log)}")
            if time.monotonic() > until:
                raise DidNotStart(
                    f"{self.label} was not ready after {TIMEOUT:.0f} s (/readyz: {told}). {tail(self.log)}"
                )
            time.sleep(0.05)


def readiness(url: str) -> Readiness:
    """The answer of /readyz. Without a proxy, since it is on this machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/readyz", timeout=5) as answer:
            return _read(answer.status, answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return _read(refused.code, refused.read())
    except OSError as failed:
        return Readiness(answers=False, ready=False, state=f"does not answer ({type(failed).__name__})")


def _read(status: int, body: bytes) -> Readiness:
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    ready = status == HTTPStatus.OK
    state = told.get("state") or ("ready" if ready else f"status {status}")
    return Readiness(answers=True, ready=ready, state=state, why=told.get("why") or "", waits=told.get("waits") or {})
