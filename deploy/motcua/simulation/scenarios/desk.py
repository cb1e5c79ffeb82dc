"""Scenarios that end before acceptance: at the desk, with the applicant, or by the clock."""

from __future__ import annotations

from datetime import datetime

from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake


async def refused_at_the_desk(scene: Scene) -> None:
    """Handed in incomplete at first, then complete; the desk refuses it with a reason the procedure lists."""
    await scene.begin()
    await scene.refused("submit without papers", scene.move(scene.owner, Intake.submit_dossier))
    await scene.bring(*scene.matter.required)
    await scene.move(scene.owner, Intake.submit_dossier)
    await scene.refused(
        "refuse without a known reason", scene.move(scene.desk, Intake.refuse_dossier, reason="no-mood")
    )
    await scene.move(scene.desk, Intake.refuse_dossier, reason="not-chance")
    await scene.refused("accept what was refused", scene.move(scene.desk, Intake.accept_dossier))


async def withdrawn_before_acceptance(scene: Scene) -> None:
    """The applicant changes their mind while the dossier is at the desk."""
    await scene.hand_in()
    await scene.move(scene.owner, Intake.withdraw_dossier)
    await scene.refused("accept what was withdrawn", scene.move(scene.desk, Intake.accept_dossier))


async def never_supplied(scene: Scene) -> None:
    """The desk requests a document, nothing arrives, and the deadline refuses the dossier (form 03)."""
    await scene.hand_in()
    asked = await scene.move(scene.desk, Intake.ask_supplement, components=["TP04"])
    await scene.clock.reach(datetime.fromisoformat(asked["supplement_until"] or ""))
    await scene.until_state("refused")
    await scene.refused("hand in after the time", scene.move(scene.owner, Intake.hand_in_supplement))
