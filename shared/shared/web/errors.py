"""What goes wrong with a request itself, before its meaning; with signing in; and a bug.

Other failures are `shared.kernel.errors`.
"""

from typing import ClassVar

from shared.kernel.errors import FieldError, Named, Refused


class NotJson(Refused):
    """The body is not JSON."""

    status = 400
    vi = "Nội dung gửi lên không phải là JSON hợp lệ"


class TooSlow(Refused):
    """The request did not arrive in time."""

    status = 408
    vi = "Dữ liệu gửi lên quá chậm"


class Unreadable(Refused):
    """The request cannot be read."""

    status = 400
    vi = "Không đọc được yêu cầu"


class MethodNotAllowed(Refused):
    """This address does not take this method."""

    status = 405
    vi = "Đường dẫn này không hỗ trợ phương thức được gọi"


class AddressTooLong(Refused):
    """The address is too long."""

    status = 414
    vi = "Đường dẫn yêu cầu quá dài"


class HeadTooLarge(Refused):
    """The headers are too large."""

    status = 431
    vi = "Phần đầu của yêu cầu quá lớn"


class NotExchanged(Refused):
    """The token is not exchanged.

    `more`: `error` and `error_description` as RFC 6749 section 5.2 has them.
    """

    status = 400
    vi = "Không đổi được mã truy cập"
    error: ClassVar[str] = "invalid_request"

    def __init__(self, en: str, vi: str, field: str = "", *, error: str = "", **more: object) -> None:
        told = [FieldError(f"/{field}", "not_exchanged", vi, en)] if field else []
        super().__init__(en, vi, told, error=error or self.error, error_description=en.replace('"', "'"), **more)


class SignInRefused(NotExchanged):
    """The access token of the sign-in is not accepted."""

    vi = "Mã truy cập của lần đăng nhập không được chấp nhận"


class Bug(Named):
    """Something went wrong on our side."""

    status = 500
    vi = "Hệ thống gặp lỗi ngoài dự kiến"
