"""Why a dossier is not shown to a client that asks without an account."""

from shared.contracts.spelled import duration
from shared.kernel.errors import Refused


class TooManyTries(Refused):
    """Too many wrong guesses were made."""

    status = 429
    vi = "Đã nhập sai quá nhiều lần"

    def __init__(self, retry_after: int) -> None:
        """`retry_after` in seconds."""
        vi, en = duration(retry_after)
        super().__init__(
            f"Try again in {en}. The QR code of the dossier opens it at once.",
            f"Vui lòng thử lại sau {vi}, hoặc quét mã QR của hồ sơ để xem ngay.",
        )
        self.retry_after = retry_after
