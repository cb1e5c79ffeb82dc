"""Scenarios that go through the agency and end there, with the applicant, or at the desk with the result."""

from __future__ import annotations

from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake

ELSEWHERE = "H99.15"


async def straight_through(scene: Scene) -> None:
    """Online, complete, accepted, appraised, signed, handed over."""
    await scene.accepted()
    await scene.refused("claim what is for another role", scene.work(scene.head, "appraise"))
    await scene.decide()
    await scene.hand_over()
    await scene.refused("withdraw what was returned", scene.move(scene.owner, Intake.withdraw_dossier))


async def begun_at_the_counter(scene: Scene) -> None:
    """The applicant stands at the counter; an officer writes and uploads for them."""
    await scene.refused("begin at another desk", scene.begin("counter", ELSEWHERE))
    await scene.accepted("counter")
    await scene.decide()
    await scene.hand_over()


async def supplied(scene: Scene) -> None:
    """Everything missing is requested once and supplied; a second request is refused."""
    await scene.hand_in()
    await scene.move(scene.desk, Intake.ask_supplement, components=["TP04"])
    await scene.refused("hand in without it", scene.move(scene.owner, Intake.hand_in_supplement))
    await scene.bring("TP04")
    await scene.move(scene.owner, Intake.hand_in_supplement)
    await scene.refused("ask twice", scene.move(scene.desk, Intake.ask_supplement, components=["TP01"]))
    await scene.move(scene.desk, Intake.accept_dossier)
    await scene.decide()
    await scene.hand_over()


async def refused_after_appraisal(scene: Scene) -> None:
    """The officer proposes to refuse, the head signs the refusal (form 03)."""
    await scene.accepted()
    await scene.work(scene.appraiser, "appraise", outcome="refused", reason="prohibited")
    task = await scene.task(scene.head, "sign")
    await scene.refused("complete an unclaimed task", scene.complete(scene.head, task))
    await scene.work(scene.head, "sign", outcome="refused", reason="prohibited")
    await scene.until_stage("refused")


async def withdrawn_after_acceptance(scene: Scene) -> None:
    """The applicant withdraws while the agency appraises it; the case ends and its open task is cancelled."""
    await scene.accepted()
    task = await scene.take(scene.appraiser, "appraise")
    await scene.move(scene.owner, Intake.withdraw_dossier)
    await scene.until_stage("withdrawn")
    await scene.refused("complete a cancelled task", scene.complete(scene.appraiser, task))


async def withdrawal_declined(scene: Scene) -> None:
    """The applicant asks to withdraw after the decision; that is declined and the result handed over."""
    await scene.accepted()
    await scene.decide()
    await scene.until_stage("decided")
    await scene.move(scene.owner, Intake.withdraw_dossier)
    await scene.until_declined()
    await scene.hand_over()
