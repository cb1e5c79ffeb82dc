"""Why something about a case is refused."""

from shared.kernel.errors import Refused


class Reappointed(Refused):
    """The applicant has been given a new date before; there is no second one."""

    vi = "Chỉ được gia hạn ngày trả kết quả một lần"


class NotLater(Refused):
    """The new date must be in the future and after the old one."""

    status = 422
    vi = "Ngày hẹn mới phải sau thời điểm hiện tại và sau ngày hẹn cũ"


class AskedBefore(Refused):
    """A supplement may be asked for once only."""

    vi = "Chỉ được yêu cầu bổ sung hồ sơ một lần"


class UnknownComponent(Refused):
    """The procedure does not know this component."""

    status = 422
    vi = "Thủ tục không có thành phần hồ sơ này"


def no_component(code: str, place: str) -> UnknownComponent:
    """The procedure has no component with this code, which was given at `place`."""
    en, vi = f"The procedure has no component {code}.", f"Thủ tục không có thành phần hồ sơ mang mã {code}."
    return UnknownComponent.at(place, en, vi)


class UnknownReason(Refused):
    """The procedure does not list this reason.

    `more`: `reasons` (those it has).
    """

    status = 422
    vi = "Phải nêu lý do trong danh mục của thủ tục"


class ClocksReason(Refused):
    """Only the clock stops a case for this reason."""

    status = 422
    vi = "Lý do này chỉ do hệ thống ghi nhận khi quá hạn"
