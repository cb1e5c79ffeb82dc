"""What a request may be made of before anybody looks at its meaning.

A body is read after the caller is known, counted while it comes, and never beyond what its route takes or after its
time. JSON is read strictly (RFC 8259: UTF-8, no lone surrogates, no NaN, no number that overflows, no key given twice,
of which we would take one value and another reader the other one) and not deeper than anything we ask for: what
Python's reader lets through, PostgreSQL and our own answers cannot take. What is checked here is checked by compiled
code, once over the bytes: a body of brackets costs what any other of its size costs.
"""

from __future__ import annotations

import asyncio
import re
from enum import Enum
from typing import Any, Final, NamedTuple

import msgspec
from fastapi import Request
from starlette.types import Message, Receive

from shared.kernel.errors import Invalid, TooLarge
from shared.kernel.translations import field_errors
from shared.web.parts import part_of
from shared.web.problems import AddressTooLong, HeadTooLarge, NotJson, TooSlow

KIB: Final = 1024
SMALL: Final = 64 * KIB  # bytes of a body, where a route does not say otherwise; callbacks are such routes
FORM: Final = 256 * KIB  # what a person writes
LARGE: Final = 1024 * KIB  # a document of the catalogue, a unit of work of lines to be said again
DEEPEST: Final = 32  # levels of nesting
LONGEST_ADDRESS: Final = 8 * KIB  # path and query
LARGEST_HEAD: Final = 32 * KIB  # all headers, names and values

_TEXTS: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ALIKE: Final = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))


class Timeout(NamedTuple):
    """Seconds in which a body comes as a whole, from its first byte asked for on: so many hold a connection at most.

    LARGE in 15 seconds is 70 KiB a second. More than that is a file, which a telephone may send slowly: 10 MiB in two
    minutes is 85 KiB a second.
    """

    small: float = 15
    file: float = 120


class Takes(Enum):
    """What a route does with a body: has it read as JSON, reads it itself, or asks for none."""

    JSON = "json"
    ITS_OWN = "its own"
    NOTHING = "nothing"


def head(request: Request) -> None:
    """Raises AddressTooLong, HeadTooLarge. What the server let through is still more than anything of ours needs."""
    scope = request.scope
    if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        raise AddressTooLong()
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
        raise HeadTooLarge()


def announced(request: Request) -> int:
    """How long it says its body is, in bytes; 0 if it does not say."""
    length = request.headers.get("content-length", "")
    return int(length[:20]) if length.isdecimal() else 0


def measured(request: Request, most: int) -> Request:
    """The same request, whose body is at most so long, and comes in time: TooLarge, TooSlow for who reads on.

    Nothing is read here. A length that is announced is refused before the first byte is asked for.
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
            raise TooLarge(f"At most {most} bytes.", f"Tối đa {most} byte.", max_bytes=most)
        return message

    return Request(request.scope, counted)


async def _in_time(receive: Receive, until: float, seconds: float) -> Message:
    try:
        async with asyncio.timeout_at(until):
            return await receive()
    except TimeoutError:
        raise TooSlow(f"A body takes {seconds:g} seconds at most.", f"Tối đa {seconds:g} giây.") from None


async def check(request: Request, takes: Takes) -> None:
    """Raises NotJson, Invalid, TooLarge, TooSlow. A POST that takes nothing gets nothing.

    PostgreSQL cannot keep NUL in a text; a body may spell it, an address too.
    """
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Invalid("An address cannot contain NUL.", "Địa chỉ không được chứa ký tự NUL.")
    if takes is Takes.JSON:
        body = await request.body()  # FastAPI takes it from here, and would tell TooLarge as something else
        if "json" in request.headers.get("content-type", "").lower():
            _read(body)
    elif takes is Takes.NOTHING and request.method == "POST" and (found := _read(await request.body())):
        unknown = [
            {"type": "extra_forbidden", "loc": ("body", name)} for name in (found if isinstance(found, dict) else ())
        ]
        raise Invalid("Nothing is asked for here.", "Yêu cầu này không có nội dung.", field_errors(unknown, found))


def _read(body: bytes) -> Any:
    """What a strict reader finds; None for nothing."""
    if not body:
        return None
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise NotJson() from None
    except RecursionError:
        raise _too_deep() from None
    if b"\\u0000" in body:
        raise Invalid("A text cannot contain NUL.", "Văn bản không được chứa ký tự NUL.")
    if deeper(body, DEEPEST):
        raise _too_deep()
    if _twice(body, msgspec.json.encode(found)):
        raise NotJson("A key is given twice.", "Có khóa xuất hiện hai lần.")
    return found


def _twice(body: bytes, kept: bytes) -> bool:
    """Does it give a key twice? Then what was kept of it has fewer keys, that is, fewer colons outside of texts.

    Those in texts are the same ones, unless the body spells one by its number: only then texts are left out.
    """
    if b"\\u003" in body:
        body, kept = _TEXTS.sub(b"", body), _TEXTS.sub(b"", kept)
    return body.count(b":") != kept.count(b":")


def deeper(body: bytes, levels: int) -> bool:
    """Is this sound JSON nested deeper than so many levels? Each turn takes the innermost level away."""
    if body.count(b"[") + body.count(b"{") <= levels:
        return False
    left = _TEXTS.sub(b"", body).translate(_ALIKE, _NO_BRACKETS)
    for _ in range(levels):
        left = left.replace(b"[]", b"")
    return bool(left)


def _too_deep() -> Invalid:
    return Invalid(f"At most {DEEPEST} levels of nesting.", f"Tối đa {DEEPEST} cấp lồng nhau.")
