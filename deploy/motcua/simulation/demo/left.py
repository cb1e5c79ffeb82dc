"""What a demo that is kept leaves open: dossiers at every place where somebody must do something, for the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from motcua.signin.people import DIRECTOR, NEIGHBOUR, YOU, known
from motcua.simulation.applicants import Applicant
from motcua.simulation.province import Province
from motcua.simulation.scenarios.clock import Clock
from motcua.simulation.scenarios.matters import DESK, EXTRACT, PERMIT
from motcua.simulation.scenarios.money import appraised
from motcua.simulation.scenarios.people import confirmed, represents
from motcua.simulation.scenarios.post import forwarded
from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake
from motcua_client.models.intake import Reached

APPLICANTS = 12
#: Who has something to do then, by the door; the first of each is told first.
STAFF = ("officer:desk-1", "officer:trade-1", "supervisor:construction-1", "operator:laptop")
PUBLIC = (YOU.subject, NEIGHBOUR.subject, DIRECTOR.subject)


async def leave_open(province: Province, people: Sequence[Applicant]) -> None:
    """Returns when everything is where it stays: two dossiers are late, the others wait for somebody."""
    clock = Clock(province.operator)
    scenes = iter([Scene(province, one, clock) for one in people])
    async with clock.scenario():
        await _late(clock, scenes)
    waiting = (_handed_in, _handed_in, _queued, _queued, _supplement_at_the_desk, _supplement, _fee, _company, _request)
    await asyncio.gather(*(leave(scene) for leave, scene in zip(waiting, scenes, strict=False)))


async def _late(clock: Clock, scenes: Iterator[Scene]) -> None:
    late = [next(scenes), next(scenes)]
    for scene in late:
        await scene.accepted()
    await late[0].take(late[0].appraiser, "appraise")
    due = [datetime.fromisoformat((await scene.until_stage("received"))["case"]["due_at"]) for scene in late[1:]]
    await clock.reach(max(due))
    for scene in late:
        await scene.until_emitted("DueDatePassed")


async def _handed_in(scene: Scene) -> None:
    await scene.hand_in()


async def _queued(scene: Scene) -> None:
    await scene.accepted()
    await scene.task(scene.appraiser, "appraise")


async def _supplement_at_the_desk(scene: Scene) -> None:
    scene.is_of(NEIGHBOUR, "group")
    await scene.hand_in()
    await scene.move(scene.desk, Intake.ask_supplement, components=["TP04"])


async def _supplement(scene: Scene) -> None:
    """The lead agency has asked for a paper, the other one has not begun."""
    scene.is_about(PERMIT)
    scene.is_of(YOU)
    await forwarded(scene)
    await scene.take(scene.appraiser, "appraise")
    await scene.ask_for(scene.appraiser, "TP04")


async def _fee(scene: Scene) -> None:
    scene.is_about(EXTRACT)
    scene.is_of(YOU)
    await appraised(scene)


async def _company(scene: Scene) -> None:
    """The desk has to hand over the result."""
    scene.is_of(DIRECTOR, "organisation")
    await confirmed(scene, await represents(scene))
    await scene.accepted()
    await scene.decide()
    await scene.task(scene.desk, "return")


async def _request(scene: Scene) -> None:
    contact = cast("Reached", {"phone": scene.applicant.phone})
    you = scene.province.applicant(YOU.subject)
    await you.intake.make_request({"asks": "see", "desk": DESK, "channel": "online", "contact": contact})


def called(subject: str) -> str:
    """Who that is at the sign-in page."""
    who = known(subject)
    return f"{who.name} ({subject})"
