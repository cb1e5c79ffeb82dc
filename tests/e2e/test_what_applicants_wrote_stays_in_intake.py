"""No name, number, address or mail of any applicant is in any record on any topic, or in any log."""

import asyncio

from motcua.simulation.applicants import applicants
from motcua.simulation.scenarios import AFTER, LATE, REFUSED, THROUGH
from motcua.stack.system import System
from motcua.verify.privacy import leaks
from tests.support.plays import Play

SECRETS = [secret for applicant in applicants(160) for secret in applicant.secrets]


async def test_nothing_personal_is_on_topics_or_in_logs(play: Play, running: System) -> None:
    await asyncio.gather(*(play(scenario) for scenario in (THROUGH, REFUSED, AFTER)))
    scene = await play(LATE)
    wrote = await scene.owner.get("intake", f"{scene.path}/application")
    assert wrote["applicant"]["name"] == scene.applicant.name, "intake has it, so there is something to find"
    assert await leaks(running.kafka, running.logs(), SECRETS) == []


async def test_the_scan_would_find_what_is_there(running: System, play: Play) -> None:
    scene = await play(THROUGH)
    planted = [scene.dossier, scene.desk.subject]
    assert await leaks(running.kafka, running.logs(), planted) != []
