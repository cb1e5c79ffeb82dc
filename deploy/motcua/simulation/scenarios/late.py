"""The scenario whose due date passes: a warning, then one apology with one new date, and only one."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.simulation.scenarios.scene import Scene

SHORTLY = timedelta(minutes=5)
LONGER = timedelta(days=14)


async def late(scene: Scene) -> None:
    """No one works on it until it is overdue; the agency apologises (form 04) and keeps the new date."""
    await scene.accepted()
    await scene.task(scene.appraiser, "appraise")
    due_at = datetime.fromisoformat((await scene.until_stage("received"))["case"]["due_at"])
    await scene.clock.reach(due_at - SHORTLY)
    await scene.until_emitted("DueDateNear")
    await scene.clock.reach(due_at)
    await scene.until_emitted("DueDatePassed")
    await scene.refused("promise the past", scene.apologise("staff-shortage", due_at))
    await scene.apologise("staff-shortage", due_at + LONGER)
    await scene.until_apology()
    await scene.refused("apologise twice", scene.apologise("staff-shortage", due_at + 2 * LONGER))
    await scene.decide()
    await scene.hand_over()
