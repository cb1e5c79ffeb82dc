"""Why something was not done. Knows neither the web nor the database.

Exception
|-- Refused (409)               cannot be done as things stand; a person is told why
|   |-- UnlistedMove (409)      the table has no transition for it
|   |-- NotFound (404)
|   |-- Unauthenticated (401)
|   |-- Forbidden (403)
|   |-- Invalid (422)           the content is wrong, field by field
|   |-- PreconditionRequired (428)
|   |-- Stale (412)
|   |-- KeyReused (422)
|   |-- KeyBusy (409)
|   |-- TooLarge (413)
|   |-- UnsupportedMedia (415)
|   `-- NotYet (409)            what it needs has not come
`-- Unavailable (503)           a part we depend on is away
    `-- StandsStill (503)       the service changes nothing until its operator has decided
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field, without its value: that may be personal data.

    `pointer` into the body ("" = all of it), or `?name`, `header:Name`, `path:name`, `cookie:name`. `code`: a stable
    name for machines.
    """

    pointer: str
    code: str
    vi: str
    en: str


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


class Named(Exception):
    """A failure with a `kind` (its name in kebab-case), titles (`en`, `vi`), a detail in both languages, and `more`.

    `errors`: which fields are wrong, where that is known.
    """

    status: ClassVar[int]
    vi: ClassVar[str]
    kind: ClassVar[str]
    en: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        cls.en = (cls.__doc__ or cls.kind.replace("-", " ")).strip().splitlines()[0].rstrip(".")

    def __init__(self, en: str = "", vi: str = "", errors: Sequence[FieldError] = (), **more: object) -> None:
        super().__init__(en, vi)
        self.detail_en, self.detail_vi, self.errors, self.more = en, vi, tuple(errors), more

    @classmethod
    def at(cls, place: str, en: str = "", vi: str = "", **more: object) -> Self:
        """This failure because of one field (see `FieldError.pointer`), which is told the same sentence."""
        code = cls.kind.replace("-", "_")
        return cls(en, vi, [FieldError(place, code, vi or f"{cls.vi}.", en or f"{cls.en}.")], **more)

    def __str__(self) -> str:
        """One line for operators: the `why` of a parked message."""
        return f"{self.kind}: {self.detail_en or type(self).en}"


class Refused(Named):
    """What was asked cannot be done as things stand."""

    status: ClassVar[int] = 409
    vi: ClassVar[str] = "Không thể thực hiện yêu cầu vào lúc này"


class UnlistedMove(Refused):
    """This is not possible in the present state.

    `more`: `move` (what was refused), `state` (where the entity stands); over HTTP also `moves` (what may be asked).
    """

    vi = "Không thể thực hiện thao tác này ở trạng thái hiện tại"

    def __str__(self) -> str:
        return f"{super().__str__()} (move={self.more.get('move')}, state={self.more.get('state')})"


class NotFound(Refused):
    """Nothing was found under this address."""

    status = 404
    vi = "Không tìm thấy nội dung được yêu cầu"


class Unauthenticated(Refused):
    """A valid access token is needed."""

    status = 401
    vi = "Cần đăng nhập để tiếp tục"


class Forbidden(Refused):
    """This account is not entitled to do this."""

    status = 403
    vi = "Tài khoản này không có quyền thực hiện thao tác này"


class Invalid(Refused):
    """What was sent is not valid."""

    status = 422
    vi = "Dữ liệu gửi lên không hợp lệ"

    def __str__(self) -> str:
        fields = ", ".join(f"{error.pointer or '/'} {error.code}" for error in self.errors)
        return f"{super().__str__()} ({fields})" if fields else super().__str__()


class PreconditionRequired(Refused):
    """The request must say which version it changes (If-Match)."""

    status = 428
    vi = "Yêu cầu phải nêu rõ phiên bản cần thay đổi (If-Match)"


class Stale(Refused):
    """This has changed since it was last read."""

    status = 412
    vi = "Dữ liệu đã thay đổi kể từ lần đọc gần nhất"


class KeyReused(Refused):
    """This Idempotency-Key was used for another request."""

    status = 422
    vi = "Khóa chống gửi trùng (Idempotency-Key) này đã được dùng cho một yêu cầu khác"


class KeyBusy(Refused):
    """A request with this Idempotency-Key is still being worked on."""

    vi = "Một yêu cầu có cùng khóa chống gửi trùng (Idempotency-Key) đang được xử lý"


class TooLarge(Refused):
    """What was sent is too large."""

    status = 413
    vi = "Dữ liệu gửi lên quá lớn"


class UnsupportedMedia(Refused):
    """This type of content is not accepted."""

    status = 415
    vi = "Định dạng dữ liệu này không được hỗ trợ"


def wrong_type(en: str, vi: str) -> UnsupportedMedia:
    """The refusal of what Content-Type says."""
    return UnsupportedMedia(en, vi, [FieldError("header:Content-Type", "media_type", vi, en)])


class NotYet(Refused):
    """Something this needs, such as an entity or a procedure version, has not come yet."""

    vi = "Thông tin cần thiết cho yêu cầu này chưa có"


class Unavailable(Named):
    """A part of the system is away for the moment."""

    status: ClassVar[int] = 503
    vi: ClassVar[str] = "Hệ thống tạm thời gián đoạn, vui lòng thử lại sau"

    def __init__(self, part: str = "", *, retry_after: int = 5) -> None:
        """`part` is named to operators only; `retry_after` is in seconds."""
        super().__init__()
        self.part, self.retry_after = part, retry_after

    def __str__(self) -> str:
        return f"{super().__str__()} ({self.part})" if self.part else super().__str__()


class StandsStill(Unavailable):
    """The service changes nothing until its operator has decided."""

    vi = "Dịch vụ ngừng nhận thay đổi cho đến khi quản trị hệ thống quyết định"

    def __init__(self, why: str) -> None:
        super().__init__(why, retry_after=300)
        self.detail_en = "The request was not executed. Stored data can still be read; try again later."
        self.detail_vi = "Yêu cầu chưa được thực hiện. Vẫn xem được dữ liệu đã lưu; vui lòng thử lại sau."
