"""Why something was not done. Refuses to know the web and the database: it tells strangers by name.

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

`failure` sorts every exception, these and strangers, into four fates.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Final


class Named(Exception):
    """A failure with a `kind` (its name in kebab-case), titles (`en`, `vi`), a detail in both languages, and `more`."""

    status: ClassVar[int]
    vi: ClassVar[str]
    kind: ClassVar[str]
    en: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        cls.en = (cls.__doc__ or cls.kind.replace("-", " ")).strip().splitlines()[0].rstrip(".")

    def __init__(self, en: str = "", vi: str = "", **more: object) -> None:
        super().__init__(en, vi)
        self.detail_en, self.detail_vi, self.more = en, vi, more

    def __str__(self) -> str:
        """One line for operators: the `why` of a parked message."""
        return f"{self.kind}: {self.detail_en or type(self).en}"


class Refused(Named):
    """What was asked cannot be done as things stand."""

    status: ClassVar[int] = 409
    vi: ClassVar[str] = "Không thể thực hiện yêu cầu vào lúc này"


class UnlistedMove(Refused):
    """This is not possible in the present state.

    `more`: `move` (what was refused), `state` (where the entity stands), `moves` (what is possible now).
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


class Invalid(Refused):
    """What was sent is not valid."""

    status = 422
    vi = "Dữ liệu gửi lên không hợp lệ"

    def __init__(self, en: str = "", vi: str = "", errors: Sequence[FieldError] = (), **more: object) -> None:
        super().__init__(en, vi, **more)
        self.errors: list[FieldError] = list(errors)

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


class Failure(Enum):
    """The four fates of a failure, the mildest first; each door knows what to do about each."""

    REFUSED = 1
    AGAIN = 2
    UNAVAILABLE = 3
    BUG = 4


# SQLSTATE, or how it begins (PostgreSQL documentation, appendix A). The connection; disk, memory or connections used
# up; the server is stopped, crashed, starts, ends idle sessions, or is only a standby; our password was changed.
_AWAY: Final = ("08", "53", "57P01", "57P02", "57P03", "57P05", "25006", "28P01")
# Serialization, deadlock; lock, statement, idle_in_transaction_session and transaction_timeout. For the last two the
# server is well: if one message does it each time, UNAVAILABLE would stop all partitions for ever; AGAIN halves until
# it is alone. (asyncpg often loses 25P03 and says "connection is closed": then it is UNAVAILABLE after all.)
_AGAIN: Final = ("40", "55P03", "57014", "25P03", "25P04", "0A000")  # 0A000: a plan outdated by a migration

# A missing or forbidden file is an OSError too, but a bug of ours. All others are the network: refused, reset, timed
# out, name unknown, and asyncio's "Multiple exceptions" without errno.
_OURS: Final = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError)
_CLIENT: Final = (("asyncpg", "InterfaceError"), ("asyncpg", "InternalClientError"))
_UNREACHED: Final = {"aiokafka": {"KafkaError"}, "httpx2": {"NetworkError", "TimeoutException", "RemoteProtocolError"}}


def failure(exc: BaseException) -> Failure:
    """Sort any exception into its fate; the first in the chain of causes that is recognised decides.

    Only `__cause__` is followed, never `__context__`: a bug met while handling an outage is still a bug. A `Refused`
    counts only in front. A group (TaskGroup) shares the worst fate among its members.
    """
    if isinstance(exc, Refused):
        return Failure.REFUSED
    if isinstance(exc, BaseExceptionGroup):
        return max((failure(one) for one in exc.exceptions), key=lambda fate: fate.value)
    return next((fate for one in _causes(exc) if (fate := _fate(one))), Failure.BUG)


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        exc = exc.__cause__


def _fate(exc: BaseException) -> Failure | None:
    # asyncpg has `sqlstate`, SQLAlchemy wraps it as `orig`. First of all: 25P03 invalidates the connection as well.
    state = str(getattr(exc, "sqlstate", None) or getattr(getattr(exc, "orig", None), "sqlstate", None))
    if state.startswith(_AGAIN):
        return Failure.AGAIN
    gone = isinstance(exc, Unavailable) or getattr(exc, "connection_invalidated", False) or _away(exc)
    return Failure.UNAVAILABLE if gone or state.startswith(_AWAY) else None


def _away(exc: BaseException) -> bool:
    if isinstance(exc, OSError):
        return not isinstance(exc, _OURS)
    known = type(exc).__module__.partition(".")[0], type(exc).__name__
    if known in _CLIENT:  # also "another operation is in progress", which is a bug
        return re.search("connection is closed|pool is clos|cannot switch to state", str(exc)) is not None
    if known == ("sqlalchemy", "TimeoutError"):  # the pool is used up: overload, as 53300 is
        return True
    # aiokafka and httpx2 do not keep the OSError as their cause
    return not _UNREACHED.get(known[0], set()).isdisjoint(kind.__name__ for kind in type(exc).__mro__)
