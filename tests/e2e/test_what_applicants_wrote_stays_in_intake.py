"""No name, number, address or mail of any applicant is in any record on any topic, in any log, or open in a table.

Names of officers are in workflow's tables of officers, and nowhere else.
"""

import asyncio

from motcua.signin.people import OFFICERS
from motcua.simulation.applicants import applicants
from motcua.simulation.scenarios import AFTER, LATE, REFUSED, THROUGH
from motcua.stack.system import System
from motcua.verify.privacy import leaks
from tests.support.plays import Play

SECRETS = [secret for applicant in applicants(160) for secret in applicant.secrets]


async def test_nothing_personal_is_on_topics_in_logs_or_open_in_tables(play: Play, running: System) -> None:
    await asyncio.gather(*(play(scenario) for scenario in (THROUGH, REFUSED, AFTER)))
    scene = await play(LATE)
    wrote = await scene.owner.get("intake", f"{scene.path}/application")
    assert scene.applicant.name in str(wrote["applicant"]), "intake has it, so there is something to find"
    (document,) = {row["name"] for row in await scene.owner.get("intake", f"{scene.path}/documents")}
    assert document == scene.applicant.file, "a file's name has the applicant's in it"
    assert await leaks(running.kafka, running.logs(), running.databases, SECRETS, OFFICERS) == []


async def test_the_scan_would_find_what_is_there(running: System, play: Play) -> None:
    scene = await play(THROUGH)
    there = [scene.dossier, scene.desk.subject, *OFFICERS]
    found = await leaks(running.kafka, running.logs(), running.databases, there)
    assert any(leak.startswith("table officers of workflow") for leak in found), "their names are there"
    for where in ("motcua.intake", "table journal of intake", "table involved of intake", "table cases of workflow"):
        assert any(leak.startswith(where) for leak in found), where
