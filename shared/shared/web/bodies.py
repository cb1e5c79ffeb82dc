"""Limits of a body that are checked before its meaning. Knows no route and no model.

A body is read only after the caller is authenticated. It is counted as it arrives, and reading stops at the route's
limit of bytes and seconds. JSON is read strictly (RFC 8259: UTF-8, no lone surrogates, no NaN, no number that
overflows, no duplicate key, which two readers could understand differently) and to a limited depth: Python's own reader
accepts what PostgreSQL and our answers cannot hold. All checks run in compiled code, once over the bytes, so a body of
brackets costs no more than any other body of its size.
"""

from __future__ import annotations

import asyncio
import re
from enum import Enum
from typing import Any, Final, NamedTuple

import msgspec
from fastapi import Request
from starlette.types import Message, Receive

from shared.contracts.spelled import KIB, duration, size
from shared.kernel.errors import Invalid, TooLarge, UnsupportedMedia, wrong_type
from shared.web.errors import NotJson, TooSlow
from shared.web.parts import part_of
from shared.web.translations import field_errors

SMALL: Final = 64 * KIB  # the default of a route, also of callbacks
FORM: Final = 256 * KIB  # a form filled in by a person
LARGE: Final = 1024 * KIB  # a document of the catalogue, a list of events to republish
DEEPEST: Final = 32  # levels of nesting
PLAIN: Final = frozenset({"", "identity"})  # the codings of a body that is read as it comes

_TEXTS: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_JSON: Final = re.compile(r'application/json\s*(?:;\s*charset="?utf-8"?)?', re.IGNORECASE)
_ALIKE: Final = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


class Timeout(NamedTuple):
    """Seconds in which a whole body must arrive, counted from the first read: it holds a connection no longer.

    LARGE in 15 seconds is 70 KiB a second. Anything larger is a file, which a telephone may send slowly: 10 MiB in two
    minutes is 85 KiB a second.
    """

    small: float = 15
    file: float = 120


class Takes(Enum):
    """What a route does with a body: takes it parsed as JSON, reads it itself, or accepts none."""

    JSON = "json"
    ITS_OWN = "its own"
    NOTHING = "nothing"


def announced(request: Request) -> int:
    """The announced length of the body in bytes; 0 if none is announced."""
    length = request.headers.get("content-length", "")
    return int(length[:20]) if length.isdecimal() else 0


def measured(request: Request, most: int) -> Request:
    """The same request with a limited body: reading more than `most` bytes raises TooLarge, reading too long TooSlow.

    Nothing is read here. A larger announced length is refused before the first byte is read.
    """
    large, taken, until = announced(request) > most, 0, 0.0
    timeout = part_of(request, Timeout)
    seconds = timeout.file if most > LARGE else timeout.small

    async def counted() -> Message:
        nonlocal taken, until
        until = until or asyncio.get_running_loop().time() + seconds
        message: Message = {} if large else await _in_time(request.receive, until, seconds)
        taken += len(message.get("body", b""))
        if large or taken > most:
            raise TooLarge(f"At most {size(most).en}.", f"Tối đa {size(most).vi}.", max_bytes=most)
        return message

    return Request(request.scope, counted)


async def _in_time(receive: Receive, until: float, seconds: float) -> Message:
    try:
        async with asyncio.timeout_at(until):
            return await receive()
    except TimeoutError:
        raise TooSlow(f"A body has {duration(seconds).en}.", f"Phải gửi xong trong {duration(seconds).vi}.") from None


async def check(request: Request, takes: Takes) -> None:
    """Check address and body. Raises NotJson, UnsupportedMedia, Invalid, TooLarge, TooSlow.

    Invalid too for a body nothing reads.

    PostgreSQL cannot store NUL in a text, and both a body and an address can contain it.
    """
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Invalid("An address cannot contain NUL.", "Đường dẫn không được chứa ký tự NUL.")
    if takes is not Takes.NOTHING and request.headers.get("content-encoding", "").strip().lower() not in PLAIN:
        en, vi = "Send the body without Content-Encoding.", "Cần gửi nội dung không nén, không khai Content-Encoding."
        raise UnsupportedMedia.at("header:Content-Encoding", en, vi)
    if takes is Takes.JSON:
        body = await request.body()  # FastAPI reuses it; reading it there would hide TooLarge
        if body and not _JSON.fullmatch(request.headers.get("content-type", "").strip()):
            raise wrong_type("Send JSON in UTF-8.", "Cần gửi JSON (UTF-8) và khai đúng Content-Type.")
        if _read(body) is None and body:
            raise Invalid("A body that is not needed is left out; null is none.", "Nội dung không được là null.")
    elif takes is Takes.NOTHING and request.method == "POST" and (found := _read(await request.body())):
        unknown = [
            {"type": "extra_forbidden", "loc": ("body", name)} for name in (found if isinstance(found, dict) else ())
        ]
        vi = "Yêu cầu này không nhận nội dung kèm theo."
        raise Invalid("This request takes no body.", vi, field_errors(unknown, found))


def _read(body: bytes) -> Any:
    """The parsed body, read strictly; None if it is empty."""
    if not body:
        return None
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise NotJson() from None
    except RecursionError:
        raise _too_deep() from None
    if b"\\u0000" in body:
        raise Invalid("A text cannot contain NUL.", "Nội dung không được chứa ký tự NUL.")
    if deeper(body, DEEPEST):
        raise _too_deep()
    if _twice(body, msgspec.json.encode(found)):
        raise NotJson("A key is given twice.", "Có khóa xuất hiện hai lần.")
    return found


def _twice(body: bytes, kept: bytes) -> bool:
    """Whether a key is given twice: then `kept`, the body parsed and encoded again, has fewer colons outside of texts.

    Colons inside texts are equal in both, unless the body escapes one (\\u003a): only then are texts left out.
    """
    if b"\\u003" in body:
        body, kept = _TEXTS.sub(b"", body), _TEXTS.sub(b"", kept)
    return body.count(b":") != kept.count(b":")


def deeper(body: bytes, levels: int) -> bool:
    """Whether this valid JSON is nested deeper than `levels`. Each pass removes the innermost level."""
    if body.count(b"[") + body.count(b"{") <= levels:
        return False
    left = _TEXTS.sub(b"", body).translate(_ALIKE, _NO_BRACKETS)
    for _ in range(levels):
        left = left.replace(b"[]", b"")
    return bool(left)


def _too_deep() -> Invalid:
    return Invalid(f"At most {DEEPEST} levels of nesting.", f"Tối đa {DEEPEST} cấp lồng nhau.")
