"""What goes wrong with a request itself, before its meaning; and a bug. Other failures are `shared.kernel.errors`."""

from shared.kernel.errors import Named, Refused


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


class Bug(Named):
    """Something went wrong on our side."""

    status = 500
    vi = "Hệ thống gặp lỗi ngoài dự kiến"
