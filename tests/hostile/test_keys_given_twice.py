"""JSON that gives a key twice: of its two values one counts here, and another one for who else reads it."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from fastapi import Request

from shared.web.bodies import Takes, check
from shared.web.errors import NotJson


@pytest.mark.parametrize(
    ("body", "twice"),
    [
        (b'{"a":1,"b":[{"a":2},{"a":3}]}', False),
        (b'{"outcome":"refused","outcome":"approved"}', True),
        (b'[{"x":{"a":1,"a":1}}]', True),
        (b'{"a":1,"\\u0061":2}', True),
        (b'{"a":1,"a":2,"b":"\\u003a"}', True),
        (b'{"a":1,"a":"\\u003A","b:\\"":"::"}', True),
        (b'{"a:\\\\":"\\u003a","b":":\\":"}', False),
        (b'{"a":' + b"9" * 400 + b"}", False),
    ],
)
async def test_a_key_that_is_given_twice(body: bytes, twice: bool) -> None:
    """Of its two values one would count here, and another one for who else reads it."""
    request = Request(
        {"type": "http", "path": "/", "query_string": b"", "headers": [(b"content-type", b"application/json")]}
    )
    request._body = body
    with pytest.raises(NotJson) if twice else nullcontext():
        await check(request, Takes.JSON)
