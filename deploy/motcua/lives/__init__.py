"""Scripted lives of procedure 2.000004, over HTTP only: for the demo, and for the end-to-end tests.

A life is a function of a scene. `LIVES` says how each must end, as the applicant sees it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from motcua.lives import agency, desk
from motcua.lives.clock import Clock
from motcua.lives.late import late
from motcua.lives.scene import Refusal, Scene

__all__ = ["LIVES", "Clock", "Life", "Refusal", "Scene", "cast"]


class EndedOtherwise(Exception):
    """A life has not ended as scripted."""


@dataclass(frozen=True)
class Life:
    """A script, its name in both languages, and how it ends: intake's state and workflow's stage."""

    script: Callable[[Scene], Awaitable[None]]
    en: str
    vi: str
    state: str
    stage: str | None = None

    async def play(self, scene: Scene) -> None:
        """Plays it to its end. Raises EndedOtherwise, or whatever went wrong on the way."""
        async with scene.clock.life():
            await self.script(scene)
            seen = await scene.seen()
        found = seen["state"], seen["case"] and seen["case"]["stage"]
        if found != (self.state, self.stage):
            raise EndedOtherwise(f"{self.en}: ended as {found}, not as {(self.state, self.stage)}")


THROUGH = Life(agency.straight_through, "straight through", "Suôn sẻ", "accepted", "returned")
COUNTER = Life(agency.begun_at_the_counter, "at the counter", "Nộp tại quầy", "accepted", "returned")
SUPPLIED = Life(agency.supplied, "asked, supplied", "Bổ sung đúng hạn", "accepted", "returned")
NEVER_SUPPLIED = Life(desk.never_supplied, "never supplied", "Không bổ sung", "refused")
REFUSED = Life(desk.refused_at_the_desk, "refused at desk", "Bị từ chối tiếp nhận", "refused")
APPRAISED = Life(agency.refused_after_appraisal, "refused by agency", "Bị từ chối", "accepted", "refused")
BEFORE = Life(desk.withdrawn_before_acceptance, "withdrawn early", "Rút trước tiếp nhận", "withdrawn")
AFTER = Life(agency.withdrawn_after_acceptance, "withdrawn late", "Rút sau tiếp nhận", "accepted", "withdrawn")
DECLINED = Life(agency.withdrawal_declined, "may not withdraw", "Không cho rút", "accepted", "returned")
LATE = Life(late, "late, apologised", "Quá hạn, xin lỗi", "accepted", "returned")

LIVES = (THROUGH, COUNTER, SUPPLIED, NEVER_SUPPLIED, REFUSED, APPRAISED, BEFORE, AFTER, DECLINED, LATE)
#: How often each occurs in every twenty.
OFTEN = {THROUGH: 5, COUNTER: 3, SUPPLIED: 2, APPRAISED: 2, AFTER: 2, LATE: 2}


def cast(count: int) -> list[Life]:
    """A life for each of so many applicants, every kind among the first twenty."""
    twenty = [life for life in LIVES for _ in range(OFTEN.get(life, 1))]
    return [twenty[n % len(twenty)] for n in range(count)]
