"""Why a dossier is not shown to somebody who asks without an account."""

from shared.errors import Refused


class TooManyTries(Refused):
    """This dossier was asked for too often within an hour."""

    status = 429
    vi = "Đã tra cứu hồ sơ này quá nhiều lần trong một giờ"

    def __init__(self, retry_after: int) -> None:
        """`retry_after` in seconds."""
        super().__init__(f"Try again in {retry_after} seconds.", f"Vui lòng thử lại sau {retry_after} giây.")
        self.retry_after = retry_after
