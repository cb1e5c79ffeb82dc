"""Where a page of a list has ended, as a text that clients hand back without reading it.

It is tied to the list, its order and its filters by a digest: a cursor of another list, or one that was cut, is refused
with 422. The digest is no proof of origin, and needs to be none: whose a row is, the list asks again on every page.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from struct import Struct, error
from typing import Final, NamedTuple
from uuid import UUID

from shared.kernel.errors import FieldError, Invalid

_FORM: Final = Struct(">qq16s")
_DIGEST: Final = 8  # bytes
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_KEY: Final = -(2**63)
_MICROSECOND: Final = timedelta(microseconds=1)


class Cursor(NamedTuple):
    """The last row of a page: what it is sorted by (None: it has none), and its id. `as_of`: when the walk began."""

    as_of: datetime
    key: datetime | None
    id: UUID


def write_cursor(cursor: Cursor, of: str) -> str:
    """`of`: the list, its order and its filters."""
    key = _NO_KEY if cursor.key is None else _number(cursor.key)
    told = _FORM.pack(_number(cursor.as_of), key, cursor.id.bytes)
    return urlsafe_b64encode(told + _digest(told, of)).decode()


def read_cursor(text: str, of: str) -> Cursor:
    """Raises Invalid for what `write_cursor` has not written for this list."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii"))
        told, digest = raw[:-_DIGEST], raw[-_DIGEST:]
        as_of, key, id_ = _FORM.unpack(told)
        if hmac.compare_digest(digest, _digest(told, of)) and urlsafe_b64encode(raw).decode() == text:
            return Cursor(_time(as_of), None if key == _NO_KEY else _time(key), UUID(bytes=id_))
    except (ValueError, OverflowError, error):
        pass
    raise wrong_cursor()


def wrong_cursor() -> Invalid:
    return Invalid(
        errors=[
            FieldError(
                "?after",
                "wrong_cursor",
                "Vị trí trang không đúng với danh sách này; hãy tải lại từ trang đầu.",
                "This is no cursor of a list with this order and these filters; begin again with its first page.",
            )
        ]
    )


def _digest(told: bytes, of: str) -> bytes:
    return blake2b(told + of.encode(), digest_size=_DIGEST).digest()


def _number(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND


def _time(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)
