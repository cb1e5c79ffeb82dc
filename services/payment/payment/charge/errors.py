"""Why something about a charge is refused."""

from shared.kernel.errors import Refused


class NothingToPay(Refused):
    """A charge needs an amount."""

    vi = "Số tiền của khoản thu phải lớn hơn 0"


class OnlineNotOffered(Refused):
    """Online payment is not offered here."""

    vi = "Chưa hỗ trợ thanh toán trực tuyến"


class TimeIsOver(Refused):
    """The time to pay is over."""

    vi = "Đã hết thời hạn nộp phí, lệ phí"
