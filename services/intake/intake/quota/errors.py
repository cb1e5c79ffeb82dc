"""Why no more is taken in."""

from shared.kernel.errors import Refused


class TooMany(Refused):
    """The dossier has as many documents as it may have."""

    vi = "Hồ sơ đã đạt số lượng tài liệu tối đa cho phép"


class QuotaUsedUp(Refused):
    """As much was uploaded as may be uploaded."""

    status = 429
    vi = "Đã tải lên hết dung lượng hoặc số lần cho phép"
