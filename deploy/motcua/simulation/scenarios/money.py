"""Scenarios of the fee: a failed payment, a wrong amount, cash, none, at the last moment, and too late."""

from __future__ import annotations

from datetime import datetime

from motcua.simulation.scenarios.clock import BEYOND
from motcua.simulation.scenarios.scene import Scene
from motcua_client.intake import Intake


async def appraised(scene: Scene) -> None:
    """Up to the request for the fee."""
    await scene.accepted()
    await scene.work(scene.appraiser, "appraise")
    await scene.until_stage("awaiting_payment")


async def signed(scene: Scene) -> None:
    """From the payment to the return."""
    await scene.work(scene.head, "sign")
    await scene.until_stage("returned")


async def failed_then_paid(scene: Scene) -> None:
    """The bank declines the card, and the applicant tries another."""
    await appraised(scene)
    await scene.at_the_bank(await scene.checkout(), "failed")
    await scene.until_charge("open")
    await scene.pay()
    await signed(scene)


async def wrong_amount(scene: Scene) -> None:
    """The bank takes too little, which is owed back; the second time too much, and the surplus is owed back."""
    await appraised(scene)
    asked = (await scene.charge())["amount"]
    await scene.at_the_bank(await scene.checkout(), amount=asked - 1_000)
    await scene.until_charge("open")
    await scene.at_the_bank(await scene.checkout(), amount=asked + 5_000)
    await scene.until_charge("settled")
    await signed(scene)


async def cash(scene: Scene) -> None:
    """The applicant comes to the counter with the money."""
    await appraised(scene)
    await scene.refused("take it oneself", scene.take_cash(scene.owner))
    await scene.take_cash(scene.desk)
    await signed(scene)


async def never_paid(scene: Scene) -> None:
    """The applicant leaves the bank's page; the time to pay passes and the case is stopped."""
    await appraised(scene)
    await scene.at_the_bank(await scene.checkout(), "abandoned")
    await scene.clock.reach(datetime.fromisoformat((await scene.charge())["until"]))
    await scene.until_stage("stopped")


async def paid_at_the_last_moment(scene: Scene) -> None:
    """Paid just as the time to pay passes: in either order of arrival the money counts and the case goes on."""
    await appraised(scene)
    uow = await scene.checkout()
    await scene.clock.reach(datetime.fromisoformat((await scene.charge())["until"]) - BEYOND)
    await scene.at_the_bank(uow)
    await scene.until_charge("settled")
    await signed(scene)


async def paid_too_late(scene: Scene) -> None:
    """Withdrawn while the bank's page is open, and paid afterwards: the money is owed back."""
    await appraised(scene)
    uow = await scene.checkout()
    await scene.move(scene.owner, Intake.withdraw_dossier)
    await scene.until_stage("withdrawn")
    await scene.until_charge("cancelled")
    await scene.at_the_bank(uow)
    await scene.until_charge("owed")
