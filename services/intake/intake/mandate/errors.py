"""Why somebody may not act for another."""

from datetime import datetime

from shared.contracts.spelled import moment
from shared.kernel.errors import Refused


class NoMandate(Refused):
    """There is no such mandate of this account for this applicant."""

    status = 422
    vi = "Tài khoản này không có căn cứ đại diện như vậy cho chủ hồ sơ"


class MandateEnded(Refused):
    """The mandate under which this account acted has ended.

    `more`: `state` and `ended_at`.
    """

    status = 403
    vi = "Căn cứ đại diện của tài khoản này đã chấm dứt"

    def __init__(self, state: str, at: datetime) -> None:
        day, en, vi = moment(at), "revoked", "bị chấm dứt"
        if state == "expired":
            en, vi = "over", "hết thời hạn"
        super().__init__(
            f"It is {en} since {day.en}: nothing more may be done under it.",
            f"Việc đại diện đã {vi} từ {day.vi}, nên không thể thực hiện thêm thao tác nào.",
            state=state,
            ended_at=at,
        )
