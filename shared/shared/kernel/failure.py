"""The four fates of a failure: sorts every exception, ours and strangers. It tells strangers by name.

So it imports neither the web nor the database.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from shared.kernel.errors import Refused, Unavailable


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
