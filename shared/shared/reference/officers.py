"""What officers are called: asked of workflow, many at once, when somebody is told who has acted, and kept in memory.

An answer has every name and title that an officer has had, so that an act keeps those of its time. Nothing of it is
stored or logged. What cannot be asked for is not known; who calls decides if that can wait.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import structlog

from shared.contracts.names import Name
from shared.kernel.errors import NotYet, Unavailable
from shared.kernel.metrics import UNNAMED

log = structlog.get_logger()

PATH = "/v1/officers/names"
KEPT, AWAY = 60.0, 5.0  # seconds: an answer counts for so long, and workflow is not asked again so soon after a failure
AT_ONCE = 1.0  # seconds that a page waits
PATIENT = 10  # the try of a call that waits no longer: some eight minutes after the first
MOST, MOST_KEPT = 500, 10_000  # officers: in one question, and in memory
Act = tuple[str, datetime]  # who has acted, by subject, and when


class Purpose(StrEnum):
    """What names are asked for."""

    NOTICE = "notice"
    PORTAL = "portal"
    TRACKING = "tracking"
    TIMELINE = "timeline"


class Called(NamedTuple):
    """Name and title of an officer from a time on."""

    since: datetime
    name: str
    title: Name


class Asked(Protocol):
    """Whom to ask: `Peers`."""

    async def post(self, peer: str, path: str, body: Any) -> Any: ...


class Officers:
    """The names that one process knows. `now`: a clock of seconds."""

    def __init__(self, peers: Asked, now: Callable[[], float] = time.monotonic) -> None:
        self._peers = peers
        self._now = now
        self._known: dict[str, tuple[float, Sequence[Called]]] = {}
        self._wanted: defaultdict[Purpose, set[str]] = defaultdict(set)
        self._asking = asyncio.Lock()
        self._again_at = 0.0

    async def called(self, purpose: Purpose, acts: Iterable[Act]) -> Mapping[Act, Called]:
        """Who has acted; whom workflow does not know is left out. Raises Unavailable, but not for want of news."""
        acts = list(acts)
        subjects = {subject for subject, _ in acts}
        try:
            await self._learn(purpose, subjects)
        except Unavailable:
            if not self._known.keys() >= subjects:
                raise
        return self._of(acts)

    async def called_at_once(self, purpose: Purpose, acts: Iterable[Act]) -> Mapping[Act, Called]:
        """The same for an answer that somebody waits for: who is not known within a second is left out too."""
        acts = list(acts)
        try:
            async with asyncio.timeout(AT_ONCE):
                return await self.called(purpose, acts)
        except (Unavailable, TimeoutError) as away:
            if isinstance(away, TimeoutError):
                self._again_at = self._now() + AWAY
            UNNAMED.labels(purpose).inc()
            return self._of(acts)

    async def called_by_now(self, purpose: Purpose, acts: Iterable[Act], tries: int) -> Mapping[Act, Called]:
        """The same for a call, which is tried again. Raises NotYet until it was tried `PATIENT` times."""
        acts = list(acts)
        try:
            return await self.called(purpose, acts)
        except Unavailable:
            if tries < PATIENT:
                vi = "Chưa có thông tin công chức xử lý."
                raise NotYet("It is not known yet what the officers are called.", vi) from None
            UNNAMED.labels(purpose).inc()
            return self._of(acts)

    async def _learn(self, purpose: Purpose, subjects: set[str]) -> None:
        """Asks for those who are not known, or were known too long; with those whom others want meanwhile."""
        self._wanted[purpose] |= self._old(subjects)
        async with self._asking:
            if not self._old(subjects):
                return
            wanted = sorted(self._wanted.pop(purpose, set()) | self._old(subjects))
            for start in range(0, len(wanted), MOST):
                await self._ask(purpose, wanted[start : start + MOST])

    def _old(self, subjects: set[str]) -> set[str]:
        now = self._now()
        return {subject for subject in subjects if self._known.get(subject, (0.0,))[0] <= now}

    async def _ask(self, purpose: Purpose, subjects: Sequence[str]) -> None:
        if self._now() < self._again_at:
            raise Unavailable("workflow has not answered a moment ago")
        try:
            told = await self._peers.post("workflow", PATH, {"purpose": purpose, "subjects": subjects})
        except Unavailable as away:
            log.warning("officers not asked for", why=away.part)
            self._again_at = self._now() + AWAY
            raise
        if len(self._known) > MOST_KEPT:
            self._known.clear()
        until = self._now() + KEPT
        names = {each["subject"]: [_called(one) for one in each["names"]] for each in told}
        self._known |= {subject: (until, names.get(subject, ())) for subject in subjects}

    def _of(self, acts: Iterable[Act]) -> Mapping[Act, Called]:
        return {act: called for act in acts if (called := self._then(*act))}

    def _then(self, subject: str, at: datetime) -> Called | None:
        """As it was then; of who was listed later, as it was first."""
        _, names = self._known.get(subject, (0.0, ()))
        return next((each for each in reversed(names) if each.since <= at), next(iter(names), None))


def _called(told: Mapping[str, Any]) -> Called:
    return Called(datetime.fromisoformat(told["since"]), told["name"], Name(**told["title"]))
