"""Why somebody may not act for another."""

from shared.kernel.errors import Refused


class NoMandate(Refused):
    """There is no such mandate of this account for this applicant."""

    status = 422
    vi = "Tài khoản này không có căn cứ đại diện như vậy cho chủ hồ sơ"
