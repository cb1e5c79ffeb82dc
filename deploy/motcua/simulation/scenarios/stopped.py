"""Scenarios of a building permit that end early: withdrawn, stopped by a deadline, stopped by a supervisor."""

from __future__ import annotations

from datetime import datetime

from motcua.simulation.scenarios.post import forwarded
from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake


async def withdrawn_from_one_branch(scene: Scene) -> None:
    """The applicant withdraws when one agency is done and the other is not."""
    await forwarded(scene)
    await scene.work(scene.appraiser, "appraise")
    task = await scene.take(scene.consulted, "consult")
    await scene.move(scene.owner, Intake.withdraw_dossier)
    await scene.until_stage("withdrawn")
    await scene.refused("give an opinion on nothing", scene.complete(scene.consulted, task))


async def never_supplied_at_work(scene: Scene) -> None:
    """The lead agency requests a document, nothing arrives, and the deadline stops the case."""
    await forwarded(scene)
    await scene.take(scene.appraiser, "appraise")
    asked = await scene.ask_for(scene.appraiser, "TP04")
    await scene.clock.reach(datetime.fromisoformat(asked["supplement_until"]))
    await scene.until_stage("stopped")
    await scene.refused("bring it after the time", scene.bring("TP04"))


async def stopped_by_a_supervisor(scene: Scene) -> None:
    """The head of the lead agency stops it, with a reason (form 05)."""
    await forwarded(scene)
    await scene.take(scene.appraiser, "appraise")
    await scene.refused("stop it without the right", scene.stop(scene.appraiser, "ordered-by-court"))
    await scene.stop(scene.head, "ordered-by-court")
    await scene.until_stage("stopped")
