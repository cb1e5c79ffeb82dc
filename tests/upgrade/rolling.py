"""The upgrade, under load. It rolls: the newer tables under the older code, then one instance after the other anew.

If a migration between the two versions says `stop = True`, all processes are stopped first, and started after it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from itertools import cycle
from random import Random
from typing import NamedTuple

import asyncpg

from motcua.simulation.applicants import applicants
from motcua.stack.services import Services
from shared.kernel.declared import Environment
from shared.kernel.migrate import migrate, stops_after
from tests.chaos.fault import How
from tests.chaos.installation import PEOPLE, Installation

REVISION = "select version_num from {}_version"
ACCEPTED = "select id from dossiers where state = 'accepted'"
CASES = "select dossier, state from cases"
ASKED_AGAIN = 30.0  # seconds for which a client asks again
ENDS = frozenset({"returned", "refused", "withdrawn", "stopped"})


def upgrade(newer: Services, tell: Callable[[str], None], follow: Callable[[], None]) -> How:
    """Stops, migrates and starts, or rolls, as the migrations between the two versions say.

    `follow` is called when nothing of the version before runs any more.
    """

    async def how(stage: Installation, seconds: float, _rng: Random) -> str:
        if reasons := [why for service in newer.names for why in await _stops(stage, service)]:
            tell(f"all processes stop: {'; '.join(sorted({*reasons}))}")
            return await _restarted(stage, newer, tell, follow)
        return await _rolled_all(stage, seconds, newer, tell)

    return how


async def _stops(stage: Installation, service: str) -> list[str]:
    """The reasons of the migrations of this service's database that need its processes stopped."""
    packages = "shared", service.replace("-", "_")
    known = await _revisions(stage.stack.addresses.owner_dsn(service), packages[1])
    return [why for package, at in zip(packages, known, strict=True) for why in stops_after(package, at).values()]


async def _restarted(
    stage: Installation, newer: Services, tell: Callable[[str], None], follow: Callable[[], None]
) -> str:
    """Nothing runs while the tables are migrated: clients see closed connections, and retry."""
    began = time.monotonic()
    await asyncio.gather(*(part.stop() for part in stage.players.values()))
    moved = [await _migrated(stage, name, tell) for name in newer.names]
    follow()
    stage.load.people = cycle(applicants(PEOPLE))
    for part in stage.players.values():
        part.services = newer
    await asyncio.gather(*(part.start() for part in stage.players.values()))
    away = time.monotonic() - began
    await asyncio.sleep(ASKED_AGAIN)
    gave_up = sum(stage.load.gave_up.values())
    stage.load.gave_up.clear()  # who has asked for longer, and who asks again with the body of the version before
    return f"{sum(moved)} migrations, {len(stage.players)} processes away for {away:.1f} s, {gave_up} times given up"


async def _rolled_all(stage: Installation, seconds: float, newer: Services, tell: Callable[[str], None]) -> str:
    """Migrates every database; after the seconds given, rolls every service to the newer code."""
    moved = [await _migrated(stage, name, tell) for name in newer.names]
    tell(f"the older code on the newer tables, {seconds:.0f} s")
    await asyncio.sleep(seconds)
    assert not stage.load.gave_up, f"the older code cannot work on the newer tables: {stage.load.latest}"
    longest = max([await _rolled(stage, label, newer, tell) for label in stage.players])
    return f"{sum(moved)} migrations, {len(stage.players)} processes rolled, the slowest stopped in {longest:.1f} s"


async def _migrated(stage: Installation, service: str, tell: Callable[[str], None]) -> int:
    """Brings one database to the newer tables; how many migrations that were."""
    package, dsn = service.replace("-", "_"), stage.stack.addresses.owner_dsn(service)
    before, began = await _revisions(dsn, package), time.monotonic()
    await migrate(dsn, "shared", package, environment=Environment.DEVELOPMENT)
    after = await _revisions(dsn, package)
    tell(f"{service}: tables {before} to {after} in {time.monotonic() - began:.2f} s")
    return sum(int(new) - int(old) for old, new in zip(before, after, strict=True))


async def _revisions(dsn: str, package: str) -> tuple[str, str]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(REVISION.format("shared")), await connection.fetchval(REVISION.format(package))
    finally:
        await connection.close()


async def _rolled(stage: Installation, label: str, newer: Services, tell: Callable[[str], None]) -> float:
    """Stops one process gently and starts it with the newer code, as a compose file does; how long it took to stop."""
    part, again = stage.players[label], stage.load.line.again.copy()
    stopped, began = await part.stop(), time.monotonic()
    part.services = newer
    await part.start(MOTCUA_ACCEPT_UNPROVED="true")  # the older code signs nothing
    retried = dict(stage.load.line.again - again)
    tell(f"{label}: stopped in {stopped:.1f} s, ready after {time.monotonic() - began:.1f} s; asked again: {retried}")
    return stopped


class Ends(NamedTuple):
    """How many dossiers were accepted, which of them wait for people who gave up, and which are not as they must be.

    What nobody abandoned has come to an end; what was abandoned has a case all the same; nothing has ended that was not
    accepted.
    """

    accepted: int
    waiting: list[str]
    odd: list[str]


async def ends(intake: str, workflow: str, abandoned: Collection[str]) -> Ends:
    """Those of all dossiers. Two dsns, and the dossiers whose applicants gave up."""
    accepted = {str(row[0]) for row in await _rows(intake, ACCEPTED)}
    cases = {str(row["dossier"]): row["state"] for row in await _rows(workflow, CASES)}
    finished = {dossier for dossier, state in cases.items() if state in ENDS}
    waiting = (accepted - finished) & cases.keys() & set(abandoned)
    return Ends(len(accepted), sorted(waiting), sorted((accepted ^ finished) - waiting))


async def _rows(dsn: str, sql: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(sql))
    finally:
        await connection.close()
