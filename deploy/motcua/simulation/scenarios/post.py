"""Scenarios whose fee is paid online and whose result comes by post: a copy from the register, a building permit."""

from __future__ import annotations

import asyncio

from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake


async def extract_by_post(scene: Scene) -> None:
    """One agency: looked up, paid online, signed, posted, delivered."""
    await scene.accepted()
    await scene.work(scene.appraiser, "appraise")
    await scene.pay()
    await scene.work(scene.head, "sign")
    await scene.until_stage("returned")


async def forwarded(scene: Scene) -> None:
    """Accepted and sent to both agencies."""
    await scene.accepted()
    await scene.work(scene.desk, "forward")


async def permit_by_post(scene: Scene) -> None:
    """Two agencies at once, one supplement, the fee after the appraisal, and the permit by post."""
    await forwarded(scene)
    task = await scene.take(scene.appraiser, "appraise")
    await scene.ask_for(scene.appraiser, "TP04")
    await scene.refused("hand in nothing", scene.move(scene.owner, Intake.hand_in_supplement))
    await scene.supply("TP04")
    await scene.work(scene.consulted, "consult")
    await scene.complete(scene.appraiser, task)
    await scene.work(scene.appraiser, "conclude")
    await scene.pay()
    await scene.work(scene.head, "sign")
    await scene.until_stage("returned")


async def joined(scene: Scene) -> None:
    """Both agencies are done at the same instant, and the lead agency concludes, once."""
    await forwarded(scene)
    first = await scene.take(scene.appraiser, "appraise")
    second = await scene.take(scene.consulted, "consult")
    await asyncio.gather(scene.complete(scene.appraiser, first), scene.complete(scene.consulted, second))
    await scene.work(scene.appraiser, "conclude")


async def both_at_once(scene: Scene) -> None:
    """Both agencies are done at the same instant; the permit comes by post."""
    await joined(scene)
    await scene.pay()
    await scene.work(scene.head, "sign")
    await scene.until_stage("returned")


async def not_at_home(scene: Scene) -> None:
    """Two delivery attempts fail; the parcel is returned and the result handed over at the desk."""
    await scene.accepted()
    await scene.post_will("failed", "failed", "returned")
    await scene.work(scene.appraiser, "appraise")
    await scene.pay()
    await scene.work(scene.head, "sign")
    await scene.hand_over()
