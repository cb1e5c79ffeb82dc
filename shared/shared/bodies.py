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
from shared.translations import field_errors

LARGEST: Final = 1024 * 1024  # bytes of a body, where a route does not say otherwise
DEEPEST: Final = 32  # levels of nesting


async def check(request: Request, *, asked: bool) -> None:
    """Raises NotJson, Invalid. `asked`: the route takes a JSON body; a POST that takes none gets none.

    PostgreSQL cannot keep NUL in a text; a body may spell it, an address too.
    """
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise Invalid("An address cannot contain NUL.", "Địa chỉ không được chứa ký tự NUL.")
    if asked and "json" in request.headers.get("content-type", "").lower():
        _read(await request.body())
    elif not asked and request.method == "POST" and (found := _read(await request.body())):
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
    # No body is deeper than it has openings, and few have many.
    if body.count(b"[") + body.count(b"{") > DEEPEST and _deeper(found, DEEPEST):
        raise _too_deep()
    return found


def _deeper(found: Any, levels: int) -> bool:
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else None
    return inside is not None and (levels == 0 or any(_deeper(one, levels - 1) for one in inside))


def _too_deep() -> Invalid:
    return Invalid(f"At most {DEEPEST} levels of nesting.", f"Tối đa {DEEPEST} cấp lồng nhau.")
