"""What a request may be made of before anybody looks at its meaning.

JSON is read strictly (RFC 8259: UTF-8, no lone surrogates, no NaN, no number that overflows) and not deeper
than anything we ask for: what Python's reader lets through, PostgreSQL and our own answers cannot take.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from fastapi import Request

from shared.errors import Invalid
from shared.problems import NotJson

LARGEST: Final = 1024 * 1024  # bytes of a body, where a route does not say otherwise
DEEPEST: Final = 32  # levels of nesting


async def check(request: Request) -> None:
    """Raises NotJson, Invalid. PostgreSQL cannot keep NUL in a text; a body may spell it, an address too."""
    if "\0" in request.url.path or "%00" in request.url.query:
        raise Invalid("An address cannot contain NUL.", "Địa chỉ không được chứa ký tự NUL.")
    if "json" in request.headers.get("content-type", "").lower():
        _check_json(await request.body())


def _check_json(body: bytes) -> None:
    if not body:
        return
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise NotJson() from None
    except RecursionError:
        raise _too_deep() from None
    if b"\\u0000" in body:
        raise Invalid("A text cannot contain NUL.", "Văn bản không được chứa ký tự NUL.")
    # No body is deeper than it has openings, and few have many.
    if body.count(b"[") + body.count(b"{") > DEEPEST and _deeper(found, DEEPEST):
        raise _too_deep()


def _deeper(found: Any, levels: int) -> bool:
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else None
    return inside is not None and (levels == 0 or any(_deeper(one, levels - 1) for one in inside))


def _too_deep() -> Invalid:
    return Invalid(f"At most {DEEPEST} levels of nesting.", f"Tối đa {DEEPEST} cấp lồng nhau.")
