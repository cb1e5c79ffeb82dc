"""Scripted scenarios of the sample procedures, over HTTP only: for the demo, and for the end-to-end tests.

A scenario is a function of a scene. `SCENARIOS` lists them, each with how it must end for the applicant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from motcua.simulation.scenarios import agency, desk, money, people, post, stopped
from motcua.simulation.scenarios.clock import Clock
from motcua.simulation.scenarios.late import late
from motcua.simulation.scenarios.matters import EXTRACT, PERMIT, PROMOTION, Matter
from motcua.simulation.scenarios.scene import Refusal, Scene

__all__ = ["SCENARIOS", "Clock", "Refusal", "Scenario", "Scene", "cast"]


class EndedOtherwise(Exception):
    """A scenario has not ended as scripted."""


@dataclass(frozen=True)
class Scenario:
    """A script, its name in both languages, and how it ends: intake's state and workflow's stage."""

    script: Callable[[Scene], Awaitable[None]]
    en: str
    vi: str
    state: str
    stage: str | None = None
    matter: Matter = PROMOTION

    async def play(self, scene: Scene) -> None:
        """Plays it to its end. Raises EndedOtherwise, or the error that stopped it."""
        scene.is_about(self.matter)
        async with scene.clock.scenario():
            await self.script(scene)
            seen = await scene.seen()
        found = seen["state"], seen["case"] and seen["case"]["stage"]
        if found != (self.state, self.stage):
            raise EndedOtherwise(f"{self.en}: ended as {found}, not as {(self.state, self.stage)}")


THROUGH = Scenario(agency.straight_through, "straight through", "Đúng quy trình", "accepted", "returned")
COUNTER = Scenario(agency.begun_at_the_counter, "at the counter", "Nộp tại quầy", "accepted", "returned")
SUPPLIED = Scenario(agency.supplied, "asked, supplied", "Bổ sung đúng hạn", "accepted", "returned")
NEVER_SUPPLIED = Scenario(desk.never_supplied, "never supplied", "Không bổ sung", "refused")
REFUSED = Scenario(desk.refused_at_the_desk, "refused at desk", "Từ chối tiếp nhận", "refused")
APPRAISED = Scenario(agency.refused_after_appraisal, "refused by agency", "Từ chối giải quyết", "accepted", "refused")
BEFORE = Scenario(desk.withdrawn_before_acceptance, "withdrawn early", "Rút trước khi tiếp nhận", "withdrawn")
AFTER = Scenario(agency.withdrawn_after_acceptance, "withdrawn late", "Rút sau khi tiếp nhận", "accepted", "withdrawn")
DECLINED = Scenario(agency.withdrawal_declined, "may not withdraw", "Không chấp nhận rút", "accepted", "returned")
LATE = Scenario(late, "late, apologised", "Quá hạn, xin lỗi và gia hạn", "accepted", "returned")

A, R = "accepted", "returned"
COPY = Scenario(post.extract_by_post, "copy by post", "Bản sao qua bưu chính", A, R, EXTRACT)
FAILED = Scenario(money.failed_then_paid, "turned down, paid", "Thanh toán lại", A, R, EXTRACT)
WRONG = Scenario(money.wrong_amount, "wrong amount", "Ngân hàng thu sai số tiền", A, R, EXTRACT)
CASH = Scenario(money.cash, "paid in cash", "Nộp bằng tiền mặt", A, R, EXTRACT)
EXPIRED = Scenario(money.never_paid, "never paid", "Không nộp phí, lệ phí", A, "stopped", EXTRACT)
LAST_MOMENT = Scenario(money.paid_at_the_last_moment, "paid in the end", "Nộp sát hạn", A, R, EXTRACT)
OWED = Scenario(money.paid_too_late, "paid too late", "Nộp sau khi rút", A, "withdrawn", EXTRACT)
CAME_BACK = Scenario(post.not_at_home, "came back by post", "Bưu gửi được chuyển hoàn", A, R, EXTRACT)
PERMITTED = Scenario(post.permit_by_post, "building permit", "Giấy phép xây dựng", A, R, PERMIT)
AT_ONCE = Scenario(post.both_at_once, "both at once", "Hai cơ quan cùng lúc", A, R, PERMIT)
BRANCH = Scenario(stopped.withdrawn_from_one_branch, "withdrawn midway", "Rút khi đang xử lý", A, "withdrawn", PERMIT)
UNSUPPLIED = Scenario(stopped.never_supplied_at_work, "not supplied", "Quá hạn bổ sung", A, "stopped", PERMIT)
STOPPED = Scenario(stopped.stopped_by_a_supervisor, "stopped", "Dừng giải quyết", A, "stopped", PERMIT)

COMPANY = Scenario(people.company, "company", "Doanh nghiệp nộp hồ sơ", A, R)
REVOKED = Scenario(people.revoked, "mandate revoked", "Chấm dứt đại diện", A, R)
HOUSEHOLD = Scenario(people.household, "household", "Hộ gia đình", A, R)
FOUND = Scenario(people.found, "found online", "Hồ sơ tại quầy của chính mình", A, R)
ASKED = Scenario(people.asked, "asked for own data", "Yêu cầu về dữ liệu cá nhân", A, R)

SCENARIOS = (
    *(THROUGH, COUNTER, SUPPLIED, NEVER_SUPPLIED, REFUSED, APPRAISED, BEFORE, AFTER, DECLINED, LATE),
    *(COPY, FAILED, WRONG, CASH, EXPIRED, LAST_MOMENT, OWED, CAME_BACK),
    *(PERMITTED, AT_ONCE, BRANCH, UNSUPPLIED, STOPPED),
    *(COMPANY, REVOKED, HOUSEHOLD, FOUND, ASKED),
)
#: How often each occurs in every sixty; others occur once.
OFTEN = {
    **{THROUGH: 4, COUNTER: 3, SUPPLIED: 2, APPRAISED: 2, AFTER: 2, LATE: 2},
    **{COPY: 5, FAILED: 3, CASH: 3, EXPIRED: 2, LAST_MOMENT: 2, OWED: 2, CAME_BACK: 3},
    **{PERMITTED: 6, AT_ONCE: 3, BRANCH: 2, UNSUPPLIED: 2, STOPPED: 2},
}


def cast(count: int) -> list[Scenario]:
    """A scenario for each applicant: first one of each, then by their frequency in sixty."""
    rest = [scenario for scenario in SCENARIOS for _ in range(OFTEN.get(scenario, 1) - 1)]
    sixty = [*SCENARIOS, *rest]
    return [sixty[n % len(sixty)] for n in range(count)]
