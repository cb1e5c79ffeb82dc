"""Why no more is taken in."""

from shared.contracts.spelled import duration
from shared.kernel.errors import Refused


class TooMany(Refused):
    """The dossier has as many documents as it may have."""

    vi = "Hồ sơ đã đạt số lượng tài liệu tối đa cho phép"


class QuotaUsedUp(Refused):
    """As much was uploaded as may be uploaded."""

    status = 429
    vi = "Đã tải lên hết dung lượng hoặc số lần cho phép"


class TooManyAtOnce(Refused):
    """Too many uploads are under way."""

    status = 429
    vi = "Đang có quá nhiều tệp được tải lên cùng lúc"

    def __init__(self, most: int, retry_after: int) -> None:
        """`retry_after` in seconds."""
        vi, en = duration(retry_after)
        super().__init__(
            f"At most {most} at once; try again in {en}.",
            f"Mỗi người được tải lên tối đa {most} tệp cùng lúc; vui lòng thử lại sau {vi}.",
        )
        self.retry_after = retry_after
