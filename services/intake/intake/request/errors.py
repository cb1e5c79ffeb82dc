"""Why something about a request is refused."""

from shared.kernel.errors import Refused

#: English and Vietnamese, where there is none, or none that the caller may read.
MISSING = ("There is no such request for this account.", "Tài khoản này không có yêu cầu này.")


class NotIdentified(Refused):
    """It was not proved who asks."""

    vi = "Chưa xác minh danh tính của người yêu cầu"


class AlreadyIdentified(Refused):
    """It was proved already who asks."""

    vi = "Danh tính của người yêu cầu đã được xác minh"


class UnknownGround(Refused):
    """This is no legal ground."""

    status = 422
    vi = "Mã này không thuộc căn cứ pháp lý để từ chối"


class NotGivenOut(Refused):
    """Nothing is given out for this request.

    Only what was asked to be seen or copied, and was granted, is.
    """

    vi = "Yêu cầu này không có dữ liệu để cung cấp"
