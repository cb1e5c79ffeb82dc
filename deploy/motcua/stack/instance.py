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
from motcua.stack.progress import Progress
from motcua.stack.troubles import DidNotStart, tail

TIMEOUT = 60.0  # seconds until it must be ready


PATIENCE = 15.0  # seconds in which one that runs already must answer
PREFIX = "service:"  # of their names in the state of a stack
STANDS_STILL = "standing-still"
READS_ONLY = "reads-only"
HALTED = {STANDS_STILL: "stands still", READS_ONLY: "answers queries only"}


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
        return HALTED.get(self.state, self.state)

    @property
    def unchecked(self) -> bool:
        """Whether it has not compared its database with what was sent, and takes commands or does not."""
        return self.state == READS_ONLY or "restored" in self.waits

    @property
    def works(self) -> bool:
        """Whether it answers, and takes commands."""
        return self.answers and self.state not in HALTED

    def __str__(self) -> str:
        if self.state in HALTED:
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

    def frozen(self, alive: Callable[[], bool], progress: Progress, patience: float = PATIENCE) -> bool:
        """Whether it runs and does not answer, although it was given time. Says so, and that it is ended."""
        if not alive() or self.readiness().answers:
            return False
        progress(f"{self.label} runs and does not answer: it is given {patience:.0f} s")
        until = time.monotonic() + patience
        while alive() and not self.readiness().answers:
            if time.monotonic() > until:
                progress(f"{self.label} does not answer: it is ended, and started anew")
                return True
            time.sleep(0.2)
        return False

    def wait(self, alive: Callable[[], bool], *, reading: bool = False) -> None:
        """Waits until it is ready or stands still, which waiting does not change.

        `reading`: or until it answers without having compared its database with what was sent, since Kafka is away.
        Raises DidNotStart when the process ends or the time is over.
        """
        until = time.monotonic() + TIMEOUT
        while not ((told := self.readiness()).ready or told.state == STANDS_STILL or (reading and told.unchecked)):
            if not alive():
                raise DidNotStart(f"{self.label} ended. {tail(self.log)}")
            if time.monotonic() > until:
                raise DidNotStart(
                    f"{self.label} was not ready after {TIMEOUT:.0f} s, and is ended (/readyz: {told}). "
                    f"{tail(self.log)}"
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
