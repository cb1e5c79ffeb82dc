"""The real services on the bench's stack: (e) one dossier from hand to hand, (c) submissions on a timetable."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from uuid import UUID, uuid4

import httpx2

from motcua.simulation.applicants import Applicant, applicants
from motcua.simulation.province import Province
from motcua.simulation.scenarios import Clock, Scene
from motcua.stack.folders import PROJECT
from motcua.stack.services import PREFIX as SERVICE
from motcua.stack.services import Services
from motcua.stack.whole import Whole
from tests.bench.clocks import spent
from tests.bench.finished import copies, sealed_anew
from tests.bench.ground import Yard
from tests.bench.latency import percentile

PROGRAM = PROJECT / "tests" / "bench" / "open_loop.py"
DRAFT = ("streams", "dossiers", "applications", "documents", "journal")
WHOLE_LIFE = (*DRAFT, "versions", "progress", "involved", "notices", "milestones")
NO_RATE = {"MOTCUA_WRITES_A_MINUTE": "1000000"}  # one applicant submits for all
SETTLED = 30.0  # seconds after a start, or after work, until a stack is quiet
WARM = 0.15  # of the requests are for warming up and do not count


@dataclass
class Installation:
    """The services of the bench, with the sample province loaded."""

    yard: Yard
    province: Province
    services: Services
    people: Iterator[Applicant]

    async def one_dossier(self, times: int) -> float:
        """Median of the seconds from the first request to the last answer; two dossiers before warm the services up."""
        took = []
        for _ in range(times + 2):
            scene = self._scene()
            began = time.monotonic()
            await scene.accepted()
            await scene.decide()
            await scene.hand_over()
            took.append(time.monotonic() - began)
            self.finished = UUID(scene.dossier)
        return median(took[2:])

    async def idle(self, seconds: float) -> dict[str, float]:
        """CPU seconds a minute while nothing is asked: of the five services, and with database and broker."""
        stack = self.yard.stack
        known = stack.state.processes().items()
        pids = {name: one.pid for name, one in known if name.startswith(SERVICE)}
        await asyncio.sleep(SETTLED)
        before = spent(stack, pids)
        await asyncio.sleep(seconds)
        after = spent(stack, pids)
        ours, servers = after.python - before.python, after.postgres - before.postgres + after.broker - before.broker
        return {"services": ours * 60 / seconds, "all": (ours + servers) * 60 / seconds}

    async def drafted(self) -> Scene:
        """A draft that can be submitted."""
        scene = self._scene()
        await scene.begin()
        await scene.bring(*scene.matter.required)
        return scene

    async def fill(self, count: int) -> None:
        """Plays so many dossiers to their end."""
        await copies(self._dsn, self.finished, count, WHOLE_LIFE)

    async def submissions(self, draft: Scene, rate: int, seconds: float) -> dict[str, float]:
        """p50 and p99 in ms of submitting copies of a draft at so many a second, and how many were refused."""
        made = await copies(self._dsn, UUID(draft.dossier), int(rate * seconds), DRAFT, lines=1)
        await sealed_anew(self._dsn, UUID(draft.dossier), made)
        headers = {"Authorization": f"Bearer {draft.owner.token}", "If-Match": "*"}
        url = draft.owner.addresses["intake"]
        file = self.yard.stack.folder / "requests"
        file.write_text(
            "\n".join(
                json.dumps([f"{url}/v1/dossiers/{one}/submission", headers | {"Idempotency-Key": str(uuid4())}])
                for one in made
            )
        )
        await self.yard.settle()
        loading = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), str(file), str(rate), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await loading.communicate()
        found = json.loads(out)
        late = found["ms"][int(len(found["ms"]) * WARM) :]
        away = len(made) - found["statuses"].get("200", 0)
        return {"p50": percentile(late, 50), "p99": percentile(late, 99), "turned_away": away}

    @property
    def _dsn(self) -> str:
        return self.yard.stack.addresses.owner_dsn("intake")

    def _scene(self) -> Scene:
        return Scene(self.province, next(self.people), Clock(self.province.operator))


@asynccontextmanager
async def installation(yard: Yard) -> AsyncIterator[Installation]:
    """All five services and the sandbox, as `make up` starts them."""
    whole = Whole(yard.stack, yard.issuer)
    await asyncio.to_thread(whole.start)
    try:
        async with httpx2.AsyncClient(timeout=60) as http:
            province = Province(http, whole.services.peers, yard.issuer, whole.sandbox.url)
            await province.load()
            yield Installation(yard, province, whole.services, iter(applicants(160)))
    finally:
        await asyncio.to_thread(whole.stop)


@asynccontextmanager
async def intake_apart(here: Installation) -> AsyncIterator[None]:
    """Only intake, its API and worker in separate processes as in production; no other service uses the machine."""
    await asyncio.to_thread(here.services.stop_all)
    await asyncio.to_thread(here.services.start, "intake", ("api",), None, NO_RATE)
    await asyncio.to_thread(here.services.start, "intake", ("worker",), "intake-worker")
    try:
        yield
    finally:
        await asyncio.to_thread(here.services.stop_all)
